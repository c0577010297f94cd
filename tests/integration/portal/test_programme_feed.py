"""The calendar to subscribe to: what is in it, and that a moved date moves in people's calendars."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from icalendar import Calendar, Event

from concordat.domain.decision import BoardOutcome
from concordat.notices.invitations import invitations
from concordat.services.decide_board import BoardDecision, decide_board
from concordat.services.deliver import deliver_notices
from tests.fakes import (
    EAST,
    VERSION,
    a_programme,
    an_office,
    approved,
    engine_of,
    everywhere_ratified,
    frozen,
    go_to,
    place_asked,
    postman_of,
    ratified,
)
from tests.integration.portal.conftest import Visitor
from tests.integration.portal.test_changes_page import amended


def events_of(visitor: Visitor) -> dict[str, Event]:
    """Return the events by the part of their UID before the domain."""
    calendar = Calendar.from_ical(visitor.get("/programme.ics").content)
    assert calendar.errors == []
    found = {str(e["UID"]).partition("@")[0]: e for e in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT"))
    return found


def days_of(visitor: Visitor) -> dict[str, Any]:
    return {
        key.removeprefix(f"{VERSION}-"): e.decoded("DTSTART")
        for key, e in events_of(visitor).items()
    }


def test_it_holds_the_sessions_and_every_date_in_force(visitor: Visitor) -> None:
    answer = visitor.get("/programme.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    days = days_of(visitor)
    session = days.pop("example-mou-session-1")
    assert session == datetime(2027, 1, 18, 15, tzinfo=UTC)
    assert session.tzinfo is not None
    assert days == {
        "window-opens": date(2026, 12, 1),
        "comments-until": date(2027, 2, 26),
        "board": date(2027, 3, 30),
        "public-signing": date(2027, 5, 20),
        "places-due": date(2027, 9, 30),
    }


def test_days_are_whole_days_and_sessions_are_on_london_clocks(visitor: Visitor) -> None:
    text = visitor.get("/programme.ics").text
    assert "DTSTART;VALUE=DATE:20270520\r\nDTEND;VALUE=DATE:20270521\r\n" in text
    assert "DTSTART;TZID=Europe/London:20270118T150000\r\n" in text
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_clocks_go_forward_at_one_in_the_morning(visitor: Visitor) -> None:
    [zone] = Calendar.from_ical(visitor.get("/programme.ics").content).walk("VTIMEZONE")
    [summer] = zone.walk("DAYLIGHT")
    assert summer.decoded("DTSTART") == datetime(1996, 3, 31, 1)  # noqa: DTZ001 - Local by RFC.
    london = zone.to_tz()
    for month, hours in ((1, 0), (7, 1)):
        assert datetime(2027, month, 1, tzinfo=london).utcoffset() == timedelta(hours=hours)


def test_a_moved_date_is_the_same_event_with_a_later_word(visitor: Visitor) -> None:
    frozen(visitor.office)
    before = events_of(visitor)[f"{VERSION}-board"]
    go_to(visitor.office, date(2027, 3, 30), 16)
    deferral = BoardDecision(BoardOutcome.DEFERRED, date(2027, 3, 30), "ICB/27/31", reason="Late.")
    decide_board(visitor.office, VERSION, 0, deferral)
    after = events_of(visitor)[f"{VERSION}-board"]
    assert (before.decoded("DTSTART"), after.decoded("DTSTART")) == (
        date(2027, 3, 30),
        date(2027, 5, 25),
    )
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("DTSTAMP") > before.decoded("DTSTAMP")


def test_a_place_has_its_meeting_in_it_until_it_has_decided(later_visitor: Visitor) -> None:
    place_asked(later_visitor.office, EAST)
    meeting = events_of(later_visitor)[f"{VERSION}-place-east"]
    assert str(meeting["SUMMARY"]).startswith("East: ")
    ratified(later_visitor.office, EAST)
    assert "place-east" not in days_of(later_visitor)


def test_the_review_and_the_term_are_in_it_once_the_agreement_takes_effect(
    later_visitor: Visitor,
) -> None:
    everywhere_ratified(later_visitor.office)
    days = days_of(later_visitor)
    assert days["effect"] < days["review-1-opens"] < days["review-1-returns"]
    assert days["review-1-due"] > days["review-1-returns"]
    assert "term-ends" in days
    assert list(days.values())[1:] == sorted(list(days.values())[1:])


def test_a_session_is_the_same_event_as_in_the_letter(visitor: Visitor) -> None:
    programme, now = a_programme(), visitor.office.clock.now()
    [sent] = Calendar.from_ical(invitations(programme, now)).walk("VEVENT")
    assert str(sent["UID"]).partition("@")[0] in events_of(visitor)


def test_a_version_that_is_over_leaves_no_dates(visitor: Visitor) -> None:
    frozen(visitor.office)
    go_to(visitor.office, date(2027, 3, 30), 16)
    rejection = BoardDecision(BoardOutcome.REJECTED, date(2027, 3, 30), "ICB/27/31", reason="No.")
    decide_board(visitor.office, VERSION, 0, rejection)
    assert list(events_of(visitor)) == ["example-mou-session-1"]


def test_an_amended_version_without_a_review_window_has_no_dates_of_one(visitor: Visitor) -> None:
    amended(visitor)
    keys = set(events_of(visitor))
    assert "example-mou-v2-public-signing" in keys
    assert "example-mou-v2-window-opens" not in keys


def test_a_session_in_an_amended_version_is_a_later_word(visitor: Visitor) -> None:
    before = events_of(visitor)["example-mou-session-1"]["SEQUENCE"]
    approved(visitor.office)
    at_approval = events_of(visitor)["example-mou-session-1"]["SEQUENCE"]
    amended(visitor)
    assert before < at_approval < events_of(visitor)["example-mou-session-1"]["SEQUENCE"]


def test_an_amendment_calls_the_public_signing_of_an_unsigned_version_off(visitor: Visitor) -> None:
    amended(visitor)
    deliver_notices(visitor.office)
    told = postman_of(visitor.office).of("change-recorded")
    off = [x.invitation for x in told if x.invitation is not None and x.invitation.called_off]
    assert {i.day.key for i in off} == {f"{VERSION}-public-signing"}


def test_where_clocks_are_not_londons_times_are_in_utc(tmp_path: Path) -> None:
    office = an_office(tmp_path, a_programme(timezone="Europe/Dublin"))
    text = Visitor(office).get("/programme.ics").text
    assert "DTSTART:20270118T150000Z\r\n" in text
    assert "VTIMEZONE" not in text
    engine_of(office).dispose()
