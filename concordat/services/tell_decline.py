"""Tell everyone who should know that a signatory has declined.

The rules:
1. The facilitator is told, with the reason: it is the one who can talk to them.
2. So are those who sign the same document, those whom a place copies in, and the lead of each party,
   whichever party the signatory is of: that they declined and what follows, but not why. The reason
   may weigh on who pays whom, and nobody's funding is to hang on it.
3. Where the programme keeps dissent apart, the facilitator alone is told.
4. Whoever declined is not told of it.
"""

from concordat.domain.dissent import tells_declines
from concordat.domain.holder import Holder
from concordat.domain.parties import Contact
from concordat.domain.record import Version
from concordat.domain.signature import SigningRequest
from concordat.domain.signing import seats
from concordat.services.notify import leads, owe
from concordat.services.register import Transaction
from concordat.services.seats import ScopeOfSigning, find_signing

ACT = "decline to sign"


def tell_decline(
    tx: Transaction, version: Version, declined: SigningRequest, holder: Holder, scope_name: str
) -> None:
    """Owe the letters about one decline. `scope_name` is the place's name, or the agreement."""
    facilitator = version.programme.facilitator_contact
    owe(
        tx,
        version,
        f"{declined.key}/declined",
        "signatory-declined",
        (facilitator.email,),
        scope_name=scope_name,
        role=holder.title,
        reason=declined.reason or "",
    )
    if not tells_declines(version.programme):
        return
    of = find_signing(tx, version.id, declined.scope, ACT)
    others = _others(tx, of, {facilitator.email, holder.email, ""})
    for number, contact in enumerate(others, start=1):
        _tell(tx, of, declined, contact, number, f"{holder.title}, {holder.organisation},")


def _others(tx: Transaction, of: ScopeOfSigning, without: set[str]) -> tuple[Contact, ...]:
    signatories = (Contact(s.role, s.email) for _, s in seats(of.signing.blocks))
    people = [*signatories, *of.contacts, *leads(tx, of.version)]
    found = {contact.email: contact for contact in people if contact.email not in without}
    return tuple(found.values())


def _tell(
    tx: Transaction,
    of: ScopeOfSigning,
    declined: SigningRequest,
    contact: Contact,
    number: int,
    who: str,
) -> None:
    owe(
        tx,
        of.version,
        f"{declined.key}/declined/{number}",
        "change-recorded",
        (contact.email,),
        partner=contact.role,
        change="a signatory has declined",
        what=f"The {who} has declined to sign for {of.attempt.scope_name}. To decline is a right, "
        "and it has no bearing on anyone's funding or standing. The reason went to the facilitator "
        "alone.",
        reason="",
        next="the document stays incomplete until another who may sign in the same seat does, or "
        "they would sign after all. You need do nothing.",
    )
