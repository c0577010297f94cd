"""When one place is to count: at the earliest, or as it is likely to go.

The rules:
1. What has happened counts as it happened. Who declined, left or was succeeded is not expected to
   count, and who is subject to a condition is not until it is discharged.
2. A body decides at a listed meeting, on or after the one it is expected at, whose papers are sent or
   can still be on time; none after its retirement. The call-in runs its days.
3. The record is signed on the day it can be, or in as many working days as are assumed; the decision
   holds then, or from the later day that the body named.
4. What a pre-election period holds back, asking and signing, is done on the next free day.
5. A place that takes over what it ratified before counts as it did. One whose body lists no meeting in
   time has no day.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date, timedelta

from concordat.domain.amendment import opening
from concordat.domain.calendar import add_working_days
from concordat.domain.effect import WHY_NOT
from concordat.domain.elections import HeldBack, block_on
from concordat.domain.meetings import is_retired, papers_deadline
from concordat.domain.pace import Pace
from concordat.domain.programme import Body
from concordat.domain.record import PlaceRecord, Version, VersionRecord
from concordat.domain.states import COUNTED, UNDECIDED, PlaceStatus
from concordat.domain.steps import CarryRatification

TO_DECIDE = frozenset({PlaceStatus.NOT_STARTED, *UNDECIDED})


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is assumed: at which of its meetings a body decides, and how many working days signing takes."""

    meetings: int = 1
    signing_days: int = 0


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a forecast looks at: a version with its places on one day, their papers and the pace.

    `papers` are the meetings, by place id, for which papers were sent.
    """

    record: VersionRecord
    places: tuple[PlaceRecord, ...]
    today: date
    pace: Pace = field(default_factory=Pace)
    papers: Mapping[str, Set[date]] = field(default_factory=dict)

    @property
    def version(self) -> Version:
        """The version."""
        return self.record.version

    @property
    def likely(self) -> Assumed:
        """What is assumed for the likely dates."""
        return Assumed(self.pace.meetings, self.pace.signing_days(self.version.programme.signing))


@dataclass(frozen=True, slots=True)
class PlaceForecast:
    """When one place is to count, and at which meeting its body decides; `why_not` says why it has no date."""

    counts_on: date | None
    meeting_on: date | None = None
    why_not: str = ""


def place_forecast(
    outlook: Outlook, record: PlaceRecord, asked_on: date | None, assumed: Assumed
) -> PlaceForecast:
    """Return when the place is to count, if it is asked on that day."""
    found = record.ratification
    if found.status in COUNTED:
        return PlaceForecast(found.effective_on)
    if found.status in TO_DECIDE:
        return _decides(outlook, record, asked_on, assumed)
    if found.status == PlaceStatus.IN_CALL_IN and found.call_in_until is not None:
        ready = max(outlook.today, found.call_in_until + timedelta(days=1))
        return PlaceForecast(signed_on(outlook, record, ready, assumed))
    if found.status == PlaceStatus.SIGNING:
        return PlaceForecast(signed_on(outlook, record, outlook.today, assumed))
    return PlaceForecast(None, why_not=WHY_NOT.get(found.status, found.status.value))


def _decides(
    outlook: Outlook, record: PlaceRecord, asked_on: date | None, assumed: Assumed
) -> PlaceForecast:
    body = outlook.version.programme.body(record.place.body)
    if asked_on is None:
        return PlaceForecast(None, why_not="it cannot be asked yet")
    if isinstance(opening(record.predecessor), CarryRatification) and record.predecessor:
        return PlaceForecast(record.predecessor.effective_on, why_not="it has not ratified before")
    meetings = [m for m in meetings_from(outlook, record, asked_on) if in_time(outlook, record, m)]
    if len(meetings) < assumed.meetings:
        return PlaceForecast(None, why_not=f"{body.name} lists no meeting in time")
    meeting = meetings[assumed.meetings - 1]
    ready = _after_call_in(outlook, body, meeting)
    return PlaceForecast(signed_on(outlook, record, ready, assumed), meeting)


def meetings_from(outlook: Outlook, record: PlaceRecord, asked_on: date) -> tuple[date, ...]:
    """Return the listed meetings at which the place can still decide, the next first."""
    body = outlook.version.programme.body(record.place.body)
    first = max(outlook.today, _may_be_asked_on(outlook, record, asked_on))
    expected = record.ratification.expected_on
    if expected is not None:
        first = max(first, expected)
    return tuple(m for m in body.meetings if m >= first and not is_retired(body, m))


def _may_be_asked_on(outlook: Outlook, record: PlaceRecord, asked_on: date) -> date:
    if record.ratification.status != PlaceStatus.NOT_STARTED:
        return asked_on
    day = max(asked_on, outlook.today, record.place.valid_from or asked_on)
    block = block_on(outlook.version.programme, HeldBack.LAUNCH, day, record.place.id)
    return day if block is None else block.next_free_on


def in_time(outlook: Outlook, record: PlaceRecord, meeting: date) -> bool:
    """Say whether the papers of that meeting were sent, or can still go out on time."""
    if meeting in outlook.papers.get(record.place.id, ()):
        return True
    programme = outlook.version.programme
    body = programme.body(record.place.body)
    return papers_deadline(body, meeting, programme.region) >= outlook.today


def _after_call_in(outlook: Outlook, body: Body, decided_on: date) -> date:
    if not body.call_in_working_days:
        return decided_on
    region = outlook.version.programme.region
    until = add_working_days(decided_on, body.call_in_working_days, region)
    return until + timedelta(days=1)


def decided_at_once(outlook: Outlook, record: PlaceRecord, on: date, assumed: Assumed) -> date:
    """Return when the place counts if its body decides on that day."""
    body = outlook.version.programme.body(record.place.body)
    return signed_on(outlook, record, _after_call_in(outlook, body, on), assumed)


def signed_on(outlook: Outlook, record: PlaceRecord, ready: date, assumed: Assumed) -> date:
    """Return when the place counts if its record can be signed from that day on; see rule 5."""
    programme = outlook.version.programme
    act = HeldBack.PRIVATE_SIGNING
    block = block_on(programme, act, ready, record.place.id, record.overridden)
    begun = ready if block is None else block.next_free_on
    done = add_working_days(begun, assumed.signing_days, programme.region)
    return done if record.decision is None else record.decision.holds_from(done)
