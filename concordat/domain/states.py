"""The states of a version, of a place's ratification and of a review cycle, and every legal move.

The rules:
1. A state changes only by a fact, and only as `TRANSITIONS` says.
2. Approval (a board's), signing (people's) and ratification (a place's) never stand in for each other:
   each has facts of its own.
3. A place's outcome never changes the state of another place.
"""

from enum import StrEnum

from concordat.domain.errors import NotAllowed


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


class Fact(StrEnum):
    """What can happen, in the past tense of the trail: subject, matter, event."""

    VERSION_REGISTERED = "version:config:registered"
    WINDOW_OPENED = "version:review-window:opened"
    COMMENT_RECEIVED = "version:comment:received"
    TEXT_FROZEN = "version:text:frozen"
    BOARD_APPROVED = "version:board-decision:approved"
    BOARD_DEFERRED = "version:board-decision:deferred"
    BOARD_REJECTED = "version:board-decision:rejected"
    BOARD_FORM_REFUSED = "version:board-decision:refused"
    DATES_MOVED = "version:dates:moved"
    PUBLIC_SIGNING_COMPLETED = "version:public-signing:completed"
    EFFECT_BEGUN = "version:effect:begun"
    CERTIFICATE_ISSUED = "version:certificate:issued"
    REQUEST_SENT = "signing:request:sent"
    REQUEST_REMINDED = "signing:request:reminded"
    REQUEST_EXPIRED = "signing:request:expired"
    REQUEST_CANCELLED = "signing:request:cancelled"
    REQUEST_DECLINED = "signing:request:declined"
    SIGNED = "signing:signature:recorded"
    SIGNATURE_APPLIED = "signing:signature:applied"
    DECISION_REQUESTED = "place:decision:requested"
    DECISION_DEFERRED = "place:decision:deferred"
    DECISION_DECLINED = "place:decision:declined"
    DECISION_ADOPTED = "place:decision:adopted"
    DECISION_ADOPTED_WITH_CALL_IN = "place:decision:adopted-with-call-in"
    CALL_IN_ENDED = "place:call-in:ended"
    RATIFIED = "place:ratification:recorded"
    RATIFIED_WITH_RESERVATION = "place:ratification:recorded-with-reservation"
    RATIFIED_SUBJECT_TO_CONDITION = "place:ratification:recorded-subject-to-condition"
    CONDITION_DISCHARGED = "place:condition:discharged"
    DECLINE_SEALED = "place:decline:sealed"
    REVIEW_SCHEDULED = "review:cycle:scheduled"
    REVIEW_OPENED = "review:cycle:opened"
    REVIEW_RETURNED = "review:return:received"
    REVIEW_REPORTED = "review:report:made"
    REVIEW_FORM_REFUSED = "review:outcome:refused"
    REVIEW_CLOSED = "review:cycle:closed"
    DOCUMENT_KEPT = "document:file:kept"
    NOTICE_SENT = "notice:message:sent"


V, P, R = VersionState, PlaceStatus, ReviewState

TRANSITIONS: dict[tuple[State, Fact], State] = {
    (V.PLANNED, Fact.WINDOW_OPENED): V.IN_REVIEW,
    (V.IN_REVIEW, Fact.TEXT_FROZEN): V.AWAITING_APPROVAL,
    (V.AWAITING_APPROVAL, Fact.BOARD_DEFERRED): V.APPROVAL_DEFERRED,
    (V.AWAITING_APPROVAL, Fact.BOARD_APPROVED): V.SIGNING,
    (V.AWAITING_APPROVAL, Fact.BOARD_REJECTED): V.REJECTED,
    (V.APPROVAL_DEFERRED, Fact.BOARD_DEFERRED): V.APPROVAL_DEFERRED,
    (V.APPROVAL_DEFERRED, Fact.BOARD_APPROVED): V.SIGNING,
    (V.APPROVAL_DEFERRED, Fact.BOARD_REJECTED): V.REJECTED,
    (V.SIGNING, Fact.PUBLIC_SIGNING_COMPLETED): V.RATIFYING,
    (V.RATIFYING, Fact.EFFECT_BEGUN): V.IN_EFFECT,
    (P.NOT_STARTED, Fact.DECISION_REQUESTED): P.AWAITING_DECISION,
    (P.AWAITING_DECISION, Fact.DECISION_DEFERRED): P.DEFERRED,
    (P.AWAITING_DECISION, Fact.DECISION_DECLINED): P.DECLINED,
    (P.AWAITING_DECISION, Fact.DECISION_ADOPTED): P.SIGNING,
    (P.AWAITING_DECISION, Fact.DECISION_ADOPTED_WITH_CALL_IN): P.IN_CALL_IN,
    (P.DEFERRED, Fact.DECISION_DEFERRED): P.DEFERRED,
    (P.DEFERRED, Fact.DECISION_DECLINED): P.DECLINED,
    (P.DEFERRED, Fact.DECISION_ADOPTED): P.SIGNING,
    (P.DEFERRED, Fact.DECISION_ADOPTED_WITH_CALL_IN): P.IN_CALL_IN,
    (P.IN_CALL_IN, Fact.CALL_IN_ENDED): P.SIGNING,
    (P.SIGNING, Fact.RATIFIED): P.RATIFIED,
    (P.SIGNING, Fact.RATIFIED_WITH_RESERVATION): P.RATIFIED_WITH_RESERVATION,
    (P.SIGNING, Fact.RATIFIED_SUBJECT_TO_CONDITION): P.RATIFIED_SUBJECT_TO_CONDITION,
    (P.RATIFIED_SUBJECT_TO_CONDITION, Fact.CONDITION_DISCHARGED): P.RATIFIED,
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
