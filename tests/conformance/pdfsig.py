"""Asks poppler's `pdfsig`, which shares nothing with ours, about the signatures of a file."""

import shutil
import subprocess
from pathlib import Path

from concordat.signing.checking import check_pdf
from tests.conformance.missing import Missing

_VALID = "Signature Validation: Signature is Valid."
_WHOLE = "- Total document signed"


def signature_faults(file: Path, authority_pem: bytes, fields: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is wrong with the signatures of a sealed file, by our check and by pdfsig's.

    Each field is to hold one signature that both accept, and the last covers the whole file.
    """
    ours = check_pdf(file.read_bytes(), authority_pem)
    faults = list(ours.faults)
    if {found.field for found in ours.signatures} != set(fields):
        faults.append(f"The signatures are not those of the fields {', '.join(fields)}.")
    if not ours.sealed:
        faults.append("The seal does not close the document.")
    if (valid := accepted_by_pdfsig(file)) != len(fields):
        faults.append(f"pdfsig accepts {valid} signatures of {len(fields)}.")
    return tuple(faults)


def accepted_by_pdfsig(file: Path) -> int:
    """Return how many signatures pdfsig accepts; none unless just one covers the whole file."""
    done = subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, check=False)
    return done.stdout.count(_VALID) if done.stdout.count(_WHOLE) == 1 else 0


def look_for() -> None:
    """Raise Missing if pdfsig is not installed."""
    if shutil.which("pdfsig") is None:
        raise Missing("pdfsig is missing. On Debian: apt-get install poppler-utils")
