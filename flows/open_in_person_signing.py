"""The director opens a tablet for the public signing, on its day."""

from typing import Annotated

from prefect import flow
from pydantic import Field

from tasks.signing import open_in_person as record
from tasks.timeline import version_id_of


@flow(name="open-in-person-signing", flow_run_name="a tablet for version {version}")
async def open_in_person_signing(
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Send the officer of the event the link that opens the tablet; an earlier one is closed.

    Args:
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    record(version_id_of(version, agreement))
