"""Has documents signed through DocuSign.

The rules:
1. An envelope is sent once. When it is not known whether it was, DocuSign is asked for its
   transaction, which it knows for seven days, and after that for the act key, before it is sent again.
2. Nothing is asked of an envelope that Connect tells by itself, and nothing more often than DocuSign
   allows: one call lists everything that has changed.
3. The SDK is imported by whoever calls DocuSign first, and by nobody else.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from concordat.domain.dispatch import Report
from concordat.services.providers import Handover, SeatAsked, SignedElsewhere
from concordat.signing import docusign_bodies as bodies
from concordat.signing.docusign_account import DocuSignAccount
from concordat.signing.docusign_errors import Rejected, rejected, unanswered
from concordat.signing.docusign_fields import places
from concordat.signing.docusign_limits import Allowance
from concordat.signing.docusign_reports import report_of, report_of_message

if TYPE_CHECKING:
    from concordat.signing.docusign_transport import Session

KNOWN_FOR = timedelta(days=6)
"""How long a transaction is looked for by its id alone: a day less than DocuSign knows it."""
PAGE = 1000
INCLUDED = "recipients,tabs,custom_fields"


@dataclass(slots=True)
class DocuSign:
    """The provider. `now` is the office's clock: limits and reset times are told by it."""

    account: DocuSignAccount
    now: Callable[[], datetime]
    title: str = "DocuSign"
    allowance: Allowance = field(default_factory=Allowance)
    _opened: "Session | None" = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, dispatch: Handover, tried_at: datetime | None) -> str:
        """Make and send the envelope of a dispatch, once; return its id.

        `tried_at` is when that was first tried, None if it never was.
        """
        found = None if tried_at is None else self._made_already(dispatch.key, tried_at)
        if found is not None:
            return found
        fields = places(dispatch.documents[0].data, {asked.field for asked in dispatch.seats})
        body = bodies.envelope(dispatch, fields, self.account.listener)
        self._check("EnvelopeDefinition", body)
        answer = self._session().call("create_envelope", envelope_definition=body)
        return _envelope_id(answer.json())

    def ask(self, reference: str, asked: SeatAsked) -> None:
        """Correct the recipient of a seat to whoever holds it now, and send the envelope to them again."""
        self._update_recipient(reference, bodies.who(asked))

    def recall(self, reference: str, reason: str) -> None:
        """Void an envelope; one that is over already is left as it is."""
        body = bodies.voiding(reason)
        self._check("Envelope", body)
        try:
            self._session().call("update", reference, envelope=body)
        except Rejected as refusal:
            if refusal.code.casefold() != "envelope_invalid_status":
                raise

    def reports_since(self, since: datetime) -> tuple[Report, ...]:
        """Return how every envelope of ours stands that has changed since, by one call for each thousand."""
        return tuple(self._changed(from_date=since.isoformat()))

    def read_message(self, message: bytes) -> Report | None:
        """Return what a Connect message reports, None if it reports no envelope of ours."""
        return report_of_message(message)

    def fetch(self, reference: str, *, complete: bool) -> SignedElsewhere:
        """Return the combined documents and the certificate of completion; BrokenEvidence if unsound."""
        session = self._session()
        document = session.call("get_document", "combined", reference)
        certificate = session.call("get_document", "certificate", reference)
        self._check_signed(document.data, "signed copy", complete=complete)
        self._check_signed(certificate.data, "certificate of completion", complete=complete)
        return SignedElsewhere(document.data, certificate.data)

    def time_there(self) -> datetime:
        """Return the time by DocuSign's clock, to the second: what is asked for it is nothing else."""
        since = self.now().isoformat()
        answer = self._session().call("list_status_changes", from_date=since, count="1")
        return parsedate_to_datetime(answer.headers["date"])

    def _update_recipient(self, reference: str, recipient: dict[str, str]) -> None:
        body = {"signers": [recipient]}
        self._check("Recipients", body)
        session = self._session()
        said = session.call(
            "update_recipients", reference, recipients=body, resend_envelope="true"
        ).json()
        # It answers 200 even when it has not done what was asked.
        for one in said.get("recipientUpdateResults", []):
            details = one.get("errorDetails") or {}
            code = str(details.get("errorCode", "SUCCESS"))
            if code != "SUCCESS":
                raise rejected(code, str(details.get("message", "")))

    def _made_already(self, key: str, tried_at: datetime) -> str | None:
        """Return the id of the envelope that an earlier try made, if it made one."""
        session, transaction = self._session(), bodies.transaction_id(key)
        said = session.call("list_status_changes", transaction_ids=transaction).json()
        for one in (*said.get("envelopeTransactionStatuses", ()), *said.get("envelopes", ())):
            if one.get("transactionId") == transaction and one.get("envelopeId"):
                return str(one["envelopeId"])
        if self.now() - tried_at < KNOWN_FOR:
            return None
        since = (tried_at - timedelta(days=1)).isoformat()
        changed = self._changed(from_date=since, custom_field=f"{bodies.ACT}={key}")
        return next((report.reference for report in changed if report.key == key), None)

    def _changed(self, **query: str) -> Iterator[Report]:
        start = 0
        while True:
            said = (
                self._session()
                .call(
                    "list_status_changes",
                    include=INCLUDED,
                    count=str(PAGE),
                    start_position=str(start),
                    **query,
                )
                .json()
            )
            found = said.get("envelopes", [])
            yield from (report for one in found if (report := report_of(one)) is not None)
            start += len(found)
            if not found or start >= int(said.get("totalSetSize", "0")):
                return

    def _session(self) -> "Session":
        with self._lock:
            if self._opened is None:
                # Two seconds and 79 MB, for whoever calls DocuSign and nobody else.
                from concordat.signing.docusign_transport import open_session  # noqa: PLC0415

                self._opened = open_session(self.account, self.allowance, self.now)
            return self._opened

    def _check_signed(self, pdf: bytes, what: str, *, complete: bool) -> None:
        # The library that reads signatures takes a second to import.
        from concordat.signing.docusign_signed import check_signed  # noqa: PLC0415

        check_signed(pdf, what, complete=complete)

    def _check(self, kind: str, body: dict[str, Any]) -> None:
        # As above.
        from concordat.signing.docusign_closed import check_closed  # noqa: PLC0415

        check_closed(kind, body)


def _envelope_id(said: dict[str, Any]) -> str:
    found = said.get("envelopeId")
    if not isinstance(found, str) or not found:
        raise unanswered("no envelope's id came back")
    return found
