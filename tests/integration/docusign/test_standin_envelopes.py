"""The stand-in keeps envelopes as DocuSign does: closed bodies, an order, nothing that begins again."""

import io
from typing import Any

import httpx
import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.fakes import FakeClock
from tests.integration.docusign.samples import a_page, a_signer, an_envelope
from tests.standins.docusign import control
from tests.standins.docusign.refusals import Refusal
from tests.standins.docusign.serving import StandIn


def sent(client: httpx.Client, *signers: dict[str, Any], **more: Any) -> str:
    answer = client.post("envelopes", json=an_envelope(*signers, **more))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["envelopeId"])


def signers(client: httpx.Client, envelope: str) -> dict[str, dict[str, Any]]:
    found = client.get(f"envelopes/{envelope}/recipients", params={"include_tabs": "true"})
    return {one["recipientId"]: one for one in found.json()["signers"]}


def statuses(client: httpx.Client, envelope: str) -> list[str]:
    return [one["status"] for one in signers(client, envelope).values()]


def status(client: httpx.Client, envelope: str) -> str:
    return str(client.get(f"envelopes/{envelope}").json()["status"])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"emailSubjct": "x"}, "EnvelopeDefinition.emailSubjct: no such key"),
        ({"allowReassign": True}, "EnvelopeDefinition.allowReassign: True is not a string"),
        (
            {"recipients": {"signers": [{"recipent_id": "1"}]}},
            "recipients.signers[0].recipent_id: no such key",
        ),
        ({"documents": {}}, "EnvelopeDefinition.documents: not a list"),
        (
            {"notification": {"expirations": {"expireAfter": 90}}},
            "notification.expirations.expireAfter: 90 is not a string",
        ),
    ],
)
def test_a_body_that_the_models_do_not_know_is_refused(
    client: httpx.Client, changed: dict[str, Any], said: str
) -> None:
    answer = client.post("envelopes", json=an_envelope(**changed))
    assert answer.status_code == 400
    assert answer.json()["errorCode"] == "INVALID_REQUEST_PARAMETER"
    assert said in answer.json()["message"]


def test_a_document_that_is_no_pdf_is_refused(client: httpx.Client) -> None:
    document = {"documentId": "1", "name": "x", "documentBase64": "bm90IGEgcGRm"}
    answer = client.post("envelopes", json=an_envelope(documents=[document]))
    assert "not a PDF" in answer.json()["message"]


def test_a_later_recipient_stays_created_until_the_earlier_ones_have_signed(
    docusign: StandIn, client: httpx.Client
) -> None:
    made = sent(client, a_signer(1), a_signer(2), a_signer(3, order=2))
    assert statuses(client, made) == ["sent", "sent", "created"]
    control.act(docusign.account, made, "sign", recipientId="1")
    assert statuses(client, made) == ["completed", "sent", "created"]
    control.act(docusign.account, made, "sign", recipientId="2")
    assert statuses(client, made) == ["completed", "completed", "sent"]
    control.act(docusign.account, made, "sign", recipientId="3")
    assert status(client, made) == "completed"
    asked = [letter.to for letter in docusign.account.inbox]
    assert asked == [f"chair{number}@east.example.org" for number in (1, 2, 3)]


def test_nobody_signs_before_their_turn_or_twice(docusign: StandIn, client: httpx.Client) -> None:
    made = sent(client, a_signer(1), a_signer(2, order=2))
    with pytest.raises(Refusal, match="created"):
        control.act(docusign.account, made, "sign", recipientId="2")
    control.act(docusign.account, made, "sign", recipientId="1")
    with pytest.raises(Refusal, match="completed"):
        control.act(docusign.account, made, "sign", recipientId="1")


def test_one_decline_ends_it_for_everyone(docusign: StandIn, client: httpx.Client) -> None:
    made = sent(client, a_signer(1), a_signer(2))
    control.act(docusign.account, made, "decline", recipientId="1", reason="Not our words.")
    assert status(client, made) == "declined"
    assert signers(client, made)["1"]["declinedReason"] == "Not our words."
    with pytest.raises(Refusal):
        control.act(docusign.account, made, "sign", recipientId="2")


def test_the_name_that_a_signer_types_stands_in_their_tab(
    docusign: StandIn, client: httpx.Client
) -> None:
    made = sent(client, a_signer(1, tabs={"textTabs": [{"tabLabel": "name"}]}))
    control.act(docusign.account, made, "sign", recipientId="1", name="The chair of East")
    [tab] = signers(client, made)["1"]["tabs"]["textTabs"]
    assert tab["value"] == "The chair of East"


def test_a_bounce_and_a_failed_identification_leave_the_recipient_asked(
    docusign: StandIn, client: httpx.Client
) -> None:
    made = sent(client, a_signer(1), a_signer(2))
    control.act(docusign.account, made, "bounce", recipientId="1", reason="550 no such user")
    control.act(docusign.account, made, "fail-identity", recipientId="2")
    found = signers(client, made)
    assert found["1"]["status"] == "autoresponded"
    assert found["2"]["recipientAuthenticationStatus"]["accessCodeResult"]["status"] == "Failed"
    control.act(docusign.account, made, "sign", recipientId="2")


def test_delegating_gives_the_turn_to_somebody_else(
    docusign: StandIn, client: httpx.Client
) -> None:
    made = sent(client, a_signer(1))
    to = {"name": "Vice-chair", "email": "vice@east.example.org"}
    control.act(docusign.account, made, "delegate", recipientId="1", **to)
    found = signers(client, made)["1"]
    assert (found["email"], found["delegatedBy"]["email"]) == (to["email"], a_signer(1)["email"])


def test_voiding_needs_a_reason_and_ends_it(client: httpx.Client) -> None:
    made = sent(client)
    assert client.put(f"envelopes/{made}", json={"status": "voided"}).status_code == 400
    voided = {"status": "voided", "voidedReason": "The record was drawn anew."}
    assert client.put(f"envelopes/{made}", json=voided).is_success
    assert status(client, made) == "voided"
    assert client.put(f"envelopes/{made}", json=voided).json()["errorCode"] == (
        "ENVELOPE_INVALID_STATUS"
    )


def test_an_unanswered_envelope_expires_on_its_day(
    docusign: StandIn, client: httpx.Client, clock: FakeClock
) -> None:
    expirations = {"expireEnabled": "true", "expireAfter": "90", "expireWarn": "0"}
    made = sent(client, notification={"useAccountDefaults": "false", "expirations": expirations})
    clock.advance(days=89)
    assert docusign.account.expire() == 0
    clock.advance(days=1)
    assert docusign.account.expire() == 1
    assert status(client, made) == "voided"


def test_a_corrected_recipient_is_asked_anew_and_a_signed_one_is_not_corrected(
    docusign: StandIn, client: httpx.Client
) -> None:
    made = sent(client, a_signer(1), a_signer(2))
    new = {"signers": [{"recipientId": "1", "email": "new@east.example.org"}]}
    assert client.put(f"envelopes/{made}/recipients", json=new).is_success
    assert docusign.account.inbox[-1].to == "new@east.example.org"
    control.act(docusign.account, made, "sign", recipientId="1")
    assert client.put(f"envelopes/{made}/recipients", json=new).status_code == 400


def test_resending_asks_only_those_whose_turn_it_is(
    docusign: StandIn, client: httpx.Client
) -> None:
    made = sent(client, a_signer(1), a_signer(2), a_signer(3, order=2))
    control.act(docusign.account, made, "sign", recipientId="1")
    docusign.account.inbox.clear()
    client.put(f"envelopes/{made}", params={"resend_envelope": "true"}, json={})
    assert [letter.recipient_id for letter in docusign.account.inbox] == ["2"]


def test_a_recipient_can_be_added_and_whoever_gets_a_copy_is_done_at_once(
    docusign: StandIn, client: httpx.Client
) -> None:
    made = sent(client, a_signer(1))
    copy = {"carbonCopies": [a_signer(9)]}
    assert client.post(f"envelopes/{made}/recipients", json=copy).status_code == 201
    control.act(docusign.account, made, "sign", recipientId="1")
    assert status(client, made) == "completed"


def test_a_transaction_is_known_for_seven_days(client: httpx.Client, clock: FakeClock) -> None:
    made = sent(client, transactionId="t-1")
    asked = {"transaction_ids": "t-1,t-2"}
    found = client.get("envelopes", params=asked).json()["envelopeTransactionStatuses"]
    assert found == [{"transactionId": "t-1", "envelopeId": made, "status": "sent"}]
    assert client.post("envelopes", json=an_envelope(transactionId="t-1")).status_code == 400
    clock.advance(days=7)
    assert client.get("envelopes", params=asked).json()["envelopeTransactionStatuses"] == []


def test_changes_are_listed_since_a_time_with_what_is_to_be_included(
    docusign: StandIn, client: httpx.Client, clock: FakeClock
) -> None:
    first = sent(client)
    clock.advance(hours=1)
    second = sent(client, customFields={"textCustomFields": [{"name": "act", "value": "east/1"}]})
    asked = {"from_date": clock.now().isoformat(), "include": "recipients,custom_fields"}
    [only] = client.get("envelopes", params=asked).json()["envelopes"]
    assert only["envelopeId"] == second
    assert only["recipients"]["signers"][0]["status"] == "sent"
    assert only["customFields"]["textCustomFields"][0]["value"] == "east/1"
    control.act(docusign.account, first, "sign", recipientId="1")
    assert client.get("envelopes", params=asked).json()["totalSetSize"] == "2"
    assert client.get("envelopes").status_code == 400


@pytest.mark.parametrize("which", ["combined", "certificate"])
def test_its_documents_say_stand_in_and_carry_its_signature(
    docusign: StandIn, client: httpx.Client, which: str
) -> None:
    made = sent(client)
    control.act(docusign.account, made, "sign", recipientId="1")
    answer = client.get(f"envelopes/{made}/documents/{which}")
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert all(b"STAND-IN" in page.Contents.read_bytes() for page in _flat(pdf))
    [signature] = PdfFileReader(io.BytesIO(answer.content)).embedded_signatures
    signature.compute_integrity_info()
    assert signature.docmdp_level is not None


def _flat(pdf: pikepdf.Pdf) -> list[pikepdf.Page]:
    for page in pdf.pages:
        page.contents_coalesce()
    return list(pdf.pages)


def test_the_document_itself_comes_back_as_it_was_sent(client: httpx.Client) -> None:
    made = sent(client)
    assert client.get(f"envelopes/{made}/documents/1").content == a_page()
    assert client.get(f"envelopes/{made}/documents/7").status_code == 404


def test_an_embedded_signer_gets_the_address_of_a_page(client: httpx.Client) -> None:
    made = sent(client, a_signer(1, clientUserId="east/0.0"))
    asked = {
        "userName": "Chair 1",
        "email": "chair1@east.example.org",
        "clientUserId": "east/0.0",
        "returnUrl": "https://portal.example.org/signing/back",
        "authenticationMethod": "None",
    }
    answer = client.post(f"envelopes/{made}/views/recipient", json=asked)
    assert answer.status_code == 201
    assert made in answer.json()["url"]
    other = client.post(f"envelopes/{made}/views/recipient", json={**asked, "email": "x"})
    assert other.json()["errorCode"] == "UNKNOWN_ENVELOPE_RECIPIENT"


def test_an_unknown_envelope_is_said_to_be_unknown(client: httpx.Client) -> None:
    answer = client.get("envelopes/none")
    assert (answer.status_code, answer.json()["errorCode"]) == (404, "ENVELOPE_DOES_NOT_EXIST")
