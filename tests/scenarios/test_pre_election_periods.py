"""S28: a pre-election period covers the launch or the signing. S29: an election is called."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from concordat.domain.calendar import at_local
from concordat.domain.decision import BoardOutcome, Outcome
from concordat.domain.elections import HeldBack, local_pre_election_period
from concordat.domain.errors import NotAllowed, NotFound
from concordat.domain.facts import Fact
from concordat.domain.gates import Gate, is_open
from concordat.domain.postponement import (
    CalendarOverride,
    Postponement,
    PostponementReason,
    Stage,
)
from concordat.domain.programme import Body, BodyId, PreElectionPeriod, Programme
from concordat.domain.redating import StoodDown
from concordat.domain.snap_election import Election
from concordat.domain.states import PlaceStatus, VersionState
from concordat.domain.trail import chain_faults
from concordat.register.replay import differences
from concordat.services.catch_up import leave_wakes
from concordat.services.decide_board import BoardDecision, board_answers, decide_board
from concordat.services.move_dates import Why
from concordat.services.office import Office
from concordat.services.override_block import Override, override_block
from concordat.services.postpone import postpone
from concordat.services.re_date import re_date
from concordat.services.register import WakeKind
from concordat.services.review_window import open_review_window
from concordat.services.standing import standing
from concordat.status_table import status_table
from tests.fakes import (
    EAST,
    LONDON,
    NORTH,
    VERSION,
    WEST,
    a_programme,
    advance,
    all_signed,
    approved,
    call_in_over,
    engine_of,
    frozen,
    go_to,
    in_review,
    place_asked,
    place_decided,
    place_of,
    publicly_signed,
    rows_of,
    version_of,
)
from tests.integration.portal.conftest import Visitor
from tests.scenarios.conftest import Offices

ENGLAND = "england-and-wales"
BOARD, ICP = BodyId("icb-board"), BodyId("icp")
SHARED, CABINET = BodyId("shared-board"), BodyId("north-cabinet")
IN_DECEMBER = PreElectionPeriod(date(2026, 11, 25), date(2026, 12, 17), "a by-election")
IN_JANUARY = PreElectionPeriod(date(2027, 1, 4), date(2027, 1, 28), "a by-election")
IN_MAY = PreElectionPeriod(date(2027, 5, 17), date(2027, 6, 24), "a general election")
AT_EAST = PreElectionPeriod(date(2027, 5, 24), date(2027, 6, 30), "a council's election", (EAST,))
CALLED = Why(
    (PostponementReason.ELECTION,), "The Prime Minister called it.", "Director", date(2027, 5, 20)
)
PRIVATELY = Override(
    HeldBack.PRIVATE_SIGNING, None, "The chair leaves in May.", "ICB chair", date(2026, 11, 20)
)
POLL_2024, POLL_2027 = date(2024, 5, 2), date(2027, 5, 6)
GENERAL_ELECTION = PreElectionPeriod(
    date(2024, 5, 25), date(2024, 7, 4), "the general election of 4 July 2024"
)


def with_periods(*periods: PreElectionPeriod) -> Programme:
    return a_programme(pre_election_periods=periods)


def local_polls(poll: date) -> PreElectionPeriod:
    starts, ends = local_pre_election_period(poll, ENGLAND)
    return PreElectionPeriod(starts, ends, f"local polls on {poll}")


def waits(office: Office) -> tuple[str, ...]:
    with office.register.reading() as view:
        return standing(view, VERSION).waiting_for


def place_waits(office: Office, place: str) -> tuple[str, ...]:
    with office.register.reading() as view:
        return standing(view, VERSION).places[place].waiting_for


def gate_is_open(office: Office, gate: Gate) -> bool:
    with office.register.reading() as view:
        return is_open(gate, view.version_record(VERSION), view.now)


def letters(office: Office) -> list[str]:
    with office.register.reading() as view:
        owed = view.unsent_notices()
    return [n.params["what"] for n in owed if n.template == "change-recorded"]


def said(office: Office, fact: Fact, about: str = VERSION) -> list[dict[str, object]]:
    with office.register.reading() as view:
        return [e.said for e in view.trail() if e.fact == fact and e.about == about]


def check_trail(office: Office) -> None:
    with office.register.reading() as view, engine_of(office).connect() as connection:
        trail = view.trail()
        assert differences(connection, trail) == []
    assert chain_faults(entry.as_line() for entry in trail) == []


def test_s28_the_launch_waits_until_the_period_of_all_places_is_over(office_of: Offices) -> None:
    office = office_of(with_periods(IN_DECEMBER))
    go_to(office, date(2026, 12, 1), 9)
    assert not gate_is_open(office, Gate.WINDOW_OPENS)
    before = rows_of(office)
    with pytest.raises(NotAllowed, match="On 2026-12-01 the opening of the review") as refusal:
        open_review_window(office, VERSION)
    assert refusal.value.remedy == "Choose 2026-12-18 or a later day."
    assert (refusal.value.state, refusal.value.attempted) == (
        "pre-election period",
        "the opening of the review window",
    )
    assert rows_of(office) == before
    expected = (
        "the review window to open on 2026-12-18: 2026-11-25 to 2026-12-17 is a pre-election "
        "period (a by-election)"
    )
    assert waits(office) == (expected,)
    with office.register.reading() as view:
        table = " ".join(status_table(standing(view, VERSION)).split())
    assert expected in table
    page = Visitor(office).get("/").text
    assert "1 December 2026 (held back until 18 December 2026 by a by-election)" in page
    go_to(office, date(2026, 12, 18), 9)
    assert gate_is_open(office, Gate.WINDOW_OPENS)
    open_review_window(office, VERSION)
    assert version_of(office).state == VersionState.IN_REVIEW
    assert "held back" not in Visitor(office).get("/").text


def test_s28_a_period_of_some_places_does_not_hold_the_launch_back(office_of: Offices) -> None:
    office = office_of(with_periods(replace(IN_DECEMBER, places=(EAST,))))
    in_review(office)
    assert version_of(office).state == VersionState.IN_REVIEW


def test_s28_a_running_consultation_is_not_promoted_in_the_period_and_takes_comments(
    office_of: Offices,
) -> None:
    office = office_of(with_periods(IN_JANUARY))
    in_review(office)
    visitor = Visitor(office)
    invitation, session = "Comment on the draft</a>", "What the agreement says"
    page = visitor.get("/").text
    assert invitation in page
    assert session in page
    go_to(office, date(2027, 1, 11), 9)
    page = visitor.get("/").text
    assert "Until 28 January 2027 is a pre-election period (a by-election)" in page
    assert "we invite nobody to anything before 29 January 2027" in page
    assert invitation not in page
    assert session not in page
    assert visitor.post("/comment", text="We support it.").status_code == 303
    go_to(office, date(2027, 1, 29), 9)
    assert invitation in visitor.get("/").text


def test_s28_a_quiet_page_of_a_frozen_text_invites_nobody_either(office_of: Offices) -> None:
    office = office_of(with_periods(IN_MAY))
    approved(office)
    go_to(office, date(2027, 5, 18), 9)
    page = Visitor(office).get("/").text
    assert "we invite nobody to anything before 25 June 2027" in page
    assert "comments are" not in page


def test_s28_the_public_signing_waits_for_the_next_free_day(office_of: Offices) -> None:
    office = office_of(with_periods(IN_MAY))
    approved(office)
    for day in (date(2027, 5, 20), date(2027, 6, 24)):
        go_to(office, day, 9)
        assert advance(office) == ()
        assert WakeKind.VERSION not in {kind for kind, _, _ in leave_wakes(office)}
    assert waits(office) == (
        (
            "the public signing on 2027-06-25: 2027-05-17 to 2027-06-24 is a pre-election period "
            "(a general election)"
        ),
        "chair, alliance",
    )
    page = Visitor(office).get("/").text
    assert "20 May 2027 (held back until 25 June 2027 by a general election)" in page
    go_to(office, date(2027, 6, 25), 9)
    assert advance(office) == ("Invite",)
    all_signed(office)
    assert version_of(office).state == VersionState.RATIFYING
    assert "held back" not in Visitor(office).get("/").text


def test_s28_a_private_signing_goes_on_under_an_override_with_its_reason(
    office_of: Offices,
) -> None:
    office = office_of(with_periods(IN_MAY))
    override_block(office, VERSION, PRIVATELY)
    with office.register.reading() as view:
        assert view.records(CalendarOverride, VERSION) == (
            CalendarOverride(
                VERSION,
                1,
                "a private signing",
                None,
                "The chair leaves in May.",
                "ICB chair",
                date(2026, 11, 20),
            ),
        )
        [letter, *others] = view.unsent_notices()
    assert len(others) == 3
    assert letter.params["what"] == (
        "In spite of the pre-election period a private signing may go on everywhere."
    )
    assert letter.params["reason"] == (
        "The chair leaves in May.\nDecided by ICB chair on 20 November 2026."
    )
    assert said(office, Fact.CALENDAR_BLOCK_OVERRIDDEN) == [
        {
            "act": "a private signing",
            "place": None,
            "reason": "The chair leaves in May.",
            "decided_by": "ICB chair",
            "decided_on": "2026-11-20",
        }
    ]
    before = rows_of(office)
    override_block(office, VERSION, PRIVATELY)
    assert rows_of(office) == before
    publicly_signed(office)
    assert version_of(office).state == VersionState.RATIFYING
    assert version_of(office).sealed_at == at_local(date(2027, 5, 20), time(10, 2), LONDON)
    assert advance(office, EAST) == ()
    check_trail(office)


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (HeldBack.LAUNCH, "The opening of the review window cannot be overridden"),
        (HeldBack.PUBLICITY, "Publicity cannot be overridden"),
        (HeldBack.PUBLIC_SIGNING, "The public signing cannot be overridden"),
    ],
)
def test_s28_nothing_else_is_overridden_and_the_next_free_day_is_proposed(
    office_of: Offices, act: HeldBack, says: str
) -> None:
    office = office_of(with_periods(IN_MAY))
    before = rows_of(office)
    with pytest.raises(NotAllowed, match=says) as refusal:
        override_block(office, VERSION, replace(PRIVATELY, act=act))
    assert refusal.value.remedy == (
        "Choose 2027-06-25 or a later day; only a private signing may go on."
    )
    assert refusal.value.attempted == f"override: {act}"
    assert rows_of(office) == before


@pytest.mark.parametrize(
    ("change", "says", "remedy"),
    [
        ({"reason": " "}, "needs its reason", "told to every partner"),
        ({"decided_by": " "}, "not said who decided", "Name the body"),
        ({"decided_on": date(2026, 11, 24)}, "in the future", "the day it was decided"),
    ],
)
def test_s28_an_override_that_lacks_something_is_refused(
    office_of: Offices, change: dict[str, object], says: str, remedy: str
) -> None:
    office = office_of(with_periods(IN_MAY))
    before = rows_of(office)
    override = replace(PRIVATELY, place=EAST, **change)  # type: ignore[arg-type]  # By name.
    with pytest.raises(NotAllowed, match=says) as refusal:
        override_block(office, VERSION, override)
    assert remedy in refusal.value.remedy
    assert (refusal.value.place, refusal.value.state) == (EAST, "planned")
    assert rows_of(office) == before


def test_s28_where_no_period_is_ahead_there_is_nothing_to_override(both_office: Office) -> None:
    before = rows_of(both_office)
    with pytest.raises(NotAllowed, match="No pre-election period is ahead") as refusal:
        override_block(both_office, VERSION, PRIVATELY)
    assert refusal.value.remedy == "There is nothing to override; go on."
    with pytest.raises(NotFound, match="nowhere"):
        override_block(both_office, VERSION, replace(PRIVATELY, place="nowhere"))
    assert rows_of(both_office) == before


def test_s28_a_place_named_by_a_period_is_asked_when_it_is_over(
    both_signed_office: Office,
) -> None:
    office = both_signed_office
    assert re_date(office, VERSION, Election(AT_EAST), CALLED) == ()
    assert letters(office)[0] == (
        "From 24 May 2027 to 30 June 2027 is a pre-election period: a council's election. "
        "Launches, publicity and signings wait until it is over; what a body decides in its "
        "ordinary business does not."
    )
    go_to(office, date(2027, 6, 1), 9)
    assert advance(office, EAST) == ()
    assert advance(office, NORTH)[0] == "AskForDecision"
    assert place_waits(office, EAST) == (
        "2027-07-01: 2027-05-24 to 2027-06-30 is a pre-election period (a council's election)",
    )
    assert place_waits(office, WEST) == ()
    go_to(office, date(2027, 7, 1), 9)
    assert advance(office, EAST) == ("AskForDecision",)
    check_trail(office)


def test_s28_a_place_decides_in_the_period_and_signs_in_private_only_under_an_override(
    both_signed_office: Office,
) -> None:
    office = both_signed_office
    place_asked(office, EAST)
    re_date(office, VERSION, Election(AT_EAST), CALLED)
    place_decided(office, EAST)
    assert advance(office, EAST) == ("DrawRecord",)
    assert "pre-election period" in place_waits(office, EAST)[0]
    here = replace(PRIVATELY, place=EAST, decided_on=date(2027, 6, 24))
    override_block(office, VERSION, here)
    with office.register.reading() as view:
        wakes = {(w.kind, w.subject) for w in view.wakes()}
        assert view.places(view.version(VERSION))[0].overridden == {HeldBack.PRIVATE_SIGNING}
    assert (WakeKind.PLACE, EAST) in wakes
    assert "a private signing may go on at East." in letters(office)[-1]
    all_signed(office, EAST)
    assert place_of(office, EAST).ratification.status == PlaceStatus.RATIFIED
    check_trail(office)


def test_s29_one_act_adds_the_period_and_moves_every_date_it_hits(both_office: Office) -> None:
    office = both_office
    approved(office)
    election = Election(IN_MAY, (StoodDown(ICP, date(2027, 6, 17)),))
    why = replace(CALLED, decided_on=date(2027, 3, 30))
    moves = re_date(office, VERSION, election, why)
    assert [(m.which, m.old, m.new) for m in moves] == [
        ("public_signing_on", date(2027, 5, 20), date(2027, 6, 25)),
        ("ratification_due", date(2027, 9, 30), date(2027, 11, 5)),
        ("presentation_on", date(2027, 6, 17), None),
    ]
    [added] = said(office, Fact.PRE_ELECTION_PERIOD_ADDED)
    version = version_of(office)
    assert version.programme.pre_election_periods == (IN_MAY,)
    assert version.programme.body(ICP).meetings == ()
    assert added["stood_down"] == ["icp 2027-06-17"]
    assert (added["starts"], added["ends"], added["places"]) == ("2027-05-17", "2027-06-24", None)
    assert added["programme_sha256"]["new"] == version.programme_sha256  # type: ignore[index]  # A mapping.
    assert [move["date"] for move in said(office, Fact.DATES_MOVED)] == [
        "public_signing_on",
        "ratification_due",
        "presentation_on",
    ]
    with office.register.reading() as view:
        kept = view.records(Postponement, VERSION)
    assert [(p.stage, p.new) for p in kept] == [
        (Stage.PUBLIC_SIGNING, date(2027, 6, 25)),
        (Stage.RATIFICATION_DUE, date(2027, 11, 5)),
        (Stage.PRESENTATION, None),
    ]
    told = letters(office)
    assert len(told) == 7
    table = (
        "From 17 May 2027 to 24 June 2027 is a pre-election period: a general election. "
        "Launches, publicity and signings wait until it is over; what a body decides in its "
        "ordinary business does not.\n\n"
        "  - the public signing: was 20 May 2027, now 25 June 2027\n"
        "  - the day ratification is due: was 30 September 2027, now 5 November 2027\n"
        "  - the presentation: was 17 June 2027, no day yet"
    )
    assert set(told) == {table}
    before = rows_of(office)
    assert re_date(office, VERSION, election, why) == ()
    assert rows_of(office) == before
    check_trail(office)


def test_s29_an_election_called_while_the_window_is_open_moves_its_close_in_the_programme(
    both_office: Office,
) -> None:
    in_review(both_office)
    period = PreElectionPeriod(date(2027, 2, 22), date(2027, 3, 18), "a general election")
    why = replace(CALLED, decided_on=date(2026, 12, 1))
    re_date(both_office, VERSION, Election(period), why)
    version = version_of(both_office)
    assert version.programme.timeline.window_closes == date(2027, 3, 19)
    assert version.board_on == date(2027, 5, 25)
    frozen(both_office)
    assert both_office.clock.now().date() == date(2027, 3, 20)


def test_s29_a_place_whose_meeting_is_stood_down_is_expected_at_the_next(
    both_signed_office: Office,
) -> None:
    office = both_signed_office
    for place in (EAST, NORTH):
        place_asked(office, place)
    assert place_of(office, EAST).ratification.expected_on == date(2027, 6, 24)
    stood_down = (StoodDown(SHARED, date(2027, 6, 24)),)
    re_date(office, VERSION, Election(IN_MAY, stood_down), CALLED)
    assert place_of(office, EAST).ratification.expected_on == date(2027, 9, 23)
    assert place_of(office, NORTH).ratification.expected_on == date(2027, 6, 10)
    assert said(office, Fact.DATES_MOVED, f"{VERSION}/{EAST}") == [
        {"date": "expected_on", "old": "2027-06-24", "new": "2027-09-23"}
    ]
    again = Election(IN_MAY, (StoodDown(CABINET, date(2027, 6, 10)),))
    re_date(office, VERSION, again, CALLED)
    assert place_of(office, NORTH).ratification.expected_on == date(2027, 9, 9)
    assert version_of(office).programme.pre_election_periods == (IN_MAY,)
    assert len(said(office, Fact.PRE_ELECTION_PERIOD_ADDED)) == 1
    assert said(office, Fact.DATES_MOVED)[-1]["stood_down"] == ["north-cabinet 2027-06-10"]
    check_trail(office)


@pytest.mark.parametrize(
    ("election", "says", "remedy"),
    [
        (
            Election(replace(IN_MAY, ends=date(2027, 5, 16))),
            "ends on 2027-05-16, before it starts",
            "in that order",
        ),
        (
            Election(PreElectionPeriod(date(2026, 10, 1), date(2026, 11, 22), "a by-election")),
            "was over on 2026-11-22",
            "moves no date",
        ),
        (Election(replace(IN_MAY, because=" ")), "not said which election", "Name it"),
        (
            Election(replace(IN_MAY, places=(EAST, "nowhere"))),
            "no place 'nowhere'",
            "Write one of: east, north, west.",
        ),
        (
            Election(IN_MAY, (StoodDown(BodyId("nobody"), date(2027, 6, 17)),)),
            "no body 'nobody'",
            "Write one of: icb-board, icp, north-cabinet, shared-board.",
        ),
        (
            Election(IN_MAY, (StoodDown(BOARD, date(2027, 6, 17)),)),
            "ICB board lists no meeting on 2027-06-17",
            "Its meetings are: 2027-03-30, 2027-05-25.",
        ),
    ],
)
def test_s29_a_re_dating_that_cannot_be_as_written_is_refused(
    both_office: Office, election: Election, says: str, remedy: str
) -> None:
    before = rows_of(both_office)
    why = replace(CALLED, decided_on=date(2026, 11, 23))
    with pytest.raises(NotAllowed, match=says) as refusal:
        re_date(both_office, VERSION, election, why)
    assert remedy in refusal.value.remedy
    assert (refusal.value.state, refusal.value.attempted) == ("planned", "re-date")
    assert rows_of(both_office) == before


def test_s29_a_period_on_record_is_not_added_under_other_words(both_office: Office) -> None:
    why = replace(CALLED, decided_on=date(2026, 11, 23))
    re_date(both_office, VERSION, Election(IN_MAY), why)
    before = rows_of(both_office)
    with pytest.raises(NotAllowed, match="is on record") as refusal:
        re_date(both_office, VERSION, Election(IN_MAY), replace(why, decided_by="The chair"))
    assert "`postpone`" in refusal.value.remedy
    renamed = Election(replace(IN_MAY, because="a by-election"))
    with pytest.raises(NotAllowed, match="is on record \\(a general election\\)") as refusal:
        re_date(both_office, VERSION, renamed, why)
    assert "give the reason 'a general election'" in refusal.value.remedy
    assert rows_of(both_office) == before
    gone = Election(IN_MAY, (StoodDown(ICP, date(2027, 6, 17)),))
    re_date(both_office, VERSION, gone, why)
    with pytest.raises(NotAllowed, match="lists no meeting on 2027-06-17") as refusal:
        re_date(both_office, VERSION, gone, replace(why, decided_by="The chair"))
    assert refusal.value.remedy == "Its meetings are: none."


def test_s29_a_version_that_was_rejected_has_no_dates_to_move(both_office: Office) -> None:
    frozen(both_office)
    go_to(both_office, date(2027, 3, 30), 17)
    rejected = BoardDecision(BoardOutcome.REJECTED, date(2027, 3, 30), "ICB/27/1", reason="No.")
    decide_board(both_office, VERSION, 0, rejected)
    before = rows_of(both_office)
    with pytest.raises(NotAllowed, match="The version is 'rejected'") as refusal:
        re_date(
            both_office, VERSION, Election(IN_MAY), replace(CALLED, decided_on=date(2027, 3, 30))
        )
    assert refusal.value.remedy == "Re-date the version that is under way."
    assert rows_of(both_office) == before


def in_2024() -> Programme:
    """Return the North East's timetable of 2023-24: signing in April, partnership in June."""
    programme = a_programme(
        timeline={
            "window_opens": date(2023, 11, 1),
            "window_closes": date(2024, 2, 29),
            "events": (),
            "public_signing_on": date(2024, 4, 18),
            "ratification_due": date(2024, 9, 30),
        },
        pre_election_periods=(local_polls(POLL_2024),),
    )
    meetings = {
        BOARD: (date(2024, 3, 26), date(2024, 5, 28), date(2024, 7, 30)),
        ICP: (date(2024, 6, 13), date(2024, 12, 12)),
        SHARED: (date(2024, 9, 26),),
        CABINET: (date(2024, 9, 12),),
    }
    bodies: tuple[Body, ...] = tuple(
        replace(body, meetings=meetings[body.id]) for body in programme.bodies
    )
    return replace(programme, bodies=bodies)


def board_approves(office: Office, day: date) -> None:
    frozen(office)
    go_to(office, day, 16)
    decision = BoardDecision(BoardOutcome.APPROVED, day, f"ICB {day}")
    decide_board(office, VERSION, board_answers(office, VERSION), decision)


def test_s29_june_2024_replayed_from_the_launch_to_the_last_place(office_of: Offices) -> None:
    office = office_of(in_2024(), datetime(2023, 10, 23, 9, tzinfo=UTC))
    board_approves(office, date(2024, 3, 26))
    why = Why(
        (PostponementReason.ELECTION, PostponementReason.CONTRACTING),
        "Polls cover the whole North East on 2 May.",
        "Programme board",
        date(2024, 3, 26),
    )
    with pytest.raises(NotAllowed, match="2024-04-30 will not do") as refusal:
        postpone(office, VERSION, Stage.PUBLIC_SIGNING, date(2024, 4, 30), why)
    assert refusal.value.remedy.startswith("Choose 2024-05-03 or a later day")
    postpone(office, VERSION, Stage.PUBLIC_SIGNING, date(2024, 6, 13), why)
    assert version_of(office).ratification_due == date(2024, 11, 25)
    go_to(office, date(2024, 5, 22), 17)
    called = replace(why, reasons=(PostponementReason.ELECTION,), decided_on=date(2024, 5, 22))
    election = Election(GENERAL_ELECTION, (StoodDown(ICP, date(2024, 6, 13)),))
    moves = re_date(office, VERSION, election, called)
    assert [(m.which, m.old, m.new) for m in moves] == [
        ("public_signing_on", date(2024, 6, 13), date(2024, 7, 5)),
        ("ratification_due", date(2024, 11, 25), date(2024, 12, 17)),
        ("presentation_on", date(2024, 6, 13), date(2024, 12, 12)),
    ]
    before = rows_of(office)
    assert re_date(office, VERSION, election, called) == ()
    assert rows_of(office) == before
    for day in (date(2024, 6, 13), date(2024, 7, 4)):
        go_to(office, day, 9)
        assert advance(office) == ()
    go_to(office, date(2024, 7, 5), 9)
    assert advance(office) == ("Invite",)
    all_signed(office)
    for place in (EAST, NORTH, WEST):
        place_asked(office, place)
    for place, day in (
        (NORTH, date(2024, 9, 12)),
        (EAST, date(2024, 9, 26)),
        (WEST, date(2024, 9, 26)),
    ):
        place_decided(office, place, Outcome.RATIFIED, decided_on=day)
        call_in_over(office, place)
        all_signed(office, place)
    advance(office)
    assert version_of(office).state == VersionState.IN_EFFECT
    with office.register.reading() as view:
        kept = view.records(Postponement, VERSION)
    assert [(p.stage, p.old, p.new) for p in kept] == [
        (Stage.PUBLIC_SIGNING, date(2024, 4, 18), date(2024, 6, 13)),
        (Stage.RATIFICATION_DUE, date(2024, 9, 30), date(2024, 11, 25)),
        (Stage.PUBLIC_SIGNING, date(2024, 6, 13), date(2024, 7, 5)),
        (Stage.RATIFICATION_DUE, date(2024, 11, 25), date(2024, 12, 17)),
        (Stage.PRESENTATION, date(2024, 6, 13), date(2024, 12, 12)),
    ]
    check_trail(office)


def test_s29_the_same_timetable_in_2027_meets_the_polls_of_6_may(office_of: Offices) -> None:
    office = office_of(a_programme(timeline={"public_signing_on": date(2027, 4, 22)}))
    frozen(office)
    go_to(office, date(2027, 3, 1), 9)
    polls = local_polls(POLL_2027)
    assert (polls.starts, polls.ends) == (date(2027, 3, 31), POLL_2027)
    moves = re_date(office, VERSION, Election(polls), replace(CALLED, decided_on=date(2027, 3, 1)))
    assert [(m.which, m.new) for m in moves] == [
        ("public_signing_on", date(2027, 5, 7)),
        ("ratification_due", date(2027, 10, 15)),
    ]
    assert version_of(office).board_on == date(2027, 3, 30)
    approved(office)
    go_to(office, date(2027, 5, 6), 9)
    assert advance(office) == ()
    publicly_signed(office)
    assert version_of(office).state == VersionState.RATIFYING
    check_trail(office)
