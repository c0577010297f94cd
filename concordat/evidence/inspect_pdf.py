"""Look inside the PDF on standard input and write what was found, as JSON, on standard output.

It is run as a program of its own, under limits, because anybody may have made the PDF; its one
argument is the authority's certificate, PEM. What it writes is read by `read_inspection`.
"""

import json
import sys
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from typing import Any

from concordat.services.inspection import NOT_INSPECTED, InspectedSignature, Inspection


def inspect_pdf(pdf: bytes, authority_pem: bytes) -> Inspection:
    """Return what the PDF's signatures say; a PDF that is locked or broken is one that says so."""
    # The PDF libraries take a second to import, and only the confined program needs them.
    import pikepdf  # noqa: PLC0415

    from concordat.signing.checking import check_pdf  # noqa: PLC0415

    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            encrypted = document.is_encrypted
    except pikepdf.PasswordError:
        return Inspection(encrypted=True)
    except pikepdf.PdfError:
        return NOT_INSPECTED
    check = check_pdf(pdf, authority_pem)
    found = tuple(
        InspectedSignature(s.field, s.signed_at, s.trusted, s.good) for s in check.signatures
    )
    return Inspection(found, check.sealed, check.faults, encrypted)


def write_inspection(found: Inspection) -> bytes:
    """Return what was found as JSON."""
    return json.dumps(asdict(found), default=datetime.isoformat).encode()


def read_inspection(written: bytes) -> Inspection:
    """Return what was written; ValueError, KeyError or TypeError if it is something else."""
    said: dict[str, Any] = json.loads(written)
    return Inspection(
        tuple(
            InspectedSignature(
                str(s["field"]), _time(s["signed_at"]), bool(s["ours"]), bool(s["good"])
            )
            for s in said["signatures"]
        ),
        bool(said["sealed"]),
        tuple(map(str, said["faults"])),
        bool(said["encrypted"]),
        bool(said["failed"]),
    )


def _time(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written)


if __name__ == "__main__":
    sys.stdout.buffer.write(
        write_inspection(inspect_pdf(sys.stdin.buffer.read(), sys.argv[1].encode()))
    )
