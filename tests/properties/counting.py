"""A second count of the places, and of the days of effect, from the facts of the trail alone.

Nothing here calls `domain.effect`, and nothing is clever: it is what somebody with the trail and a
pencil would do.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from concordat.domain.facts import Fact
from concordat.domain.rules import EffectRule

A_DAY = timedelta(days=1)
COUNTS_FROM = {
    Fact.RATIFIED: "effective_on",
    Fact.RATIFIED_WITH_RESERVATION: "effective_on",
    Fact.RATIFICATION_CARRIED: "effective_on",
    Fact.RESERVATION_CARRIED: "effective_on",
    Fact.CONDITION_DISCHARGED: "discharged_on",
}
"""The facts after which a place counts, and which of their words says from when."""


@dataclass(frozen=True)
class Entry:
    """What one entry of the trail says, and the day in London on which it was written."""

    fact: str
    about: str
    said: dict[str, Any]
    on: date

    @property
    def version(self) -> str:
        return self.about.partition("/")[0]

    @property
    def place(self) -> str:
        return self.about.partition("/")[2]

    def day(self, word: str) -> date:
        """Return the day that the word gives."""
        return date.fromisoformat(self.said[word])


@dataclass
class Span:
    """A span of effect: its first day, and the first that is not in it any more."""

    began_on: date
    ceased_on: date | None = None


@dataclass
class Of:
    """What the facts say of one version."""

    earlier: str | None = None
    is_superseded: bool = False
    has_lapsed: bool = False
    sealed_on: date = date.min
    since: dict[str, date] = field(default_factory=dict)
    notices: dict[str, date] = field(default_factory=dict)
    heirs: dict[str, tuple[date, list[str]]] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)


@dataclass
class Count:
    """Which places count on a day, and when the agreement was in effect, as the facts have it."""

    rule_of: Callable[[str], EffectRule]
    of: dict[str, Of] = field(default_factory=dict)

    def follow(self, entry: Entry) -> None:
        """Take in one more entry of the trail."""
        it = self.of.setdefault(entry.version, Of())
        if entry.fact in COUNTS_FROM:
            it.since[entry.place] = entry.day(COUNTS_FROM[Fact(entry.fact)])
        match entry.fact:
            case Fact.AMENDMENT_DRAFTED:
                it.earlier = entry.said["supersedes"]
            case Fact.PUBLIC_SIGNING_COMPLETED:
                it.sealed_on = entry.on
            case Fact.PLACE_WITHDRAWAL_NOTIFIED:
                it.notices[entry.said["who"]] = entry.day("effective_on")
            case Fact.PLACE_WITHDRAWAL_CANCELLED:
                for version in self._line(entry.version):
                    self.of[version].notices.pop(entry.said["who"], None)
            case Fact.PLACE_SUCCESSION_ANNOUNCED | Fact.PLACE_SUCCEEDED:
                it.heirs[entry.place] = (entry.day("on"), entry.said["new"])
        self._follow_effect(it, entry)

    def _follow_effect(self, it: Of, entry: Entry) -> None:
        match entry.fact:
            case Fact.EFFECT_BEGUN:
                assert entry.day("effective_on") == self._begins_on(entry.version, entry.on)
                assert entry.said["counted"] == sorted(self.counted(entry.version, entry.on))
                it.spans.append(Span(entry.day("effective_on")))
            case Fact.EFFECT_RECOUNTED | Fact.EFFECT_SUSPENDED:
                counted = self.counted(entry.version, entry.on)
                assert entry.said["counted"] == sorted(counted)
                assert it.spans[-1].began_on <= entry.day("on") <= entry.on
                self._close(it, entry.day("on"))
                if entry.fact == Fact.EFFECT_RECOUNTED:
                    it.spans.append(Span(entry.day("on")))
            case Fact.TERM_LAPSED:
                it.has_lapsed = True
                self._close(it, entry.day("ended_on") + A_DAY)
            case Fact.TERM_RENEWED if it.has_lapsed:
                it.has_lapsed = False
                it.spans.append(Span(entry.day("starts_on")))
            case Fact.AGREEMENT_ENDED:
                self._close(it, entry.day("ended_on"))
            case Fact.VERSION_SUPERSEDED:
                it.is_superseded = True
                later = self.of.get(entry.said["by"], Of()).spans
                if later:
                    self._close(it, later[-1].began_on)

    def _close(self, it: Of, on: date) -> None:
        if it.spans and it.spans[-1].ceased_on is None:
            it.spans[-1].ceased_on = on

    def counted(self, version: str, on: date) -> dict[str, date]:
        """Return the places that count on that day, and since when each does."""
        return {p: day for p, day in self._standing(version, on).items() if day <= on}

    def _standing(self, version: str, on: date) -> dict[str, date]:
        """Return the places that count, or will, as it stands on that day."""
        since = self.of[version].since
        return {p: day for p, day in since.items() if not self._has_stopped(version, p, day, on)}

    def _has_stopped(self, version: str, place: str, since: date, on: date) -> bool:
        for each in self._line(version):
            it = self.of[each]
            if place in it.heirs and it.heirs[place][0] <= on:
                return True
            concerns = each == version or it.is_superseded
            if concerns and place in it.notices and since < it.notices[place] <= on:
                return True
        return False

    def _line(self, version: str | None) -> list[str]:
        return [version, *self._line(self.of[version].earlier)] if version else []

    def _begins_on(self, version: str, on: date) -> date | None:
        it, rule = self.of[version], self.rule_of(version)
        standing = self._standing(version, on)
        for day in sorted(standing.values()):
            there = {place for place, since in standing.items() if since <= day}
            if self._is_enough(version, there, on):
                earliest = day + timedelta(days=rule.after_days)
                return max(earliest, it.sealed_on, *(s.ceased_on or earliest for s in it.spans))
        return None

    def _is_enough(self, version: str, there: set[str], on: date) -> bool:
        rule = self.rule_of(version)
        mandatory = {heir for place in rule.including for heir in self._heirs(version, place, on)}
        return len(there) >= rule.at_least and there >= mandatory

    def _heirs(self, version: str, place: str, on: date) -> set[str]:
        """Return who stands for a place on that day; one without a successor stands for itself."""
        for each in self._line(version):
            day, heirs = self.of[each].heirs.get(place, (on, []))
            if heirs and day <= on:
                return {last for heir in heirs for last in self._heirs(version, heir, on)}
        return {place}
