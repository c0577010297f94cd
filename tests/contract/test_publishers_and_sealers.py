"""What every Publisher and Sealer do together: the ones that make real PDFs, and the fakes."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from concordat.documents.publisher import DocumentPublisher
from concordat.domain.errors import BrokenEvidence, NotAllowed, NotFound
from concordat.domain.programme import Programme
from concordat.domain.signing import slots
from concordat.services.content import (
    AccessionDocument,
    AgreementDocument,
    RecordDocument,
    RedlineDocument,
    SignatureContent,
)
from concordat.services.ports import Publisher, Sealer
from concordat.signing.sealer import PdfSealer
from concordat.signing.service_key import ServiceKey
from tests.fakes import EAST, FakePublisher, FakeSealer, a_programme

TEMPLATES = Path(__file__).parents[2] / "templates"
MADE_AT = datetime(2027, 6, 24, 12, tzinfo=UTC)
PROGRAMME = a_programme()


@dataclass(frozen=True)
class Workshop:
    """A publisher and the sealer that can sign what it makes, with a record made by them."""

    publisher: Publisher
    sealer: Sealer
    record: bytes


@pytest.fixture(scope="module", params=["real", "fake"])
def workshop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    publisher: Publisher = FakePublisher()
    sealer: Sealer = FakeSealer()
    if request.param == "real":
        keys = tmp_path_factory.mktemp("keys")
        publisher = DocumentPublisher(TEMPLATES)
        sealer = PdfSealer(ServiceKey.load_or_create(keys, "The Facilitator", MADE_AT))
    return Workshop(publisher, sealer, publisher.record_pdf(a_record()))


def a_record(programme: Programme = PROGRAMME) -> RecordDocument:
    return RecordDocument(
        programme=programme,
        version=1,
        version_sha256="a" * 64,
        agreement_pdf_sha256="b" * 64,
        place_name="East",
        place_ons_code="E06000001",
        body_name="Shared Board",
        outcome="ratified",
        decided_on=date(2027, 6, 24),
        minute_reference="SB/27/9",
        reservation=None,
        condition=None,
        reason=None,
        slots=slots(programme.place(EAST).signatories),
        made_at=MADE_AT,
        rehearsal=False,
    )


def a_signature(field: str, *, certify: bool = False) -> SignatureContent:
    return SignatureContent(
        field=field,
        name="The Chair",
        role="chair",
        organisation="East",
        reason="I sign.",
        signed_at=MADE_AT,
        certify=certify,
    )


def test_the_same_content_gives_the_same_bytes(workshop: Workshop) -> None:
    assert workshop.publisher.record_pdf(a_record()) == workshop.record


def test_another_content_gives_other_bytes(workshop: Workshop) -> None:
    other = replace(a_record(), outcome="declined", reason="No.", slots=())
    assert workshop.publisher.record_pdf(other) != workshop.record


def test_the_words_are_named_by_the_hash_of_their_canonical_form(workshop: Workshop) -> None:
    words = workshop.publisher.agreement_text(PROGRAMME)
    assert words == workshop.publisher.agreement_text(PROGRAMME)
    assert words.sha256 == hashlib.sha256(words.html.encode()).hexdigest()
    assert words.html.endswith("\n")
    assert "\r" not in words.html
    assert words.commitments
    assert words.actions


def test_a_draft_is_not_the_agreement(workshop: Workshop) -> None:
    words = workshop.publisher.agreement_text(PROGRAMME)
    room = slots(PROGRAMME.timeline.public_signing)
    document = AgreementDocument(PROGRAMME, 1, words, room, MADE_AT, rehearsal=False)
    final = workshop.publisher.agreement_pdf(document)
    assert workshop.publisher.agreement_pdf(replace(document, draft=True)) != final


def test_every_slot_is_signed_in_turn_and_then_sealed(workshop: Workshop) -> None:
    pdf = workshop.record
    for number, slot in enumerate(a_record().slots):
        longer = workshop.sealer.sign(pdf, a_signature(slot.field, certify=number == 0))
        assert longer.startswith(pdf)
        pdf = longer
    assert workshop.sealer.seal(pdf, MADE_AT).startswith(pdf)


def test_a_document_without_signatures_can_be_sealed(workshop: Workshop) -> None:
    assert workshop.sealer.seal(workshop.record, MADE_AT) != workshop.record


def test_an_accession_record_is_the_same_each_time_and_can_be_sealed(workshop: Workshop) -> None:
    content = AccessionDocument(
        programme=PROGRAMME,
        version=1,
        version_sha256="a" * 64,
        agreement_pdf_sha256="b" * 64,
        party_name="VCSE sector",
        partner="Carers Trust",
        on_behalf_of=None,
        decided_on=date(2027, 6, 28),
        minute_reference="CT/27/4",
        joined_on=date(2027, 7, 15),
        made_at=MADE_AT,
        rehearsal=False,
    )
    pdf = workshop.publisher.accession_pdf(content)
    assert workshop.publisher.accession_pdf(content) == pdf
    assert workshop.sealer.seal(pdf, MADE_AT).startswith(pdf)


def test_a_field_that_is_not_there_is_not_found(workshop: Workshop) -> None:
    with pytest.raises(NotFound):
        workshop.sealer.sign(workshop.record, a_signature("signature_9_9"))


def test_a_field_that_is_signed_is_not_signed_again(workshop: Workshop) -> None:
    once = workshop.sealer.sign(workshop.record, a_signature("signature_0_0", certify=True))
    with pytest.raises(NotFound):
        workshop.sealer.sign(once, a_signature("signature_0_0"))


def test_only_the_first_signature_certifies(workshop: Workshop) -> None:
    once = workshop.sealer.sign(workshop.record, a_signature("signature_0_0", certify=True))
    with pytest.raises(NotAllowed):
        workshop.sealer.sign(once, a_signature("signature_1_0", certify=True))


def test_a_sealed_document_takes_no_signature_and_no_second_seal(workshop: Workshop) -> None:
    sealed = workshop.sealer.seal(workshop.record, MADE_AT)
    with pytest.raises((NotAllowed, NotFound)):
        workshop.sealer.sign(sealed, a_signature("signature_0_0"))
    with pytest.raises((NotAllowed, NotFound)):
        workshop.sealer.seal(sealed, MADE_AT)


def test_what_cannot_be_read_is_broken_evidence(workshop: Workshop) -> None:
    with pytest.raises(BrokenEvidence):
        workshop.sealer.seal(b"no document", MADE_AT)


def test_anyone_can_have_the_authority(workshop: Workshop) -> None:
    assert workshop.sealer.authority_pem.startswith(b"-----BEGIN CERTIFICATE-----")


def test_changes_are_counted_and_shown(workshop: Workshop) -> None:
    old = workshop.publisher.agreement_text(PROGRAMME).html
    assert workshop.publisher.changes(old, old).passages == 0
    new = old.replace("Memorandum of Understanding", "Changed memorandum", 1)
    assert new != old
    found = workshop.publisher.changes(old, new)
    assert found.passages == 1
    assert "Changed" in found.html


def test_an_agreement_says_what_it_amends(workshop: Workshop) -> None:
    words = workshop.publisher.agreement_text(PROGRAMME)
    document = AgreementDocument(PROGRAMME, 2, words, (), MADE_AT, rehearsal=False)
    noted = replace(document, note="It is an editorial amendment of version 1.")
    plain = workshop.publisher.agreement_pdf(document)
    assert workshop.publisher.agreement_pdf(noted) != plain
    assert workshop.sealer.seal(plain, MADE_AT).startswith(plain)


def test_the_agreement_as_a_word_file_is_the_same_each_time_and_says_whether_it_is_a_draft(
    workshop: Workshop,
) -> None:
    words = workshop.publisher.agreement_text(PROGRAMME)
    document = AgreementDocument(PROGRAMME, 1, words, (), MADE_AT, rehearsal=False)
    frozen = workshop.publisher.agreement_docx(document)
    assert workshop.publisher.agreement_docx(document) == frozen
    assert workshop.publisher.agreement_docx(replace(document, draft=True)) != frozen


def test_a_redline_is_the_same_each_time_in_every_form(workshop: Workshop) -> None:
    publisher = workshop.publisher
    old = publisher.agreement_text(PROGRAMME).html
    content = RedlineDocument(
        programme=PROGRAMME,
        version=2,
        version_sha256="b" * 64,
        earlier=1,
        earlier_sha256="a" * 64,
        changes=publisher.changes(old, old.replace("partners", "friends")),
        made_at=MADE_AT,
        rehearsal=False,
    )
    forms = (publisher.redline_html, publisher.redline_pdf, publisher.redline_docx)
    made = [form(content) for form in forms]
    assert made == [form(content) for form in forms]
    assert made != [form(replace(content, version=3)) for form in forms]
