"""Record what the board decides on a version: approved, adopted, deferred or rejected."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from concordat.domain.approval import dates_after_deferral
from concordat.domain.calendar import local_date
from concordat.domain.decision import BoardOutcome, Decision
from concordat.domain.errors import AlreadyDone, NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.record import Version
from concordat.domain.states import version_after
from concordat.services.board_dates import MOVABLE, dates_of, moved
from concordat.services.board_in_office import check_board_in_office, text_open_until
from concordat.services.decision_checks import AT_A_MEETING, HowDecided, Matter, check_how
from concordat.services.move_dates import deferral_of
from concordat.services.notify import owe_every_partner, owe_every_place
from concordat.services.office import Office
from concordat.services.register import Transaction, WakeKind
from concordat.services.signing_day import CALENDAR

BOARD_FACTS = {
    BoardOutcome.APPROVED: Fact.BOARD_APPROVED,
    BoardOutcome.APPROVED_AMENDED: Fact.BOARD_APPROVED_AMENDED,
    BoardOutcome.ADOPTED: Fact.BOARD_ADOPTED,
    BoardOutcome.DEFERRED: Fact.BOARD_DEFERRED,
    BoardOutcome.REJECTED: Fact.BOARD_REJECTED,
}
OPENS_SIGNING = frozenset({BoardOutcome.APPROVED, BoardOutcome.ADOPTED})
"""The outcomes after which the public signing is next."""

BOARD_LETTERS = {
    BoardOutcome.APPROVED: "board-approved",
    BoardOutcome.APPROVED_AMENDED: "board-amended",
    BoardOutcome.ADOPTED: "board-adopted",
    BoardOutcome.DEFERRED: "board-deferred",
    BoardOutcome.REJECTED: "board-rejected",
}
NEED_REASON = frozenset({BoardOutcome.DEFERRED, BoardOutcome.REJECTED})


@dataclass(frozen=True, slots=True)
class BoardDecision:
    """What the board decided, at which meeting, under which minute, and why or on what terms."""

    outcome: BoardOutcome
    meeting_on: date
    minute_reference: str
    conditions: str = ""
    reason: str = ""
    how: HowDecided = AT_A_MEETING


def decide_board(office: Office, version_id: str, answer: int, decision: BoardDecision) -> None:
    """Record the board's decision. `answer` counts the forms answered so far, from 0.

    A deferral keeps the timeline waiting and moves the later dates by rule, with both on record.
    Raises NotAllowed, with what to do instead, when the decision cannot be as written; does
    nothing when this answer is on record.
    """
    try:
        with office.register.writing() as tx:
            version = tx.version(version_id)
            tx.once(f"{version_id}/board-decision/{answer}")
            fact = BOARD_FACTS[decision.outcome]
            decided = replace(version, state=version_after(version.state, fact))
            _check_board(tx, version, decision)
            tx.add(_board_row(tx, version, decision))
            tx.record(fact, version_id, _board_data(version, decision), actor="director")
            if decision.outcome == BoardOutcome.DEFERRED:
                decided = _move_dates(tx, decided, decision.meeting_on)
            tx.save(decided)
            _tell(tx, decided, answer, decision)
            tx.wake(WakeKind.VERSION, version_id)
    except AlreadyDone:
        return


def _tell(tx: Transaction, version: Version, answer: int, decision: BoardDecision) -> None:
    letter: dict[str, Any] = {
        "meeting_on": decision.meeting_on.isoformat(),
        "reason": decision.reason,
        "conditions": decision.conditions,
        "next_meeting": str(version.board_on or ""),
        "public_signing_on": version.public_signing_on.isoformat(),
        CALENDAR: version.id,
    }
    template, occasion = BOARD_LETTERS[decision.outcome], f"/{answer}"
    owe_every_partner(tx, version, template, occasion=occasion, **letter)
    if decision.outcome == BoardOutcome.DEFERRED:
        owe_every_place(tx, version, template, occasion=occasion, **letter)


def _check_board(tx: Transaction, version: Version, decision: BoardDecision) -> None:
    programme = version.programme
    matter = Matter(
        version=version,
        body=programme.body(programme.timeline.board),
        decided_on=decision.meeting_on,
        outcome=decision.outcome.value,
        deferred=decision.outcome == BoardOutcome.DEFERRED,
        state=version.state.value,
    )
    _check_day(tx, matter)
    _check_minute(tx, matter, decision.minute_reference.strip())
    check_board_in_office(tx, version, decision.outcome, decision.meeting_on)
    if decision.outcome == BoardOutcome.APPROVED_AMENDED and not decision.conditions.strip():
        raise matter.refusal(
            "An approval with changed words needs the changed words.",
            "Write them under the conditions, as the board minuted them.",
        )
    if decision.outcome in NEED_REASON and not decision.reason.strip():
        raise matter.refusal(
            f"'{decision.outcome}' needs a reason.",
            "Write the board's reason: it is told to every partner.",
        )
    check_how(matter, decision.how)
    _check_before_signing(matter, decision)


def _check_day(tx: Transaction, matter: Matter) -> None:
    day, closes = matter.decided_on, text_open_until(tx, matter.version)
    if day > local_date(tx.now, matter.version.programme.timezone):
        raise matter.refusal(
            f"The meeting of {day} has not been held.",
            "Answer the form once the board has met, with the date it met.",
        )
    if day <= closes:
        raise matter.refusal(
            f"The board met on {day}, but the text was open until {closes}.",
            "Give the date of a meeting after the review window closed.",
        )
    earlier = tx.decisions(matter.version.id, None)
    if earlier and day <= earlier[-1].decided_on:
        raise matter.refusal(
            f"The board met on {earlier[-1].decided_on} and decided '{earlier[-1].outcome}'.",
            "Give the date of a later meeting.",
        )


def _check_minute(tx: Transaction, matter: Matter, minute: str) -> None:
    if not minute:
        raise matter.refusal(
            "A decision needs its minute reference.",
            "Give the reference under which the board minuted it.",
        )
    for known in tx.decisions(matter.version.id, None):
        if known.minute_reference == minute:
            raise matter.refusal(
                f"Minute '{minute}' already stands for '{known.outcome}' on {known.decided_on}.",
                "Give the minute reference of the new decision.",
            )


def _check_before_signing(matter: Matter, decision: BoardDecision) -> None:
    known, holds_from = matter.version.public_signing_on, decision.how.effective_from
    if holds_from is not None and holds_from > known and decision.outcome in OPENS_SIGNING:
        raise matter.refusal(
            f"An approval that holds from {holds_from} comes after the public signing on {known}.",
            "Postpone the public signing first, or give an earlier day.",
        )


def _board_row(tx: Transaction, version: Version, decision: BoardDecision) -> Decision:
    return Decision(
        version_id=version.id,
        place_id=None,
        number=len(tx.decisions(version.id, None)) + 1,
        outcome=decision.outcome.value,
        decided_on=decision.meeting_on,
        minute_reference=decision.minute_reference.strip(),
        recorded_at=tx.now,
        recorded_by="director",
        condition=decision.conditions.strip() or None,
        reason=decision.reason.strip() or None,
        text_sha256=version.text_sha256,
        **decision.how.as_columns(),
    )


def _board_data(version: Version, decision: BoardDecision) -> dict[str, object]:
    return {
        "meeting_on": decision.meeting_on,
        "minute_reference": decision.minute_reference.strip(),
        "conditions": decision.conditions.strip(),
        "reason": decision.reason.strip(),
        "text_sha256": version.text_sha256,
        **decision.how.as_said(),
    }


def _move_dates(tx: Transaction, version: Version, deferred_on: date) -> Version:
    programme = version.programme
    board = programme.body(programme.timeline.board)
    old = dates_of(version)
    new = dates_after_deferral(old, board, deferred_on, programme.region)
    for name in MOVABLE:
        if getattr(old, name) != getattr(new, name):
            tx.add(deferral_of(tx, version, name, old, new, deferred_on))
    return moved(tx, version, new)


def refuse_board_form(office: Office, version_id: str, answer: int, refusal: NotAllowed) -> None:
    """Record that an answer of the board's form was refused, so that a fresh form is offered."""
    try:
        with office.register.writing() as tx:
            tx.once(f"{version_id}/board-decision/{answer}")
            tx.record(Fact.BOARD_FORM_REFUSED, version_id, {"why": str(refusal)}, actor="director")
    except AlreadyDone:
        return


def board_answers(office: Office, version_id: str) -> int:
    """Return how many forms of the board's decision were answered, refused ones included."""
    facts = (*BOARD_FACTS.values(), Fact.BOARD_FORM_REFUSED)
    with office.register.reading() as view:
        return sum(view.counts_of_facts(version_id, fact) for fact in facts)


def board_question(office: Office, version_id: str) -> tuple[str, date]:
    """Return what the board's form says (Markdown), and the meeting it expects.

    When the last answer was refused or deferred, it says why.
    """
    with office.register.reading() as view:
        version = view.version(version_id)
        decisions = view.decisions(version_id, None)
        comments = len(view.comments(version_id))
        last = view.last_of(version_id, Fact.BOARD_FORM_REFUSED)
    programme = version.programme
    board = programme.body(programme.timeline.board)
    lines = [
        f"## {programme.title}, version {version.number}",
        (
            f"What did **{board.name}** decide? The SHA-256 of its text begins `{(version.text_sha256 or '')[:16]}`; "
            f"{comments} comments were made in the review window."
        ),
        f"The paper and the agreement: {office.links.portal_url}",
    ]
    if decisions:
        earlier = decisions[-1]
        lines.append(
            f"On {earlier.decided_on} it was **{earlier.outcome}** "
            f"({earlier.minute_reference}): {earlier.reason}"
        )
    if last is not None and (not decisions or last.at > decisions[-1].recorded_at):
        lines.append(f"**The last answer was not recorded.** {last.data['why']}")
    today = local_date(office.clock.now(), programme.timezone)
    return "\n\n".join(lines), version.board_on or today
