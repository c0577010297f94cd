import hashlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from concordat.documents.enclosing import enclosed_sha256
from concordat.documents.publisher import DocumentPublisher
from concordat.services.content import Enclosure
from concordat.signing.checking import check_pdf
from concordat.signing.sealer import PdfSealer
from concordat.signing.service_key import ServiceKey
from tests.integration.documents import samples
from tests.integration.documents.commands import run

AGREEMENT = b"%PDF-1.7 the agreement, signed and sealed"
SHA256 = hashlib.sha256(AGREEMENT).hexdigest()
ENCLOSED = Enclosure("test-mou-v1.pdf", "The agreement, version 1", AGREEMENT, samples.MADE_AT)


def record(publisher: DocumentPublisher, enclosed: Enclosure = ENCLOSED) -> bytes:
    return publisher.record_pdf(replace(samples.record(), agreement=enclosed))


def changed(pdf: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    made = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        change(document)
        document.save(made)
    return made.getvalue()


def test_the_agreement_travels_inside_the_records(publisher: DocumentPublisher) -> None:
    accession = replace(samples.accession(), agreement=ENCLOSED)
    for pdf in (record(publisher), publisher.accession_pdf(accession)):
        assert enclosed_sha256(pdf) == {SHA256}


def test_the_enclosed_file_says_what_archives_ask_for(publisher: DocumentPublisher) -> None:
    with pikepdf.open(BytesIO(record(publisher))) as document:
        [specification] = document.Root.AF
        assert document.Root.Names.EmbeddedFiles.Names[1].objgen == specification.objgen
        assert specification.F == specification.UF == "test-mou-v1.pdf"
        assert specification.Desc == "The agreement, version 1"
        assert specification.AFRelationship == Name.Supplement
        file = specification.EF.F
        assert (file.Type, file.Subtype) == (Name.EmbeddedFile, Name("/application/pdf"))
        assert file.Params.Size == len(AGREEMENT)
        assert file.Params.ModDate == "D:20270610153000Z"
        md5 = hashlib.md5(AGREEMENT, usedforsecurity=False).digest()
        assert bytes(file.Params.CheckSum) == md5


def test_any_program_can_take_the_agreement_out(
    publisher: DocumentPublisher, tmp_path: Path
) -> None:
    path = tmp_path / "record.pdf"
    path.write_bytes(record(publisher))
    run("pdfdetach", "-saveall", "-o", tmp_path, path)
    assert (tmp_path / "test-mou-v1.pdf").read_bytes() == AGREEMENT


def test_the_same_agreement_gives_the_same_bytes_and_another_gives_others(
    publisher: DocumentPublisher,
) -> None:
    once = record(publisher)
    assert record(publisher, replace(ENCLOSED, data=bytes(bytearray(AGREEMENT)))) == once
    assert record(publisher, replace(ENCLOSED, data=b"another")) != once


def test_a_record_with_the_agreement_is_signed_and_sealed(
    publisher: DocumentPublisher, sealer: PdfSealer, key: ServiceKey
) -> None:
    signed = sealer.sign(record(publisher), samples.signature("signature_0_0", certify=True))
    sealed = sealer.seal(signed, samples.MADE_AT)
    check = check_pdf(sealed, key.ca_pem)
    assert (check.faults, check.sealed) == ((), True)
    assert enclosed_sha256(sealed) == {SHA256}


def test_a_document_without_a_file_holds_none(publisher: DocumentPublisher) -> None:
    assert enclosed_sha256(publisher.record_pdf(samples.record())) == frozenset()
    assert enclosed_sha256(b"no PDF") == frozenset()


def a_second_file(document: pikepdf.Pdf) -> None:
    spec = pikepdf.AttachedFileSpec(document, b"another", filename="more.pdf")
    document.attachments["more.pdf"] = spec


def listed_alone(document: pikepdf.Pdf) -> None:
    del document.Root.AF


def associated_alone(document: pikepdf.Pdf) -> None:
    del document.Root.Names


def two_in_one(document: pikepdf.Pdf) -> None:
    document.Root.AF[0].EF.UF = document.make_stream(b"another", Type=Name.EmbeddedFile)


def no_specification(document: pikepdf.Pdf) -> None:
    document.Root.AF = Array([Dictionary(Type=Name.Filespec)])
    document.Root.Names.EmbeddedFiles.Names[1] = document.make_indirect(Dictionary())


@pytest.mark.parametrize(
    "change", [a_second_file, listed_alone, associated_alone, two_in_one, no_specification]
)
def test_a_file_held_in_any_other_way_is_not_taken_for_the_agreement(
    publisher: DocumentPublisher, change: Callable[[pikepdf.Pdf], None]
) -> None:
    assert enclosed_sha256(changed(record(publisher), change)) != {SHA256}
