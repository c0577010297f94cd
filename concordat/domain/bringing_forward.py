"""What would bring the agreement into effect sooner, and by how many days.

The rules:
1. An act is named only if it moves the day of the whole. Where no single act does, because several
   places are equally late, as few as together do are named as one.
2. Between meetings only a body whose config allows it decides. Papers that are late need the chair's
   consent; a call-in ends early only by a waiver; a condition by its discharge. None is taken for
   granted: each is somebody's to decide.
3. The gain is counted against the likely day.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from concordat.domain.calendar import in_words
from concordat.domain.effect import effect
from concordat.domain.forecast import Forecast, ready_on, takes_effect
from concordat.domain.place_forecast import (
    TO_DECIDE,
    Assumed,
    Outlook,
    PlaceForecast,
    decided_at_once,
    in_time,
    meetings_from,
    signed_on,
)
from concordat.domain.record import PlaceRecord
from concordat.domain.states import PlaceStatus, VersionState

TRIED_AT_MOST = 40
"""So many places are tried one by one: however many there are, the answer stays quick and short."""


@dataclass(frozen=True, slots=True)
class Sooner:
    """Acts, in words, after which the agreement is likely to take effect on that day.

    `days` is the gain; None where there was no day before. `places` are whose acts they are.
    """

    acts: tuple[str, ...]
    places: tuple[str, ...]
    on: date
    days: int | None


@dataclass(frozen=True, slots=True)
class _Lever:
    place: str
    act: str
    counts_on: date


def bringing_forward(outlook: Outlook, likely: Forecast) -> tuple[Sooner, ...]:
    """Return what would bring the day forward, the greatest gain first; empty when nothing would."""
    if outlook.version.state != VersionState.RATIFYING:
        return ()
    levers = _in_order(outlook, likely)
    single = [s for lever in _worth_trying(levers) if (s := _sooner(outlook, likely, [lever]))]
    if single:
        return tuple(sorted(single, key=lambda s: (s.on, s.places, s.acts)))
    best: dict[str, _Lever] = {}
    for lever in levers:
        best.setdefault(lever.place, lever)
    together = _as_few_as_possible(outlook, likely, list(best.values()))
    return () if together is None else (together,)


def _in_order(outlook: Outlook, likely: Forecast) -> list[_Lever]:
    """Return every act that lets a place count sooner: of mandatory places first, the soonest first."""
    mandatory = effect(outlook.record, outlook.today).mandatory
    found = [
        lever
        for record in outlook.places
        for lever in _levers(outlook, record, likely)
        if lever.counts_on < (likely.places[lever.place].counts_on or date.max)
    ]
    return sorted(found, key=lambda x: (x.place not in mandatory, x.counts_on, x.place, x.act))


def _worth_trying(levers: list[_Lever]) -> Iterator[_Lever]:
    """Return the soonest of each place, and not too many: a later one gains no more than a sooner one."""
    tried: set[str] = set()
    for lever in levers:
        if lever.place not in tried and len(tried) < TRIED_AT_MOST:
            tried.add(lever.place)
            yield lever


def _as_few_as_possible(outlook: Outlook, likely: Forecast, levers: list[_Lever]) -> Sooner | None:
    """Return the soonest day that all acts can reach, with the acts that it does not need left out."""
    found = _sooner(outlook, likely, levers)
    if found is None:
        return None
    fewest = bisect_left(
        range(len(levers)),
        -found.on.toordinal(),
        key=lambda n: _reached(outlook, likely, levers[:n]),
    )
    levers = levers[:fewest]
    for lever in levers[:TRIED_AT_MOST]:
        fewer = [kept for kept in levers if kept != lever]
        if _reached(outlook, likely, fewer) == -found.on.toordinal():
            levers = fewer
    return _sooner(outlook, likely, levers)


def _reached(outlook: Outlook, likely: Forecast, levers: list[_Lever]) -> int:
    """Return the day reached as a number that grows the sooner it is, for the search."""
    found = _sooner(outlook, likely, levers)
    return -date.max.toordinal() if found is None else -found.on.toordinal()


def _sooner(outlook: Outlook, likely: Forecast, levers: list[_Lever]) -> Sooner | None:
    places: Mapping[str, PlaceForecast] = {
        **likely.places,
        **{lever.place: PlaceForecast(lever.counts_on) for lever in levers},
    }
    on = takes_effect(outlook, ready_on(outlook, outlook.likely), places)
    if on is None or (likely.on is not None and on >= likely.on):
        return None
    days = None if likely.on is None else (likely.on - on).days
    return Sooner(tuple(x.act for x in levers), tuple(x.place for x in levers), on, days)


def _levers(outlook: Outlook, record: PlaceRecord, likely: Forecast) -> Iterator[_Lever]:
    place, today = record.place, outlook.today
    found = likely.places[place.id]
    match record.ratification.status:
        case status if status in TO_DECIDE:
            yield from _deciding(outlook, record, found)
        case PlaceStatus.IN_CALL_IN:
            on = signed_on(outlook, record, today, outlook.likely)
            yield _Lever(place.id, f"{place.name}: the call-in is waived", on)
        case PlaceStatus.SIGNING:
            on = signed_on(outlook, record, today, replace(outlook.likely, signing_days=0))
            yield _Lever(place.id, f"{place.name}: its record is signed today", on)
        case PlaceStatus.RATIFIED_SUBJECT_TO_CONDITION if record.decision is not None:
            on = record.decision.holds_from(today)
            yield _Lever(place.id, f"{place.name}: its condition is discharged", on)
        case _:
            return


def _deciding(outlook: Outlook, record: PlaceRecord, found: PlaceForecast) -> Iterator[_Lever]:
    place, assumed = record.place, outlook.likely
    body = outlook.version.programme.body(place.body)
    if body.urgent_decision is not None:
        on = decided_at_once(outlook, record, outlook.today, assumed)
        act = f"{place.name}: {body.urgent_decision.by} decides between the meetings"
        yield _Lever(place.id, act, on)
    asked_on = ready_on(outlook, assumed) or outlook.today
    for meeting in meetings_from(outlook, record, asked_on):
        sooner = found.meeting_on is None or meeting < found.meeting_on
        if sooner and not in_time(outlook, record, meeting):
            on = decided_at_once(outlook, record, meeting, Assumed(1, assumed.signing_days))
            act = (
                f"{place.name}: {body.name} takes late papers, with its chair's consent, on "
                f"{in_words(meeting)}"
            )
            yield _Lever(place.id, act, on)
