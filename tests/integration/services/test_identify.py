"""Who may sign: whoever gave the code that was sent to the address on record."""

import re

import pytest

from concordat.domain.errors import LinkRefused, NotAllowed, NotIdentified
from concordat.domain.facts import Fact
from concordat.domain.identity import CODES_AN_HOUR, IDENTIFIED_FOR, TRIES, TRIES_IN_ALL
from concordat.register.replay import differences
from concordat.services.deliver import deliver_notices
from concordat.services.identify import confirm_identity, doorstep, send_code
from concordat.services.office import Office
from concordat.services.sign import decline, sign
from tests.fakes import (
    EAST,
    VERSION,
    advance,
    clock_of,
    code_sent,
    engine_of,
    facts_of,
    place_decided,
    postman_of,
    rows_of,
    signing_of,
)

CHAIR = "chair@east.example.org"
HERE, ELSEWHERE = "this browser", "another browser"


@pytest.fixture
def at_east(both_signed_office: Office) -> Office:
    place_decided(both_signed_office, EAST)
    advance(both_signed_office, EAST)
    return both_signed_office


def token_of(office: Office) -> str:
    return office.links.token(signing_of(office, EAST).open_requests[0].id)


def document_of(office: Office) -> str:
    return signing_of(office, EAST).open_requests[0].document_sha256


def refused(office: Office, token: str, typed: str, browser: str = HERE) -> NotAllowed:
    with pytest.raises(NotAllowed) as caught:
        confirm_identity(office, token, browser, typed)
    assert caught.value.attempted == "confirm who you are"
    return caught.value


def wrong_for(office: Office, token: str) -> str:
    return "000000" if code_sent(office, token) != "000000" else "000001"


def test_the_code_goes_to_the_address_on_record_and_is_nowhere_in_the_register(
    at_east: Office,
) -> None:
    token = token_of(at_east)
    send_code(at_east, token, HERE)
    code = code_sent(at_east, token)
    assert re.fullmatch(r"\d{6}", code)
    assert code not in str(rows_of(at_east))
    deliver_notices(at_east)
    [letter] = [sent for sent in postman_of(at_east).of("identity-code") if EAST in sent.id]
    assert (letter.to, letter.params["code"], letter.link) == ((CHAIR,), code, None)


def test_whoever_gives_the_code_can_sign_in_that_browser_alone(at_east: Office) -> None:
    token, document = token_of(at_east), document_of(at_east)
    send_code(at_east, token, HERE)
    code = code_sent(at_east, token)
    confirm_identity(at_east, token, HERE, f" {code[:3]} {code[3:]} ")
    with pytest.raises(NotIdentified):
        sign(at_east, token, ELSEWHERE, "The Chair", document)
    sign(at_east, token, HERE, "The Chair", document)
    [signature] = signing_of(at_east, EAST).signatures
    assert signature.identified_at == clock_of(at_east).now()


def test_nobody_signs_or_declines_unidentified(at_east: Office) -> None:
    token, document, before = token_of(at_east), document_of(at_east), rows_of(at_east)
    with pytest.raises(NotIdentified) as caught:
        sign(at_east, token, HERE, "The Chair", document)
    assert caught.value.remedy.startswith("Ask for a code")
    with pytest.raises(NotIdentified):
        decline(at_east, token, HERE, "Not in my name.")
    assert rows_of(at_east) == before


def test_after_two_hours_a_signatory_is_asked_again(at_east: Office) -> None:
    token = token_of(at_east)
    send_code(at_east, token, HERE)
    confirm_identity(at_east, token, HERE, code_sent(at_east, token))
    assert doorstep(at_east, token, HERE) is None
    clock_of(at_east).advance(hours=IDENTIFIED_FOR.total_seconds() / 3600)
    step = doorstep(at_east, token, HERE)
    assert step is not None
    assert (step.holder.role, step.address, step.code_sent) == (
        "chair",
        "c•••••@east.example.org",
        False,
    )
    with pytest.raises(NotIdentified):
        sign(at_east, token, HERE, "The Chair", document_of(at_east))


def test_pressing_twice_changes_nothing(at_east: Office) -> None:
    token = token_of(at_east)
    send_code(at_east, token, HERE)
    before = rows_of(at_east)
    send_code(at_east, token, HERE)
    assert rows_of(at_east) == before
    code = code_sent(at_east, token)
    confirm_identity(at_east, token, HERE, code)
    before = rows_of(at_east)
    confirm_identity(at_east, token, HERE, code)
    send_code(at_east, token, HERE)
    assert rows_of(at_east) == before


def test_a_code_serves_once_in_one_browser_and_for_ten_minutes(at_east: Office) -> None:
    token = token_of(at_east)
    assert "no code that still holds" in str(refused(at_east, token, "123456"))
    send_code(at_east, token, HERE)
    code = code_sent(at_east, token)
    assert "no code that still holds" in str(refused(at_east, token, code, ELSEWHERE))
    clock_of(at_east).advance(minutes=10)
    assert "no code that still holds" in str(refused(at_east, token, code))


def test_a_second_code_takes_nothing_from_the_first(at_east: Office) -> None:
    token = token_of(at_east)
    send_code(at_east, token, HERE)
    first = code_sent(at_east, token)
    clock_of(at_east).advance(minutes=1)
    send_code(at_east, token, HERE)
    assert code_sent(at_east, token) != first
    confirm_identity(at_east, token, HERE, first)
    assert doorstep(at_east, token, HERE) is None


def test_a_wrong_code_is_on_record_and_says_how_many_tries_are_left(at_east: Office) -> None:
    token = token_of(at_east)
    send_code(at_east, token, HERE)
    said = [refused(at_east, token, wrong_for(at_east, token)).remedy for _ in range(TRIES)]
    for left, words in zip((4, 3, 2, 1), said, strict=False):
        assert f"{left} more tries" in words
    assert "ask for a new one" in said[-1]
    assert facts_of(at_east, f"{VERSION}/{EAST}").count(Fact.IDENTITY_CODE_WRONG) == TRIES
    assert "no code that still holds" in str(refused(at_east, token, code_sent(at_east, token)))


def test_s13_a_link_in_the_wrong_hands_is_void_and_asked_anew(at_east: Office) -> None:
    token = token_of(at_east)
    for _ in range(TRIES_IN_ALL // TRIES):
        send_code(at_east, token, HERE)
        said = [refused(at_east, token, wrong_for(at_east, token)) for _ in range(TRIES)]
        clock_of(at_east).advance(minutes=1)
    assert "a new one is on its way" in said[-1].remedy
    with pytest.raises(LinkRefused, match="may have reached somebody else"):
        send_code(at_east, token, HERE)
    assert Fact.REQUEST_VOIDED in facts_of(at_east, f"{VERSION}/{EAST}")
    advance(at_east, EAST)
    assert token_of(at_east) != token
    with at_east.register.reading() as view, engine_of(at_east).connect() as connection:
        assert differences(connection, view.trail()) == []


def test_s13_tries_that_never_use_up_a_code_void_the_link_all_the_same(at_east: Office) -> None:
    token = token_of(at_east)
    for typed in range(TRIES_IN_ALL):
        if typed % (TRIES - 1) == 0:
            clock_of(at_east).advance(minutes=15)
            send_code(at_east, token, HERE)
        said = refused(at_east, token, wrong_for(at_east, token))
    assert "a new one is on its way" in said.remedy
    with pytest.raises(LinkRefused):
        send_code(at_east, token, HERE)


def test_only_so_many_codes_are_sent_in_an_hour(at_east: Office) -> None:
    token = token_of(at_east)
    for _ in range(CODES_AN_HOUR):
        send_code(at_east, token, HERE)
        clock_of(at_east).advance(minutes=1)
    before = rows_of(at_east)
    with pytest.raises(NotAllowed, match="has to wait") as caught:
        send_code(at_east, token, HERE)
    assert re.search(r"from \d\d:\d\d:\d\d on", caught.value.remedy)
    assert caught.value.attempted == "send a code"
    assert rows_of(at_east) == before


def test_another_browser_waits_half_a_minute_too(at_east: Office) -> None:
    token = token_of(at_east)
    send_code(at_east, token, HERE)
    with pytest.raises(NotAllowed, match="has to wait"):
        send_code(at_east, token, ELSEWHERE)


def test_without_an_address_on_record_no_code_is_sent(at_east: Office) -> None:
    token = token_of(at_east)
    with at_east.register.writing() as tx:
        tx.erase_contact(CHAIR)
        tx.record(Fact.PERSON_ERASED, VERSION, {})
    before = rows_of(at_east)
    with pytest.raises(NotAllowed, match="No address is on record"):
        send_code(at_east, token, HERE)
    assert rows_of(at_east) == before


def test_each_code_of_a_link_is_another(at_east: Office) -> None:
    request = signing_of(at_east, EAST).open_requests[0]
    codes = {at_east.links.code(f"{request.id}/code/{n}") for n in range(1, 200)}
    assert len(codes) > 190
