"""A signatory reads first, sees who signs when and what changed, and may come back another day."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from concordat.domain.facts import Fact
from concordat.domain.rules import PlaceId
from concordat.domain.signature import RequestStatus
from concordat.services.office import Office
from tests.fakes import (
    EAST,
    ICS,
    VCSE,
    VERSION,
    WEST,
    a_block,
    a_signatory,
    advance,
    an_office,
    clock_of,
    code_sent,
    engine_of,
    go_to,
    in_review,
    place_decided,
    sign_request,
    signing_of,
)
from tests.integration.portal.conftest import Visitor
from tests.scenarios.seats import programme_with
from tests.scenarios.test_amended_versions import (
    MATERIAL,
    NEXT_SIGNING,
    V2,
    amended,
    board_approves,
    led_on,
    requests,
)


@pytest.fixture
def at_east(later_visitor: Visitor) -> Visitor:
    return asked_at(later_visitor, EAST)


def asked_at(visitor: Visitor, place: PlaceId) -> Visitor:
    place_decided(visitor.office, place)
    advance(visitor.office, place)
    return visitor


def test_the_text_and_the_pdf_come_before_the_choice(at_east: Visitor) -> None:
    page = at_east.get(at_east.page_of(EAST)).text
    in_order = (
        "Who signs, in which order",
        "/document.pdf",
        "<p>We work as equal partners.</p>",
        'name="document_sha256"',
        "Not now",
        "Let somebody else sign for me",
        "I have a question first",
        "I need another format",
        "I do not want to sign",
    )
    assert [page.index(words) for words in in_order] == sorted(page.index(w) for w in in_order)
    assert "See every change marked" not in page


def test_a_signatory_of_an_amended_text_is_led_to_what_changed(ratified_office: Office) -> None:
    visitor = Visitor(ratified_office)
    amended(visitor.office, MATERIAL)
    board_approves(visitor.office)
    go_to(visitor.office, NEXT_SIGNING, 10)
    led_on(visitor.office)
    [request] = [r for r in requests(visitor.office, V2) if r.status == RequestStatus.OPEN]
    page = opened(visitor, f"/sign/{visitor.office.links.token(request.id)}")
    assert "This text changes 1 passage of version 1, the one you know." in page
    assert '<a href="/changes/2">See every change marked</a>' in page


def opened(visitor: Visitor, link: str) -> str:
    """Open a link, show that it is its signatory, and return what the page says."""
    path = visitor.get(link).headers["location"]
    visitor.post(f"{path}/code", ask="code")
    visitor.post(f"{path}/identity", code=code_sent(visitor.office, link.removeprefix("/sign/")))
    return visitor.get(path).text


def test_the_page_says_who_has_signed_and_whose_turn_it_is(at_east: Visitor) -> None:
    page = at_east.get(at_east.page_of(EAST)).text
    assert "Chair, east: it is your turn" in page
    assert "Vcse lead, east: signs later" in page
    sign_request(at_east.office, signing_of(at_east.office, EAST).open_requests[0])
    advance(at_east.office, EAST)
    page = at_east.get(at_east.page_of(EAST)).text
    assert "Chair, east: has signed" in page
    assert "Vcse lead, east: it is your turn" in page


def test_the_page_says_how_many_of_several_sign(later_visitor: Visitor) -> None:
    asked_at(later_visitor, WEST)
    page = later_visitor.get(later_visitor.page_of(WEST)).text
    assert "Co-chair A, west: it is your turn (any 1 of 2 signs)" in page
    assert "Co-chair B, west: can sign now (any 1 of 2 signs)" in page
    spare = later_visitor.page_of(WEST, 1)
    sign_request(later_visitor.office, signing_of(later_visitor.office, WEST).open_requests[0])
    assert "enough of those who may sign have signed" in later_visitor.get(spare).text


@pytest.mark.parametrize(
    ("need", "of", "says"),
    [(2, 2, "(both sign)"), (3, 3, "(all 3 sign)"), (2, 3, "(any 2 of 3 sign)")],
)
def test_all_or_some_of_several(tmp_path: Path, need: int, of: int, says: str) -> None:
    roles = [a_signatory(f"member {n}", "west") for n in range(of)]
    blocks = (a_block(1, VCSE, *roles, need=need), a_block(2, ICS, a_signatory("chair", "west")))
    office = an_office(tmp_path, programme_with(WEST, lambda p: replace(p, signatories=blocks)))
    visitor = asked_at(Visitor(office), WEST)
    assert says in visitor.get(visitor.page_of(WEST)).text
    engine_of(office).dispose()


def test_before_its_turn_the_page_says_who_comes_first(at_east: Visitor) -> None:
    office = at_east.office
    asked = signing_of(office, EAST).open_requests[0]
    early = replace(
        asked, id=f"{asked.id}-early", block=1, link_sha256=office.links.fingerprint_for("early")
    )
    with office.register.writing() as tx:
        tx.add(early)
        tx.record(Fact.REQUEST_SENT, asked.id, {})
    page = opened(at_east, f"/sign/{office.links.token('early')}")
    assert "It is not your turn to sign yet. Before you comes: chair, east." in page
    assert "Vcse lead, east: signs later" in page


def test_not_now_ends_the_visit_and_says_when_a_reminder_comes(at_east: Visitor) -> None:
    path, before = at_east.page_of(EAST), at_east.happened()
    answer = at_east.post(f"{path}/later", later="yes")
    assert answer.status_code == 200
    for words in ("Nothing is recorded", "until 22 September 2027", "on or soon after 1 July 2027"):
        assert words in answer.text
    assert at_east.happened() == before
    back = at_east.get(path)
    assert back.status_code == 403
    assert "Open the link in your message again" in back.text
    assert at_east.get(at_east.sign_link(EAST)).headers["location"] == path
    assert "First, show that it is you" in at_east.get(path).text


def test_without_reminders_left_nothing_is_promised(at_east: Visitor) -> None:
    request = signing_of(at_east.office, EAST).open_requests[0]
    with at_east.office.register.writing() as tx:
        tx.save(replace(request, reminders=4))
        tx.record(Fact.REQUEST_REMINDED, f"{VERSION}/{EAST}", {"request": request.id})
    path = at_east.page_of(EAST)
    assert "and we remind you" not in at_east.get(path).text
    assert "No more reminders are due" in at_east.post(f"{path}/later", later="yes").text


def test_a_stranger_is_told_no_dates(at_east: Visitor) -> None:
    stranger = Visitor(at_east.office)
    path = stranger.get(at_east.sign_link(EAST)).headers["location"]
    answer = stranger.post(f"{path}/later", later="yes")
    assert "First, show that it is you" in answer.text
    assert "Another day" not in answer.text


def test_the_first_page_says_what_the_agreement_is(visitor: Visitor) -> None:
    in_review(visitor.office)
    page = visitor.get("/").text
    assert "What it is" in page
    assert "VCSE sector</li>" in page
    assert page.index("What it is") < page.index("How to take part")


def test_a_partners_page_says_what_is_awaited_signed_and_next(at_east: Visitor) -> None:
    page = at_east.get("/partners/vcse/1").text
    for words in ("Alliance", "What is awaited of it now", "<p>Nothing.</p>", "Nothing yet."):
        assert words in page
    assert "Places decide by this day" in page
    assert "lead@facilitator.example.org" in page
    assert "chair@alliance.example.org" not in page
    assert 'href="/partners/vcse/2"' in at_east.get("/").text
    for path in ("/partners/vcse/0", "/partners/vcse/9", "/partners/nobody/1", "/partners/vcse/x"):
        assert at_east.get(path).status_code == 404


def test_a_partners_page_before_there_is_an_agreement(visitor: Visitor) -> None:
    clock_of(visitor.office).at(date(2026, 11, 24))
    page = visitor.get("/partners/ics/1").text
    assert "Meetings of the ICB board" in page
    assert "25 May 2027" in page
