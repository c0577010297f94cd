"""Reads the signatures of a PDF through pyHanko; what it cannot read it calls Unreadable."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from concordat.signing.checking import CheckedSignature
from concordat.signing.steps import run_to_end
from concordat.signing.written_form import expected_room

# Authorities differ in which of the two they give to a certificate that signs documents.
_USAGE = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
)
_LOUD = ("pyhanko", "pyhanko_certvalidator")


class Unreadable(Exception):
    """The bytes are not a PDF whose signatures can be read."""


def read_signatures(
    pdf: bytes, ca_pem: bytes
) -> tuple[tuple[CheckedSignature, ...], tuple[str, ...]]:
    """Return each signature in the order they were made, and the faults of the file as a whole."""
    issuers = _issuers(ca_pem)
    try:
        with _quiet():
            embedded = list(PdfFileReader(BytesIO(pdf)).embedded_signatures)
            found = tuple(_checked(signature, issuers) for signature in embedded)
            return found, tuple(_file_faults(pdf, embedded))
    except Exception as broken:
        # Bytes from outside can break the library in any way; each of them is one finding.
        raise Unreadable(
            f"The file is not a PDF whose signatures can be read ({type(broken).__name__})."
        ) from broken


def _issuers(ca_pem: bytes) -> list[x509.Certificate]:
    try:
        found = [x509.Certificate.load(der) for _, _, der in pem.unarmor(ca_pem, multiple=True)]
    except ValueError:
        found = []
    if not found:
        raise Unreadable("The issuer's certificate cannot be read.")
    return found


def _checked(signature: EmbeddedPdfSignature, issuers: list[x509.Certificate]) -> CheckedSignature:
    entries: Any = signature.sig_object
    signed_at: datetime | None = signature.self_reported_timestamp
    context = ValidationContext(
        trust_roots=issuers, moment=signed_at, allow_fetching=False, revocation_mode="soft-fail"
    )
    status = run_to_end(
        async_validate_pdf_signature(
            signature, signer_validation_context=context, key_usage_settings=_USAGE
        )
    )
    return CheckedSignature(
        field=str(signature.field_name),
        name=str(entries.get("/Name", "")),
        reason=str(entries.get("/Reason", "")),
        signed_at=signed_at,
        intact=bool(status.intact and status.valid),
        trusted=bool(status.trusted),
        unchanged=_unchanged(status),
    )


def _unchanged(status: Any) -> bool:
    covered = status.coverage and status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    lawful = status.modification_level in {
        ModificationLevel.NONE,
        ModificationLevel.LTA_UPDATES,
        ModificationLevel.FORM_FILLING,
    }
    return bool(covered and lawful and status.docmdp_ok)


def _file_faults(pdf: bytes, embedded: list[EmbeddedPdfSignature]) -> Iterator[str]:
    """Name what no signature sees: bytes after the last one, and bytes in the room left in each."""
    if not embedded:
        return
    _, _, start, length = (int(number) for number in embedded[-1].byte_range)
    if start + length != len(pdf):
        yield "Something was added to the file after its last signature."
    for signature in embedded:
        _, before, after, _ = (int(number) for number in signature.byte_range)
        if pdf[before:after] != expected_room(signature.pkcs7_content, after - before):
            yield f"The signature in {signature.field_name!r} is not as the service wrote it."


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's log lines to itself: what it found is in the result."""
    loggers = [logging.getLogger(name) for name in _LOUD]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
