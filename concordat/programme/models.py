"""The config's models: the files of a programme, and what may stand in each.

A key is optional where it has a default; those in `expected` must be there (see `section`).
Source: `agreement.yaml`, `places/<place>.yaml` and `calendar/*.yaml`.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from concordat.programme.people import (
    BodyModel,
    ContactModel,
    Count,
    CountFromOne,
    FacilitatorModel,
    PartyModel,
    SignatoryModel,
    Words,
)
from concordat.programme.section import Section
from concordat.programme.timeline import (
    CalendarModel,
    PollModel,
    PreElectionPeriodModel,
    TimelineModel,
)
from concordat.programme.written import WrittenId, WrittenRef, WrittenSpan
from concordat.programme.yaml_source import WHERE, Where


class AgreementModel(Section):
    """The agreement: its id, title and template."""

    expected: ClassVar = ("id", "title", "text")
    id: WrittenId | None = None
    title: Words | None = None
    text: Words | None = None


class SystemModel(Section):
    """The system the agreement covers."""

    expected: ClassVar = ("id", "name", "timezone")
    id: WrittenId | None = None
    name: Words | None = None
    timezone: Words | None = None


class RemindersModel(Section):
    """How often a signatory is reminded, and how many times at most."""

    every_working_days: CountFromOne = 5
    at_most: Count = 4


class SigningModel(Section):
    """Who carries the signing requests."""

    provider: Literal["inhouse", "docusign"] = "inhouse"
    reminders: RemindersModel | None = None
    expires_days: CountFromOne = 90


class CalendarFile(Section):
    """A file of `calendar/`: periods and polls that are added to those of `agreement.yaml`."""

    pre_election_periods: list[PreElectionPeriodModel] = Field(default_factory=list)
    polls: list[PollModel] = Field(default_factory=list)


def _every_body(raw: object) -> object:
    """Keep a body that could not be read as None, so that references to it still hold."""
    if not isinstance(raw, dict) or not isinstance(where := raw.get(WHERE), Where):
        return raw
    return {key: raw.get(key) for key in where.keys}


class AgreementFile(Section):
    """`agreement.yaml`: the programme."""

    expected: ClassVar = (
        "agreement",
        "system",
        "facilitator",
        "parties",
        "bodies",
        "timeline",
    )
    agreement: AgreementModel | None = None
    system: SystemModel | None = None
    facilitator: FacilitatorModel | None = None
    parties: list[PartyModel] | None = None
    bodies: Annotated[dict[str, BodyModel | None] | None, BeforeValidator(_every_body)] = None
    timeline: TimelineModel | None = None
    signing: SigningModel | None = None
    calendar: CalendarModel | None = None


def _body_or_reference(said: object) -> str:
    return "<reference>" if isinstance(said, str) else "<body>"


class PlaceFile(Section):
    """`places/<place>.yaml`: one place; the file's name is its id."""

    expected: ClassVar = ("name", "ratifying_body", "signatories")
    name: Words | None = None
    ons_code: Words | None = None
    area: Words | None = None
    valid_from: WrittenSpan | None = None
    valid_to: WrittenSpan | None = None
    succeeds: WrittenRef | None = None
    ratifying_body: (
        Annotated[
            Annotated[BodyModel, Tag("<body>")] | Annotated[WrittenRef, Tag("<reference>")],
            Discriminator(_body_or_reference),
        ]
        | None
    ) = None
    signatories: list[SignatoryModel] | None = None
    copies: list[ContactModel] = Field(default_factory=list)
    formats: list[Words] = Field(default_factory=list)
