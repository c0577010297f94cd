"""Messages of a provider at the portal: signed or refused, kept before they are answered, read later."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from concordat.bootstrap import build_listeners
from concordat.domain.errors import BadSetting, NotFound, Undeliverable
from concordat.domain.states import PlaceStatus
from concordat.portal.app import create_app
from concordat.portal.forms import MAX_BYTES
from concordat.portal.pace import limits
from concordat.services.catch_up import leave_wakes
from concordat.services.messages import keep_message, read_messages
from concordat.services.office import Office
from concordat.services.register import WakeKind
from concordat.settings import Settings
from concordat.signing.docusign_connect import ConnectListener, is_signed
from tests.fakes import EAST, FakeInspector, advance, engine_of, place_of, rows_of, signing_of
from tests.integration.portal.conftest import TEMPLATES, Visitor
from tests.standins import carriers
from tests.standins.carriers import CHAIR, LEAD, ThroughDocuSign, carried, reference_of
from tests.standins.docusign import control
from tests.standins.docusign.connect import Message

KEY, OTHER = b"one key", b"another key"
PATH = "/connect/docusign"


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    file = tmp_path / "connect-keys"
    file.write_bytes(KEY + b"\n")
    return file


@pytest.fixture
def east(tmp_path: Path) -> Iterator[ThroughDocuSign]:
    """Return East, asked through DocuSign's stand-in, whose Connect signs with our key."""
    with carried("docusign", tmp_path) as carrier:
        assert isinstance(carrier, ThroughDocuSign)
        carrier.served.account.connect.keys = [KEY]
        yield carrier
        engine_of(carrier.office).dispose()


def listening(office: Office, keys: Path) -> Visitor:
    visitor = Visitor(office)
    listeners = {"docusign": ConnectListener(keys)}
    visitor.app = create_app(office, TEMPLATES, inspector=FakeInspector(), listeners=listeners)
    return visitor


def signed(raw: bytes, key: bytes = KEY) -> dict[str, str]:
    digest = hmac.new(key, raw, hashlib.sha256).digest()
    return {"X-DocuSign-Signature-1": base64.b64encode(digest).decode()}


def post(visitor: Visitor, raw: bytes, headers: dict[str, str] | None = None) -> httpx.Response:
    return visitor.call(
        "POST", PATH, content=raw, headers=signed(raw) if headers is None else headers
    )


def kept(office: Office) -> list[Any]:
    return rows_of(office)["message"]


def test_a_signed_message_is_kept_as_it_came_and_answered(office: Office, keys: Path) -> None:
    raw = b'{"event": "caf\xc3\xa9"}'
    assert post(listening(office, keys), raw).status_code == 204
    with office.register.reading() as view:
        [message] = view.unread_messages()
        wakes = [wake.kind for wake in view.wakes()]
    assert (message.provider, message.body) == ("docusign", raw)
    assert wakes == [WakeKind.MESSAGES]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(b"{}", OTHER),
        signed(b"{ }"),
        {"X-DocuSign-Signature-1": ""},
        {"X-DocuSign-Signature-1": "caf\u00e9"},
    ],
    ids=["none", "another key", "other bytes", "empty", "not ASCII"],
)
def test_a_forged_message_is_refused_and_leaves_nothing(
    office: Office, keys: Path, headers: dict[str, str]
) -> None:
    encoded = {name: value.encode("latin-1") for name, value in headers.items()}
    answer = listening(office, keys).call("POST", PATH, content=b"{}", headers=encoded)
    assert answer.status_code == 401
    assert kept(office) == []


def test_any_active_key_will_do_and_one_that_is_added_counts_at_once(
    office: Office, keys: Path
) -> None:
    visitor = listening(office, keys)
    raw = b'{"n": 1}'
    assert post(visitor, raw, signed(raw, OTHER)).status_code == 401
    keys.write_bytes(KEY + b"\n# the new one\n" + OTHER + b"\n")
    assert post(visitor, raw, signed(raw, OTHER)).status_code == 204
    both = {
        **signed(raw, b"unknown"),
        "X-DocuSign-Signature-2": signed(raw)["X-DocuSign-Signature-1"],
    }
    assert is_signed({name.lower(): value for name, value in both.items()}, raw, [KEY])
    keys.write_bytes(OTHER + b"\n")
    assert post(visitor, raw).status_code == 401


def test_signed_messages_have_no_limit_and_forged_ones_have(office: Office, keys: Path) -> None:
    visitor = listening(office, keys)
    visitor.address = "203.0.113.9"
    visitor.app.state.limits = limits(2, lambda: 1000.0)
    taken = {post(visitor, b'{"n": %d}' % n).status_code for n in range(20)}
    assert taken == {204}
    forged = [post(visitor, b"{}", signed(b"{}", OTHER)).status_code for _ in range(5)]
    assert forged == [401, 401, 401, 401, 429]
    assert post(visitor, b'{"after": 1}').status_code == 204


def test_the_same_message_again_is_answered_and_kept_once(office: Office, keys: Path) -> None:
    visitor = listening(office, keys)
    assert [post(visitor, b"{}").status_code for _ in range(3)] == [204, 204, 204]
    assert len(kept(office)) == 1


def test_a_provider_that_we_do_not_listen_to_is_not_found(office: Office, keys: Path) -> None:
    answer = listening(office, keys).call("POST", "/connect/pigeon", content=b"{}")
    assert answer.status_code == 404
    assert Visitor(office).call("POST", PATH, content=b"{}").status_code == 404


def test_a_message_that_is_too_large_is_refused(office: Office, keys: Path) -> None:
    assert post(listening(office, keys), b"x" * (MAX_BYTES + 1)).status_code == 413
    assert kept(office) == []


def delivered(visitor: Visitor, messages: list[Message]) -> None:
    for message in messages:
        assert post(visitor, message.raw).status_code == 204


@pytest.fixture
def told(east: ThroughDocuSign) -> list[Message]:
    """Return the messages of a whole signing, in the order in which things happened."""
    account, reference = east.served.account, reference_of(east.office)
    control.act(account, reference, "sign", recipientId="1", name="First")
    control.act(account, reference, "sign", recipientId="1001", name="Second")
    return list(account.connect.waiting)


def test_connect_alone_tells_of_a_whole_signing(
    east: ThroughDocuSign, told: list[Message], keys: Path
) -> None:
    delivered(listening(east.office, keys), told)
    assert read_messages(east.office) == len(told)
    advance(east.office, EAST)
    assert place_of(east.office, EAST).ratification.status == PlaceStatus.RATIFIED
    assert read_messages(east.office) == 0


def test_backwards_twice_and_again_years_later_it_is_the_same(
    east: ThroughDocuSign, told: list[Message], keys: Path
) -> None:
    visitor = listening(east.office, keys)
    delivered(visitor, [*reversed(told), *told])
    read_messages(east.office)
    advance(east.office, EAST)
    before = rows_of(east.office, "message", "outbox")
    assert place_of(east.office, EAST).ratification.status == PlaceStatus.RATIFIED
    east.served.account.now = east.office.clock.now
    delivered(visitor, [message.again() for message in told])
    assert read_messages(east.office) == len(told)
    advance(east.office, EAST)
    assert rows_of(east.office, "message", "outbox") == before


def test_what_was_read_is_let_go_of(east: ThroughDocuSign, told: list[Message], keys: Path) -> None:
    delivered(listening(east.office, keys), told)
    read_messages(east.office)
    assert b"chair@east" not in repr(kept(east.office)).encode()
    assert len(kept(east.office)) == len(told)


def test_messages_of_nobody_we_know_and_about_nothing_of_ours_are_read_and_change_nothing(
    east: ThroughDocuSign,
) -> None:
    before = rows_of(east.office, "message", "outbox")
    for body in (b"", b"\xff\xfe", b"[]", b'{"event": "envelope-pondered", "data": {}}'):
        keep_message(east.office, "docusign", body)
    keep_message(east.office, "pigeon", b"coo")
    assert read_messages(east.office) == 5
    assert rows_of(east.office, "message", "outbox") == before


def test_a_message_that_cannot_be_recorded_holds_up_no_other_and_stays(
    east: ThroughDocuSign, told: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    for message in told:
        keep_message(east.office, "docusign", message.raw)
    record = carriers.record_report
    failing = iter([True] + [False] * 100)

    def sometimes(office: Office, report: Any) -> bool:
        if next(failing):
            raise NotFound("Not now.")
        return record(office, report)

    monkeypatch.setattr("concordat.services.messages.record_report", sometimes)
    with pytest.raises(Undeliverable, match="1 of"):
        read_messages(east.office)
    with east.office.register.reading() as view:
        assert len(view.unread_messages()) == 1
    assert (WakeKind.MESSAGES, "", "") in leave_wakes(east.office)
    assert [s.seat for s in signing_of(east.office, EAST).signatures] == [CHAIR, LEAD]
    assert read_messages(east.office) == 1


def test_the_keys_are_named_in_the_settings(tmp_path: Path, keys: Path) -> None:
    given = Settings(signing="docusign", docusign_connect_keys=keys)
    assert list(build_listeners(given)) == ["docusign"]
    assert build_listeners(replace_setting(given, signing="inhouse")) == {}
    assert build_listeners(replace_setting(given, docusign_connect_keys=None)) == {}
    keys.write_bytes(b"# none yet\n")
    for file, said in ((keys, "holds no key"), (tmp_path / "missing", "cannot be read")):
        with pytest.raises(BadSetting, match=said):
            build_listeners(replace_setting(given, docusign_connect_keys=file))


def replace_setting(settings: Settings, **changes: object) -> Settings:
    return settings.model_copy(update=changes)
