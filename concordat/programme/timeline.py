"""The config's models of time: the stages of a version, and the pre-election periods."""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from concordat.domain.rules import BelowThreshold
from concordat.programme.people import ContactModel, Count, CountFromOne, Words
from concordat.programme.section import Section
from concordat.programme.signing import SignatoryModel
from concordat.programme.written import WrittenDay, WrittenMoment, WrittenRef, WrittenSpan

Places = Annotated[
    list[WrittenRef] | None, BeforeValidator(lambda said: None if said == "all" else said)
]
"""The places something concerns: `all`, or a list of them."""


class ReviewWindowModel(Section):
    """When comments are taken."""

    expected: ClassVar = ("opens", "closes")
    opens: WrittenSpan | None = Field(None, description="The first day for comments.")
    closes: WrittenSpan | None = Field(
        None, description="The last day for comments; on no working day, the next one."
    )


class EventModel(Section):
    """A session held while the review window is open."""

    expected: ClassVar = ("kind", "title", "starts", "ends", "where")
    kind: Words | None = Field(None, description="What it is: a workshop, an open space.")
    title: Words | None = Field(None, description="Its title.")
    starts: WrittenMoment | None = Field(None, description="When it begins.")
    ends: WrittenMoment | None = Field(None, description="When it ends.")
    where_held: Words | None = Field(None, alias="where", description="Where it is held.")


class BodyReferenceModel(Section):
    """A stage that belongs to a body of `bodies`."""

    expected: ClassVar = ("body",)
    body: WrittenRef | None = Field(None, description="The body's id.")


class InPersonModel(Section):
    """How the agreement is signed on a tablet at the event."""

    expected: ClassVar = ("officer",)
    officer: ContactModel | None = Field(
        None, description="Who opens the tablet at the event and looks after it."
    )
    witness: bool = Field(
        False,
        description="Whether the officer may vouch for who signs, where no code can be read; the "
        "certificate says so.",
    )


class PublicSigningModel(Section):
    """When the agreement is signed in public, and by whom."""

    expected: ClassVar = ("on", "signatories")
    on: WrittenDay | None = Field(None, description="The day.")
    signatories: list[SignatoryModel] | None = Field(None, description="The signing order.")
    in_person: InPersonModel | None = Field(
        None, description="Signing on a tablet at the event; without it nobody does."
    )


class RatificationModel(Section):
    """By when the places are asked to ratify."""

    expected: ClassVar = ("due",)
    due: WrittenSpan | None = Field(
        None, description="The last day; on no working day, the next one."
    )


class EffectiveModel(Section):
    """When the agreement takes effect, and what becomes of it later."""

    expected: ClassVar = ("at_least",)
    at_least: int | None = Field(None, description="How many places must count.")
    including: list[WrittenRef] = Field(
        default_factory=list, description="The places that must be among them."
    )
    after_days: Count = Field(0, description="Days from then until it takes effect.")
    when_below: Annotated[BelowThreshold, Field(strict=False)] = Field(
        BelowThreshold.CONTINUES,
        description="What becomes of an agreement in effect when too few places count: it goes on, "
        "or is suspended until enough do.",
    )


class ReviewModel(Section):
    """How often the agreement is reviewed, and how early the review opens."""

    every_months: CountFromOne = Field(12, description="Months from one review to the next.")
    lead_days: Count = Field(60, description="Days before its date that a review opens.")


class TimelineModel(Section):
    """The stages of one version."""

    expected: ClassVar = (
        "review_window",
        "board_approval",
        "public_signing",
        "ratification",
        "effective",
        "term_months",
    )
    review_window: ReviewWindowModel | None = Field(None, description="When comments are taken.")
    events: list[EventModel] = Field(default_factory=list, description="Sessions held meanwhile.")
    board_approval: BodyReferenceModel | None = Field(None, description="The board that approves.")
    papers_warning_working_days: Count = Field(
        5, description="Working days before papers are due that a warning goes out."
    )
    public_signing: PublicSigningModel | None = Field(None, description="Who signs, and when.")
    presentation: BodyReferenceModel | None = Field(
        None, description="The body it is presented to; this holds nothing up."
    )
    ratification: RatificationModel | None = Field(None, description="By when places ratify.")
    effective: EffectiveModel | None = Field(None, description="When it takes effect.")
    term_months: CountFromOne | None = Field(None, description="Months from effect to its end.")
    term_warnings: list[CountFromOne] = Field(
        [90, 60, 30], description="How many days before the term ends warnings go out."
    )
    review: ReviewModel | None = Field(None, description="How often it is reviewed.")


class PreElectionPeriodModel(Section):
    """Days on which launches, publicity and signings wait."""

    expected: ClassVar = ("from", "until", "because")
    starts: WrittenSpan | None = Field(None, alias="from", description="The first day.")
    ends: WrittenSpan | None = Field(None, alias="until", description="The last day.")
    places: Places = Field(None, description="The places it concerns; `all` unless some are named.")
    because: Words | None = Field(None, description="Which election it is.")


class PollModel(Section):
    """A day on which votes are cast."""

    expected: ClassVar = ("on", "because")
    on: WrittenDay | None = Field(None, description="The day.")
    places: Places = Field(None, description="The places that vote; `all` unless some are named.")
    because: Words | None = Field(None, description="Which election it is.")


class CalendarModel(Section):
    """Which bank holidays count, and when elections are near."""

    region: Words = Field(
        "england-and-wales",
        description="Whose bank holidays count: `england-and-wales`, `scotland` or "
        "`northern-ireland`.",
    )
    pre_election_periods: list[PreElectionPeriodModel] = Field(
        default_factory=list, description="Periods in which launches and publicity wait."
    )
    polls: list[PollModel] = Field(
        default_factory=list, description="Days on which votes are cast."
    )
