"""Reports of letters that came back, as a mail server sends them to the portal."""

import hashlib
import hmac
import json
from typing import Any

import httpx
import pytest

from concordat.domain.facts import Fact
from concordat.notices.returned_message import read_returned
from concordat.portal.forms import MAX_BYTES
from concordat.portal.pace import limits
from concordat.portal.post import Post
from concordat.services.deliver import deliver_notices
from concordat.services.office import Office
from concordat.services.returned import Taken
from tests.fakes import EAST, advance, place_decided, postman_of, rows_of, signing_of
from tests.integration.portal.conftest import Visitor
from tests.unit.notices.returned_samples import a_report

KEY = "a key that both hold"
CHAIR = "chair@east.example.org"


@pytest.fixture
def server(signed_office: Office) -> Visitor:
    """Return a mail server that knows the key of an office which has asked the chair of East to sign."""
    place_decided(signed_office, EAST)
    advance(signed_office, EAST)
    deliver_notices(signed_office)
    return Visitor(signed_office, post=Post(KEY, read_returned))


def sent(server: Visitor, body: bytes, kind: str, key: str = KEY, **headers: str) -> httpx.Response:
    signature = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    said = {"Content-Type": kind, "X-Concordat-Signature": f"sha256={signature}", **headers}
    return server.call("POST", "/webhooks/mail", content=body, headers=said)


def message_id(server: Visitor) -> str:
    asked = [x for x in postman_of(server.office).of("signing-request") if CHAIR in x.to]
    return asked[0].message_id


def a_json(server: Visitor, **changes: Any) -> bytes:
    said = {
        "message_id": message_id(server),
        "recipient": CHAIR,
        "kind": "failed",
        "words": "550 5.1.1 user unknown",
    }
    return json.dumps({**said, **changes}).encode()


def bounced(server: Visitor) -> bool:
    return signing_of(server.office, EAST).open_requests[0].bounced_at is not None


def test_a_report_in_json_is_recorded_once(server: Visitor) -> None:
    answer = sent(server, a_json(server), "application/json")
    assert (answer.status_code, answer.json()) == (200, {"taken": [Taken.RECORDED]})
    assert bounced(server)
    again = sent(server, a_json(server), "application/json; charset=utf-8")
    assert again.json() == {"taken": [Taken.KNOWN]}
    assert server.happened().count(Fact.NOTICE_RETURNED) == 1


def test_the_message_that_came_back_is_taken_as_it_is(server: Visitor) -> None:
    answer = sent(server, a_report(message_id=message_id(server)), "message/rfc822")
    assert answer.json() == {"taken": [Taken.RECORDED]}
    assert bounced(server)


def test_a_delay_and_an_unknown_letter_are_answered_and_change_nothing(server: Visitor) -> None:
    unknown = sent(server, a_json(server, message_id="<x@y>"), "application/json")
    assert unknown.json() == {"taken": [Taken.UNKNOWN]}
    delayed = sent(server, a_json(server, kind="delayed"), "application/json")
    assert delayed.json() == {"taken": [Taken.DELAYED]}
    assert sent(server, b"no report", "message/rfc822").json() == {"taken": []}
    assert not bounced(server)


def test_signed_reports_have_no_limit_and_forged_ones_have(server: Visitor) -> None:
    server.address = "203.0.113.9"
    server.app.state.limits = limits(2, lambda: 1000.0)
    taken = {sent(server, b"no report", "message/rfc822").status_code for _ in range(20)}
    assert taken == {200}
    forged = [sent(server, b"x", "message/rfc822", key="another").status_code for _ in range(5)]
    assert forged == [401, 401, 401, 401, 429]


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=" + "0" * 64, "é"])
def test_a_report_that_is_not_signed_with_the_key_changes_nothing(
    server: Visitor, signature: str
) -> None:
    before = rows_of(server.office)
    headers = {"X-Concordat-Signature": signature.encode("latin-1")}
    body = a_json(server)
    answer = server.call("POST", "/webhooks/mail", content=body, headers=headers)
    assert answer.status_code == 401
    assert sent(server, body, "application/json", key="another").status_code == 401
    assert rows_of(server.office) == before


def test_a_signature_is_that_of_the_very_bytes(server: Visitor) -> None:
    signature = hmac.new(KEY.encode(), a_json(server), hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Concordat-Signature": signature}
    other = a_json(server, words="other words")
    answer = server.call("POST", "/webhooks/mail", content=other, headers=headers)
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"[]",
        b'{"message_id": 7, "recipient": "", "kind": "failed", "words": ""}',
        b'{"message_id": "<x@y>", "recipient": "", "kind": "opened", "words": ""}',
        b'{"message_id": "<x@y>", "recipient": "\\u0000", "kind": "failed", "words": ""}',
        b"[" * 100_000,
    ],
)
def test_what_is_not_of_the_documented_shape_is_refused(server: Visitor, body: bytes) -> None:
    assert sent(server, body, "application/json").status_code == 400


def test_other_kinds_and_too_much_are_refused(server: Visitor) -> None:
    assert sent(server, b"x=y", "application/x-www-form-urlencoded").status_code == 415
    assert sent(server, b"x" * (MAX_BYTES + 1), "message/rfc822").status_code == 413


def test_without_a_key_there_is_no_such_page(signed_office: Office) -> None:
    visitor = Visitor(signed_office)
    assert sent(visitor, b"{}", "application/json", key="").status_code == 404


def test_nobody_can_see_on_the_public_pages_whose_letter_came_back(server: Visitor) -> None:
    before = {path: server.get(path).text for path in ("/", "/status.json")}
    sent(server, a_json(server), "application/json")
    assert bounced(server)
    after = {path: server.get(path).text for path in ("/", "/status.json")}
    assert before == after
