"""What a signatory asks before signing: a question, or another format."""

import pytest

from concordat.domain.errors import LinkRefused, NotAllowed, NotIdentified
from concordat.domain.facts import Fact
from concordat.domain.signature import FormatRequest
from concordat.services.ask_by_link import MAX_QUESTION, ask_format, ask_question
from concordat.services.deliver import deliver_notices
from concordat.services.office import Office
from tests.fakes import (
    BROWSER,
    EAST,
    VERSION,
    advance,
    facts_of,
    identified,
    place_decided,
    postman_of,
    rows_of,
    signed_by_link,
    signing_of,
)


@pytest.fixture
def at_east(both_signed_office: Office) -> Office:
    place_decided(both_signed_office, EAST)
    advance(both_signed_office, EAST)
    return both_signed_office


def known(office: Office) -> str:
    """Have East's chair show who they are; return the token of their link."""
    token = office.links.token(signing_of(office, EAST).open_requests[0].id)
    identified(office, token)
    return token


def test_a_question_goes_to_the_facilitator_and_back_to_who_asked(at_east: Office) -> None:
    token = known(at_east)
    ask_question(at_east, token, BROWSER, " What does 'host' mean? ")
    assert facts_of(at_east, f"{VERSION}/{EAST}")[-1] == Fact.QUESTION_ASKED
    deliver_notices(at_east)
    [letter] = [x for x in postman_of(at_east).of("change-recorded") if "/question/" in x.id]
    assert letter.to == ("lead@facilitator.example.org", "chair@east.example.org")
    assert letter.params["reason"] == "What does 'host' mean?"
    assert "22 September 2027" in letter.params["next"]
    assert len(signing_of(at_east, EAST).open_requests) == 1


def test_the_same_question_again_changes_nothing_and_another_is_another(at_east: Office) -> None:
    token = known(at_east)
    ask_question(at_east, token, BROWSER, "Why us?")
    before = rows_of(at_east)
    ask_question(at_east, token, BROWSER, "Why us? ")
    assert rows_of(at_east) == before
    ask_question(at_east, token, BROWSER, "Why now?")
    assert facts_of(at_east, f"{VERSION}/{EAST}").count(Fact.QUESTION_ASKED) == 2


@pytest.mark.parametrize("words", ["", " \n", "x" * (MAX_QUESTION + 1)])
def test_a_question_needs_words(at_east: Office, words: str) -> None:
    token = known(at_east)
    before = rows_of(at_east)
    with pytest.raises(NotAllowed, match="no question") as caught:
        ask_question(at_east, token, BROWSER, words)
    assert caught.value.attempted == "ask a question"
    assert rows_of(at_east) == before


def test_a_format_is_asked_for_in_the_signatorys_role_and_gives_time(at_east: Office) -> None:
    token = known(at_east)
    was = signing_of(at_east, EAST).open_requests[0].expires_at
    ask_format(at_east, token, BROWSER, "large print")
    with at_east.register.reading() as view:
        [asked] = view.records(FormatRequest, VERSION)
    assert (asked.scope, asked.format, asked.asked_by) == (EAST, "large print", "chair")
    assert signing_of(at_east, EAST).open_requests[0].expires_at > was
    with pytest.raises(NotAllowed):
        ask_format(at_east, token, BROWSER, " ")


def test_nobody_asks_unidentified_or_through_a_used_link(at_east: Office) -> None:
    request = signing_of(at_east, EAST).open_requests[0]
    token, before = at_east.links.token(request.id), rows_of(at_east)
    with pytest.raises(NotIdentified):
        ask_question(at_east, token, BROWSER, "Who is there?")
    with pytest.raises(NotIdentified):
        ask_format(at_east, token, BROWSER, "large print")
    assert rows_of(at_east) == before
    signed_by_link(at_east, token, "The Chair", request.document_sha256)
    with pytest.raises(LinkRefused):
        ask_question(at_east, token, BROWSER, "Too late?")
    with pytest.raises(LinkRefused):
        ask_format(at_east, token, BROWSER, "large print")
