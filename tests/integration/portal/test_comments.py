from datetime import date

import pytest

from concordat.domain.record import Comment
from concordat.services.review_window import MAX_COMMENT
from tests.fakes import VERSION, frozen, go_to, in_review
from tests.integration.portal.conftest import Visitor


def comments(visitor: Visitor) -> tuple[Comment, ...]:
    with visitor.office.register.reading() as view:
        return view.comments(VERSION)


def test_anyone_can_comment_while_the_window_is_open(visitor: Visitor) -> None:
    in_review(visitor.office)
    answer = visitor.post("/comment", text="Say more\r\nabout funding.", name="", organisation="")
    assert (answer.status_code, answer.headers["location"]) == (303, "/comment/sent")
    assert "Thank you" in visitor.get("/comment/sent").text
    (found,) = comments(visitor)
    assert (found.text, found.name) == ("Say more\nabout funding.", None)


def test_a_name_and_an_organisation_are_kept_if_given(visitor: Visitor) -> None:
    in_review(visitor.office)
    visitor.post("/comment", text="Good.", name="Ŝomeone", organisation="A group")
    (found,) = comments(visitor)
    assert (found.name, found.organisation) == ("Ŝomeone", "A group")


def test_a_refused_comment_comes_back_with_what_was_typed(visitor: Visitor) -> None:
    in_review(visitor.office)
    answer = visitor.post("/comment", text="  ", name="A <name>", organisation="A group")
    assert answer.status_code == 400
    assert "<title>Error: " in answer.text
    assert 'href="#comment-text"' in answer.text
    assert 'value="A &lt;name&gt;"' in answer.text
    assert comments(visitor) == ()


def test_too_long_a_comment_comes_back_whole(visitor: Visitor) -> None:
    in_review(visitor.office)
    text = "\nwords " * (MAX_COMMENT // 6)
    answer = visitor.post("/comment", text=text)
    assert answer.status_code == 400
    assert f"\n{text}</textarea>" in answer.text


def test_too_long_a_name_is_refused(visitor: Visitor) -> None:
    in_review(visitor.office)
    assert visitor.post("/comment", text="Good.", name="x" * 201).status_code == 400
    assert comments(visitor) == ()


@pytest.mark.parametrize("when", ["before", "after", "frozen"])
def test_a_comment_outside_the_window_is_refused_and_kept_in_the_form(
    visitor: Visitor, when: str
) -> None:
    if when == "after":
        in_review(visitor.office)
        go_to(visitor.office, date(2027, 2, 27), 0)
    if when == "frozen":
        frozen(visitor.office)
    answer = visitor.post("/comment", text="Am I late?")
    assert answer.status_code == 409
    assert "The review window is not open" in answer.text
    assert "lead@facilitator.example.org" in answer.text
    assert "Am I late?</textarea>" in answer.text
    assert comments(visitor) == ()


def test_without_an_open_window_there_is_no_form(visitor: Visitor) -> None:
    page = visitor.get("/comment")
    assert page.status_code == 200
    assert "<form" not in page.text
    in_review(visitor.office)
    assert "<form" in visitor.get("/comment").text
