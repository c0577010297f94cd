"""Turns the stages of a config without faults into the domain's terms.

Spans become days here: the first day of what opens, the last day of what closes or is due; the config
has moved the deadlines for responses to working days.
"""

from datetime import UTC
from typing import TypeVar

from concordat.domain.parties import Contact, Mandate, PartyId, Signatory, SigningBlock
from concordat.domain.programme import (
    BodyId,
    Event,
    PreElectionPeriod,
    Timeline,
)
from concordat.domain.rules import InPersonRule, PlaceId
from concordat.programme.config import Config
from concordat.programme.rules import effect_rule, review_rule
from concordat.programme.signing import MandateModel, SeatModel, SignatoryModel
from concordat.programme.timeline import EventModel, InPersonModel, PreElectionPeriodModel

T = TypeVar("T")


def given(value: T | None) -> T:
    """Return a value the checks have found to be there; LookupError when they have not run."""
    if value is None:
        raise LookupError("A config with faults cannot be turned into a programme; check it first.")
    return value


def timeline(config: Config, names: dict[PartyId, str]) -> Timeline:
    """Return the stages of a version."""
    model = given(config.timeline)
    signing, effective = given(model.public_signing), given(model.effective)
    presented = model.presentation.body if model.presentation else None
    return Timeline(
        window_opens=given(config.window_opens).first,
        window_closes=given(config.window_closes).last,
        events=tuple(_event(config, event) for event in model.events),
        board=BodyId(given(given(model.board_approval).body).id),
        public_signing_on=given(signing.on).first,
        public_signing=blocks(given(signing.signatories), names),
        presentation=BodyId(presented.id) if presented else None,
        ratification_due=given(config.ratification_due).last,
        effect=effect_rule(effective, given(effective.at_least)),
        term_months=given(model.term_months),
        review=review_rule(model.review),
        term_warnings=tuple(model.term_warnings),
        papers_warning_working_days=model.papers_warning_working_days,
        in_person=_in_person(signing.in_person) if signing.in_person else None,
    )


def _in_person(model: InPersonModel) -> InPersonRule:
    officer = given(model.officer)
    return InPersonRule(Contact(given(officer.role), given(officer.email)), model.witness)


def _event(config: Config, model: EventModel) -> Event:
    return Event(
        kind=given(model.kind),
        title=given(model.title),
        starts=config.local(given(model.starts)).written.astimezone(UTC),
        ends=config.local(given(model.ends)).written.astimezone(UTC),
        where=given(model.where_held),
    )


def blocks(lines: list[SignatoryModel], names: dict[PartyId, str]) -> tuple[SigningBlock, ...]:
    """Return the lines of a signing order; a seat without an organisation signs for its party."""
    return tuple(
        SigningBlock(
            order=given(line.order),
            party=(party := PartyId(given(line.party).id)),
            candidates=tuple(
                _signatory(seat, names[party])
                for seat in ([line] if line.any_of is None else line.any_of)
            ),
            need=line.need or 1,
        )
        for line in lines
    )


def _signatory(seat: SignatoryModel | SeatModel, party_name: str) -> Signatory:
    return Signatory(
        role=given(seat.role),
        organisation=seat.organisation or party_name,
        email=given(seat.email),
        since=seat.since.first if seat.since else None,
        mandate=_mandate(seat.mandate) if seat.mandate else None,
    )


def _mandate(model: MandateModel) -> Mandate:
    return Mandate(given(model.appointed_by), given(model.basis), given(model.limits))


def period(model: PreElectionPeriodModel) -> PreElectionPeriod:
    """Return a pre-election period."""
    return PreElectionPeriod(
        starts=given(model.starts).first,
        ends=given(model.ends).last,
        because=given(model.because),
        places=None if model.places is None else tuple(PlaceId(ref.id) for ref in model.places),
    )
