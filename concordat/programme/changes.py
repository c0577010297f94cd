"""The config's models of change: what amendments need, how partners leave, and who is chased."""

from typing import Annotated

from pydantic import Field

from concordat.domain.rules import EscalationRule, Reopens, WithdrawalRule
from concordat.programme.people import Count, CountFromOne
from concordat.programme.section import Section

USUAL_NOTICE = WithdrawalRule()
USUAL_ESCALATION = EscalationRule()


class AmendmentModel(Section):
    """What an amendment of one class needs; what is left out is as usual for its class."""

    board: bool | None = Field(None, description="Whether the board approves it.")
    signing: bool | None = Field(None, description="Whether it is signed in public.")
    reopens: Annotated[Reopens, Field(strict=False)] | None = Field(
        None,
        description="Which of the places that have ratified decide again: none, those it concerns, "
        "or all.",
    )


class AmendmentsModel(Section):
    """What an amendment needs, by how far it goes."""

    editorial: AmendmentModel | None = Field(
        None, description="One that leaves every meaning as it was."
    )
    minor: AmendmentModel | None = Field(
        None, description="One that changes a detail and nobody's undertaking."
    )
    material: AmendmentModel | None = Field(
        None, description="One that changes what somebody undertakes, or who undertakes it."
    )


class WithdrawalModel(Section):
    """How a partner or a place leaves."""

    notice_days: CountFromOne = Field(
        USUAL_NOTICE.notice_days, description="Days between the notice and the last day."
    )
    minimum_partners: CountFromOne = Field(
        USUAL_NOTICE.minimum_partners, description="How many partners each party needs at least."
    )


class EscalationModel(Section):
    """When a place that does not decide is escalated: to itself first, then to the facilitator."""

    after_working_days: CountFromOne = Field(
        USUAL_ESCALATION.after_working_days,
        description="Working days without a decision until it is, and from one time to the next.",
    )
    at_most: Count = Field(USUAL_ESCALATION.at_most, description="How many times at most.")
