"""Shows the director in Prefect's UI where everything stands, and puts what happens in its event feed.

The rules:
1. Whatever the trail says since the last look is told; how the register stands is shown anew. Both
   are hints: nothing is ever read back from Prefect but whether it shows the same already.
2. An event has the id of its entry, so that telling it twice, or by two servers, is telling it once.
3. While Prefect is away nothing else waits; what was not told is told when it is back.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import ArtifactCreate
from prefect.client.schemas.filters import ArtifactCollectionFilter, ArtifactCollectionFilterKey

from concordat.console.board import Artifact, artifacts_of
from concordat.domain.calendar import local_date
from concordat.domain.errors import Undeliverable
from concordat.domain.states import READ_ONLY
from concordat.domain.trail import TrailEntry
from concordat.services.register import Reading
from tasks.office import office
from tasks.prefect_runs import client

LOG = logging.getLogger("concordat.console")
EVERY_S = 5.0
LATER_S = 30.0
AT_A_TIME = 100
TOLD_AGAIN = timedelta(days=1)
"""How far back a server that begins tells what happened, in case the one before it could not."""


@dataclass(slots=True)
class Console:
    """Keeps Prefect's UI up to date until it is told to stop."""

    stopped: threading.Event
    _seen: int | None = None
    _day: date | None = None
    _wait_s: float = field(default=EVERY_S)

    def run(self) -> None:
        """Look every few seconds; less often while Prefect is away."""
        while not self.stopped.wait(self._wait_s):
            self._wait_s = EVERY_S
            try:
                self.look()
            except Undeliverable as error:
                self._wait_s = LATER_S
                LOG.warning("The director's console is not up to date: %s", error)

    def look(self) -> None:
        """Tell and show what is new since the last look; Undeliverable while Prefect is away."""
        with office().register.reading() as view:
            head = view.trail_head()
            today = local_date(view.now, "Europe/London")
            if head is None or (head.number, today) == (self._seen, self._day):
                return
            new = self._new(view)
            shown = [
                artifact
                for version_id in self._changed(view, new, today)
                for artifact in artifacts_of(view, version_id, office().links.portal_url)
            ]
        with client() as prefect:
            _tell(prefect, new)
            _show(prefect, shown)
        self._seen, self._day = head.number, today

    def _new(self, view: Reading) -> list[TrailEntry]:
        if self._seen is None:
            return [entry for entry in view.trail() if view.now - entry.at < TOLD_AGAIN]
        return [entry for entry in view.trail() if entry.number > self._seen]

    def _changed(self, view: Reading, new: Sequence[TrailEntry], today: date) -> list[str]:
        """Return the versions to show: all at the first look, then those that changed.

        On a new day also those that are not over: the day itself may change how they stand.
        """
        touched = {entry.about.partition("/")[0] for entry in new}
        if self._seen is None:
            return list(view.version_ids())
        return [
            version_id
            for version_id in view.version_ids()
            if version_id in touched
            or (today != self._day and view.version(version_id).state not in READ_ONLY)
        ]


def _tell(prefect: SyncPrefectClient, entries: Sequence[TrailEntry]) -> None:
    for start in range(0, len(entries), AT_A_TIME):
        events = [_event(entry) for entry in entries[start : start + AT_A_TIME]]
        prefect.request("POST", "/events", json=events)


def _event(entry: TrailEntry) -> dict[str, Any]:
    """Return the entry as an event: what happened, to what, and where in the trail it stands."""
    version, _, subject = entry.about.partition("/")
    return {
        "id": str(uuid5(NAMESPACE_URL, f"concordat:{entry.sha256}")),
        "occurred": datetime.now(UTC).isoformat(),
        "event": entry.fact.replace(":", "."),
        "resource": {
            "prefect.resource.id": f"concordat.{entry.about.replace('/', '.')}",
            "prefect.resource.name": entry.about,
            "concordat.version": version,
            "concordat.subject": subject,
        },
        "payload": {"entry": entry.number, "sha256": entry.sha256},
    }


def _show(prefect: SyncPrefectClient, artifacts: Sequence[Artifact]) -> None:
    for start in range(0, len(artifacts), AT_A_TIME):
        some = artifacts[start : start + AT_A_TIME]
        keys = ArtifactCollectionFilterKey(any_=[artifact.key for artifact in some])
        found = prefect.read_latest_artifacts(artifact_filter=ArtifactCollectionFilter(key=keys))
        there = {one.key: (one.description, one.data) for one in found}
        for artifact in some:
            if there.get(artifact.key) != (artifact.says, artifact.data):
                prefect.create_artifact(_made(artifact))


def _made(artifact: Artifact) -> ArtifactCreate:
    return ArtifactCreate(
        key=artifact.key,
        type=artifact.kind,
        description=artifact.says,
        data=artifact.data,
        flow_run_id=None if artifact.run_id is None else UUID(artifact.run_id),
    )
