"""Postponement with several reasons, who decided, old and new dates; and S01, a board that defers."""

from dataclasses import replace
from datetime import date

import pytest

from concordat.domain.decision import BoardOutcome
from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.postponement import Postponement, PostponementReason, Stage
from concordat.domain.programme import BodyId, programme_sha256
from concordat.domain.record import Notice
from concordat.domain.states import VersionState
from concordat.domain.trail import chain_faults
from concordat.register.replay import differences
from concordat.services.decide_board import BoardDecision, board_answers, decide_board
from concordat.services.move_dates import Why
from concordat.services.office import Office
from concordat.services.postpone import postpone
from concordat.services.register import WakeKind
from concordat.services.review_window import comment, freeze_version
from tests.fakes import (
    BOARD_MET_ON,
    VERSION,
    advance,
    all_signed,
    approved,
    clock_of,
    engine_of,
    everywhere_ratified,
    frozen,
    go_to,
    in_review,
    rows_of,
    version_of,
)

R = PostponementReason
WHY = Why(
    (R.CONTRACTING, R.REORGANISATION, R.COST_REDUCTION),
    "The ICB has to cut its running costs by a third.",
    "ICB executive committee",
    date(2026, 11, 20),
)


def letters(office: Office) -> list[Notice]:
    with office.register.reading() as view:
        owed = view.unsent_notices()
    return [n for n in owed if n.template == "change-recorded"]


def postponements(office: Office) -> tuple[Postponement, ...]:
    with office.register.reading() as view:
        return view.records(Postponement, VERSION)


def moves_said(office: Office) -> list[dict[str, object]]:
    with office.register.reading() as view:
        return [e.said for e in view.trail() if e.fact == Fact.DATES_MOVED]


def check_trail(office: Office) -> None:
    with office.register.reading() as view, engine_of(office).connect() as connection:
        trail = view.trail()
        assert differences(connection, trail) == []
    assert chain_faults(entry.as_line() for entry in trail) == []


def test_a_postponement_keeps_old_and_new_with_every_reason_and_who_decided(
    both_office: Office,
) -> None:
    before = version_of(both_office)
    done = postpone(both_office, VERSION, Stage.PUBLIC_SIGNING, date(2027, 6, 3), WHY)
    assert [(m.which, m.new) for m in done.moves] == [
        ("public_signing_on", date(2027, 6, 3)),
        ("ratification_due", date(2027, 10, 14)),
    ]
    version = version_of(both_office)
    assert (version.public_signing_on, version.ratification_due) == (
        date(2027, 6, 3),
        date(2027, 10, 14),
    )
    assert version.board_on == before.board_on
    signing, due = postponements(both_office)
    assert signing == Postponement(
        version_id=VERSION,
        number=1,
        stage=Stage.PUBLIC_SIGNING,
        old=date(2027, 5, 20),
        new=date(2027, 6, 3),
        reasons=WHY.reasons,
        explanation="The ICB has to cut its running costs by a third.",
        decided_by="ICB executive committee",
        decided_on=date(2026, 11, 20),
    )
    assert (due.number, due.stage, due.old) == (2, Stage.RATIFICATION_DUE, date(2027, 9, 30))
    assert due.explanation.endswith("(it follows the public signing, now on 2027-06-03)")
    assert moves_said(both_office)[0] == {
        "date": "public_signing_on",
        "old": "2027-05-20",
        "new": "2027-06-03",
        "because": "",
        "reasons": [
            "contracting or funding issues",
            "reorganisation",
            "required cost reduction",
        ],
        "explanation": "The ICB has to cut its running costs by a third.",
        "decided_by": "ICB executive committee",
        "decided_on": "2026-11-20",
        "guidance_changed": False,
        "programme_sha256": {
            "old": before.programme_sha256,
            "new": before.programme_sha256,
        },
    }
    check_trail(both_office)


def test_every_partner_and_place_is_told_the_dates_and_the_reasons(both_office: Office) -> None:
    postpone(both_office, VERSION, Stage.PUBLIC_SIGNING, date(2027, 6, 3), WHY)
    told = letters(both_office)
    assert sorted(letter.params["partner"] for letter in told) == [
        "Alliance",
        "Councils Together",
        "East",
        "ICB",
        "North",
        "Small Groups Network",
        "West",
    ]
    assert told[0].params["what"] == (
        "  - the public signing: was 20 May 2027, now 3 June 2027\n"
        "  - the day ratification is due: was 30 September 2027, now 14 October 2027"
    )
    assert told[0].params["reason"] == (
        "Contracting or funding issues; reorganisation; required cost reduction.\n"
        "The ICB has to cut its running costs by a third.\n"
        "Decided by ICB executive committee on 20 November 2026."
    )
    with both_office.register.reading() as view:
        assert {WakeKind.TIMELINE, WakeKind.VERSION} <= {w.kind for w in view.wakes()}


def test_the_same_postponement_again_changes_nothing(both_office: Office) -> None:
    postpone(both_office, VERSION, Stage.PUBLIC_SIGNING, date(2027, 6, 3), WHY)
    before = rows_of(both_office)
    spaced = replace(
        WHY,
        explanation=f" {WHY.explanation} ",
        decided_by="ICB executive committee ",
        reasons=(*WHY.reasons, R.CONTRACTING),
    )
    for why in (WHY, spaced):
        again = postpone(both_office, VERSION, Stage.PUBLIC_SIGNING, date(2027, 6, 3), why)
        assert again.moves == ()
        assert again.answer == "Moved: nothing, for it is on record."
    assert rows_of(both_office) == before
    other = replace(WHY, decided_by="The chair")
    with pytest.raises(NotAllowed, match="on 2027-06-03 already"):
        postpone(both_office, VERSION, Stage.PUBLIC_SIGNING, date(2027, 6, 3), other)
    assert rows_of(both_office) == before


def test_a_stage_postponed_twice_keeps_both_moves(both_office: Office) -> None:
    for new in (date(2027, 6, 3), date(2027, 6, 10)):
        postpone(both_office, VERSION, Stage.PUBLIC_SIGNING, new, WHY)
    moved = [(p.number, p.old, p.new) for p in postponements(both_office)]
    assert moved == [
        (1, date(2027, 5, 20), date(2027, 6, 3)),
        (2, date(2027, 9, 30), date(2027, 10, 14)),
        (3, date(2027, 6, 3), date(2027, 6, 10)),
        (4, date(2027, 10, 14), date(2027, 10, 21)),
    ]
    assert len(letters(both_office)) == 14


def test_the_window_s_dates_move_in_the_programme_whose_old_form_is_kept(
    both_office: Office,
) -> None:
    in_review(both_office)
    before = version_of(both_office)
    why = replace(WHY, reasons=(R.NATIONAL_GUIDANCE,), guidance_changed=True)
    done = postpone(both_office, VERSION, Stage.WINDOW_CLOSES, date(2027, 3, 12), why)
    assert not done.stale
    assert done.answer == (
        "Moved: the close of the review window: was 26 February 2027, now 12 March 2027."
    )
    version = version_of(both_office)
    assert version.programme.timeline.window_closes == date(2027, 3, 12)
    assert version.programme_sha256 == programme_sha256(version.programme)
    [said] = moves_said(both_office)
    assert said["programme_sha256"] == {
        "old": before.programme_sha256,
        "new": version.programme_sha256,
    }
    with both_office.register.reading() as view:
        assert "2027-02-26" in view.programmes()[before.programme_sha256]
    go_to(both_office, date(2027, 3, 12), 20)
    assert comment(both_office, VERSION, "In time.") == 1
    with pytest.raises(NotAllowed, match="open until 2027-03-12"):
        freeze_version(both_office, VERSION)
    go_to(both_office, date(2027, 3, 13), 9)
    freeze_version(both_office, VERSION)
    assert version_of(both_office).state == VersionState.AWAITING_APPROVAL
    check_trail(both_office)


def test_a_later_close_moves_the_board_to_a_meeting_for_which_papers_have_time(
    both_office: Office,
) -> None:
    in_review(both_office)
    postpone(both_office, VERSION, Stage.WINDOW_CLOSES, date(2027, 3, 25), WHY)
    version = version_of(both_office)
    assert (version.board_on, version.public_signing_on, version.ratification_due) == (
        date(2027, 5, 25),
        date(2027, 7, 15),
        date(2027, 11, 25),
    )
    assert [p.stage for p in postponements(both_office)] == [
        Stage.WINDOW_CLOSES,
        Stage.BOARD,
        Stage.PUBLIC_SIGNING,
        Stage.RATIFICATION_DUE,
    ]


def test_where_no_meeting_is_listed_the_board_has_no_day_until_one_is_given(
    both_office: Office,
) -> None:
    in_review(both_office)
    postpone(both_office, VERSION, Stage.WINDOW_CLOSES, date(2027, 5, 21), WHY)
    assert version_of(both_office).board_on is None
    [letter, *_] = letters(both_office)
    assert "the board's meeting: was 30 March 2027, no day yet" in letter.params["what"]
    postpone(both_office, VERSION, Stage.BOARD, date(2027, 6, 8), WHY)
    version = version_of(both_office)
    assert version.board_on == date(2027, 6, 8)
    assert date(2027, 6, 8) in version.programme.body(BodyId("icb-board")).meetings
    assert "the board's meeting: not known before, now 8 June 2027" in "".join(
        letter.params["what"] for letter in letters(both_office)
    )


def test_new_guidance_on_a_frozen_text_needs_an_amendment_and_not_only_a_date(
    both_office: Office,
) -> None:
    frozen(both_office)
    why = replace(WHY, guidance_changed=True)
    done = postpone(both_office, VERSION, Stage.BOARD, date(2027, 5, 25), why)
    assert done.stale
    assert done.answer == (
        "Moved: the board's meeting: was 30 March 2027, now 25 May 2027; the public signing: was "
        "20 May 2027, now 15 July 2027; the day ratification is due: was 30 September 2027, now "
        "25 November 2027. But guidance has changed since the text was frozen, so a new date alone will "
        "not do: the text has to be amended and consulted on again. Use `amend`, with "
        "consultation."
    )
    again = postpone(both_office, VERSION, Stage.BOARD, date(2027, 5, 25), why)
    assert (again.moves, again.stale) == ((), True)
    assert "amended and consulted on again" in letters(both_office)[0].params["next"]
    assert {said["guidance_changed"] for said in moves_said(both_office)} == {True}
    assert version_of(both_office).state == VersionState.AWAITING_APPROVAL


def test_the_public_signing_is_asked_for_on_its_new_day_and_not_before(
    both_office: Office,
) -> None:
    approved(both_office)
    postpone(both_office, VERSION, Stage.PUBLIC_SIGNING, date(2027, 6, 3), WHY)
    go_to(both_office, date(2027, 5, 20))
    assert advance(both_office) == ()
    go_to(both_office, date(2027, 6, 3), 9)
    assert advance(both_office) == ("Invite",)


def test_the_board_s_paper_names_the_dates_in_force(both_office: Office) -> None:
    in_review(both_office)
    seen = []
    publisher = both_office.publisher
    draw = publisher.board_paper_pdf
    publisher.board_paper_pdf = lambda content: seen.append(content) or draw(content)  # type: ignore[method-assign,func-returns-value]  # To look at what is drawn.
    postpone(both_office, VERSION, Stage.PUBLIC_SIGNING, date(2027, 6, 3), WHY)
    frozen(both_office)
    assert seen[0].programme.timeline.public_signing_on == date(2027, 6, 3)


@pytest.mark.parametrize(
    ("change", "says", "remedy"),
    [
        ({"reasons": ()}, "moved for a reason", "from the list"),
        ({"reasons": (R.OTHER,), "explanation": " "}, "'other' says nothing", "your own words"),
        ({"decided_by": " "}, "not said who decided", "Name the body"),
        ({"decided_on": date(2026, 11, 24)}, "in the future", "on which it was decided"),
    ],
)
def test_a_postponement_that_lacks_its_reasons_is_refused(
    both_office: Office, change: dict[str, object], says: str, remedy: str
) -> None:
    before = rows_of(both_office)
    why = replace(WHY, **change)  # type: ignore[arg-type]  # By name.
    with pytest.raises(NotAllowed, match=says) as refusal:
        postpone(both_office, VERSION, Stage.PUBLIC_SIGNING, date(2027, 6, 3), why)
    assert remedy in refusal.value.remedy
    assert (refusal.value.place, refusal.value.state, refusal.value.attempted) == (
        None,
        "planned",
        "postpone: public signing",
    )
    assert rows_of(both_office) == before


@pytest.mark.parametrize(
    ("stage", "new", "remedy"),
    [
        (Stage.PUBLIC_SIGNING, date(2027, 5, 31), "Choose 2027-06-01 or a later day."),
        (Stage.PUBLIC_SIGNING, date(2027, 3, 30), "Choose 2027-03-31 or a later day."),
        (Stage.WINDOW_OPENS, date(2026, 11, 20), "Choose 2026-11-23 or a later day."),
    ],
    ids=["bank holiday", "before the board", "in the past"],
)
def test_a_day_that_will_not_do_is_refused_with_the_day_proposed(
    both_office: Office, stage: Stage, new: date, remedy: str
) -> None:
    before = rows_of(both_office)
    with pytest.raises(NotAllowed) as refusal:
        postpone(both_office, VERSION, stage, new, WHY)
    assert refusal.value.remedy == remedy
    assert rows_of(both_office) == before


def test_a_stage_that_is_over_is_not_postponed(both_ratified_office: Office) -> None:
    before = rows_of(both_ratified_office)
    for stage in Stage:
        with pytest.raises(NotAllowed) as refusal:
            postpone(both_ratified_office, VERSION, stage, date(2027, 12, 6), WHY)
        assert refusal.value.state == "in effect"
    assert rows_of(both_ratified_office) == before


def test_a_version_whose_dates_were_moved_goes_on_to_its_end(both_office: Office) -> None:
    approved(both_office)
    postpone(both_office, VERSION, Stage.PUBLIC_SIGNING, date(2027, 6, 3), WHY)
    go_to(both_office, date(2027, 6, 3), 9)
    all_signed(both_office)
    everywhere_ratified(both_office)
    assert version_of(both_office).state == VersionState.IN_EFFECT
    check_trail(both_office)


def test_s01_a_deferral_keeps_each_date_it_moves_as_a_postponement(both_office: Office) -> None:
    frozen(both_office)
    clock_of(both_office).at(BOARD_MET_ON, 17)
    deferral = BoardDecision(BoardOutcome.DEFERRED, BOARD_MET_ON, "ICB/27/31", reason="Too soon.")
    decide_board(both_office, VERSION, board_answers(both_office, VERSION), deferral)
    assert [(p.number, p.stage, p.old, p.new) for p in postponements(both_office)] == [
        (1, Stage.BOARD, date(2027, 3, 30), date(2027, 5, 25)),
        (2, Stage.PUBLIC_SIGNING, date(2027, 5, 20), date(2027, 7, 15)),
        (3, Stage.RATIFICATION_DUE, date(2027, 9, 30), date(2027, 11, 25)),
    ]
    kept = postponements(both_office)[0]
    assert (kept.reasons, kept.explanation, kept.decided_by, kept.decided_on) == (
        ("decision deferred",),
        "ICB board deferred its decision",
        "ICB board",
        BOARD_MET_ON,
    )
    check_trail(both_office)
