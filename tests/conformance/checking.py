"""Checks an unsigned document against both standards in a few milliseconds, with `page-validation`.

It agrees with veraPDF about documents that nobody has signed, but for one false alarm: of a stream
whose last byte is a carriage return it takes that byte for the end of the line that follows, and
finds the stream too short. What it says of signed documents cannot be relied on.
"""

from page import ValidationProfile, validate_pdf_bytes

STANDARDS = {
    "PDF/UA-1": ValidationProfile.PDF_UA_1,
    "PDF/A-3a": ValidationProfile.PDF_A_3A,
}
_STREAM_LENGTH = "PDFA3A-STREAM-LENGTH-001"


def faults_of(pdf: bytes, standard: str | None = None) -> list[str]:
    """Return each fault by one standard, or by both, in words."""
    false_alarms = {_STREAM_LENGTH} if b"\r\nendstream" in pdf else set()
    return [
        f"{name}, {fault.rule_id}: {fault.message}"
        for name, profile in STANDARDS.items()
        if standard in {None, name}
        for fault in validate_pdf_bytes(pdf, profile=profile).failures
        if fault.rule_id not in false_alarms
    ]
