"""When the agreement takes effect, and whether it still is in effect on a day, with the reasons.

The rules:
1. A place counts when it has ratified, with or without a reservation; a condition not yet
   discharged does not count; silence never counts.
2. The agreement takes effect when at least so many places count and every mandatory place does.
3. Its effective date is the day the last needed place's ratification took effect, plus the
   config's `after_days`.
4. It never begins before the version was sealed, nor before an earlier span of it ended: where
   ratifications are carried over, or the agreement was suspended, that day is the later one.
5. A place stops counting on the day its withdrawal is effective, or the day it is succeeded or no
   longer exists; whoever succeeds it counts from the day it has confirmed or ratified itself.
6. Whoever succeeds a mandatory place is mandatory in its stead, each of several. One that is
   abolished without a successor stays mandatory and is missing: only an amendment changes that.
7. In effect with too few places, the agreement goes on or is suspended, as the config says; either
   is recorded once for each new count. Source: config `timeline.effective.when_below`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from concordat.domain.calendar import in_words
from concordat.domain.membership import Leaver, Succeeded, Withdrawal
from concordat.domain.record import VersionRecord
from concordat.domain.states import COUNTED, PlaceStatus

ONE_DAY = timedelta(days=1)

GONE = frozenset({PlaceStatus.WITHDRAWN, PlaceStatus.SUCCEEDED})
"""Statuses of a place that may have counted on an earlier day."""

WHY_NOT = {
    PlaceStatus.NOT_STARTED: "not asked yet",
    PlaceStatus.AWAITING_DECISION: "undecided",
    PlaceStatus.DEFERRED: "deferred",
    PlaceStatus.IN_CALL_IN: "in call-in",
    PlaceStatus.SIGNING: "its record is being signed",
    PlaceStatus.RATIFIED_SUBJECT_TO_CONDITION: "its condition is not discharged",
    PlaceStatus.DECLINED: "declined",
}
"""Why a place of that status does not count; the others have a date to say."""


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """Whether one place counts on a day: since when its ratification has effect, or why it does not.

    `stopped_on` is the first day on which a place that has left or ended does not count.
    """

    since: date | None
    why_not: str | None
    stopped_on: date | None = None

    @property
    def counts(self) -> bool:
        """Say whether it counts."""
        return self.why_not is None


@dataclass(frozen=True, slots=True)
class Effect:
    """Whether the threshold is met on a day, and why: who counts, who is missing, what is needed.

    `places` is by place id. `effective_on` is the day on which the agreement takes effect, or has;
    None while too few places are to count. `mandatory` are the mandatory places of that day.
    """

    places: Mapping[str, PlaceCount]
    mandatory: tuple[str, ...]
    threshold: int
    effective_on: date | None

    @property
    def counted(self) -> tuple[str, ...]:
        """The places that count, by id."""
        return tuple(sorted(p for p, found in self.places.items() if found.counts))

    @property
    def mandatory_missing(self) -> tuple[str, ...]:
        """The mandatory places that do not count."""
        there = set(self.counted)
        return tuple(p for p in self.mandatory if p not in there)

    @property
    def met(self) -> bool:
        """Say whether enough places count, the mandatory ones among them."""
        return self.would_be_met_by(self.counted)

    def would_be_met_by(self, counted: Iterable[str]) -> bool:
        """Say whether these places would be enough, the mandatory ones among them."""
        there = set(counted)
        return len(there) >= self.threshold and there.issuperset(self.mandatory)


def effect(record: VersionRecord, on: date) -> Effect:
    """Return whether and since when enough places count on that day, and each place's reason."""
    rule = record.version.programme.timeline.effect
    stops = _stops(record)
    places = {p: _count(record, p, stops.get(p), on) for p in record.statuses}
    mandatory = tuple(heir for p in rule.including for heir in _heirs(record, p, on))
    since = {p: found.since for p, found in places.items() if found.since is not None}
    reached = _reached(since, rule.at_least, mandatory)
    effective_on = None if reached is None else reached + timedelta(days=rule.after_days)
    return Effect(places, mandatory, rule.at_least, effective_on)


def begins_on(effective_on: date, sealed_on: date, ceased_on: date | None) -> date:
    """Return the day on which a span of effect begins; see rule 4."""
    return max(effective_on, sealed_on, ceased_on or effective_on)


def recount_due(record: VersionRecord, found: Effect) -> bool:
    """Say whether an agreement in effect has a count below its threshold, or above it again, to record.

    What was counted last stands in the latest span.
    """
    before = record.span.counted if record.span else ()
    if found.met:
        return record.span is not None and not found.would_be_met_by(before)
    return found.counted != before


def changed_on(record: VersionRecord, found: Effect, today: date) -> date:
    """Return the day from which the count is as it was found today, and no longer as in the span.

    It may be earlier than today, when nobody counted on the day itself.
    """
    days = {p.stopped_on or p.since for p in found.places.values()}
    earliest = record.span.began_on if record.span else today
    later = sorted(day for day in days if day is not None and earliest <= day <= today)
    return next((day for day in later if effect(record, day).counted == found.counted), today)


def _reached(since: Mapping[str, date], at_least: int, mandatory: tuple[str, ...]) -> date | None:
    if len(since) < at_least or not since.keys() >= set(mandatory):
        return None
    return max([sorted(since.values())[at_least - 1], *(since[p] for p in mandatory)])


def _stops(record: VersionRecord) -> dict[str, tuple[date, str]]:
    """Return the first day on which each place that comes to an end does not count, and why."""
    places = record.version.programme.places
    names: dict[str, str] = {p.id: p.name for p in places}
    found: list[tuple[str, date, str]] = [
        (p.id, p.valid_to + ONE_DAY, "no longer exists since") for p in places if p.valid_to
    ]
    for s in record.successions:
        if s.kind == Succeeded.PLACE:
            heirs = " and ".join(names.get(heir, heir) for heir in s.new)
            found.append((s.old, s.on, f"succeeded by {heirs} on" if heirs else "abolished on"))
    for w in record.withdrawals:
        stands = w.cancelled_on is None and ends(w, record.effective_dates.get(w.who))
        if w.kind == Leaver.PLACE and stands:
            found.append((w.who, w.effective_on, "withdrawn on"))
    stops: dict[str, tuple[date, str]] = {}
    for place, day, what in found:
        if place not in stops or day <= stops[place][0]:
            stops[place] = (day, f"{what} {in_words(day)}")
    return stops


def _count(
    record: VersionRecord, place: str, stop: tuple[date, str] | None, on: date
) -> PlaceCount:
    status = record.statuses[place]
    if stop is not None and stop[0] <= on:
        return PlaceCount(None, stop[1], stop[0])
    since = record.effective_dates.get(place)
    if status not in COUNTED | GONE or since is None:
        return PlaceCount(None, WHY_NOT.get(status, "had not ratified"))
    return PlaceCount(since, None if since <= on else f"counts from {in_words(since)}")


def ends(notice: Withdrawal, since: date | None) -> bool:
    """Say whether a place's notice ends a ratification that has effect since then.

    A place that has ratified again after its withdrawal, on an amended text, counts again.
    """
    return since is None or since < notice.effective_on


def _heirs(record: VersionRecord, place: str, on: date) -> tuple[str, ...]:
    """Return who stands for a place on that day: itself, or whoever has succeeded it."""
    found = [s for s in record.successions if s.kind == Succeeded.PLACE and s.on <= on]
    heirs = next((s.new for s in found if s.old == place), ())
    return tuple(last for heir in heirs for last in _heirs(record, heir, on)) or (place,)
