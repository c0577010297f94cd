"""The director's part, played through the Prefect API: what the buttons of its UI do."""

import time
from datetime import UTC, datetime
from typing import Any, Self

import httpx

from concordat.domain.errors import ConcordatError

PAUSES_S = (0.2, 0.5, 1.0, 2.0, 4.0)
"""How long to wait before asking again when Prefect's database is busy, which it says with a 503."""

FAILED = frozenset({"FAILED", "CRASHED", "CANCELLED"})


class Director:
    """Launches deployments and answers forms."""

    def __init__(self, api: str) -> None:
        self._prefect = httpx.Client(base_url=api, timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._prefect.close()

    def launch(self, deployment: str, **parameters: Any) -> str:
        """Launch a deployment, as its Run button does; return the run's id."""
        found = self._ask("GET", f"/deployments/name/{deployment}/{deployment}")
        run = self._ask(
            "POST", f"/deployments/{found['id']}/create_flow_run", {"parameters": parameters}
        )
        return str(run["id"])

    def state(self, run_id: str) -> dict[str, Any]:
        """Return a run's state; ConcordatError with Prefect's words when the run has failed."""
        state: dict[str, Any] = self._ask("GET", f"/flow_runs/{run_id}")["state"]
        if state["type"] in FAILED:
            raise ConcordatError(f"Run {run_id} ended as {state['name']}: {state['message']}")
        return state

    def is_done(self, run_id: str) -> bool:
        """Say whether a run has completed."""
        return bool(self.state(run_id)["type"] == "COMPLETED")

    def has_form(self, run_id: str) -> bool:
        """Say whether a run waits for a form, and the form is there to be answered.

        Prefect suspends the run a moment before it keeps the form: an answer between the two is
        turned away.
        """
        state = self.state(run_id)
        keyset = state["state_details"]["run_input_keyset"]
        if state["type"] != "PAUSED" or not keyset:
            return False
        form = self._prefect.get(f"/flow_runs/{run_id}/input/{keyset['description']}")
        return form.is_success

    def answer(self, run_id: str, **form: Any) -> None:
        """Answer the form of a suspended run, as its Resume button does."""
        result = self._ask("POST", f"/flow_runs/{run_id}/resume", {"run_input": form})
        if result["status"] != "ACCEPT":
            raise ConcordatError(f"The form was not taken: {result['details']}")

    def scheduled_for(self, run_id: str) -> str:
        """Return the time a scheduled run waits for, ISO 8601."""
        return str(self.state(run_id)["state_details"]["scheduled_time"])

    def bring_forward(self, run_id: str) -> None:
        """Let a scheduled run's time come now: the rehearsal's clock has reached it."""
        now = datetime.now(UTC).isoformat()
        state = {"type": "SCHEDULED", "state_details": {"scheduled_time": now}}
        self._ask("POST", f"/flow_runs/{run_id}/set_state", {"state": state, "force": True})

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = self._prefect.request(method, path, json=body)
        for pause_s in PAUSES_S:
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            time.sleep(pause_s)
            answer = self._prefect.request(method, path, json=body)
        if answer.is_error:
            raise ConcordatError(f"Prefect refused {path}: {answer.text[:500]}")
        return answer.json()
