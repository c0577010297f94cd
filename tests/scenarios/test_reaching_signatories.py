"""A letter comes back, or a link reaches somebody else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from concordat.domain.errors import LinkRefused, NotFound
from concordat.domain.facts import Fact
from concordat.domain.seating import SeatName
from concordat.domain.signature import RequestStatus
from concordat.services.bounce import Bounce, record_bounce
from concordat.services.office import Office
from concordat.services.replace_signatory import Replacement, replace_signatory
from concordat.services.sign import open_link
from concordat.services.standing import standing
from concordat.services.void_request import Voiding, identity_failed, void_request
from tests.fakes import (
    EAST,
    NORTH,
    VERSION,
    advance,
    all_signed,
    approved,
    call_in_over,
    clock_of,
    engine_of,
    go_to,
    place_decided,
    rows_of,
    sign_request,
    signing_of,
)
from tests.scenarios.seats import (
    JUNE_24,
    asked_at,
    assert_whole,
    entries,
    letters,
    link_says,
    open_request,
    refused,
    statuses,
)

CHAIR = SeatName("chair")
BOUNCED = Bounce("chair@east.example.org", "550 5.1.1 <chair@east.example.org>: user unknown")
DELAYED = replace(BOUNCED, words="450 4.2.2 mailbox full", for_good=False)
VOID = Voiding(CHAIR, "The chair forwarded the link to an assistant.", JUNE_24)


@pytest.fixture
def office(both_signed_office: Office) -> Office:
    return both_signed_office


def waiting_for(office: Office) -> tuple[str, ...]:
    with office.register.reading() as view:
        return standing(view, VERSION).places[EAST].waiting_for


def test_s12_a_letter_that_comes_back_stops_the_reminders_and_not_the_clock(
    office: Office,
) -> None:
    before = asked_at(office, EAST)
    record_bounce(office, VERSION, BOUNCED)
    bounced = open_request(office, EAST)
    assert bounced == replace(before, bounced_at=office.clock.now())
    for _ in range(89):
        clock_of(office).advance(days=1)
        assert advance(office, EAST) == ()
    open_link(office, office.links.token(bounced.id))
    clock_of(office).set(before.expires_at)
    assert advance(office, EAST) == ("Expire", "Invite")
    assert_whole(office)


def test_s12_the_place_and_the_facilitator_are_told_to_use_another_channel(
    office: Office,
) -> None:
    asked_at(office, EAST)
    record_bounce(office, VERSION, BOUNCED)
    told = letters(office, "change-recorded")
    assert [to for to, _ in told] == [
        ("lead@facilitator.example.org",),
        ("clerk@east.example.org",),
        ("vcse-lead@east.example.org",),
    ]
    said = told[0][1]
    assert "until 22 September 2027, as before" in said["what"]
    assert "in another way" in said["next"]
    assert said["reason"] == "550 5.1.1 <[address]>: user unknown"
    assert waiting_for(office) == ("chair, east (can sign until 22 September 2027)",)
    [entry] = entries(office, Fact.REQUEST_BOUNCED)
    assert entry.said["expires_at"] == open_request(office, EAST).expires_at.isoformat(
        timespec="microseconds"
    )


def test_s12_a_fresh_request_goes_to_the_corrected_address(office: Office) -> None:
    old = asked_at(office, EAST)
    record_bounce(office, VERSION, BOUNCED)
    right = Replacement(CHAIR, "the-chair@east.example.org", "The address was wrong.")
    replace_signatory(office, VERSION, EAST, right)
    assert advance(office, EAST) == ("Invite",)
    fresh = open_request(office, EAST)
    assert (fresh.number, fresh.bounced_at) == (2, None)
    assert "a new address" in link_says(office, old)
    [cancelled] = [e for e in entries(office, Fact.REQUEST_CANCELLED) if EAST in e.about]
    assert cancelled.said["expires_at"].startswith("2027-09-22")
    assert waiting_for(office) == ("chair, east (can sign until 22 September 2027)",)
    [(_, told)] = letters(office, "change-recorded", "replaced/0.0/1/0")
    assert told["what"] == "In the signing of East, chair, east, has another address."
    clock_of(office).at(date(2027, 7, 1))
    assert advance(office, EAST) == ("Remind",)
    all_signed(office, EAST)
    assert_whole(office)


def test_s12_in_the_public_signing_the_other_signatories_are_told_as_well(
    both_office: Office,
) -> None:
    office = approved(both_office)
    go_to(office, date(2027, 5, 20), 10)
    advance(office)
    record_bounce(office, VERSION, replace(BOUNCED, address=" Chair@alliance.example.org "))
    assert [to for to, _ in letters(office, "change-recorded")] == [
        ("lead@facilitator.example.org",),
        ("chief-executive@icb.example.org",),
    ]


def test_s12_a_bounce_concerns_every_open_request_to_the_address(office: Office) -> None:
    asked_at(office, EAST)
    place_decided(office, NORTH, decided_on=JUNE_24)
    call_in_over(office, NORTH)
    same = Replacement(SeatName("leader"), "chair@east.example.org", "Now the same.", JUNE_24)
    replace_signatory(office, VERSION, NORTH, same)
    advance(office, NORTH)
    record_bounce(office, VERSION, BOUNCED)
    assert open_request(office, EAST).bounced_at is not None
    assert [r.bounced_at is not None for r in signing_of(office, NORTH).open_requests] == [
        True,
        False,
    ]


def test_s12_a_bounce_recorded_again_changes_nothing(office: Office) -> None:
    asked_at(office, EAST)
    record_bounce(office, VERSION, BOUNCED)
    before = rows_of(office)
    record_bounce(office, VERSION, BOUNCED)
    assert rows_of(office) == before


def test_s12_a_letter_that_is_only_delayed_is_noted_once_a_day(office: Office) -> None:
    asked_at(office, EAST)
    record_bounce(office, VERSION, DELAYED)
    before = rows_of(office)
    record_bounce(office, VERSION, DELAYED)
    assert rows_of(office) == before
    clock_of(office).at(date(2027, 6, 25))
    record_bounce(office, VERSION, DELAYED)
    assert [e.said["for_good"] for e in entries(office, Fact.REQUEST_BOUNCED)] == [False, False]
    assert open_request(office, EAST).bounced_at is None
    assert letters(office, "change-recorded") == []
    clock_of(office).at(date(2027, 7, 1))
    assert advance(office, EAST) == ("Remind",)
    assert_whole(office)


@pytest.mark.parametrize("address", ["clerk@east.example.org", "", "vcse-lead@east.example.org"])
def test_s12_a_bounce_of_an_address_nothing_was_asked_of_is_refused(
    office: Office, address: str
) -> None:
    asked_at(office, EAST)
    refused(
        office,
        lambda: record_bounce(office, VERSION, replace(BOUNCED, address=address)),
        "No open signing request was sent to that address",
        place=None,
        state="ratifying",
        attempted="record that a letter came back",
        kind=NotFound,
    )


def test_s12_a_bounce_needs_the_mail_servers_words(office: Office) -> None:
    asked_at(office, EAST)
    refused(
        office,
        lambda: record_bounce(office, VERSION, replace(BOUNCED, words=" ")),
        "needs the mail server's words",
        place=EAST,
        state="signing",
        attempted="record that a letter came back",
    )


def by_the_director(office: Office, _token: str) -> None:
    void_request(office, VERSION, EAST, VOID)


def by_the_identity_step(office: Office, token: str) -> None:
    identity_failed(office, token, "The code sent to the chair was not given.")


@pytest.mark.parametrize(
    ("void", "actor"),
    [(by_the_director, "director"), (by_the_identity_step, "identity step")],
)
def test_s13_a_request_that_reached_somebody_else_is_voided_and_sent_anew(
    office: Office, void: Callable[[Office, str], None], actor: str
) -> None:
    old = asked_at(office, EAST)
    void(office, office.links.token(old.id))
    assert "may have reached somebody else" in link_says(office, old)
    [entry] = entries(office, Fact.REQUEST_VOIDED)
    assert (entry.actor, entry.said["request"]) == (actor, old.id)
    assert entry.said["noticed_on"] == "2027-06-24"
    assert advance(office, EAST) == ("Invite",)
    fresh = open_request(office, EAST)
    assert (fresh.seat, fresh.number) == (old.seat, 2)
    assert fresh.link_sha256 != old.link_sha256
    assert statuses(office, EAST) == [RequestStatus.CANCELLED, RequestStatus.OPEN]
    assert [to for to, _ in letters(office, "change-recorded")] == [
        ("lead@facilitator.example.org",),
        ("clerk@east.example.org",),
    ]
    all_signed(office, EAST)
    assert_whole(office)


def test_s13_the_same_voiding_recorded_again_does_not_void_the_next_request(
    office: Office,
) -> None:
    asked_at(office, EAST)
    void_request(office, VERSION, EAST, VOID)
    advance(office, EAST)
    before = rows_of(office)
    void_request(office, VERSION, EAST, VOID)
    assert rows_of(office) == before
    void_request(office, VERSION, EAST, replace(VOID, reason="Forwarded again."))
    advance(office, EAST)
    assert open_request(office, EAST).number == 3


def test_s13_the_identity_step_finds_nothing_to_void_behind_a_closed_link(office: Office) -> None:
    request = asked_at(office, EAST)
    token = office.links.token(request.id)
    identity_failed(office, token, "The code was wrong.")
    before = rows_of(office)
    for link, why in ((token, "cancelled"), ("x" * 43, "unknown")):
        with pytest.raises(LinkRefused) as refusal:
            identity_failed(office, link, "The code was wrong.")
        assert refusal.value.why == why
    assert rows_of(office) == before


def test_s13_what_was_signed_or_not_asked_cannot_be_voided(office: Office) -> None:
    sign_request(office, asked_at(office, EAST))
    refused(
        office,
        lambda: void_request(office, VERSION, EAST, VOID),
        "nothing is asked of the chair, east",
        place=EAST,
        state="signing",
        attempted="void a signing request",
    )


def test_s13_a_voiding_needs_its_reason(office: Office) -> None:
    request = asked_at(office, EAST)
    for act in (
        lambda: void_request(office, VERSION, EAST, replace(VOID, reason=" ")),
        lambda: identity_failed(office, office.links.token(request.id), ""),
    ):
        refused(
            office,
            act,
            "needs a reason",
            place=EAST,
            state="signing",
            attempted="void a signing request",
        )


def test_what_a_place_waits_for_says_who_declined(office: Office) -> None:
    asked_at(office, EAST)
    with engine_of(office).begin() as connection:
        connection.exec_driver_sql("UPDATE signing_request SET status = 'declined'")
    assert waiting_for(office) == ("chair, east (has declined)",)
