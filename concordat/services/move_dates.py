"""Move dates in force: keep the old and the new with the reasons, and tell everyone."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from concordat.domain.approval import Dates
from concordat.domain.calendar import in_words, local_date
from concordat.domain.dates_in_force import STAGES, version_after_moves
from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.postponement import Postponement, PostponementReason
from concordat.domain.programme import Programme
from concordat.domain.record import Version
from concordat.domain.redating import DateMove, DateName
from concordat.services.notify import owe_every_partner, owe_every_place
from concordat.services.register import Transaction, WakeKind

NOTHING_TO_DO = "the dates above are the ones in force, and you need do nothing now."


@dataclass(frozen=True, slots=True)
class Why:
    """Why dates are moved: reasons from the list, words beside them, who decided and when.

    `guidance_changed` says that what the text has to agree with has changed too.
    """

    reasons: tuple[PostponementReason, ...]
    explanation: str
    decided_by: str
    decided_on: date
    guidance_changed: bool = False

    @property
    def words(self) -> str:
        """The reasons as a letter gives them."""
        listed = "; ".join(dict.fromkeys(reason.value for reason in self.reasons))
        said = f"{listed[:1].upper()}{listed[1:]}.\n{self.explanation}".strip()
        return f"{said}\nDecided by {self.decided_by} on {in_words(self.decided_on)}."


def checked(why: Why, tx: Transaction, version: Version, attempted: str) -> Why:
    """Return the reasons without blanks around them; NotAllowed when something is missing."""
    clean = replace(
        why,
        reasons=tuple(dict.fromkeys(why.reasons)),
        explanation=why.explanation.strip(),
        decided_by=why.decided_by.strip(),
    )
    fault = None
    if not clean.reasons:
        fault = "A date is moved for a reason.", "Choose one or several from the list."
    elif PostponementReason.OTHER in clean.reasons and not clean.explanation:
        fault = "'other' says nothing by itself.", "Write the reason in your own words beside it."
    elif not clean.decided_by:
        fault = "It is not said who decided.", "Name the body or the role that decided."
    elif clean.decided_on > local_date(tx.now, version.programme.timezone):
        fault = f"{clean.decided_on} is in the future.", "Give the day on which it was decided."
    if fault:
        message, remedy = fault
        raise NotAllowed(message, remedy=remedy, state=version.state.value, attempted=attempted)
    return clean


def move(
    tx: Transaction, version: Version, programme: Programme, moves: tuple[DateMove, ...], why: Why
) -> Version:
    """Save the version with its dates moved and its programme as it is from now on; return it.

    Each move is a postponement on record and a fact, the programme's hashes in each.
    """
    sha256 = tx.add_programme(programme)
    changed = version_after_moves(version, moves)
    changed = replace(changed, programme=programme, programme_sha256=sha256)
    tx.save(changed)
    first = len(tx.records(Postponement, version.id)) + 1
    for number, moved in enumerate(moves, start=first):
        tx.add(_postponement(version, number, moved, why))
        tx.record(
            Fact.DATES_MOVED,
            version.id,
            {
                "date": moved.which.value,
                "old": moved.old,
                "new": moved.new,
                "because": moved.because,
                "reasons": list(why.reasons),
                "explanation": why.explanation,
                "decided_by": why.decided_by,
                "decided_on": why.decided_on,
                "guidance_changed": why.guidance_changed,
                "programme_sha256": {"old": version.programme_sha256, "new": sha256},
            },
            actor="director",
        )
    return changed


def _postponement(version: Version, number: int, moved: DateMove, why: Why) -> Postponement:
    because = f" ({moved.because})" if moved.because else ""
    return Postponement(
        version_id=version.id,
        number=number,
        stage=STAGES[moved.which],
        old=moved.old,
        new=moved.new,
        reasons=why.reasons,
        explanation=f"{why.explanation}{because}".strip(),
        decided_by=why.decided_by,
        decided_on=why.decided_on,
    )


def deferral_of(
    tx: Transaction, version: Version, name: str, old: Dates, new: Dates, deferred_on: date
) -> Postponement:
    """Return the postponement of one date, by its field's name, that a board's deferral brings."""
    programme = version.programme
    board = programme.body(programme.timeline.board).name
    why = Why((PostponementReason.DEFERRED,), f"{board} deferred its decision", board, deferred_on)
    moved = DateMove(DateName(name), getattr(old, name), getattr(new, name), "")
    return _postponement(version, len(tx.records(Postponement, version.id)) + 1, moved, why)


def tell_everyone(
    tx: Transaction,
    version: Version,
    occasion: str,
    moves: Iterable[DateMove],
    why: Why,
    *,
    before: str = "",
    then: str = NOTHING_TO_DO,
) -> None:
    """Owe every partner and place one letter with the old and new dates, and wake the timeline."""
    moves = tuple(moves)
    table = "\n".join(f"  - {moved.words}" for moved in moves)
    signing_moves = any(moved.which == DateName.PUBLIC_SIGNING for moved in moves)
    what = "\n\n".join(part for part in (before, table) if part)
    for owe_all in (owe_every_partner, owe_every_place):
        owe_all(
            tx,
            version,
            "change-recorded",
            occasion=occasion,
            change="dates moved",
            what=what,
            reason=why.words,
            next=then,
            calendar=version.id if signing_moves else "",
        )
    tx.wake(WakeKind.TIMELINE, version.id)
    tx.wake(WakeKind.VERSION, version.id)


def words_key(*words: object) -> str:
    """Return what tells one set of words from another, for an act's key: 16 hex digits."""
    return hashlib.sha256("\n".join(map(str, words)).encode()).hexdigest()[:16]
