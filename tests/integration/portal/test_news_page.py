"""The page on which somebody refuses news, and the button of a mail programme that does the same."""

import pytest

from concordat.domain.facts import Fact
from concordat.services.deliver import deliver_notices
from tests.fakes import in_review, postman_of
from tests.integration.portal.conftest import Visitor

ONE_CLICK = {"content": b"List-Unsubscribe=One-Click"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def path(visitor: Visitor) -> str:
    """Return the path of the news page in a letter to a partner."""
    deliver_notices(in_review(visitor.office))
    link = next(x.news_link for x in postman_of(visitor.office).letters if x.news_link)
    return link.removeprefix("https://portal.example.org")


def test_looking_changes_nothing(visitor: Visitor, path: str) -> None:
    before = visitor.happened()
    answer = visitor.get(path)
    assert answer.status_code == 200
    assert "Stop the news" in answer.text
    assert "•••••@" in answer.text
    assert visitor.happened() == before


def test_news_is_stopped_and_had_again_on_the_page(visitor: Visitor, path: str) -> None:
    answer = visitor.post(path, news="none")
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert "You get no news" in visitor.get(path).text
    visitor.post(path, news="again")
    assert "Stop the news" in visitor.get(path).text
    chosen = [f for f in visitor.happened() if f in {Fact.NEWS_REFUSED, Fact.NEWS_RESUMED}]
    assert chosen == [Fact.NEWS_REFUSED, Fact.NEWS_RESUMED]


@pytest.mark.parametrize(
    "headers",
    [
        FORM,
        {"Content-Type": "multipart/form-data; boundary=x"},
        {**FORM, "Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_mail_programmes_button_works_from_anywhere_without_a_cookie(
    visitor: Visitor, path: str, headers: dict[str, str]
) -> None:
    visitor.cookies.clear()
    answer = visitor.call("POST", path, headers=headers, **ONE_CLICK)
    assert answer.status_code == 303
    assert visitor.happened().count(Fact.NEWS_REFUSED) == 1
    visitor.call("POST", path, headers=headers, **ONE_CLICK)
    assert visitor.happened().count(Fact.NEWS_REFUSED) == 1


@pytest.mark.parametrize(
    "forged", ["/news/example-mou/1/xxx", "/news/other/1/xxx", "/news/example-mou/999999/xxx"]
)
def test_a_made_up_address_of_the_page_opens_nothing(
    visitor: Visitor, path: str, forged: str
) -> None:
    assert path != forged
    assert visitor.get(forged).status_code == 404
    assert visitor.call("POST", forged, headers=FORM, **ONE_CLICK).status_code == 404
    assert Fact.NEWS_REFUSED not in visitor.happened()


def test_the_page_is_neither_kept_nor_listed(visitor: Visitor, path: str) -> None:
    headers = visitor.get(path).headers
    assert headers["cache-control"] == "no-store"
    assert "noindex" in headers["x-robots-tag"]
