"""The acts around the board's decision."""

from dataclasses import dataclass
from datetime import date

from concordat.domain.errors import NotAllowed
from concordat.domain.gates import ending
from concordat.services.decide_board import (
    BoardDecision,
    board_answers,
    board_question,
    decide_board,
    refuse_board_form,
)
from tasks.act import act
from tasks.office import office


@dataclass(frozen=True)
class BoardForm:
    """The form as it is offered: what it says, its number, and the meeting it expects."""

    key: str
    answer: int
    description: str
    meeting_on: date


@act(name="prepare the board's form", tags=["board"])
def prepare_board_form(version_id: str) -> BoardForm:
    """Return the form that the director answers next."""
    answer = board_answers(office(), version_id)
    description, meeting_on = board_question(office(), version_id)
    return BoardForm(f"board-decision-{answer}", answer, description, meeting_on)


@act(name="record the board's decision", tags=["board"])
def record_board_decision(version_id: str, answer: int, decision: BoardDecision) -> None:
    """Record the answer; one that cannot be as written is refused, and a fresh form says why."""
    try:
        decide_board(office(), version_id, answer, decision)
    except NotAllowed as refusal:
        refuse_board_form(office(), version_id, answer, refusal)


@act(name="is it over", tags=["timeline"])
def how_it_ended(version_id: str) -> str:
    """Return how the version's timeline ended before its places were settled; empty while it goes on."""
    with office().register.reading() as view:
        return ending(view.version(version_id))
