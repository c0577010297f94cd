"""Record a signature that was made on paper. The rules are those of `domain.paper`.

A signature on paper counts like any other: it takes the place of what was asked of the seat by e-mail,
and the ordinary step puts it into the PDF. One that comes after the seat has signed is kept, with its
scan, as a duplicate.
"""

import hashlib
from dataclasses import replace

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
from concordat.domain.signature import (
    PUBLIC,
    Closure,
    Medium,
    RequestStatus,
    Signature,
    SigningRequest,
)
from concordat.services.duplicate_signature import duplicates_of, keep_duplicate
from concordat.services.office import Office
from concordat.services.paper_seat import SeatOnPaper, find_seat_on_paper, said_of
from concordat.services.register import Transaction, WakeKind
from concordat.services.sign import cancel_spare


def record_paper_signature(
    office: Office, version_id: str, scope: str, paper: OnPaper, scan: bytes
) -> None:
    """Record the signature, or keep it as a duplicate; the same scan of the same seat changes nothing.

    Raises NotFound for a place or seat there is not, WrongTurn before the seat's turn, and NotAllowed,
    with what to do instead, for a paper that cannot be taken as it is written.
    """
    sha256 = hashlib.sha256(scan).hexdigest()
    with office.register.writing() as tx:
        found = find_seat_on_paper(tx, version_id, scope, paper.seat)
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
            copies = duplicates_of(tx, found)
            if sha256 in {signed.evidence_sha256, *(c.evidence_sha256 for c in copies)}:
                return
            number = len(copies) + 1
            keep_duplicate(tx, found, taken, sha256, number)
            name = f"{scope}-{found.key}-duplicate-{number}"
        office.store.put(scan)
        tx.keep_document(version_id, f"paper-{kind}", name, sha256)


def _count(
    office: Office, tx: Transaction, found: SeatOnPaper, paper: OnPaper, sha256: str
) -> None:
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
    tx.record(Fact.SIGNED_ON_PAPER, found.about, said | said_of(found, paper, sha256), "director")
    cancel_spare(tx, found.version, found.signing.scope, {found.seat.block})
    if found.signing.scope == PUBLIC:
        tx.wake(WakeKind.VERSION, found.version.id)
    else:
        tx.wake(WakeKind.PLACE, found.version.id, found.signing.scope)


def _closed_request(office: Office, tx: Transaction, found: SeatOnPaper) -> SigningRequest:
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


def _request(office: Office, tx: Transaction, found: SeatOnPaper) -> SigningRequest:
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
