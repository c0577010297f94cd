"""The director records that a notice of leaving is taken back."""

from typing import Annotated

from prefect import flow
from pydantic import Field

from concordat.domain.membership import Leaver
from tasks.membership import cancel_one_withdrawal
from tasks.timeline import version_id_of


@flow(name="cancel-withdrawal", flow_run_name="stays: {who}")
async def cancel_withdrawal(
    kind: Leaver,
    who: str,
    reason: str = "",
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Record that a partner or a place takes its notice back, before the day it is effective.

    Args:
        kind: Whether a partner or a place had given notice.
        who: The partner's name, or the id of the place.
        reason: Why it stays, if it says so.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    cancel_one_withdrawal(version_id_of(version, agreement), kind, who, reason)
