"""The director supplies a format that somebody asked for."""

from pathlib import Path
from typing import Annotated

from prefect import flow
from pydantic import Field

from tasks.paper import keep_format
from tasks.timeline import version_id_of


@flow(name="supply-format", flow_run_name="format request {number}")
async def supply_format(
    number: Annotated[int, Field(ge=1)],
    file: Path,
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Keep a format beside the version's text, and tell whoever asked. It is never signed itself.

    Args:
        number: The number of the format request, as the letter about it says.
        file: The path of the file on the worker's machine, such as a PDF, a film or a recording.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    keep_format(version_id_of(version, agreement), number, file)
