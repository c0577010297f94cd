"""Record a signature that was made on paper. The rules are those of `domain.paper`.

A signature on paper counts like any other: it takes the place of what was asked of the seat by e-mail,
and the ordinary step puts it into the PDF. One that comes after the seat has signed is kept, with its
scan, as a duplicate.
"""

import hashlib
from dataclasses import replace

from concordat.domain.calendar import local_date
from concordat.domain.facts import Fact
from concordat.domain.holder import holder_on
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
    Closure,
    Medium,
    RequestStatus,
    Signature,
    SigningRequest,
)
from concordat.services.duplicate_signature import duplicates_of, keep_duplicate
from concordat.services.office import Office
from concordat.services.paper_seat import ACT, DocumentToSign, document_of, said_of
from concordat.services.register import Transaction
from concordat.services.seats import FoundSeat, find, wake
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
        found = find(tx, version_id, scope, paper.seat, ACT)
        attempt, document = found.of.attempt, document_of(tx, found.of)
        signed = next((s for s in found.of.signing.signatures if s.seat == found.seat), None)
        if signed is None and not document.is_open:
            raise attempt.refused(
                "there is no document to sign now.",
                "A document is signed, on paper too, while its signing is open.",
            )
        taken = checked(paper, found.of.version.text_sha256 or "", attempt)
        kind = kind_of_scan(scan, attempt)
        if signed is None:
            _count(office, tx, found, document, taken, sha256)
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
    office: Office,
    tx: Transaction,
    found: FoundSeat,
    document: DocumentToSign,
    paper: OnPaper,
    sha256: str,
) -> None:
    of, timezone = found.of, found.of.version.programme.timezone
    days = (document.opened_on, local_date(tx.now, timezone))
    check_turn(of.signing, found.seat, of.attempt)
    check_day(of.signing, found.seat, paper.signed_on, days, timezone, of.attempt)
    tx.once(f"{of.about}/sign/{found.key}")
    request = _closed_request(office, tx, found, document)
    signature = _signature(tx, found, request, paper, sha256)
    tx.add(signature)
    said = {
        **said_of(found, paper, sha256),
        "request": request.id,
        "role": signature.role,
        "document_sha256": request.document_sha256,
        **({"authority": signature.authority} if signature.authority else {}),
    }
    tx.record(Fact.SIGNED_ON_PAPER, of.about, said, actor="director")
    cancel_spare(tx, of.version, of.scope, {found.seat.block})
    wake(tx, of)


def _signature(
    tx: Transaction, found: FoundSeat, request: SigningRequest, paper: OnPaper, sha256: str
) -> Signature:
    holder = holder_on(found.signatory, paper.signed_on)
    timezone = found.of.version.programme.timezone
    return Signature(
        request_id=request.id,
        version_id=request.version_id,
        scope=request.scope,
        block=request.block,
        candidate=request.candidate,
        name=paper.name,
        role=holder.role,
        organisation=holder.organisation,
        statement=statement_of(paper, sha256),
        document_sha256=request.document_sha256,
        signed_at=counts_from(paper.signed_on, tx.now, timezone),
        authority=holder.authority,
        medium=Medium.PAPER,
        evidence_sha256=sha256,
        original_at=paper.original_at,
        checked_by=paper.checked_by,
    )


def _closed_request(
    office: Office, tx: Transaction, found: FoundSeat, document: DocumentToSign
) -> SigningRequest:
    """Cancel what is asked of the seat; where nothing is, say what the paper answered."""
    asked = found.requests(RequestStatus.OPEN)
    if not asked:
        request = _request(office, tx, found, document)
        tx.add(request)
        return request
    request = replace(
        asked[-1],
        status=RequestStatus.CANCELLED,
        closed_at=tx.now,
        reason=Closure.ON_PAPER.value,
    )
    tx.save(request)
    said = {"request": request.id, "why": Closure.ON_PAPER.value}
    tx.record(Fact.REQUEST_CANCELLED, found.of.about, said)
    return request


def _request(
    office: Office, tx: Transaction, found: FoundSeat, document: DocumentToSign
) -> SigningRequest:
    number = 1 + sum(r.seat == found.seat for r in found.of.signing.requests)
    request_id = f"{found.of.about}/{found.key}/{number}"
    return SigningRequest(
        id=request_id,
        version_id=found.of.version.id,
        scope=found.of.scope,
        block=found.seat.block,
        candidate=found.seat.candidate,
        number=number,
        link_sha256=office.links.fingerprint_for(request_id),
        document_sha256=document.sha256,
        status=RequestStatus.CANCELLED,
        sent_at=tx.now,
        expires_at=tx.now,
        closed_at=tx.now,
        reason=Closure.ON_PAPER.value,
    )
