"""The stand-in grants tokens, counts calls, fails on demand, and tells what happened, signed."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest

from tests.fakes import FakeClock
from tests.integration.documents.certificates import rsa_key
from tests.integration.docusign.samples import (
    a_signer,
    a_subscription,
    an_assertion,
    an_envelope,
    authorized,
)
from tests.standins.docusign import control
from tests.standins.docusign.connect import PLAIN
from tests.standins.docusign.faults import Fault
from tests.standins.docusign.serving import StandIn


def token(docusign: StandIn, form: dict[str, str]) -> httpx.Response:
    return httpx.post(f"{docusign.url}/oauth/token", data=form, trust_env=False, verify=PLAIN)


@pytest.mark.parametrize(
    ("claims", "error"),
    [
        ({"iss": "somebody"}, "issuer_not_found"),
        ({"sub": "somebody"}, "user_not_found"),
        ({"aud": "account.docusign.com"}, "audience_not_found"),
        ({"exp": 1}, "expired_grant"),
        ({"scope": "signature"}, "consent_required"),
    ],
)
def test_an_assertion_that_is_wrong_gets_no_token(
    docusign: StandIn, claims: dict[str, Any], error: str
) -> None:
    answer = token(docusign, an_assertion(docusign, **claims))
    assert answer.status_code == 400
    assert error in answer.json().values()


def test_a_key_that_is_not_the_applications_gets_no_token(docusign: StandIn) -> None:
    answer = token(docusign, an_assertion(docusign, rsa_key()))
    assert answer.json()["error_description"] == "no_valid_keys_or_signatures"


def test_without_consent_there_is_no_token(docusign: StandIn) -> None:
    docusign.account.grants.consented = False
    assert token(docusign, an_assertion(docusign)).json() == {"error": "consent_required"}


def test_userinfo_names_the_account_and_where_it_is(docusign: StandIn) -> None:
    headers = {"Authorization": authorized(docusign)}
    url = f"{docusign.url}/oauth/userinfo"
    [account] = httpx.get(url, headers=headers, trust_env=False, verify=PLAIN).json()["accounts"]
    assert account["account_id"] == docusign.account.grants.account_id
    assert account["base_uri"] == docusign.url
    assert httpx.get(url, trust_env=False, verify=PLAIN).status_code == 401


def test_a_revoked_token_and_a_foreign_account_are_refused(
    docusign: StandIn, client: httpx.Client
) -> None:
    foreign = client.get(f"{docusign.url}/restapi/v2.1/accounts/other/envelopes")
    assert foreign.json()["errorCode"] == "USER_DOES_NOT_BELONG_TO_SPECIFIED_ACCOUNT"
    docusign.account.grants.revoke()
    answer = client.get("envelopes")
    assert (answer.status_code, answer.json()["errorCode"]) == (401, "AUTHORIZATION_INVALID_TOKEN")


def changes(client: httpx.Client, clock: FakeClock) -> httpx.Response:
    return client.get("envelopes", params={"from_date": clock.now().isoformat()})


@pytest.mark.parametrize("status", [400, 429])
def test_a_call_beyond_the_hours_limit_is_refused_until_the_top_of_the_hour(
    docusign: StandIn, client: httpx.Client, clock: FakeClock, status: int
) -> None:
    docusign.account.limits.an_hour, docusign.account.limits.status = 2, status
    left = [changes(client, clock).headers["X-RateLimit-Remaining"] for _ in range(2)]
    assert left == ["1", "0"]
    refused = changes(client, clock)
    assert refused.status_code == status
    assert refused.json()["errorCode"] == "HOURLY_APIINVOCATION_LIMIT_EXCEEDED"
    assert int(refused.headers["X-RateLimit-Reset"]) == clock.now().timestamp() + 3600
    clock.advance(hours=1)
    assert changes(client, clock).is_success


def test_a_burst_is_refused_for_half_a_minute(
    docusign: StandIn, client: httpx.Client, clock: FakeClock
) -> None:
    docusign.account.limits.in_half_a_minute = 1
    assert changes(client, clock).headers["X-BurstLimit-Remaining"] == "0"
    assert changes(client, clock).json()["errorCode"] == "BURST_APIINVOCATION_LIMIT_EXCEEDED"
    clock.advance(seconds=30)
    assert changes(client, clock).is_success


def test_an_envelope_is_not_looked_at_twice_in_a_quarter_of_an_hour(
    docusign: StandIn, client: httpx.Client, clock: FakeClock
) -> None:
    docusign.account.limits.polling = True
    made = client.post("envelopes", json=an_envelope()).json()["envelopeId"]
    assert client.get(f"envelopes/{made}").is_success
    assert client.get(f"envelopes/{made}").status_code == 429
    clock.advance(minutes=15)
    assert client.get(f"envelopes/{made}").is_success


@pytest.mark.parametrize("fault", [Fault.DROPPED, Fault.DROPPED_AFTER])
def test_a_dropped_connection_is_no_answer(
    docusign: StandIn, client: httpx.Client, fault: Fault
) -> None:
    docusign.faults.plan(fault, "POST .*/envelopes")
    # The end of the connection, or its reset where the request had not been read to its end.
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        client.post("envelopes", json=an_envelope())
    assert len(docusign.account.envelopes) == (fault == Fault.DROPPED_AFTER)
    assert client.post("envelopes", json=an_envelope()).status_code == 201


def test_an_answer_that_is_late_comes_after_the_envelope_was_made(
    docusign: StandIn, client: httpx.Client
) -> None:
    docusign.faults.plan(Fault.LATE_AFTER, "POST .*/envelopes")
    with pytest.raises(httpx.ReadTimeout):
        client.post("envelopes", json=an_envelope(), timeout=0.5)
    assert len(docusign.account.envelopes) == 1


@pytest.mark.parametrize(
    ("fault", "status", "begins"),
    [
        (Fault.REFUSED, 503, b'{"errorCode": "UNSPECIFIED_ERROR"'),
        (Fault.FAILED_AFTER, 503, b'{"errorCode": "UNSPECIFIED_ERROR"'),
        (Fault.HTML_AFTER, 200, b"<html>"),
        (Fault.CUT_AFTER, 200, b'{"envelopeId": "0'),
    ],
)
def test_a_planned_fault_strikes_once(
    docusign: StandIn, client: httpx.Client, fault: Fault, status: int, begins: bytes
) -> None:
    docusign.faults.plan(fault, "POST .*/envelopes", status=503)
    answer = client.post("envelopes", json=an_envelope())
    assert answer.status_code == status
    assert answer.content.startswith(begins)
    assert client.post("envelopes", json=an_envelope()).status_code == 201
    assert len(docusign.account.envelopes) == (1 if fault == Fault.REFUSED else 2)


class Listener:
    """A portal that takes messages, or answers with what a test says."""

    def __init__(self) -> None:
        self.status = 200
        self.taken: list[tuple[dict[str, str], bytes]] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                listener.taken.append((headers, body))
                self.send_response(listener.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/connect"

    def events(self) -> list[str]:
        return [json.loads(body)["event"] for _, body in self.taken]


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    with made.server:
        thread = Thread(target=made.server.serve_forever, args=(0.05,))
        thread.start()
        yield made
        made.server.shutdown()
        thread.join()


def test_every_event_is_told_with_its_recipient_and_signed_with_each_key(
    docusign: StandIn, client: httpx.Client, clock: FakeClock, listener: Listener
) -> None:
    docusign.account.connect.keys = [b"old key", b"new key"]
    subscription = a_subscription(listener.url, "recipients", "custom_fields")
    body = an_envelope(a_signer(1), eventNotification=subscription)
    made = client.post("envelopes", json=body).json()["envelopeId"]
    control.act(docusign.account, made, "sign", recipientId="1")
    assert docusign.account.connect.deliver(clock.now()) == 6
    assert listener.events() == [
        "envelope-sent",
        "recipient-sent",
        "recipient-delivered",
        "envelope-delivered",
        "recipient-completed",
        "envelope-completed",
    ]
    headers, raw = listener.taken[4]
    for number, key in enumerate([b"old key", b"new key"], start=1):
        expected = base64.b64encode(hmac.new(key, raw, hashlib.sha256).digest()).decode()
        assert headers[f"x-docusign-signature-{number}"] == expected
    told = json.loads(raw)
    assert told["data"]["recipientId"] == "1"
    assert told["data"]["envelopeSummary"]["recipients"]["signers"][0]["status"] == "completed"


def test_what_is_not_acknowledged_comes_again_a_day_later_fifteen_times(
    docusign: StandIn, client: httpx.Client, clock: FakeClock, listener: Listener
) -> None:
    subscription = {**a_subscription(listener.url), "events": ["envelope-sent"]}
    client.post("envelopes", json=an_envelope(eventNotification=subscription))
    listener.status = 500
    assert docusign.account.connect.deliver(clock.now()) == 0
    assert docusign.account.connect.deliver(clock.now()) == 0
    assert len(listener.taken) == 1
    for _ in range(16):
        clock.advance(days=1)
        docusign.account.connect.deliver(clock.now())
    assert [json.loads(body)["retryCount"] for _, body in listener.taken] == list(range(16))
    assert len(docusign.account.connect.given_up) == 1


def test_messages_can_come_twice_and_backwards(
    docusign: StandIn, client: httpx.Client, clock: FakeClock, listener: Listener
) -> None:
    subscription = {**a_subscription(listener.url), "events": ["envelope-sent", "recipient-sent"]}
    client.post("envelopes", json=an_envelope(eventNotification=subscription))
    docusign.account.connect.deliver(clock.now(), times=2, backwards=True)
    assert listener.events() == ["recipient-sent"] * 2 + ["envelope-sent"] * 2


def test_its_acts_can_be_asked_for_over_http(docusign: StandIn, client: httpx.Client) -> None:
    made = client.post("envelopes", json=an_envelope()).json()["envelopeId"]
    [letter] = client.get(f"{docusign.url}/stand-in/inbox").json()
    assert (letter["envelope_id"], letter["to"]) == (made, "chair1@east.example.org")
    act = {"envelopeId": made, "recipientId": "1", "act": "sign", "name": "The chair"}
    answer = client.post(f"{docusign.url}/stand-in/acts", json=act)
    assert answer.json() == {"status": "completed"}
    again = client.post(f"{docusign.url}/stand-in/acts", json=act)
    assert again.json()["errorCode"] == "ENVELOPE_INVALID_STATUS"
