"""Checks an unsigned document against both standards in a few milliseconds, with `page-validation`.

It agrees with veraPDF about documents that nobody has signed; about signed ones it does not.
"""

from page import ValidationProfile, validate_pdf_bytes

STANDARDS = {
    "PDF/UA-1": ValidationProfile.PDF_UA_1,
    "PDF/A-3a": ValidationProfile.PDF_A_3A,
}


def faults_of(pdf: bytes, standard: str | None = None) -> list[str]:
    """Return each fault by one standard, or by both, in words."""
    return [
        f"{name}, {fault.rule_id}: {fault.message}"
        for name, profile in STANDARDS.items()
        if standard in {None, name}
        for fault in validate_pdf_bytes(pdf, profile=profile).failures
    ]
