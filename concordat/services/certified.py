"""What is certified of those who signed and of the places: the lines of the certificate and the notices."""

from concordat.domain.record import Version
from concordat.domain.signature import Signing
from concordat.services.certificate import CertificateLine, CertifiedSignature
from concordat.services.register import Reading
from concordat.services.standing import PlaceStanding, Standing


def certified_signatures(signing: Signing) -> tuple[CertifiedSignature, ...]:
    """Return the signatures of one document, in the order of its seats."""
    return tuple(
        CertifiedSignature(
            role=made.role,
            organisation=made.organisation,
            signed_at=made.signed_at,
            authority=made.authority,
            medium=made.medium,
            name=made.name,
            evidence_sha256=made.evidence_sha256,
            original_at=made.original_at,
            checked_by=made.checked_by,
            identified_at=made.identified_at,
            witnessed_by=made.witnessed_by,
            through=made.through,
        )
        for made in signing.signatures
    )


def certificate_lines(
    view: Reading, version: Version, found: Standing
) -> tuple[CertificateLine, ...]:
    """Return a line for each place, in the order of the standing."""
    signings = {str(record.place.id): record.signing for record in view.places(version)}
    return tuple(_line(place, signings[place_id]) for place_id, place in found.places.items())


def _line(place: PlaceStanding, signing: Signing) -> CertificateLine:
    return CertificateLine(
        place_name=place.name,
        status=place.status,
        decided_on=place.decided_on,
        effective_on=place.effective_on,
        reservation=place.reservation,
        record_sha256=place.record_sha256,
        signatures=certified_signatures(signing),
        condition=place.condition,
    )
