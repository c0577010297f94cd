"""The director records a signature that was made on paper."""

from datetime import date
from pathlib import Path
from typing import Annotated

from prefect import flow
from pydantic import Field

from concordat.domain.paper import OnPaper
from concordat.domain.seating import SeatName
from concordat.domain.signature import PUBLIC
from tasks.paper import record_on_paper
from tasks.timeline import version_id_of


@flow(name="record-paper-signature", flow_run_name="on paper: {role}, {scope}")
async def record_paper_signature(
    role: str,
    name: str,
    signed_on: date,
    code: str,
    scan: Path,
    original_at: str,
    recorded_by: str,
    checked_by: str,
    scope: str = PUBLIC,
    organisation: str = "",
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Record a signature made on paper. It counts like any other, and stands in the PDF.

    Where everybody signed at one table, record the papers in the order in which they sign.

    Args:
        role: The role that signed, as the document prints it.
        name: The name written beside the signature.
        signed_on: The day written beside it.
        code: The sixteen digits at the foot of the pages that were signed.
        scan: The path of the scan on the worker's machine: a PDF or a JPEG of at most 20 MB.
        original_at: Where the paper itself is kept.
        recorded_by: The role of whoever records this.
        checked_by: The role of whoever compared the scan with the paper; another one.
        scope: The id of the place, or `public` for the public signing.
        organisation: Its organisation, where several have the same role.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    paper = OnPaper(
        seat=SeatName(role, organisation),
        name=name,
        signed_on=signed_on,
        code=code,
        original_at=original_at,
        recorded_by=recorded_by,
        checked_by=checked_by,
    )
    record_on_paper(version_id_of(version, agreement), scope, paper, scan)
