"""When an agreement is to take effect, read from the register: two dates, and what would bring them forward."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from concordat.domain.bringing_forward import Sooner, bringing_forward
from concordat.domain.calendar import local_date, working_days_between
from concordat.domain.decision import Outcome, Papers
from concordat.domain.forecast import Forecast, forecast
from concordat.domain.pace import Pace
from concordat.domain.place_forecast import Assumed, Outlook
from concordat.domain.record import PlaceRecord, Version
from concordat.services.register import Reading


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of one version on a day.

    `earliest` assumes that nothing slips, `likely` the pace so far, of which `rests_on` tells.
    """

    title: str
    version: int
    state: str
    today: date
    names: dict[str, str]
    earliest: Forecast
    likely: Forecast
    sooner: tuple[Sooner, ...]
    rests_on: str


def expected(view: Reading, version_id: str) -> Expected:
    """Return when the version is to take effect; NotFound if there is none."""
    outlook = _outlook(view, version_id)
    version = outlook.version
    likely = forecast(outlook, outlook.likely)
    return Expected(
        title=version.programme.title,
        version=version.number,
        state=version.state.value,
        today=outlook.today,
        names={p.place.id: p.place.name for p in outlook.places},
        earliest=forecast(outlook, Assumed()),
        likely=likely,
        sooner=bringing_forward(outlook, likely),
        rests_on=outlook.pace.in_words,
    )


def _outlook(view: Reading, version_id: str) -> Outlook:
    record = view.version_record(version_id)
    version = record.version
    papers: dict[str, set[date]] = defaultdict(set)
    for sent in view.records(Papers, version_id):
        papers[sent.scope].add(sent.meeting_on)
    today = local_date(view.now, version.programme.timezone)
    return Outlook(record, view.places(version), today, _pace(view, version), papers)


def _pace(view: Reading, version: Version) -> Pace:
    """Return the pace of every version of the agreement: what bodies and signatories did before, too."""
    versions = [view.version(v) for v in view.version_ids()]
    ours = [v for v in versions if v.agreement_id == version.agreement_id]
    places = [p for v in ours for p in view.places(v) if p.ratification.carried_from is None]
    taken = [d.outcome for p in places for d in p.decisions]
    days = tuple(d for p in places for d in _signing_days(p, version))
    return Pace(len(taken), taken.count(Outcome.DEFERRED.value), days)


def _signing_days(record: PlaceRecord, version: Version) -> Iterable[int]:
    found, decision = record.ratification, record.decision
    if found.sealed_at is None or decision is None:
        return
    timezone, region = version.programme.timezone, version.programme.region
    recorded_on = local_date(decision.recorded_at, timezone)
    ready_on = max(recorded_on, found.call_in_until or recorded_on)
    yield working_days_between(ready_on, local_date(found.sealed_at, timezone), region)
