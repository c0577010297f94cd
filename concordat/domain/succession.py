"""One body taking over from another: what that does to a programme, and who was in office when.

The rules:
1. The body that is succeeded keeps its record under its old name; it is retired the day before.
2. Its successor takes its place as the board, as the body informed, and as the ratifying body of
   every place that it decided for.
3. What was decided before the succession was decided by the body then in office.
4. A successor board may adopt a text that its predecessor had approved, word for word. Any other
   text it approves afresh.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from concordat.domain.decision import BoardOutcome, Decision
from concordat.domain.membership import Succeeded, Succession
from concordat.domain.programme import Body, BodyId, Place, Programme

APPROVALS = frozenset({BoardOutcome.APPROVED.value, BoardOutcome.ADOPTED.value})


def succeed_body(programme: Programme, old: BodyId, successor: Body, on: date) -> Programme:
    """Return the programme from that day on. A successor that is a body already keeps its meetings."""

    def now(body_id: BodyId) -> BodyId:
        return successor.id if body_id == old else body_id

    known = {body.id: body for body in programme.bodies}
    retired = replace(known[old], valid_to=on - timedelta(days=1))
    before = known[successor.id].meetings if successor.id in known else ()
    meetings = tuple(sorted({*before, *successor.meetings}))
    bodies = {**known, old: retired, successor.id: replace(successor, meetings=meetings)}
    timeline, presentation = programme.timeline, programme.timeline.presentation
    return replace(
        programme,
        bodies=tuple(bodies[body_id] for body_id in sorted(bodies)),
        timeline=replace(
            timeline,
            board=now(timeline.board),
            presentation=None if presentation is None else now(presentation),
        ),
        places=tuple(replace(place, body=now(place.body)) for place in programme.places),
    )


def places_of(programme: Programme, body: BodyId) -> tuple[Place, ...]:
    """Return the places that the body decides for."""
    return tuple(place for place in programme.places if place.body == body)


def body_in_office(body: BodyId, on: date, successions: Iterable[Succession]) -> BodyId:
    """Return who was in office on that day where the body is today. `successions` are oldest first."""
    for succession in reversed(tuple(successions)):
        if succession.kind == Succeeded.BODY and body in succession.new and on < succession.on:
            body = BodyId(succession.old)
    return body


def can_adopt(
    board: BodyId,
    text_sha256: str | None,
    decisions: Iterable[Decision],
    successions: Iterable[Succession],
) -> bool:
    """Say whether a predecessor of the board approved these very words; see rule 4."""
    known = tuple(successions)
    return any(
        d.outcome in APPROVALS
        and d.text_sha256 == text_sha256
        and body_in_office(board, d.decided_on, known) != board
        for d in decisions
    )
