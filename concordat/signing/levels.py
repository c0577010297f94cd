"""Says which PAdES level a signature has, from what the document itself holds.

The rules:
1. What shows that a certificate was not revoked counts only if it stands in the document.
2. Of the service's chain each certificate has to be shown, but the issuer that is trusted; of a
   time-stamping authority's, each that says where to ask.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from asn1crypto import cms, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import ValidationError

from concordat.signing.checking import LEVELS
from concordat.signing.steps import run_to_end
from concordat.signing.timestamping import topmost


class LongTermStore:
    """What a document holds for whoever checks it late. `covered` says that a timestamp covers it."""

    def __init__(self, reader: PdfFileReader, *, covered: bool) -> None:
        self._held: DocumentSecurityStore | None
        try:
            self._held = DocumentSecurityStore.read_dss(reader)
        except NoDSSFoundError:
            self._held = None
        self.covered = covered

    @property
    def certificates(self) -> frozenset[bytes]:
        """The certificates that it holds, DER."""
        held = self._held.load_certs() if self._held else ()
        return frozenset(certificate.dump() for certificate in held)

    def shows(
        self,
        certificate: x509.Certificate,
        roots: Sequence[x509.Certificate],
        at: datetime | None,
        needs: str,
    ) -> bool:
        """Say whether it shows that no certificate of the chain was revoked at that time."""
        if self._held is None:
            return False
        settings = {
            "trust_roots": list(roots),
            "moment": at,
            "revocation_mode": needs,
            "retroactive_revinfo": True,
            "allow_fetching": False,
        }
        try:
            context = self._held.as_validation_context(settings)
            validator = CertificateValidator(certificate, validation_context=context)
            run_to_end(validator.async_validate_path())
        except ValidationError:
            return False
        return True


def level_of(
    status: Any,
    issuers: Sequence[x509.Certificate],
    at: datetime | None,
    store: LongTermStore,
) -> str:
    """Return the level of a signature with a sound timestamp."""
    stamp = status.timestamp_validity
    roots = topmost([*stamp.validation_path])
    long_term = store.shows(status.signing_cert, issuers, at, "require") and store.shows(
        stamp.signing_cert, roots, stamp.timestamp, "hard-fail"
    )
    _, stamped, shown, archived = LEVELS
    if not long_term:
        return stamped
    return archived if store.covered else shown


def stamp_context(signed: cms.SignedData) -> ValidationContext:
    """Return how a token is checked: against the chain that came with it, as at the time it says."""
    found = [certificate.chosen for certificate in signed["certificates"]]
    return ValidationContext(
        trust_roots=topmost(found),
        other_certs=found,
        moment=signed["encap_content_info"]["content"].parsed["gen_time"].native,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
