"""A body retired on a date, as by statute, and another put in its place.

The rules:
1. From the day after, the body decides nothing and nothing is presented to it.
2. An alternative takes over what the body had still to do: the presentation, the board's decision
   while it is open, the decisions of the places that have yet to make one. What was decided stays
   the retired body's.
3. Without an alternative nothing takes its place: the presentation is no longer made, and who has
   yet to decide waits until one is named.
4. A body is retired once. The day cannot be changed afterwards; an alternative may be named later.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from concordat.domain.errors import NotAllowed, NotFound
from concordat.domain.meetings import is_retired
from concordat.domain.programme import Body, BodyId, Programme
from concordat.domain.rules import PlaceId

ATTEMPTED = "retire a body"


@dataclass(frozen=True, slots=True)
class Open:
    """What is still to be decided: by the board or not, and for which places."""

    board: bool
    places: Collection[PlaceId]


def retire_body(
    programme: Programme, body_id: str, on: date, alternative: str | None, still: Open
) -> Programme:
    """Return the programme with the body retired after that day, and the alternative in its place.

    It is the same programme when that is what it says already. Raises NotFound for a body that the
    programme does not have, NotAllowed for a day or an alternative that cannot be.
    """
    retired = replace(_known(programme, body_id), valid_to=on)
    _check_once(programme, BodyId(body_id), on)
    bodies = tuple(retired if b.id == body_id else b for b in programme.bodies)
    changed = replace(programme, bodies=bodies)
    if alternative is None:
        return changed
    _check_alternative(_known(changed, alternative), on)
    return _in_its_place(changed, BodyId(body_id), BodyId(alternative), still)


def _known(programme: Programme, body_id: str) -> Body:
    found = next((b for b in programme.bodies if b.id == body_id), None)
    if found is None:
        raise NotFound(
            f"There is no body '{body_id}' in the programme.",
            remedy=f"Write one of: {', '.join(b.id for b in programme.bodies)}.",
            attempted=ATTEMPTED,
        )
    return found


def _check_once(programme: Programme, body_id: BodyId, on: date) -> None:
    known = programme.body(body_id)
    if known.valid_to is not None and known.valid_to != on:
        raise NotAllowed(
            f"{known.name} was retired on {known.valid_to} already.",
            remedy="Give that day; an alternative may still be named with it.",
            attempted=ATTEMPTED,
        )


def _check_alternative(alternative: Body, on: date) -> None:
    if is_retired(alternative, on + timedelta(days=1)):
        raise NotAllowed(
            f"{alternative.name} does not outlast {on} either.",
            remedy="Name a body that goes on, or none.",
            attempted=ATTEMPTED,
        )


def _in_its_place(programme: Programme, old: BodyId, new: BodyId, still: Open) -> Programme:
    timeline = programme.timeline
    if timeline.presentation == old:
        timeline = replace(timeline, presentation=new)
    if still.board and timeline.board == old:
        timeline = replace(timeline, board=new)
    places = tuple(
        replace(p, body=new) if p.body == old and p.id in still.places else p
        for p in programme.places
    )
    return replace(programme, timeline=timeline, places=places)
