"""A signatory lets a deputy sign, from their own page, and may take it back."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from concordat.domain.delegation import DelegationWish, GivenDelegation
from concordat.domain.errors import LinkRefused, NotAllowed, NotIdentified
from concordat.domain.facts import Fact
from concordat.domain.identity import TRIES_IN_ALL
from concordat.domain.parties import Deputy
from concordat.domain.seating import SeatName
from concordat.domain.signature import PUBLIC, RequestStatus
from concordat.domain.states import PlaceStatus
from concordat.services.codes import checks_of
from concordat.services.delegate import Delegation, delegate_signing
from concordat.services.delegate_by_link import delegate_by_link
from concordat.services.delegated import delegated, opens, take_back
from concordat.services.erase_person import erase_person
from concordat.services.identify import confirm_identity, doorstep, send_code
from concordat.services.office import Office
from concordat.services.replace_signatory import Replacement, replace_signatory
from concordat.services.signing_view import signing_view
from concordat.services.tell_person import tell_person
from tests.fakes import (
    BROWSER,
    EAST,
    NORTH,
    VERSION,
    WEST,
    a_programme,
    advance,
    all_signed,
    approved,
    call_in_over,
    clock_of,
    declined_by_link,
    go_to,
    identified,
    place_decided,
    place_of,
    rows_of,
    sign_request,
    signing_of,
)
from tests.scenarios.seats import (
    JUNE_24,
    Make,
    asked_at,
    assert_whole,
    entries,
    letters,
    link_says,
    open_request,
    refused,
    signatory_at,
    statuses,
)

ADDRESS = "vice@east.example.org"
WISH = DelegationWish("Ann Other", "vice-chair", ADDRESS, date(2027, 6, 30), "minute east/27/2")
DELEGATE = "delegate a signing"
SCAN = b"%PDF-1.7 the scheme of delegation"


@pytest.fixture
def office(both_signed_office: Office) -> Office:
    return both_signed_office


def token_at(office: Office, scope: str, number: int = 0) -> str:
    return office.links.token(open_request(office, scope, number).id)


def delegate(office: Office, token: str, wish: DelegationWish = WISH) -> None:
    delegate_by_link(office, token, identified(office, token), wish)


def given_at(office: Office, version_id: str = VERSION) -> list[GivenDelegation]:
    with office.register.reading() as view:
        return list(view.records(GivenDelegation, version_id))


def test_s09_a_signatory_delegates_and_the_deputy_signs_by_a_link_of_their_own(
    office: Office,
) -> None:
    asked_at(office, EAST)
    token = token_at(office, EAST)
    delegate(office, token)
    advance(office, EAST)
    [(to, said)] = letters(office, "signing-request", "0.0/2")
    assert (to, said["role"]) == ((ADDRESS,), "vice-chair (deputy for the chair)")
    sign_request(office, open_request(office, EAST))
    [made] = signing_of(office, EAST).signatures
    assert (made.role, made.authority) == (
        "vice-chair",
        "deputy for the chair from 24 June 2027 to 30 June 2027, under minute east/27/2",
    )
    assert "A deputy signs for this seat" in link_says(office, signing_of(office, EAST).requests[0])
    advance(office, EAST)
    all_signed(office, EAST)
    assert place_of(office, EAST).ratification.status == PlaceStatus.RATIFIED
    assert_whole(office)


def test_s09_who_delegated_sees_it_and_is_told_and_the_name_is_in_no_trail(office: Office) -> None:
    asked_at(office, EAST)
    token = token_at(office, EAST)
    delegate(office, token, replace(WISH, role="  vice-chair ", address=f" {ADDRESS} "))
    assert opens(office, token)
    shown = delegated(office, token, BROWSER)
    assert shown is not None
    assert (shown.role, shown.deputy.role, shown.deputy_name) == (
        "chair",
        "vice-chair",
        "Ann Other",
    )
    assert (shown.scope_name, shown.has_file) == ("East", False)
    told = [
        said for to, said in letters(office, "change-recorded") if to == ("chair@east.example.org",)
    ]
    assert [said["change"] for said in told] == ["your delegation is on record"]
    with office.register.reading() as view:
        assert not any("Ann Other" in repr(entry) for entry in view.trail())
    [entry] = entries(office, Fact.DELEGATION_GIVEN)
    assert entry.actor == "signatory: chair"
    assert_whole(office)


def test_s09_the_delegators_page_is_for_who_shows_that_they_gave_it(office: Office) -> None:
    asked_at(office, EAST)
    token = token_at(office, EAST)
    delegate(office, token)
    step = doorstep(office, token, "another browser")
    assert step is not None
    assert (step.delegated, step.holder.email) == (True, "chair@east.example.org")
    for act in (delegated, take_back):
        with pytest.raises(NotIdentified):
            act(office, token, "another browser")
    clock_of(office).advance(minutes=1)
    send_code(office, token, "another browser")
    with office.register.reading() as view:
        sent = checks_of(view, VERSION, signing_of(office, EAST).requests[0].id)[-1]
    code = office.links.code(sent.subject)
    confirm_identity(office, token, "another browser", code)
    assert delegated(office, token, "another browser") is not None
    [to] = {to for to, _ in letters(office, "identity-code", f"{EAST}/")}
    assert to == ("chair@east.example.org",)


def test_s09_a_delegation_is_taken_back_until_the_deputy_has_signed(office: Office) -> None:
    asked_at(office, EAST)
    token = token_at(office, EAST)
    delegate(office, token)
    advance(office, EAST)
    deputys = open_request(office, EAST)
    take_back(office, token, BROWSER)
    assert "was taken back" in link_says(office, deputys)
    assert "You have taken your delegation back" in link_says(
        office, signing_of(office, EAST).requests[0]
    )
    assert signatory_at(office, EAST, 0).deputy is None
    advance(office, EAST)
    [(to, said)] = letters(office, "signing-request", "0.0/3")
    assert (to, said["role"]) == (("chair@east.example.org",), "chair")
    assert [e.actor for e in entries(office, Fact.DELEGATION_TAKEN_BACK)] == ["signatory: chair"]
    sign_request(office, open_request(office, EAST))
    assert signing_of(office, EAST).signatures[0].role == "chair"
    assert_whole(office)


def test_s09_what_was_taken_back_or_signed_cannot_be_taken_back_again(office: Office) -> None:
    asked_at(office, EAST)
    token = token_at(office, EAST)
    delegate(office, token)
    advance(office, EAST)
    sign_request(office, open_request(office, EAST))
    before = rows_of(office)
    with pytest.raises(LinkRefused, match="the deputy has signed"):
        take_back(office, token, BROWSER)
    assert delegated(office, token, BROWSER) is None
    assert rows_of(office) == before


def test_s09_a_deputy_who_declined_does_not_stop_who_delegated(office: Office) -> None:
    asked_at(office, EAST)
    token = token_at(office, EAST)
    delegate(office, token)
    advance(office, EAST)
    declined_by_link(office, token_at(office, EAST), "Not without the chair.")
    take_back(office, token, BROWSER)
    advance(office, EAST)
    assert statuses(office, EAST)[:3] == [
        RequestStatus.CANCELLED,
        RequestStatus.REOPENED,
        RequestStatus.OPEN,
    ]
    assert_whole(office)


@pytest.mark.parametrize("later", ["the director's deputy", "a new holder"])
def test_s09_what_is_recorded_later_ends_the_delegation(office: Office, later: str) -> None:
    asked_at(office, EAST)
    token = token_at(office, EAST)
    delegate(office, token)
    if later == "a new holder":
        new = Replacement(SeatName("chair"), "new@east.example.org", "The chair left.", JUNE_24)
        replace_signatory(office, VERSION, EAST, new)
    else:
        deputy = replace(signatory_at(office, EAST, 0).deputy, email="other@east.example.org")  # type: ignore[type-var]  # There is one.
        delegate_signing(office, VERSION, EAST, Delegation(SeatName("chair"), deputy))
    assert not opens(office, token)
    with pytest.raises(LinkRefused, match="it has been changed since"):
        take_back(office, token, BROWSER)


def test_s09_a_file_shows_the_delegation_and_is_kept_as_evidence(office: Office) -> None:
    asked_at(office, EAST)
    token = token_at(office, EAST)
    delegate(office, token, replace(WISH, reference="", file=SCAN))
    [given] = given_at(office)
    assert given.evidence_sha256 is not None
    assert office.store.get(given.evidence_sha256) == SCAN
    with office.register.reading() as view:
        kept = [d for d in view.documents(VERSION) if d[0].startswith("delegation")]
    assert kept == [("delegation-pdf", "east-0.0-1", given.evidence_sha256)]
    deputy = signatory_at(office, EAST, 0).deputy
    assert deputy is not None
    assert deputy.evidence == f"a file on record, SHA-256 {given.evidence_sha256[:16]}…"
    shown = delegated(office, token, BROWSER)
    assert shown is not None
    assert shown.has_file
    assert_whole(office)


def test_s09_a_file_of_another_kind_is_refused_and_not_kept(office: Office) -> None:
    asked_at(office, EAST)
    token = token_at(office, EAST)
    identified(office, token)
    refused(
        office,
        lambda: delegate(office, token, replace(WISH, file=b"MZ a program")),
        "neither a PDF nor",
        place=EAST,
        state="signing",
        attempted=DELEGATE,
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": ""}, "the deputy's name is missing"),
        ({"address": "nowhere"}, "not an e-mail address"),
        ({"address": "chair@east.example.org"}, "somebody else than the holder"),
        ({"address": "vcse-lead@east.example.org"}, "asked already"),
        ({"role": "Chair"}, "a deputy has a role of their own"),
        ({"until": None}, "the last day of the delegation"),
        ({"reference": ""}, "nothing shows the delegation"),
    ],
)
def test_s09_a_delegation_that_the_rules_refuse_changes_nothing(
    office: Office, changes: dict[str, Any], says: str
) -> None:
    asked_at(office, EAST)
    token = token_at(office, EAST)
    identified(office, token)
    refused(
        office,
        lambda: delegate(office, token, replace(WISH, **changes)),
        says,
        place=EAST,
        state="signing",
        attempted=DELEGATE,
    )


def test_s09_nobody_delegates_unidentified_nor_on_a_used_link(office: Office) -> None:
    asked_at(office, EAST)
    token = token_at(office, EAST)
    with pytest.raises(NotIdentified):
        delegate_by_link(office, token, BROWSER, WISH)
    delegate(office, token)
    with pytest.raises(LinkRefused, match="A deputy signs"):
        delegate_by_link(office, token, BROWSER, WISH)
    with pytest.raises(LinkRefused):
        take_back(office, "A" * 43, BROWSER)


def test_s09_a_deputy_does_not_delegate_further(office: Office) -> None:
    asked_at(office, EAST)
    delegate(office, token_at(office, EAST))
    advance(office, EAST)
    token = token_at(office, EAST)
    assert not signing_view(office, token).may_delegate
    with pytest.raises(NotAllowed, match="cannot be delegated here"):
        delegate(office, token, replace(WISH, role="secretary", address="sec@east.example.org"))


def test_s09_where_the_body_lets_nobody_the_choice_is_not_there(office_of: Make) -> None:
    programme = a_programme()
    bodies = tuple(replace(b, deputies=b.id != "shared-board") for b in programme.bodies)
    office = office_of(replace(programme, bodies=bodies))
    for place, allowed in ((NORTH, True), (EAST, False)):
        place_decided(office, place)
        call_in_over(office, place)
        advance(office, place)
        assert signing_view(office, token_at(office, place)).may_delegate is allowed
    token = token_at(office, EAST)
    with pytest.raises(NotAllowed, match="cannot be delegated here"):
        delegate(office, token)
    deputy = Delegation(SeatName("chair"), deputy_of_east())
    with pytest.raises(NotAllowed, match="the body of this place lets nobody sign"):
        delegate_signing(office, VERSION, EAST, deputy)


def deputy_of_east() -> Deputy:
    return Deputy("vice-chair", ADDRESS, JUNE_24, date(2027, 9, 30), "minute")


def test_s09_a_delegation_of_the_public_signing_speaks_of_the_agreement(
    both_office: Office,
) -> None:
    office = approved(both_office)
    go_to(office, date(2027, 5, 20), 10)
    advance(office)
    token = token_at(office, PUBLIC)
    wish = replace(WISH, address="vice@alliance.example.org", until=date(2027, 5, 21))
    delegate(office, token, wish)
    shown = delegated(office, token, BROWSER)
    assert shown is not None
    assert shown.scope_name == "the agreement"
    [said] = [p for _, p in letters(office, "change-recorded", "delegation-given")]
    assert "to sign the agreement for you" in said["what"]


def test_s09_when_another_of_several_signs_there_is_nothing_to_take_back(office: Office) -> None:
    asked_at(office, WEST)
    token = token_at(office, WEST)
    delegate(office, token, replace(WISH, address="vice@west.example.org"))
    sign_request(office, open_request(office, WEST))
    assert not opens(office, token)


def test_s09_a_delegators_link_in_the_wrong_hands_closes(office: Office) -> None:
    asked_at(office, EAST)
    token = token_at(office, EAST)
    delegate(office, token)
    for _ in range(TRIES_IN_ALL // 5):
        clock_of(office).advance(minutes=15)
        send_code(office, token, "a stranger's")
        for _ in range(5):
            with pytest.raises(NotAllowed, match="That is not the code"):
                confirm_identity(office, token, "a stranger's", "")
    assert not opens(office, token)
    assert [r.status for r in signing_of(office, EAST).requests] == [RequestStatus.CANCELLED]


def test_a_deputys_name_is_told_to_them_and_erased_with_their_address(office: Office) -> None:
    asked_at(office, WEST)
    other = replace(WISH, name="Somebody Else", address="vice@west.example.org")
    delegate(office, token_at(office, WEST), other)
    asked_at(office, EAST)
    token = token_at(office, EAST)
    delegate(office, token)
    told = tell_person(office, ADDRESS)["tables"]["given_delegation"]
    assert [given["deputy_name"] for given in told] == ["Ann Other"]
    take_back(office, token, BROWSER)
    erase_person(office, ADDRESS)
    assert [given.deputy_name for given in given_at(office)] == ["", "Somebody Else"]
    assert_whole(office)
