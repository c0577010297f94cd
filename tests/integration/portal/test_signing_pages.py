from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from concordat.domain.decision import Outcome
from concordat.domain.facts import Fact
from concordat.domain.parties import Deputy
from concordat.domain.rules import PlaceId
from concordat.domain.seating import SeatName
from concordat.domain.signature import PUBLIC, RequestStatus
from concordat.domain.states import VersionState
from concordat.services.delegate import Delegation, delegate_signing
from concordat.services.office import Office
from concordat.services.sign import STATEMENT
from concordat.services.void_request import identity_failed
from tests.fakes import (
    EAST,
    NORTH,
    VERSION,
    WEST,
    advance,
    an_office,
    approved,
    call_in_over,
    clock_of,
    code_sent,
    engine_of,
    go_to,
    place_decided,
    signing_of,
    version_of,
)
from tests.integration.portal.conftest import Visitor
from tests.scenarios.seats import MANDATE, programme_with, with_seat

UNKNOWN = f"/sign/{'A' * 43}"


def asked_in_public(office: Office) -> None:
    """Have the board approve and the first signatory asked on the day."""
    approved(office)
    go_to(office, version_of(office).public_signing_on, 10)
    advance(office)


def asked_at(office: Office, place: PlaceId, outcome: Outcome = Outcome.RATIFIED) -> None:
    """Have the place decide and its first signatories asked."""
    place_decided(office, place, outcome)
    advance(office, place)


def sign(visitor: Visitor, link: str, scope: str, name: str = "Ann Other") -> int:
    sha256 = visitor.document_shown(scope)
    return visitor.post(link, name=name, document_sha256=sha256).status_code


def test_the_page_shows_who_asks_whom_to_sign_what(later_visitor: Visitor) -> None:
    asked_at(later_visitor.office, EAST, Outcome.RATIFIED_WITH_RESERVATION)
    page = later_visitor.get(later_visitor.page_of(EAST)).text
    for words in ("The Facilitator asks you", "Integrated Care System", "east/27/1", STATEMENT):
        assert words in page
    assert "The words of east." in page
    assert "<p>We work as equal partners.</p>" in page
    assert later_visitor.document_shown(EAST) in page


def test_signing_leads_to_a_page_without_the_secret(later_visitor: Visitor) -> None:
    asked_at(later_visitor.office, EAST)
    link = later_visitor.page_of(EAST)
    answer = later_visitor.post(
        link, name="  Ann   Other ", document_sha256=later_visitor.document_shown(EAST)
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/signed")
    assert "on record" in later_visitor.get("/signed").text
    (signature,) = signing_of(later_visitor.office, EAST).signatures
    assert signature.name == "Ann Other"


def test_reading_changes_nothing(later_visitor: Visitor) -> None:
    asked_at(later_visitor.office, EAST)
    link, before = later_visitor.sign_link(EAST), later_visitor.happened()
    page = later_visitor.get(link).headers["location"]
    for path in (link, link, page, f"{page}/document.pdf", "/", "/signed", "/declined", UNKNOWN):
        later_visitor.get(path)
        later_visitor.call("HEAD", path)
    assert later_visitor.happened() == before
    assert later_visitor.get(page).status_code == 200


def test_a_link_used_twice_says_the_signature_is_on_record(later_visitor: Visitor) -> None:
    asked_at(later_visitor.office, EAST)
    link, sha256 = later_visitor.page_of(EAST), later_visitor.document_shown(EAST)
    later_visitor.post(link, name="Ann Other", document_sha256=sha256)
    again = later_visitor.post(link, name="Ann Other", document_sha256=sha256)
    for answer in (again, later_visitor.get(link), later_visitor.get(f"{link}/document.pdf")):
        assert answer.status_code == 410
        assert "your signature is on record" in answer.text
        assert "lead@facilitator.example.org" in answer.text
    assert len(signing_of(later_visitor.office, EAST).signatures) == 1


@pytest.mark.parametrize(
    "path",
    [UNKNOWN, "/sign/short", "/sign/%00", "/sign/%ff%fe", "/sign/ü", f"/sign/{'A' * 5000}"],
)
def test_an_altered_link_opens_nothing(later_visitor: Visitor, path: str) -> None:
    answer = later_visitor.get(path)
    assert answer.status_code == 404
    assert "does not open anything" in answer.text
    assert "set-cookie" not in answer.headers


def test_one_signatorys_link_does_not_open_anothers_page(later_visitor: Visitor) -> None:
    asked_at(later_visitor.office, WEST)
    first, second = (later_visitor.page_of(WEST, n) for n in (0, 1))
    assert "Sign as co-chair A\n" in later_visitor.get(first).text
    assert "Sign as co-chair A\n" not in later_visitor.get(second).text
    assert "Sign as co-chair B\n" in later_visitor.get(second).text


def test_an_expired_link_says_so(later_visitor: Visitor) -> None:
    asked_at(later_visitor.office, EAST)
    link, sha256 = later_visitor.page_of(EAST), later_visitor.document_shown(EAST)
    clock_of(later_visitor.office).advance(days=91)
    assert "has expired" in later_visitor.get(link).text
    answer = later_visitor.post(link, name="Ann Other", document_sha256=sha256)
    assert answer.status_code == 410
    assert signing_of(later_visitor.office, EAST).signatures == ()


def test_a_superseded_link_says_so(visitor: Visitor) -> None:
    asked_in_public(visitor.office)
    link = visitor.page_of(PUBLIC)
    with visitor.office.register.writing() as tx:
        tx.save(replace(version_of(visitor.office), state=VersionState.RATIFYING))
        tx.record(Fact.PUBLIC_SIGNING_COMPLETED, version_of(visitor.office).id, {})
    answer = visitor.get(link)
    assert answer.status_code == 410
    assert "no longer the one to be signed" in answer.text


def test_a_link_that_is_no_longer_needed_says_so(later_visitor: Visitor) -> None:
    asked_at(later_visitor.office, WEST)
    spare = later_visitor.page_of(WEST, 1)
    assert sign(later_visitor, later_visitor.page_of(WEST), WEST) == 303
    answer = later_visitor.get(spare)
    assert answer.status_code == 410
    assert "no longer needed" in answer.text


def test_before_its_turn_a_signatory_cannot_sign_and_keeps_what_was_typed(
    later_visitor: Visitor,
) -> None:
    office = later_visitor.office
    asked_at(office, EAST)
    asked = signing_of(office, EAST).open_requests[0]
    early = replace(
        asked,
        id=f"{asked.id}-early",
        block=1,
        link_sha256=office.links.fingerprint_for("early"),
        status=RequestStatus.OPEN,
    )
    with office.register.writing() as tx:
        tx.add(early)
        tx.record(Fact.REQUEST_SENT, asked.id, {})
    token = office.links.token("early")
    page = later_visitor.get(f"/sign/{token}").headers["location"]
    later_visitor.post(f"{page}/code", ask="code")
    later_visitor.post(f"{page}/identity", code=code_sent(office, token))
    answer = later_visitor.post(page, name="Too Early", document_sha256=asked.document_sha256)
    assert answer.status_code == 409
    assert "not your turn" in answer.text
    assert 'value="Too Early"' in answer.text
    assert signing_of(office, EAST).signatures == ()


def test_reading_comes_before_choosing_and_the_text_can_be_passed_over(
    later_visitor: Visitor,
) -> None:
    asked_at(later_visitor.office, EAST)
    page = later_visitor.get(later_visitor.page_of(EAST)).text
    words = ("Step 1 of 2", "Go to the signing", "<article", "Step 2 of 2", "Sign as chair")
    assert [page.index(word) for word in words] == sorted(page.index(word) for word in words)
    assert '<a href="#signing">Go to the signing</a>' in page
    assert page.count('id="signing"') == page.count('id="document"') == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_a_missing_or_endless_name_is_refused(later_visitor: Visitor, name: str) -> None:
    asked_at(later_visitor.office, EAST)
    link = later_visitor.page_of(EAST)
    answer = later_visitor.post(link, name=name, document_sha256=later_visitor.document_shown(EAST))
    assert answer.status_code == 400
    assert "Type your full name" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert signing_of(later_visitor.office, EAST).signatures == ()


@pytest.mark.parametrize("shown", ["", "0" * 64])
def test_another_document_than_the_one_shown_is_not_signed(
    later_visitor: Visitor, shown: str
) -> None:
    asked_at(later_visitor.office, EAST)
    link = later_visitor.page_of(EAST)
    answer = later_visitor.post(link, name="Ann Other", document_sha256=shown)
    assert answer.status_code == 400
    assert "is not the one to be signed" in answer.text
    assert 'href="#document"' in answer.text
    assert 'value="Ann Other"' in answer.text
    assert later_visitor.document_shown(EAST) in answer.text


def test_declining_needs_a_reason_and_is_told(later_visitor: Visitor) -> None:
    asked_at(later_visitor.office, EAST)
    link = later_visitor.page_of(EAST)
    refused = later_visitor.post(f"{link}/decline", reason=" ")
    assert refused.status_code == 400
    assert refused.text.count(" open>") == 1
    taken = later_visitor.post(f"{link}/decline", reason="Not in my name.")
    assert (taken.status_code, taken.headers["location"]) == (303, "/declined")
    assert later_visitor.get(link).status_code == 410
    assert "you declined" in later_visitor.get(link).text


def test_the_document_to_be_signed_is_sent_only_to_its_signatory(later_visitor: Visitor) -> None:
    asked_at(later_visitor.office, EAST)
    link, sha256 = later_visitor.page_of(EAST), later_visitor.document_shown(EAST)
    found = later_visitor.get(f"{link}/document.pdf")
    assert found.status_code == 200
    assert found.content == later_visitor.office.store.get(sha256)
    assert found.headers["cache-control"] == "no-store"
    assert later_visitor.get(f"/documents/{sha256}.pdf").status_code == 404


def test_markup_in_a_typed_name_comes_back_as_text(later_visitor: Visitor) -> None:
    asked_at(later_visitor.office, EAST)
    link = later_visitor.page_of(EAST)
    answer = later_visitor.post(link, name='"><script>alert(1)</script>', document_sha256="0")
    assert "<script" not in answer.text
    assert "&#34;&gt;&lt;script&gt;" in answer.text


def test_a_link_on_its_last_day_still_opens(later_visitor: Visitor) -> None:
    asked_at(later_visitor.office, EAST)
    link = later_visitor.page_of(EAST)
    expires_at = signing_of(later_visitor.office, EAST).open_requests[0].expires_at
    clock_of(later_visitor.office).set(expires_at - timedelta(seconds=1))
    assert later_visitor.get(link).status_code == 200


def test_a_deputys_page_says_for_whom_and_under_what_they_sign(later_visitor: Visitor) -> None:
    office = later_visitor.office
    asked_at(office, EAST)
    old = later_visitor.page_of(EAST)
    today = office.clock.now().date()
    deputy = Deputy("vice-chair", "vice@east.example.org", today, today, "minute <7>")
    delegate_signing(office, VERSION, EAST, Delegation(SeatName("chair"), deputy))
    advance(office, EAST)
    assert "A deputy signs for this seat" in later_visitor.get(old).text
    page = later_visitor.get(later_visitor.page_of(EAST)).text
    assert "Vice-chair (deputy for the chair)" in page
    assert "under minute &lt;7&gt;" in page
    assert "Sign as vice-chair (deputy for the chair)\n</button>" in page


def test_the_page_names_every_role_that_one_act_signs_for(tmp_path: Path) -> None:
    both = with_seat(1, email="leader@north.example.org", mandate=MANDATE)
    office = an_office(tmp_path, programme_with(NORTH, both, one_act_for_two_roles=True))
    place_decided(office, NORTH)
    call_in_over(office, NORTH)
    advance(office, NORTH)
    visitor = Visitor(office)
    page = visitor.get(visitor.page_of(NORTH)).text
    for words in (
        "And, by the same act, as",
        "Sign as leader and as vcse lead\n</button>",
        "Your full name, as leader, north and as vcse lead, north",
        "Mandate from the VCSE Assembly; basis: its vote of 3 March 2027; limits: may not commit funds",
        "Decline to sign as leader\n</button>",
    ):
        assert words in page
    assert sign(visitor, visitor.page_of(NORTH), NORTH) == 303
    assert len(signing_of(office, NORTH).signatures) == 2
    engine_of(office).dispose()


def test_a_voided_link_says_so(later_visitor: Visitor) -> None:
    asked_at(later_visitor.office, EAST)
    link = later_visitor.sign_link(EAST)
    identity_failed(later_visitor.office, link.removeprefix("/sign/"), "The code was wrong.")
    answer = later_visitor.get(link)
    assert answer.status_code == 410
    assert "may have reached somebody else" in answer.text
    assert "The code was wrong" not in answer.text
