from datetime import timedelta

import pytest

from concordat.services.content import CaseStudy, CommitmentReport
from concordat.services.office import Office
from concordat.services.review_cycle import make_report, open_review
from tests.fakes import VERSION, everywhere_ratified, go_to
from tests.integration.portal.conftest import Visitor


@pytest.fixture
def reviewer(later_visitor: Visitor) -> Visitor:
    """Return a visitor of an office whose first review has opened."""
    everywhere_ratified(later_visitor.office)
    with later_visitor.office.register.reading() as view:
        go_to(later_visitor.office, view.review(VERSION, 1).opens_on, 9)
    open_review(later_visitor.office, VERSION, 1)
    return later_visitor


def link_of(office: Office, number: int = 0) -> str:
    with office.register.reading() as view:
        return f"/review/{office.links.token(view.asks(VERSION, 1)[number].id)}"


def opened(visitor: Visitor, number: int = 0) -> str:
    """Open a partner's link, and return the path of its page."""
    answer = visitor.get(link_of(visitor.office, number))
    assert answer.status_code == 303
    return answer.headers["location"]


def returns(office: Office) -> tuple[tuple[CaseStudy, ...], tuple[CommitmentReport, ...]]:
    with office.register.reading() as view:
        return view.case_studies(VERSION, 1), view.commitment_reports(VERSION, 1)


def test_a_partner_sees_every_commitment_whoever_made_it(reviewer: Visitor) -> None:
    page = reviewer.get(opened(reviewer)).text
    for words in ("Share plans early.", "Ask the VCSE sector before", "Say whom we speak for."):
        assert words in page
    assert page.count("<fieldset") == page.count("<legend") == 3
    assert page.count('type="radio"') == 12


def test_a_return_is_taken_once(reviewer: Visitor) -> None:
    link = opened(reviewer)
    fields = {
        "success": "A hub opened.",
        "difficulty": "",
        "standing.share-plans": "partly kept",
        "words.share-plans": "Twice.",
        "standing.hear-vcse": "not for us to say",
        "words.hear-vcse": "",
    }
    answer = reviewer.post(link, **fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/returned")
    studies, reports = returns(reviewer.office)
    assert [(s.success, s.text) for s in studies] == [(True, "A hub opened.")]
    assert [(r.commitment, r.standing, r.text) for r in reports] == [
        ("share-plans", "partly kept", "Twice.")
    ]
    again = reviewer.post(link, **fields)
    assert again.status_code == 410
    assert "your return is on record" in again.text


def test_an_empty_return_comes_back(reviewer: Visitor) -> None:
    answer = reviewer.post(opened(reviewer), success=" ")
    assert answer.status_code == 400
    assert "The return is empty." in answer.text
    assert reviewer.get(opened(reviewer)).status_code == 200


def test_a_refused_return_keeps_what_was_typed_and_chosen(reviewer: Visitor) -> None:
    answer = reviewer.post(
        opened(reviewer),
        **{
            "success": "x" * 20_001,
            "difficulty": "Hard <words>",
            "standing.share-plans": "not kept",
            "words.share-plans": "Never.",
        },
    )
    assert answer.status_code == 400
    assert "Hard &lt;words&gt;</textarea>" in answer.text
    assert "Never.</textarea>" in answer.text
    assert 'value="not kept" checked' in answer.text


def test_a_commitment_that_is_not_in_the_agreement_is_refused(reviewer: Visitor) -> None:
    answer = reviewer.post(opened(reviewer), **{"standing.invented": "kept"})
    assert answer.status_code == 400
    answer = reviewer.post(opened(reviewer), **{"standing.share-plans": "splendid"})
    assert answer.status_code == 400
    assert returns(reviewer.office) == ((), ())


def test_reading_a_review_link_changes_nothing(reviewer: Visitor) -> None:
    before = reviewer.happened()
    assert reviewer.get(opened(reviewer)).status_code == 200
    assert reviewer.happened() == before


def test_an_unknown_review_link_opens_nothing(reviewer: Visitor) -> None:
    assert reviewer.get(f"/review/{'A' * 43}").status_code == 404


def test_a_signing_link_is_no_review_link(reviewer: Visitor) -> None:
    link = link_of(reviewer.office)
    assert reviewer.get(link.replace("/review/", "/sign/")).status_code == 404


def test_a_return_after_the_report_is_refused_with_whom_to_ask(reviewer: Visitor) -> None:
    with reviewer.office.register.reading() as view:
        due = view.review(VERSION, 1).returns_due_on
    page = opened(reviewer)
    go_to(reviewer.office, due + timedelta(days=1), 9)
    make_report(reviewer.office, VERSION, 1)
    answer = reviewer.post(page, success="Too late?")
    assert answer.status_code == 410
    assert "lead@facilitator.example.org" in answer.text


def test_the_secret_of_a_review_link_leaves_the_address(reviewer: Visitor) -> None:
    link = link_of(reviewer.office)
    answer = reviewer.get(link)
    token = link.removeprefix("/review/")
    assert token not in answer.headers["location"]
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-review-")
    for said in ("HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=28800"):
        assert said in cookie
    assert token not in reviewer.get(answer.headers["location"]).text


def test_a_return_is_opened_from_its_link_alone(reviewer: Visitor) -> None:
    page = opened(reviewer)
    stranger = Visitor(reviewer.office)
    key = page.removeprefix("/returning/")
    made_up = Visitor(reviewer.office)
    made_up.cookies.set(f"__Host-review-{key}", "made-up", domain="portal.example.org")
    for visitor in (stranger, made_up):
        assert visitor.get(page).status_code == 403
        assert "Open your link again" in visitor.post(page, success="x").text
    assert returns(reviewer.office) == ((), ())


def test_two_returns_are_open_in_one_browser_each_for_itself(reviewer: Visitor) -> None:
    first, second = opened(reviewer, 0), opened(reviewer, 1)
    assert first != second
    assert reviewer.post(first, success="A hub opened.").headers["location"] == "/returned"
    assert reviewer.get(second).status_code == 200
