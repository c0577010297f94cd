"""One envelope: who is asked in which order, what each may do now, and when it is over.

The rules:
1. A recipient of a later order stays `created` until everyone of the earlier ones has completed.
2. Only a recipient who was sent the envelope, and has not finished with it, acts on it.
3. One decline ends the envelope for everyone; so does voiding it. Nothing that is over begins again.
4. Whoever gets a copy is done as soon as their turn comes.
5. A recipient can be corrected, or sent the envelope again, until they have signed.
"""

import base64
import binascii
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.standins.docusign.refusals import invalid, wrong_status

SIGNERS, COPIES = "signers", "carbonCopies"
OVER = {"completed", "declined", "voided"}
DONE = {"completed", "declined"}
CORRECTED = {"name", "email", "note", "routingOrder"}
"""What a correction may change of a recipient."""


def written(at: datetime) -> str:
    """Return a time as DocuSign writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f0Z")


@dataclass
class Recipient:
    """One who is asked. `given` is what the sender said of them; `told` what became of it."""

    kind: str
    given: dict[str, Any]
    guid: str = field(default_factory=lambda: str(uuid.uuid4()))
    status: str = "created"
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return str(self.given["recipientId"])

    @property
    def order(self) -> int:
        return int(self.given.get("routingOrder", "1"))

    @property
    def email(self) -> str:
        return str(self.given["email"])

    def shown(self, *, with_tabs: bool) -> dict[str, Any]:
        """Return the recipient as it is answered."""
        kept = {k: v for k, v in self.given.items() if k != "tabs" or with_tabs}
        return {**kept, "recipientIdGuid": self.guid, "status": self.status, **self.told}


@dataclass
class Event:
    """What happened: its name, when, and to which recipient if it did to one."""

    name: str
    at: datetime
    recipient: Recipient | None = None


@dataclass
class Envelope:
    """An envelope as it stands; `events` are what has happened to it, oldest first."""

    definition: dict[str, Any]
    sender: str
    created_at: datetime
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    status: str = "created"
    recipients: list[Recipient] = field(default_factory=list)
    documents: list[tuple[str, str, bytes]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    changed_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.changed_at = self.created_at
        self.documents = [_document(one) for one in self.definition.get("documents", [])]
        given = self.definition.get("recipients", {})
        self.recipients = [
            Recipient(kind, dict(one)) for kind in (SIGNERS, COPIES) for one in given.get(kind, [])
        ]
        ids = [one.id for one in self.recipients]
        if not self.documents or not self.signers or len(set(ids)) != len(ids):
            raise invalid("An envelope needs documents, and recipients with ids of their own.")

    @property
    def signers(self) -> list[Recipient]:
        return [one for one in self.recipients if one.kind == SIGNERS]

    @property
    def expires_at(self) -> datetime | None:
        """When it is voided by itself, counted from its sending."""
        expirations = self.definition.get("notification", {}).get("expirations", {})
        if expirations.get("expireEnabled") != "true":
            return None
        return self.created_at + timedelta(days=int(expirations["expireAfter"]))

    def recipient(self, recipient_id: str) -> Recipient:
        for one in self.recipients:
            if one.id == recipient_id:
                return one
        raise invalid(f"There is no recipient {recipient_id}.")

    def send(self, now: datetime) -> None:
        """Send it to those whose turn is first."""
        if self.status != "created":
            raise wrong_status(f"The envelope is {self.status}.")
        self._become("sent", now, "envelope-sent")
        self._route(now)

    def _route(self, now: datetime) -> None:
        while self.status not in OVER:
            waiting = [one for one in self.recipients if one.status not in DONE]
            if not waiting:
                self._become("completed", now, "envelope-completed")
                return
            turn = min(one.order for one in waiting)
            due = [one for one in waiting if one.order == turn and one.status == "created"]
            for one in due:
                one.status = "sent"
                one.told["sentDateTime"] = written(now)
                self._happen("recipient-sent", now, one)
            copies = [one for one in due if one.kind == COPIES]
            for one in copies:
                one.status = "completed"
                self._happen("recipient-completed", now, one)
            if not copies:
                return

    def open(self, recipient_id: str, now: datetime) -> None:
        """Have a recipient open the envelope."""
        one = self._acting(recipient_id)
        if one.status == "sent":
            one.status = "delivered"
            one.told["deliveredDateTime"] = written(now)
            self._happen("recipient-delivered", now, one)
        here = [r for r in self.signers if r.order == one.order]
        if self.status == "sent" and all(r.status != "sent" for r in here):
            self._become("delivered", now, "envelope-delivered")

    def sign(self, recipient_id: str, now: datetime, name: str = "") -> None:
        """Have a recipient sign, under the name they type; whoever is next is asked."""
        self.open(recipient_id, now)
        one = self._acting(recipient_id)
        for tab in one.given.get("tabs", {}).get("textTabs", []):
            tab["value"] = name or one.given["name"]
        one.status = "completed"
        one.told["signedDateTime"] = written(now)
        self._happen("recipient-completed", now, one)
        self._route(now)

    def decline(self, recipient_id: str, now: datetime, reason: str) -> None:
        """Have a recipient decline: that ends it for everyone."""
        one = self._acting(recipient_id)
        one.status = "declined"
        one.told |= {"declinedDateTime": written(now), "declinedReason": reason}
        self._happen("recipient-declined", now, one)
        self._become("declined", now, "envelope-declined")

    def bounce(self, recipient_id: str, now: datetime, reason: str) -> None:
        """Have the letter to a recipient come back."""
        one = self._acting(recipient_id)
        one.status = "autoresponded"
        one.told["autoRespondedReason"] = reason
        self._happen("recipient-autoresponded", now, one)

    def fail_identity(self, recipient_id: str, now: datetime) -> None:
        """Have a recipient fail to show who they are; they stay asked."""
        one = self._acting(recipient_id)
        failed = {"status": "Failed", "eventTimestamp": written(now)}
        one.told["recipientAuthenticationStatus"] = {"accessCodeResult": failed}
        self._happen("recipient-authenticationfailed", now, one)

    def delegate(self, recipient_id: str, now: datetime, name: str, email: str) -> None:
        """Have a recipient hand their turn to somebody else."""
        one = self._acting(recipient_id)
        one.told["delegatedBy"] = {"name": one.given["name"], "email": one.email}
        one.given |= {"name": name, "email": email}
        self._happen("recipient-delegate", now, one)

    def finish_later(self, recipient_id: str, now: datetime) -> None:
        """Have a recipient close the envelope without deciding."""
        self.open(recipient_id, now)
        self._happen("recipient-finish-later", now, self._acting(recipient_id))

    def void(self, now: datetime, reason: str) -> None:
        """End it for everyone who has not signed."""
        if self.status in OVER or self.status == "created":
            raise wrong_status(f"The envelope is {self.status}.")
        if not reason:
            raise invalid("voidedReason is missing.")
        self.told["voidedReason"] = reason
        self._become("voided", now, "envelope-voided")

    def correct(self, given: list[dict[str, Any]], now: datetime, *, resend: bool) -> None:
        """Change recipients who have not signed; send it again to those whose turn it is."""
        if self.status in OVER:
            raise wrong_status(f"The envelope is {self.status}.")
        found = [(self.recipient(str(one.get("recipientId"))), one) for one in given]
        signed = [one.id for one, _ in found if one.status in DONE]
        if signed:
            raise wrong_status(f"Recipient {signed[0]} has finished and cannot be corrected.")
        for one, changes in found:
            changed = {k: v for k, v in changes.items() if k in CORRECTED and one.given.get(k) != v}
            if changed:
                one.given |= changed
                self._happen("envelope-corrected", now)
            if one.status != "created" and (resend or changed):
                one.status = "sent"
                one.told = {"sentDateTime": written(now)}
                self._happen("recipient-resent", now, one)

    def resend(self, now: datetime) -> None:
        """Send it again to everyone who has it and has not finished."""
        if self.status in OVER:
            raise wrong_status(f"The envelope is {self.status}.")
        for one in self.signers:
            if one.status in {"sent", "delivered", "autoresponded"}:
                self._happen("recipient-resent", now, one)
        self._happen("envelope-resent", now)

    def add(self, kind: str, given: dict[str, Any], now: datetime) -> None:
        """Add a recipient to an envelope that is not over."""
        if self.status in OVER:
            raise wrong_status(f"The envelope is {self.status}.")
        if any(one.id == str(given.get("recipientId")) for one in self.recipients):
            raise invalid(f"Recipient {given['recipientId']} is there already.")
        self.recipients.append(Recipient(kind, dict(given)))
        if self.status != "created":
            self._route(now)

    def _acting(self, recipient_id: str) -> Recipient:
        one = self.recipient(recipient_id)
        if self.status in OVER or one.status in {"created", *DONE}:
            raise wrong_status(f"Recipient {recipient_id} is {one.status} and cannot act.")
        return one

    def _become(self, status: str, now: datetime, event: str) -> None:
        self.status = status
        self.told[f"{status}DateTime"] = written(now)
        self._happen(event, now)

    def _happen(self, event: str, now: datetime, recipient: Recipient | None = None) -> None:
        self.changed_at = now
        self.events.append(Event(event, now, recipient))

    def shown(self, include: set[str]) -> dict[str, Any]:
        """Return the envelope as it is answered, with what is to be included."""
        shown: dict[str, Any] = {
            "envelopeId": self.id,
            "status": self.status,
            "emailSubject": self.definition.get("emailSubject", ""),
            "createdDateTime": written(self.created_at),
            "statusChangedDateTime": written(self.changed_at),
            **self.told,
        }
        if "transactionId" in self.definition:
            shown["transactionId"] = self.definition["transactionId"]
        if "custom_fields" in include:
            shown["customFields"] = self.definition.get("customFields", {})
        if "recipients" in include:
            shown["recipients"] = self.shown_recipients(with_tabs="tabs" in include)
        return shown

    def shown_recipients(self, *, with_tabs: bool) -> dict[str, Any]:
        """Return the recipients as they are answered, by kind."""
        waiting = [one.order for one in self.recipients if one.status not in DONE]
        by_kind = {
            kind: [one.shown(with_tabs=with_tabs) for one in self.recipients if one.kind == kind]
            for kind in (SIGNERS, COPIES)
        }
        return {
            **by_kind,
            "recipientCount": str(len(self.recipients)),
            "currentRoutingOrder": str(min(waiting, default=1)),
        }


def _document(given: dict[str, Any]) -> tuple[str, str, bytes]:
    try:
        data = base64.b64decode(given.get("documentBase64", ""), validate=True)
    except binascii.Error:
        raise invalid("documentBase64 is not base64.") from None
    if not data.startswith(b"%PDF-"):
        raise invalid(f"Document {given.get('name')} is not a PDF.")
    return str(given["documentId"]), str(given["name"]), data
