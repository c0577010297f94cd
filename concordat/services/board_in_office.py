"""Whether the board of today could decide as is said: it was in office, and the text was closed."""

from datetime import date, timedelta

from concordat.domain.calendar import local_date
from concordat.domain.decision import BoardOutcome
from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.record import Version
from concordat.domain.succession import body_in_office, can_adopt
from concordat.services.continuity import body_successions
from concordat.services.register import Reading


def text_open_until(view: Reading, version: Version) -> date:
    """Return the last day on which the text could still change: no board decides on it before."""
    frozen = view.last_of(version.id, Fact.TEXT_FROZEN)
    if version.consults or frozen is None:
        return version.programme.comments_until
    return local_date(frozen.at, version.programme.timezone) - timedelta(days=1)


def check_board_in_office(
    view: Reading, version: Version, outcome: BoardOutcome, meeting_on: date
) -> None:
    """Raise NotAllowed for a meeting before the board took over, or an adoption of other words."""
    board = version.programme.timeline.board
    successions = body_successions(view, version.id)
    attempted = f"record the board's decision '{outcome}'"
    if body_in_office(board, meeting_on, successions) != board:
        raise NotAllowed(
            f"{version.programme.body(board).name} was not the board yet on {meeting_on}.",
            remedy="Give the date of a meeting after it took over.",
            state=version.state,
            attempted=attempted,
        )
    decisions = view.decisions(version.id, None)
    if outcome == BoardOutcome.ADOPTED and not can_adopt(
        board, version.text_sha256, decisions, successions
    ):
        raise NotAllowed(
            "No board before this one approved these very words, so there is nothing to adopt.",
            remedy="Record that the board approved the text, or what else it decided.",
            state=version.state,
            attempted=attempted,
        )
