"""What whoever runs the service sees: health, readiness, figures and logs."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest

from concordat.domain.errors import BadSetting, Undeliverable
from concordat.domain.facts import Fact
from concordat.local.processes import free_port
from concordat.logs import JsonLines, start_logs
from concordat.portal.app import PAGES, create_app
from concordat.readiness import readiness
from concordat.services.office import Office
from concordat.services.register import WakeKind
from concordat.settings import Settings
from concordat.watch_server import serve_watch
from tasks.measuring import Standing
from tests.fakes import EAST, VERSION, engine_of, everywhere_ratified, url_of
from tests.integration.portal.conftest import TEMPLATES, Visitor


def figure(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def asked(url: str) -> tuple[int, str]:
    try:
        with urlopen(url) as answer:  # noqa: S310  # Ours, on loopback.
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


@pytest.fixture
def settings(office: Office, tmp_path: Path) -> Settings:
    made = Settings(home=tmp_path, database_url=url_of(office))
    made.documents.mkdir()
    return made


def test_the_portal_answers_that_it_runs_and_that_it_can_work(office: Office) -> None:
    visitor = Visitor(office)
    for path in ("/health", "/ready"):
        answer = visitor.get(path)
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_a_portal_that_cannot_work_says_what_is_missing(office: Office) -> None:
    visitor = Visitor(office)
    visitor.app = create_app(office, TEMPLATES, what_is_missing=lambda: ["The register is away."])
    answer = visitor.get("/ready")
    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready", "missing": ["The register is away."]}
    assert visitor.get("/health").status_code == 200


def test_a_request_is_counted_under_its_page_and_never_under_its_address(office: Office) -> None:
    visitor = Visitor(office)
    counted = {"page": "/sign/{token}", "method": "GET", "status": "404"}
    before = figure("concordat_portal_requests_total", **counted)
    visitor.get("/sign/a-secret-of-somebody")
    visitor.get("/sign/another-secret")
    assert figure("concordat_portal_requests_total", **counted) == before + 2
    assert b"secret" not in generate_latest(REGISTRY)


def test_there_are_no_more_names_of_pages_than_there_are_pages(office: Office) -> None:
    visitor = Visitor(office)
    for number in range(3):
        visitor.get(f"/nowhere/{number}")
        visitor.call(f"VERB{number}", "/")
    labels = [
        sample.labels
        for metric in REGISTRY.collect()
        for sample in metric.samples
        if sample.name == "concordat_portal_requests_total"
    ]
    assert {each["page"] for each in labels} <= {page.path for page in PAGES} | {"none"}
    assert {each["method"] for each in labels} <= {"GET", "HEAD", "POST", "other"}


def figures_of(office: Office) -> str:
    registry = CollectorRegistry()
    registry.register(Standing(office))
    return generate_latest(registry).decode()


def test_the_task_servers_figures_say_where_everything_stands(signed_office: Office) -> None:
    everywhere_ratified(signed_office)
    with signed_office.register.writing() as tx:
        for wake in tx.wakes():
            tx.delivered(wake.id)
    with signed_office.register.writing() as tx:
        tx.wake(WakeKind.PLACE, VERSION, EAST)
    told = figures_of(signed_office)
    assert "concordat_register_up 1.0" in told
    assert 'concordat_outbox_wakes{kind="place"} 1.0' in told
    assert 'concordat_versions{state="in effect"} 1.0' in told
    assert 'concordat_places{status="ratified"} ' in told
    assert EAST not in told
    assert VERSION not in told
    assert "example.org" not in told


def test_figures_of_a_register_that_cannot_be_read_say_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise Undeliverable("away")

    monkeypatch.setattr(office.register, "reading", away)
    assert "concordat_register_up 0.0" in figures_of(office)


def test_whoever_watches_has_a_door_of_their_own() -> None:
    missing: list[str] = []
    port = free_port()
    server = serve_watch("127.0.0.1", port, lambda: tuple(missing))
    assert server is not None
    door = f"http://127.0.0.1:{port}"
    try:
        status, body = asked(f"{door}/metrics")
        assert status == 200
        assert "concordat_portal_requests_total" in body
        assert asked(f"{door}/health") == (200, '{"status": "ok"}')
        assert asked(f"{door}/ready") == (200, '{"status": "ok"}')
        missing.append("The home's disk has 3 MB left.")
        status, body = asked(f"{door}/ready")
        assert (status, json.loads(body)["missing"]) == (503, missing)
        assert asked(f"{door}/status.json")[0] == 404
        with pytest.raises(BadSetting, match=f"The port {port} .* cannot be had"):
            serve_watch("127.0.0.1", port, tuple)
    finally:
        server.shutdown()
        server.server_close()


def test_without_a_port_there_is_no_door() -> None:
    assert serve_watch("127.0.0.1", 0, tuple) is None


def test_a_service_with_all_it_needs_is_ready(settings: Settings) -> None:
    assert readiness(settings)() == ()


def _older(_settings: Settings, office: Office) -> None:
    with engine_of(office).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")


def _no_documents(settings: Settings, _office: Office) -> None:
    settings.documents.rmdir()


@pytest.mark.parametrize(
    ("lose", "said"),
    [
        (_older, "The register has the schema 0001"),
        (_no_documents, "The folder of the documents cannot be written"),
    ],
)
def test_what_is_missing_is_named(
    settings: Settings, office: Office, lose: Callable[[Settings, Office], None], said: str
) -> None:
    lose(settings, office)
    [missing] = readiness(settings)()
    assert said in missing


def test_a_disk_that_is_nearly_full_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("concordat.readiness.ROOM", 2**62)
    [missing] = readiness(settings)()
    assert "MB left" in missing


def test_a_fact_is_told_to_the_log_with_its_ids_once_it_stands(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "concordat.register")
    with office.register.writing() as tx:
        tx.once("an act")
        tx.record(Fact.COMMENT_RECEIVED, f"{VERSION}/{EAST}", {"words": "what somebody wrote"})
        assert caplog.records == []
        number = (tx.trail_head().number if tx.trail_head() else 0) + 1  # type: ignore[union-attr]  # Looked at first.
    [line] = caplog.records
    said = json.loads(JsonLines("portal").format(line))
    assert said["message"] == Fact.COMMENT_RECEIVED.value
    assert (said["version"], said["subject"]) == (VERSION, EAST)
    assert (said["entry"], said["acts"]) == (number, ["an act"])
    assert (said["process"], said["level"]) == ("portal", "info")
    assert "somebody wrote" not in caplog.text


def test_what_was_undone_is_not_told(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "concordat.register")

    def undone() -> None:
        with office.register.writing() as tx:
            tx.record(Fact.COMMENT_RECEIVED, VERSION, {})
            raise Undeliverable("the power went")

    with pytest.raises(Undeliverable):
        undone()
    assert caplog.records == []


def test_an_error_is_one_line_with_its_cause(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", root.handlers)
    monkeypatch.setattr(root, "level", root.level)
    ours = logging.getLogger("concordat")
    monkeypatch.setattr(ours, "level", ours.level)
    start_logs("tasks")
    logging.getLogger("concordat.x").error("it failed", exc_info=ValueError("two\nlines"))
    [line] = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert said["message"] == "it failed"
    assert "ValueError" in said["exception"]
