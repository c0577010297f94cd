"""The director amends the agreement: a new version, which supersedes the one it amends."""

from typing import Annotated

from prefect import flow
from pydantic import Field

from concordat.domain.rules import AmendmentClass
from tasks.amendment import amend_version, launch_sign_off
from tasks.timeline import version_id_of


@flow(name="amend", flow_run_name="{kind} amendment of version {version}")
async def amend(
    kind: AmendmentClass,
    reason: str,
    places: tuple[str, ...] = (),
    consults: bool = True,
    approved_words: str = "",
    takes_up: tuple[str, ...] = (),
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> int:
    """Make a new version from the words that the templates and config give today.

    It is refused when the words are the same. What the class needs (the board, a public signing,
    which places decide again) is in the config. The sign-off of the new version is launched.

    Args:
        kind: Editorial, minor or material.
        reason: Why the words change; every partner is told.
        places: The ids of the places that the changed words concern.
        consults: Whether the new text is opened for comment first: its owner decides that.
        approved_words: Only after the board approved with changed words, and without consulting:
            the first 16 digits of the text's SHA-256, which the refusal tells when they are missing.
        takes_up: Words proposed by places that the new text takes up, each as `place`, or as
            `place/number` where a place proposed more than once. Those places are told.
        version: The number of the version that is amended, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    number = amend_version(
        version_id_of(version, agreement), kind, reason, places, consults, approved_words, takes_up
    )
    launch_sign_off(number, agreement)
    return number
