"""Whoever asks what is held about them, or to be forgotten. Source: UK GDPR, articles 15 and 17.

The rules:
1. A person is told everything that is held under their address: the roles they have or had, the letters
   and requests sent to it, the signatures made on those, what the trail says of them, and the names of
   the documents. Nothing about anybody else.
2. A person's address is erased for ever, and letters that were owed to nobody else are dropped. What a
   respondent wrote, with name and organisation, is erased by the comment's number: comments are kept
   without an address.
3. What was signed stays, as evidence of a public decision; `KEPT` names the basis.
4. Nobody is erased whose answer is waited for: not while a signing request to them is open, nor before a
   delegation to them has ended, nor the facilitator, who runs the process.
5. The trail carries the reference that stands in the address's place, and never the address.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from concordat.domain.parties import Signatory
from concordat.domain.programme import Programme
from concordat.domain.signature import Signing, SigningRequest

KEPT = """\
Signatures stay, with the name, the role and the scan of a paper: they are evidence of a public decision. \
Basis: UK GDPR, article 17(3)(b), a task in the public interest, and (e), legal claims.
The trail stays whole. It names a number where the address stood, and the fingerprint of a comment's \
words; neither leads back to them.
The words of a comment that was laid before the board stay in the board's paper, without a name. Basis: \
UK GDPR, article 17(3)(b).
Letters to signatories and notices to partners are kept as they were sent. They name roles, and of \
addresses the facilitator's alone.
Letters already sent are with whoever carried them, and copies of the database with whoever made them: \
they are erased there."""
"""What an erasure leaves, and why, in words for whoever asked."""


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that an address has in a programme. `of` is the place, body or partner it belongs to."""

    kind: str
    role: str
    organisation: str | None
    of: str | None


def roles_of(programme: Programme, address: str) -> tuple[HeldRole, ...]:
    """Return every role that the address has in the programme, in the order of its fields."""
    return tuple(_roles(asdict(programme), address, None))


def _roles(value: Any, address: str, of: str | None) -> Iterator[HeldRole]:
    if isinstance(value, dict):
        of = value.get("name", of)
        if value.get("email") == address:
            yield HeldRole(_kind(value), value["role"], value.get("organisation"), of)
        for inner in value.values():
            yield from _roles(inner, address, of)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _roles(inner, address, of)


def _kind(value: dict[str, Any]) -> str:
    if "evidence" in value:
        return "deputy"
    return "signatory" if "organisation" in value else "contact"


def open_request_to(signing: Signing, address: str) -> SigningRequest | None:
    """Return an open request of a seat that the address holds, itself or as a deputy; None without one."""
    for request in signing.open_requests:
        if address in _addresses(signing.signatory(request.seat)):
            return request
    return None


def delegation_to(programme: Programme, address: str, today: date) -> str | None:
    """Return the role for which the address is or will be a deputy; None when no delegation runs."""
    for signatory in _signatories(programme):
        deputy = signatory.deputy
        if deputy is not None and deputy.email == address and today <= deputy.valid_until:
            return signatory.role
    return None


def _signatories(programme: Programme) -> Iterable[Signatory]:
    signings = (programme.timeline.public_signing, *(p.signatories for p in programme.places))
    return (s for blocks in signings for block in blocks for s in block.candidates)


def signs_as(signatory: Signatory, address: str, role: str) -> bool:
    """Say whether the address is that of the seat's holder, or of its deputy, under that role."""
    deputy = signatory.deputy
    holders = {(signatory.email, signatory.role)}
    if deputy is not None:
        holders.add((deputy.email, deputy.role))
    return (address, role) in holders


def _addresses(signatory: Signatory) -> tuple[str, ...]:
    deputy = () if signatory.deputy is None else (signatory.deputy.email,)
    return (signatory.email, *deputy)
