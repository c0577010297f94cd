"""Whatever is done to a sealed record is caught, and said in plain words, whoever looks.

The record is a real one out of a real bundle, with a signature, its seal and the agreement inside.
"""

import random
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from concordat.evidence.layout import AUTHORITY
from concordat.evidence.verify import verify
from concordat.evidence.write import write_sums
from concordat.signing.checking import check_pdf

RECORD = "documents/records/east.pdf"
Edit = Callable[[IncrementalPdfFileWriter], None]

REGIONS = {
    "the header": rb"%PDF-1\.(7)",
    "the marker of binary content": rb"%PDF-1\.7\s+%(.)",
    "the words of a page": rb"/Length \d+[^>]*>>\s*stream\n.{40}(.)",
    "the letters of a font": rb"/Length1 \d+[^>]*>>\s*stream\n.{200}(.)",
    "the agreement inside": rb"/EmbeddedFile.{0,80}?>>\s*stream\n.{500}(.)",
    "the agreement's checksum": rb"/CheckSum .(.)",
    "what the agreement inside is": rb"/AFRelationship /(S)",
    "the metadata": rb"<pdfuaid:part>(1)",
    "the language": rb"/Lang \((e)n-GB",
    "the reading order": rb"/StructTreeRoot (\d)",
    "the name of a field": rb"/T \((s)ignature",
    "a table of objects": rb"\nxref\n\d+ \d+\s\n?(\d)",
    "the trailer": rb"trailer.{0,40}/Root (\d)",
    "where the table stands": rb"startxref\n(\d)",
    "the seal's own bytes": rb"/SubFilter /ETSI[^E]*(E)",
    "the room of a signature": rb"/Contents <308.{300}(.)",
    "the padding of a signature": rb"/Contents <[0-9A-F]*?0{40}(0)",
    "the range of a signature": rb"/ByteRange \[0 (\d)",
    "the reason of a signature": rb"/Reason \((.)",
    "the time of a signature": rb"/M \(D:2(0)",
    "the look of a signature": rb"BT /F1 (\d)",
    "what may change": rb"/TransformParams << /Type /TransformParams /V /1\.2 /P (\d)",
    "the end": rb"%%E(O)F\s*\Z",
}


@pytest.fixture
def record(evidence: Path) -> bytes:
    return (evidence / RECORD).read_bytes()


@pytest.fixture
def authority(evidence: Path) -> bytes:
    return (evidence / AUTHORITY).read_bytes()


def flipped(pdf: bytes, at: int) -> bytes:
    changed = bytearray(pdf)
    changed[at] ^= 1
    return bytes(changed)


def in_plain_words(fault: str) -> bool:
    """Say whether it is a sentence, without the names that only programmers know."""
    code = re.compile(r"Error|Exception|Traceback|0x|\bNone\b|<class|pyhanko", re.IGNORECASE)
    return re.match(r"[A-Z].*\.$", fault) is not None and not code.search(fault)


def check_faults(pdf: bytes, authority: bytes) -> tuple[str, ...]:
    check = check_pdf(pdf, authority)
    assert not check.sealed
    assert all(in_plain_words(fault) for fault in check.faults), check.faults
    return check.faults


@pytest.mark.parametrize("region", REGIONS)
def test_a_changed_byte_in_every_region_is_caught(
    record: bytes, authority: bytes, region: str
) -> None:
    found = [m.start(1) for m in re.finditer(REGIONS[region], record, re.DOTALL)]
    assert found
    for at in {found[0], found[-1]}:
        assert check_faults(flipped(record, at), authority), at


def test_a_changed_byte_anywhere_is_caught(record: bytes, authority: bytes) -> None:
    chance = random.Random(20270624)  # noqa: S311 (the same places at each run)
    step = len(record) // 40
    for start in range(0, len(record) - step, step):
        at = start + chance.randrange(step)
        assert check_faults(flipped(record, at), authority), at


def test_a_changed_byte_is_named_by_verify(evidence: Path, record: bytes) -> None:
    (evidence / RECORD).write_bytes(flipped(record, record.index(b"<pdfuaid:part>1") + 14))
    write_sums(evidence)
    faults = verify(evidence)
    assert f"{RECORD}: it is not the document on record" in faults
    assert any("bytes have changed since it was made" in fault for fault in faults)


def with_an_annotation(writer: IncrementalPdfFileWriter) -> None:
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Text"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (9, 9, 20, 20))),
            pdf_name("/Contents"): generic.pdf_string("Filed."),
        }
    )
    writer.register_annotation(writer.find_page_for_modification(0)[0], writer.add_object(note))


def with_another_value(writer: IncrementalPdfFileWriter) -> None:
    field = writer.root["/AcroForm"]["/Fields"][0]
    field["/V"]["/Reason"] = generic.pdf_string("Does not attest")
    writer.update_container(field["/V"])


def with_another_page(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    page = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Page"),
            pdf_name("/MediaBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842))),
            pdf_name("/Parent"): writer.root.raw_get("/Pages"),
        }
    )
    pages["/Kids"].append(writer.add_object(page))
    pages["/Count"] = generic.NumberObject(pages["/Count"] + 1)
    writer.update_container(pages)


def without_its_last_page(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    del pages["/Kids"][-1]
    pages["/Count"] = generic.NumberObject(pages["/Count"] - 1)
    writer.update_container(pages)


def without_the_agreement(writer: IncrementalPdfFileWriter) -> None:
    del writer.root["/Names"]
    del writer.root["/AF"]
    writer.update_root()


def with_another_agreement(writer: IncrementalPdfFileWriter) -> None:
    files = writer.root["/AF"][0]["/EF"]
    another = generic.StreamObject(
        {pdf_name("/Type"): pdf_name("/EmbeddedFile")}, stream_data=b"%PDF-1.7 another"
    )
    files["/F"] = files["/UF"] = writer.add_object(another)
    writer.update_container(files)


def with_another_title(writer: IncrementalPdfFileWriter) -> None:
    title = {pdf_name("/Title"): generic.pdf_string("Ratified without reservation")}
    writer.set_info(generic.DictionaryObject(title))


def without_the_seal(writer: IncrementalPdfFileWriter) -> None:
    seal = writer.root["/AcroForm"]["/Fields"][-1]
    del seal["/V"]
    writer.update_container(seal)


EDITS: tuple[Edit, ...] = (
    with_an_annotation,
    with_another_value,
    with_another_page,
    without_its_last_page,
    without_the_agreement,
    with_another_agreement,
    with_another_title,
    without_the_seal,
)


def revised(pdf: bytes, edit: Edit) -> bytes:
    """Return the file with one more revision, as any editor appends it."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    edit(writer)
    written = BytesIO()
    writer.write(written)
    assert written.getvalue().startswith(pdf)
    return written.getvalue()


@pytest.mark.parametrize("edit", EDITS)
def test_an_appended_revision_is_caught(record: bytes, authority: bytes, edit: Edit) -> None:
    faults = check_faults(revised(record, edit), authority)
    assert "Something was added to the file after its last signature." in faults


@pytest.mark.parametrize("edit", EDITS)
def test_an_appended_revision_is_named_by_verify(evidence: Path, record: bytes, edit: Edit) -> None:
    (evidence / RECORD).write_bytes(revised(record, edit))
    write_sums(evidence)
    faults = [fault for fault in verify(evidence) if fault.startswith(RECORD)]
    assert f"{RECORD}: it is not the document on record" in faults
    assert f"{RECORD}: Something was added to the file after its last signature." in faults
    assert f"{RECORD}: it is not sealed" in faults
    inside = {
        without_the_agreement: f"{RECORD}: it does not hold the signed agreement",
        with_another_agreement: f"{RECORD}: it holds a file that is not the signed agreement on "
        "record",
    }
    assert inside.get(edit, faults[0]) in faults


def revisions(pdf: bytes) -> list[bytes]:
    """Return the file as it was after each revision but the last, oldest first."""
    ends = [match.end() for match in re.finditer(rb"%%EOF\n", pdf)]
    return [pdf[:end] for end in ends[:-1]]


def test_a_file_cut_back_to_an_earlier_revision_is_not_sealed(
    record: bytes, authority: bytes
) -> None:
    *_, signed = revisions(record)
    for pdf in revisions(record):
        check = check_pdf(pdf, authority)
        assert not check.sealed
    assert check_pdf(signed, authority).signatures


def test_a_file_cut_back_is_named_by_verify(evidence: Path, record: bytes) -> None:
    for pdf in revisions(record):
        (evidence / RECORD).write_bytes(pdf)
        write_sums(evidence)
        faults = verify(evidence)
        assert f"{RECORD}: it is not the document on record" in faults
        assert f"{RECORD}: it is not sealed" in faults
        assert any("signatures, the trail says" in fault for fault in faults)


def test_a_record_in_the_place_of_another_is_named_by_verify(evidence: Path) -> None:
    other = (evidence / "documents/records/north.pdf").read_bytes()
    (evidence / RECORD).write_bytes(other)
    write_sums(evidence)
    assert f"{RECORD}: it is not the document on record" in verify(evidence)
