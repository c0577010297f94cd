"""The relay on a real register, with its work replaced."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from concordat.domain.errors import Throttled
from concordat.domain.states import PlaceStatus
from concordat.services.office import Office
from concordat.services.register import Wake, WakeKind
from tasks import relay as relaying
from tests.fakes import EAST, NORTH, VERSION

NOTHING: dict[WakeKind, Callable[[Wake], bool]] = dict.fromkeys(WakeKind, lambda _wake: True)


@pytest.fixture
def relay(office: Office, monkeypatch: pytest.MonkeyPatch) -> relaying.Relay:
    monkeypatch.setattr(relaying, "office", lambda: office)
    monkeypatch.setattr(relaying, "WORK", dict(NOTHING))
    return relaying.Relay()


def leave(office: Office, *subjects: str) -> None:
    with office.register.writing() as tx:
        for subject in subjects:
            tx.wake(WakeKind.PLACE, VERSION, subject)


def lying(office: Office) -> list[str]:
    with office.register.reading() as view:
        return [w.subject for w in view.wakes() if w.kind == WakeKind.PLACE]


def round_done(relay: relaying.Relay) -> None:
    relay.go_round()
    for work in list(relay._under_way.values()):
        work.result()


def test_a_wake_leaves_the_outbox_when_its_work_is_done(
    office: Office, relay: relaying.Relay
) -> None:
    leave(office, EAST, NORTH)
    round_done(relay)
    assert lying(office) == []


def test_equal_wakes_are_one_piece_of_work(office: Office, relay: relaying.Relay) -> None:
    worked: list[str] = []
    relaying.WORK[WakeKind.PLACE] = lambda wake: bool(worked.append(wake.subject)) or True
    leave(office, EAST, EAST, EAST)
    round_done(relay)
    assert worked == [EAST]
    assert lying(office) == []


def test_a_wake_left_during_the_work_is_worked_on_again(
    office: Office, relay: relaying.Relay
) -> None:
    worked: list[str] = []

    def work(wake: Wake) -> bool:
        if not worked:
            leave(office, wake.subject)
        worked.append(wake.subject)
        return True

    relaying.WORK[WakeKind.PLACE] = work
    leave(office, EAST)
    round_done(relay)
    assert lying(office) == [EAST]
    round_done(relay)
    assert (worked, lying(office)) == ([EAST, EAST], [])


def test_what_fails_stays_due_is_put_off_and_holds_up_no_other(
    office: Office, relay: relaying.Relay, caplog: pytest.LogCaptureFixture
) -> None:
    def work(wake: Wake) -> bool:
        if wake.subject == EAST:
            raise OSError("the disk is full")
        return True

    relaying.WORK[WakeKind.PLACE] = work
    leave(office, EAST, NORTH)
    round_done(relay)
    assert lying(office) == [EAST]
    assert "the disk is full" in caplog.text
    relaying.WORK[WakeKind.PLACE] = lambda _wake: True
    round_done(relay)
    assert lying(office) == [EAST], "it is put off for a while"
    relay._not_before.clear()
    round_done(relay)
    assert lying(office) == []


def test_what_cannot_be_done_yet_is_asked_again_later(
    office: Office, relay: relaying.Relay
) -> None:
    relaying.WORK[WakeKind.PLACE] = lambda _wake: False
    leave(office, EAST)
    round_done(relay)
    assert lying(office) == [EAST]
    assert next(iter(relay._not_before.values())) > time.monotonic()


def test_every_kind_of_wake_has_its_work() -> None:
    assert set(relaying.WORK) == set(WakeKind)


def test_signing_goes_on_while_prefect_is_down(
    signed_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    for module in ("ratification", "notices"):
        monkeypatch.setattr(f"tasks.{module}.office", lambda: signed_office)
    monkeypatch.setattr(relaying, "office", lambda: signed_office)
    leave(signed_office, EAST)
    round_done(relaying.Relay())
    with signed_office.register.reading() as view:
        place = view.place(view.version(VERSION), EAST)
    assert place.ratification.status == PlaceStatus.AWAITING_DECISION
    assert lying(signed_office) == []


def test_work_that_is_taken_only_later_waits_until_then(
    office: Office, relay: relaying.Relay, caplog: pytest.LogCaptureFixture
) -> None:
    until = office.clock.now() + timedelta(hours=1)

    def work(_wake: Wake) -> bool:
        raise Throttled("No calls are left.", until=until)

    relaying.WORK[WakeKind.PLACE] = work
    leave(office, EAST)
    round_done(relay)
    assert lying(office) == [EAST]
    assert next(iter(relay._not_before.values())) > time.monotonic() + 3500
    assert "not before" in caplog.text
