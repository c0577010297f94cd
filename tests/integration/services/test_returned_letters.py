"""Letters that come back: known by their Message-ID, noted once, told to those who should know."""

from dataclasses import replace

import pytest

from concordat.domain.facts import Fact
from concordat.services.deliver import deliver_notices
from concordat.services.letter_names import message_id
from concordat.services.office import Office
from concordat.services.ports import Letter
from concordat.services.returned import NO_WORDS, ReturnedLetter, Taken, take_returned
from tests.fakes import (
    EAST,
    advance,
    facts_of,
    in_review,
    place_decided,
    postman_of,
    rows_of,
    signing_of,
)

UNKNOWN = "550 5.1.1 <chair@east.example.org>: user unknown"


@pytest.fixture
def asked(signed_office: Office) -> Office:
    """Return an office that has asked the chair of East to sign, and whose letters are all sent."""
    place_decided(signed_office, EAST)
    advance(signed_office, EAST)
    deliver_notices(signed_office)
    return signed_office


def letter(office: Office, template: str, to: str) -> Letter:
    return next(x for x in postman_of(office).of(template) if to in x.to)


def returned(found: Letter, address: str, **changes: object) -> ReturnedLetter:
    return replace(ReturnedLetter(found.message_id, address, UNKNOWN), **changes)


def told(office: Office) -> list[Letter]:
    postman_of(office).letters.clear()
    deliver_notices(office)
    return postman_of(office).of("change-recorded")


def bounced(office: Office) -> bool:
    return signing_of(office, EAST).open_requests[0].bounced_at is not None


def test_a_request_that_came_back_is_not_reminded_and_the_others_are_told(asked: Office) -> None:
    found = letter(asked, "signing-request", "chair@east.example.org")
    assert take_returned(asked, returned(found, "Chair@East.example.org")) is Taken.RECORDED
    assert bounced(asked)
    said = told(asked)
    assert {to for x in said for to in x.to} == {
        "lead@facilitator.example.org",
        "clerk@east.example.org",
        "vcse-lead@east.example.org",
    }
    with asked.register.reading() as view:
        entry = view.trail()[-1]
        back = view.last_of(found.id, Fact.NOTICE_RETURNED)
    assert entry is not None
    assert back is not None
    assert back.said == {
        "template": "signing-request",
        "words": "550 5.1.1 <[address]>: user unknown",
    }
    assert back.actor == "mail server"


def test_any_other_letter_that_came_back_is_told_to_the_facilitator(asked: Office) -> None:
    found = letter(asked, "decision-requested", "clerk@east.example.org")
    assert take_returned(asked, returned(found, "clerk@east.example.org")) is Taken.RECORDED
    [said] = told(asked)
    assert said.to == ("lead@facilitator.example.org",)
    assert said.params["what"] == "A letter (decision requested) did not reach clerk, East."
    assert not bounced(asked)


def test_a_report_that_comes_again_changes_nothing(asked: Office) -> None:
    back = returned(
        letter(asked, "signing-request", "chair@east.example.org"), "chair@east.example.org"
    )
    take_returned(asked, back)
    before = rows_of(asked)
    assert take_returned(asked, back) is Taken.KNOWN
    assert rows_of(asked) == before


def test_a_letter_that_is_only_delayed_changes_nothing(asked: Office) -> None:
    found = letter(asked, "signing-request", "chair@east.example.org")
    back = returned(found, "chair@east.example.org", for_good=False)
    assert take_returned(asked, back) is Taken.DELAYED
    assert not bounced(asked)
    assert told(asked) == []


@pytest.mark.parametrize(
    "message",
    [
        "",
        "<nonsense>",
        f"<{'0' * 32}@facilitator.example.org>",
        "<example-mou-v1/east/0.0/1/signing-request/0@facilitator.example.org>",
    ],
)
def test_a_forged_report_changes_nothing(asked: Office, message: str) -> None:
    before = rows_of(asked)
    back = ReturnedLetter(message, "chair@east.example.org", UNKNOWN)
    assert take_returned(asked, back) is Taken.UNKNOWN
    assert rows_of(asked) == before


def test_a_report_on_somebody_a_letter_of_several_was_not_for_changes_nothing(
    asked: Office,
) -> None:
    found = letter(asked, "decision-requested", "clerk@east.example.org")
    before = rows_of(asked)
    assert take_returned(asked, returned(found, "nobody@east.example.org")) is Taken.UNKNOWN
    assert rows_of(asked) == before


def test_a_letter_that_was_sent_on_comes_back_from_an_address_not_on_record(
    asked: Office,
) -> None:
    found = letter(asked, "signing-request", "chair@east.example.org")
    assert take_returned(asked, returned(found, "me@home.example")) is Taken.RECORDED
    assert bounced(asked)


def test_a_letter_that_is_still_owed_cannot_have_come_back(office: Office) -> None:
    with in_review(office).register.reading() as view:
        owed = view.unsent_notices()[0]
        programme = view.version(owed.version_id).programme
    name = message_id(office, programme, owed.id)
    back = ReturnedLetter(name, owed.to[0], UNKNOWN)
    assert take_returned(office, back) is Taken.UNKNOWN


def test_a_letter_to_the_facilitator_that_came_back_is_told_to_nobody(asked: Office) -> None:
    found = letter(asked, "place-decided", "lead@facilitator.example.org")
    back = returned(found, "lead@facilitator.example.org", words=" ")
    assert take_returned(asked, back) is Taken.RECORDED
    with asked.register.reading() as view:
        entry = view.last_of(found.id, Fact.NOTICE_RETURNED)
    assert entry is not None
    assert entry.said["words"] == NO_WORDS
    assert told(asked) == []


def test_an_address_that_the_server_refuses_is_noted_as_the_letter_is_handed_over(
    signed_office: Office,
) -> None:
    place_decided(signed_office, EAST)
    advance(signed_office, EAST)
    postman_of(signed_office).unknown = {"chair@east.example.org": UNKNOWN}
    deliver_notices(signed_office)
    assert bounced(signed_office)
    [request] = [x for x in postman_of(signed_office).of("signing-request") if EAST in x.id]
    facts = facts_of(signed_office, request.id)
    assert facts == [Fact.NOTICE_RETURNED]


def test_somebody_who_is_in_the_programme_no_more_is_named_as_that(asked: Office) -> None:
    found = letter(asked, "decision-requested", "clerk@east.example.org")
    with asked.register.writing() as tx:
        version = tx.version("example-mou-v1")
        places = tuple(replace(p, copies=()) for p in version.programme.places)
        programme = replace(version.programme, places=places)
        sha256 = tx.add_programme(programme)
        tx.save(replace(version, programme=programme, programme_sha256=sha256))
        tx.record(Fact.DATES_MOVED, version.id, {})
    take_returned(asked, returned(found, "clerk@east.example.org"))
    [said] = told(asked)
    assert "somebody who is in the programme no more" in said.params["what"]


def test_letters_of_one_request_and_of_one_decision_form_threads(asked: Office) -> None:
    first = letter(asked, "signing-request", "chair@east.example.org")
    assert first.answers is None
    decision = letter(asked, "decision-requested", "clerk@east.example.org")
    recorded = letter(asked, "place-decided", "clerk@east.example.org")
    assert decision.answers is None
    assert recorded.answers == decision.message_id
    asked.clock.advance(days=8)  # type: ignore[attr-defined]
    advance(asked, EAST)
    deliver_notices(asked)
    [reminder] = postman_of(asked).of("signing-reminder")
    assert reminder.answers == first.message_id
    assert reminder.message_id != first.message_id
