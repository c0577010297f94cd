"""Keep a signature that came after the one that counts: as evidence, and not counted."""

from concordat.domain.calendar import in_words
from concordat.domain.facts import Fact
from concordat.domain.paper import OnPaper
from concordat.domain.signature import DuplicateSignature, Medium
from concordat.services.notify import owe
from concordat.services.paper_seat import said_of
from concordat.services.register import Reading, Transaction
from concordat.services.seats import FoundSeat


def duplicates_of(view: Reading, found: FoundSeat) -> tuple[DuplicateSignature, ...]:
    """Return what was kept as a duplicate for the seat, oldest first."""
    block, candidate = found.seat.block, found.seat.candidate
    where = {"scope": found.of.scope, "block": block, "candidate": candidate}
    return view.records(DuplicateSignature, found.of.version.id, **where)


def keep_duplicate(
    tx: Transaction, found: FoundSeat, paper: OnPaper, sha256: str, number: int
) -> None:
    """Keep the paper as the seat's duplicate of that number, and tell the facilitator."""
    tx.once(f"{found.of.about}/{found.key}/duplicate/{sha256[:16]}")
    tx.add(
        DuplicateSignature(
            version_id=found.of.version.id,
            scope=found.of.scope,
            block=found.seat.block,
            candidate=found.seat.candidate,
            number=number,
            medium=Medium.PAPER,
            evidence_sha256=sha256,
            noted_at=tx.now,
        )
    )
    said = said_of(found, paper, sha256)
    tx.record(Fact.SIGNATURE_DUPLICATED, found.of.about, said, "director")
    contact = found.of.version.programme.facilitator_contact
    owe(
        tx,
        found.of.version,
        f"{found.of.scope}/duplicate/{found.key}/{number}",
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
