"""Who plays which part in a rehearsal.

The rules:
1. Every place ratifies, but for three parts: one ratifies with a reservation, one defers once and
   then ratifies, one declines.
2. A mandatory place never declines, and nobody does where the agreement could then not take effect.
3. Each part goes to a place whose ratifying body serves no other, the first by id; a programme too
   small for every part leaves out the decline first, then the deferral.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from concordat.domain.decision import Outcome
from concordat.domain.meetings import quorate_attendance
from concordat.domain.programme import Body, Place, Programme

DAYS_TO_A_MEETING = 21
"""How many days a body that lists no meeting takes, in a rehearsal."""

RESERVATION = (
    "Rehearsal: the place supports the agreement and records that its reporting must stay in "
    "proportion for the smallest groups."
)
DEFERRAL = "Rehearsal: the papers came late, and the body wished to hear from its members first."
DECLINE = "Rehearsal: the body is not ready to commit itself this year, and says so openly."


@dataclass(frozen=True, slots=True)
class Part:
    """What one place does: its final outcome with the words, and whether it defers first."""

    place: Place
    outcome: Outcome = Outcome.RATIFIED
    text: str = ""
    defers_first: bool = False


def cast_parts(programme: Programme, signed_on: date) -> dict[str, Part]:
    """Return the part of every place that is asked, by id. `signed_on` is the public signing."""
    places = programme.places_on(signed_on)
    parts: dict[str, Part] = {place.id: Part(place) for place in places}
    served = Counter(place.body for place in places)
    alone = [place.id for place in places if served[place.body] == 1]
    mandatory = programme.timeline.effect.including
    if alone:
        _give(parts, alone.pop(0), outcome=Outcome.RATIFIED_WITH_RESERVATION, text=RESERVATION)
    if alone:
        _give(parts, alone.pop(0), defers_first=True)
    free = [place for place in alone if place not in mandatory]
    if free and len(places) > programme.timeline.effect.at_least:
        _give(parts, free[0], outcome=Outcome.DECLINED, text=DECLINE)
    return parts


def _give(parts: dict[str, Part], place: str, **part: object) -> None:
    parts[place] = replace(parts[place], **part)  # type: ignore[arg-type]  # Fields of Part.


def how_reached(body: Body) -> dict[str, Any]:
    """Return who is there when the body meets, for the director's form: just as many as it needs."""
    if body.quorum is None:
        return {}
    there = quorate_attendance(body.quorum)
    return {
        "members_present": there.members_present,
        "roles_present": list(there.roles_present),
    }


def meeting_of(programme: Programme, place: Place, after: date) -> date:
    """Return the day the place's body meets next, on or after that day."""
    listed = (m for m in programme.body(place.body).meetings if m >= after)
    return min(listed, default=after + timedelta(days=DAYS_TO_A_MEETING))
