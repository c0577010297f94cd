"""What a place that has succeeded others finds of theirs: their names, records and reservations."""

from concordat.domain.places import Predecessor, had_ratified, predecessors_of
from concordat.domain.record import Version
from concordat.domain.rules import PlaceId
from concordat.services.membership import notices, place_successions
from concordat.services.register import Reading


def predecessors_named(view: Reading, version: Version, place_id: str) -> str:
    """Return the names of the places that it succeeds, as a letter says them; empty without any."""
    names = (
        version.programme.place(PlaceId(p)).name for p in _predecessors(view, version, place_id)
    )
    return " and ".join(names)


def confirmable(view: Reading, version: Version, place_id: str) -> tuple[Predecessor, ...]:
    """Return the predecessors whose ratification the place may confirm; empty unless all ratified.

    A place that had a ratification of its own to decide before it took on another confirms nothing.
    """
    rows = {r.place_id: r for r in view.ratifications(version.id)}
    before = [rows[p] for p in _predecessors(view, version, place_id) if p in rows]
    withdrawals = notices(view, version)
    if rows[place_id].succeeds is None or not all(had_ratified(r, withdrawals) for r in before):
        return ()
    return tuple(
        Predecessor(
            name=version.programme.place(PlaceId(r.place_id)).name,
            record_sha256=r.current_sha256 or "",
            reservation=view.decisions(r.decided_in, r.place_id)[-1].reservation,
        )
        for r in before
    )


def _predecessors(view: Reading, version: Version, place_id: str) -> tuple[str, ...]:
    return predecessors_of(place_id, place_successions(view, version))
