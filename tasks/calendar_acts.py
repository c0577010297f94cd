"""The acts that move dates, and that set a block of the calendar aside."""

from datetime import date

from concordat.domain.elections import HeldBack
from concordat.domain.postponement import PostponementReason, Stage
from concordat.domain.programme import BodyId, PreElectionPeriod
from concordat.domain.redating import StoodDown
from concordat.domain.rules import PlaceId
from concordat.domain.snap_election import Election
from concordat.services import override_block, re_date
from concordat.services import postpone as postponing
from concordat.services.move_dates import Why
from tasks.act import act
from tasks.office import office


@act(name="postpone a stage", task_run_name="postpone: {stage}", tags=["calendar"])
def postpone(
    version_id: str,
    stage: Stage,
    new_date: date,
    reasons: list[PostponementReason],
    explanation: str,
    decided_by: str,
    decided_on: date,
    guidance_changed: bool,
) -> str:
    """Move a stage's date and those that follow; return what was done and what has to follow."""
    why = Why(tuple(reasons), explanation, decided_by, decided_on, guidance_changed)
    return postponing.postpone(office(), version_id, stage, new_date, why).answer


@act(name="re-date for an election", tags=["calendar"])
def re_date_for_election(
    version_id: str,
    period: tuple[date, date, str],
    places: list[str],
    stood_down: list[tuple[str, date]],
    reasons: list[PostponementReason],
    explanation: str,
    decided_by: str,
    decided_on: date,
) -> str:
    """Add a period (first day, last day, which election) and move what it hits; return the moves."""
    starts, ends, because = period
    where = tuple(PlaceId(place) for place in places) or None
    gone = tuple(StoodDown(BodyId(body), on) for body, on in stood_down)
    election = Election(PreElectionPeriod(starts, ends, because, where), gone)
    why = Why(tuple(reasons), explanation, decided_by, decided_on)
    moves = re_date.re_date(office(), version_id, election, why)
    return "; ".join(move.words for move in moves) or "No date had to move."


@act(name="override a calendar block", task_run_name="override: {what}", tags=["calendar"])
def override_calendar_block(
    version_id: str, what: HeldBack, place: str, reason: str, decided_by: str, decided_on: date
) -> None:
    """Record that an act may go on in spite of the pre-election periods."""
    override = override_block.Override(what, place or None, reason, decided_by, decided_on)
    override_block.override_block(office(), version_id, override)
