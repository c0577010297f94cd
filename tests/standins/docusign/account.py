"""One account: its envelopes, their transactions, and what everyone who is asked finds in their inbox."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.standins.docusign.connect import Connect
from tests.standins.docusign.envelope import OVER, Envelope
from tests.standins.docusign.grants import Grants
from tests.standins.docusign.limits import Limits
from tests.standins.docusign.refusals import Refusal, invalid, unknown_envelope

KEPT = timedelta(days=7)
"""How long a transaction id is known."""
EXPIRED = "The envelope has expired."
ASKED = {"recipient-sent", "recipient-resent"}


def machine_time() -> datetime:
    return datetime.now(UTC)


@dataclass
class Letter:
    """A message that asks somebody to sign."""

    to: str
    envelope_id: str
    recipient_id: str
    subject: str


@dataclass
class Account:
    """Everything the stand-in holds. Whoever changes it holds it, through `changing`."""

    now: Callable[[], datetime] = machine_time
    grants: Grants = field(default_factory=Grants)
    limits: Limits = field(default_factory=Limits)
    envelopes: dict[str, Envelope] = field(default_factory=dict)
    inbox: list[Letter] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    connect: Connect = field(init=False)
    lists_transactions_as_envelopes: bool = False
    _transactions: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self.connect = Connect(self.grants.account_id, self.grants.user_id)

    @contextmanager
    def changing(self, envelope_id: str) -> Iterator[Envelope]:
        """Give an envelope to whoever acts on it, and tell what happened to it meanwhile."""
        with self._lock:
            envelope = self.envelope(envelope_id)
            before = len(envelope.events)
            yield envelope
            self._tell(envelope, before)

    def envelope(self, envelope_id: str) -> Envelope:
        """Return an envelope; refuse one that is not there."""
        found = self.envelopes.get(envelope_id)
        if found is None:
            raise unknown_envelope(envelope_id)
        return found

    def create(self, definition: dict[str, Any]) -> Envelope:
        """Make an envelope, and send it if it is to be sent."""
        with self._lock:
            now = self.now()
            envelope = Envelope(definition, "service@docusign.example.org", now)
            transaction = definition.get("transactionId")
            if transaction and self._known(transaction) is not None:
                raise Refusal(400, "TRANSACTION_ID_EXISTS", "The transaction is known already.")
            if transaction:
                self._transactions[transaction] = (envelope.id, now)
            self.envelopes[envelope.id] = envelope
            if definition.get("status") == "sent":
                envelope.send(now)
            self._tell(envelope, 0)
            return envelope

    def _known(self, transaction: str) -> str | None:
        envelope_id, at = self._transactions.get(
            transaction, ("", datetime.min.replace(tzinfo=UTC))
        )
        return envelope_id if envelope_id and self.now() - at < KEPT else None

    def _tell(self, envelope: Envelope, since: int) -> None:
        happened = envelope.events[since:]
        for event in happened:
            if event.name in ASKED and event.recipient is not None:
                subject = str(envelope.definition.get("emailSubject", ""))
                one = event.recipient
                self.inbox.append(Letter(one.email, envelope.id, one.id, subject))
        self.connect.tell(envelope, happened)

    def expire(self) -> int:
        """Void every envelope whose time has run; return how many."""
        due = [
            one
            for one in self.envelopes.values()
            if one.status not in OVER
            and one.expires_at is not None
            and one.expires_at <= self.now()
        ]
        for one in due:
            with self.changing(one.id) as envelope:
                envelope.void(self.now(), EXPIRED)
        return len(due)

    def changes(self, query: dict[str, str]) -> dict[str, Any]:
        """Return what `list_status_changes` asks for: by transaction, by id, or since a time."""
        include = set(query.get("include", "").split(",")) - {""}
        if "transaction_ids" in query:
            return self._by_transaction(query["transaction_ids"].split(","), include)
        if "envelope_ids" in query:
            wanted = query["envelope_ids"].split(",")
            found = [self.envelopes[one] for one in wanted if one in self.envelopes]
        elif "from_date" in query:
            since = _read(query["from_date"])
            found = [one for one in self.envelopes.values() if one.changed_at >= since]
        else:
            raise invalid("from_date is missing.")
        start, count = int(query.get("start_position", "0")), int(query.get("count", "1000"))
        shown = [one.shown(include) for one in found[start : start + count]]
        return {
            "envelopes": shown,
            "resultSetSize": str(len(shown)),
            "totalSetSize": str(len(found)),
            "startPosition": str(start),
            "endPosition": str(start + max(len(shown) - 1, 0)),
        }

    def _by_transaction(self, asked: list[str], include: set[str]) -> dict[str, Any]:
        known = {one: self._known(one) for one in asked}
        found = [(one, self.envelopes[e]) for one, e in known.items() if e is not None]
        if self.lists_transactions_as_envelopes:
            return {"envelopes": [envelope.shown(include) for _, envelope in found]}
        statuses = [
            {"transactionId": one, "envelopeId": envelope.id, "status": envelope.status}
            for one, envelope in found
        ]
        return {"envelopeTransactionStatuses": statuses}


def _read(date: str) -> datetime:
    try:
        found = datetime.fromisoformat(date)
    except ValueError:
        raise invalid(f"from_date: {date!r} is not a time.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
