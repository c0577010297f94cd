"""The Word files: for comment, and redlines with tracked changes."""

import re
import shutil
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from importlib import resources
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings

from concordat.documents import docx as word_files
from concordat.documents.docx import WordWriter
from concordat.documents.passages import passages_of
from concordat.documents.publisher import DocumentPublisher
from concordat.domain.errors import TemplateFault
from tests.integration.documents import samples
from tests.integration.documents.commands import run
from tests.integration.documents.tracked import body_of, changes_in, resolved
from tests.unit.documents.test_document_redline import TEXTS

REFERENCE = samples.TEMPLATES / "agreement" / "reference.docx"
WORDS = replace(samples.TEXT, html=samples.OLD_WORDS)
DRAFT = replace(
    samples.agreement(), text=WORDS, draft=True, comments_at="https://portal.example.org/comment"
)
Made = Callable[[DocumentPublisher], bytes]
FILES: dict[str, Made] = {
    "draft": lambda p: p.agreement_docx(DRAFT),
    "frozen": lambda p: p.agreement_docx(replace(DRAFT, draft=False, note="It amends version 0.")),
    "redline": lambda p: p.redline_docx(samples.redline()),
}
SHEET = (
    '<html lang="en-GB"><head><title>A &amp; B</title><meta name="author" content="The Facilitator">'
    '<meta name="dcterms.created" content="2027-06-10T15:30:00Z"></head>'
    '<body data-footer="code &lt;1&gt;" data-banner="">{}</body></html>'
)


def texts(file: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(BytesIO(file)).paragraphs]


def part(file: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(file)) as package:
        return package.read(name).decode()


@pytest.mark.parametrize("made", FILES.values(), ids=FILES)
def test_the_same_content_gives_the_same_bytes(publisher: DocumentPublisher, made: Made) -> None:
    assert made(publisher) == made(DocumentPublisher(samples.TEMPLATES))


def test_another_process_makes_the_same_bytes(publisher: DocumentPublisher) -> None:
    script = (
        "import hashlib; from tests.integration.documents import samples as s;"
        "from concordat.documents.publisher import DocumentPublisher as P;"
        "import sys; sys.stdout.write(P(s.TEMPLATES).redline_docx(s.redline()).hex())"
    )
    told = run(sys.executable, "-c", script, cwd=samples.TEMPLATES.parent)
    assert bytes.fromhex(told) == publisher.redline_docx(samples.redline())


@pytest.mark.parametrize("made", FILES.values(), ids=FILES)
def test_a_file_has_title_author_language_and_the_given_date(
    publisher: DocumentPublisher, made: Made
) -> None:
    file = made(publisher)
    properties = docx.Document(BytesIO(file)).core_properties
    assert "Memorandum of Understanding between the sectors" in properties.title
    assert properties.author == "Test Partnership Programme"
    assert properties.language == "en-GB"
    for at in (properties.created, properties.modified):
        assert at is not None
        assert at.replace(tzinfo=UTC) == samples.MADE_AT
    assert re.findall(r'<w:lang [^>]*w:val="([^"]*)"', part(file, "word/styles.xml")) == ["en-GB"]
    with zipfile.ZipFile(BytesIO(file)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("made", FILES.values(), ids=FILES)
def test_every_page_names_the_text_by_title_and_code(
    publisher: DocumentPublisher, made: Made
) -> None:
    [section] = docx.Document(BytesIO(made(publisher))).sections
    title, code = (paragraph.text for paragraph in section.footer.paragraphs)
    assert "Memorandum of Understanding between the sectors" in title
    assert re.search("code (3f9a3f9a 3f9a3f9a|07c107c1 07c107c1)", code)
    assert "Page 1 of 1" in code
    assert "«" not in title + code + section.header.paragraphs[0].text


@pytest.mark.parametrize("made", FILES.values(), ids=FILES)
def test_word_keeps_track_of_what_a_reader_changes(
    publisher: DocumentPublisher, made: Made
) -> None:
    assert "<w:trackRevisions" in part(made(publisher), "word/settings.xml")


def test_a_draft_says_first_how_and_until_when_to_comment(publisher: DocumentPublisher) -> None:
    file = FILES["draft"](publisher)
    styled = [(p.style.name, p.text) for p in docx.Document(BytesIO(file)).paragraphs if p.style]
    assert [name for name, _ in styled][:4] == ["System", "Heading 1", "Notice", "How To Comment"]
    how = styled[3][1]
    assert how.startswith("How to comment, until 26 February 2027, that day included.")
    assert "Review, New Comment" in how
    assert "https://portal.example.org/comment" in how
    assert "example.org" not in "".join(
        texts(publisher.agreement_docx(replace(DRAFT, comments_at="")))
    )


def test_frozen_words_are_not_open_for_comment_and_say_what_they_amend(
    publisher: DocumentPublisher,
) -> None:
    told = "\n".join(texts(FILES["frozen"](publisher)))
    assert "These words are frozen" in told
    assert "How to comment" not in told
    assert "It amends version 0." in told


def test_rehearsals_and_drafts_say_so_at_the_head_of_each_page(
    publisher: DocumentPublisher,
) -> None:
    file = publisher.agreement_docx(replace(DRAFT, rehearsal=True))
    [section] = docx.Document(BytesIO(file)).sections
    assert "REHEARSAL" in section.header.paragraphs[0].text
    assert "DRAFT" in section.header.paragraphs[0].text
    assert any(text.startswith("Rehearsal.") for text in texts(file))


@pytest.mark.parametrize("name", ["draft", "redline"])
def test_headings_lists_and_tables_are_real_ones(publisher: DocumentPublisher, name: str) -> None:
    document = docx.Document(BytesIO(FILES[name](publisher)))
    styles = {p.style.name for p in document.paragraphs if p.style}
    assert {"Heading 1", "Heading 2", "Heading 3", "Table Caption"} <= styles
    listed = [
        p.text for p in document.paragraphs if p._p.pPr is not None and p._p.pPr.numPr is not None
    ]
    assert "To listen." in listed
    [table] = document.tables
    first, *others = table.rows
    header = f"{qn('w:trPr')}/{qn('w:tblHeader')}"
    assert first._tr.find(header) is not None
    assert all(row._tr.find(header) is None for row in others)
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Actions"


def test_columns_have_their_share_of_the_page_by_what_stands_in_them(
    publisher: DocumentPublisher,
) -> None:
    [table] = docx.Document(BytesIO(FILES["draft"](publisher))).tables
    number, action = (int(column.get(qn("w:w"))) for column in table._tbl.tblGrid)
    assert 3 * number < action


def test_a_table_whose_rows_differ_is_left_as_it_is() -> None:
    uneven = "<table><tr><td colspan='2'>a</td></tr><tr><td>b</td><td>c</td></tr></table>"
    [table] = docx.Document(BytesIO(WordWriter(REFERENCE).docx(SHEET.format(uneven)))).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["a", "a"], ["b", "c"]]


def test_markup_in_a_programme_is_text_in_the_file(publisher: DocumentPublisher) -> None:
    programme = replace(
        samples.programme(), title="<b>A</b> & <script>b</script>", facilitator='"F" <i>'
    )
    file = publisher.agreement_docx(replace(DRAFT, programme=programme))
    document = docx.Document(BytesIO(file))
    assert document.core_properties.title == "<b>A</b> & <script>b</script>, version 1"
    assert document.core_properties.author == '"F" <i>'
    assert document.sections[0].footer.paragraphs[0].text == document.core_properties.title
    assert 'the facilitator, "F" <i>, as your answer' in "\n".join(texts(file))


def test_all_changes_accepted_or_rejected_give_exactly_either_text(
    publisher: DocumentPublisher,
) -> None:
    file = publisher.redline_docx(samples.redline())
    assert shown(file, accept=True) == told(samples.NEW_WORDS)
    assert shown(file, accept=False) == told(samples.OLD_WORDS)


@settings(max_examples=15)
@given(TEXTS, TEXTS)
def test_any_two_texts_can_be_read_back_from_the_changes_between_them(old: str, new: str) -> None:
    file = DocumentPublisher(samples.TEMPLATES).redline_docx(samples.redline(old, new))
    assert shown(file, accept=True) == told(new)
    assert shown(file, accept=False) == told(old)


def shown(file: bytes, *, accept: bool) -> list[str]:
    """Return what stands between the introduction and the hashes."""
    found = resolved(file, accept=accept)
    start = next(n for n, text in enumerate(found) if text.startswith("Every change is a tracked"))
    return found[start + 1 : found.index("The two versions")]


def told(html: str) -> list[str]:
    return [passage.text for passage in passages_of(html)]


@pytest.mark.parametrize(
    ("choice", "words"), [("accept", samples.NEW_WORDS), ("reject", samples.OLD_WORDS)]
)
def test_another_program_resolves_the_changes_of_words_alike(
    publisher: DocumentPublisher, choice: str, words: str
) -> None:
    pandoc = Path(str(resources.files("pypandoc") / "files" / "pandoc"))
    file = publisher.redline_docx(samples.redline())
    said = run(
        pandoc, "--from=docx", "--to=plain", "--wrap=none", f"--track-changes={choice}", given=file
    )
    plain = " ".join(said.split())
    for passage in passages_of(words):
        if passage.tag in {"h2", "h3", "li"}:
            assert passage.text in plain


def test_each_change_has_a_number_an_author_and_the_date(publisher: DocumentPublisher) -> None:
    changes = changes_in(publisher.redline_docx(samples.redline()))
    assert len(changes) > 10
    assert [c.get(qn("w:id")) for c in changes] == [str(n) for n in range(1, len(changes) + 1)]
    assert {c.get(qn("w:author")) for c in changes} == {"Test Partnership Programme"}
    assert {c.get(qn("w:date")) for c in changes} == {"2027-06-10T15:30:00Z"}


def test_rows_that_came_or_went_are_changes_of_their_own(publisher: DocumentPublisher) -> None:
    rows = body_of(publisher.redline_docx(samples.redline())).iter(qn("w:tr"))
    marks = [
        {tag for tag in ("ins", "del") if row.find(f"{qn('w:trPr')}/{qn(f'w:{tag}')}") is not None}
        for row in rows
    ]
    assert marks == [set(), set(), {"del"}, {"ins"}]


def test_a_fault_in_a_template_names_it_and_its_line(tmp_path: Path) -> None:
    shutil.copytree(samples.TEMPLATES, tmp_path / "templates")
    publisher = DocumentPublisher(tmp_path / "templates")
    for name, make in (
        ("agreement/comment.html.j2", lambda: publisher.agreement_docx(DRAFT)),
        ("records/redline.html.j2", lambda: publisher.redline_docx(samples.redline())),
        ("records/redline.html.j2", lambda: publisher.redline_pdf(samples.redline())),
        ("records/redline.html.j2", lambda: publisher.redline_html(samples.redline())),
    ):
        file = tmp_path / "templates" / name
        broken = file.read_text().replace("{% block body %}", "{% block body %}\n{{ nobody.name }}")
        file.write_text(broken)
        line = broken.split("\n").index("{{ nobody.name }}") + 1
        with pytest.raises(TemplateFault, match=rf"{name}:{line}: 'nobody' is undefined"):
            DocumentPublisher(tmp_path / "templates") and make()


def test_what_is_outside_the_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    for address in (
        "http://127.0.0.1:9/a.png",
        str(tmp_path / "a.png"),
        f"file://{tmp_path}/a.png",
    ):
        with pytest.raises(TemplateFault, match="Could not fetch"):
            WordWriter(REFERENCE).docx(SHEET.format(f"<p><img alt='' src='{address}'></p>"))


def test_scripts_and_frames_do_not_reach_the_file() -> None:
    page = SHEET.format("<script>go()</script><style>p {}</style><p>Words &amp; &lt;more&gt;</p>")
    file = WordWriter(REFERENCE).docx(page)
    assert texts(file) == ["Words & <more>"]
    assert docx.Document(BytesIO(file)).core_properties.title == "A & B"
    assert (
        docx.Document(BytesIO(file)).sections[0].footer.paragraphs[1].text.startswith("code <1> ·")
    )


def test_a_missing_reference_document_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(TemplateFault, match=r"there is no .*gone\.docx"):
        WordWriter(tmp_path / "gone.docx").docx(SHEET.format("<p>a</p>"))


def test_a_reference_document_that_is_none_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"no document")
    with pytest.raises(TemplateFault, match="cannot be written as a Word file"):
        WordWriter(tmp_path / "a.docx").docx(SHEET.format("<p>a</p>"))


def test_a_reference_document_without_room_for_the_code_is_a_fault(tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "plain.docx"))
    with pytest.raises(TemplateFault, match=r"plain\.docx: there is no «code» in its footer"):
        WordWriter(tmp_path / "plain.docx").docx(SHEET.format("<p>a</p>"))


def test_a_text_that_takes_too_long_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_files, "_TIME_S", 0.001)
    with pytest.raises(TemplateFault, match="it took more than"):
        WordWriter(REFERENCE).docx(SHEET.format("<p>a</p>"))


def test_a_page_that_does_not_say_whose_it_is_is_a_fault() -> None:
    page = SHEET.format("<p>a</p>").replace('name="author"', 'name="writer"')
    with pytest.raises(TemplateFault, match="does not say its author"):
        WordWriter(REFERENCE).docx(page.replace("<title>", "<title>\n"))
