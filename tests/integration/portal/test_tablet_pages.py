"""The tablet at the public signing: one after another signs, and nothing is left for the next."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from concordat.domain.in_person import InPersonSigning
from concordat.domain.parties import Contact
from concordat.domain.rules import InPersonRule
from concordat.domain.signature import PUBLIC
from concordat.services.codes import checks_of
from concordat.services.open_in_person import open_in_person
from tests.fakes import (
    VERSION,
    a_programme,
    advance,
    an_office,
    approved,
    clock_of,
    engine_of,
    go_to,
    signing_of,
)
from tests.integration.portal.conftest import Visitor

OFFICER = Contact("event officer", "officer@facilitator.example.org")


@pytest.fixture
def event(tmp_path: Path) -> Iterator[Visitor]:
    """Return a tablet that its officer has opened, on the day, with the first signatory asked."""
    rule = InPersonRule(OFFICER, witness=True)
    office = an_office(tmp_path, a_programme(timeline={"in_person": rule}))
    approved(office)
    go_to(office, date(2027, 5, 20), 10)
    advance(office)
    open_in_person(office, VERSION)
    visitor = Visitor(office)
    visitor.get(event_link(visitor))
    visitor.post("/in-person/code", ask="code")
    visitor.post("/in-person/identity", code=code(visitor, in_person_id(visitor)))
    yield visitor
    engine_of(office).dispose()


def in_person_id(visitor: Visitor) -> str:
    with visitor.office.register.reading() as view:
        return view.records(InPersonSigning, VERSION)[-1].id


def event_link(visitor: Visitor) -> str:
    return f"/event/{visitor.office.links.token(in_person_id(visitor))}"


def code(visitor: Visitor, asked_id: str) -> str:
    with visitor.office.register.reading() as view:
        return visitor.office.links.code(checks_of(view, VERSION, asked_id)[-1].subject)


def take(visitor: Visitor) -> str:
    """Press the role of who signs now; return the path of their page."""
    request = signing_of(visitor.office).open_requests[0]
    return visitor.post("/in-person/turn", seat=request.key).headers["location"]


def identified(visitor: Visitor) -> str:
    """Take the tablet, and show who one is by the code sent to one's own address."""
    path, request = take(visitor), signing_of(visitor.office).open_requests[0]
    visitor.post(f"{path}/code", ask="code")
    visitor.post(f"{path}/identity", code=code(visitor, request.id))
    return path


def sign(visitor: Visitor, path: str) -> str:
    sha256 = signing_of(visitor.office).open_requests[0].document_sha256
    answer = visitor.post(path, name="Ann Other", document_sha256=sha256)
    return answer.headers["location"]


def sign_cookies(visitor: Visitor) -> list[str]:
    return [c.name for c in visitor.cookies.jar if c.name.startswith("__Host-sign-")]


def test_the_officer_opens_the_tablet_and_the_secret_leaves_the_address(event: Visitor) -> None:
    fresh, link = Visitor(event.office), event_link(event)
    answer = fresh.get(link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/in-person")
    assert answer.headers["set-cookie"].startswith("__Host-tablet=")
    page = fresh.get("/in-person").text
    assert "o•••••@facilitator.example.org" in page
    assert link.removeprefix("/event/") not in page
    assert "Who signs now" not in page
    clock_of(event.office).advance(minutes=1)
    fresh.post("/in-person/code", ask="code")
    assert "code of 6 digits is on its way" in fresh.get("/in-person").text
    wrong = fresh.post("/in-person/identity", code="")
    assert wrong.status_code == 400
    assert 'href="#code"' in wrong.text
    for _ in range(5):
        clock_of(event.office).advance(minutes=1)
        refused = fresh.post("/in-person/code", ask="code")
    assert refused.status_code == 400
    assert 'href="#ask"' in refused.text


def test_the_list_shows_roles_in_order_and_no_person(event: Visitor) -> None:
    page = event.get("/in-person").text
    assert re.search("Chair</strong>, alliance: can sign now", page)
    assert re.search("Chief executive</strong>, icb: signs later", page)
    assert page.count("I am the ") == 1
    assert "@alliance" not in page


def test_all_sign_one_after_another_and_nothing_is_left_for_the_next(event: Visitor) -> None:
    for role in ("chair", "chief executive"):
        path = identified(event)
        page = event.get(path)
        assert f"Sign as {role}\n" in page.text
        assert 'autocomplete="name"' not in page.text
        assert page.headers["cache-control"] == "no-store"
        assert sign(event, path) == "/in-person/next"
        handed = event.get("/in-person/next")
        assert "Please hand the tablet on" in handed.text
        assert role not in handed.text
        assert "Ann Other" not in handed.text
        assert handed.headers["clear-site-data"] == '"cache"'
        assert sign_cookies(event) == []
        for back in (path, f"{path}/document.pdf"):
            answer = event.get(back)
            assert answer.status_code == 403
            assert "Ann Other" not in answer.text
        assert event.post(path, name="Ann Other", document_sha256="0").status_code == 403
        advance(event.office)
    assert [s.role for s in signing_of(event.office).signatures] == ["chair", "chief executive"]
    assert event.get("/in-person").status_code == 410


def test_the_officer_vouches_by_a_code_of_their_own(event: Visitor) -> None:
    path, request = take(event), signing_of(event.office).open_requests[0]
    page = event.get(path).text
    assert "Have the event officer check who I am" in page
    asked = event.post(f"{path}/witness", ask="word")
    assert (asked.status_code, asked.headers["location"]) == (303, path)
    assert "is on its way to the officer" in event.get(path).text
    event.post(f"{path}/identity", code=code(event, request.id))
    assert "Sign as chair\n" in event.get(path).text
    sign(event, path)
    [made] = signing_of(event.office).signatures
    assert made.witnessed_by == "event officer, The Facilitator"


def test_too_many_codes_for_the_officer_are_refused_on_the_page(event: Visitor) -> None:
    path = take(event)
    for _ in range(5):
        event.post(f"{path}/witness", ask="word")
        clock_of(event.office).advance(minutes=1)
    answer = event.post(f"{path}/witness", ask="word")
    assert answer.status_code == 400
    assert "has to wait" in answer.text


def test_a_word_asked_for_when_already_known_leads_on(event: Visitor) -> None:
    path = identified(event)
    for _ in range(5):
        event.post(f"{path}/witness", ask="word")
        clock_of(event.office).advance(minutes=1)
    answer = event.post(f"{path}/witness", ask="word")
    assert (answer.status_code, answer.headers["location"]) == (303, path)


def test_without_the_tablet_nobody_is_vouched_for(event: Visitor) -> None:
    own_device = Visitor(event.office)
    path = own_device.get(own_device.sign_link(PUBLIC)).headers["location"]
    assert "check who I am" not in own_device.get(path).text
    assert own_device.post(f"{path}/witness", ask="word").status_code == 403
    own_device.get(event_link(event))
    answer = own_device.post(f"{path}/witness", ask="word")
    assert (answer.status_code, answer.headers["location"]) == (303, "/in-person")


def test_showing_the_list_closes_what_was_open(event: Visitor) -> None:
    path = identified(event)
    assert event.get(path).status_code == 200
    event.get("/in-person")
    assert sign_cookies(event) == []
    assert event.get(path).status_code == 403
    assert "First, show that it is you" in event.get(take(event)).text


def test_who_leaves_declines_or_asks_hands_the_tablet_on(event: Visitor) -> None:
    for what, words in (
        ("later", {"later": "yes"}),
        ("question", {"question": "What does it cost?"}),
        ("decline", {"reason": "Not in my name."}),
    ):
        path = identified(event)
        answer = event.post(f"{path}/{what}", **words)
        assert (answer.status_code, answer.headers["location"]) == (303, "/in-person/next")
        assert sign_cookies(event) == []
        clock_of(event.office).advance(minutes=1)
    assert "has declined" in event.get("/in-person").text


def test_a_seat_that_cannot_sign_brings_the_list_back(event: Visitor) -> None:
    for seat in ("", "public/1.0/1", "public/0.0/1" * 500):
        answer = event.post("/in-person/turn", seat=seat)
        assert answer.status_code == 409
        assert 'href="#line"' in answer.text
    assert sign_cookies(event) == []


def test_a_browser_that_is_no_tablet_sees_nothing(event: Visitor) -> None:
    stranger = Visitor(event.office)
    for answer in (
        stranger.get("/in-person"),
        stranger.get("/in-person/next"),
        stranger.post("/in-person/code", ask="code"),
        stranger.post("/in-person/identity", code="1"),
        stranger.post("/in-person/turn", seat="public/0.0/1"),
        stranger.post("/in-person/close", close="yes"),
    ):
        assert answer.status_code == 403
        assert "officer opens the link" in answer.text
    stranger.get(event_link(event))
    taken = stranger.post("/in-person/turn", seat="public/0.0/1")
    assert "We do not know yet who looks after this tablet" in taken.text
    closed = stranger.post("/in-person/close", close="yes")
    assert "We do not know yet who looks after this tablet" in closed.text
    assert event.get("/in-person").status_code == 200


def test_an_altered_link_of_the_event_opens_nothing(event: Visitor) -> None:
    stranger = Visitor(event.office)
    answer = stranger.get(f"/event/{'A' * 43}")
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers


def test_the_officer_closes_the_tablet(event: Visitor) -> None:
    identified(event)
    answer = event.post("/in-person/close", close="yes")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert not list(event.cookies.jar)
    again = Visitor(event.office).get(event_link(event))
    assert again.status_code == 410
    assert "The signing on this tablet is closed" in again.text
