"""The config's models of organisations and roles: parties, bodies and signatories."""

from typing import Annotated, ClassVar

from pydantic import Field

from concordat.programme.section import Section
from concordat.programme.written import Email, WrittenDay, WrittenId, WrittenRef

Words = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=0)]
CountFromOne = Annotated[int, Field(ge=1)]


class ContactModel(Section):
    """A role that can be written to."""

    expected: ClassVar = ("role", "email")
    role: Words | None = None
    email: Email | None = None


class FacilitatorModel(Section):
    """Who runs the process and decides nothing."""

    expected: ClassVar = ("organisation", "contact")
    organisation: Words | None = None
    contact: ContactModel | None = None


class PartnerModel(Section):
    """An organisation within a party."""

    expected: ClassVar = ("name",)
    name: Words | None = None
    on_behalf_of: Words | None = None
    succeeds: Words | None = None
    contact: ContactModel | None = None


class PartyModel(Section):
    """One side of the agreement."""

    expected: ClassVar = ("id", "name", "partners")
    id: WrittenId | None = None
    name: Words | None = None
    partners: list[PartnerModel] | None = None


class PapersModel(Section):
    """How long before a meeting its papers go out."""

    clear_working_days: Count = 5


class QuorumModel(Section):
    """Who must be present."""

    expected: ClassVar = ("members",)
    members: CountFromOne | None = None
    including: list[Words] = Field(default_factory=list)


class UrgentDecisionModel(Section):
    """Who may decide between meetings."""

    expected: ClassVar = ("by", "report_back")
    by: Words | None = None
    report_back: bool | None = None


class BodyModel(Section):
    """A body that decides or is informed."""

    expected: ClassVar = ("name",)
    name: Words | None = None
    meetings: list[WrittenDay] = Field(default_factory=list)
    papers: PapersModel | None = None
    call_in_working_days: Count = 0
    quorum: QuorumModel | None = None
    urgent_decision: UrgentDecisionModel | None = None


class SeatModel(Section):
    """One of several who may sign; without an organisation it signs for its party."""

    expected: ClassVar = ("role", "email")
    role: Words | None = None
    organisation: Words | None = None
    email: Email | None = None


class SignatoryModel(Section):
    """One line of a signing order: a signatory, or `need` of `any_of`."""

    expected: ClassVar = ("party", "order")
    role: Words | None = None
    organisation: Words | None = None
    email: Email | None = None
    any_of: list[SeatModel] | None = None
    need: CountFromOne | None = None
    party: WrittenRef | None = None
    order: CountFromOne | None = None
