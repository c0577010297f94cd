import hashlib
import re
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from concordat.documents.pdf import Press
from concordat.documents.publisher import DocumentPublisher
from concordat.domain.errors import TemplateFault
from concordat.domain.signature import Medium
from tests.integration.documents import samples
from tests.integration.documents.commands import run

DOCUMENTS = {
    "agreement": lambda p: p.agreement_pdf(samples.agreement()),
    "record": lambda p: p.record_pdf(samples.record()),
    "reserved record": lambda p: p.record_pdf(samples.reserved_record()),
    "declined record": lambda p: p.record_pdf(samples.declined_record()),
    "confirmed record": lambda p: p.record_pdf(samples.confirmed_record()),
    "accession": lambda p: p.accession_pdf(samples.accession()),
    "board paper": lambda p: p.board_paper_pdf(samples.board_paper()),
    "answered paper": lambda p: p.board_paper_pdf(samples.answered_paper()),
    "letter": lambda p: p.letter_pdf(samples.letter()),
    "posted letter": lambda p: p.letter_pdf(samples.posted_letter()),
    "notice": lambda p: p.notice_pdf(samples.notice()),
    "certificate": lambda p: p.certificate_pdf(samples.certificate()),
    "review report": lambda p: p.review_report_pdf(samples.review_report()),
    "redline": lambda p: p.redline_pdf(samples.redline()),
}
REHEARSED = {
    "agreement": lambda p: p.agreement_pdf(replace(samples.agreement(), rehearsal=True)),
    "record": lambda p: p.record_pdf(replace(samples.record(), rehearsal=True)),
    "accession": lambda p: p.accession_pdf(replace(samples.accession(), rehearsal=True)),
    "board paper": lambda p: p.board_paper_pdf(replace(samples.board_paper(), rehearsal=True)),
    "letter": lambda p: p.letter_pdf(replace(samples.letter(), rehearsal=True)),
    "notice": lambda p: p.notice_pdf(replace(samples.notice(), rehearsal=True)),
    "certificate": lambda p: p.certificate_pdf(replace(samples.certificate(), rehearsal=True)),
    "review": lambda p: p.review_report_pdf(replace(samples.review_report(), rehearsal=True)),
    "redline": lambda p: p.redline_pdf(replace(samples.redline(), rehearsal=True)),
}
Made = Callable[[DocumentPublisher], bytes]


def text_of(pdf: bytes) -> str:
    return run("pdftotext", "-layout", "-", "-", given=pdf)


def squeezed(pdf: bytes) -> str:
    return " ".join(text_of(pdf).split())


def fields_of(pdf: bytes) -> list[str]:
    with pikepdf.open(BytesIO(pdf)) as document:
        if "/AcroForm" not in document.Root:
            return []
        return [str(field.T) for field in document.Root.AcroForm.Fields]


@pytest.mark.parametrize("made", DOCUMENTS.values(), ids=DOCUMENTS)
def test_the_same_content_gives_the_same_bytes(publisher: DocumentPublisher, made: Made) -> None:
    assert made(publisher) == made(DocumentPublisher(samples.TEMPLATES))


def test_another_process_makes_the_same_bytes(publisher: DocumentPublisher) -> None:
    script = (
        "import hashlib; from tests.integration.documents import samples as s;"
        "from concordat.documents.publisher import DocumentPublisher as P;"
        "print(hashlib.sha256(P(s.TEMPLATES).record_pdf(s.record())).hexdigest())"
    )
    root = samples.TEMPLATES.parent
    told = run(sys.executable, "-c", script, cwd=root)
    here = hashlib.sha256(publisher.record_pdf(samples.record())).hexdigest()
    assert told.strip() == here


def test_documents_made_at_once_in_threads_are_the_same_documents(
    publisher: DocumentPublisher,
) -> None:
    with ThreadPoolExecutor(4) as threads:
        made = set(threads.map(publisher.record_pdf, [samples.record()] * 8))
    assert made == {publisher.record_pdf(samples.record())}


@pytest.mark.parametrize("made", DOCUMENTS.values(), ids=DOCUMENTS)
def test_every_font_is_the_shipped_one_and_embedded(
    publisher: DocumentPublisher, made: Made, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(made(publisher))
    fonts = [line.split() for line in run("pdffonts", path).splitlines()[2:]]
    assert fonts
    assert all("Concordat-Text" in font[0] and font[-5:-2] == ["yes"] * 3 for font in fonts)


@pytest.mark.parametrize("made", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_says_which_standards_it_keeps(publisher: DocumentPublisher, made: Made) -> None:
    with pikepdf.open(BytesIO(made(publisher))) as document:
        with document.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "3"
            assert metadata["pdfaid:conformance"] == "A"
            assert metadata["pdfuaid:part"] == "1"
        assert str(document.Root.Lang) == "en-GB"
        assert document.Root.MarkInfo.Marked
        assert str(document.docinfo["/Title"])


def test_a_signed_document_has_a_field_for_each_slot_and_the_seal(
    publisher: DocumentPublisher,
) -> None:
    assert fields_of(publisher.record_pdf(samples.record())) == [
        "signature_0_0",
        "signature_1_0",
        "signature_2_0",
        "seal",
    ]
    assert fields_of(publisher.record_pdf(samples.declined_record())) == ["seal"]
    assert fields_of(publisher.certificate_pdf(samples.certificate())) == ["seal"]
    assert fields_of(publisher.accession_pdf(samples.accession())) == ["seal"]
    assert fields_of(publisher.board_paper_pdf(samples.board_paper())) == []


def test_the_parties_fields_have_the_same_height_and_size(publisher: DocumentPublisher) -> None:
    with pikepdf.open(BytesIO(publisher.record_pdf(samples.record()))) as document:
        first, second, *_ = document.Root.AcroForm.Fields
        left, right = ([float(edge) for edge in field.Rect] for field in (first, second))
    assert left[1::2] == right[1::2]
    assert left[2] - left[0] == pytest.approx(right[2] - right[0], abs=0.01)


@pytest.mark.parametrize("made", REHEARSED.values(), ids=REHEARSED)
def test_every_page_of_a_rehearsal_says_so(publisher: DocumentPublisher, made: Made) -> None:
    pages = text_of(made(publisher)).split("\f")[:-1]
    assert pages
    assert all("REHEARSAL" in page for page in pages)


def test_every_page_of_a_draft_says_so(publisher: DocumentPublisher) -> None:
    pdf = publisher.agreement_pdf(replace(samples.agreement(), draft=True))
    pages = text_of(pdf).split("\f")[:-1]
    assert all("DRAFT" in page for page in pages)
    assert "DRAFT" not in text_of(publisher.agreement_pdf(samples.agreement()))


@pytest.mark.parametrize("made", DOCUMENTS.values(), ids=DOCUMENTS)
def test_every_page_names_the_version_by_its_hash(publisher: DocumentPublisher, made: Made) -> None:
    pages = text_of(made(publisher)).split("\f")[:-1]
    assert all(
        re.search(r"version [12] · code (3f9a3f9a 3f9a3f9a|07c107c1 07c107c1)", page)
        for page in pages
    )
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]


def test_markup_in_somebodys_words_appears_as_text(publisher: DocumentPublisher) -> None:
    said = "<script>alert('x')</script> <b>bold</b> & {{ braces }}"
    content = replace(samples.reserved_record(), reservation=said, place_name="<i>Here</i>")
    told = squeezed(publisher.record_pdf(content))
    assert said in told
    assert "Ratification record: <i>Here</i>" in told


def test_a_record_says_everything_the_place_decided(publisher: DocumentPublisher) -> None:
    told = squeezed(publisher.record_pdf(samples.reserved_record()))
    for words in (
        "with the reservation in the annex",
        "E06000047",
        "10 June 2027",
        "PC/27/041",
        "two months' notice is too short.",
        "3f9a3f9a 3f9a3f9a 3f9a3f9a 3f9a3f9a",
        "07c107c1 07c107c1 07c107c1 07c107c1",
        "Any one of: Chief officer; Deputy chief officer",
        "Cynghrair Gymunedol Tŷ Ŵyr",
    ):
        assert words in told


def test_a_successors_record_names_the_records_it_confirms(publisher: DocumentPublisher) -> None:
    told = squeezed(publisher.record_pdf(samples.confirmed_record()))
    for words in (
        "has confirmed the agreement for Place 1, as it was ratified there before.",
        "Place 1 has succeeded Old Place and Older Place.",
        "Record of Old Place 5b215b21 5b215b21",
        "Record of Older Place 6c326c32 6c326c32",
        "Old Place: Notice is too short.",
    ):
        assert words in told


def test_an_accession_record_says_who_joins_by_which_decision_from_when(
    publisher: DocumentPublisher,
) -> None:
    told = squeezed(publisher.accession_pdf(samples.accession()))
    for words in (
        "Accession record: Carers Trust (Ymddiriedolaeth Gofalwyr Tŷ Ŵyr)",
        "is a partner from 15 July 2027.",
        "On behalf of Unpaid carers",
        "28 June 2027",
        "CT/27/4",
        "No other partner signs again",
        "3f9a3f9a 3f9a3f9a 3f9a3f9a 3f9a3f9a",
        "07c107c1 07c107c1 07c107c1 07c107c1",
    ):
        assert words in told
    alone = publisher.accession_pdf(replace(samples.accession(), on_behalf_of=None))
    assert "On behalf of" not in squeezed(alone)


def test_a_picture_from_outside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("")
    with pytest.raises(TemplateFault, match=r"http://example\.org/a\.png is outside the document"):
        Press(tmp_path / "a.css").pdf("<img alt='' src='http://example.org/a.png'>")


def test_a_missing_stylesheet_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(TemplateFault, match=r"no stylesheet .*gone\.css"):
        Press(tmp_path / "gone.css").pdf("<p>")


def test_a_document_says_by_which_mandate_and_for_whom_each_signs(
    publisher: DocumentPublisher,
) -> None:
    for pdf in (
        publisher.record_pdf(replace(samples.record(), slots=samples.authorised())),
        publisher.agreement_pdf(replace(samples.agreement(), slots=samples.authorised())),
    ):
        # Without -layout the two columns are read one after the other.
        told = " ".join(run("pdftotext", "-", "-", given=pdf).split())
        for words in (
            "Any one of: Chief officer; Deputy chief officer",
            "Co-chair A (both sign: Co-chair A and Co-chair B)",
            "Co-chair B (both sign: Co-chair A and Co-chair B)",
            "Mandate from the Assembly; basis: its vote of 3 March 2027; limits: may not commit funds",
            "Vice-chair: deputy for the Chair",
            "30 June 2027, under minute",
        ):
            assert words in told


def test_the_certificate_notes_disputed_mandates_and_every_authority(
    publisher: DocumentPublisher,
) -> None:
    told = squeezed(publisher.certificate_pdf(samples.disputed_certificate()))
    for words in (
        "Deputy for the Chair, under",
        "Annex. Mandates that were disputed",
        "Place 1: Chair of the voluntary sector forum, Place Voluntary Forum",
        "Disputed on 20 June 2027 by the Small Groups Network: No vote was held.",
        "The dispute was open when this certificate was made.",
        "On 30 June 2027 the Assembly decided that the mandate was good: It was good.",
        "On 1 July 2027 the Assembly decided that the mandate was not good: It was not.",
    ):
        assert words in told
    assert "disputed" not in squeezed(publisher.certificate_pdf(samples.certificate()))


def test_a_record_prints_how_the_decision_was_reached_and_the_places_own_words(
    publisher: DocumentPublisher,
) -> None:
    content = replace(
        samples.record(),
        own_words="Our forum meets in the village hall.",
        effective_from=date(2027, 7, 1),
        members_present=7,
        conflicts=("the treasurer", "a councillor"),
    )
    printed = squeezed(publisher.record_pdf(content))
    assert "To hold from 1 July 2027" in printed
    assert "Members present 7" in printed
    assert "Conflicts of interest declared The treasurer; a councillor" in printed
    assert "Annex 1. Words of its own" in printed
    assert "Our forum meets in the village hall." in printed


def test_a_record_prints_by_whom_and_why_it_was_decided_urgently(
    publisher: DocumentPublisher,
) -> None:
    content = replace(samples.record(), authority="the Chair", urgent_reason="The round closes.")
    printed = squeezed(publisher.record_pdf(content))
    assert "Decided between meetings By the Chair: The round closes." in printed
    assert "Members present" not in printed


def test_a_review_report_quotes_every_reservation(publisher: DocumentPublisher) -> None:
    reserved = replace(
        samples.review_report(), reservations=(("Place 1", "Three months' notice."),)
    )
    printed = squeezed(publisher.review_report_pdf(reserved))
    assert "The reservations under which places ratified" in printed
    assert "Place 1 Three months' notice." in printed
    assert "reservations" not in squeezed(publisher.review_report_pdf(samples.review_report()))


@pytest.mark.parametrize(
    ("level", "meaning"),
    [
        ("B-B", "own word alone."),
        ("B-T", "authority says when it was sealed."),
        ("B-LTA", "the file holds what is needed to check that in decades."),
    ],
)
def test_the_certificate_says_of_which_level_its_seal_is(
    publisher: DocumentPublisher, level: str, meaning: str
) -> None:
    certificate = replace(samples.certificate(), seal_level=level)
    told = squeezed(publisher.certificate_pdf(certificate))
    assert f"The seal below is of the level PAdES {level}: " in told
    assert meaning in told


def test_the_certificate_shows_on_what_each_signature_was_made(
    publisher: DocumentPublisher,
) -> None:
    made = samples.certificate()
    first, *others = made.signatures
    on_paper = replace(first, medium=Medium.PAPER)
    told = squeezed(publisher.certificate_pdf(replace(made, signatures=(on_paper, *others))))
    assert "on paper" in told
    assert "electronically" in told


def test_a_redline_says_in_words_what_was_put_in_and_what_was_taken_out(
    publisher: DocumentPublisher,
) -> None:
    pdf = publisher.redline_pdf(samples.redline())
    told = squeezed(pdf)
    for words in (
        "What version 2 changes",
        "9 passages changed from version 1 to version 2",
        "To work as [removed: equals] [inserted: equal partners], in every place of the system.",
        "[removed: To ask before we decide.]",
        "[inserted: A partner & a place speak for themselves.]",
        "Hold briefings for [inserted: all staff and] senior leaders.",
        "Nothing here binds anybody else.",
        "version 2 · code 07c107c1 07c107c1 · compared with version 1",
    ):
        assert words in told
    with pikepdf.open(BytesIO(pdf)) as document:
        tags = {
            str(thing.get("/S"))
            for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary)
        }
    assert {"/H1", "/H2", "/H3", "/L", "/LI", "/Table", "/TH", "/TD", "/Caption"} <= tags


def test_a_redline_page_says_the_same_and_shows_it_with_a_style_of_its_own(
    publisher: DocumentPublisher,
) -> None:
    html = publisher.redline_html(samples.redline())
    assert '<span class="mark">[removed:</span> <del> equals</del>' in html.replace(
        "<strong>", ""
    ).replace("</strong>", "")
    assert "<style>" in html
    one = publisher.redline_html(samples.redline("<p>a</p>", "<p>b</p><p>c</p>"))
    assert "<strong>3 passages changed</strong>" in one


def test_the_certificate_says_through_whom_a_signature_was_made(
    publisher: DocumentPublisher,
) -> None:
    made = samples.certificate()
    elsewhere = replace(made.signatures[0], through="DocuSign")
    told = squeezed(publisher.certificate_pdf(replace(made, signatures=(elsewhere,))))
    assert "electronically, through DocuSign" in told
    assert "electronically, by personal link" in squeezed(publisher.certificate_pdf(made))


def test_a_certificate_says_who_vouched_for_a_signatory_in_person(
    publisher: DocumentPublisher,
) -> None:
    made = samples.certificate()
    at = made.signatures[0].signed_at
    vouched = replace(
        made.signatures[0], witnessed_by="Event officer, The Facilitator", identified_at=at
    )
    told = squeezed(
        publisher.certificate_pdf(replace(made, signatures=(vouched, *made.signatures[1:])))
    )
    assert "identified in person at" in told
    assert "by: Event officer, The Facilitator" in told
    assert "An officer cannot vouch for themselves." in told
    assert "cannot vouch" not in squeezed(publisher.certificate_pdf(made))
