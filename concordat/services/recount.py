"""The steps of an agreement in effect whose places are counted again: it goes on, or is suspended.

The rules:
1. Each new count below the threshold closes the span of the one before, with the reason, on the
   day from which the places count so.
2. An agreement that goes on has its next span from the same day; one that is suspended has it from
   the day on which enough places count again.
"""

from dataclasses import replace
from datetime import date

from concordat.domain.calendar import in_words, local_date
from concordat.domain.effect import Effect, changed_on, effect, recount_due
from concordat.domain.errors import Conflict
from concordat.domain.facts import Fact
from concordat.domain.record import Version, VersionRecord
from concordat.domain.rules import PlaceId
from concordat.domain.states import version_after
from concordat.domain.term import EffectSpan
from concordat.services.notify import owe_every_partner
from concordat.services.office import Office
from concordat.services.register import Transaction


def recount(office: Office, version: Version) -> None:
    """Record that the places that count have changed, and that the agreement goes on."""
    with office.register.writing() as tx:
        record, found, day = _counted(tx, version)
        if not recount_due(record, found):
            raise Conflict("The places that count have changed meanwhile.")
        number = (record.span.number if record.span else 0) + 1
        tx.once(f"{version.id}/recount/{number}")
        _close(tx, record, found, day)
        tx.add(EffectSpan(version.id, number, day, found.counted))
        tx.record(Fact.EFFECT_RECOUNTED, version.id, _said(found, day))
        enough = "are enough again" if found.met else "are fewer than the agreement asks for"
        owe_every_partner(
            tx,
            record.version,
            "change-recorded",
            occasion=f"/count-{number}",
            change="the places have been counted again",
            what=f"From {in_words(day)} the places that count {enough}: {_sum(found)}. "
            "The agreement goes on.",
            reason=_why(record, found),
            next="nothing changes for those that count; a place that does not may still ratify.",
        )


def suspend(office: Office, version: Version) -> None:
    """Record that the agreement is no longer in effect, because too few places count."""
    with office.register.writing() as tx:
        record, found, day = _counted(tx, version)
        if found.met:
            raise Conflict("The places that count have changed meanwhile.")
        number = record.span.number if record.span else 0
        tx.once(f"{version.id}/suspend/{number}")
        _close(tx, record, found, day)
        state = version_after(record.version.state, Fact.EFFECT_SUSPENDED)
        tx.save(replace(record.version, state=state, effective_on=None))
        tx.record(Fact.EFFECT_SUSPENDED, version.id, _said(found, day))
        owe_every_partner(
            tx,
            record.version,
            "change-recorded",
            occasion=f"/suspended-{number}",
            change="the agreement is suspended",
            what=f"From {in_words(day)} the agreement is not in effect: {_sum(found)}.",
            reason=_why(record, found),
            next="it takes effect again, by itself, on the day enough places count.",
        )


def _counted(tx: Transaction, version: Version) -> tuple[VersionRecord, Effect, date]:
    record = tx.version_record(version.id)
    today = local_date(tx.now, version.programme.timezone)
    found = effect(record, today)
    return record, found, changed_on(record, found, today)


def _close(tx: Transaction, record: VersionRecord, found: Effect, day: date) -> None:
    for span in tx.records(EffectSpan, record.version.id)[-1:]:
        tx.save(replace(span, ceased_on=day, because=_why(record, found)))


def _said(found: Effect, day: date) -> dict[str, object]:
    return {
        "on": day,
        "counted": list(found.counted),
        "threshold": found.threshold,
        "mandatory_missing": list(found.mandatory_missing),
    }


def _sum(found: Effect) -> str:
    return f"{len(found.counted)} of the {found.threshold} needed"


def _why(record: VersionRecord, found: Effect) -> str:
    """Return in one sentence which places count no more, and which count that did not, and why."""
    before = set(record.span.counted if record.span else ())
    programme = record.version.programme
    said = [
        f"{programme.place(PlaceId(p)).name}: {found.places[p].why_not}"
        for p in sorted(before - set(found.counted))
    ]
    said += [
        f"{programme.place(PlaceId(p)).name}: counts" for p in sorted(set(found.counted) - before)
    ]
    return "; ".join(said)
