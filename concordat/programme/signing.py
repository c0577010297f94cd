"""The config's models of signing: who signs a document, by which mandate, and how they are asked."""

from typing import ClassVar, Literal

from pydantic import Field

from concordat.domain.rules import SigningRule
from concordat.programme.people import Count, CountFromOne, Words
from concordat.programme.section import Section
from concordat.programme.written import SeatEmail, WrittenDay, WrittenRef

USUAL = SigningRule()


class MandateModel(Section):
    """A recorded authority to sign for others."""

    expected: ClassVar = ("appointed_by", "basis", "limits")
    appointed_by: Words | None = Field(None, description="Who appointed the representative.")
    basis: Words | None = Field(None, description="On what basis: a resolution, an election.")
    limits: Words | None = Field(None, description="How far the mandate reaches.")


class SeatModel(Section):
    """One of several who may sign."""

    expected: ClassVar = ("role", "email")
    role: Words | None = Field(None, description="The role that signs; its holder may change.")
    organisation: Words | None = Field(
        None, description="The organisation it signs for; without one, its party."
    )
    email: SeatEmail | None = Field(
        None,
        description="Where whoever holds the role is reached; `none`: they are asked on paper.",
    )
    since: WrittenDay | None = Field(None, description="The day the present holder took the role.")
    mandate: MandateModel | None = Field(None, description="By which mandate it signs for others.")


class SignatoryModel(Section):
    """One line of a signing order: a signatory, or `need` of `any_of`."""

    expected: ClassVar = ("party", "order")
    role: Words | None = Field(
        None, description="The role that signs; required without `any_of`, as are the next two."
    )
    organisation: Words | None = Field(None, description="The organisation it signs for.")
    email: SeatEmail | None = Field(
        None,
        description="Where whoever holds the role is reached; `none`: they are asked on paper.",
    )
    since: WrittenDay | None = Field(None, description="The day the present holder took the role.")
    mandate: MandateModel | None = Field(None, description="By which mandate it signs for others.")
    any_of: list[SeatModel] | None = Field(
        None, description="Several who may sign, in place of the one above."
    )
    need: CountFromOne | None = Field(None, description="How many of `any_of` sign; else 1.")
    party: WrittenRef | None = Field(None, description="The party it signs for.")
    order: CountFromOne | None = Field(
        None, description="Its turn: 1, 2, 3 without gaps; the same turn signs side by side."
    )


class PlaceSigningModel(Section):
    """How one place's signing requests are carried."""

    expected: ClassVar = ("provider",)
    provider: Literal["inhouse", "docusign"] | None = Field(
        None, description="Who carries them here; else whoever the programme says."
    )


class RemindersModel(Section):
    """How often a signatory who has not answered is reminded."""

    every_working_days: CountFromOne = Field(
        USUAL.reminder_every_working_days, description="Working days between reminders."
    )
    at_most: Count = Field(USUAL.reminders_at_most, description="How many reminders at most.")


class SigningModel(Section):
    """How signing requests are carried."""

    provider: Literal["inhouse", "docusign"] = Field("inhouse", description="Who carries them.")
    reminders: RemindersModel | None = Field(None, description="How signatories are reminded.")
    expires_days: CountFromOne = Field(
        USUAL.expires_days, description="Days after which a request that is not answered is closed."
    )
    one_act_for_two_roles: bool = Field(
        USUAL.one_act_for_two_roles,
        description="Whether whoever holds two roles may sign for both at once; then one address "
        "may stand in several lines, and both roles are printed.",
    )
    deputies: bool = Field(
        USUAL.deputies, description="Whether a signatory may have a deputy, with its evidence."
    )
    format_working_days: Count = Field(
        USUAL.format_working_days,
        description="Working days more for whoever asks for another format.",
    )
