"""The documents that the stand-in gives back: each page says STAND-IN, and its own key signs them."""

import io
from datetime import UTC, datetime, timedelta
from functools import cache

import pikepdf
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.integration.documents.certificates import Issued, issue
from tests.standins.docusign.envelope import Envelope

MARK = "STAND-IN: made by a test server. Nobody has signed this with DocuSign."
LINE = 14


@cache
def key() -> Issued:
    """Return the stand-in's key, with a certificate of its own making."""
    now = datetime.now(UTC)
    days = timedelta(days=3650)
    return issue("STAND-IN for DocuSign", begins=now - days, ends=now + days)


def combined(envelope: Envelope) -> bytes:
    """Return every document of the envelope as one PDF, each page marked, signed by the stand-in."""
    whole = pikepdf.new()
    signed = [
        f"Signed: {one.given['name']}" for one in envelope.signers if one.status == "completed"
    ]
    for _, _, data in envelope.documents:
        with pikepdf.open(io.BytesIO(data)) as one:
            for page in one.pages:
                # Whatever a page has turned or scaled is undone before it is marked.
                page.contents_add(b"q", prepend=True)
                mark = _words([MARK, f"Envelope {envelope.id}"], 20)
                page.contents_add(b"Q\n" + mark, prepend=False)
                _with_font(page)
                if "/Annots" in page:
                    del page.Annots
            whole.pages.extend(one.pages)
    _add_page(whole, [MARK, f"Envelope {envelope.id}: {envelope.status}", *signed])
    return _signed(whole, envelope)


def certificate(envelope: Envelope) -> bytes:
    """Return the certificate of completion."""
    made = pikepdf.new()
    lines = [MARK, "Certificate of completion", f"Envelope {envelope.id}: {envelope.status}"]
    for one in envelope.recipients:
        lines.append(f"{one.given['name']} <{one.email}>: {one.status} {one.told}")
    lines += [f"{event.at.isoformat()} {event.name}" for event in envelope.events]
    _add_page(made, lines)
    return _signed(made, envelope)


def _words(lines: list[str], top: int) -> bytes:
    shown = [b"q 1 0 0 1 0 0 cm BT /StandIn 9 Tf 0.7 0 0 rg"]
    for number, line in enumerate(lines):
        words = line.encode("latin-1", "replace").translate(bytes.maketrans(b"()\\", b"[]/"))
        shown.append(b"1 0 0 1 40 %d Tm (%s) Tj" % (top + LINE * (len(lines) - number), words))
    return b"\n".join([*shown, b"ET Q"])


def _with_font(page: pikepdf.Page) -> None:
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.add_resource(font, pikepdf.Name.Font, pikepdf.Name.StandIn)


def _add_page(whole: pikepdf.Pdf, lines: list[str]) -> None:
    page = whole.add_blank_page(page_size=(595, 842))
    _with_font(page)
    page.contents_add(_words(lines[:50], 60), prepend=False)


def _signed(made: pikepdf.Pdf, envelope: Envelope) -> bytes:
    out = io.BytesIO()
    made.save(out, deterministic_id=True)
    held = key()
    signer = signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(
            held.certificate.public_bytes(serialization.Encoding.DER)
        ),
        signing_key=asn1_keys.PrivateKeyInfo.load(
            held.key.private_bytes(
                serialization.Encoding.DER,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        ),
        cert_registry=SimpleCertificateStore(),
    )
    meta = signers.PdfSignatureMetadata(
        field_name="ENVELOPEID_" + envelope.id.replace("-", ""),
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        md_algorithm="sha256",
    )
    signed: io.BytesIO = signers.sign_pdf(IncrementalPdfFileWriter(out), meta, signer)
    return signed.getvalue()
