"""The config's models of organisations: contacts, the facilitator, parties and their partners."""

from typing import Annotated, ClassVar

from pydantic import Field

from concordat.programme.section import Section
from concordat.programme.written import Email, WrittenId

Words = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=0)]
CountFromOne = Annotated[int, Field(ge=1)]


class ContactModel(Section):
    """A role that can be written to."""

    expected: ClassVar = ("role", "email")
    role: Words | None = Field(None, description="The role; never a person's name.")
    email: Email | None = Field(None, description="Where whoever holds the role is reached.")


class FacilitatorModel(Section):
    """Who runs the process and decides nothing."""

    expected: ClassVar = ("organisation", "contact")
    organisation: Words | None = Field(None, description="The organisation's name.")
    contact: ContactModel | None = Field(
        None, description="Who acts for it; also told for a partner without a contact."
    )


class PartnerModel(Section):
    """An organisation within a party."""

    expected: ClassVar = ("name",)
    name: Words | None = Field(None, description="Its name, which stands once in its party.")
    on_behalf_of: Words | None = Field(None, description="Whom it speaks for besides itself.")
    succeeds: Words | None = Field(None, description="The organisation it has followed.")
    contact: ContactModel | None = Field(
        None, description="Who is told; without one, the facilitator."
    )


class PartyModel(Section):
    """One side of the agreement, equal to the other in every respect."""

    expected: ClassVar = ("id", "name", "partners")
    id: WrittenId | None = Field(None, description="Its id; `joint` is kept for what all promise.")
    name: Words | None = Field(None, description="Its name in the agreement's text.")
    partners: list[PartnerModel] | None = Field(
        None, description="The organisations it is made of, one at least."
    )
