"""When the agreement is to take effect: at the earliest, and as it is likely to go.

The rules:
1. A public signing that a pre-election period holds back is on the next free day.
2. Earliest: nothing slips. Likely: it goes at the pace seen so far; see `pace`.
3. Each place's own day is that of `place_forecast`.
4. A place is asked once the agreement is signed in public; a board whose day has passed decides at its
   next meeting, and the later dates move with it, as after a deferral.
5. Where too few places have a day, there is none for the whole, and the forecast says what is lacking.
6. The threshold, the mandatory places and the days after it are those of `effect`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from concordat.domain.approval import Dates, dates_moved_to
from concordat.domain.blocks import public_signing_block
from concordat.domain.calendar import local_date
from concordat.domain.effect import begins_on, effect
from concordat.domain.place_forecast import Assumed, Outlook, PlaceForecast, place_forecast
from concordat.domain.record import Version
from concordat.domain.states import LIVE, READ_ONLY, PlaceStatus, VersionState


@dataclass(frozen=True, slots=True)
class Forecast:
    """When the agreement is to take effect: `on`, or None with what `lacks`. `places` are by place id."""

    on: date | None
    places: Mapping[str, PlaceForecast]
    lacks: tuple[str, ...] = ()


def forecast(outlook: Outlook, assumed: Assumed) -> Forecast:
    """Return when the agreement is to take effect under what is assumed.

    For one in effect it is the day since which it is; for one that is over there is none.
    """
    version = outlook.version
    if version.state in READ_ONLY:
        return Forecast(None, {}, (f"Version {version.number} is {version.state}.",))
    sealed_on = ready_on(outlook, assumed)
    places = {
        str(p.place.id): place_forecast(outlook, p, sealed_on, assumed) for p in outlook.places
    }
    if version.state == VersionState.IN_EFFECT:
        return Forecast(version.effective_on, places)
    on = takes_effect(outlook, sealed_on, places)
    return Forecast(on, places, () if on else _lacking(outlook, sealed_on, places))


def ready_on(outlook: Outlook, assumed: Assumed) -> date | None:
    """Return the day on which the places are asked, or were; None while no meeting of the board is listed."""
    version, today = outlook.version, outlook.today
    if version.sealed_at is not None:
        return local_date(version.sealed_at, version.programme.timezone)
    if version.state in LIVE:
        return _signed_in_public(outlook, version.public_signing_on)
    dates = _board_dates(version, today, assumed)
    return None if dates is None else _signed_in_public(outlook, dates.public_signing_on)


def _board_dates(version: Version, today: date, assumed: Assumed) -> Dates | None:
    programme = version.programme
    dates = Dates(version.board_on, version.public_signing_on, version.ratification_due)
    if version.amendment is not None and not programme.amendments.of(version.amendment).board:
        return dates
    own = () if version.board_on is None else (version.board_on,)
    listed = sorted({*programme.body(programme.timeline.board).meetings, *own})
    meetings = [m for m in listed if m >= max((today, *own))]
    if len(meetings) < assumed.meetings:
        return None
    return dates_moved_to(dates, meetings[assumed.meetings - 1], programme.region)


def _signed_in_public(outlook: Outlook, planned_on: date) -> date:
    day = max(planned_on, outlook.today)
    if not outlook.version.programme.timeline.public_signing:
        return day
    block = public_signing_block(outlook.record, day)
    return day if block is None else block.next_free_on


def takes_effect(
    outlook: Outlook, sealed_on: date | None, places: Mapping[str, PlaceForecast]
) -> date | None:
    """Return the day on which the agreement takes effect if each place counts on its day, or None."""
    if sealed_on is None:
        return None
    days = {p: found.counts_on for p, found in places.items() if found.counts_on is not None}
    expected = replace(
        outlook.record,
        statuses={**outlook.record.statuses, **dict.fromkeys(days, PlaceStatus.RATIFIED)},
        effective_dates={**outlook.record.effective_dates, **days},
    )
    # A place that leaves before that day does not count on it, so the day is counted again.
    on, again = None, effect(expected, outlook.today).effective_on
    while again is not None and again != on:
        on, again = again, effect(expected, max(again, outlook.today)).effective_on
    span = outlook.record.span
    return None if again is None else begins_on(again, sealed_on, span.ceased_on if span else None)


def _lacking(
    outlook: Outlook, sealed_on: date | None, places: Mapping[str, PlaceForecast]
) -> tuple[str, ...]:
    programme = outlook.version.programme
    if sealed_on is None:
        board = programme.body(programme.timeline.board).name
        return (f"{board} lists no meeting at which it is to decide.",)
    names = {str(p.place.id): p.place.name for p in outlook.places}
    return tuple(
        f"{names[place]}: {found.why_not}."
        for place, found in places.items()
        if found.counts_on is None
    )
