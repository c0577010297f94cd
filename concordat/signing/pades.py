"""Adds one PAdES signature (baseline B-B) to a PDF, in a field that it already has.

This is the only module that signs through pyHanko. It gives the library what the library would
otherwise work out anew each time: the key in memory and the room to reserve.
"""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner

from concordat.domain.errors import BrokenEvidence, NotAllowed, NotFound
from concordat.signing.service_key import ServiceKey
from concordat.signing.stamp import LinesStamp
from concordat.signing.steps import run_to_end

# In hex digits: a signature with a P-256 key and its certificate takes about 2,500.
_ROOM = 8192
_DIGEST = "sha256"


@dataclass(frozen=True, slots=True)
class PadesSignature:
    """What to add: the field, what is shown in it, and what is attested.

    `certify` is None when the signature certifies only if it is the document's first.
    """

    field: str
    lines: tuple[str, ...]
    at: datetime
    name: str
    reason: str
    certify: bool | None = None


class _Addition(IncrementalPdfFileWriter):
    """Adds to a document and leaves what it says of itself as it was made.

    The library would write the metadata anew, with the machine's time, and without the form that
    PDF/A asks of it and in which a certificate says where the trail stood.
    """

    def _update_meta(self) -> None:
        return


class ServiceSigner(Signer):
    """Signs with the service's key, which stays loaded."""

    def __init__(self, key: ServiceKey) -> None:
        # The issuer's certificate stays out: whoever checks brings it, and nothing signs a copy.
        certificate = key.certificate.public_bytes(serialization.Encoding.DER)
        super().__init__(signing_cert=x509.Certificate.load(certificate), embed_roots=False)
        self._key = key.private_key

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,  # noqa: ARG002 (always SHA-256 here)
        dry_run: bool = False,  # noqa: ARG002 (the library's signature)
    ) -> bytes:
        """Return the ECDSA signature over the data."""
        return self._key.sign(data, ECDSA(hashes.SHA256()))


def add_signature(pdf: bytes, signer: Signer, wanted: PadesSignature) -> bytes:
    """Return the PDF with one more signature.

    NotFound if it has no such empty field, NotAllowed if it is sealed or certified already, and
    BrokenEvidence if it is not a PDF that can be read.
    """
    try:
        writer = _Addition(BytesIO(pdf))
        metadata = _metadata(_fields(writer), wanted)
        stamp = LinesStamp(border_width=0, lines=wanted.lines)
        return _signed(PdfSigner(metadata, signer, stamp_style=stamp), writer, wanted.at)
    except PdfError as unreadable:
        raise BrokenEvidence(
            f"The document to sign is not a PDF that can be read: {unreadable}.",
            remedy="Make the document again from its content.",
            attempted="sign a document",
        ) from unreadable
    except SigningError as refused:
        raise NotAllowed(
            f"The document takes no such signature: {refused}.",
            remedy="Certify a document with its first signature only.",
            attempted="sign a document",
        ) from refused


@dataclass(frozen=True, slots=True)
class _Field:
    filled: bool
    locks: bool


def _fields(writer: IncrementalPdfFileWriter) -> dict[str, _Field]:
    """Return the signature fields of the document by name."""
    return {
        name: _Field(value is not None, "/Lock" in reference.get_object())
        for name, value, reference in enumerate_sig_fields(writer.prev)
    }


def _metadata(fields: dict[str, _Field], wanted: PadesSignature) -> PdfSignatureMetadata:
    field = fields.get(wanted.field)
    if field is None or field.filled:
        raise NotFound(
            f"The document has no empty signature field {wanted.field!r}.",
            remedy="Sign a document that was made with this field, and only once.",
            attempted="sign a document",
        )
    if any(other.filled and other.locks for other in fields.values()):
        raise NotAllowed(
            "The document is sealed: it takes no more signatures.",
            remedy="Make a new document for a new signature.",
            attempted="sign a document",
        )
    first = not any(other.filled for other in fields.values())
    return PdfSignatureMetadata(
        field_name=wanted.field,
        md_algorithm=_DIGEST,
        name=wanted.name,
        reason=wanted.reason,
        certify=first if wanted.certify is None else wanted.certify,
        subfilter=SigSeedSubFilter.PADES,
        docmdp_permissions=MDPPerm.NO_CHANGES if field.locks else MDPPerm.FILL_FORMS,
    )


def _signed(pdf_signer: PdfSigner, writer: IncrementalPdfFileWriter, at: datetime) -> bytes:
    """Go through the library's steps one by one, because it would take the time from the machine."""
    session = pdf_signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = at
    prepared = session.prepare_tbs_document(validation_info=None, bytes_reserved=_ROOM)
    output = BytesIO()
    digest, _ = prepared.digest_tbs_document(output=output)
    attributes = PdfCMSSignedAttributes(signing_time=at)
    run_to_end(prepared.perform_signature(digest.document_digest, attributes))
    return output.getvalue()
