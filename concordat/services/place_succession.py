"""A place comes to its end, and others succeed it: announced by an act, or known to the config.

The rules:
1. Either way the programme says when the place ends and who begins; on the day after its last, the
   step does what that means.
2. The old place is marked as succeeded, whatever it had decided; its record stays under its name.
3. Each successor that is not asked yet gets a ratification of its own, and is asked.
4. The same succession recorded again changes nothing.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from concordat.domain.calendar import in_words, local_date
from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.membership import Succeeded, Succession
from concordat.domain.places import configured_successors, place_succeeded, successors_of
from concordat.domain.programme import Programme
from concordat.domain.record import PlaceRecord, Ratification, Version
from concordat.domain.rules import PlaceId
from concordat.domain.states import READ_ONLY, PlaceStatus, VersionState, place_after
from concordat.services.membership import change_everywhere, place_successions
from concordat.services.notify import owe_every_partner
from concordat.services.office import Office
from concordat.services.place_steps import wake_timeline_when_settled
from concordat.services.programme_change import check_state, hashes
from concordat.services.register import Reading, Transaction, WakeKind
from concordat.services.superseding import cancel_requests

SUCCEED = "succeed the place"
OPEN = tuple(state for state in VersionState if state not in READ_ONLY)
BY_CONFIG = "the programme's config"
"""The instrument of a succession that the programme knew from the beginning."""


@dataclass(frozen=True, slots=True)
class PlaceSuccession:
    """Which places succeed one from a day on, none when it is abolished; and what says so."""

    old: str
    new: tuple[str, ...]
    on: date
    instrument: str


def succeed_place(
    office: Office, version_id: str, configured: Programme, told: PlaceSuccession
) -> None:
    """Record that a place is to be succeeded, by places of today's config; the step does it on its day.

    Raises NotFound for a place that is not there, and NotAllowed, with what to do instead, when
    the succession cannot be as written.
    """
    with office.register.writing() as tx:
        version = tx.version(version_id)
        record = tx.place(version, told.old)
        if _on_record(tx, version, told):
            return
        check_state(version, SUCCEED, *OPEN, place=told.old)
        _check(record, told)
        new = configured_successors(version.programme, configured, told.old, told.new, told.on)
        tx.once(f"{version_id}/{told.old}/succession")
        changed = change_everywhere(
            tx, version, lambda p: place_succeeded(p, configured, told.old, new, told.on)
        )
        _add(tx, version, told)
        tx.record(
            Fact.PLACE_SUCCESSION_ANNOUNCED,
            f"{version_id}/{told.old}",
            {
                "new": list(told.new),
                "on": told.on,
                "instrument": told.instrument.strip(),
                **hashes(version, changed),
            },
            actor="director",
        )
        tx.wake(WakeKind.PLACE, version_id, told.old)


def succeed_now(office: Office, version: Version, place_id: str) -> None:
    """Mark a place that has come to its end as succeeded, and ask whoever succeeds it."""
    with office.register.writing() as tx:
        tx.once(f"{version.id}/{place_id}/succeed")
        record = tx.place(version, place_id)
        status = place_after(record.ratification.status, Fact.PLACE_SUCCEEDED, place_id)
        found = _succession(tx, version, place_id)
        tx.save(replace(record.ratification, status=status, expected_on=None))
        tx.record(
            Fact.PLACE_SUCCEEDED,
            f"{version.id}/{place_id}",
            {
                "new": list(found.new),
                "on": found.on,
                "instrument": found.instrument,
                "was": record.ratification.status,
            },
        )
        cancel_requests(tx, version, f"{record.place.name} has been succeeded.", place_id)
        for heir in found.new:
            _open(tx, version, place_id, heir)
        _tell(tx, version, found)
        tx.wake(WakeKind.VERSION, version.id)
        wake_timeline_when_settled(tx, version)


def _succession(tx: Transaction, version: Version, place_id: str) -> Succession:
    """Return the succession on record, or put the one that the programme knows on record."""
    known = _known(tx, version, place_id)
    if known is not None:
        return known
    place = version.programme.place(PlaceId(place_id))
    last = place.valid_to or local_date(tx.now, version.programme.timezone)
    heirs = successors_of(version.programme, place_id)
    told = PlaceSuccession(place_id, heirs, last + timedelta(days=1), BY_CONFIG)
    return _add(tx, version, told)


def _add(tx: Transaction, version: Version, told: PlaceSuccession) -> Succession:
    number = len(tx.records(Succession, version.id)) + 1
    made = Succession(
        version_id=version.id,
        number=number,
        kind=Succeeded.PLACE,
        old=told.old,
        new=told.new,
        on=told.on,
        instrument=told.instrument.strip(),
    )
    tx.add(made)
    return made


def _open(tx: Transaction, version: Version, old: str, heir: str) -> None:
    """Ask a successor, unless it is asked already: as the heir of another, or for itself."""
    if heir in {r.place_id for r in tx.ratifications(version.id)}:
        return
    tx.add(Ratification(version.id, heir, PlaceStatus.NOT_STARTED, succeeds=old))
    tx.record(Fact.PLACE_ADDED, f"{version.id}/{heir}", {"succeeds": old})
    tx.wake(WakeKind.PLACE, version.id, heir)


def _tell(tx: Transaction, version: Version, found: Succession) -> None:
    name = {p.id: p.name for p in version.programme.places}
    old = name[PlaceId(found.old)]
    heirs = " and ".join(name[PlaceId(heir)] for heir in found.new)
    becomes = f"is succeeded by {heirs}" if heirs else "is abolished, without a successor,"
    own = found.version_id == version.id
    number = f"{found.number}" if own else f"{found.version_id}-{found.number}"
    asked = f"{heirs} may confirm what {old} ratified, or decide afresh." if heirs else ""
    owe_every_partner(
        tx,
        version,
        "change-recorded",
        occasion=f"/succession-{number}",
        change="a place is succeeded",
        what=f"{old} {becomes} from {in_words(found.on)}. Its record stays under its name.",
        reason=found.instrument,
        next=f"from that day {old} does not count. {asked}".strip(),
    )


def _known(view: Reading, version: Version, place_id: str) -> Succession | None:
    found = (s for s in place_successions(view, version) if s.old == place_id)
    return next(found, None)


def _on_record(view: Reading, version: Version, told: PlaceSuccession) -> bool:
    """Say whether this succession is on record; NotAllowed if another one of the place is."""
    known = _known(view, version, told.old)
    if known is None:
        return False
    if (set(known.new), known.on, known.instrument) == (
        set(told.new),
        told.on,
        told.instrument.strip(),
    ):
        return True
    raise NotAllowed(
        f"The succession of {told.old} on {known.on} is on record, by {known.instrument}.",
        remedy="It stands as recorded.",
        place=told.old,
        state=version.state,
        attempted=SUCCEED,
    )


def _check(record: PlaceRecord, told: PlaceSuccession) -> None:
    last, fault = record.place.valid_to, None
    if not told.instrument.strip():
        fault = ("Nothing says by what it is succeeded.", "Name the order or the resolution.")
    elif len(set(told.new)) < len(told.new) or told.old in told.new:
        fault = ("A place is named twice.", "Name each successor once; none when it is abolished.")
    elif last is not None and told.on != last + timedelta(days=1):
        fault = (f"It exists until {last}.", f"Write {last + timedelta(days=1)}.")
    if fault:
        raise NotAllowed(
            f"{record.place.name}: {fault[0]}",
            remedy=fault[1],
            place=told.old,
            state=record.ratification.status,
            attempted=SUCCEED,
        )
