"""The certificates of completion of the set."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from concordat.domain.programme import Programme
from concordat.domain.signature import Medium
from concordat.domain.signing import SignatureSlot, slots
from concordat.services.certificate import (
    Certificate,
    CertificateLine,
    CertifiedDispute,
    CertifiedSignature,
)
from concordat.services.content import AgreementText
from tests.conformance.kind import (
    DECIDED_ON,
    MADE_AT,
    PDF_SHA256,
    RECORD_SHA256,
    RESERVATION,
    TRAIL_SHA256,
    Kind,
)


def certificates(programme: Programme, text: AgreementText) -> Iterator[Kind]:
    """Yield a certificate with everything on it, and one made before the agreement took effect."""
    whole = Certificate(
        programme=programme,
        version=1,
        version_sha256=text.sha256,
        agreement_pdf_sha256=PDF_SHA256,
        approved_on=date(2027, 3, 30),
        minute_reference="ICB/27/012",
        effective_on=date(2027, 6, 24),
        review_due_on=date(2028, 6, 24),
        signatures=certified(slots(programme.timeline.public_signing)),
        places=tuple(lines(programme)),
        trail_entries=412,
        trail_head=TRAIL_SHA256,
        seal_level="B-LTA",
        made_at=MADE_AT,
        rehearsal=False,
        continuity=("Version 1 is the first version of this agreement.",),
        disputes=(_dispute(programme),),
    )
    early = replace(whole, effective_on=None, review_due_on=None, signatures=(), rehearsal=True)
    early = replace(early, seal_level="B-B")
    yield Kind("certificate", "certificate_pdf", (whole,))
    yield Kind("certificate, not in effect", "certificate_pdf", (early,))


def lines(programme: Programme) -> Iterator[CertificateLine]:
    """Yield a line for each place: ratified, with a reservation, or still awaiting its decision."""
    ratified = CertificateLine("", "ratified", DECIDED_ON, date(2027, 6, 24), None, RECORD_SHA256)
    current = programme.places_on(programme.timeline.public_signing_on)
    for number, place in enumerate(current):
        signed = certified(slots(place.signatories))
        line = replace(ratified, place_name=place.name, signatures=signed)
        if number == 1:
            line = replace(line, status="ratified with reservation", reservation=RESERVATION)
        if number == 2:
            line = CertificateLine(place.name, "awaiting decision", None, None, None, None)
        yield line


def certified(room: tuple[SignatureSlot, ...]) -> tuple[CertifiedSignature, ...]:
    """Return a signature for each slot; the first was made on paper, by a deputy."""
    made = [
        CertifiedSignature(
            slot.roles[0], slot.organisations[0], MADE_AT + timedelta(minutes=minute)
        )
        for minute, slot in enumerate(room)
    ]
    return (replace(made[0], authority="deputy, under minute 7", medium=Medium.PAPER), *made[1:])


def _dispute(programme: Programme) -> CertifiedDispute:
    place = programme.places[0]
    someone = place.signatories[0].candidates[0]
    return CertifiedDispute(
        scope_name=place.name,
        role=someone.role,
        organisation=someone.organisation,
        raised_on=date(2027, 6, 20),
        raised_by="the Small Groups Network",
        reason="No vote was held.",
        settled_on=date(2027, 6, 30),
        settled_by="the Assembly",
        upheld=True,
        note="The vote was held in March.",
    )
