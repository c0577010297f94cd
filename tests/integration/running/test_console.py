"""What the director sees in Prefect's UI: the board, every place's story, and the events."""

import base64
import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from prefect.exceptions import ObjectNotFound

from concordat.console.board import Artifact, artifacts_of
from concordat.domain.errors import Undeliverable
from concordat.domain.facts import Fact
from concordat.services.office import Office
from tasks import console as consoles
from tasks import rota as rotas
from tests.fakes import EAST, VERSION, clock_of, place_decided

PORTAL = "https://agreement.example.org"


@dataclass
class Latest:
    key: str
    description: str
    data: Any


@dataclass
class FakePrefect:
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    artifacts: list[Latest] = field(default_factory=list)
    away: bool = False

    def request(self, method: str, path: str, json: list[dict[str, Any]]) -> None:
        assert (method, path) == ("POST", "/events")
        for event in json:
            self.events.setdefault(event["id"], event)

    def read_latest_artifacts(self, artifact_filter: Any) -> list[Latest]:
        latest = {artifact.key: artifact for artifact in self.artifacts}
        return [latest[key] for key in artifact_filter.key.any_ if key in latest]

    def create_artifact(self, made: Any) -> None:
        self.artifacts.append(Latest(made.key, made.description, made.data))


@pytest.fixture
def prefect(office: Office, monkeypatch: pytest.MonkeyPatch) -> FakePrefect:
    fake = FakePrefect()

    @contextmanager
    def client() -> Iterator[FakePrefect]:
        if fake.away:
            raise Undeliverable("Prefect's server does not answer.")
        yield fake

    monkeypatch.setattr(consoles, "client", client)
    monkeypatch.setattr(consoles, "office", lambda: office)
    return fake


@pytest.fixture
def console(prefect: FakePrefect) -> consoles.Console:
    assert prefect.artifacts == []
    return consoles.Console(threading.Event())


def shown(office: Office) -> dict[str, Artifact]:
    with office.register.reading() as view:
        return {artifact.key: artifact for artifact in artifacts_of(view, VERSION, PORTAL)}


def test_the_board_says_when_the_agreement_is_to_take_effect(signed_office: Office) -> None:
    board = shown(signed_office)[f"{VERSION}-board"]
    _, _, ahead = str(board.data).partition("## When it takes effect")
    assert "It takes effect on 24 June 2027 at the earliest, and is likely to on" in ahead


def test_the_board_says_where_it_stands_and_who_is_awaited(signed_office: Office) -> None:
    board = shown(signed_office)[f"{VERSION}-board"]
    assert board.kind == "markdown"
    assert "Signed in public. Each place now decides for itself." in str(board.data)
    assert "## Who is being waited for" in str(board.data)
    assert f"]({PORTAL}/documents/" in str(board.data)


def test_the_boards_picture_holds_every_stage_in_words_too(signed_office: Office) -> None:
    board = str(shown(signed_office)[f"{VERSION}-board"].data)
    encoded = board.partition("base64,")[2].partition(")")[0]
    picture = ET.fromstring(base64.b64decode(encoded))  # noqa: S314  # Our own.
    words = [text.text for text in picture.iter() if text.text]
    for stage in ("Review window", "Board decides", "Public signing", "Places ratify", "Review"):
        assert stage in words
    assert {"done", "now", "to come"} <= set(words)


def test_the_table_has_one_row_a_place(signed_office: Office) -> None:
    place_decided(signed_office, EAST)
    table = shown(signed_office)[f"{VERSION}-places"]
    rows = json.loads(str(table.data))
    assert table.kind == "table"
    assert [row["Place"] for row in rows] == sorted(row["Place"] for row in rows)
    assert {"Place", "Status", "Decided", "Effective", "Counts", "Waiting for"} <= set(rows[0])


def test_the_bar_says_how_many_places_count(ratified_office: Office) -> None:
    assert shown(ratified_office)[f"{VERSION}-progress"].data == 100.0


def test_a_places_story_has_its_record_its_signatures_and_what_happened(
    ratified_office: Office,
) -> None:
    story = shown(ratified_office)[f"{VERSION}-place-{EAST}"]
    data = str(story.data)
    assert f"]({PORTAL}/documents/" in data
    assert "## Signed by" in data
    assert "place ratification" in data
    assert story.says.endswith(": ratified")


def test_no_artifact_holds_an_address(ratified_office: Office) -> None:
    for artifact in shown(ratified_office).values():
        assert "example.org" not in str(artifact.data).replace(PORTAL, "")


def test_a_clock_that_is_behind_stands_at_the_head_of_the_board(signed_office: Office) -> None:
    clock_of(signed_office).set(clock_of(signed_office).now() - timedelta(hours=1))
    assert "Set the clock right" in str(shown(signed_office)[f"{VERSION}-board"].data)


def test_what_happened_is_an_event_with_its_place(
    office: Office, prefect: FakePrefect, console: consoles.Console
) -> None:
    with office.register.writing() as tx:
        tx.record(Fact.COMMENT_RECEIVED, f"{VERSION}/{EAST}", {"words": "what somebody wrote"})
    console.look()
    event = list(prefect.events.values())[-1]
    assert event["event"] == "version.comment.received"
    assert event["resource"]["prefect.resource.id"] == f"concordat.{VERSION}.{EAST}"
    assert event["resource"]["concordat.subject"] == EAST
    assert "somebody wrote" not in json.dumps(list(prefect.events.values()))


def test_looking_again_tells_and_shows_nothing_again(
    prefect: FakePrefect, console: consoles.Console
) -> None:
    console.look()
    told, made = len(prefect.events), len(prefect.artifacts)
    assert made > 0
    console.look()
    another = consoles.Console(threading.Event())
    another.look()
    assert (len(prefect.events), len(prefect.artifacts)) == (told, made)


def test_only_what_changed_is_shown_anew(
    office: Office, prefect: FakePrefect, console: consoles.Console
) -> None:
    console.look()
    before = len(prefect.artifacts)
    with office.register.writing() as tx:
        tx.record(Fact.COMMENT_RECEIVED, f"{VERSION}/{EAST}", {})
    console.look()
    assert [a.key for a in prefect.artifacts[before:]] == [f"{VERSION}-place-{EAST}"]


def test_a_new_day_is_shown_though_nothing_happened(
    office: Office, console: consoles.Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    console.look()
    looked: list[str] = []

    def seen(_view: object, version_id: str, _portal: str) -> tuple[Artifact, ...]:
        looked.append(version_id)
        return ()

    monkeypatch.setattr(consoles, "artifacts_of", seen)
    console.look()
    assert looked == []
    clock_of(office).set(clock_of(office).now() + timedelta(days=1))
    console.look()
    assert looked == [VERSION]


def test_what_was_not_told_while_prefect_was_away_is_told_when_it_is_back(
    prefect: FakePrefect,
    console: consoles.Console,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    waits: list[float] = []

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        prefect.away = len(waits) == 1
        return len(waits) > 2

    monkeypatch.setattr(console.stopped, "wait", wait)
    with caplog.at_level(logging.WARNING, "concordat.console"):
        console.run()
    assert waits == [consoles.EVERY_S, consoles.LATER_S, consoles.EVERY_S]
    assert "The director's console is not up to date" in caplog.text
    assert prefect.events


def test_a_whole_life_is_shown(ratified_office: Office) -> None:
    everywhere = shown(ratified_office)
    with ratified_office.register.reading() as view:
        places = view.ratifications(VERSION)
    assert len(everywhere) == 3 + len(places)


ROUND = ["leave_wakes", "restore_runs", "let_go", "ask_providers"]


def rota_of(monkeypatch: pytest.MonkeyPatch, failure: Exception | None = None) -> list[str]:
    """Have every look of the rota fail, or not; return what was looked at."""
    looked: list[str] = []

    def looking(what: str) -> Callable[[], int]:
        def look() -> int:
            looked.append(what)
            if failure is not None:
                raise failure
            return 0

        return look

    for act in rotas.ROUND:
        monkeypatch.setattr(act, "fn", looking(act.fn.__name__))
    return looked


def test_the_rota_looks_for_what_is_due_and_for_what_was_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked = rota_of(monkeypatch)
    stopped = threading.Event()
    rota = rotas.Rota(stopped)
    monkeypatch.setattr(stopped, "wait", lambda _seconds: stopped.set())
    rota.run()
    assert looked == ROUND


@pytest.mark.parametrize(
    "failure", [Undeliverable("The register is busy."), ObjectNotFound(RuntimeError("no"))]
)
def test_a_round_of_the_rota_that_fails_holds_up_nothing(
    monkeypatch: pytest.MonkeyPatch, failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    looked = rota_of(monkeypatch, failure)
    with caplog.at_level(logging.INFO, "concordat.rota"):
        rotas.Rota(threading.Event()).look()
    assert looked == ROUND
    assert len(caplog.records) == len(ROUND)
