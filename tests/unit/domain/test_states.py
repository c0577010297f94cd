import itertools

import pytest

from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.states import (
    COUNTED,
    SETTLED,
    TRANSITIONS,
    PlaceStatus,
    ReviewState,
    State,
    VersionState,
    check_legal,
    is_legal,
    place_after,
    review_after,
    version_after,
)

STATES: list[State] = [*VersionState, *PlaceStatus, *ReviewState]
ILLEGAL = [move for move in itertools.product(STATES, Fact) if move not in TRANSITIONS]
BOARD = {fact for fact in Fact if fact.startswith("version:board-decision:")}
SIGNING = {fact for fact in Fact if fact.startswith("signing:")}
WITHOUT_A_WAY_OUT = {
    VersionState.REJECTED,
    VersionState.SUPERSEDED,
    VersionState.ENDED,
    PlaceStatus.SUCCEEDED,
    ReviewState.CLOSED,
}


def after(state: State, fact: Fact) -> State:
    if isinstance(state, VersionState):
        return version_after(state, fact)
    if isinstance(state, PlaceStatus):
        return place_after(state, fact, "east")
    return review_after(state, fact)


@pytest.mark.parametrize(("state", "fact"), TRANSITIONS)
def test_a_legal_fact_moves_the_state_as_the_table_says(state: State, fact: Fact) -> None:
    assert is_legal(state, fact)
    assert after(state, fact) == TRANSITIONS[state, fact]


@pytest.mark.parametrize(("state", "fact"), ILLEGAL)
def test_every_other_fact_is_refused(state: State, fact: Fact) -> None:
    assert not is_legal(state, fact)
    with pytest.raises(NotAllowed) as refusal:
        after(state, fact)
    assert refusal.value.state == state.value
    assert refusal.value.attempted == fact.value


def test_a_refusal_says_what_can_happen_instead() -> None:
    with pytest.raises(NotAllowed) as refusal:
        check_legal(VersionState.PLANNED, Fact.BOARD_APPROVED)
    assert refusal.value.remedy == (
        "From here only these can: version:review-window:opened, version:text:frozen, "
        "version:text:superseded."
    )


def test_a_refusal_names_the_place() -> None:
    with pytest.raises(NotAllowed, match="east is 'not started'") as refusal:
        place_after(PlaceStatus.NOT_STARTED, Fact.RATIFIED, "east")
    assert refusal.value.place == "east"


@pytest.mark.parametrize("state", sorted(WITHOUT_A_WAY_OUT))
def test_what_is_settled_stays_settled(state: State) -> None:
    assert not any(is_legal(state, fact) for fact in Fact)
    with pytest.raises(NotAllowed, match="It is settled"):
        check_legal(state, Fact.SIGNED)


def test_no_state_is_reached_by_a_fact_of_another_kind_of_record() -> None:
    kinds = {VersionState: "version:", PlaceStatus: "place:", ReviewState: "review:"}
    for (state, fact), result in TRANSITIONS.items():
        assert type(state) is type(result)
        assert fact.startswith(kinds[type(state)])


def test_only_the_board_an_amendment_or_another_version_ends_the_wait_for_approval() -> None:
    waiting = {VersionState.AWAITING_APPROVAL, VersionState.APPROVAL_DEFERRED}
    others = {Fact.VERSION_SUPERSEDED, Fact.AMENDMENT_ADMITTED}
    found = {fact for (state, fact) in TRANSITIONS if state in waiting}
    assert found == BOARD - {Fact.BOARD_FORM_REFUSED} | others


def test_a_signature_alone_never_changes_a_state() -> None:
    assert not SIGNING & {fact for _, fact in TRANSITIONS}


def test_only_a_signing_place_is_ratified() -> None:
    recorded = {fact for fact in Fact if fact.startswith("place:ratification:recorded")}
    assert {state for (state, fact) in TRANSITIONS if fact in recorded} == {PlaceStatus.SIGNING}


def test_what_a_place_decided_on_an_earlier_version_is_carried_only_at_the_start() -> None:
    carried = {fact for fact in Fact if fact.startswith("place:") and ":carried" in fact}
    assert {s for (s, fact) in TRANSITIONS if fact in carried} == {PlaceStatus.NOT_STARTED}
    assert len(carried) == 4


def test_every_state_can_be_reached_or_is_a_beginning() -> None:
    beginnings = {VersionState.PLANNED, PlaceStatus.NOT_STARTED, ReviewState.SCHEDULED}
    assert set(STATES) - set(TRANSITIONS.values()) == beginnings


def test_a_condition_that_is_not_discharged_neither_counts_nor_settles() -> None:
    assert PlaceStatus.RATIFIED_SUBJECT_TO_CONDITION not in SETTLED
    assert {PlaceStatus.RATIFIED, PlaceStatus.RATIFIED_WITH_RESERVATION} == COUNTED


def test_a_trail_tag_is_subject_matter_and_event() -> None:
    assert all(len(fact.split(":")) == 3 for fact in Fact)
    assert len({fact.value for fact in Fact}) == len(Fact)
