"""What is sent to DocuSign, in its own words: plain objects, every value of them a string.

The rules:
1. The first document is signed, in its own signature fields; the others go with it.
2. An act key makes the transaction id, and stands in a custom field: by either an envelope is found
   again when nobody knows whether it was made.
3. DocuSign's own reminders are off, and its own expiry is later than ours: the register does both.
4. Nobody passes their turn on by themselves: who signs for whom is for the register to know.
"""

import base64
import uuid
from collections.abc import Mapping
from typing import Any

from concordat.domain.signing import Seat
from concordat.services.providers import CopyTo, HandedDocument, Handover, SeatAsked
from concordat.signing.docusign_fields import Place

ACT, DOCUMENT = "concordat-act", "concordat-document"
NAME_TAB = "name"
TRANSACTIONS = uuid.UUID("5b1d1f52-6f0c-5d0e-9c55-7f6f3f2f7d11")
SEATS_IN_A_BLOCK = 1000
FIRST_COPY = 900_001
SUBJECT_AT_MOST, NAME_AT_MOST, BLURB_AT_MOST, DAYS_AT_MOST = 100, 100, 10_000, 999
LINE = 12
"""How high the line of the typed name is, in points."""
EVENTS = [
    "envelope-completed",
    "envelope-declined",
    "envelope-voided",
    "recipient-sent",
    "recipient-completed",
    "recipient-declined",
    "recipient-autoresponded",
    "recipient-authenticationfailed",
]


def transaction_id(key: str) -> str:
    """Return the transaction id of an act key, always the same."""
    return str(uuid.uuid5(TRANSACTIONS, key))


def recipient_id(seat: Seat) -> str:
    """Return the id of a seat among the recipients."""
    return str(seat.block * SEATS_IN_A_BLOCK + seat.candidate + 1)


def seat_of(recipient: str) -> Seat | None:
    """Return the seat of a recipient's id; None for whoever only gets a copy."""
    if not recipient.isdecimal() or not 0 < int(recipient) < FIRST_COPY:
        return None
    return Seat(*divmod(int(recipient) - 1, SEATS_IN_A_BLOCK))


def envelope(dispatch: Handover, places: Mapping[str, Place], listener: str) -> dict[str, Any]:
    """Return the body that makes and sends the envelope of a dispatch."""
    last = max(asked.order for asked in dispatch.seats)
    body: dict[str, Any] = {
        "status": "sent",
        "transactionId": transaction_id(dispatch.key),
        "emailSubject": dispatch.subject[:SUBJECT_AT_MOST],
        "emailBlurb": dispatch.words[:BLURB_AT_MOST],
        "documents": [_document(n, one) for n, one in enumerate(dispatch.documents, start=1)],
        "recipients": {
            "signers": [_signer(asked, places[asked.field]) for asked in dispatch.seats],
            "carbonCopies": [_copy(n, one, last + 1) for n, one in enumerate(dispatch.copies)],
        },
        "customFields": {
            "textCustomFields": [
                _field(ACT, dispatch.key),
                _field(DOCUMENT, dispatch.documents[0].sha256),
            ]
        },
        "notification": {
            "useAccountDefaults": "false",
            "reminders": {"reminderEnabled": "false"},
            "expirations": {
                "expireEnabled": "true",
                "expireAfter": str(min(dispatch.expires_days, DAYS_AT_MOST)),
                "expireWarn": "0",
            },
        },
        "allowReassign": "false",
        "envelopeIdStamping": "true",
    }
    return {**body, "eventNotification": subscription(listener)} if listener else body


def subscription(listener: str) -> dict[str, Any]:
    """Return how the envelope tells what happens to it: signed, each event by itself."""
    return {
        "url": listener,
        "events": EVENTS,
        "deliveryMode": "SIM",
        "requireAcknowledgment": "true",
        "loggingEnabled": "true",
        "includeHMAC": "true",
        "eventData": {
            "version": "restv2.1",
            "format": "json",
            "includeData": ["recipients", "tabs", "custom_fields"],
        },
    }


def who(asked: SeatAsked) -> dict[str, str]:
    """Return a seat as a recipient, without its tabs: what a correction sends."""
    name = f"{asked.title}, {asked.organisation}"
    return {
        "recipientId": recipient_id(asked.seat),
        "name": name[:NAME_AT_MOST],
        "email": asked.email,
    }


def voiding(reason: str) -> dict[str, str]:
    """Return the body that closes an envelope."""
    return {"status": "voided", "voidedReason": reason[:200]}


def _signer(asked: SeatAsked, place: Place) -> dict[str, Any]:
    here = {"documentId": "1", "pageNumber": str(place.page), "xPosition": str(place.x)}
    sign_here = {**here, "yPosition": str(place.y), "tabLabel": asked.field}
    typed = {
        **here,
        "yPosition": str(place.y + max(place.height - LINE, 0)),
        "tabLabel": NAME_TAB,
        "tooltip": "Your full name",
        "required": "true",
        "maxLength": "200",
        "width": str(place.width),
        "height": str(LINE),
    }
    tabs = {"signHereTabs": [sign_here], "textTabs": [typed]}
    return {**who(asked), "routingOrder": str(asked.order), "tabs": tabs}


def _copy(number: int, copy: CopyTo, order: int) -> dict[str, str]:
    return {
        "recipientId": str(FIRST_COPY + number),
        "name": copy.role[:NAME_AT_MOST],
        "email": copy.email,
        "routingOrder": str(order),
    }


def _document(number: int, document: HandedDocument) -> dict[str, str]:
    return {
        "documentId": str(number),
        "order": str(number),
        "name": document.name,
        "fileExtension": "pdf",
        "documentBase64": base64.b64encode(document.data).decode(),
    }


def _field(name: str, value: str) -> dict[str, str]:
    return {"name": name, "value": value, "show": "false", "required": "false"}
