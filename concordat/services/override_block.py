"""Override a block of the calendar, for the one act that may go on in spite of it."""

from dataclasses import dataclass
from datetime import date

from concordat.domain.calendar import in_words, local_date
from concordat.domain.elections import (
    OVERRIDABLE,
    HeldBack,
    next_free_day,
    periods_for,
)
from concordat.domain.errors import AlreadyDone, NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.postponement import CalendarOverride
from concordat.domain.record import Version
from concordat.domain.rules import PlaceId
from concordat.services.move_dates import words_key
from concordat.services.notify import owe_every_partner
from concordat.services.office import Office
from concordat.services.register import Transaction, WakeKind


@dataclass(frozen=True, slots=True)
class Override:
    """What is overridden, where (`place` None: everywhere), why, and who decided it when."""

    act: HeldBack
    place: str | None
    reason: str
    decided_by: str
    decided_on: date


def override_block(office: Office, version_id: str, override: Override) -> None:
    """Record that an act may go on in spite of the pre-election periods, and tell every partner.

    Raises NotAllowed with the next free day for what cannot be overridden, and for an override that
    lacks its reason or has nothing to override; NotFound for an unknown place. The same override
    again changes nothing.
    """
    try:
        with office.register.writing() as tx:
            version = tx.version(version_id)
            place = None if override.place is None else tx.place(version, override.place).place
            _check(version, override, local_date(tx.now, version.programme.timezone))
            where = "everywhere" if place is None else f"at {place.name}"
            key = words_key(override)
            tx.once(f"{version_id}/override/{key}")
            tx.add(_record(tx, version, override))
            tx.record(
                Fact.CALENDAR_BLOCK_OVERRIDDEN,
                version_id,
                {
                    "act": override.act,
                    "place": override.place,
                    "reason": override.reason.strip(),
                    "decided_by": override.decided_by.strip(),
                    "decided_on": override.decided_on,
                },
                actor="director",
            )
            owe_every_partner(
                tx,
                version,
                "change-recorded",
                occasion=f"/override/{key}",
                change="calendar overridden",
                what=f"In spite of the pre-election period {override.act} may go on {where}.",
                reason=f"{override.reason.strip()}\nDecided by {override.decided_by.strip()} on "
                f"{in_words(override.decided_on)}.",
                next="those who sign are asked; there is no publicity until the period is over.",
            )
            tx.wake(WakeKind.VERSION, version_id)
            if override.place is not None:
                tx.wake(WakeKind.PLACE, version_id, override.place)
    except AlreadyDone:
        return


def _record(tx: Transaction, version: Version, override: Override) -> CalendarOverride:
    return CalendarOverride(
        version_id=version.id,
        number=len(tx.records(CalendarOverride, version.id)) + 1,
        act=override.act.value,
        place_id=override.place,
        reason=override.reason.strip(),
        decided_by=override.decided_by.strip(),
        decided_on=override.decided_on,
    )


def _check(version: Version, override: Override, today: date) -> None:
    programme = version.programme
    place = None if override.place is None else PlaceId(override.place)
    ahead = [p for p in periods_for(programme, place) if p.ends >= today]
    fault = None
    if not ahead:
        fault = "No pre-election period is ahead there.", "There is nothing to override; go on."
    elif override.act not in OVERRIDABLE:
        free = next_free_day(max(today, ahead[0].starts), ahead, programme.region)
        message = f"{override.act[:1].upper()}{override.act[1:]} cannot be overridden."
        fault = message, f"Choose {free} or a later day; only a private signing may go on."
    elif not override.reason.strip():
        fault = "An override needs its reason.", "Write it: it is told to every partner."
    elif not override.decided_by.strip():
        fault = "It is not said who decided.", "Name the body or the role that decided."
    elif override.decided_on > today:
        fault = f"{override.decided_on} is in the future.", "Give the day it was decided."
    if fault:
        message, remedy = fault
        raise NotAllowed(
            message,
            remedy=remedy,
            place=override.place,
            state=version.state.value,
            attempted=f"override: {override.act}",
        )
