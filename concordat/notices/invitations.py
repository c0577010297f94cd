"""The programme's sessions as calendar invitations.

An event keeps its UID when its date moves, so that a calendar moves it too. Source: RFC 5545.
"""

from datetime import UTC, datetime

from icalendar import Calendar
from icalendar import Event as CalendarEvent

from concordat.domain.programme import Event, Programme

FILENAME = "sessions.ics"


def invitations(programme: Programme, written_at: datetime) -> bytes:
    """Return the sessions as one calendar, in config order. `written_at` is aware."""
    calendar = Calendar()
    calendar.add("prodid", "-//Concordat//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for number, event in enumerate(programme.timeline.events, start=1):
        calendar.add_component(_invitation(programme, number, event, written_at))
    made: bytes = calendar.to_ical()
    return made


def _invitation(
    programme: Programme, number: int, event: Event, written_at: datetime
) -> CalendarEvent:
    contact = programme.facilitator_contact
    domain = contact.email.rpartition("@")[2]
    made = CalendarEvent()
    made.add("uid", f"{programme.agreement_id}-session-{number}@{domain}")
    made.add("dtstamp", written_at.astimezone(UTC))
    made.add("dtstart", event.starts.astimezone(UTC))
    made.add("dtend", event.ends.astimezone(UTC))
    made.add("summary", event.title)
    made.add("location", event.where)
    made.add("categories", [event.kind])
    made.add(
        "description",
        f"{programme.title}\n{event.kind.capitalize()}, open to both sectors.\n"
        f"Questions: {contact.role}, {programme.facilitator}, {contact.email}",
    )
    return made
