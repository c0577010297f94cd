"""What people and their browsers do by accident: each ends in a plain page, and the register is right."""

from collections.abc import Callable
from datetime import date, timedelta

import httpx
import pytest

from concordat.domain.identity import CODE_HOLDS, IDENTIFIED_FOR
from concordat.domain.rules import AmendmentClass
from concordat.domain.signature import PUBLIC, RequestStatus
from concordat.services.amend import amend
from concordat.services.amendment_checks import Amendment
from tests.fakes import (
    EAST,
    VERSION,
    FakePublisher,
    a_programme,
    advance,
    approved,
    clock_of,
    code_sent,
    go_to,
    place_decided,
    signing_of,
    version_of,
)
from tests.integration.portal.conftest import Visitor
from tests.scenarios.seats import assert_whole

Act = Callable[[Visitor, str], httpx.Response]

DEPUTY = {"deputy": "Ann", "role": "vice", "address": "vice@east.example.org", "reference": "m/1"}
UNTIL = {"day": "30", "month": "6", "year": "2027"}


@pytest.fixture
def at_east(later_visitor: Visitor) -> Visitor:
    place_decided(later_visitor.office, EAST)
    advance(later_visitor.office, EAST)
    return later_visitor


def signs(visitor: Visitor, path: str) -> httpx.Response:
    sha256 = signing_of(visitor.office, EAST).requests[0].document_sha256
    return visitor.post(path, name="Ann Other", document_sha256=sha256)


def declines(visitor: Visitor, path: str) -> httpx.Response:
    return visitor.post(f"{path}/decline", reason="Not in my name.")


def delegates(visitor: Visitor, path: str) -> httpx.Response:
    files = {"evidence": ("a.pdf", b"%PDF-1.7", "application/pdf")}
    return visitor.call("POST", f"{path}/delegate", data={**DEPUTY, **UNTIL}, files=files)


def asks(visitor: Visitor, path: str) -> httpx.Response:
    return visitor.post(f"{path}/question", question="What does it cost?")


def wants_a_format(visitor: Visitor, path: str) -> httpx.Response:
    return visitor.post(f"{path}/format", format="large print")


def wants_a_code(visitor: Visitor, path: str) -> httpx.Response:
    return visitor.post(f"{path}/code", ask="code")


def types_a_code(visitor: Visitor, path: str) -> httpx.Response:
    return visitor.post(f"{path}/identity", code="123456")


def puts_off(visitor: Visitor, path: str) -> httpx.Response:
    return visitor.post(f"{path}/later", later="yes")


def takes_back(visitor: Visitor, path: str) -> httpx.Response:
    return visitor.post(f"{path}/take-back", back="yes")


def goes_back(visitor: Visitor, path: str) -> httpx.Response:
    return visitor.get(path)


def opens_the_document(visitor: Visitor, path: str) -> httpx.Response:
    return visitor.get(f"{path}/document.pdf")


def opens_the_form(visitor: Visitor, path: str) -> httpx.Response:
    return visitor.get(f"{path}/delegate")


EVERY: list[Act] = [
    signs,
    declines,
    delegates,
    asks,
    wants_a_format,
    wants_a_code,
    types_a_code,
    puts_off,
    takes_back,
    goes_back,
    opens_the_document,
    opens_the_form,
]


@pytest.mark.parametrize("last", EVERY)
@pytest.mark.parametrize(
    ("first", "status"), [(signs, RequestStatus.SIGNED), (declines, RequestStatus.DECLINED)]
)
def test_what_is_sent_again_or_late_is_told_what_is_on_record(
    at_east: Visitor, first: Act, status: RequestStatus, last: Act
) -> None:
    path = at_east.page_of(EAST)
    assert first(at_east, path).status_code == 303
    before = at_east.happened()
    answer = last(at_east, path)
    assert answer.status_code == 410
    assert "on record" in answer.text or "no delegation to take back" in answer.text
    assert "Whom to ask" in answer.text
    assert at_east.happened() == before
    assert [r.status for r in signing_of(at_east.office, EAST).requests] == [status]
    assert_whole(at_east.office)


@pytest.mark.parametrize("last", [act for act in EVERY if act not in {goes_back, takes_back}])
def test_after_a_delegation_nothing_but_taking_it_back_is_done(at_east: Visitor, last: Act) -> None:
    path = at_east.page_of(EAST)
    assert delegates(at_east, path).status_code == 303
    before = at_east.happened()
    answer = last(at_east, path)
    assert answer.status_code in {303, 410}
    assert at_east.happened() == before
    assert signing_of(at_east.office, EAST).signatures == ()
    assert "A deputy signs for you" in goes_back(at_east, path).text


@pytest.mark.parametrize("act", [a for a in EVERY if a not in {wants_a_code, takes_back}])
def test_whoever_was_identified_too_long_ago_shows_again_who_they_are(
    at_east: Visitor, act: Act
) -> None:
    path = at_east.page_of(EAST)
    clock_of(at_east.office).advance(seconds=IDENTIFIED_FOR.total_seconds())
    before = at_east.happened()
    answer = act(at_east, path)
    if answer.status_code == 303:
        answer = at_east.get(answer.headers["location"])
    if act is types_a_code:
        assert "There is no code that still holds" in answer.text
    assert "First, show that it is you" in answer.text
    assert at_east.happened() == before


def test_two_tabs_sign_once(at_east: Visitor) -> None:
    path = at_east.page_of(EAST)
    assert at_east.get(path).text == at_east.get(path).text
    assert [signs(at_east, path).status_code for _ in range(2)] == [303, 410]
    assert len(signing_of(at_east.office, EAST).signatures) == 1


def test_a_tab_that_was_opened_before_the_text_changed_signs_nothing(visitor: Visitor) -> None:
    office = visitor.office
    approved(office)
    go_to(office, version_of(office).public_signing_on, 10)
    advance(office)
    path, shown = visitor.page_of(PUBLIC), visitor.document_shown(PUBLIC)
    assert visitor.get(path).status_code == 200
    assert isinstance(office.publisher, FakePublisher)
    office.publisher.words = "We work as equals."
    asked = Amendment(AmendmentClass.MATERIAL, "The money moves.", ("east",), consults=False)
    timeline = {"public_signing_on": date(2027, 9, 2), "ratification_due": date(2028, 1, 31)}
    amend(office, VERSION, asked, a_programme(timeline=timeline))
    before = visitor.happened()
    answer = visitor.post(path, name="Ann Other", document_sha256=shown)
    assert answer.status_code == 410
    assert "version 2 supersedes it" in answer.text
    assert "Nothing was signed" in answer.text
    assert visitor.happened() == before
    assert signing_of(office).signatures == ()
    assert_whole(office)


def test_a_browser_that_lost_its_cookie_is_sent_to_its_message(at_east: Visitor) -> None:
    path = at_east.page_of(EAST)
    at_east.cookies.clear()
    for act in EVERY:
        answer = act(at_east, path)
        assert answer.status_code == 403
        assert "Open the link in your message again" in answer.text
    assert signing_of(at_east.office, EAST).open_requests


@pytest.mark.parametrize("back", [timedelta(minutes=5), timedelta(days=2)])
def test_a_clock_that_was_put_back_neither_refuses_nor_loses_a_signature(
    at_east: Visitor, back: timedelta
) -> None:
    path = at_east.page_of(EAST)
    clock = clock_of(at_east.office)
    clock.set(clock.now() - back)
    assert signs(at_east, path).status_code == 303
    advance(at_east.office, EAST)
    assert len(signing_of(at_east.office, EAST).signatures) == 1
    assert_whole(at_east.office)


def test_a_clock_that_was_put_on_asks_for_a_new_code(at_east: Visitor) -> None:
    link = at_east.sign_link(EAST)
    path = at_east.get(link).headers["location"]
    wants_a_code(at_east, path)
    clock_of(at_east.office).advance(seconds=CODE_HOLDS.total_seconds())
    code = code_sent(at_east.office, link.removeprefix("/sign/"))
    answer = at_east.post(f"{path}/identity", code=code)
    assert answer.status_code == 400
    assert "Ask for a new code" in answer.text


@pytest.mark.parametrize(
    "name", ["\N{RIGHT-TO-LEFT OVERRIDE}Ann", "'; DROP TABLE signature; --", "{{ 7*7 }}"]
)
def test_a_name_is_kept_as_it_was_typed_and_does_nothing(at_east: Visitor, name: str) -> None:
    path = at_east.page_of(EAST)
    sha256 = at_east.document_shown(EAST)
    assert at_east.post(path, name=name, document_sha256=sha256).status_code == 303
    assert [s.name for s in signing_of(at_east.office, EAST).signatures] == [name]
