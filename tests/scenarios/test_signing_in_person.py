"""At the public signing a tablet is passed along: each shows who they are, and nobody signs for another."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from concordat.domain.errors import LinkRefused, NotAllowed, NotIdentified, WrongTurn
from concordat.domain.facts import Fact
from concordat.domain.identity import TRIES_IN_ALL
from concordat.domain.in_person import InPersonSigning, Turn
from concordat.domain.parties import Contact
from concordat.domain.rules import InPersonRule
from concordat.domain.signature import PUBLIC
from concordat.domain.states import VersionState
from concordat.services.certified import certified_signatures
from concordat.services.codes import checks_of
from concordat.services.identify import confirm_identity, doorstep, send_code
from concordat.services.office import Office
from concordat.services.open_in_person import open_in_person
from concordat.services.sign import sign
from concordat.services.tablet import (
    Tablet,
    close_tablet,
    confirm_officer,
    send_officer_code,
    tablet,
    token_to_sign,
)
from concordat.services.vouch import ask_officer, officer_who_may_vouch
from tests.fakes import (
    EAST,
    ICS,
    VCSE,
    VERSION,
    a_block,
    a_programme,
    a_signatory,
    advance,
    approved,
    clock_of,
    go_to,
    publicly_signed,
    rows_of,
    sign_request,
    signing_of,
)
from tests.scenarios.seats import Make, asked_at, assert_whole, entries, letters, open_request

OFFICER = Contact("event officer", "officer@facilitator.example.org")
THE_DAY = date(2027, 5, 20)
TABLET, AT_TABLET = "the tablet", "the chair at the tablet"


def at_the_event(office_of: Make, *, witness: bool = True, **timeline: Any) -> Office:
    """Return an office on the day of the public signing, whose first signatory is asked."""
    rule = InPersonRule(OFFICER, witness)
    office = office_of(a_programme(timeline={"in_person": rule, **timeline}))
    approved(office)
    go_to(office, THE_DAY, 10)
    advance(office)
    return office


def opened(office: Office) -> str:
    """Open a tablet and have its officer give their code; return its token."""
    open_in_person(office, VERSION)
    token = tablet_token(office)
    send_officer_code(office, token, TABLET)
    confirm_officer(office, token, TABLET, last_code(office, signing_id(office)))
    return token


def signing_id(office: Office) -> str:
    with office.register.reading() as view:
        return view.records(InPersonSigning, VERSION)[-1].id


def tablet_token(office: Office) -> str:
    return office.links.token(signing_id(office))


def last_code(office: Office, asked_id: str) -> str:
    with office.register.reading() as view:
        return office.links.code(checks_of(view, VERSION, asked_id)[-1].subject)


def seen(office: Office, token: str) -> Tablet:
    return tablet(office, token, TABLET)


def test_the_officer_opens_the_tablet_by_a_link_and_a_code(office_of: Make) -> None:
    office = at_the_event(office_of)
    open_in_person(office, VERSION)
    token = tablet_token(office)
    [(to, said)] = letters(office, "in-person-opened")
    assert (to, said) == ((OFFICER.email,), {"role": "event officer", "witness": "yes"})
    before = seen(office, token)
    assert (before.identified, before.code_sent, before.line) == (False, False, ())
    assert before.address == "o•••••@facilitator.example.org"
    send_officer_code(office, token, TABLET)
    assert seen(office, token).code_sent
    confirm_officer(office, token, TABLET, last_code(office, before.signing.id))
    after = seen(office, token)
    assert [(s.role, s.turn) for s in after.line] == [
        ("chair", Turn.NOW),
        ("chief executive", Turn.LATER),
    ]
    assert not tablet(office, token, "another browser").identified
    assert_whole(office)


def test_a_code_asked_for_or_given_again_by_the_officer_changes_nothing(office_of: Make) -> None:
    office = at_the_event(office_of)
    token = opened(office)
    before = rows_of(office)
    send_officer_code(office, token, TABLET)
    confirm_officer(office, token, TABLET, "000000")
    assert rows_of(office) == before


def test_each_signs_on_the_tablet_by_their_own_code_in_their_order(office_of: Make) -> None:
    office = at_the_event(office_of)
    token = opened(office)
    for role in ("chair", "chief executive"):
        [now] = [s for s in seen(office, token).line if s.turn == Turn.NOW]
        assert now.role == role
        assert now.request is not None
        own, here = token_to_sign(office, token, TABLET, now.request.key), f"{role} at the tablet"
        send_code(office, own, here)
        confirm_identity(office, own, here, last_code(office, now.request.id))
        sign(office, own, here, "Ann Other", now.request.document_sha256)
        advance(office)
    assert [s.witnessed_by for s in signing_of(office).signatures] == [None, None]
    assert letters(office, "witness-code") == []
    assert_whole(office)


def test_a_seat_whose_turn_has_not_come_cannot_take_the_tablet(office_of: Make) -> None:
    office = at_the_event(office_of)
    token = opened(office)
    for key in ("", "public/1.0/1", "public/0.0/2", "east/0.0/1"):
        with pytest.raises(WrongTurn, match="cannot sign now"):
            token_to_sign(office, token, TABLET, key)
    with pytest.raises(NotIdentified):
        token_to_sign(office, token, "another browser", open_request(office, PUBLIC).key)


def test_the_officer_vouches_and_the_signature_says_so(office_of: Make) -> None:
    office = at_the_event(office_of)
    token, request = opened(office), open_request(office, PUBLIC)
    own, pair = office.links.token(request.id), (token, TABLET)
    assert officer_who_may_vouch(office, pair, own) == "event officer"
    ask_officer(office, pair, own, AT_TABLET)
    [(to, said)] = letters(office, "witness-code")
    assert (to, said["role"], said["organisation"]) == ((OFFICER.email,), "chair", "alliance")
    step = doorstep(office, own, AT_TABLET)
    assert step is not None
    assert step.vouching
    confirm_identity(office, own, AT_TABLET, last_code(office, request.id))
    [told] = [said for to, said in letters(office, "change-recorded", "vouched-for")]
    assert "the event officer, The Facilitator has vouched" in told["what"]
    sign(office, own, AT_TABLET, "Ann Other", request.document_sha256)
    [made] = signing_of(office).signatures
    assert (made.name, made.witnessed_by) == ("Ann Other", "event officer, The Facilitator")
    [certified] = certified_signatures(signing_of(office))
    assert certified.witnessed_by == made.witnessed_by
    [signed] = entries(office, Fact.SIGNED)
    assert signed.said["witnessed_by"] == made.witnessed_by
    assert_whole(office)


def test_a_code_of_ones_own_still_counts_after_the_officer_was_asked(office_of: Make) -> None:
    office = at_the_event(office_of)
    token, request = opened(office), open_request(office, PUBLIC)
    own = office.links.token(request.id)
    send_code(office, own, AT_TABLET)
    code = last_code(office, request.id)
    clock_of(office).advance(minutes=1)
    ask_officer(office, (token, TABLET), own, AT_TABLET)
    confirm_identity(office, own, AT_TABLET, code)
    sign(office, own, AT_TABLET, "Ann Other", request.document_sha256)
    assert signing_of(office).signatures[0].witnessed_by is None


def test_who_has_no_address_can_be_vouched_for(office_of: Make) -> None:
    nobody = replace(a_signatory("chair", "alliance"), email="")
    office = at_the_event(office_of, public_signing=(a_block(1, VCSE, nobody),))
    token, request = opened(office), open_request(office, PUBLIC)
    own = office.links.token(request.id)
    ask_officer(office, (token, TABLET), own, AT_TABLET)
    confirm_identity(office, own, AT_TABLET, last_code(office, request.id))
    assert letters(office, "change-recorded", "vouched-for") == []
    sign(office, own, AT_TABLET, "Ann Other", request.document_sha256)
    assert len(signing_of(office).signatures) == 1


def test_the_officer_vouches_neither_for_themselves_nor_where_the_config_does_not_say(
    office_of: Make,
) -> None:
    own_seat = replace(a_signatory("event officer", "icb"), email=OFFICER.email.upper())
    office = at_the_event(office_of, public_signing=(a_block(1, ICS, own_seat),))
    check_cannot_vouch(office, opened(office))


def test_without_a_witness_in_the_config_nobody_vouches(office_of: Make) -> None:
    office = at_the_event(office_of, witness=False)
    token = opened(office)
    assert letters(office, "in-person-opened")[0][1]["witness"] == ""
    check_cannot_vouch(office, token)


def check_cannot_vouch(office: Office, token: str) -> None:
    own = office.links.token(open_request(office, PUBLIC).id)
    assert officer_who_may_vouch(office, (token, TABLET), own) is None
    before = rows_of(office)
    with pytest.raises(NotAllowed, match="cannot vouch for this signatory"):
        ask_officer(office, (token, TABLET), own, AT_TABLET)
    assert rows_of(office) == before


def test_nobody_vouches_from_a_tablet_that_is_not_the_officers(office_of: Make) -> None:
    office = at_the_event(office_of)
    token = opened(office)
    own = office.links.token(open_request(office, PUBLIC).id)
    assert officer_who_may_vouch(office, (token, "another browser"), own) is None
    with pytest.raises(NotIdentified):
        ask_officer(office, (token, "another browser"), own, AT_TABLET)
    close_tablet(office, token, TABLET)
    assert officer_who_may_vouch(office, (token, TABLET), own) is None


def test_a_tablet_is_closed_by_its_officer_by_another_one_and_by_the_day(office_of: Make) -> None:
    office = at_the_event(office_of)
    first = opened(office)
    with pytest.raises(NotIdentified):
        close_tablet(office, first, "another browser")
    second = opened(office)
    check_closed(office, first)
    close_tablet(office, second, TABLET)
    check_closed(office, second)
    third = opened(office)
    clock_of(office).advance(hours=14)
    check_closed(office, third)
    assert [e.said["why"] for e in entries(office, Fact.IN_PERSON_CLOSED)] == [
        "another one was opened",
        "the officer closed it",
    ]
    with pytest.raises(LinkRefused, match="does not open anything"):
        seen(office, "A" * 43)
    assert_whole(office)


def check_closed(office: Office, token: str) -> None:
    with pytest.raises(LinkRefused, match="The signing on this tablet is closed"):
        seen(office, token)


def test_fifteen_wrong_codes_close_the_tablet(office_of: Make) -> None:
    office = at_the_event(office_of)
    open_in_person(office, VERSION)
    token = tablet_token(office)
    for _ in range(TRIES_IN_ALL // 5):
        clock_of(office).advance(minutes=15)
        send_officer_code(office, token, TABLET)
        for _ in range(5):
            with pytest.raises(NotAllowed, match="That is not the code") as refusal:
                confirm_officer(office, token, TABLET, "")
    assert "The tablet is closed" in refusal.value.remedy
    check_closed(office, token)
    assert_whole(office)


def test_when_everybody_has_signed_the_tablet_is_closed(office_of: Make) -> None:
    office = at_the_event(office_of)
    token = opened(office)
    publicly_signed(office)
    check_closed(office, token)


def test_a_tablet_is_opened_only_where_the_programme_has_an_officer(both_office: Office) -> None:
    with pytest.raises(NotAllowed, match="has no officer for signing on a tablet"):
        open_in_person(both_office, VERSION)


def test_a_tablet_is_opened_from_the_day_of_the_signing_on(office_of: Make) -> None:
    office = office_of(a_programme(timeline={"in_person": InPersonRule(OFFICER)}))
    with pytest.raises(NotAllowed, match="nothing is signed in public now") as refusal:
        open_in_person(office, VERSION)
    assert refusal.value.state == VersionState.PLANNED
    approved(office)
    with pytest.raises(NotAllowed, match="nothing is signed in public now"):
        open_in_person(office, VERSION)


def test_a_tablet_signs_no_places_record(office_of: Make) -> None:
    office = at_the_event(office_of)
    token = opened(office)
    while signing_of(office).open_requests:
        sign_request(office, open_request(office, PUBLIC))
        advance(office)
    own = office.links.token(asked_at(office, EAST).id)
    assert officer_who_may_vouch(office, (token, TABLET), own) is None
