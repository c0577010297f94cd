"""Record what the board decides on a version: approved, deferred or rejected."""

from dataclasses import dataclass, replace
from datetime import date

from concordat.domain.approval import Dates, dates_after_deferral
from concordat.domain.calendar import local_date
from concordat.domain.decision import BoardOutcome, Decision
from concordat.domain.errors import AlreadyDone, NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.record import Version
from concordat.domain.states import version_after
from concordat.services.board_in_office import check_board_in_office, text_open_until
from concordat.services.move_dates import deferral_of
from concordat.services.notify import owe_every_partner
from concordat.services.office import Office
from concordat.services.register import Transaction, WakeKind

BOARD_FACTS = {
    BoardOutcome.APPROVED: Fact.BOARD_APPROVED,
    BoardOutcome.APPROVED_AMENDED: Fact.BOARD_APPROVED_AMENDED,
    BoardOutcome.ADOPTED: Fact.BOARD_ADOPTED,
    BoardOutcome.DEFERRED: Fact.BOARD_DEFERRED,
    BoardOutcome.REJECTED: Fact.BOARD_REJECTED,
}
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
            tx.record(fact, version_id, _board_data(decision), actor="director")
            if decision.outcome == BoardOutcome.DEFERRED:
                decided = _move_dates(tx, decided, decision.meeting_on)
            tx.save(decided)
            owe_every_partner(
                tx,
                decided,
                BOARD_LETTERS[decision.outcome],
                occasion=f"/{answer}",
                meeting_on=decision.meeting_on.isoformat(),
                reason=decision.reason,
                conditions=decision.conditions,
                next_meeting=str(decided.board_on or ""),
                public_signing_on=decided.public_signing_on.isoformat(),
            )
            tx.wake(WakeKind.VERSION, version_id)
    except AlreadyDone:
        return


def _check_board(tx: Transaction, version: Version, decision: BoardDecision) -> None:
    today = local_date(tx.now, version.programme.timezone)
    closes = text_open_until(tx, version)
    attempted = f"record the board's decision '{decision.outcome}'"
    if decision.meeting_on > today:
        raise NotAllowed(
            f"The meeting of {decision.meeting_on} has not been held.",
            remedy="Answer the form once the board has met, with the date it met.",
            attempted=attempted,
        )
    if decision.meeting_on <= closes:
        raise NotAllowed(
            f"The board met on {decision.meeting_on}, but the text was open until {closes}.",
            remedy="Give the date of a meeting after the review window closed.",
            attempted=attempted,
        )
    earlier = tx.decisions(version.id, None)
    if earlier and decision.meeting_on <= earlier[-1].decided_on:
        raise NotAllowed(
            f"The board met on {earlier[-1].decided_on} and decided '{earlier[-1].outcome}'.",
            remedy="Give the date of a later meeting.",
            attempted=attempted,
        )
    if not decision.minute_reference.strip():
        raise NotAllowed(
            "A decision needs its minute reference.",
            remedy="Give the reference under which the board minuted it.",
            attempted=attempted,
        )
    check_board_in_office(tx, version, decision.outcome, decision.meeting_on)
    if decision.outcome == BoardOutcome.APPROVED_AMENDED and not decision.conditions.strip():
        raise NotAllowed(
            "An approval with changed words needs the changed words.",
            remedy="Write them under the conditions, as the board minuted them.",
            attempted=attempted,
        )
    if decision.outcome in NEED_REASON and not decision.reason.strip():
        raise NotAllowed(
            f"'{decision.outcome}' needs a reason.",
            remedy="Write the board's reason: it is told to every partner.",
            attempted=attempted,
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
    )


def _board_data(decision: BoardDecision) -> dict[str, object]:
    return {
        "meeting_on": decision.meeting_on,
        "minute_reference": decision.minute_reference.strip(),
        "conditions": decision.conditions.strip(),
        "reason": decision.reason.strip(),
    }


def _move_dates(tx: Transaction, version: Version, deferred_on: date) -> Version:
    programme = version.programme
    old = Dates(version.board_on, version.public_signing_on, version.ratification_due)
    board = programme.body(programme.timeline.board)
    new = dates_after_deferral(old, board, deferred_on, programme.region)
    for name in ("board_on", "public_signing_on", "ratification_due"):
        if getattr(old, name) != getattr(new, name):
            tx.add(deferral_of(tx, version, name, old, new, deferred_on))
            tx.record(
                Fact.DATES_MOVED,
                version.id,
                {"date": name, "old": getattr(old, name), "new": getattr(new, name)},
            )
    return replace(
        version,
        board_on=new.board_on,
        public_signing_on=new.public_signing_on,
        ratification_due=new.ratification_due,
    )


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
