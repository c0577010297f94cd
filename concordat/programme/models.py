"""The config's models: the files of a programme, and what may stand in each.

A key is optional where it has a default; those in `expected` must be there (see `section`).
Source: `agreement.yaml`, `places/<place>.yaml` and `calendar/*.yaml`.
"""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Discriminator, Field, Tag

from concordat.programme.board_paper import BoardPaperModel
from concordat.programme.bodies import BodyModel
from concordat.programme.changes import AmendmentsModel, EscalationModel, WithdrawalModel
from concordat.programme.keeping import DissentModel, RetentionModel
from concordat.programme.people import ContactModel, FacilitatorModel, PartyModel, Words
from concordat.programme.section import Section
from concordat.programme.signing import (
    PlaceSigningModel,
    RemindersModel,
    SignatoryModel,
    SigningModel,
)
from concordat.programme.timeline import (
    CalendarModel,
    PollModel,
    PreElectionPeriodModel,
    TimelineModel,
)
from concordat.programme.written import WrittenColour, WrittenId, WrittenRef, WrittenSpan
from concordat.programme.yaml_source import WHERE, Where


class AgreementModel(Section):
    """The agreement: its id, title and template."""

    expected: ClassVar = ("id", "title", "text")
    id: WrittenId | None = Field(None, description="Its id, part of every reference to it.")
    title: Words | None = Field(None, description="Its title.")
    text: Words | None = Field(None, description="Its template, in the folder of the templates.")


class LogoModel(Section):
    """The picture at the head of every document."""

    expected: ClassVar = ("file", "alt")
    file: Words | None = Field(
        None, description="An SVG, PNG or JPEG in the folder of the config, 50 kB at most."
    )
    alt: Words | None = Field(None, description="What the picture shows, for who does not see it.")


class ColoursModel(Section):
    """The colours of the programme's web pages."""

    brand: WrittenColour | None = Field(
        None, description="Behind the name at the head of a page, and of its buttons."
    )
    text: WrittenColour | None = Field(
        None, description="The words on it: '#ffffff', white, when it is left out."
    )


class SystemModel(Section):
    """The system the agreement covers."""

    expected: ClassVar = ("id", "name", "timezone")
    id: WrittenId | None = Field(None, description="Its id.")
    name: Words | None = Field(None, description="Its name.")
    timezone: Words | None = Field(None, description="Its time zone, such as Europe/London.")
    logo: LogoModel | None = Field(None, description="Its logo, on every document and page.")
    colours: ColoursModel | None = Field(None, description="Its colours, on every page.")


class CalendarFile(Section):
    """`calendar/*.yaml`: periods and polls that are added to those of `agreement.yaml`."""

    pre_election_periods: list[PreElectionPeriodModel] = Field(
        default_factory=list, description="Periods in which launches and publicity wait."
    )
    polls: list[PollModel] = Field(
        default_factory=list, description="Days on which votes are cast."
    )


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
    agreement: AgreementModel | None = Field(None, description="What is agreed.")
    system: SystemModel | None = Field(None, description="The system it covers.")
    facilitator: FacilitatorModel | None = Field(None, description="Who runs the process.")
    parties: list[PartyModel] | None = Field(None, description="The sides, two at least.")
    bodies: Annotated[dict[str, BodyModel | None] | None, BeforeValidator(_every_body)] = Field(
        None, description="The bodies by id; those of single places stand in their files."
    )
    timeline: TimelineModel | None = Field(None, description="The stages of one version.")
    signing: SigningModel | None = Field(None, description="How signing requests are carried.")
    amendments: AmendmentsModel | None = Field(None, description="What amendments need.")
    withdrawal: WithdrawalModel | None = Field(None, description="How a partner or place leaves.")
    escalation: EscalationModel | None = Field(
        None, description="When a place that does not decide is escalated."
    )
    retention: RetentionModel | None = Field(
        None, description="For how long personal data is kept once a version is over."
    )
    dissent: DissentModel | None = Field(
        None, description="Who learns that somebody would not, and why."
    )
    board_paper: BoardPaperModel | None = Field(
        None, description="What the paper for the board says beside what is on record."
    )
    calendar: CalendarModel | None = Field(None, description="Bank holidays and elections.")


def _body_or_reference(said: object) -> str:
    return "<reference>" if isinstance(said, str) else "<body>"


class PlaceFile(Section):
    """`places/<place>.yaml`: one place; the file's name is its id."""

    expected: ClassVar = ("name", "ratifying_body", "signatories")
    name: Words | None = Field(None, description="Its name.")
    ons_code: Words | None = Field(None, description="The code of its area, for lists and maps.")
    area: Words | None = Field(None, description="The part of the system it lies in.")
    valid_from: WrittenSpan | None = Field(None, description="Its first day; else always there.")
    valid_to: WrittenSpan | None = Field(None, description="Its last day; else it has no end.")
    succeeds: WrittenRef | None = Field(
        None, description="The place it follows; several follow one that was divided."
    )
    ratifying_body: (
        Annotated[
            Annotated[BodyModel, Tag("<body>")] | Annotated[WrittenRef, Tag("<reference>")],
            Discriminator(_body_or_reference),
        ]
        | None
    ) = Field(None, description="Its own body, or the id of one that serves several places.")
    signatories: list[SignatoryModel] | None = Field(
        None, description="The signing order of its ratification record."
    )
    signing: PlaceSigningModel | None = Field(
        None, description="How its signing requests are carried, where it differs."
    )
    copies: list[ContactModel] = Field(
        default_factory=list, description="Who is sent a copy of what the place decides."
    )
    formats: list[Words] = Field(
        default_factory=list, description="The formats its people ask for, such as easy-read."
    )
    reminders: RemindersModel | None = Field(
        None, description="How its signatories are reminded; left out: as everybody's are."
    )
