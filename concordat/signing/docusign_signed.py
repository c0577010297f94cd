"""Whether what DocuSign gave back is what it says: a PDF whose every signature holds.

The rules:
1. It is a PDF that can be read, whatever its bytes are.
2. Every signature in it is intact, and the last one covers the whole file.
3. A completed envelope's is signed; one that was closed before has no signature of DocuSign's.
Whom DocuSign's certificate is from is for whoever asks: both files are kept as they came.
"""

from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from concordat.domain.errors import BrokenEvidence
from concordat.signing.quiet import quiet
from concordat.signing.steps import run_to_end


def check_signed(pdf: bytes, what: str, *, complete: bool) -> None:
    """Raise BrokenEvidence, in words, unless the file is sound. `what` names it."""
    try:
        with quiet():
            found = [_status(one) for one in PdfFileReader(BytesIO(pdf)).embedded_signatures]
    except Exception as broken:
        # Bytes from outside can break the library in any way.
        raise _broken(what, "it is not a PDF that can be read") from broken
    if complete and not found:
        raise _broken(what, "it carries no signature")
    if not all(one.intact and one.valid for one in found):
        raise _broken(what, "a signature in it does not match the document")
    if found and found[-1].coverage != SignatureCoverageLevel.ENTIRE_FILE:
        raise _broken(what, "something was added after it was signed")


def _status(signature: EmbeddedPdfSignature) -> PdfSignatureStatus:
    nobody = ValidationContext(trust_roots=[], allow_fetching=False)
    return run_to_end(
        async_validate_pdf_signature(signature, signer_validation_context=nobody, skip_diff=True)
    )


def _broken(what: str, why: str) -> BrokenEvidence:
    return BrokenEvidence(
        f"DocuSign's {what} cannot be kept: {why}.",
        remedy="It is fetched again. If that goes on, download it in DocuSign, and ask its support.",
        attempted="fetch what was signed",
    )
