"""Pre-election periods: launches and publicity wait, so what falls in one is warned about.

The rules:
1. A period applies to what happens in all its places: the window's opening, events and the public
   signing reach every place, so a period of any current place applies to them.
2. To the meetings of a body that ratifies, a period of one of its places applies.
3. To the meetings of any other body, a period of all places applies.
Source: `calendar.pre_election_periods`. Ordinary decisions may go on, so these are warnings.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from concordat.domain.calendar import local_date
from concordat.domain.errors import Fault
from concordat.programme.config import Config
from concordat.programme.timeline import PreElectionPeriodModel
from concordat.programme.written import Day
from concordat.programme.yaml_source import At


def launches_keep_clear(config: Config) -> Iterator[Fault]:
    """Rule 1."""
    current = set(config.current_places())
    for at, what, day in _launches(config):
        for period in config.periods:
            applies = period.places is None or current & {ref.id for ref in period.places}
            if applies and _covers(period, day):
                yield at.warning(_advice(f"{what} on {day}", period))


def ratifying_meetings_keep_clear(config: Config) -> Iterator[Fault]:
    """Rule 2."""
    for body in config.ratifying_bodies():
        for period in config.periods:
            if period.places is None or {ref.id for ref in period.places} & set(body.places):
                yield from _meetings_in(body.name, body.model.meetings, period)


def other_meetings_keep_clear(config: Config) -> Iterator[Fault]:
    """Rule 3."""
    ratifying = {body.at for body in config.ratifying_bodies()}
    for body_id, body in config.bodies.items():
        for period in config.periods:
            if body and body.at() not in ratifying and period.places is None:
                yield from _meetings_in(body.name or body_id, body.meetings, period)


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


def _covers(period: PreElectionPeriodModel, day: date) -> bool:
    if not period.starts or not period.ends:
        return False
    return period.starts.first <= day <= period.ends.last


def _meetings_in(
    body: str, meetings: Iterable[Day], period: PreElectionPeriodModel
) -> Iterator[Fault]:
    for meeting in meetings:
        if _covers(period, meeting.first):
            yield meeting.at.warning(_advice(f"the meeting of {body!r} on {meeting.first}", period))


def _advice(what: str, period: PreElectionPeriodModel) -> str:
    days = f"{period.starts.first} to {period.ends.last}" if period.starts and period.ends else ""
    because = f" ({period.because})" if period.because else ""
    return f"{what} falls in the pre-election period {days}{because}; write a day outside it"


RULES = (launches_keep_clear, ratifying_meetings_keep_clear, other_meetings_keep_clear)
