"""The letter to whoever is asked to sign: attached to the e-mail that asks, or posted with the document.

The rules:
1. It says who asks whom, in which role, to sign what, in which order, by when and how; on paper too.
2. A personal link is never printed: whoever finds the letter cannot sign with it.
3. It is kept under the request it belongs to, and goes with everything sent for that request.
"""

from datetime import datetime

from concordat.domain.holder import Holder, last_day
from concordat.domain.record import Version
from concordat.domain.rules import PlaceId
from concordat.domain.signature import PUBLIC, SigningRequest
from concordat.domain.signing import slots
from concordat.services.lineage import told_changes
from concordat.services.mailings import SignatoryLetter
from concordat.services.register import Reading, Transaction

KIND = "letter"

Attachments = tuple[tuple[str, str], ...]


def letter_content(
    view: Reading, version: Version, request: SigningRequest, holder: Holder, made_at: datetime
) -> SignatoryLetter:
    """Return what the letter for a request says."""
    programme, is_public = version.programme, request.scope == PUBLIC
    return SignatoryLetter(
        programme=programme,
        version=version.number,
        version_sha256=version.text_sha256 or "",
        document_sha256=request.document_sha256,
        place_name=None if is_public else programme.place(PlaceId(request.scope)).name,
        role=holder.title,
        organisation=holder.organisation,
        authority=holder.authority,
        seat=request.seat,
        slots=slots(view.signing(version, request.scope).blocks),
        expires_on=last_day(request, programme.timezone),
        on_paper=not holder.email,
        changes=told_changes(view, version),
        made_at=made_at,
        rehearsal=version.rehearsal,
    )


def keep_letter(tx: Transaction, request: SigningRequest, sha256: str) -> None:
    """Keep the letter of a request."""
    tx.keep_document(request.version_id, KIND, _scope(request), sha256)


def letter_of(view: Reading, request: SigningRequest) -> Attachments:
    """Return the letter of a request, to be attached; empty where none was made."""
    return tuple(
        (f"{request.version_id}-letter.pdf", sha256)
        for kind, scope, sha256 in view.documents(request.version_id)
        if (kind, scope) == (KIND, _scope(request))
    )


def _scope(request: SigningRequest) -> str:
    """Return the name a request's letter is kept under: scope, seat and number."""
    return request.key.replace("/", "-")
