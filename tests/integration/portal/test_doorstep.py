"""Who opens a signing link shows first that it is they; the link's secret leaves the address."""

import re

import pytest

from concordat.domain.decision import Outcome
from concordat.domain.identity import TRIES
from concordat.services.identify import page_key
from tests.fakes import EAST, WEST, advance, clock_of, code_sent, place_decided, signing_of
from tests.integration.portal.conftest import Visitor


@pytest.fixture
def at_east(later_visitor: Visitor) -> Visitor:
    asked_at(later_visitor, EAST)
    return later_visitor


def asked_at(visitor: Visitor, place: str) -> None:
    place_decided(visitor.office, place, Outcome.RATIFIED)
    advance(visitor.office, place)


def opened(visitor: Visitor, scope: str = EAST, number: int = 0) -> tuple[str, str]:
    """Open a link; return its token, and the path that it leads to."""
    link = visitor.sign_link(scope, number)
    return link.removeprefix("/sign/"), visitor.get(link).headers["location"]


def another(visitor: Visitor) -> Visitor:
    return Visitor(visitor.office)


def test_the_secret_leaves_the_address_and_stays_in_a_cookie_of_this_host(at_east: Visitor) -> None:
    link = at_east.sign_link(EAST)
    answer = at_east.get(link)
    token = link.removeprefix("/sign/")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/signing/{page_key(token)}")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"__Host-sign-{page_key(token)}={token}.")
    for attribute in ("HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=28800"):
        assert attribute in cookie
    assert "domain" not in cookie.lower()
    page = at_east.get(answer.headers["location"]).text
    assert token not in page


def test_without_tls_the_cookie_has_no_prefix_that_needs_it(at_east: Visitor) -> None:
    at_east.office.links.portal_url = "http://127.0.0.1:8480"
    cookie = at_east.get(at_east.sign_link(EAST)).headers["set-cookie"]
    assert cookie.startswith("sign-")
    assert "Secure" not in cookie


def test_the_doorstep_asks_who_is_there_and_shows_nothing_else(at_east: Visitor) -> None:
    _, path = opened(at_east)
    page = at_east.get(path).text
    assert "First, show that it is you" in page
    assert "c•••••@east.example.org" in page
    assert "chair@east.example.org" not in page
    assert "We work as equal partners" not in page
    assert at_east.document_shown(EAST) not in page
    document = at_east.get(f"{path}/document.pdf")
    assert (document.status_code, document.headers["location"]) == (303, path)


def test_a_code_opens_the_document(at_east: Visitor) -> None:
    token, path = opened(at_east)
    sent = at_east.post(f"{path}/code", ask="code")
    assert (sent.status_code, sent.headers["location"]) == (303, path)
    page = at_east.get(path).text
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    taken = at_east.post(f"{path}/identity", code=code_sent(at_east.office, token))
    assert (taken.status_code, taken.headers["location"]) == (303, path)
    assert "Typing your name here" in at_east.get(path).text


def test_a_wrong_code_brings_the_page_back_with_what_to_do(at_east: Visitor) -> None:
    token, path = opened(at_east)
    at_east.post(f"{path}/code", ask="code")
    wrong = "000000" if code_sent(at_east.office, token) != "000000" else "000001"
    answer = at_east.post(f"{path}/identity", code=wrong)
    assert answer.status_code == 400
    assert f"{TRIES - 1} more tries" in answer.text
    assert 'href="#code"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_too_many_codes_are_refused_on_the_page(at_east: Visitor) -> None:
    _, path = opened(at_east)
    for _ in range(5):
        at_east.post(f"{path}/code", ask="code")
        clock_of(at_east.office).advance(minutes=1)
    answer = at_east.post(f"{path}/code", ask="code")
    assert answer.status_code == 400
    assert "has to wait" in answer.text
    assert 'href="#ask"' in answer.text


def test_a_page_is_opened_from_its_link_alone(at_east: Visitor) -> None:
    path = at_east.page_of(EAST)
    stranger = another(at_east)
    for answer in (
        stranger.get(path),
        stranger.get(f"{path}/document.pdf"),
        stranger.post(path, name="A", document_sha256=at_east.document_shown(EAST)),
        stranger.post(f"{path}/code", ask="code"),
        stranger.post(f"{path}/identity", code="123456"),
        stranger.post(f"{path}/decline", reason="No"),
    ):
        assert answer.status_code == 403
        assert "Open the link in your message again" in answer.text
    assert signing_of(at_east.office, EAST).signatures == ()


def test_a_cookie_that_was_made_up_opens_nothing(at_east: Visitor) -> None:
    token, path = opened(at_east)
    key = page_key(token)
    for value in ("", token, ".", f"{'A' * 43}.x", f"{token}.", "\N{GREEK SMALL LETTER ALPHA}.b"):
        stranger = another(at_east)
        cookie = f"__Host-sign-{key}={value}".encode()
        answer = stranger.call("GET", path, headers={b"cookie": cookie})
        assert answer.status_code == 403, value


def test_a_forwarded_link_asks_its_reader_for_a_code_too(at_east: Visitor) -> None:
    path = at_east.page_of(EAST)
    assert "Typing your name here" in at_east.get(path).text
    elsewhere = another(at_east)
    _, there = opened(elsewhere)
    assert there == path
    assert "First, show that it is you" in elsewhere.get(there).text
    sha256 = at_east.document_shown(EAST)
    answer = elsewhere.post(there, name="Somebody Else", document_sha256=sha256)
    assert answer.status_code == 400
    assert "We do not know yet that it is you" in answer.text
    declined = elsewhere.post(f"{there}/decline", reason="Out of spite.")
    assert "We do not know yet that it is you" in declined.text
    assert signing_of(at_east.office, EAST).signatures == ()


def test_opening_the_link_again_keeps_what_was_shown(at_east: Visitor) -> None:
    path = at_east.page_of(EAST)
    assert at_east.get(at_east.sign_link(EAST)).headers["location"] == path
    assert "Typing your name here" in at_east.get(path).text


def test_two_links_are_open_in_one_browser_each_for_itself(later_visitor: Visitor) -> None:
    asked_at(later_visitor, WEST)
    first = later_visitor.page_of(WEST, 0)
    _, second = opened(later_visitor, WEST, 1)
    assert first != second
    assert "Typing your name here" in later_visitor.get(first).text
    assert "First, show that it is you" in later_visitor.get(second).text


def test_a_code_asked_for_when_already_known_leads_on(at_east: Visitor) -> None:
    path = at_east.page_of(EAST)
    for answer in (
        at_east.post(f"{path}/code", ask="code"),
        at_east.post(f"{path}/identity", code="000000"),
    ):
        assert (answer.status_code, answer.headers["location"]) == (303, path)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://portal.example.org"}, 303),
        ({"origin": "https://elsewhere.example.org"}, 403),
        ({"origin": "null"}, 403),
        ({}, 303),
    ],
)
def test_a_form_that_another_site_sends_is_refused(
    at_east: Visitor, headers: dict[str, str], status: int
) -> None:
    path = at_east.page_of(EAST)
    form = {"name": "Ann Other", "document_sha256": at_east.document_shown(EAST)}
    answer = at_east.call("POST", path, data=form, headers=headers)
    assert answer.status_code == status
    assert len(signing_of(at_east.office, EAST).signatures) == (status == 303)
    if status == 403:
        assert re.search("Another site seems to have sent this form", answer.text)


def test_a_question_and_a_format_are_taken_from_the_page(at_east: Visitor) -> None:
    path = at_east.page_of(EAST)
    for what, words in (("question", "What does it cost?"), ("format", "easy read")):
        taken = at_east.post(f"{path}/{what}", **{what: words})
        assert (taken.status_code, taken.headers["location"]) == (303, "/asked")
    assert "You have not signed yet" in at_east.get("/asked").text
    assert "Typing your name here" in at_east.get(path).text


@pytest.mark.parametrize("what", ["question", "format"])
def test_what_is_asked_without_words_brings_the_form_back_open(at_east: Visitor, what: str) -> None:
    path = at_east.page_of(EAST)
    answer = at_east.post(f"{path}/{what}", **{what: " "})
    assert answer.status_code in {400, 409}
    assert f'href="#ask-{what}"' in answer.text
    assert answer.text.count(" open>") == 1


@pytest.mark.parametrize("what", ["question", "format"])
def test_nothing_is_asked_by_a_stranger(at_east: Visitor, what: str) -> None:
    elsewhere = another(at_east)
    _, path = opened(elsewhere)
    answer = elsewhere.post(f"{path}/{what}", **{what: "large print"})
    assert answer.status_code == 400
    assert "We do not know yet that it is you" in answer.text
