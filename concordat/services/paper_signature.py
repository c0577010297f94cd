"""Record a signature that was made on paper. The rules are those of `domain.paper`.

A signature on paper counts like any other: it takes the place of what was asked of the seat by e-mail,
and the ordinary step puts it into the PDF. One that comes after the seat has signed is kept, with its
scan, as a duplicate.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from concordat.domain.calendar import in_words
from concordat.domain.facts import Fact
from concordat.domain.paper import (
    OnPaper,
    check_day,
    check_turn,
    checked,
    counts_from,
    kind_of_scan,
    statement_of,
)
from concordat.domain.parties import Signatory
from concordat.domain.record import Version
from concordat.domain.seating import Attempt, SeatName, find_seat
from concordat.domain.signature import (
    PUBLIC,
    Closure,
    DuplicateSignature,
    Medium,
    RequestStatus,
    Signature,
    Signing,
    SigningRequest,
)
from concordat.domain.signing import Seat
from concordat.domain.states import PlaceStatus, VersionState
from concordat.services.notify import owe
from concordat.services.office import Office
from concordat.services.register import Reading, Transaction, WakeKind
from concordat.services.sign import cancel_spare

ACT = "record a signature on paper"


@dataclass(frozen=True, slots=True)
class _Seat:
    """The seat that signed on paper, as it stands.

    `opened_on` is the first day on which its document can be signed, once its signing `is_open`.
    """

    version: Version
    signing: Signing
    seat: Seat
    opened_on: date
    is_open: bool
    document_sha256: str
    attempt: Attempt

    @property
    def signatory(self) -> Signatory:
        return self.signing.signatory(self.seat)

    @property
    def about(self) -> str:
        return f"{self.version.id}/{self.signing.scope}"

    @property
    def key(self) -> str:
        return f"{self.seat.block}.{self.seat.candidate}"


def record_paper_signature(
    office: Office, version_id: str, scope: str, paper: OnPaper, scan: bytes
) -> None:
    """Record the signature, or keep it as a duplicate; the same scan of the same seat changes nothing.

    Raises NotFound for a place or seat there is not, WrongTurn before the seat's turn, and NotAllowed,
    with what to do instead, for a paper that cannot be taken as it is written.
    """
    sha256 = hashlib.sha256(scan).hexdigest()
    with office.register.writing() as tx:
        found = _find(tx, version_id, scope, paper.seat)
        signed = next((s for s in found.signing.signatures if s.seat == found.seat), None)
        if signed is None and not found.is_open:
            raise found.attempt.refused(
                "there is no document to sign now.",
                "A document is signed, on paper too, while its signing is open.",
            )
        taken = checked(paper, found.version.text_sha256 or "", found.attempt)
        kind = kind_of_scan(scan, found.attempt)
        if signed is None:
            _count(office, tx, found, taken, sha256)
            name = f"{scope}-{found.key}"
        else:
            copies = _duplicates(tx, found)
            if sha256 in {signed.evidence_sha256, *(c.evidence_sha256 for c in copies)}:
                return
            number = len(copies) + 1
            _keep_duplicate(tx, found, taken, sha256, number)
            name = f"{scope}-{found.key}-duplicate-{number}"
        office.store.put(scan)
        tx.keep_document(version_id, f"paper-{kind}", name, sha256)


def _find(view: Reading, version_id: str, scope: str, name: SeatName) -> _Seat:
    version = view.version(version_id)
    if scope == PUBLIC:
        signing, document = view.signing(version, PUBLIC), version.agreement_sha256
        attempt = Attempt(ACT, "the public signing", None, version.state.value)
        is_open = version.state == VersionState.SIGNING
        opened_on = version.public_signing_on
    else:
        record = view.place(version, scope)
        signing, document = record.signing, record.ratification.record_sha256
        attempt = Attempt(ACT, record.place.name, scope, record.ratification.status.value)
        is_open = record.ratification.status == PlaceStatus.SIGNING and document is not None
        decision = record.decision
        opened_on = version.public_signing_on if decision is None else decision.decided_on
    seat = find_seat(signing.blocks, name, attempt)
    return _Seat(version, signing, seat, opened_on, is_open, document or "", attempt)


def _duplicates(view: Reading, found: _Seat) -> tuple[DuplicateSignature, ...]:
    block, candidate = found.seat.block, found.seat.candidate
    where = {"scope": found.signing.scope, "block": block, "candidate": candidate}
    return view.records(DuplicateSignature, found.version.id, **where)


def _count(office: Office, tx: Transaction, found: _Seat, paper: OnPaper, sha256: str) -> None:
    timezone = found.version.programme.timezone
    check_turn(found.signing, found.seat, found.attempt)
    check_day(
        found.signing,
        found.seat,
        paper.signed_on,
        found.opened_on,
        tx.now,
        timezone,
        found.attempt,
    )
    tx.once(f"{found.about}/sign/{found.key}")
    request = _closed_request(office, tx, found)
    tx.add(
        Signature(
            request_id=request.id,
            version_id=found.version.id,
            scope=request.scope,
            block=request.block,
            candidate=request.candidate,
            name=paper.name,
            role=found.signatory.role,
            organisation=found.signatory.organisation,
            statement=statement_of(paper, sha256),
            document_sha256=request.document_sha256,
            signed_at=counts_from(paper.signed_on, tx.now, timezone),
            medium=Medium.PAPER,
            evidence_sha256=sha256,
            original_at=paper.original_at,
            checked_by=paper.checked_by,
        )
    )
    said = {"request": request.id, "document_sha256": request.document_sha256}
    tx.record(Fact.SIGNED_ON_PAPER, found.about, said | _said(found, paper, sha256), "director")
    cancel_spare(tx, found.version, found.signing.scope, {found.seat.block})
    if found.signing.scope == PUBLIC:
        tx.wake(WakeKind.VERSION, found.version.id)
    else:
        tx.wake(WakeKind.PLACE, found.version.id, found.signing.scope)


def _closed_request(office: Office, tx: Transaction, found: _Seat) -> SigningRequest:
    """Cancel what is asked of the seat; where nothing is, say what the paper answered."""
    asked = next((r for r in found.signing.open_requests if r.seat == found.seat), None)
    if asked is None:
        request = _request(office, tx, found)
        tx.add(request)
        return request
    request = replace(
        asked,
        status=RequestStatus.CANCELLED,
        closed_at=tx.now,
        reason=Closure.ON_PAPER.value,
    )
    tx.save(request)
    said = {"request": request.id, "why": Closure.ON_PAPER.value}
    tx.record(Fact.REQUEST_CANCELLED, found.about, said)
    return request


def _request(office: Office, tx: Transaction, found: _Seat) -> SigningRequest:
    number = 1 + sum(r.seat == found.seat for r in found.signing.requests)
    request_id = f"{found.about}/{found.key}/{number}"
    return SigningRequest(
        id=request_id,
        version_id=found.version.id,
        scope=found.signing.scope,
        block=found.seat.block,
        candidate=found.seat.candidate,
        number=number,
        link_sha256=office.links.fingerprint_for(request_id),
        document_sha256=found.document_sha256,
        status=RequestStatus.CANCELLED,
        sent_at=tx.now,
        expires_at=tx.now,
        closed_at=tx.now,
        reason=Closure.ON_PAPER.value,
    )


def _keep_duplicate(
    tx: Transaction, found: _Seat, paper: OnPaper, sha256: str, number: int
) -> None:
    tx.once(f"{found.about}/{found.key}/duplicate/{sha256[:16]}")
    tx.add(
        DuplicateSignature(
            version_id=found.version.id,
            scope=found.signing.scope,
            block=found.seat.block,
            candidate=found.seat.candidate,
            number=number,
            medium=Medium.PAPER,
            evidence_sha256=sha256,
            noted_at=tx.now,
        )
    )
    said = _said(found, paper, sha256)
    tx.record(Fact.SIGNATURE_DUPLICATED, found.about, said, "director")
    contact = found.version.programme.facilitator_contact
    owe(
        tx,
        found.version,
        f"{found.signing.scope}/duplicate/{found.key}/{number}",
        "change-recorded",
        (contact.email,),
        partner=contact.role,
        change="second signature of one seat",
        what=f"{found.signatory.role}, {found.signatory.organisation}, has signed before. The paper "
        f"of {in_words(paper.signed_on)} is kept as a duplicate, and not counted.",
        reason="",
        next="nothing: the first signature on record counts. The original stays where it is, at "
        f"{paper.original_at}.",
    )


def _said(found: _Seat, paper: OnPaper, sha256: str) -> dict[str, Any]:
    return {
        "seat": found.key,
        "role": found.signatory.role,
        "organisation": found.signatory.organisation,
        "name": paper.name,
        "signed_on": paper.signed_on,
        "evidence_sha256": sha256,
        "original_at": paper.original_at,
        "recorded_by": paper.recorded_by,
        "checked_by": paper.checked_by,
    }
