"""The director records that a letter came back."""

from typing import Annotated

from prefect import flow
from pydantic import Field

from tasks.signing import record_bounce as record
from tasks.timeline import version_id_of


@flow(name="record-bounce", flow_run_name="a letter came back")
async def record_bounce(
    address: str,
    words: str,
    for_good: bool = True,
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Record that a letter came back from an address to which signing requests went.

    Args:
        address: The address from which it came back.
        words: What the mail server said, in its words.
        for_good: Off when the server says that it will try again: that is noted, and no more.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    record(version_id_of(version, agreement), address, words, for_good)
