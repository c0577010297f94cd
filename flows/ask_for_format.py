"""The director records that somebody asked for another format."""

from typing import Annotated

from prefect import flow
from pydantic import Field

from concordat.domain.signature import PUBLIC
from tasks.paper import ask_format
from tasks.timeline import version_id_of


@flow(name="ask-for-format", flow_run_name="{format_name} for {asked_by}")
async def ask_for_format(
    format_name: Annotated[str, Field(title="format")],
    asked_by: str,
    scope: str = PUBLIC,
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Record that somebody asked for another format of the text, and give them the time it takes.

    Args:
        format_name: The format in words: easy read, large print, British Sign Language, a language, paper.
        asked_by: The role of whoever asked; never a name.
        scope: The id of the place, or `public` for the agreement itself.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    ask_format(version_id_of(version, agreement), scope, format_name, asked_by)
