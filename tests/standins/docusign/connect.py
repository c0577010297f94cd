"""Connect: a message for each event that an envelope subscribed to, at least once, in no sure order.

The rules:
1. A message is JSON, SIM, `restv2.1`; it holds what the subscription asks to include, and no event id.
2. Each active key signs the raw bytes: `X-DocuSign-Signature-1`, `-2` and so on, base64 HMAC-SHA256.
3. Whatever is not acknowledged with a 2xx is sent again a day later, its `retryCount` one higher,
   fifteen times at the most.
"""

import base64
import hashlib
import hmac
import json
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import httpx

from tests.standins.docusign.envelope import Envelope, Event, written

AGAIN = timedelta(days=1)
RETRIES = 15
TIMEOUT_S = 5.0
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody, and takes no time to make: on loopback only HTTP is spoken."""


@dataclass(frozen=True)
class Message:
    """A message that is to be delivered to `url`, not before `due_at`."""

    url: str
    body: dict[str, Any]
    due_at: datetime
    signed: bool

    @property
    def raw(self) -> bytes:
        return json.dumps(self.body, separators=(",", ":")).encode()

    def again(self) -> "Message":
        """Return the message as it is tried the next day."""
        count = self.body["retryCount"] + 1
        return replace(self, body={**self.body, "retryCount": count}, due_at=self.due_at + AGAIN)


@dataclass
class Connect:
    """The messages that wait, those that were taken, and those that were given up."""

    account_id: str
    user_id: str
    keys: list[bytes] = field(default_factory=lambda: [b"a connect key for tests only"])
    waiting: list[Message] = field(default_factory=list)
    taken: list[Message] = field(default_factory=list)
    given_up: list[Message] = field(default_factory=list)

    def tell(self, envelope: Envelope, events: Iterable[Event]) -> None:
        """Make the messages of what happened to an envelope, for each of its subscriptions."""
        single = envelope.definition.get("eventNotification")
        several = envelope.definition.get("eventNotifications", [])
        for event in events:
            for number, asked in enumerate([*several, *([single] if single else [])], start=1):
                if event.name in asked.get("events", []):
                    self.waiting.append(self._message(envelope, event, asked, number))

    def _message(
        self, envelope: Envelope, event: Event, asked: dict[str, Any], number: int
    ) -> Message:
        data: dict[str, Any] = {
            "accountId": self.account_id,
            "userId": self.user_id,
            "envelopeId": envelope.id,
        }
        if event.recipient is not None:
            data["recipientId"] = event.recipient.id
        include = set(asked.get("eventData", {}).get("includeData", []))
        if include:
            data["envelopeSummary"] = json.loads(json.dumps(envelope.shown(include)))
        body = {
            "event": event.name,
            "apiVersion": "v2.1",
            "uri": f"/restapi/v2.1/accounts/{self.account_id}/envelopes/{envelope.id}",
            "retryCount": 0,
            "configurationId": number,
            "generatedDateTime": written(event.at),
            "data": data,
        }
        return Message(asked["url"], body, event.at, asked.get("includeHMAC") == "true")

    def signatures(self, raw: bytes) -> dict[str, str]:
        """Return the headers that sign the raw bytes, one for each key."""
        return {
            f"X-DocuSign-Signature-{number}": base64.b64encode(
                hmac.new(key, raw, hashlib.sha256).digest()
            ).decode()
            for number, key in enumerate(self.keys, start=1)
        }

    def deliver(self, now: datetime, *, times: int = 1, backwards: bool = False) -> int:
        """Deliver what is due, each so many `times`; return how many messages were taken."""
        due = [message for message in self.waiting if message.due_at <= now]
        self.waiting = [message for message in self.waiting if message.due_at > now]
        taken = 0
        with httpx.Client(timeout=TIMEOUT_S, trust_env=False, verify=PLAIN) as client:
            for message in reversed(due) if backwards else due:
                outcomes = [self._deliver(client, message) for _ in range(times)]
                taken += any(outcomes)
        return taken

    def _deliver(self, client: httpx.Client, message: Message) -> bool:
        raw = message.raw
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if message.signed:
            headers |= self.signatures(raw)
        try:
            answer = client.post(message.url, content=raw, headers=headers)
            is_taken = answer.is_success
        except httpx.HTTPError:
            is_taken = False
        if is_taken:
            self.taken.append(message)
        elif message.body["retryCount"] < RETRIES:
            self.waiting.append(message.again())
        else:
            self.given_up.append(message)
        return is_taken
