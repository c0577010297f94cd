"""Papers go out on time, late with consent, or to a later meeting, and are never dated back: S05."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from concordat.domain.decision import Outcome, Papers
from concordat.domain.errors import NotFound
from concordat.domain.facts import Fact
from concordat.domain.states import PlaceStatus
from concordat.services.office import Office
from concordat.services.papers import PapersSent, record_papers
from tests.fakes import (
    BOARD_MET_ON,
    EAST,
    NORTH,
    VERSION,
    advance,
    approved,
    clock_of,
    frozen,
    go_to,
    in_review,
    place_decided,
    place_of,
    version_of,
)
from tests.scenarios.deciding import (
    TODAY,
    all_asked,
    check_sound,
    owed,
    refused,
    said_of,
    unchanged,
    with_body,
)

MEETING, NEXT_MEETING = date(2027, 6, 24), date(2027, 9, 23)
DUE = date(2027, 6, 16)
"""The sixth working day before the meeting: five are clear."""
BOARD_DUE = date(2027, 3, 18)
"""Good Friday and Easter Monday lie between the papers and the board's meeting."""


def papers_of(office: Office, scope: str) -> list[Papers]:
    with office.register.reading() as view:
        return list(view.records(Papers, VERSION, scope=scope))


def test_s05_papers_that_go_out_by_their_deadline_are_on_record(both_signed_office: Office) -> None:
    office = all_asked(both_signed_office, EAST)
    go_to(office, DUE)
    sent = PapersSent(MEETING, DUE, "nobody was asked", "none")
    record_papers(office, VERSION, EAST, sent)
    assert papers_of(office, EAST) == [Papers(VERSION, EAST, MEETING, DUE, DUE)]
    unchanged(office, lambda: record_papers(office, VERSION, EAST, sent))
    go_to(office, MEETING)
    assert advance(office, EAST) == ()
    check_sound(office)


def test_s05_late_papers_need_the_chairs_consent_or_another_meeting(
    both_signed_office: Office,
) -> None:
    office = all_asked(both_signed_office, EAST)
    go_to(office, DUE + timedelta(days=1))
    late = PapersSent(MEETING, DUE + timedelta(days=1))
    refusal = refused(
        office,
        lambda: record_papers(office, VERSION, EAST, late),
        "were due on 2027-06-16, 5 clear working days before it",
    )
    assert "chair's consent" in refusal.remedy
    assert "the meeting of 2027-09-23" in refusal.remedy
    consented = PapersSent(MEETING, late.sent_on, "the chair", "e-mail of 17 June")
    record_papers(office, VERSION, EAST, consented)
    [papers] = papers_of(office, EAST)
    assert papers.late_consent == "the chair (e-mail of 17 June)"
    assert place_of(office, EAST).ratification.expected_on == MEETING
    unchanged(office, lambda: record_papers(office, VERSION, EAST, consented))
    check_sound(office)


def test_s05_the_director_may_take_late_papers_to_the_meeting_that_is_offered(
    both_signed_office: Office,
) -> None:
    office = all_asked(both_signed_office, EAST)
    go_to(office, DUE + timedelta(days=1))
    record_papers(office, VERSION, EAST, PapersSent(NEXT_MEETING, DUE + timedelta(days=1)))
    found = place_of(office, EAST).ratification
    assert (found.expected_on, found.status) == (NEXT_MEETING, PlaceStatus.AWAITING_DECISION)
    check_sound(office)


def test_s05_papers_are_never_dated_back(signed_office: Office) -> None:
    office = all_asked(signed_office, EAST)
    go_to(office, DUE + timedelta(days=1))
    back = PapersSent(MEETING, DUE, "the chair", "e-mail")
    refusal = refused(
        office, lambda: record_papers(office, VERSION, EAST, back), "are not dated back"
    )
    assert "2027-06-17" in refusal.remedy


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (PapersSent(MEETING, TODAY - timedelta(days=1)), "cannot have gone out on 2027-05-19"),
        (PapersSent(MEETING, DUE + timedelta(days=1)), "cannot have gone out on 2027-06-17"),
        (PapersSent(date(2027, 6, 1), date(2027, 6, 2)), "cannot have gone out on 2027-06-02"),
    ],
    ids=["before the place was asked", "in the future", "after the meeting"],
)
def test_s05_papers_that_cannot_have_gone_out_so_are_refused(
    signed_office: Office, sent: PapersSent, says: str
) -> None:
    office = all_asked(signed_office, EAST)
    go_to(office, DUE)
    refused(office, lambda: record_papers(office, VERSION, EAST, sent), says)


def test_s05_papers_on_record_are_not_written_over(signed_office: Office) -> None:
    office = all_asked(signed_office, EAST)
    record_papers(office, VERSION, EAST, PapersSent(MEETING, TODAY))
    go_to(office, DUE)
    refusal = refused(
        office,
        lambda: record_papers(office, VERSION, EAST, PapersSent(MEETING, DUE)),
        "they went out on 2027-05-20",
    )
    assert refusal.place == EAST


def test_s05_papers_are_of_a_decision_that_is_awaited(office: Office) -> None:
    in_review(office)
    sent = PapersSent(BOARD_MET_ON, date(2026, 12, 1))
    refusal = refused(
        office, lambda: record_papers(office, VERSION, "board", sent), "has nothing to decide now"
    )
    assert refusal.place is None
    refused(office, lambda: record_papers(office, VERSION, EAST, sent), "it is 'not started'")
    with pytest.raises(NotFound):
        record_papers(office, VERSION, "nowhere", sent)
    approved(office)
    refused(office, lambda: record_papers(office, VERSION, "board", sent), "'public signing'")


def test_s05_a_place_without_papers_is_warned_of_once_before_its_bodys_own_deadline(
    both_signed_office: Office,
) -> None:
    office = all_asked(both_signed_office, EAST)
    clock_of(office).at(date(2027, 6, 8), 23, 59)
    assert advance(office, EAST) == ()
    clock_of(office).advance(minutes=1)
    assert advance(office, EAST) == ("WarnPapers",)
    [warning] = owed(office, "papers-warned")
    assert warning.to == ("lead@facilitator.example.org", "clerk@east.example.org")
    assert "on 24 June 2027 must go out by 16 June 2027" in warning.params["what"]
    assert "23 September 2027" in warning.params["next"]
    assert said_of(office, Fact.PAPERS_WARNED) == [
        {"meeting_on": "2027-06-24", "due_on": "2027-06-16"}
    ]
    clock_of(office).at(MEETING)
    assert advance(office, EAST) == ()
    check_sound(office)


def test_s05_each_meeting_is_warned_of_anew_but_none_that_is_over(signed_office: Office) -> None:
    office = all_asked(signed_office, EAST)
    place_decided(office, EAST, Outcome.DEFERRED)
    assert advance(office, EAST) == ()
    clock_of(office).at(date(2027, 9, 20))
    assert advance(office, EAST) == ("WarnPapers",)
    [warning] = owed(office, "papers-warned")
    assert "had to go out by 15 September 2027" in warning.params["what"]
    assert "or take the item" not in warning.params["next"]
    clock_of(office).at(date(2027, 9, 24))
    assert advance(office, EAST) == ()


def test_s05_the_facilitator_is_warned_of_the_boards_papers(both_office: Office) -> None:
    office = frozen(both_office)
    clock_of(office).at(date(2027, 3, 11))
    assert advance(office) == ("WarnPapers",)
    assert advance(office) == ()
    [warning] = owed(office, "papers-warned")
    assert warning.to == ("lead@facilitator.example.org",)
    assert "by 18 March 2027" in warning.params["what"]
    check_sound(office)


def test_s05_the_boards_papers_in_time_spare_the_warning(both_office: Office) -> None:
    office = frozen(both_office)
    before = version_of(office)
    record_papers(office, VERSION, "board", PapersSent(BOARD_MET_ON, date(2027, 2, 27)))
    clock_of(office).at(BOARD_DUE)
    assert advance(office) == ()
    after = version_of(office)
    assert after.public_signing_on == before.public_signing_on
    assert owed(office, "/papers/") == []
    check_sound(office)


def test_s05_the_boards_papers_for_a_later_meeting_move_what_follows_and_everyone_is_told(
    both_office: Office,
) -> None:
    office = frozen(both_office)
    go_to(office, BOARD_DUE + timedelta(days=1))
    late = PapersSent(BOARD_MET_ON, BOARD_DUE + timedelta(days=1), "the chair", " ")
    refusal = refused(
        office, lambda: record_papers(office, VERSION, "board", late), "were due on 2027-03-18"
    )
    assert "the meeting of 2027-05-25" in refusal.remedy
    record_papers(office, VERSION, "board", PapersSent(date(2027, 5, 25), late.sent_on))
    version = version_of(office)
    assert version.board_on == date(2027, 5, 25)
    assert version.public_signing_on == date(2027, 7, 15)
    assert version.ratification_due == date(2027, 11, 25)
    assert len(said_of(office, Fact.DATES_MOVED)) == 3
    assert len(owed(office, "/papers/2027-05-25/")) == 7
    check_sound(office)


def test_s05_where_the_boards_meeting_was_not_known_its_papers_name_it(office: Office) -> None:
    with_body(frozen(office), "icb-board", meetings=())
    with office.register.writing() as tx:
        version = tx.version(VERSION)
        tx.save(replace(version, board_on=None))
        tx.record(Fact.DATES_MOVED, VERSION, {"date": "board_on", "old": None, "new": None})
    signing_on = version_of(office).public_signing_on
    record_papers(office, VERSION, "board", PapersSent(date(2027, 4, 20), date(2027, 2, 27)))
    version = version_of(office)
    assert (version.board_on, version.public_signing_on) == (date(2027, 4, 20), signing_on)
    late = PapersSent(date(2027, 3, 1), date(2027, 2, 27))
    refusal = refused(
        office, lambda: record_papers(office, VERSION, "board", late), "clear working days"
    )
    assert refusal.remedy.endswith("or name a later meeting.")


def test_s05_a_body_of_no_clear_days_takes_papers_the_working_day_before(
    signed_office: Office,
) -> None:
    office = with_body(
        all_asked(signed_office, NORTH), "north-cabinet", papers_clear_working_days=0
    )
    go_to(office, date(2027, 6, 9))
    record_papers(office, VERSION, NORTH, PapersSent(date(2027, 6, 10), date(2027, 6, 9)))
    assert papers_of(office, NORTH)[0].due_on == date(2027, 6, 9)
