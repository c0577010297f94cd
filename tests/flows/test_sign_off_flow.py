"""The sign-off on a real Prefect server, with real deployments, a worker and a task server."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from concordat.domain.states import VersionState
from concordat.evidence.verify import verify
from tests.flows.conftest import Service

pytestmark = pytest.mark.slow

DEFERRED = {
    "outcome": "deferred",
    "minute_reference": "12/27",
    "conditions": "",
    "reason": "The papers came late.",
}


def _ends(service: Service, run: str) -> dict:
    def ended() -> bool:
        state = service.director._ask("GET", f"/flow_runs/{run}")["state"]
        return state["type"] in {"COMPLETED", "FAILED", "CRASHED"}

    service.until(ended, "the run to end")
    return service.director._ask("GET", f"/flow_runs/{run}")["state"]


def _version(service: Service):
    with service.office.register.reading() as view:
        return view.version(view.version_ids()[0])


def test_a_broken_config_never_starts_a_flow(service: Service) -> None:
    agreement = service.config / "agreement.yaml"
    sound = agreement.read_text()
    agreement.write_text(sound.replace("term_months:", "term_month:"))
    try:
        state = _ends(service, service.director.launch("sign-off", version=1))
    finally:
        agreement.write_text(sound)
    assert state["type"] == "FAILED"
    assert "agreement.yaml" in state["message"]
    assert "term_month" in state["message"]
    with service.office.register.reading() as view:
        assert view.version_ids() == ()
        assert view.trail() == ()


def test_the_timeline_waits_joins_and_asks_until_the_board_approves(service: Service) -> None:
    run = service.director.launch("sign-off", version=1)
    service.until(lambda: _waits_at(service, "review window opens"), "the opening")
    timeline = _version(service).programme.timeline

    second = _ends(service, service.director.launch("sign-off", version=1))
    assert second["name"] == "Joined"
    assert run in second["message"]

    service.jump(timeline.window_opens)
    service.until(lambda: _waits_at(service, "review window closes"), "the window's end")
    service.jump(timeline.window_closes + timedelta(days=1))
    service.until(lambda: service.director.has_form(run), "the board's form")

    board_on = _version(service).board_on
    service.director.answer(run, meeting_on=str(board_on + timedelta(days=90)), **DEFERRED)
    service.until(lambda: _form_number(service, run) == 1, "the refused form again")
    assert _version(service).state == VersionState.AWAITING_APPROVAL
    assert "has not been held" in _form_description(service, run)

    signing_on = _version(service).public_signing_on
    service.jump(board_on, 18)
    service.director.answer(run, meeting_on=str(board_on), **DEFERRED)
    service.until(lambda: _form_number(service, run) == 2, "the form after the deferral")
    deferred = _version(service)
    assert deferred.state == VersionState.APPROVAL_DEFERRED
    assert deferred.board_on > board_on
    assert deferred.public_signing_on - signing_on >= deferred.board_on - board_on
    assert "The papers came late." in _form_description(service, run)

    service.jump(deferred.board_on, 18)
    approved = {**DEFERRED, "outcome": "approved", "minute_reference": "20/27", "reason": ""}
    approved["how"] = {"members_present": 6, "roles_present": ["vice-chair"]}
    service.director.answer(run, meeting_on=str(deferred.board_on), **approved)
    service.until(lambda: _waits_at(service, "public signing is complete"), "the signing")
    assert _version(service).state == VersionState.SIGNING


def test_a_place_that_is_not_asked_is_refused_in_words(service: Service) -> None:
    run = service.director.launch(
        "record-place-decision",
        places=["atlantis"],
        outcome="ratified",
        decided_on="2027-07-01",
        minute_reference="1",
    )
    state = _ends(service, run)
    assert state["type"] == "FAILED"
    assert "'atlantis' is not a place" in state["message"]
    assert "cheltenham" in state["message"]


def test_the_run_is_named_and_tagged_and_has_the_board(service: Service) -> None:
    version = _version(service)
    run = service.director._ask("GET", f"/flow_runs/{version.run_id}")
    assert run["name"] == f"{version.agreement_id} v1: sign-off"
    assert {"timeline", version.agreement_id, "version 1"} <= set(run["tags"])

    def artifacts() -> dict[str, str]:
        asked = {"artifacts": {"flow_run_id": {"any_": [version.run_id]}}, "limit": 200}
        found = service.director._ask("POST", "/artifacts/filter", asked)
        return {one["key"]: str(one["data"]) for one in found}

    service.until(lambda: f"{version.id}-board" in artifacts(), "the board")
    assert f"{version.id}-places" in artifacts()


def test_what_happened_is_in_the_event_feed(service: Service) -> None:
    def told() -> bool:
        asked = {"filter": {"event": {"name": ["version.board-decision.approved"]}}}
        return bool(service.director._ask("POST", "/events/filter", asked)["events"])

    service.until(told, "the event")


def _waits_at(service: Service, gate: str) -> bool:
    with service.office.register.reading() as view:
        versions = view.version_ids()
        return bool(versions) and view.version(versions[0]).waiting_at == gate


def _form_number(service: Service, run: str) -> int:
    if not service.director.has_form(run):
        return -1
    keyset = service.director.state(run)["state_details"]["run_input_keyset"]
    return int(keyset["schema"].rsplit("-schema", 1)[0].rsplit("-", 1)[1])


def _form_description(service: Service, run: str) -> str:
    keyset = service.director.state(run)["state_details"]["run_input_keyset"]
    key = keyset["description"]
    return str(service.director._ask("GET", f"/flow_runs/{run}/input/{key}"))


def test_the_evidence_exported_on_the_way_verifies_and_the_status_says_who_is_awaited(
    service: Service, tmp_path: Path
) -> None:
    def concordat(*arguments: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "concordat", *arguments],
            env=dict(service.processes.environment),
            cwd=service.processes.folder,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    bundle = tmp_path / "evidence.zip"
    concordat("export", "--out", str(bundle))
    assert verify(bundle) == []
    [told] = json.loads(concordat("status", "--json"))
    assert told["state"] == "public signing"
    assert told["places"]["cheltenham"]["status"] == "not started"
    assert "public signing" in concordat("status")
