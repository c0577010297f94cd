"""Postpone a stage: its date moves, and with it those that must give way."""

from dataclasses import dataclass
from datetime import date

from concordat.domain.calendar import local_date
from concordat.domain.dates_in_force import programme_after
from concordat.domain.errors import AlreadyDone
from concordat.domain.postponement import Stage
from concordat.domain.postponing import is_stale, postponed
from concordat.domain.redating import DateMove
from concordat.services.move_dates import (
    NOTHING_TO_DO,
    Why,
    checked,
    move,
    tell_everyone,
    words_key,
)
from concordat.services.office import Office

STALE = (
    "guidance has changed since the text was frozen, so a new date alone will not do: the text has "
    "to be amended and consulted on again."
)


@dataclass(frozen=True, slots=True)
class Postponed:
    """What a postponement did. `moves` is empty when it was on record already.

    `stale` says that the text has to be amended and consulted on again.
    """

    moves: tuple[DateMove, ...] = ()
    stale: bool = False

    @property
    def answer(self) -> str:
        """Say to the director what was done, and what has to follow."""
        moved = "; ".join(moved.words for moved in self.moves) or "nothing, for it is on record"
        remedy = f" But {STALE} Use `amend`, with consultation." if self.stale else ""
        return f"Moved: {moved}.{remedy}"


def postpone(office: Office, version_id: str, stage: Stage, new: date, why: Why) -> Postponed:
    """Move a stage's date, with those that follow, and tell every partner and place why.

    Raises NotAllowed, with the day proposed, when the new day will not do. The same postponement
    again changes nothing. Where new guidance makes the frozen text stale, the answer says so.
    """
    with office.register.writing() as tx:
        record = tx.version_record(version_id)
        version = record.version
        why = checked(why, tx, version, attempted=f"postpone: {stage}")
        stale = is_stale(version, why.reasons, why.guidance_changed)
        key = words_key(stage, new, why)
        try:
            tx.once(f"{version_id}/postpone/{key}")
        except AlreadyDone:
            return Postponed(stale=stale)
        today = local_date(tx.now, version.programme.timezone)
        moves = postponed(record, stage, new, today)
        changed = move(tx, version, programme_after(version.programme, moves), moves, why)
        then = STALE if stale else NOTHING_TO_DO
        tell_everyone(tx, changed, f"/{key}", moves, why, then=then)
        return Postponed(moves, stale)
