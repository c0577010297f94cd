"""The director records that a partner gives notice of leaving."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import BaseModel, Field

from concordat.domain.membership import Handover
from tasks.membership import withdraw_one_partner
from tasks.timeline import version_id_of


class CommitmentHandover(BaseModel):
    """What becomes of one commitment that the partner had taken on."""

    commitment: str = Field(description="The id of the commitment, as in the agreement's text.")
    to: str | None = Field(
        None, description="The partner of the same party that takes it on; nobody closes it."
    )
    reason: str = Field(description="Why; it is kept and published.")


@flow(name="withdraw-partner", flow_run_name="leaves: {name}")
async def withdraw_partner(
    name: str,
    notified_on: date,
    effective_on: date,
    reason: str = "",
    commitments: list[CommitmentHandover] = [],  # noqa: B006  # Prefect shows it in the form; nothing changes it.
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Record that a partner gives notice; on its day it leaves, by itself.

    The agreement goes on, unless the partner's party then has too few partners.

    Args:
        name: The partner's name.
        notified_on: The day on which it gave notice.
        effective_on: The first day on which it is no longer a partner, after the notice has run.
        reason: Why it leaves, if it says so.
        commitments: What becomes of each commitment it had taken on.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    handovers = tuple(Handover(c.commitment, c.to, c.reason) for c in commitments)
    withdraw_one_partner(
        version_id_of(version, agreement), name, notified_on, effective_on, reason, handovers
    )
