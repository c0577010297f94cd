from datetime import date

import pytest

from concordat.domain.errors import LinkRefused
from concordat.domain.facts import Fact
from concordat.domain.signature import PUBLIC, RequestStatus
from concordat.domain.signing import Seat
from concordat.domain.states import PlaceStatus, VersionState
from concordat.services.office import Office
from concordat.services.sign import open_link
from tests.fakes import (
    EAST,
    VERSION,
    advance,
    all_signed,
    approved,
    clock_of,
    facts_of,
    marks,
    place_of,
    publicly_signed,
    sign_request,
    signing_of,
    version_of,
)


def test_nobody_is_asked_to_sign_before_the_day(office: Office) -> None:
    approved(office)
    clock_of(office).at(date(2027, 5, 19), 23, 59)
    assert advance(office) == ()
    clock_of(office).advance(minutes=1)
    assert advance(office) == ("Invite",)


def test_the_signatories_are_asked_in_their_order(office: Office) -> None:
    approved(office)
    clock_of(office).at(date(2027, 5, 20), 10)
    advance(office)
    [first] = signing_of(office).open_requests
    assert first.seat == Seat(0, 0)
    sign_request(office, first)
    assert advance(office) == ("ApplySignature", "Invite")
    [second] = signing_of(office).open_requests
    assert second.seat == Seat(1, 0)


def test_the_seal_comes_when_the_last_has_signed_and_closes_the_document(office: Office) -> None:
    publicly_signed(office)
    version = version_of(office)
    assert version.state == VersionState.RATIFYING
    assert version.current_sha256 is not None
    signed = office.store.get(version.current_sha256)
    assert marks(signed) == ["signature_0_0", "signature_1_0", "seal"]
    assert b"certifying" in signed.splitlines()[1]
    assert b"approving" in signed.splitlines()[2]


def test_the_words_that_were_approved_are_the_words_that_are_signed(office: Office) -> None:
    approved(office)
    unsigned = version_of(office).agreement_sha256
    publicly_signed(office)
    version = version_of(office)
    assert unsigned is not None
    assert version.current_sha256 is not None
    assert version.agreement_sha256 == unsigned
    assert {r.document_sha256 for r in signing_of(office).requests} == {unsigned}
    assert office.store.get(version.current_sha256).startswith(office.store.get(unsigned))


def test_every_partner_gets_the_signed_agreement(office: Office) -> None:
    publicly_signed(office)
    with office.register.reading() as view:
        told = [n for n in view.unsent_notices() if n.template == "agreement-signed"]
    assert len(told) == 4 + 1, "every partner, and the signatories together"
    with office.register.reading() as view:
        kept = {(kind, scope): sha256 for kind, scope, sha256 in view.documents(VERSION)}
    agreement = (f"{VERSION}.pdf", version_of(office).current_sha256)
    notice = (f"{VERSION}-notice-signed.pdf", kept["notice", "signed"])
    assert {n.attachments for n in told} == {(agreement, notice)}


def test_no_place_is_asked_before_the_public_signing_is_complete(office: Office) -> None:
    approved(office)
    clock_of(office).at(date(2027, 5, 20), 10)
    advance(office)
    sign_request(office, signing_of(office).open_requests[0])
    advance(office)
    assert advance(office, EAST) == ()
    all_signed(office)
    assert advance(office, EAST) == ("AskForDecision",)
    assert place_of(office, EAST).ratification.status == PlaceStatus.AWAITING_DECISION


def test_a_link_of_the_public_signing_shows_the_agreement_and_the_party(office: Office) -> None:
    approved(office)
    clock_of(office).at(date(2027, 5, 20), 10)
    advance(office)
    [request] = signing_of(office).open_requests
    page = open_link(office, office.links.token(request.id))
    assert page.is_public
    assert (page.scope_name, page.party_names) == ("the agreement", ("VCSE sector",))
    assert page.holder.role == "chair"
    assert page.decision is None


def test_a_used_link_is_refused_after_the_seal_too(office: Office) -> None:
    publicly_signed(office)
    for request in signing_of(office).requests:
        assert request.status == RequestStatus.SIGNED
        with pytest.raises(LinkRefused) as refusal:
            open_link(office, office.links.token(request.id))
        assert refusal.value.why == "used"


def test_the_trail_tells_the_signing_in_the_order_it_happened(office: Office) -> None:
    publicly_signed(office)
    signing = [f for f in facts_of(office, f"{VERSION}/{PUBLIC}") if f.startswith("signing:")]
    known = [Fact.IDENTITY_CODE_SENT, Fact.IDENTITY_CONFIRMED]
    one = [Fact.REQUEST_SENT, *known, Fact.SIGNED, Fact.SIGNATURE_APPLIED]
    assert signing == one * 2
