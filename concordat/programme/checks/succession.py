"""Places come and go on dates, and one place follows another without a gap or an overlap.

The rules:
1. A place ends no earlier than it starts.
2. A place succeeds another that exists, and that has an end.
3. A successor starts on the day after its predecessor's end. A later start is a warning.
"""

from collections.abc import Iterator
from datetime import timedelta

from concordat.domain.errors import Fault
from concordat.programme.config import Config
from concordat.programme.models import PlaceFile
from concordat.programme.section import suggest


def validity_has_days(config: Config) -> Iterator[Fault]:
    """Rule 1."""
    for place in config.places.values():
        starts, ends = (place.valid_from, place.valid_to) if place else (None, None)
        if starts and ends and ends.last < starts.first:
            yield ends.at.fault(
                f"valid_to {ends.last} is before valid_from {starts.first}; write a later day"
            )


def predecessors_exist(config: Config) -> Iterator[Fault]:
    """Rule 2."""
    for place_id, place in config.places.items():
        ref = place.succeeds if place else None
        if not ref:
            continue
        others = tuple(sorted(set(config.places) - {place_id}))
        before = config.places.get(ref.id)
        if ref.id not in others:
            yield ref.at.fault(f"unknown place {ref.id!r}; {suggest(ref.id, others)}")
        elif before and not before.valid_to and "valid_to" not in before.where.keys:
            yield before.at().fault(
                f"place {place_id!r} succeeds this one, which has no end; write 'valid_to: …'"
            )


def successors_follow(config: Config) -> Iterator[Fault]:
    """Rule 3."""
    for place in config.places.values():
        before = config.places.get(place.succeeds.id) if place and place.succeeds else None
        if place and before and before is not place:
            yield from _follows(place, before)


def _follows(place: PlaceFile, before: PlaceFile) -> Iterator[Fault]:
    if not before.valid_to:
        return
    expected = before.valid_to.last + timedelta(days=1)
    if not place.valid_from:
        if "valid_from" not in place.where.keys:
            yield place.at("succeeds").fault(
                f"a successor without a start; write 'valid_from: {expected}'"
            )
    elif place.valid_from.first < expected:
        yield place.valid_from.at.fault(
            f"valid_from {place.valid_from.first} is before the predecessor's end "
            f"{before.valid_to.last}; write {expected}"
        )
    elif place.valid_from.first > expected:
        yield place.valid_from.at.warning(
            f"nobody stands for the place from {expected} until {place.valid_from.first}; "
            f"write {expected} if that is not meant"
        )


RULES = (validity_has_days, predecessors_exist, successors_follow)
