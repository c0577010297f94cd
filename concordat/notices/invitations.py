"""The programme's sessions as calendar files, and its public signing as an invitation.

The rules:
1. An event keeps its UID when its date moves, so that a calendar moves it too.
2. Sessions are open to all, so they are published; to the public signing people are invited, by name of
   address, and its moving or calling off reaches the same event.
3. An invitation asks for no answer: who comes is none of the calendar's business.

Source: RFC 5545, RFC 5546, RFC 6047.
"""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, vCalAddress
from icalendar import Event as CalendarEvent

from concordat.domain.programme import Event, Programme
from concordat.services.ports import Letter
from concordat.services.signing_day import Invitation

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


def method_of(invitation: Invitation) -> str:
    """Return what a calendar is asked to do with an invitation."""
    return "CANCEL" if invitation.called_off else "REQUEST"


def invitation(letter: Letter, to: Invitation) -> bytes:
    """Return the invitation that goes with a letter, for everyone the letter is for."""
    programme, day = letter.programme, to.day
    contact = programme.facilitator_contact
    calendar = Calendar()
    calendar.add("prodid", "-//Concordat//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method_of(to))
    made = CalendarEvent()
    made.add("uid", f"{day.key}@{contact.email.rpartition('@')[2]}")
    made.add("sequence", day.sequence)
    made.add("dtstamp", letter.written_at.astimezone(UTC))
    made.add("dtstart", day.on)
    made.add("dtend", day.on + timedelta(days=1))
    made.add("summary", f"{day.title}: {programme.title}")
    made.add("status", "CANCELLED" if to.called_off else "CONFIRMED")
    made.add("transp", "TRANSPARENT")
    made.add("url", f"{letter.portal_url}/")
    made.add("organizer", _person(contact.email, {"CN": programme.facilitator}))
    for address in letter.to:
        made.add("attendee", _person(address, {"ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"}))
    calendar.add_component(made)
    written: bytes = calendar.to_ical()
    return written


def _person(address: str, parameters: dict[str, str]) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    person.params.update(parameters)
    return person


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
