"""S30: a deadline on a bank holiday or in August. S42: the clocks change at the end of March."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from concordat.domain.calendar import at_local, papers_due_on
from concordat.domain.decision import BoardOutcome
from concordat.domain.errors import NotAllowed
from concordat.domain.gates import Gate, is_open
from concordat.domain.programme import Body, BodyId, Event, Programme
from concordat.notices.invitations import invitations
from concordat.notices.letters import LetterWriter
from concordat.services.decide_board import BoardDecision, decide_board
from concordat.services.deliver import deliver_notices
from concordat.services.office import Office
from concordat.services.review_window import comment, freeze_version
from tests.fakes import (
    EAST,
    LONDON,
    VERSION,
    a_programme,
    advance,
    all_signed,
    clock_of,
    frozen,
    go_to,
    in_review,
    place_asked,
    place_decided,
    postman_of,
    rows_of,
    signing_of,
    version_of,
)
from tests.integration.portal.conftest import TEMPLATES, Visitor
from tests.scenarios.conftest import Offices

REGION = "england-and-wales"
BOARD = BodyId("icb-board")
MICROSECOND = timedelta(microseconds=1)


def with_meetings(programme: Programme, **meetings: tuple[date, ...]) -> Programme:
    """Return the programme with other meetings of some bodies, by id with `_` for `-`."""
    listed = {name.replace("_", "-"): days for name, days in meetings.items()}
    bodies: tuple[Body, ...] = tuple(
        replace(body, meetings=listed.get(body.id, body.meetings)) for body in programme.bodies
    )
    return replace(programme, bodies=bodies)


@pytest.mark.parametrize(
    ("written", "last", "shown"),
    [
        pytest.param(date(2027, 2, 28), date(2027, 3, 1), "1 March 2027", id="a Sunday"),
        pytest.param(date(2027, 3, 26), date(2027, 3, 30), "30 March 2027", id="Good Friday"),
        pytest.param(date(2027, 8, 30), date(2027, 8, 31), "31 August 2027", id="in August"),
        pytest.param(date(2027, 2, 26), date(2027, 2, 26), "26 February 2027", id="a working day"),
    ],
)
def test_s30_comments_are_taken_until_the_end_of_the_next_working_day_and_every_page_says_so(
    office_of: Offices, written: date, last: date, shown: str
) -> None:
    timeline = {"window_closes": written, "public_signing_on": date(2027, 12, 6)}
    office = office_of(a_programme(timeline=timeline))
    in_review(office)
    visitor = Visitor(office)
    for path in ("/", "/comment", "/agreement"):
        assert shown in visitor.get(path).text, path
    deliver_notices(office)
    letter = postman_of(office).of("window-opened")[0]
    words = LetterWriter(TEMPLATES / "letters").write(letter)
    assert words.subject.startswith(f"Please read and comment by {shown}")
    ends = at_local(last + timedelta(days=1), time(0), LONDON)
    clock_of(office).set(ends - MICROSECOND)
    assert comment(office, VERSION, "In time.") == 1
    with pytest.raises(NotAllowed, match=f"open until {last}"):
        freeze_version(office, VERSION)
    clock_of(office).set(ends)
    with pytest.raises(NotAllowed, match="not open"):
        comment(office, VERSION, "Too late.")
    with office.register.reading() as view:
        assert is_open(Gate.REVIEW_WINDOW, view.version_record(VERSION), view.now)
    freeze_version(office, VERSION)
    assert version_of(office).text_sha256 is not None


def test_s30_the_board_does_not_decide_on_a_day_that_the_responses_still_have(
    office_of: Offices,
) -> None:
    meetings = (date(2027, 3, 1), date(2027, 3, 30))
    programme = a_programme(timeline={"window_closes": date(2027, 2, 28)})
    office = office_of(with_meetings(programme, icb_board=meetings))
    assert version_of(office).board_on == date(2027, 3, 30)
    frozen(office)
    go_to(office, date(2027, 3, 2), 9)
    before = rows_of(office)
    early = BoardDecision(BoardOutcome.APPROVED, date(2027, 3, 1), "ICB/27/1")
    with pytest.raises(NotAllowed, match="the text was open until 2027-03-01"):
        decide_board(office, VERSION, 0, early)
    assert rows_of(office) == before


def test_s30_papers_go_out_earlier_over_a_bank_holiday() -> None:
    # Easter 2027: Good Friday is 26 March, Easter Monday 29 March.
    assert papers_due_on(date(2027, 3, 31), 5, REGION) == date(2027, 3, 19)
    assert papers_due_on(date(2027, 9, 3), 5, REGION) == date(2027, 8, 25)


def early_programme() -> Programme:
    """Return a programme whose places ratify from February 2027 on."""
    timeline = {"window_closes": date(2026, 12, 18), "public_signing_on": date(2027, 2, 2)}
    return with_meetings(
        a_programme(timeline=timeline),
        icb_board=(date(2027, 1, 26),),
        shared_board=(date(2027, 2, 25),),
    )


def asked_to_sign(office: Office, sent_at: datetime) -> Office:
    """Lead East to the asking of its first signatory at that moment."""
    frozen(office)
    go_to(office, date(2027, 1, 26), 16)
    decide_board(
        office, VERSION, 0, BoardDecision(BoardOutcome.APPROVED, date(2027, 1, 26), "ICB/27/1")
    )
    go_to(office, date(2027, 2, 2), 10)
    all_signed(office)
    place_asked(office, EAST)
    place_decided(office, EAST, decided_on=date(2027, 2, 25))
    clock_of(office).set(sent_at)
    assert advance(office, EAST) == ("DrawRecord", "Invite")
    return office


def reminded(office: Office, *moments: datetime) -> list[datetime]:
    """Return the moments, of those given, at which a reminder was sent."""
    sent = []
    for moment in moments:
        clock_of(office).set(moment)
        if advance(office, EAST):
            sent.append(moment)
    with office.register.reading() as view:
        owed = [n for n in view.unsent_notices() if n.template == "signing-reminder"]
    assert len(owed) == len(sent)
    return sent


SPRING_NIGHT = (
    datetime(2027, 3, 28, 0, 30, tzinfo=UTC),  # 00:30 in London
    datetime(2027, 3, 28, 1, 0, tzinfo=UTC),  # 01:00 is skipped: it is 02:00
    datetime(2027, 3, 28, 1, 30, tzinfo=UTC),  # 02:30
)
AUTUMN_NIGHT = (
    datetime(2027, 10, 30, 23, 30, tzinfo=UTC),  # 00:30 in London
    datetime(2027, 10, 31, 0, 30, tzinfo=UTC),  # 01:30, for the first time
    datetime(2027, 10, 31, 1, 30, tzinfo=UTC),  # 01:30, for the second time
    datetime(2027, 10, 31, 2, 30, tzinfo=UTC),  # 02:30
)


@pytest.mark.parametrize(
    ("sent_on", "night"), [(date(2027, 3, 18), SPRING_NIGHT), (date(2027, 10, 22), AUTUMN_NIGHT)]
)
def test_s42_a_reminder_that_is_overdue_in_the_night_of_the_change_is_sent_once(
    office_of: Offices, sent_on: date, night: tuple[datetime, ...]
) -> None:
    office = asked_to_sign(office_of(early_programme()), at_local(sent_on, time(1), LONDON))
    assert reminded(office, *night) == [night[0]]
    [request] = signing_of(office, EAST).open_requests
    assert (request.reminders, request.reminded_at) == (1, night[0])


@pytest.mark.parametrize("late", [1, 2, 3])
def test_s42_a_service_that_comes_back_between_the_two_hours_sends_it_once_too(
    office_of: Offices, late: int
) -> None:
    office = asked_to_sign(
        office_of(early_programme()), at_local(date(2027, 10, 22), time(1), LONDON)
    )
    assert reminded(office, *AUTUMN_NIGHT[late:]) == [AUTUMN_NIGHT[late]]


@pytest.mark.parametrize(
    ("sent_on", "night", "due_on"),
    [
        pytest.param(date(2027, 3, 19), SPRING_NIGHT, date(2027, 3, 30), id="after Easter"),
        pytest.param(date(2027, 10, 25), AUTUMN_NIGHT, date(2027, 11, 1), id="on the Monday"),
    ],
)
def test_s42_a_reminder_due_after_the_change_is_sent_from_midnight_on_london_clocks(
    office_of: Offices, sent_on: date, night: tuple[datetime, ...], due_on: date
) -> None:
    office = asked_to_sign(office_of(early_programme()), at_local(sent_on, time(1), LONDON))
    midnight = at_local(due_on, time(0), LONDON)
    at_one = at_local(due_on, time(1), LONDON)
    moments = (*night, midnight - MICROSECOND, midnight, at_one, at_one + timedelta(hours=1))
    assert reminded(office, *moments) == [midnight]


def a_session(day: date) -> Event:
    starts, ends = (at_local(day, time(hour), LONDON) for hour in (15, 16))
    return Event("information session", f"Session of {day}", starts, ends, "online")


DAYS = (date(2027, 3, 26), date(2027, 3, 29), date(2027, 10, 29), date(2027, 11, 1))


def test_s42_a_session_at_three_is_at_three_on_both_sides_of_the_change(
    office_of: Offices,
) -> None:
    timeline = {
        "window_closes": date(2027, 11, 5),
        "public_signing_on": date(2027, 12, 6),
        "events": tuple(a_session(day) for day in DAYS),
    }
    office = office_of(a_programme(timeline=timeline))
    in_review(office)
    deliver_notices(office)
    letter = postman_of(office).of("window-opened")[0]
    assert letter.with_events
    sent = invitations(letter.programme, letter.written_at)
    shown = Visitor(office).get("/calendar.ics")
    for calendar in (sent, shown.content):
        starts = [event.start for event in Calendar.from_ical(calendar).events]
        assert [start.astimezone(UTC).hour for start in starts] == [15, 14, 14, 15]
        local = [start.astimezone(ZoneInfo(LONDON)) for start in starts]
        assert [moment.date() for moment in local] == list(DAYS)
        assert {moment.time() for moment in local} == {time(15)}
    words = LetterWriter(TEMPLATES / "letters").write(letter).body
    page = Visitor(office).get("/").text
    for written in ("26 March 2027", "29 March 2027", "29 October 2027", "1 November 2027"):
        assert f"{written}, 15:00" in words
        assert f"{written}, 15:00" in page
