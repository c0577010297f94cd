from datetime import timedelta
from pathlib import Path

import pytest

from concordat.domain.decision import Outcome
from concordat.domain.errors import LinkRefused, NotAllowed, WrongTurn
from concordat.domain.facts import Fact
from concordat.domain.signature import RequestStatus, SigningRequest
from concordat.domain.signing import Seat
from concordat.domain.states import PlaceStatus
from concordat.services.office import Office
from concordat.services.sign import MAX_NAME, MAX_REASON, open_link
from tests.fakes import (
    EAST,
    NORTH,
    VERSION,
    WEST,
    a_block,
    a_programme,
    advance,
    all_signed,
    an_office,
    call_in_over,
    clock_of,
    declined_by_link,
    engine_of,
    facts_of,
    identified,
    marks,
    place_decided,
    place_of,
    rows_of,
    sign_request,
    signed_by_link,
    signing_of,
)


@pytest.fixture
def office(signed_office: Office) -> Office:
    """Begin every life here at the end of the public signing."""
    return signed_office


@pytest.fixture
def at_east(office: Office) -> Office:
    """Return the office when East's first signatory has been asked."""
    place_decided(office, EAST)
    advance(office, EAST)
    return office


@pytest.fixture
def at_west(office: Office) -> Office:
    """Return the office when both of West's co-chairs have been asked."""
    place_decided(office, WEST)
    advance(office, WEST)
    return office


def asked(office: Office, scope: str) -> SigningRequest:
    return signing_of(office, scope).open_requests[0]


def why(office: Office, token: str) -> str:
    with pytest.raises(LinkRefused) as refusal:
        open_link(office, token)
    assert "Nothing was changed" in refusal.value.remedy
    return refusal.value.why


def test_a_link_shows_the_record_the_decision_and_who_is_asked(at_east: Office) -> None:
    request = asked(at_east, EAST)
    page = open_link(at_east, at_east.links.token(request.id))
    assert not page.is_public
    assert (page.scope_name, page.party_names) == ("East", ("Integrated Care System",))
    assert page.holder.email == "chair@east.example.org"
    assert page.decision is not None
    assert page.decision.outcome == "ratified"
    assert page.request.document_sha256 == place_of(at_east, EAST).ratification.record_sha256


def test_opening_a_link_changes_nothing(at_east: Office) -> None:
    before = rows_of(at_east)
    for _ in range(3):
        open_link(at_east, at_east.links.token(asked(at_east, EAST).id))
    assert rows_of(at_east) == before


def test_an_altered_link_opens_nothing(at_east: Office) -> None:
    token = at_east.links.token(asked(at_east, EAST).id)
    assert why(at_east, token[:-1]) == "unknown"
    assert why(at_east, token.swapcase()) == "unknown"
    assert why(at_east, asked(at_east, EAST).id) == "unknown"
    assert why(at_east, asked(at_east, EAST).link_sha256) == "unknown"


def test_a_signature_keeps_who_signed_what_and_when(at_east: Office) -> None:
    request = asked(at_east, EAST)
    token = at_east.links.token(request.id)
    signed_by_link(at_east, token, "  The   Chair ", request.document_sha256)
    [signature] = signing_of(at_east, EAST).signatures
    assert signature.name == "The Chair"
    assert (signature.role, signature.organisation) == ("chair", "east")
    assert signature.document_sha256 == request.document_sha256
    assert signature.signed_at == at_east.clock.now()
    assert signature.applied_at is None


def test_a_second_signature_by_the_same_link_is_refused(at_east: Office) -> None:
    request = asked(at_east, EAST)
    sign_request(at_east, request)
    before = rows_of(at_east)
    with pytest.raises(LinkRefused) as refusal:
        sign_request(at_east, request)
    assert refusal.value.why == "used"
    assert rows_of(at_east) == before


def test_a_second_signature_of_a_seat_is_refused_by_the_register_too(at_east: Office) -> None:
    request = asked(at_east, EAST)
    sign_request(at_east, request)
    with engine_of(at_east).begin() as connection:
        connection.exec_driver_sql("UPDATE signing_request SET status = 'open'")
    with pytest.raises((LinkRefused, WrongTurn)):
        sign_request(at_east, request)
    assert len(signing_of(at_east, EAST).signatures) == 1


def test_a_signature_on_another_document_is_refused(at_east: Office) -> None:
    request = asked(at_east, EAST)
    identified(at_east, at_east.links.token(request.id))
    before = rows_of(at_east)
    with pytest.raises(NotAllowed, match="not the one to be signed"):
        signed_by_link(at_east, at_east.links.token(request.id), "The Chair", "0" * 64)
    assert rows_of(at_east) == before


@pytest.mark.parametrize("name", ["", "   ", "x" * (MAX_NAME + 1)])
def test_a_signature_without_a_usable_name_is_refused(at_east: Office, name: str) -> None:
    request = asked(at_east, EAST)
    with pytest.raises(NotAllowed, match="name is missing or too long"):
        signed_by_link(at_east, at_east.links.token(request.id), name, request.document_sha256)


def test_a_seat_whose_turn_has_not_come_cannot_sign_whatever_link_it_holds(
    at_east: Office,
) -> None:
    request = asked(at_east, EAST)
    with engine_of(at_east).begin() as connection:
        connection.exec_driver_sql("UPDATE signing_request SET block = 1 WHERE scope = 'east'")
    with pytest.raises(WrongTurn):
        sign_request(at_east, request)
    assert signing_of(at_east, EAST).signatures == ()


def test_the_next_order_is_asked_only_after_the_first_has_signed(at_east: Office) -> None:
    assert [r.seat for r in signing_of(at_east, EAST).requests] == [Seat(0, 0)]
    sign_request(at_east, asked(at_east, EAST))
    advance(at_east, EAST)
    assert asked(at_east, EAST).seat == Seat(1, 0)


def test_side_by_side_signatories_sign_in_any_order(office: Office) -> None:
    place_decided(office, NORTH)
    call_in_over(office, NORTH)
    advance(office, NORTH)
    first, second = signing_of(office, NORTH).open_requests
    sign_request(office, second)
    sign_request(office, first)
    advance(office, NORTH)
    found = place_of(office, NORTH).ratification
    assert found.status == PlaceStatus.RATIFIED
    assert found.current_sha256 is not None
    signed = office.store.get(found.current_sha256)
    assert marks(signed) == ["signature_1_0", "signature_0_0", "seal"]


def test_the_spare_request_is_cancelled_when_one_of_several_has_signed(at_west: Office) -> None:
    first, spare = signing_of(at_west, WEST).open_requests
    assert (first.seat, spare.seat) == (Seat(0, 0), Seat(0, 1))
    sign_request(at_west, spare)
    requests = {r.id: r.status for r in signing_of(at_west, WEST).requests}
    assert requests[spare.id] == RequestStatus.SIGNED
    assert requests[first.id] == RequestStatus.CANCELLED
    assert why(at_west, at_west.links.token(first.id)) == "cancelled"
    assert Fact.REQUEST_CANCELLED in facts_of(at_west, f"{VERSION}/{WEST}")
    all_signed(at_west, WEST)
    assert place_of(at_west, WEST).ratification.status == PlaceStatus.RATIFIED
    assert len(signing_of(at_west, WEST).signatures) == 2


def test_two_of_three_leave_the_third_uncalled(tmp_path: Path) -> None:
    programme = a_programme()
    three = tuple(s for p in programme.places for b in p.signatories for s in b.candidates)[:3]
    block = a_block(1, programme.parties[0].id, *three, need=2)
    office = an_office(tmp_path, a_programme(timeline={"public_signing": (block,)}))
    place_decided(office, EAST)
    signing = signing_of(office)
    assert [r.status for r in signing.requests] == [
        RequestStatus.SIGNED,
        RequestStatus.SIGNED,
        RequestStatus.CANCELLED,
    ]
    assert {s.field for s in signing.signatures} == {"signature_0_0", "signature_0_1"}
    engine_of(office).dispose()


def test_a_decline_needs_a_reason(at_east: Office) -> None:
    token = at_east.links.token(asked(at_east, EAST).id)
    for reason in ("", "  ", "x" * (MAX_REASON + 1)):
        with pytest.raises(NotAllowed, match="needs a reason"):
            declined_by_link(at_east, token, reason)


def test_a_decline_is_kept_with_its_reason_and_told_to_the_facilitator(at_east: Office) -> None:
    request = asked(at_east, EAST)
    declined_by_link(at_east, at_east.links.token(request.id), " I have left the post. ")
    [closed] = signing_of(at_east, EAST).requests
    assert (closed.status, closed.reason) == (RequestStatus.DECLINED, "I have left the post.")
    with at_east.register.reading() as view:
        [told] = [n for n in view.unsent_notices() if n.template == "signatory-declined"]
    assert told.to == ("lead@facilitator.example.org",)
    assert why(at_east, at_east.links.token(request.id)) == "declined"


def test_who_declined_is_neither_asked_again_nor_reminded(at_east: Office) -> None:
    declined_by_link(at_east, at_east.links.token(asked(at_east, EAST).id), "No.")
    for _ in range(30):
        clock_of(at_east).advance(days=10)
        assert advance(at_east, EAST) == ()
    assert place_of(at_east, EAST).ratification.status == PlaceStatus.SIGNING


def test_one_of_several_who_declines_leaves_it_to_the_other(at_west: Office) -> None:
    first, second = signing_of(at_west, WEST).open_requests
    declined_by_link(at_west, at_west.links.token(first.id), "I am on leave.")
    sign_request(at_west, second)
    all_signed(at_west, WEST)
    assert place_of(at_west, WEST).ratification.status == PlaceStatus.RATIFIED
    statuses = {r.id: r.status for r in signing_of(at_west, WEST).requests}
    assert statuses[first.id] == RequestStatus.DECLINED


def test_an_expired_link_is_refused_from_its_moment_on(at_east: Office) -> None:
    request = asked(at_east, EAST)
    clock_of(at_east).set(request.expires_at - timedelta(microseconds=1))
    open_link(at_east, at_east.links.token(request.id))
    clock_of(at_east).set(request.expires_at)
    assert why(at_east, at_east.links.token(request.id)) == "expired"


def test_a_link_for_a_place_that_is_no_longer_signing_is_superseded(at_east: Office) -> None:
    with engine_of(at_east).begin() as connection:
        connection.exec_driver_sql("UPDATE ratification SET status = 'withdrawn'")
    assert why(at_east, at_east.links.token(asked(at_east, EAST).id)) == "superseded"


def test_a_signature_wakes_the_place_and_nobody_else(at_east: Office) -> None:
    request = asked(at_east, EAST)
    identified(at_east, at_east.links.token(request.id))
    with at_east.register.writing() as tx:
        for wake in tx.wakes():
            tx.delivered(wake.id)
    sign_request(at_east, request)
    with at_east.register.reading() as view:
        assert [(w.kind, w.subject) for w in view.wakes()] == [("place", EAST)]


def test_who_signs_for_a_place_signs_its_reservation_too(office: Office) -> None:
    place_decided(office, EAST, Outcome.RATIFIED_WITH_RESERVATION, text="Not the buses.")
    advance(office, EAST)
    page = open_link(office, office.links.token(asked(office, EAST).id))
    assert page.decision is not None
    assert page.decision.reservation == "Not the buses."
    assert b"Not the buses." in office.store.get(page.request.document_sha256)
