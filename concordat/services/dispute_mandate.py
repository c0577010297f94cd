"""Record that somebody disputes the mandate by which a seat speaks for others.

A signature made under a disputed mandate stands. Every dispute is noted on the certificate; the body
that gave the mandate decides (`settle_mandate`).
"""

from dataclasses import dataclass
from datetime import date

from concordat.domain.calendar import local_date
from concordat.domain.facts import Fact
from concordat.domain.parties import Mandate
from concordat.domain.seating import SeatName
from concordat.domain.signature import MandateDispute
from concordat.services.office import Office
from concordat.services.register import Reading, Transaction
from concordat.services.seats import FoundSeat, check_words, find, tell

ACT = "dispute a mandate"


@dataclass(frozen=True, slots=True)
class Dispute:
    """Who disputes the mandate of a seat, since when, and why."""

    seat: SeatName
    raised_on: date
    raised_by: str
    reason: str


def dispute_mandate(office: Office, version_id: str, scope: str, raised: Dispute) -> None:
    """Record a dispute; the same one recorded again changes nothing.

    NotAllowed for a seat that signs without a mandate, a day in the future or missing words.
    """
    with office.register.writing() as tx:
        found = find(tx, version_id, scope, raised.seat, ACT)
        mandate = mandate_of(found)
        known = disputes_of(tx, found)
        dispute = MandateDispute(
            version_id=version_id,
            scope=scope,
            block=found.seat.block,
            candidate=found.seat.candidate,
            number=len(known) + 1,
            raised_on=raised.raised_on,
            raised_by=check_words(found.of.attempt, "who disputes the mandate", raised.raised_by),
            reason=check_words(found.of.attempt, "a reason", raised.reason),
        )
        if _words(dispute) in map(_words, known):
            return
        check_past(tx, found, raised.raised_on)
        tx.once(f"{found.of.about}/{found.named['seat']}/dispute/{dispute.number}")
        tx.add(dispute)
        tx.record(
            Fact.MANDATE_DISPUTED,
            found.of.about,
            {
                **found.named,
                "number": dispute.number,
                "raised_on": dispute.raised_on,
                "raised_by": dispute.raised_by,
                "reason": dispute.reason,
            },
            actor="director",
        )
        _tell(tx, found, mandate, dispute)


def mandate_of(found: FoundSeat) -> Mandate:
    """Return the mandate of the seat; NotAllowed when it signs for itself alone."""
    if found.signatory.mandate is None:
        raise found.of.attempt.refused(
            f"{found.signatory.role}, {found.signatory.organisation}, signs without a mandate from "
            "another body.",
            "Only a mandate on record can be disputed; write to the organisation itself.",
        )
    return found.signatory.mandate


def disputes_of(view: Reading, found: FoundSeat) -> tuple[MandateDispute, ...]:
    """Return every dispute about the seat's mandate, oldest first."""
    block, candidate = found.seat.block, found.seat.candidate
    return view.records(
        MandateDispute,
        found.of.version.id,
        scope=found.of.scope,
        block=block,
        candidate=candidate,
    )


def check_past(view: Reading, found: FoundSeat, day: date) -> None:
    """Raise NotAllowed for a day that is still to come."""
    if day > local_date(view.now, found.of.version.programme.timezone):
        raise found.of.attempt.refused(
            f"{day} is in the future.", "Record it once it has happened."
        )


def _words(dispute: MandateDispute) -> tuple[date, str, str]:
    return dispute.raised_on, dispute.raised_by, dispute.reason


def _tell(tx: Transaction, found: FoundSeat, mandate: Mandate, dispute: MandateDispute) -> None:
    tell(
        tx,
        found.of,
        f"disputed/{found.named['seat']}/{dispute.number}",
        change="mandate disputed",
        what=f"The mandate of {found.signatory.role}, {found.signatory.organisation}, in the "
        f"signing of {found.of.attempt.scope_name} is disputed by {dispute.raised_by}.",
        reason=dispute.reason,
        after=f"{mandate.appointed_by}, which gave the mandate, decides. Until then, and after it, a "
        "signature that was made stands; the certificate notes the dispute.",
    )
