"""Pre-election periods: launches and publicity wait, so what falls in one is warned about.

The rules:
1. A period applies to what happens in all its places: the window's opening, events and the public
   signing reach every place, so a period of any current place applies to them.
2. To the meetings of a body that ratifies, a period of one of its places applies.
3. To the meetings of any other body, a period of all places applies.
4. A poll has a period in each of its places, which begins no later than the notice of election.
Source: `calendar.pre_election_periods`, `calendar.polls`. A period of some places only cautions what
reaches all, and ordinary decisions may go on, so these are warnings.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from concordat.domain.calendar import local_date
from concordat.domain.elections import (
    covers,
    local_pre_election_period,
    national_pre_election_period,
    next_free_day,
)
from concordat.domain.errors import Fault
from concordat.domain.programme import (
    PreElectionPeriod,
)
from concordat.domain.rules import (
    PlaceId,
)
from concordat.programme.config import Config
from concordat.programme.timeline import PollModel
from concordat.programme.written import Day
from concordat.programme.yaml_source import At


def launches_keep_clear(config: Config) -> Iterator[Fault]:
    """Rule 1."""
    periods = _periods_of(config, config.current_places())
    for at, what, day in _launches(config):
        yield from _advice(at, f"{what} on {day}", day, periods, config.region)


def ratifying_meetings_keep_clear(config: Config) -> Iterator[Fault]:
    """Rule 2."""
    for body in config.ratifying_bodies():
        periods = _periods_of(config, body.places)
        yield from _meetings_in(body.name, body.model.meetings, periods, config.region)


def other_meetings_keep_clear(config: Config) -> Iterator[Fault]:
    """Rule 3."""
    ratifying = {body.at for body in config.ratifying_bodies()}
    periods = _periods_of(config, ())
    for body_id, body in config.bodies.items():
        if body and body.at() not in ratifying:
            yield from _meetings_in(body.name or body_id, body.meetings, periods, config.region)


def polls_have_their_period(config: Config) -> Iterator[Fault]:
    """Rule 4."""
    for poll in config.polls:
        places = _places_of(poll, config)
        if not poll.on or not places:
            continue
        day = poll.on.first
        starts, ends = local_pre_election_period(day, config.region)
        periods = [p for p in _periods_of(config, places) if covers(p, day)]
        if not all(_periods_at(place, periods) for place in places):
            national, _ = national_pre_election_period(day)
            yield poll.on.at.warning(
                f"the poll on {day} has no pre-election period in all its places; write one with "
                f"'from: {starts}, until: {ends}' (national bodies keep theirs from {national})"
            )
        elif not all(
            any(p.starts <= starts for p in _periods_at(place, periods)) for place in places
        ):
            yield poll.on.at.warning(
                f"the pre-election period of the poll on {day} begins after the latest day for "
                f"the notice of election; write 'from: {starts}' or earlier"
            )


def _places_of(poll: PollModel, config: Config) -> tuple[str, ...]:
    """Return the current places that vote."""
    current = config.current_places()
    voting = None if poll.places is None else {ref.id for ref in poll.places}
    return tuple(place for place in current if voting is None or place in voting)


def _periods_at(place: str, periods: Iterable[PreElectionPeriod]) -> list[PreElectionPeriod]:
    return [p for p in periods if p.places is None or place in p.places]


def _periods_of(config: Config, places: Collection[str]) -> list[PreElectionPeriod]:
    """Return the readable periods of all places, and those of any of these places."""
    found = [
        PreElectionPeriod(
            starts=period.starts.first,
            ends=period.ends.last,
            because=period.because or "",
            places=(
                None if period.places is None else tuple(PlaceId(ref.id) for ref in period.places)
            ),
        )
        for period in config.periods
        if period.starts and period.ends
    ]
    return [p for p in found if p.places is None or set(p.places) & set(places)]


def _launches(config: Config) -> Iterator[tuple[At, str, date]]:
    """Yield what is public in the whole system: where it stands, what it is, and its day."""
    if config.window_opens:
        yield config.window_opens.at, "the opening of the review window", config.window_opens.first
    for event in config.timeline.events if config.timeline else []:
        if event.starts:
            day = local_date(config.local(event.starts).written, config.timezone)
            yield event.starts.at, repr(event.title or event.kind or "event"), day
    if config.signing_day:
        yield config.signing_day.at, "the public signing", config.signing_day.first


def _meetings_in(
    body: str, meetings: Iterable[Day], periods: Collection[PreElectionPeriod], region: str
) -> Iterator[Fault]:
    for meeting in meetings:
        what = f"the meeting of {body!r} on {meeting.first}"
        yield from _advice(meeting.at, what, meeting.first, periods, region)


def _advice(
    at: At, what: str, day: date, periods: Collection[PreElectionPeriod], region: str
) -> Iterator[Fault]:
    for period in periods:
        if covers(period, day):
            because = f" ({period.because})" if period.because else ""
            yield at.warning(
                f"{what} falls in the pre-election period {period.starts} to {period.ends}"
                f"{because}; write a day outside it, such as {next_free_day(day, periods, region)}"
            )


RULES = (
    launches_keep_clear,
    ratifying_meetings_keep_clear,
    other_meetings_keep_clear,
    polls_have_their_period,
)
