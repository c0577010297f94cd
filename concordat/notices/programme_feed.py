"""The programme's dates as a calendar that people subscribe to, so that a moved date moves for them.

What is said stays the same until something happens, so that asking again costs nothing. A session
is the same event here as in the invitation that came with a letter. Source: RFC 5545, RFC 7986.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone
from icalendar import Event as CalendarEvent

from concordat.domain.programme import Event, Programme
from concordat.services.programme_dates import ProgrammeDate

_ASK_AGAIN = timedelta(hours=12)
_LONDON = "Europe/London"
_RULES_OF_LONDON = b"""BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
"""
"""Since 1996. The library's own is an hour late in spring, and ends with the dates that it is told."""


def programme_feed(
    programme: Programme,
    dates: Sequence[ProgrammeDate],
    sequence: int,
    changed_at: datetime,
    portal_url: str,
) -> bytes:
    """Return the sessions, numbered by `sequence`, and the dates, as of when something last changed."""
    calendar = Calendar()
    calendar.add("prodid", "-//Concordat//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", programme.title)
    calendar.add("x-wr-calname", programme.title)
    calendar.add("refresh-interval", _ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    if programme.timezone == _LONDON:
        calendar.add_component(Timezone.from_ical(_RULES_OF_LONDON))
    events = [
        *(_session(programme, n, e, sequence) for n, e in enumerate(programme.timeline.events, 1)),
        *(_day(programme, one) for one in dates),
    ]
    for event in events:
        event.add("dtstamp", changed_at.astimezone(UTC))
        event.add("url", portal_url)
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made


def _session(programme: Programme, number: int, session: Event, sequence: int) -> CalendarEvent:
    zone = ZoneInfo(_LONDON) if programme.timezone == _LONDON else UTC
    event = _event(programme, f"{programme.agreement_id}-session-{number}", sequence, session.kind)
    event.add("summary", session.title)
    event.add("dtstart", session.starts.astimezone(zone))
    event.add("dtend", session.ends.astimezone(zone))
    event.add("location", session.where)
    return event


def _day(programme: Programme, one: ProgrammeDate) -> CalendarEvent:
    event = _event(programme, one.key, one.sequence, one.kind)
    event.add("summary", one.title)
    event.add("dtstart", one.on)
    event.add("dtend", one.on + timedelta(days=1))
    # A date of the programme leaves nobody's day busy.
    event.add("transp", "TRANSPARENT")
    return event


def _event(programme: Programme, key: str, sequence: int, kind: str) -> CalendarEvent:
    event = CalendarEvent()
    domain = programme.facilitator_contact.email.rpartition("@")[2]
    event.add("uid", f"{key}@{domain}")
    event.add("sequence", sequence)
    event.add("categories", [kind])
    contact = programme.facilitator_contact
    event.add(
        "description",
        f"{programme.title}\nQuestions: {contact.role}, {programme.facilitator}, {contact.email}",
    )
    return event
