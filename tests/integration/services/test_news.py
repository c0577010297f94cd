"""Whoever gets news may refuse it, and have it again; what must be answered comes all the same."""

from collections import Counter
from dataclasses import replace

import pytest

from concordat.domain.errors import LinkRefused
from concordat.domain.facts import Fact
from concordat.services.deliver import REFUSED, deliver_notices
from concordat.services.news import (
    NewsKey,
    choose_news,
    news_choice,
    news_link,
    refuses_news,
)
from concordat.services.office import Office
from concordat.services.tell_person import tell_person
from tests.fakes import (
    clock_of,
    facts_of,
    in_review,
    postman_of,
    publicly_signed,
    rows_of,
)

CHAIR = "chair@alliance.example.org"


@pytest.fixture
def in_window(office: Office) -> Office:
    return in_review(office)


def key_for(office: Office, address: str) -> NewsKey:
    """Return what the news page's address says, from a letter to that address."""
    deliver_notices(office)
    link = next(x.news_link for x in postman_of(office).letters if x.to == (address,))
    assert link is not None
    agreement, number, token = link.removeprefix("https://portal.example.org/news/").split("/")
    return NewsKey(agreement, f"contact:{number}", token)


def test_news_is_refused_for_letters_owed_already_and_had_again(office: Office) -> None:
    key = key_for(in_review(office), CHAIR)
    choose_news(office, key, refused=True)
    postman_of(office).letters.clear()
    publicly_signed(office)
    deliver_notices(office)
    got = Counter(to for x in postman_of(office).of("board-approved") for to in x.to)
    assert CHAIR not in got
    assert "secretary@icb.example.org" in got
    choose_news(office, key, refused=False)
    with office.register.reading() as view:
        assert not [n for n in view.unsent_notices() if CHAIR in n.to]


def test_a_letter_that_is_refused_is_closed_with_a_reason(office: Office) -> None:
    key = key_for(in_review(office), CHAIR)
    choose_news(office, key, refused=True)
    publicly_signed(office)
    deliver_notices(office)
    with office.register.reading() as view:
        assert view.unsent_notices() == ()
        dropped = [e.said for e in view.trail() if e.fact == Fact.NOTICE_DROPPED]
    assert {"template": "board-approved", "why": REFUSED} in dropped


def test_what_must_be_answered_comes_to_whoever_refuses_news(office: Office) -> None:
    choose_news(office, key_for(in_review(office), CHAIR), refused=True)
    publicly_signed(office)
    deliver_notices(office)
    asked = [x for x in postman_of(office).of("signing-request") if x.to == (CHAIR,)]
    assert len(asked) == 1
    assert asked[0].news_link is None


def test_the_facilitator_refuses_nothing_for_those_told_through_it(in_window: Office) -> None:
    deliver_notices(in_window)
    passed_on = [
        x for x in postman_of(in_window).letters if x.to == ("lead@facilitator.example.org",)
    ]
    assert passed_on
    assert {x.news_link for x in passed_on} == {None}


def test_a_choice_made_again_changes_nothing(in_window: Office) -> None:
    key = key_for(in_window, CHAIR)
    choose_news(in_window, key, refused=False)
    assert Fact.NEWS_RESUMED not in facts_of(in_window)
    choose_news(in_window, key, refused=True)
    before = rows_of(in_window)
    assert choose_news(in_window, key, refused=True).refused
    assert rows_of(in_window) == before
    assert in_window.register.audit() == []


def test_the_page_shows_whose_choice_it_is_to_them_alone(in_window: Office) -> None:
    choice = news_choice(in_window, key_for(in_window, CHAIR))
    assert (choice.address, choice.refused) == ("c•••••@alliance.example.org", False)


def test_another_persons_or_agreements_page_does_not_open(in_window: Office) -> None:
    own, others = (key_for(in_window, to) for to in (CHAIR, "secretary@icb.example.org"))
    for forged in (
        replace(own, reference=others.reference),
        replace(own, agreement_id="other"),
        replace(own, token=others.token),
        replace(own, token=f"{own.token}é"),
    ):
        with pytest.raises(LinkRefused):
            choose_news(in_window, forged, refused=True)
    assert Fact.NEWS_REFUSED not in facts_of(in_window)


def test_the_choice_is_told_to_the_person_who_made_it(in_window: Office) -> None:
    choose_news(in_window, key_for(in_window, CHAIR), refused=True)
    clock_of(in_window).advance(hours=1)
    answer = tell_person(in_window, CHAIR)
    assert Fact.NEWS_REFUSED in [fact["fact"] for fact in answer["facts"]]


def test_whoever_the_register_does_not_know_has_no_page(in_window: Office) -> None:
    with in_window.register.reading() as view:
        assert news_link(in_window.links, view, "example-mou", "nobody@example.org") is None
        assert not refuses_news(view, "example-mou", "nobody@example.org")
