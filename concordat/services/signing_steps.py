"""The steps of getting one document signed: the public one, or a place's ratification record."""

from dataclasses import dataclass, replace
from datetime import datetime

from concordat.domain.errors import AlreadyDone, BrokenEvidence, Conflict
from concordat.domain.facts import Fact
from concordat.domain.holder import Holder, holder_asked
from concordat.domain.record import Version
from concordat.domain.rules import PlaceId
from concordat.domain.signature import (
    PUBLIC,
    Medium,
    RequestStatus,
    Signature,
    SigningRequest,
)
from concordat.domain.signing import SignatureSlot, slots
from concordat.domain.steps import ApplySignature, Expire
from concordat.services.content import SignatureContent
from concordat.services.notify import owe
from concordat.services.office import Office
from concordat.services.register import Reading, Transaction


@dataclass(frozen=True, slots=True)
class Paper:
    """The document of one signing as it stands: `current` carries the signatures made so far."""

    scope_name: str
    unsigned_sha256: str
    current_sha256: str


def paper(view: Reading, version: Version, scope: str) -> Paper:
    """Return the document of a signing; BrokenEvidence if it has none, which no step leads to."""
    if scope == PUBLIC:
        stands = view.version(version.id)
        name, unsigned, current = "the agreement", stands.agreement_sha256, stands.current_sha256
    else:
        found = view.place(version, scope).ratification
        name = version.programme.place(PlaceId(scope)).name
        unsigned, current = found.record_sha256, found.current_sha256
    if unsigned is None or current is None:
        raise BrokenEvidence(f"There is no document to sign for '{scope}'.", place=scope)
    return Paper(name, unsigned, current)


def set_current(
    tx: Transaction, version: Version, scope: str, sha256: str, sealed_at: datetime | None = None
) -> None:
    """Record that the document of a signing now stands as `sha256`."""
    if scope == PUBLIC:
        tx.save(replace(tx.version(version.id), current_sha256=sha256, sealed_at=sealed_at))
    else:
        found = tx.place(version, scope).ratification
        tx.save(replace(found, current_sha256=sha256, sealed_at=sealed_at))


def check_unchanged(tx: Transaction, version: Version, scope: str, document: Paper) -> None:
    """Raise Conflict if the document has moved on since it was read: a signature would be lost."""
    if paper(tx, version, scope).current_sha256 != document.current_sha256:
        raise Conflict(
            f"The document of '{scope}' was signed by another process meanwhile.",
            remedy="Read it again; nothing was changed.",
            attempted="write a document over a newer one",
        )


def asked(tx: Transaction, version: Version, request: SigningRequest) -> Holder:
    """Return who was asked by a request."""
    signing = tx.signing(version, request.scope)
    return holder_asked(signing, request, version.programme.timezone)


def expire(tx: Transaction, version: Version, step: Expire) -> None:
    """Close a request that was not answered in time, and tell the facilitator."""
    request = step.request
    tx.once(f"{request.id}/expire")
    tx.save(replace(request, status=RequestStatus.EXPIRED, closed_at=tx.now))
    tx.record(Fact.REQUEST_EXPIRED, f"{version.id}/{request.scope}", {"request": request.id})
    owe(
        tx,
        version,
        f"{request.key}/expired",
        "request-expired",
        (version.programme.facilitator_contact.email,),
        role=asked(tx, version, request).title,
        scope_name=paper(tx, version, request.scope).scope_name,
    )


def apply_signature(office: Office, version: Version, scope: str, step: ApplySignature) -> None:
    """Put a signature into the PDF, in the next free slot of its block."""
    with office.register.reading() as view:
        document = paper(view, version, scope)
        signing = view.signing(version, scope)
    if step.signature not in signing.signatures:
        raise AlreadyDone("Another process has put this signature into the PDF.")
    applied = [s for s in signing.signatures if s.applied_at is not None]
    slot = _free_slot(slots(signing.blocks), step.signature, applied)
    by_deputy = step.signature.role != signing.signatory(step.signature.seat).role
    pdf = office.sealer.sign(
        office.store.get(document.current_sha256),
        SignatureContent(
            field=slot.field,
            name=step.signature.name,
            role=step.signature.role,
            organisation=step.signature.organisation,
            reason=step.signature.statement,
            signed_at=step.signature.signed_at,
            certify=not applied,
            # A mandate is printed beside the field already; a delegation often came later.
            authority=step.signature.authority if by_deputy else None,
            on_paper=step.signature.medium == Medium.PAPER,
            through=step.signature.through,
        ),
    )
    sha256 = office.store.put(pdf)
    with office.register.writing() as tx:
        tx.once(f"{step.signature.request_id}/apply")
        check_unchanged(tx, version, scope, document)
        tx.save(replace(step.signature, field=slot.field, applied_at=tx.now))
        set_current(tx, version, scope, sha256)
        tx.record(
            Fact.SIGNATURE_APPLIED,
            f"{version.id}/{scope}",
            {"request": step.signature.request_id, "field": slot.field, "sha256": sha256},
        )


def _free_slot(
    all_slots: tuple[SignatureSlot, ...], signature: Signature, applied: list[Signature]
) -> SignatureSlot:
    taken = {s.field for s in applied}
    return next(s for s in all_slots if signature.seat in s.seats and s.field not in taken)
