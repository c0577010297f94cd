"""The print-and-post pack: a signing request for somebody who cannot be asked by e-mail.

The rules:
1. A seat without an address is asked, and reminded, through the place's contacts, or through the
   facilitator where there are none: with the document and the letter to print, and no personal link.
2. The request runs like any other: it has its last day, and the paper that answers it is recorded with
   `paper_signature`.
"""

from concordat.domain.holder import Holder, last_day
from concordat.domain.record import Version
from concordat.domain.rules import PlaceId
from concordat.domain.signature import PUBLIC, SigningRequest
from concordat.services.notify import owe
from concordat.services.register import Transaction
from concordat.services.signatory_letter import letter_of


def owe_paper_pack(
    tx: Transaction,
    version: Version,
    request: SigningRequest,
    holder: Holder,
    scope_name: str,
    occasion: str = "",
) -> None:
    """Owe the pack to everyone who can pass it on. `occasion` tells it from the request's own letters."""
    programme = version.programme
    copies = () if request.scope == PUBLIC else programme.place(PlaceId(request.scope)).copies
    text = version.text_sha256 or ""
    to_sign = (f"{version.id}-{request.scope}-to-sign.pdf", request.document_sha256)
    reached = [contact for contact in copies if contact.email] or [programme.facilitator_contact]
    for number, contact in enumerate(reached):
        owe(
            tx,
            version,
            f"{request.key}/paper-pack/{occasion or request.reminders}/{number}",
            "paper-pack",
            (contact.email,),
            attachments=(to_sign, *letter_of(tx, request)),
            partner=contact.role,
            role=holder.title,
            organisation=holder.organisation,
            scope=request.scope,
            scope_name=scope_name,
            reminder=str(request.reminders or ""),
            code=f"{text[:8]} {text[8:16]}",
            expires_on=last_day(request, programme.timezone).isoformat(),
        )
