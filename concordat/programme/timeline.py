"""The config's models of time: the stages of a version, and the pre-election periods."""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from concordat.programme.people import Count, CountFromOne, SignatoryModel, Words
from concordat.programme.section import Section
from concordat.programme.written import WrittenDay, WrittenMoment, WrittenRef, WrittenSpan

Places = Annotated[
    list[WrittenRef] | None, BeforeValidator(lambda said: None if said == "all" else said)
]
"""The places something concerns: `all`, or a list of them."""


class ReviewWindowModel(Section):
    """When comments are taken."""

    expected: ClassVar = ("opens", "closes")
    opens: WrittenSpan | None = None
    closes: WrittenSpan | None = None


class EventModel(Section):
    """A session held while the review window is open."""

    expected: ClassVar = ("kind", "title", "starts", "ends", "where")
    kind: Words | None = None
    title: Words | None = None
    starts: WrittenMoment | None = None
    ends: WrittenMoment | None = None
    where_held: Words | None = Field(None, alias="where")


class BodyReferenceModel(Section):
    """A stage that belongs to a body of `bodies`."""

    expected: ClassVar = ("body",)
    body: WrittenRef | None = None


class PublicSigningModel(Section):
    """When the agreement is signed in public, and by whom."""

    expected: ClassVar = ("on", "signatories")
    on: WrittenDay | None = None
    signatories: list[SignatoryModel] | None = None


class RatificationModel(Section):
    """By when the places are asked to ratify."""

    expected: ClassVar = ("due",)
    due: WrittenSpan | None = None


class EffectiveModel(Section):
    """When the agreement takes effect."""

    expected: ClassVar = ("at_least",)
    at_least: int | None = None
    including: list[WrittenRef] = Field(default_factory=list)
    after_days: Count = 0


class ReviewModel(Section):
    """How often the agreement is reviewed, and how early the review opens."""

    every_months: CountFromOne = 12
    lead_days: Count = 60


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
    review_window: ReviewWindowModel | None = None
    events: list[EventModel] = Field(default_factory=list)
    board_approval: BodyReferenceModel | None = None
    public_signing: PublicSigningModel | None = None
    presentation: BodyReferenceModel | None = None
    ratification: RatificationModel | None = None
    effective: EffectiveModel | None = None
    term_months: CountFromOne | None = None
    review: ReviewModel | None = None


class PreElectionPeriodModel(Section):
    """Days on which launches and publicity wait; `places` is None for all of them."""

    expected: ClassVar = ("from", "until", "because")
    starts: WrittenSpan | None = Field(None, alias="from")
    ends: WrittenSpan | None = Field(None, alias="until")
    places: Places = None
    because: Words | None = None


class PollModel(Section):
    """A day on which votes are cast; `places` is None for all of them."""

    expected: ClassVar = ("on", "because")
    on: WrittenDay | None = None
    places: Places = None
    because: Words | None = None


class CalendarModel(Section):
    """Which bank holidays count, and when elections are near."""

    region: Words = "england-and-wales"
    pre_election_periods: list[PreElectionPeriodModel] = Field(default_factory=list)
    polls: list[PollModel] = Field(default_factory=list)
