"""What the director's forms hand over, as the tasks take it."""

from datetime import date

import pytest

from concordat.domain.elections import HeldBack
from concordat.domain.postponement import CalendarOverride, PostponementReason, Stage
from concordat.domain.programme import PreElectionPeriod
from concordat.services.office import Office
from tasks import calendar_acts
from tests.fakes import EAST, VERSION, version_of

DECIDED = ("Programme board", date(2026, 11, 20))
SIGNING = "the public signing: was 20 May 2027, now 28 May 2027"
DUE = "the day ratification is due: was 30 September 2027, now 8 October 2027"
PRESENTATION = "the presentation: was 17 June 2027, no day yet"
BECAUSE = [PostponementReason.ELECTION, PostponementReason.CAPACITY]


@pytest.fixture
def at_work(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Let the tasks work in the test's office."""
    monkeypatch.setattr(calendar_acts, "office", lambda: office)
    return office


def test_a_postponement_answers_with_what_moved(at_work: Office) -> None:
    stage, new = Stage.PUBLIC_SIGNING, date(2027, 6, 3)
    answer = calendar_acts.postpone.fn(VERSION, stage, new, BECAUSE, "", *DECIDED, False)
    assert answer == (
        "Moved: the public signing: was 20 May 2027, now 3 June 2027; the day ratification is due: "
        "was 30 September 2027, now 14 October 2027."
    )
    assert version_of(at_work).public_signing_on == new


@pytest.mark.parametrize(
    ("places", "where", "answer"),
    [
        (
            [],
            None,
            f"{SIGNING}; {DUE}; {PRESENTATION}",
        ),
        ([EAST], (EAST,), PRESENTATION),
    ],
)
def test_a_re_dating_takes_no_places_for_all_of_them(
    at_work: Office, places: list[str], where: tuple[str, ...] | None, answer: str
) -> None:
    days = (date(2027, 5, 10), date(2027, 5, 27))
    period, gone = (*days, "a by-election"), [("icp", date(2027, 6, 17))]
    made = calendar_acts.re_date_for_election.fn(
        VERSION, period, places, gone, BECAUSE, "", *DECIDED
    )
    assert made == answer
    assert version_of(at_work).programme.pre_election_periods == (
        PreElectionPeriod(*days, "a by-election", where),
    )


def test_an_override_without_a_place_is_one_for_everywhere(at_work: Office) -> None:
    period = (date(2027, 5, 10), date(2027, 5, 27), "a by-election")
    calendar_acts.re_date_for_election.fn(VERSION, period, [], [], BECAUSE, "", *DECIDED)
    private = HeldBack.PRIVATE_SIGNING
    calendar_acts.override_calendar_block.fn(VERSION, private, "", "It cannot wait.", *DECIDED)
    with at_work.register.reading() as view:
        [kept] = view.records(CalendarOverride, VERSION)
    assert kept.place_id is None


def test_a_re_dating_that_moves_nothing_says_so_and_an_override_is_kept_for_its_place(
    at_work: Office,
) -> None:
    period = (date(2027, 5, 10), date(2027, 5, 27), "a by-election")
    made = calendar_acts.re_date_for_election.fn(VERSION, period, [EAST], [], BECAUSE, "", *DECIDED)
    assert made == "No date had to move."
    private = HeldBack.PRIVATE_SIGNING
    calendar_acts.override_calendar_block.fn(VERSION, private, EAST, "It cannot wait.", *DECIDED)
    with at_work.register.reading() as view:
        kept = view.records(CalendarOverride, VERSION)
    assert [(override.act, override.place_id) for override in kept] == [("a private signing", EAST)]
