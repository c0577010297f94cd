"""What whoever runs the task server looks at: what lies in the outbox, and what comes of it.

Figures are by kind and by status, which are few; none names a place, a person or a version.
"""

from collections import Counter as Counted
from collections.abc import Iterator

from prometheus_client import Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from concordat.domain.errors import ConcordatError
from concordat.domain.states import PlaceStatus, VersionState
from concordat.services.office import Office
from concordat.services.register import WakeKind

WORK = Counter("concordat_relay_work", "Pieces of work of the relay.", ("kind", "outcome"))
WORK_SECONDS = Histogram(
    "concordat_relay_work_seconds",
    "What a piece of work of the relay takes.",
    ("kind",),
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)


class Standing(Collector):
    """Figures that are read from the register when they are asked for."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def describe(self) -> list[GaugeMetricFamily]:
        """Name no figures before they are asked for: reading them takes the register."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Return the figures as they stand; only that it cannot be read while the register cannot."""
        up = GaugeMetricFamily("concordat_register_up", "1 while the register can be read.")
        try:
            figures = list(self._figures())
        except ConcordatError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield from figures

    def _figures(self) -> Iterator[GaugeMetricFamily]:
        with self._office.register.reading() as view:
            wakes, unsent = view.wakes(), view.unsent_notices()
            versions = [view.version(version_id) for version_id in view.version_ids()]
            places = Counted(r.status for v in versions for r in view.ratifications(v.id))
            now, head = view.now, view.trail_head()
        lying = Counted(wake.kind for wake in wakes)
        yield _by(
            "concordat_outbox_wakes",
            "Wakes in the outbox.",
            "kind",
            {k: lying[k] for k in WakeKind},
        )
        oldest = min((wake.created_at for wake in wakes), default=now)
        yield _one(
            "concordat_outbox_oldest_seconds",
            "How long the oldest wake has lain there.",
            max(0.0, (now - oldest).total_seconds()),
        )
        yield _one("concordat_notices_unsent", "Letters still owed.", len(unsent))
        yield _one("concordat_trail_entries", "Entries of the trail.", head.number if head else 0)
        states = Counted(version.state for version in versions)
        yield _by(
            "concordat_versions",
            "Versions by state.",
            "state",
            {state: states[state] for state in VersionState},
        )
        yield _by(
            "concordat_places",
            "Places by status, of all versions.",
            "status",
            {status: places[status] for status in PlaceStatus},
        )


def _one(name: str, says: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, says, value=value)


def _by(name: str, says: str, label: str, values: dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, says, labels=[label])
    for value, count in values.items():
        family.add_metric([str(value)], count)
    return family
