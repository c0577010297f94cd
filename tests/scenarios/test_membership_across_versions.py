"""S21, S25, S35 and S36 together: who comes and goes while an amended version is on its way."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from concordat.domain.decision import BoardOutcome, Outcome
from concordat.domain.effect import effect
from concordat.domain.facts import Fact
from concordat.domain.membership import CommitmentMove, Handover, Leaver, Succession
from concordat.domain.partners import find_partner, has_partner
from concordat.domain.programme import Place, Programme
from concordat.domain.record import Version
from concordat.domain.rules import AmendmentClass, PlaceId, WithdrawalRule
from concordat.domain.states import PlaceStatus, VersionState
from concordat.domain.trail import chain_faults
from concordat.register.replay import differences
from concordat.services.admit import Admission, admit_partner
from concordat.services.advance import advance_place, advance_version
from concordat.services.amend import amend
from concordat.services.amendment_draft import Amendment
from concordat.services.cancel_withdrawal import cancel_withdrawal
from concordat.services.catch_up import places_with_something_due
from concordat.services.decide_board import BoardDecision, board_answers, decide_board
from concordat.services.decide_place import PlaceDecision, decide_place
from concordat.services.office import Office
from concordat.services.place_succession import PlaceSuccession, succeed_place
from concordat.services.standing import standing
from concordat.services.succeed_partner import PartnerSuccession, succeed_partner
from concordat.services.version_steps import take_effect
from concordat.services.withdraw import LeavingNotice, withdraw_partner, withdraw_place
from tests.fakes import (
    EAST,
    NORTH,
    VERSION,
    WEST,
    FakePublisher,
    a_programme,
    engine_of,
    facts_of,
    go_to,
    signed_by_link,
)

V2 = "example-mou-v2"
NETWORK = "Small Groups Network"
NOTIFIED, LEAVES = date(2027, 7, 1), date(2027, 9, 29)
NOTICE = LeavingNotice(NOTIFIED, LEAVES)
GIVEN = Handover("speak-plainly", "Alliance", "It speaks for the sector.")
JOINING = Admission("vcse", "Carers Trust", NOTIFIED, "CT/27/4", NOTIFIED)
BOARD, SIGNING = date(2027, 8, 24), date(2027, 9, 9)
EDITORIAL = Amendment(AmendmentClass.EDITORIAL, "A typing error.", consults=False)
MATERIAL = Amendment(AmendmentClass.MATERIAL, "The money moves.", (EAST,), consults=False)


def later() -> Programme:
    """Return the config of a second round, in which Moor is to follow West."""
    programme = a_programme(
        timeline={
            "window_opens": date(2027, 7, 1),
            "window_closes": date(2027, 8, 1),
            "events": (),
            "public_signing_on": SIGNING,
            "ratification_due": date(2028, 3, 31),
        }
    )
    west = programme.place(WEST)
    moor: Place = replace(
        west, id=PlaceId("moor"), name="Moor", valid_from=LEAVES, succeeds=PlaceId(WEST)
    )
    bodies = tuple(
        replace(b, meetings=(*b.meetings, BOARD)) if b.id == "icb-board" else b
        for b in programme.bodies
    )
    return replace(programme, bodies=bodies, places=(*programme.places, moor))


def drafted(office: Office, asked: Amendment) -> Office:
    assert isinstance(office.publisher, FakePublisher)
    office.publisher.words = "We work as equals, in every place."
    amend(office, VERSION, asked, later())
    return office


def led_on(office: Office, version_id: str) -> None:
    """Do whatever is due without anybody's help, as the relay does."""
    advance_version(office, version_id)
    for place in places_with_something_due(office, version_id):
        advance_place(office, version_id, place)
    advance_version(office, version_id)


def signed_anew(office: Office) -> Office:
    """Have the amended text approved and signed in public: East is then to decide again."""
    go_to(office, BOARD, 17)
    decision = BoardDecision(BoardOutcome.APPROVED, BOARD, "ICB/27/99")
    decide_board(office, V2, board_answers(office, V2), decision)
    go_to(office, SIGNING, 10)
    advance_version(office, V2)
    while waiting := open_requests(office):
        signed_by_link(
            office, office.links.token(waiting[0].id), "A name", waiting[0].document_sha256
        )
        advance_version(office, V2)
    led_on(office, V2)
    return office


def open_requests(office: Office) -> Any:
    with office.register.reading() as view:
        return view.signing(view.version(V2), "public").open_requests


def version(office: Office, version_id: str) -> Version:
    with office.register.reading() as view:
        return view.version(version_id)


def status(office: Office, place: str, version_id: str = V2) -> PlaceStatus:
    with office.register.reading() as view:
        return view.place(view.version(version_id), place).ratification.status


def is_whole(office: Office) -> bool:
    with office.register.reading() as view, engine_of(office).connect() as connection:
        trail = view.trail()
        return not differences(connection, trail) and not chain_faults(
            [entry.as_line() for entry in trail]
        )


@pytest.fixture
def office(both_ratified_office: Office) -> Office:
    """Begin every life here in the week after the agreement took effect."""
    go_to(both_ratified_office, NOTIFIED)
    return both_ratified_office


def test_s35_a_notice_passes_to_the_version_that_supersedes_the_one_it_was_given_on(
    office: Office,
) -> None:
    withdraw_partner(office, VERSION, NETWORK, NOTICE, (GIVEN,))
    led_on(drafted(office, EDITORIAL), V2)
    assert version(office, VERSION).state == VersionState.SUPERSEDED
    go_to(office, LEAVES)
    assert advance_version(office, VERSION) == ()
    assert advance_version(office, V2) == ("LeavePartner",)
    assert find_partner(version(office, V2).programme, NETWORK)[1].left_on == date(2027, 9, 28)
    assert find_partner(version(office, VERSION).programme, NETWORK)[1].left_on is None
    with office.register.reading() as view:
        assert [m.commitment for m in view.records(CommitmentMove, V2)] == ["speak-plainly"]
    assert facts_of(office).count(Fact.PARTNER_LEFT) == 1
    assert is_whole(office)


def test_s35_a_notice_given_on_the_version_before_can_be_taken_back_on_this_one(
    office: Office,
) -> None:
    withdraw_partner(office, VERSION, NETWORK, NOTICE)
    withdraw_place(office, VERSION, WEST, NOTICE)
    led_on(drafted(office, EDITORIAL), V2)
    cancel_withdrawal(office, V2, Leaver.PARTNER, NETWORK, "It stays.")
    cancel_withdrawal(office, V2, Leaver.PLACE, WEST, "It stays.")
    go_to(office, LEAVES)
    assert advance_version(office, V2) == ()
    withdraw_partner(office, V2, NETWORK, LeavingNotice(LEAVES, date(2028, 1, 1)))
    with office.register.reading() as view:
        assert [n.who for n in standing(view, V2).leaving] == [NETWORK]
    assert is_whole(office)


def test_s36_who_joins_the_version_in_effect_joins_the_one_on_its_way(office: Office) -> None:
    drafted(office, MATERIAL)
    admit_partner(office, VERSION, JOINING)
    succeed_partner(
        office,
        VERSION,
        PartnerSuccession("ICB", "Greater ICB", date(2027, 8, 1), "An order"),
    )
    programmes = [version(office, v).programme for v in (VERSION, V2)]
    assert all(has_partner(p, "Carers Trust") and has_partner(p, "Greater ICB") for p in programmes)
    led_on(signed_anew(office), VERSION)
    with office.register.reading() as view:
        [shown] = [p for p in standing(view, V2).partners if p.name == "Carers Trust"]
    assert shown.accession_sha256 is not None
    assert is_whole(office)


def test_s35_who_leaves_the_version_in_effect_leaves_the_one_on_its_way(office: Office) -> None:
    signed_anew(drafted(office, MATERIAL))
    withdraw_partner(office, VERSION, NETWORK, NOTICE, (GIVEN,))
    go_to(office, LEAVES)
    assert advance_version(office, V2) == ()
    assert advance_version(office, VERSION) == ("LeavePartner",)
    for version_id in (VERSION, V2):
        _, partner = find_partner(version(office, version_id).programme, NETWORK)
        assert partner.left_on == date(2027, 9, 28)


def test_s35_a_place_that_withdrew_from_the_version_before_does_not_stay_in_this_one(
    office: Office,
) -> None:
    withdraw_place(office, VERSION, WEST, NOTICE)
    signed_anew(drafted(office, MATERIAL))
    assert status(office, WEST) == PlaceStatus.RATIFIED
    go_to(office, LEAVES)
    assert advance_version(office, VERSION) == ("LeavePlace",)
    supersede_by_effect(office)
    assert advance_version(office, V2) == ("LeavePlace",)
    assert advance_version(office, V2) == ()
    assert status(office, WEST) == PlaceStatus.WITHDRAWN
    with office.register.reading() as view:
        found = effect(view.version_record(V2), date(2027, 10, 1))
    assert found.counted == (EAST, NORTH)
    assert is_whole(office)


def supersede_by_effect(office: Office) -> None:
    """Have East ratify the amended text, so that it takes effect over the one before."""
    day = date(2027, 10, 1)
    go_to(office, day, 17)
    decide_place(office, V2, EAST, PlaceDecision(Outcome.RATIFIED, day, "SB/27/40"))
    advance_place(office, V2, EAST)
    while True:
        with office.register.reading() as view:
            waiting = view.signing(view.version(V2), EAST).open_requests
        if not waiting:
            break
        signed_by_link(
            office, office.links.token(waiting[0].id), "A name", waiting[0].document_sha256
        )
        advance_place(office, V2, EAST)
    take_effect(office, version(office, V2))
    assert version(office, VERSION).state == VersionState.SUPERSEDED


def test_s25_a_place_is_succeeded_in_each_version_that_asks_it(office: Office) -> None:
    signed_anew(drafted(office, MATERIAL))
    told = PlaceSuccession(WEST, ("moor",), LEAVES, "The Example Order 2027")
    succeed_place(office, VERSION, later(), told)
    go_to(office, LEAVES)
    for version_id in (VERSION, V2):
        assert advance_place(office, version_id, WEST) == ("SucceedPlace",)
        assert advance_place(office, version_id, "moor") == ("AskForDecision",)
        with office.register.reading() as view:
            assert view.version(version_id).programme.place(WEST).valid_to == date(2027, 9, 28)
            names = {n.params.get("succeeds") for n in view.unsent_notices() if "moor" in n.id}
            assert "West" in names
    with office.register.reading() as view:
        assert [s.old for s in view.records(Succession, VERSION)] == [WEST]
        assert view.records(Succession, V2) == ()
    assert is_whole(office)


def test_s25_a_succession_of_the_version_before_is_told_beside_one_of_the_version_itself(
    office: Office,
) -> None:
    signed_anew(drafted(office, MATERIAL))
    succeed_place(
        office, VERSION, later(), PlaceSuccession(WEST, ("moor",), LEAVES, "The Example Order 2027")
    )
    go_to(office, LEAVES)
    succeed_partner(office, V2, PartnerSuccession(NETWORK, "Groups United", LEAVES, "Its members"))
    assert advance_place(office, V2, WEST) == ("SucceedPlace",)
    with office.register.reading() as view:
        told = {n.params["change"] for n in view.unsent_notices() if "/succession-" in n.id}
    assert told >= {"a place is succeeded", "a partner is succeeded"}
    assert is_whole(office)


def test_s35_an_agreement_ends_with_every_version_that_is_live(office: Office) -> None:
    with office.register.writing() as tx:
        stands = tx.version(VERSION)
        strict = replace(stands.programme, withdrawal=WithdrawalRule(90, 2))
        sha256 = tx.add_programme(strict)
        tx.save(replace(stands, programme=strict, programme_sha256=sha256))
        tx.record(Fact.DATES_MOVED, VERSION, {})
    withdraw_partner(office, VERSION, NETWORK, NOTICE)
    signed_anew(drafted(office, MATERIAL))
    go_to(office, LEAVES)
    assert advance_version(office, VERSION) == ("LeavePartner",)
    assert [version(office, v).state for v in (VERSION, V2)] == [VersionState.ENDED] * 2
    assert is_whole(office)


def test_s35_a_version_that_is_only_being_drafted_does_not_end_with_the_agreement(
    office: Office,
) -> None:
    drafted(office, MATERIAL)
    withdraw_partner(office, VERSION, NETWORK, NOTICE)
    withdraw_partner(office, VERSION, "Alliance", NOTICE)
    go_to(office, LEAVES)
    assert advance_version(office, VERSION) == ("LeavePartner", "LeavePartner")
    assert version(office, VERSION).state == VersionState.ENDED
    assert version(office, V2).state == VersionState.AWAITING_APPROVAL
