"""Envelopes as a sender writes them, and a token for the stand-in."""

import base64
import io
import time
from functools import cache
from typing import Any

import httpx
import jwt
import pikepdf

from tests.standins.docusign.connect import PLAIN
from tests.standins.docusign.grants import GRANT, HOST
from tests.standins.docusign.serving import StandIn

EVENTS = [
    "envelope-sent",
    "envelope-delivered",
    "envelope-completed",
    "envelope-declined",
    "envelope-voided",
    "envelope-corrected",
    "recipient-sent",
    "recipient-resent",
    "recipient-delivered",
    "recipient-completed",
    "recipient-declined",
    "recipient-delegate",
    "recipient-autoresponded",
    "recipient-authenticationfailed",
    "recipient-finish-later",
]


@cache
def a_page() -> bytes:
    """Return a PDF of one empty page."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page(page_size=(595, 842))
    made.save(out)
    return out.getvalue()


def a_signer(number: int, order: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "recipientId": str(number),
        "name": f"Chair {number}",
        "email": f"chair{number}@east.example.org",
        "routingOrder": str(order),
        **more,
    }


def an_envelope(*signers: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the body of an envelope that is sent at once to these signers."""
    document = {
        "documentId": "1",
        "name": "Record of East",
        "fileExtension": "pdf",
        "documentBase64": base64.b64encode(a_page()).decode(),
    }
    return {
        "status": "sent",
        "emailSubject": "Please sign the record of East",
        "documents": [document],
        "recipients": {"signers": list(signers or (a_signer(1),))},
        **more,
    }


def a_subscription(url: str, *included: str) -> dict[str, Any]:
    """Return the subscription of an envelope to every event."""
    data = {"version": "restv2.1", "format": "json"}
    return {
        "url": url,
        "events": EVENTS,
        "deliveryMode": "SIM",
        "requireAcknowledgment": "true",
        "includeHMAC": "true",
        "eventData": {**data, "includeData": list(included)} if included else data,
    }


def an_assertion(docusign: StandIn, key: Any = None, **claims: Any) -> dict[str, str]:
    """Return the form that asks for a token; `claims` replace some of its claims."""
    grants, now = docusign.account.grants, int(time.time())
    said = {
        "iss": grants.integration_key,
        "sub": grants.user_id,
        "aud": HOST,
        "iat": now,
        "exp": now + 600,
        "scope": "signature impersonation",
        **claims,
    }
    signed = jwt.encode(said, key or grants.private_key_pem, algorithm="RS256")
    return {"grant_type": GRANT, "assertion": signed}


def authorized(docusign: StandIn) -> str:
    """Return the header of a call with a fresh token."""
    form = an_assertion(docusign)
    answer = httpx.post(f"{docusign.url}/oauth/token", data=form, trust_env=False, verify=PLAIN)
    return f"Bearer {answer.json()['access_token']}"
