import asyncio
import random
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from concordat.documents.publisher import DocumentPublisher
from concordat.domain.errors import BrokenEvidence, NotAllowed, NotFound
from concordat.signing.checking import check_pdf
from concordat.signing.sealer import PdfSealer
from concordat.signing.service_key import ServiceKey
from tests.integration.documents import samples
from tests.integration.documents.commands import run
from tests.integration.documents.test_document_pdf import squeezed

FIELDS = ["signature_0_0", "signature_1_0", "signature_2_0", "seal"]


def test_every_signature_of_a_sealed_record_holds(sealed: bytes, key: ServiceKey) -> None:
    check = check_pdf(sealed, key.ca_pem)
    assert check.faults == ()
    assert check.sealed
    assert [found.field for found in check.signatures] == FIELDS
    assert all(found.good for found in check.signatures)
    first = check.signatures[0]
    assert first.name == "The holder of the office"
    assert first.reason.startswith("Chair of the place committee, Place Committee: ")
    assert first.signed_at == samples.MADE_AT


def test_an_independent_program_accepts_every_signature(sealed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(sealed)
    told = run("pdfsig", path)
    assert told.count("Signature Validation: Signature is Valid.") == len(FIELDS)
    assert told.count("ETSI.CAdES.detached") == len(FIELDS)
    assert told.count("- Total document signed") == 1


def test_a_signature_shows_who_signed_and_when(sealed: bytes) -> None:
    told = squeezed(sealed)
    assert "Signed by The holder of the office" in told
    assert "10 June 2027 at 16:30 BST" in told
    assert "Sealed by the service of Test Partnership Programme" in told


def test_a_record_that_waits_for_its_seal_is_not_sealed(signed: bytes, key: ServiceKey) -> None:
    check = check_pdf(signed, key.ca_pem)
    assert check.faults == ()
    assert not check.sealed


def test_signing_keeps_every_byte_signed_before(signed: bytes, sealed: bytes) -> None:
    assert sealed.startswith(signed)


def test_the_seal_alone_closes_a_declined_record(
    publisher: DocumentPublisher, sealer: PdfSealer, key: ServiceKey
) -> None:
    pdf = sealer.seal(publisher.record_pdf(samples.declined_record()), samples.MADE_AT)
    check = check_pdf(pdf, key.ca_pem)
    assert (check.faults, check.sealed) == ((), True)


def test_a_field_is_signed_once_and_only_if_it_is_there(signed: bytes, sealer: PdfSealer) -> None:
    for name in ("signature_0_0", "elsewhere"):
        with pytest.raises(NotFound, match=name):
            sealer.sign(signed, samples.signature(name, certify=False))


def test_a_document_without_fields_takes_no_signature(
    publisher: DocumentPublisher, sealer: PdfSealer
) -> None:
    with pytest.raises(NotFound, match="seal"):
        sealer.seal(publisher.review_report_pdf(samples.review_report()), samples.MADE_AT)


def test_a_file_whose_objects_are_not_in_a_plain_table_is_not_signed(
    publisher: DocumentPublisher, sealer: PdfSealer
) -> None:
    packed = BytesIO()
    with pikepdf.open(BytesIO(publisher.record_pdf(samples.record()))) as document:
        document.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    with pytest.raises(BrokenEvidence, match="table of its objects"):
        sealer.seal(packed.getvalue(), samples.MADE_AT)


def test_a_clock_that_is_years_away_makes_no_difference(
    publisher: DocumentPublisher, tmp_path: Path
) -> None:
    for years in (-20, 30):
        at = samples.MADE_AT + timedelta(days=365 * years)
        key = ServiceKey.load_or_create(tmp_path / str(years), "Programme", at)
        pdf = PdfSealer(key).seal(publisher.record_pdf(samples.declined_record()), at)
        assert check_pdf(pdf, key.ca_pem).faults == ()


def test_signing_works_where_an_event_loop_runs(
    publisher: DocumentPublisher, sealer: PdfSealer, key: ServiceKey
) -> None:
    async def seal() -> bytes:
        return sealer.seal(publisher.record_pdf(samples.declined_record()), samples.MADE_AT)

    assert check_pdf(asyncio.run(seal()), key.ca_pem).sealed


def test_a_letter_the_stamp_lacks_is_written_as_its_code(
    publisher: DocumentPublisher, sealer: PdfSealer
) -> None:
    pdf = publisher.record_pdf(samples.record())
    content = samples.signature(
        "signature_0_0", certify=True, name="Ŵyn \N{GREEK SMALL LETTER PHI}"
    )
    assert "Signed by Ŵyn [U+03C6]" in squeezed(sealer.sign(pdf, content))


def test_a_changed_byte_anywhere_is_a_fault(sealed: bytes, key: ServiceKey) -> None:
    chance = random.Random(20270610)  # noqa: S311 (the same places at each run)
    places = [9, len(sealed) // 2, len(sealed) - 3, sealed.index(b"/Rect")]
    places += [chance.randrange(len(sealed)) for _ in range(12)]
    for place in places:
        changed = bytearray(sealed)
        changed[place] ^= 1
        assert check_pdf(bytes(changed), key.ca_pem).faults, place


def test_a_changed_byte_within_the_last_signature_is_a_fault(
    publisher: DocumentPublisher, sealer: PdfSealer, key: ServiceKey
) -> None:
    pdf = sealer.seal(publisher.record_pdf(samples.declined_record()), samples.MADE_AT)
    start = pdf.rindex(b"<308")
    # What no signature covers: versions, algorithms, letter case, padding.
    for place in (0, 6, 14, 52, 60, 86, 300, 1274, 1570, 2400, 4000, 8000):
        changed = bytearray(pdf)
        changed[start + place] ^= 1
        assert check_pdf(bytes(changed), key.ca_pem).faults, place


@pytest.mark.parametrize("added", [b"\n", b"\n% a remark\n%%EOF\n", b"1 0 obj\nnull\nendobj\n"])
def test_bytes_after_the_seal_are_a_fault(sealed: bytes, key: ServiceKey, added: bytes) -> None:
    check = check_pdf(sealed + added, key.ca_pem)
    assert check.faults
    assert not check.sealed


def test_a_revision_after_the_seal_is_a_fault(sealed: bytes, key: ServiceKey) -> None:
    revised = BytesIO()
    writer = IncrementalPdfFileWriter(BytesIO(sealed))
    writer.set_info(generic.DictionaryObject({pdf_name("/Title"): generic.pdf_string("Mine")}))
    writer.write(revised)
    check = check_pdf(revised.getvalue(), key.ca_pem)
    assert "Something was added to the file after its last signature." in check.faults
    assert not check.sealed


def test_a_sealed_document_takes_no_more_signatures(
    publisher: DocumentPublisher, sealer: PdfSealer
) -> None:
    sealed_early = sealer.seal(publisher.record_pdf(samples.record()), samples.MADE_AT)
    with pytest.raises(NotAllowed, match="sealed"):
        sealer.sign(sealed_early, samples.signature("signature_0_0", certify=False))


def test_only_the_first_signature_certifies(signed: bytes, sealer: PdfSealer) -> None:
    with pytest.raises(NotAllowed, match="first signature"):
        sealer.sign(signed, samples.signature("seal", certify=True))


def test_what_is_no_pdf_cannot_be_signed(sealer: PdfSealer) -> None:
    with pytest.raises(BrokenEvidence, match="not a PDF"):
        sealer.seal(b"not a PDF", samples.MADE_AT)


def test_a_file_written_anew_is_a_fault(sealed: bytes, key: ServiceKey) -> None:
    anew = BytesIO()
    with pikepdf.open(BytesIO(sealed)) as document:
        document.docinfo["/Title"] = "Another title"
        document.save(anew)
    assert check_pdf(anew.getvalue(), key.ca_pem).faults


def test_a_signature_of_another_service_is_a_fault(sealed: bytes, tmp_path: Path) -> None:
    other = ServiceKey.load_or_create(tmp_path, "Another programme", samples.MADE_AT)
    check = check_pdf(sealed, other.ca_pem)
    assert len(check.faults) == len(FIELDS)
    assert "was not made with a certificate of the given issuer" in check.faults[0]
    assert not check.sealed


@pytest.mark.parametrize("data", [b"", b"not a PDF", b"%PDF-1.7\n%%EOF", b"\x00" * 500])
def test_what_is_no_pdf_is_a_fault_and_no_exception(data: bytes, key: ServiceKey) -> None:
    check = check_pdf(data, key.ca_pem)
    assert (check.signatures, check.sealed) == ((), False)
    assert check.faults


def test_a_document_nobody_signed_is_a_fault(publisher: DocumentPublisher, key: ServiceKey) -> None:
    check = check_pdf(publisher.record_pdf(samples.record()), key.ca_pem)
    assert check.faults == ("The document carries no signature.",)


def test_an_issuer_that_cannot_be_read_is_a_fault(sealed: bytes) -> None:
    check = check_pdf(sealed, b"no certificate")
    assert check.faults == ("The issuer's certificate cannot be read.",)


def test_a_deputys_signature_shows_for_whom_it_was_made(
    publisher: DocumentPublisher, sealer: PdfSealer
) -> None:
    content = samples.signature("signature_0_0", certify=True)
    deputy = replace(content, role="Vice-chair", authority="deputy for the Chair, under minute 7")
    signed = sealer.sign(publisher.record_pdf(samples.record()), deputy)
    assert "Deputy for the Chair, under minute 7" in squeezed(signed)


def test_a_signature_made_on_paper_shows_the_paper_and_no_time(
    publisher: DocumentPublisher, sealer: PdfSealer, key: ServiceKey
) -> None:
    words = (
        f"On paper on 10 June 2027, scan SHA-256 {samples.SHA256}, original kept at the clerk's "
        "office, checked by programme lead"
    )
    content = samples.signature("signature_0_0", certify=True)
    on_paper = replace(content, reason=words, on_paper=True)
    pdf = sealer.sign(publisher.record_pdf(samples.record()), on_paper)
    shown = squeezed(pdf)
    assert words in shown
    assert "10 June 2027 at" not in shown
    [found] = check_pdf(pdf, key.ca_pem).signatures
    assert found.reason.endswith(words)


def test_a_signature_made_through_another_provider_says_through_which(
    publisher: DocumentPublisher, sealer: PdfSealer
) -> None:
    content = samples.signature("signature_0_0", certify=True)
    through = sealer.sign(
        publisher.record_pdf(samples.record()), replace(content, through="DocuSign")
    )
    assert "through DocuSign" in squeezed(through)
