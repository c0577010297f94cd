"""Turns a config without faults into the domain's terms: the programme, its people and places.

A body inside a place's file gets the id `place:<place>`.
"""

from concordat.domain.branding import WHITE, Colours
from concordat.domain.parties import (
    Contact,
    Partner,
    Party,
    PartyId,
)
from concordat.domain.programme import (
    Body,
    BodyId,
    Place,
    Programme,
)
from concordat.domain.rules import PlaceId, Quorum, RetentionRule, UrgentDecision
from concordat.programme.board_case import board_case
from concordat.programme.bodies import BodyModel, QuorumModel
from concordat.programme.checks.advice import clear_days
from concordat.programme.config import Config
from concordat.programme.models import ColoursModel, PlaceFile
from concordat.programme.people import ContactModel, PartyModel
from concordat.programme.rules import (
    amendment_rules,
    escalation_rule,
    reminder_rule,
    signing_rule,
    withdrawal_rule,
)
from concordat.programme.stages import blocks, given, period, timeline
from concordat.programme.written import Ref


def to_programme(config: Config) -> Programme:
    """Return the programme a config without faults describes."""
    file = given(config.agreement)
    agreement, system, facilitator = (
        given(file.agreement),
        given(file.system),
        given(file.facilitator),
    )
    parties = tuple(_party(party) for party in config.parties)
    names = {party.id: party.name for party in parties}
    places = sorted(config.places.items())
    return Programme(
        agreement_id=given(agreement.id),
        title=given(agreement.title),
        text=given(agreement.text),
        system_id=given(system.id),
        system_name=given(system.name),
        timezone=config.timezone,
        facilitator=given(facilitator.organisation),
        facilitator_contact=_contact(given(facilitator.contact)),
        parties=parties,
        bodies=_bodies(config),
        timeline=timeline(config, names),
        signing=signing_rule(file.signing),
        places=tuple(_place(place_id, given(place), names) for place_id, place in places),
        region=config.region,
        pre_election_periods=tuple(period(model) for model in config.periods),
        amendments=amendment_rules(file.amendments),
        withdrawal=withdrawal_rule(file.withdrawal),
        escalation=escalation_rule(file.escalation),
        board_case=board_case(file.board_paper),
        logo=config.logo,
        colours=_colours(system.colours),
        retention=file.retention.rule() if file.retention else RetentionRule(),
        dissent_apart=file.dissent.kept_apart if file.dissent else False,
    )


def _colours(model: ColoursModel | None) -> Colours | None:
    if model is None or model.brand is None:
        return None
    return Colours(model.brand, model.text or WHITE)


def _contact(model: ContactModel) -> Contact:
    return Contact(given(model.role), given(model.email))


def _party(model: PartyModel) -> Party:
    partners = tuple(
        Partner(
            name=given(partner.name),
            on_behalf_of=partner.on_behalf_of,
            succeeds=partner.succeeds,
            contact=_contact(partner.contact) if partner.contact else None,
        )
        for partner in given(model.partners)
    )
    return Party(PartyId(given(model.id)), given(model.name), partners)


def _bodies(config: Config) -> tuple[Body, ...]:
    shared = [_body(body_id, given(body)) for body_id, body in config.bodies.items()]
    own = [
        _body(f"place:{place_id}", place.ratifying_body)
        for place_id, place in config.places.items()
        if place and isinstance(place.ratifying_body, BodyModel)
    ]
    return tuple(sorted([*shared, *own], key=lambda body: body.id))


def _body(body_id: str, model: BodyModel) -> Body:
    quorum, urgent = model.quorum, model.urgent_decision
    return Body(
        id=BodyId(body_id),
        name=given(model.name),
        meetings=tuple(sorted(meeting.first for meeting in model.meetings)),
        papers_clear_working_days=clear_days(model),
        call_in_working_days=model.call_in_working_days,
        quorum=_quorum(quorum) if quorum else None,
        urgent_decision=(
            UrgentDecision(given(urgent.by), given(urgent.report_back)) if urgent else None
        ),
        valid_to=model.valid_to.last if model.valid_to else None,
        deputies=model.deputies,
    )


def _quorum(model: QuorumModel) -> Quorum:
    return Quorum(given(model.members), tuple(model.including), model.conflicts)


def _place(place_id: str, model: PlaceFile, names: dict[PartyId, str]) -> Place:
    body = given(model.ratifying_body)
    return Place(
        id=PlaceId(place_id),
        name=given(model.name),
        body=BodyId(body.id if isinstance(body, Ref) else f"place:{place_id}"),
        signatories=blocks(given(model.signatories), names),
        ons_code=model.ons_code,
        area=model.area,
        valid_from=model.valid_from.first if model.valid_from else None,
        valid_to=model.valid_to.last if model.valid_to else None,
        succeeds=PlaceId(model.succeeds.id) if model.succeeds else None,
        copies=tuple(_contact(contact) for contact in model.copies),
        formats=tuple(model.formats),
        reminders=reminder_rule(model.reminders),
        provider=(model.signing.provider or "") if model.signing else "",
    )
