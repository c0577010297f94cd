"""The states of a version, of a place's ratification and of a review cycle, and every legal move.

The rules:
1. A state changes only by a fact, and only as `TRANSITIONS` says.
2. Approval (a board's), signing (people's) and ratification (a place's) never stand in for each other:
   each has facts of its own.
3. A place's outcome never changes the state of another place.
"""

from enum import StrEnum

from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact


class VersionState(StrEnum):
    """Where one version of the agreement stands."""

    PLANNED = "planned"
    IN_REVIEW = "in review"
    AWAITING_APPROVAL = "awaiting approval"
    APPROVAL_DEFERRED = "approval deferred"
    SIGNING = "public signing"
    RATIFYING = "ratifying"
    IN_EFFECT = "in effect"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    LAPSED = "lapsed"
    ENDED = "ended"


class PlaceStatus(StrEnum):
    """Where one place's ratification of a version stands."""

    NOT_STARTED = "not started"
    AWAITING_DECISION = "awaiting decision"
    DEFERRED = "deferred"
    IN_CALL_IN = "in call-in"
    SIGNING = "signing"
    RATIFIED = "ratified"
    RATIFIED_WITH_RESERVATION = "ratified with reservation"
    RATIFIED_SUBJECT_TO_CONDITION = "ratified subject to condition"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SUCCEEDED = "succeeded"


class ReviewState(StrEnum):
    """Where one review cycle stands."""

    SCHEDULED = "review scheduled"
    OPEN = "review open"
    REPORTED = "review reported"
    CLOSED = "review closed"


State = VersionState | PlaceStatus | ReviewState


V, P, R = VersionState, PlaceStatus, ReviewState

UNDECIDED = (P.AWAITING_DECISION, P.DEFERRED)
UNSIGNED = (V.PLANNED, V.IN_REVIEW, V.AWAITING_APPROVAL, V.APPROVAL_DEFERRED, V.SIGNING)
LIVE = (V.SIGNING, V.RATIFYING, V.IN_EFFECT)
SEALED = (V.RATIFYING, V.IN_EFFECT, V.LAPSED)
READ_ONLY = (V.REJECTED, V.SUPERSEDED, V.LAPSED, V.ENDED)
ADOPTED = (P.RATIFIED, P.RATIFIED_WITH_RESERVATION, P.RATIFIED_SUBJECT_TO_CONDITION)

TRANSITIONS: dict[tuple[State, Fact], State] = {
    (V.PLANNED, Fact.WINDOW_OPENED): V.IN_REVIEW,
    (V.PLANNED, Fact.TEXT_FROZEN): V.AWAITING_APPROVAL,
    (V.IN_REVIEW, Fact.TEXT_FROZEN): V.AWAITING_APPROVAL,
    **{
        (s, Fact.BOARD_DEFERRED): V.APPROVAL_DEFERRED
        for s in (V.AWAITING_APPROVAL, V.APPROVAL_DEFERRED)
    },
    **{(s, Fact.BOARD_APPROVED): V.SIGNING for s in (V.AWAITING_APPROVAL, V.APPROVAL_DEFERRED)},
    **{(s, Fact.BOARD_ADOPTED): V.SIGNING for s in (V.AWAITING_APPROVAL, V.APPROVAL_DEFERRED)},
    **{(s, Fact.BOARD_REJECTED): V.REJECTED for s in (V.AWAITING_APPROVAL, V.APPROVAL_DEFERRED)},
    **{
        (s, Fact.BOARD_APPROVED_AMENDED): V.SUPERSEDED
        for s in (V.AWAITING_APPROVAL, V.APPROVAL_DEFERRED)
    },
    (V.AWAITING_APPROVAL, Fact.AMENDMENT_ADMITTED): V.SIGNING,
    (V.SIGNING, Fact.BOARD_SUCCEEDED): V.AWAITING_APPROVAL,
    (V.SIGNING, Fact.PUBLIC_SIGNING_COMPLETED): V.RATIFYING,
    (V.RATIFYING, Fact.EFFECT_BEGUN): V.IN_EFFECT,
    (V.IN_EFFECT, Fact.EFFECT_SUSPENDED): V.RATIFYING,
    (V.IN_EFFECT, Fact.TERM_LAPSED): V.LAPSED,
    (V.IN_EFFECT, Fact.TERM_RENEWED): V.IN_EFFECT,
    (V.LAPSED, Fact.TERM_RENEWED): V.IN_EFFECT,
    **{(s, Fact.VERSION_SUPERSEDED): V.SUPERSEDED for s in (*UNSIGNED, *SEALED)},
    **{(s, Fact.AGREEMENT_ENDED): V.ENDED for s in LIVE},
    (P.NOT_STARTED, Fact.DECISION_REQUESTED): P.AWAITING_DECISION,
    (P.NOT_STARTED, Fact.RATIFICATION_CARRIED): P.RATIFIED,
    (P.NOT_STARTED, Fact.RESERVATION_CARRIED): P.RATIFIED_WITH_RESERVATION,
    (P.NOT_STARTED, Fact.CONDITION_CARRIED): P.RATIFIED_SUBJECT_TO_CONDITION,
    (P.NOT_STARTED, Fact.DECLINE_CARRIED): P.DECLINED,
    **{(s, Fact.DECISION_DEFERRED): P.DEFERRED for s in UNDECIDED},
    **{(s, Fact.DECISION_DECLINED): P.DECLINED for s in UNDECIDED},
    **{(s, Fact.DECISION_ADOPTED): P.SIGNING for s in (*UNDECIDED, P.DECLINED)},
    **{(s, Fact.DECISION_ADOPTED_WITH_CALL_IN): P.IN_CALL_IN for s in (*UNDECIDED, P.DECLINED)},
    (P.IN_CALL_IN, Fact.CALL_IN_ENDED): P.SIGNING,
    (P.IN_CALL_IN, Fact.CALL_IN_WAIVED): P.SIGNING,
    (P.IN_CALL_IN, Fact.CALLED_IN): P.AWAITING_DECISION,
    (P.SIGNING, Fact.RATIFIED): P.RATIFIED,
    (P.SIGNING, Fact.RATIFIED_WITH_RESERVATION): P.RATIFIED_WITH_RESERVATION,
    (P.SIGNING, Fact.RATIFIED_SUBJECT_TO_CONDITION): P.RATIFIED_SUBJECT_TO_CONDITION,
    (P.RATIFIED_SUBJECT_TO_CONDITION, Fact.CONDITION_DISCHARGED): P.RATIFIED,
    **{(s, Fact.PLACE_WITHDREW): P.WITHDRAWN for s in ADOPTED},
    **{(s, Fact.PLACE_SUCCEEDED): P.SUCCEEDED for s in P if s != P.SUCCEEDED},
    (R.SCHEDULED, Fact.REVIEW_OPENED): R.OPEN,
    (R.OPEN, Fact.REVIEW_REPORTED): R.REPORTED,
    (R.REPORTED, Fact.REVIEW_CLOSED): R.CLOSED,
}

COUNTED = frozenset({P.RATIFIED, P.RATIFIED_WITH_RESERVATION})
SETTLED = COUNTED | {P.DECLINED, P.WITHDRAWN, P.SUCCEEDED}


def is_legal(state: State, fact: Fact) -> bool:
    """Say whether the fact may happen in that state."""
    return (state, fact) in TRANSITIONS


def check_legal(state: State, fact: Fact, *, place: str | None = None) -> None:
    """Raise NotAllowed unless the fact may happen in that state."""
    if not is_legal(state, fact):
        legal = [f.value for (s, f) in TRANSITIONS if s == state]
        raise NotAllowed(
            f"{place or 'The version'} is '{state}': '{fact}' cannot happen now.",
            remedy=f"From here only these can: {', '.join(legal)}." if legal else "It is settled.",
            place=place,
            state=state.value,
            attempted=fact.value,
        )


def version_after(state: VersionState, fact: Fact) -> VersionState:
    """Return the version's state after the fact; NotAllowed if it cannot happen."""
    check_legal(state, fact)
    return VersionState(TRANSITIONS[state, fact])


def place_after(status: PlaceStatus, fact: Fact, place: str) -> PlaceStatus:
    """Return the place's status after the fact; NotAllowed, naming the place, if it cannot happen."""
    check_legal(status, fact, place=place)
    return PlaceStatus(TRANSITIONS[status, fact])


def review_after(state: ReviewState, fact: Fact) -> ReviewState:
    """Return the review cycle's state after the fact; NotAllowed if it cannot happen."""
    check_legal(state, fact)
    return ReviewState(TRANSITIONS[state, fact])
