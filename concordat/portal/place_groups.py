"""The places of a version at a glance: how many stand alike, and how many more are needed."""

from dataclasses import dataclass

from concordat.domain.states import PlaceStatus
from concordat.services.standing import PlaceStanding, Standing


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """The places of one status, by name. `anchor` is where the page shows them."""

    status: str
    anchor: str
    places: tuple[PlaceStanding, ...]


def place_groups(found: Standing) -> tuple[PlaceGroup, ...]:
    """Return the places by status, in the order in which a place goes through them."""
    by_name = sorted(found.places.values(), key=lambda place: place.name)
    groups = (
        PlaceGroup(
            status.value,
            f"places-{status.value.replace(' ', '-')}",
            tuple(place for place in by_name if place.status == status),
        )
        for status in PlaceStatus
    )
    return tuple(group for group in groups if group.places)


def counting(found: Standing) -> str:
    """Say how many places count, how many are needed, and which mandatory ones are missing."""
    does = "counts" if found.counted <= 1 else "count"
    missing = [found.places[p].name for p in found.mandatory_missing if p in found.places]
    also = f" {' and '.join(missing)} must be among them." if missing else ""
    return (
        f"{found.counted or 'None'} of {len(found.places)} places {does} towards the agreement; "
        f"{found.threshold} are needed.{also}"
    )
