"""Whatever goes wrong on the way: one envelope, a fault of ours in words, and nothing lost."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from concordat.domain.errors import BadSetting, NotFound, Throttled, Undeliverable
from concordat.signing import docusign_transport
from concordat.signing.docusign import DocuSign
from concordat.signing.docusign_account import DocuSignAccount
from concordat.signing.docusign_errors import (
    NotLetIn,
    Rejected,
    TooMany,
    Unanswered,
    Unknown,
    fault,
)
from tests.fakes import FakeClock
from tests.integration.documents.certificates import rsa_key
from tests.integration.docusign.dispatches import a_dispatch, account_at, asked, provider_at, sent
from tests.standins.docusign.faults import Fault
from tests.standins.docusign.limits import BURST, HOURLY, POLLING
from tests.standins.docusign.serving import StandIn

NOW = datetime(2027, 6, 10, 12, 20, tzinfo=UTC)
SENDING = "POST .*/envelopes"


@pytest.fixture
def provider(docusign: StandIn, monkeypatch: pytest.MonkeyPatch) -> DocuSign:
    """Return a provider that does not wait long."""
    monkeypatch.setattr(docusign_transport, "WAIT_S", (1.0, 0.6))
    return provider_at(docusign)


@pytest.mark.parametrize("fault", list(Fault))
def test_an_envelope_is_sent_once_whatever_happens_to_the_first_try(
    docusign: StandIn, provider: DocuSign, clock: FakeClock, fault: Fault
) -> None:
    tried_at = clock.now()
    docusign.faults.plan(fault, SENDING, status=502)
    with pytest.raises(Unanswered):
        sent(provider)
    clock.advance(minutes=2)
    reference = sent(provider, tried=tried_at)
    assert list(docusign.account.envelopes) == [reference]


@pytest.mark.parametrize("fault", [Fault.DROPPED_AFTER, Fault.LATE_AFTER, Fault.HTML_AFTER])
def test_a_try_of_weeks_ago_is_found_by_its_act_key(
    docusign: StandIn, provider: DocuSign, clock: FakeClock, fault: Fault
) -> None:
    tried_at = clock.now()
    docusign.faults.plan(fault, SENDING)
    with pytest.raises(Unanswered):
        sent(provider)
    sent(provider, a_dispatch(key="another"))
    clock.advance(days=21)
    made = next(iter(docusign.account.envelopes))
    assert sent(provider, tried=tried_at) == made
    assert len(docusign.account.envelopes) == 2


def test_a_transaction_listed_among_envelopes_is_found_too(
    docusign: StandIn, provider: DocuSign, clock: FakeClock
) -> None:
    docusign.account.lists_transactions_as_envelopes = True
    first = sent(provider)
    assert sent(provider, tried=clock.now()) == first


@pytest.mark.parametrize("step", ["GET .*/envelopes", SENDING])
@pytest.mark.parametrize("fault", list(Fault))
def test_a_fault_while_asking_what_became_of_it_makes_no_second_envelope(
    docusign: StandIn, provider: DocuSign, clock: FakeClock, fault: Fault, step: str
) -> None:
    tried_at = clock.now()
    docusign.faults.plan(Fault.DROPPED_AFTER, SENDING)
    with pytest.raises(Unanswered):
        sent(provider)
    docusign.faults.plan(fault, step, status=503)
    for _ in range(3):
        try:
            sent(provider, tried=tried_at)
        except Unanswered:
            continue
    assert len(docusign.account.envelopes) == 1


def test_nothing_is_tried_again_in_silence(docusign: StandIn, provider: DocuSign) -> None:
    reference = sent(provider)
    docusign.account.calls.clear()
    docusign.faults.plan(Fault.FAILED_AFTER, "PUT .*", status=503, times=5)
    with pytest.raises(Unanswered):
        provider.ask(reference, asked(0))
    assert len([call for call in docusign.account.calls if call.startswith("PUT")]) == 1


@pytest.mark.parametrize("status", [301, 302, 307])
def test_a_redirect_is_not_followed_with_the_token(
    docusign: StandIn, provider: DocuSign, status: int
) -> None:
    elsewhere = {"Location": f"{docusign.url}/stand-in/inbox"}
    docusign.faults.plan(Fault.REFUSED, SENDING, status=status, headers=elsewhere)
    with pytest.raises(Rejected):
        sent(provider)


def test_a_revoked_token_is_asked_for_anew_once(docusign: StandIn, provider: DocuSign) -> None:
    sent(provider)
    docusign.account.grants.revoke()
    sent(provider, a_dispatch(key="another"))
    assert len(docusign.account.envelopes) == 2


def test_revoked_consent_is_said_in_words(docusign: StandIn, provider: DocuSign) -> None:
    sent(provider)
    docusign.account.grants.revoke()
    docusign.account.grants.consented = False
    with pytest.raises(NotLetIn, match="Give consent once") as refused:
        sent(provider, a_dispatch(key="another"))
    assert refused.value.code == "consent_required"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"integration_key": "somebody"}, "CONCORDAT_DOCUSIGN_INTEGRATION_KEY"),
        ({"user_id": "somebody"}, "CONCORDAT_DOCUSIGN_USER_ID"),
        ({"account_id": "another"}, "CONCORDAT_DOCUSIGN_ACCOUNT_ID"),
        ({"auth_host": "account.docusign.com"}, "CONCORDAT_DOCUSIGN_AUTH_HOST"),
    ],
)
def test_a_wrong_setting_is_named(docusign: StandIn, changed: dict[str, str], said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        sent(provider_at(docusign, **changed))


def test_a_key_that_is_not_the_applications_is_named(docusign: StandIn) -> None:
    key = rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(NotLetIn, match="CONCORDAT_DOCUSIGN_PRIVATE_KEY"):
        sent(provider_at(docusign, private_key=key))


def test_an_unknown_envelope_is_not_found(provider: DocuSign) -> None:
    with pytest.raises(Unknown) as refused:
        provider.fetch("none", complete=True)
    assert isinstance(refused.value, NotFound)
    assert refused.value.code == "ENVELOPE_DOES_NOT_EXIST"


def test_a_signed_recipient_is_not_asked_again(docusign: StandIn, provider: DocuSign) -> None:
    reference = sent(provider)
    with docusign.account.changing(reference) as envelope:
        envelope.sign("1", docusign.account.now())
    with pytest.raises(Rejected, match="ENVELOPE_INVALID_STATUS"):
        provider.ask(reference, asked(0))


def test_nobody_listening_is_unreachable(docusign: StandIn) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(Unanswered) as failed:
            sent(provider_at(docusign, stand_in=url))
    assert isinstance(failed.value, Undeliverable)


def test_a_proxy_that_is_not_there_is_unreachable(docusign: StandIn) -> None:
    with pytest.raises(Unanswered):
        sent(provider_at(docusign, proxy="http://127.0.0.1:9"))


def test_a_file_that_is_no_ca_is_an_error_before_anything_is_sent(
    docusign: StandIn, tmp_path: Path
) -> None:
    empty = tmp_path / "ca.pem"
    empty.write_text("")
    secure = docusign.url.replace("http://", "https://")
    with pytest.raises((Unanswered, ssl.SSLError)):
        sent(provider_at(docusign, ca=empty, stand_in=secure))


@pytest.mark.parametrize("status", [400, 429])
@pytest.mark.parametrize(
    ("code", "headers", "until"),
    [
        (HOURLY, {}, NOW.replace(hour=13, minute=0)),
        (
            HOURLY.lower(),
            {"x-ratelimit-reset": str(int(NOW.timestamp()) + 5)},
            NOW + timedelta(seconds=5),
        ),
        (HOURLY, {"x-ratelimit-reset": "1"}, NOW.replace(hour=13, minute=0)),
        (BURST, {"x-ratelimit-reset": "9999999999"}, NOW + timedelta(seconds=30)),
        (POLLING, {}, NOW + timedelta(minutes=15)),
        (POLLING, {"retry-after": "7"}, NOW + timedelta(seconds=7)),
    ],
)
def test_throttling_is_known_by_its_code_and_says_until_when(
    status: int, code: str, headers: dict[str, str], until: datetime
) -> None:
    body = b'{"errorCode": "%s", "message": "x"}' % code.encode()
    found = fault(status, body, headers, NOW)
    assert isinstance(found, Throttled)
    assert isinstance(found, TooMany)
    assert (found.until, found.code, found.status) == (until, code, status)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (429, b"", TooMany),
        (401, b"<html>", NotLetIn),
        (404, b'{"errorCode": "ENVELOPE_DOES_NOT_EXIST"}', Unknown),
        (400, b'{"errorCode": "INVALID_REQUEST_PARAMETER", "message": "routingOrder"}', Rejected),
        (409, b"[]", Rejected),
        (408, b"", Unanswered),
        (500, b'{"errorCode": "UNSPECIFIED_ERROR"}', Unanswered),
        (502, b"<html>Bad gateway</html>", Unanswered),
        (400, b'{"error": "consent_required"}', NotLetIn),
        (400, b'{"error": "invalid_grant", "error_description": "user_not_found"}', NotLetIn),
    ],
)
def test_each_refusal_has_its_kind(status: int, body: bytes, kind: type) -> None:
    found = fault(status, body, {}, NOW)
    assert type(found) is kind
    assert str(found)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"integration_key": "", "user_id": ""}, "INTEGRATION_KEY, CONCORDAT_DOCUSIGN_USER_ID"),
        ({"private_key": b"-----BEGIN PUBLIC KEY-----"}, "no private key"),
    ],
)
def test_an_account_that_is_not_whole_is_said_to_be_so(
    docusign: StandIn, changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadSetting, match=said):
        account_at(docusign, **changed).check(rehearsal=True)


def test_a_stand_in_is_for_rehearsals_on_this_machine_alone(docusign: StandIn) -> None:
    account_at(docusign).check(rehearsal=True)
    account_at(docusign, stand_in="").check(rehearsal=False)
    with pytest.raises(BadSetting, match="no rehearsal"):
        account_at(docusign).check(rehearsal=False)
    with pytest.raises(BadSetting, match="no rehearsal"):
        account_at(docusign, stand_in="https://stand-in.example.org").check(rehearsal=True)


def test_an_accounts_secret_is_not_shown() -> None:
    account = DocuSignAccount("key", "user", "account", b"-----BEGIN PRIVATE KEY-----secret")
    assert "secret" not in repr(account)
