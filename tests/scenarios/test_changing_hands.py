"""A signatory leaves, declines, or is deputised while a document is being signed."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from concordat.domain.errors import LinkRefused, NotFound
from concordat.domain.facts import Fact
from concordat.domain.parties import Deputy
from concordat.domain.seating import SeatName
from concordat.domain.signature import PUBLIC, RequestStatus, SigningRequest
from concordat.domain.signing import Seat
from concordat.domain.states import PlaceStatus
from concordat.services import advance as advancing
from concordat.services.ask_again import ask_again
from concordat.services.delegate import Delegation, delegate_signing
from concordat.services.office import Office
from concordat.services.replace_signatory import Replacement, replace_signatory
from concordat.services.sign import open_link
from tests.fakes import (
    EAST,
    VERSION,
    WEST,
    advance,
    all_signed,
    approved,
    clock_of,
    declined_by_link,
    engine_of,
    facts_of,
    go_to,
    place_decided,
    place_of,
    rows_of,
    sign_request,
    signing_of,
    version_of,
)
from tests.scenarios.seats import (
    JUNE_24,
    MANDATE,
    Make,
    asked_at,
    assert_whole,
    entries,
    letters,
    link_says,
    open_request,
    programme_with,
    refused,
    signatory_at,
    statuses,
    with_seat,
)

CHAIR = SeatName("chair")
NEW = Replacement(CHAIR, "new-chair@east.example.org", "The chair has left.", JUNE_24)
DEPUTY = Deputy(
    "vice-chair", "vice@east.example.org", JUNE_24, date(2027, 6, 30), "minute east/27/2"
)
DELEGATION = Delegation(CHAIR, DEPUTY)
REPLACE, DELEGATE, AGAIN = "replace a signatory", "delegate a signing", "ask a signatory again"


@pytest.fixture
def office(both_signed_office: Office) -> Office:
    return both_signed_office


def declined(office: Office, request: SigningRequest) -> None:
    declined_by_link(office, office.links.token(request.id), "I am leaving.")


def test_s06_the_unsigned_request_is_cancelled_and_the_new_holder_is_asked(office: Office) -> None:
    old = asked_at(office, EAST)
    before = version_of(office)
    replace_signatory(office, VERSION, EAST, NEW)
    assert "has a new holder" in link_says(office, old)
    assert advance(office, EAST) == ("Invite",)
    fresh = open_request(office, EAST)
    assert (fresh.seat, fresh.number, fresh.document_sha256) == (old.seat, 2, old.document_sha256)
    assert fresh.link_sha256 != old.link_sha256
    [(to, said)] = letters(office, "signing-request", "0.0/2")
    assert (to, said["role"]) == (("new-chair@east.example.org",), "chair")
    all_signed(office, EAST)
    assert place_of(office, EAST).ratification.status == PlaceStatus.RATIFIED
    [entry] = entries(office, Fact.SIGNATORY_REPLACED)
    after = version_of(office)
    assert entry.said == {
        "seat": "0.0",
        "role": "chair",
        "organisation": "east",
        "since": "2027-06-24",
        "reason": "The chair has left.",
        "programme_sha256": after.programme_sha256,
        "earlier_programme_sha256": before.programme_sha256,
    }
    assert signatory_at(office, EAST, 0).since == JUNE_24
    assert_whole(office)


def test_s06_a_completed_signature_stands_because_it_was_given_in_office(office: Office) -> None:
    sign_request(office, asked_at(office, EAST))
    refused(
        office,
        lambda: replace_signatory(office, VERSION, EAST, NEW),
        "East: chair, east, has signed. That stands, because it was given in office: nothing",
        place=EAST,
        state="signing",
        attempted=REPLACE,
    )
    all_signed(office, EAST)
    assert place_of(office, EAST).ratification.status == PlaceStatus.RATIFIED


def test_s06_who_left_in_a_public_signing_leaves_the_others_as_they_were(
    both_office: Office,
) -> None:
    office = approved(both_office)
    go_to(office, date(2027, 5, 20), 10)
    advance(office)
    sign_request(office, open_request(office, PUBLIC))
    advance(office)
    signed = signing_of(office).signatures
    change = Replacement(
        SeatName("Chief  Executive", "ICB"), "acting@icb.example.org", "Left.", date(2027, 5, 18)
    )
    replace_signatory(office, VERSION, PUBLIC, change)
    assert advance(office) == ("Invite",)
    assert signing_of(office).signatures == signed
    assert statuses(office, PUBLIC) == [
        RequestStatus.SIGNED,
        RequestStatus.CANCELLED,
        RequestStatus.OPEN,
    ]
    [(_, told)] = letters(office, "change-recorded")
    assert told["what"] == (
        "In the signing of the public signing, chief executive, icb, has a new holder since "
        "18 May 2027."
    )
    all_signed(office)
    assert_whole(office)


def test_s06_a_seat_changes_hands_before_anybody_is_asked(office: Office) -> None:
    replace_signatory(
        office, VERSION, EAST, replace(NEW, since=date(2027, 5, 20), email="new@east.example.org")
    )
    asked_at(office, EAST)
    assert [to for to, _ in letters(office, "signing-request", EAST)] == [("new@east.example.org",)]


def test_s06_a_replacement_recorded_again_changes_nothing(office: Office) -> None:
    asked_at(office, EAST)
    named = replace(NEW, seat=SeatName("chair", "east", "chair@east.example.org"))
    replace_signatory(office, VERSION, EAST, named)
    before = rows_of(office)
    replace_signatory(office, VERSION, EAST, named)
    assert rows_of(office) == before
    advance(office, EAST)
    before = rows_of(office)
    replace_signatory(office, VERSION, EAST, replace(NEW, since=None, email=f" {NEW.email} "))
    assert rows_of(office) == before


def test_s06_a_seat_changes_hands_as_often_as_its_holders_do(office: Office) -> None:
    asked_at(office, EAST)
    replace_signatory(office, VERSION, EAST, NEW)
    third = replace(NEW, email="third@east.example.org")
    replace_signatory(office, VERSION, EAST, third)
    replace_signatory(office, VERSION, EAST, replace(NEW, email="chair@east.example.org"))
    assert signatory_at(office, EAST, 0).email == "chair@east.example.org"
    assert signatory_at(office, EAST, 0).changes == 3
    advance(office, EAST)
    assert [r.number for r in signing_of(office, EAST).open_requests] == [2]
    assert_whole(office)


def test_s06_an_invitation_decided_before_the_change_goes_to_the_new_holder(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    place_decided(office, EAST)
    real = advancing._do_signing_step

    def change_first(*args: Any) -> None:
        if not entries(office, Fact.SIGNATORY_REPLACED):
            replace_signatory(office, VERSION, EAST, NEW)
        real(*args)

    monkeypatch.setattr(advancing, "_do_signing_step", change_first)
    advance(office, EAST)
    assert [to for to, _ in letters(office, "signing-request", EAST)] == [(NEW.email,)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (replace(NEW, email="nowhere"), "not an e-mail address"),
        (replace(NEW, email=f"{'x' * 320}@east.example.org"), "not an e-mail address"),
        (replace(NEW, email="VCSE-lead@east.example.org"), "asked already, as vcse lead, east"),
        (replace(NEW, email="chair@east.example.org"), "that is the address the seat has"),
        (replace(NEW, since=date(2027, 6, 25)), "2027-06-25 is in the future"),
        (replace(NEW, reason=" "), "needs a reason"),
    ],
)
def test_s06_a_replacement_that_cannot_be_as_written_is_refused(
    office: Office, change: Replacement, says: str
) -> None:
    asked_at(office, EAST)
    refused(
        office,
        lambda: replace_signatory(office, VERSION, EAST, change),
        says,
        place=EAST,
        state="signing",
        attempted=REPLACE,
    )


def test_s06_another_role_or_organisation_is_a_succession_or_an_amendment(office: Office) -> None:
    asked_at(office, EAST)
    for seat, says in (
        (SeatName("leader"), "no seat of this signing is 'leader'"),
        (SeatName("chair", "west"), "no seat of this signing is 'chair' of 'west'"),
        (SeatName("chair", "", "x@east.example.org"), "'chair' at that address"),
    ):
        change = replace(NEW, seat=seat)
        refused(
            office,
            lambda change=change: replace_signatory(office, VERSION, EAST, change),  # type: ignore[misc]
            says,
            place=EAST,
            state="signing",
            attempted=REPLACE,
            kind=NotFound,
        )
    with pytest.raises(NotFound, match=r"vcse lead, east\. Another role or organisation is a suc"):
        replace_signatory(office, VERSION, EAST, replace(NEW, seat=SeatName("leader")))
    with pytest.raises(NotFound, match="not a place that this version asks"):
        replace_signatory(office, VERSION, "nowhere", NEW)


def test_s06_of_two_who_share_a_role_one_is_named_by_the_present_address(office_of: Make) -> None:
    shared = programme_with(WEST, with_seat(0, 1, role="co-chair A"))
    office = office_of(shared)
    asked_at(office, WEST)
    change = Replacement(SeatName("co-chair A"), "new@west.example.org", "Left.", JUNE_24)
    refused(
        office,
        lambda: replace_signatory(office, VERSION, WEST, change),
        "2 seats are 'co-chair A'",
        place=WEST,
        state="signing",
        attempted=REPLACE,
    )
    named = replace(change, seat=SeatName("co-chair A", "west", "co-chair-B@west.example.org"))
    replace_signatory(office, VERSION, WEST, named)
    assert signatory_at(office, WEST, 0, 1).email == "new@west.example.org"
    assert signatory_at(office, WEST, 0, 0).email == "co-chair-A@west.example.org"


def test_s06_nobody_is_replaced_where_nobody_signs_any_more(office: Office) -> None:
    asked_at(office, WEST)
    sign_request(office, open_request(office, WEST))
    other = Replacement(SeatName("co-chair B"), "new@west.example.org", "Left.", JUNE_24)
    refused(
        office,
        lambda: replace_signatory(office, VERSION, WEST, other),
        "enough of those who may sign have signed",
        place=WEST,
        state="signing",
        attempted=REPLACE,
    )
    with engine_of(office).begin() as connection:
        connection.exec_driver_sql("UPDATE ratification SET status = 'withdrawn'")
    refused(
        office,
        lambda: replace_signatory(office, VERSION, EAST, replace(NEW, since=None)),
        "nobody signs this document any more",
        place=EAST,
        state="withdrawn",
        attempted=REPLACE,
    )


def test_s06_one_person_may_be_given_two_seats_where_one_act_may_sign_for_two(
    office_of: Make,
) -> None:
    office = office_of(programme_with(EAST, lambda p: p, one_act_for_two_roles=True))
    asked_at(office, EAST)
    replace_signatory(office, VERSION, EAST, replace(NEW, email="vcse-lead@east.example.org"))
    assert signatory_at(office, EAST, 0).email == "vcse-lead@east.example.org"


def test_s06_nobody_is_two_of_several_who_share_a_line_whatever_one_act_may_do(
    office_of: Make,
) -> None:
    office = office_of(programme_with(WEST, lambda p: p, one_act_for_two_roles=True))
    asked_at(office, WEST)
    change = Replacement(SeatName("co-chair A"), "co-chair-B@west.example.org", "Left.", JUNE_24)
    refused(
        office,
        lambda: replace_signatory(office, VERSION, WEST, change),
        "asked already, as co-chair B",
        place=WEST,
        state="signing",
        attempted=REPLACE,
    )


def test_a_decline_is_reopened_by_a_new_holder(office: Office) -> None:
    request = asked_at(office, EAST)
    declined(office, request)
    assert advance(office, EAST) == ()
    replace_signatory(office, VERSION, EAST, NEW)
    assert advance(office, EAST) == ("Invite",)
    assert statuses(office, EAST) == [RequestStatus.REOPENED, RequestStatus.OPEN]
    assert "you declined" in link_says(office, request)
    all_signed(office, EAST)
    assert place_of(office, EAST).ratification.status == PlaceStatus.RATIFIED
    assert_whole(office)


def test_a_decline_is_reopened_by_a_deputy(office: Office) -> None:
    declined(office, asked_at(office, EAST))
    delegate_signing(office, VERSION, EAST, DELEGATION)
    assert advance(office, EAST) == ("Invite",)
    assert [to for to, _ in letters(office, "signing-request", "0.0/2")] == [(DEPUTY.email,)]


def test_who_declined_is_asked_again_when_they_would_sign_after_all(office: Office) -> None:
    request = asked_at(office, EAST)
    declined(office, request)
    ask_again(office, VERSION, EAST, CHAIR, " We have talked. ")
    before = rows_of(office)
    ask_again(office, VERSION, EAST, CHAIR, "We have talked.")
    assert rows_of(office) == before
    assert advance(office, EAST) == ("Invite",)
    [kept] = [r for r in signing_of(office, EAST).requests if r.number == 1]
    assert (kept.status, kept.reason) == (RequestStatus.REOPENED, "I am leaving.")
    [entry] = entries(office, Fact.SEAT_REOPENED)
    assert entry.said["reason"] == "We have talked."
    declined(office, open_request(office, EAST))
    assert advance(office, EAST) == ()
    ask_again(office, VERSION, EAST, CHAIR, "Once more.")
    all_signed(office, EAST)
    assert place_of(office, EAST).ratification.status == PlaceStatus.RATIFIED
    assert_whole(office)


def test_who_has_not_declined_is_not_asked_again(office: Office) -> None:
    asked_at(office, EAST)
    refused(
        office,
        lambda: ask_again(office, VERSION, EAST, CHAIR, "Please."),
        "has not declined",
        place=EAST,
        state="signing",
        attempted=AGAIN,
    )


def test_a_seat_is_not_asked_again_without_a_reason(office: Office) -> None:
    declined(office, asked_at(office, EAST))
    refused(
        office,
        lambda: ask_again(office, VERSION, EAST, CHAIR, ""),
        "needs a reason",
        place=EAST,
        state="signing",
        attempted=AGAIN,
    )


def test_s09_a_deputy_signs_under_a_recorded_delegation_and_the_document_says_so(
    office_of: Make,
) -> None:
    office = office_of(programme_with(EAST, with_seat(0, mandate=MANDATE)))
    old = asked_at(office, EAST)
    delegate_signing(office, VERSION, EAST, DELEGATION)
    assert "A deputy signs for this seat" in link_says(office, old)
    assert advance(office, EAST) == ("Invite",)
    [(to, said)] = letters(office, "signing-request", "0.0/2")
    assert to == ("vice@east.example.org",)
    assert said["role"] == "vice-chair (deputy for the chair)"
    page = open_link(office, office.links.token(open_request(office, EAST).id))
    assert page.holder.title == "vice-chair (deputy for the chair)"
    sign_request(office, open_request(office, EAST))
    [signature] = signing_of(office, EAST).signatures
    assert (signature.role, signature.organisation) == ("vice-chair", "east")
    assert signature.authority == (
        "deputy for the chair from 24 June 2027 to 30 June 2027, under minute east/27/2; "
        "mandate from the VCSE Assembly; basis: its vote of 3 March 2027; limits: may not commit funds"
    )
    [signed] = [e for e in entries(office, Fact.SIGNED) if e.about.endswith(EAST)]
    assert signed.said["authority"] == signature.authority
    all_signed(office, EAST)
    assert place_of(office, EAST).ratification.status == PlaceStatus.RATIFIED
    assert_whole(office)


def test_s09_a_delegation_ends_with_its_last_day_and_the_holder_is_asked(office: Office) -> None:
    asked_at(office, EAST)
    delegate_signing(office, VERSION, EAST, DELEGATION)
    advance(office, EAST)
    request = open_request(office, EAST)
    [(_, said)] = letters(office, "signing-request", "0.0/2")
    assert said["expires_on"] == "2027-06-30"
    clock_of(office).at(date(2027, 6, 30), 23, 59)
    open_link(office, office.links.token(request.id))
    clock_of(office).advance(minutes=1)
    before = rows_of(office)
    with pytest.raises(LinkRefused) as refusal:
        sign_request(office, request)
    assert refusal.value.why == "expired"
    assert rows_of(office) == before
    assert advance(office, EAST) == ("Expire", "Invite")
    assert [to for to, _ in letters(office, "signing-request", "0.0/3")] == [
        ("chair@east.example.org",)
    ]
    assert open_request(office, EAST).expires_at > request.expires_at + timedelta(days=80)


def test_s09_before_a_delegation_begins_the_holder_signs_and_then_the_deputy_is_asked(
    office: Office,
) -> None:
    request = asked_at(office, EAST)
    later = replace(DEPUTY, valid_from=date(2027, 6, 28))
    delegate_signing(office, VERSION, EAST, Delegation(CHAIR, later))
    assert open_link(office, office.links.token(request.id)).holder.role == "chair"
    clock_of(office).at(date(2027, 6, 28), 0)
    assert "expired" in link_says(office, request)
    assert advance(office, EAST) == ("Expire", "Invite")
    assert [to for to, _ in letters(office, "signing-request", "0.0/2")] == [(DEPUTY.email,)]
    clock_of(office).at(date(2027, 6, 29))
    assert advance(office, EAST) == ()
    all_signed(office, EAST)
    assert [s.role for s in signing_of(office, EAST).signatures] == ["vice-chair", "vcse lead"]
    assert_whole(office)


def test_s09_a_request_sent_before_a_delegation_closes_as_it_begins(office: Office) -> None:
    later = replace(DEPUTY, valid_from=date(2027, 6, 28))
    delegate_signing(office, VERSION, EAST, Delegation(CHAIR, later))
    request = asked_at(office, EAST)
    assert [to for to, _ in letters(office, "signing-request", EAST)] == [
        ("chair@east.example.org",)
    ]
    clock_of(office).at(date(2027, 6, 28), 0)
    assert request.expires_at == office.clock.now()


def test_s09_reminders_go_to_the_deputy_who_was_asked(office: Office) -> None:
    asked_at(office, EAST)
    longer = replace(DEPUTY, valid_until=date(2027, 7, 31))
    delegate_signing(office, VERSION, EAST, Delegation(CHAIR, longer))
    advance(office, EAST)
    clock_of(office).at(date(2027, 7, 1))
    assert advance(office, EAST) == ("Remind",)
    assert [to for to, _ in letters(office, "signing-reminder")] == [(DEPUTY.email,)]


def test_s09_without_a_recorded_delegation_only_the_holder_is_asked(office: Office) -> None:
    asked_at(office, EAST)
    assert [to for to, _ in letters(office, "signing-request", EAST)] == [
        ("chair@east.example.org",)
    ]
    sign_request(office, open_request(office, EAST))
    [signature] = signing_of(office, EAST).signatures
    assert (signature.role, signature.authority) == ("chair", None)


def test_s09_a_programme_without_deputies_takes_no_delegation(office_of: Make) -> None:
    office = office_of(programme_with(EAST, lambda p: p, deputies=False))
    asked_at(office, EAST)
    refused(
        office,
        lambda: delegate_signing(office, VERSION, EAST, DELEGATION),
        "no signatory has a deputy in this programme",
        place=EAST,
        state="signing",
        attempted=DELEGATE,
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"evidence": " "}, "names the deputy's role and what shows it"),
        ({"role": ""}, "names the deputy's role and what shows it"),
        ({"role": "Chair"}, "a role of their own"),
        ({"valid_from": date(2027, 6, 1), "valid_until": date(2027, 6, 23)}, "has no day left"),
        ({"valid_from": date(2027, 7, 2), "valid_until": date(2027, 7, 1)}, "has no day left"),
        ({"email": "vice"}, "not an e-mail address"),
        ({"email": "vcse-lead@east.example.org"}, "asked already, as vcse lead"),
        ({"email": "Chair@east.example.org"}, "somebody else than the holder"),
    ],
)
def test_s09_a_delegation_that_cannot_be_as_written_is_refused(
    office: Office, changes: dict[str, Any], says: str
) -> None:
    asked_at(office, EAST)
    given = Delegation(CHAIR, replace(DEPUTY, **changes))
    refused(
        office,
        lambda: delegate_signing(office, VERSION, EAST, given),
        says,
        place=EAST,
        state="signing",
        attempted=DELEGATE,
    )


def test_s09_who_declined_is_not_deputised_ahead_of_time(office: Office) -> None:
    declined(office, asked_at(office, EAST))
    later = replace(DEPUTY, valid_from=date(2027, 6, 28))
    refused(
        office,
        lambda: delegate_signing(office, VERSION, EAST, Delegation(CHAIR, later)),
        "the holder has declined",
        place=EAST,
        state="signing",
        attempted=DELEGATE,
    )


def test_s09_who_signed_is_not_deputised(office: Office) -> None:
    sign_request(office, asked_at(office, EAST))
    refused(
        office,
        lambda: delegate_signing(office, VERSION, EAST, DELEGATION),
        "has signed",
        place=EAST,
        state="signing",
        attempted=DELEGATE,
    )


def test_s09_a_delegation_recorded_again_changes_nothing_and_another_takes_its_place(
    office: Office,
) -> None:
    asked_at(office, EAST)
    delegate_signing(office, VERSION, EAST, DELEGATION)
    before = rows_of(office)
    delegate_signing(
        office,
        VERSION,
        EAST,
        Delegation(CHAIR, replace(DEPUTY, role=" vice-chair ", email=f" {DEPUTY.email}")),
    )
    assert rows_of(office) == before
    advance(office, EAST)
    second = replace(DEPUTY, email="second-vice@east.example.org")
    delegate_signing(office, VERSION, EAST, Delegation(CHAIR, second))
    advance(office, EAST)
    assert [to for to, _ in letters(office, "signing-request", "0.0/3")] == [(second.email,)]
    assert_whole(office)


def test_s09_a_new_holder_ends_the_delegation_and_a_new_address_does_not(office: Office) -> None:
    asked_at(office, EAST)
    delegate_signing(office, VERSION, EAST, DELEGATION)
    replace_signatory(office, VERSION, EAST, replace(NEW, since=None))
    assert signatory_at(office, EAST, 0).deputy == DEPUTY
    replace_signatory(office, VERSION, EAST, replace(NEW, email="third@east.example.org"))
    assert signatory_at(office, EAST, 0).deputy is None
    advance(office, EAST)
    assert [to for to, _ in letters(office, "signing-request", "0.0/2")] == [
        ("third@east.example.org",)
    ]


def test_s09_a_deputy_who_declines_says_so_as_deputy(office: Office) -> None:
    asked_at(office, EAST)
    delegate_signing(office, VERSION, EAST, DELEGATION)
    advance(office, EAST)
    declined(office, open_request(office, EAST))
    [(_, told)] = letters(office, "signatory-declined")
    assert told["role"] == "vice-chair (deputy for the chair)"
    assert Fact.REQUEST_DECLINED in facts_of(office, f"{VERSION}/{EAST}")
    assert Seat(0, 0) not in {r.seat for r in signing_of(office, EAST).open_requests}
