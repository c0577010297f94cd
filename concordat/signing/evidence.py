"""Reads the signatures of a PDF through pyHanko; what it cannot read it calls Unreadable."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import cms, pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffPolicy, ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from concordat.signing.checking import B_B, CheckedSignature, CheckedStamp
from concordat.signing.levels import LongTermStore, level_of, stamp_context
from concordat.signing.quiet import quiet
from concordat.signing.steps import run_to_end
from concordat.signing.successive import SuccessiveDiffs
from concordat.signing.written_form import expected_room, expected_token_room, timestamp_of

# Authorities differ in which of the two they give to a certificate that signs documents.
_USAGE = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
)
_STAMP = "/DocTimeStamp"

Found = tuple[tuple[CheckedSignature, ...], tuple[CheckedStamp, ...], tuple[str, ...]]


class Unreadable(Exception):
    """The bytes are not a PDF whose signatures can be read."""


def read_signatures(pdf: bytes, ca_pem: bytes) -> Found:
    """Return the signatures in the order they were made, the document's timestamps, and its faults."""
    issuers = _issuers(ca_pem)
    try:
        with quiet():
            reader = PdfFileReader(BytesIO(pdf))
            embedded = list(reader.embedded_signatures)
            first = min((one.signed_revision for one in embedded), default=0)
            diffs = SuccessiveDiffs(first)
            stamps = tuple(_stamp(one, diffs) for one in embedded if _is_stamp(one))
            store = LongTermStore(reader, covered=any(stamp.sound for stamp in stamps))
            signed = [one for one in embedded if not _is_stamp(one)]
            found = tuple(_checked(one, issuers, store, diffs) for one in signed)
            return found, stamps, tuple(_file_faults(pdf, embedded, store.certificates))
    except Exception as broken:
        # Bytes from outside can break the library in any way; each of them is one finding.
        raise Unreadable(
            "The file is not a PDF whose signatures can be read: it is damaged, or was changed."
        ) from broken


def _issuers(ca_pem: bytes) -> list[x509.Certificate]:
    try:
        found = [x509.Certificate.load(der) for _, _, der in pem.unarmor(ca_pem, multiple=True)]
    except ValueError:
        found = []
    if not found:
        raise Unreadable("The issuer's certificate cannot be read.")
    return found


def _is_stamp(embedded: EmbeddedPdfSignature) -> bool:
    return bool(embedded.sig_object_type == _STAMP)


def _checked(
    signature: EmbeddedPdfSignature,
    issuers: Sequence[x509.Certificate],
    store: LongTermStore,
    diffs: DiffPolicy,
) -> CheckedSignature:
    entries: Any = signature.sig_object
    signed_at: datetime | None = signature.self_reported_timestamp
    at = _checked_at(signature, signed_at)
    context = ValidationContext(
        trust_roots=list(issuers),
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    token = timestamp_of(signature.signer_info)
    stamped = None if token is None else stamp_context(cms.ContentInfo.load(token)["content"])
    status = run_to_end(
        async_validate_pdf_signature(
            signature,
            signer_validation_context=context,
            ts_validation_context=stamped,
            key_usage_settings=_USAGE,
            diff_policy=diffs,
        )
    )
    stamp = _as_stamp(status.timestamp_validity) if token else None
    return CheckedSignature(
        field=str(signature.field_name),
        name=str(entries.get("/Name", "")),
        reason=str(entries.get("/Reason", "")),
        signed_at=signed_at,
        intact=bool(status.intact and status.valid),
        trusted=bool(status.trusted),
        unchanged=_unchanged(status),
        level=level_of(status, issuers, at, store) if stamp and stamp.sound else B_B,
        stamp=stamp,
    )


def _checked_at(signature: EmbeddedPdfSignature, signed_at: datetime | None) -> datetime | None:
    """Return as at which time to check: a person may have signed before there was the key of today.

    Whoever signed on paper, or just before a new key was made, has a signature of the later key.
    """
    begins: datetime = signature.signer_cert.not_valid_before
    return None if signed_at is None else max(signed_at, begins)


def _stamp(embedded: EmbeddedPdfSignature, diffs: DiffPolicy) -> CheckedStamp:
    context = stamp_context(embedded.signed_data)
    status = run_to_end(async_validate_pdf_timestamp(embedded, context, diff_policy=diffs))
    return _as_stamp(status, unchanged=_unchanged(status))


def _as_stamp(status: Any, *, unchanged: bool = True) -> CheckedStamp:
    sound = bool(status.intact and status.valid and status.trusted and unchanged)
    by = status.signing_cert.subject.native
    name = by.get("common_name") or by.get("organization_name") or "a nameless authority"
    return CheckedStamp(status.timestamp, str(name), sound)


def _unchanged(status: Any) -> bool:
    covered = status.coverage and status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    lawful = status.modification_level in {
        ModificationLevel.NONE,
        ModificationLevel.LTA_UPDATES,
        ModificationLevel.FORM_FILLING,
    }
    # A timestamp has no say in what may change, so there is nothing to be found of it.
    return bool(covered and lawful and status.docmdp_ok is not False)


def _file_faults(
    pdf: bytes, embedded: list[EmbeddedPdfSignature], known: Collection[bytes]
) -> Iterator[str]:
    """Name what no signature sees: bytes after the last one, and bytes in the room left in each."""
    if not embedded:
        return
    _, _, start, length = (int(number) for number in embedded[-1].byte_range)
    if start + length != len(pdf):
        yield "Something was added to the file after its last signature."
    for signature in embedded:
        _, before, after, _ = (int(number) for number in signature.byte_range)
        if pdf[before:after] != _expected(signature, after - before, known):
            what = "timestamp" if _is_stamp(signature) else "signature"
            yield f"The {what} in {signature.field_name!r} is not as the service wrote it."


def _expected(signature: EmbeddedPdfSignature, room: int, known: Collection[bytes]) -> bytes:
    """Return what the room of a signature holds; nothing that it can hold if it has been changed."""
    if not _is_stamp(signature):
        return expected_room(signature.pkcs7_content, room)
    try:
        return expected_token_room(signature.pkcs7_content, room, known)
    except ValueError:
        return b""
