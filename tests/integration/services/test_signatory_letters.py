"""The letter that goes with every signing request: made before it, kept under it, without a link."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from concordat.domain.record import Notice
from concordat.domain.signature import PUBLIC
from concordat.domain.signing import Seat
from concordat.services.ask_for_format import ask_for_format
from concordat.services.mailings import SignatoryLetter
from concordat.services.office import Office
from tests.fakes import (
    EAST,
    VERSION,
    a_programme,
    advance,
    all_signed,
    an_office,
    approved,
    clock_of,
    place_decided,
    signing_of,
)
from tests.integration.services.contents import RememberingPublisher, remembering

ON_THE_DAY = date(2027, 5, 20)


def owed(office: Office, template: str) -> list[Notice]:
    with office.register.reading() as view:
        return [n for n in view.unsent_notices() if n.template == template]


def letters(office: Office) -> dict[str, str]:
    with office.register.reading() as view:
        kept = view.documents(VERSION)
    return {scope: sha256 for kind, scope, sha256 in kept if kind == "letter"}


@pytest.fixture
def signing_office(office: Office) -> Office:
    """Return an office on the morning of the public signing, with nobody asked yet."""
    approved(office)
    clock_of(office).at(ON_THE_DAY, 10)
    return office


def test_each_request_has_a_letter_of_its_own_attached_and_kept(signing_office: Office) -> None:
    advance(signing_office)
    [asked] = owed(signing_office, "signing-request")
    assert letters(signing_office).keys() == {"public-0.0-1"}
    assert asked.attachments == (
        (f"{VERSION}-letter.pdf", letters(signing_office)["public-0.0-1"]),
    )


def test_a_letter_says_what_the_request_does(signing_office: Office) -> None:
    office, publisher = remembering(signing_office)
    advance(office)
    [letter] = publisher.all_of(SignatoryLetter)
    [request] = signing_of(office).open_requests
    assert (letter.place_name, letter.role, letter.organisation) == (None, "chair", "alliance")
    assert (letter.seat, len(letter.slots)) == (Seat(0, 0), 2)
    assert letter.document_sha256 == request.document_sha256
    assert letter.expires_on == ON_THE_DAY + timedelta(days=90)
    assert not letter.on_paper


def test_a_places_letter_names_the_place(signed_office: Office) -> None:
    office, publisher = remembering(signed_office)
    place_decided(office, EAST)
    advance(office, EAST)
    assert [letter.place_name for letter in publisher.all_of(SignatoryLetter)] == ["East"]


def test_a_reminder_brings_the_same_letter_again(signing_office: Office) -> None:
    advance(signing_office)
    clock_of(signing_office).advance(days=10)
    assert advance(signing_office) == ("Remind",)
    [first], [again] = (owed(signing_office, f"signing-{what}") for what in ("request", "reminder"))
    assert again.attachments == first.attachments
    assert len(letters(signing_office)) == 1


def test_who_has_no_email_gets_the_letter_with_the_document_to_print(tmp_path: Path) -> None:
    programme = a_programme()
    first, second = programme.timeline.public_signing
    [chair] = first.candidates
    posted = replace(first, candidates=(replace(chair, email=""),))
    timeline = replace(programme.timeline, public_signing=(posted, second))
    office = approved(an_office(tmp_path, replace(programme, timeline=timeline)))
    clock_of(office).at(ON_THE_DAY, 10)
    office, publisher = remembering(office)
    advance(office)
    [letter] = publisher.all_of(SignatoryLetter)
    assert letter.on_paper
    [pack] = owed(office, "paper-pack")
    assert pack.attachments[1] == (f"{VERSION}-letter.pdf", letters(office)["public-0.0-1"])


def test_asked_for_on_paper_the_letter_goes_with_the_document(signing_office: Office) -> None:
    advance(signing_office)
    ask_for_format(signing_office, VERSION, PUBLIC, "paper", "chair")
    [pack] = owed(signing_office, "paper-pack")
    assert [name for name, _ in pack.attachments] == [
        f"{VERSION}-public-to-sign.pdf",
        f"{VERSION}-letter.pdf",
    ]


def test_a_request_is_not_sent_with_a_letter_that_names_another_last_day(
    signing_office: Office,
) -> None:
    clock = clock_of(signing_office)

    class Slow(RememberingPublisher):
        def letter_pdf(self, content: SignatoryLetter) -> bytes:
            if not self.all_of(SignatoryLetter):
                clock.advance(days=1)
            return super().letter_pdf(content)

    publisher = Slow()
    office = replace(signing_office, publisher=publisher)
    assert advance(office) == ("Invite",)
    first, second = publisher.all_of(SignatoryLetter)
    assert second.expires_on == first.expires_on + timedelta(days=1)
    [asked] = owed(office, "signing-request")
    assert asked.params["expires_on"] == second.expires_on.isoformat()
    assert asked.attachments == ((f"{VERSION}-letter.pdf", letters(office)["public-0.0-1"]),)
    all_signed(office)
    assert office.register.audit() == []
