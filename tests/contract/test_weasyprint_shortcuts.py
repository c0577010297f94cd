"""What the shortcuts through WeasyPrint rely on: they fail here when its private names change."""

import re
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from weasyprint import CSS, HTML
from weasyprint.css import ComputedStyle
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.layout import inline
from weasyprint.text.line_break import split_first_line

from concordat.documents import pdf
from concordat.documents.kept_lines import BREAKING_PROPERTIES, KeptLines
from concordat.documents.publisher import DocumentPublisher
from concordat.documents.quicker_layout import quicker_layout
from tests.integration.documents import samples

DOCUMENTS = {
    "agreement": lambda p: p.agreement_pdf(samples.agreement()),
    "record": lambda p: p.record_pdf(samples.record()),
    "reserved record": lambda p: p.record_pdf(samples.reserved_record()),
    "confirmed record": lambda p: p.record_pdf(samples.confirmed_record()),
    "accession": lambda p: p.accession_pdf(samples.accession()),
    "board paper": lambda p: p.board_paper_pdf(samples.board_paper()),
    "certificate": lambda p: p.certificate_pdf(samples.disputed_certificate()),
    "review report": lambda p: p.review_report_pdf(samples.review_report()),
}
WRITING = """
<p>Plain words, long enough to be broken into several lines, in <u>another</u> <b>style</b>.
<p lang="en-GB" style="hyphens: auto">Extraordinarily incomprehensible responsibilities here.
<p>Extra\xadordi\xadnari\xadly
<p style="word-break: break-all">Unbreakable/words/of/one/piece/that/are/too/long
<p style="overflow-wrap: anywhere">Unbreakable/words/of/one/piece/that/are/too/long
<p style="letter-spacing: 2pt; word-spacing: 3pt">Words set wide, on more than one line of text.
<p style="white-space: pre-wrap">Words with\ta tab\nand a line
<p dir="rtl" style="direction: rtl">Right to left, and long enough for a second line.
"""


class Watched:
    """A style that writes down which of its properties are read."""

    def __init__(self, style: Any, read: set[str]) -> None:
        self._style = style
        self._read = read

    def __getitem__(self, name: str) -> Any:
        self._read.add(name)
        return self._style[name]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._style, name)


@pytest.mark.parametrize("made", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_has_the_same_bytes_without_the_shortcuts(
    made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher = DocumentPublisher(samples.TEMPLATES)
    # The second one finds every line already broken.
    quick = [made(publisher), made(publisher)]
    monkeypatch.setattr(pdf, "quicker_layout", lambda _: nullcontext())
    assert quick == [made(publisher)] * 2


def test_lines_are_kept_by_everything_that_breaking_them_depends_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: set[str] = set()

    def watched(text: str, style: Any, *rest: Any, **more: Any) -> Any:
        layout, *others = split_first_line(text, Watched(style, read), *rest, **more)
        layout.reactivate(Watched(style, read))
        layout.deactivate()
        return layout, *others

    monkeypatch.setattr(inline, "split_first_line", watched)
    HTML(string=WRITING).render(stylesheets=[CSS(string="@page { size: 60mm 200mm }")])
    assert read
    assert read - set(BREAKING_PROPERTIES) == set()


@pytest.mark.parametrize("page", ["60mm 200mm", "150mm 200mm"])
def test_lines_break_where_they_break_without_the_shortcuts(page: str) -> None:
    html, rules = HTML(string=WRITING), [CSS(string=f"@page {{ size: {page} }}")]
    plain = list(lines_of(html.render(stylesheets=rules)))
    kept = KeptLines()
    with quicker_layout(kept):
        quick = [list(lines_of(html.render(stylesheets=rules))) for _ in range(2)]
    assert quick == [plain, plain]
    assert len(plain) > 8


def lines_of(document: Any) -> Iterator[tuple[str, float, float, float]]:
    for page in document.pages:
        for box in page._page_box.descendants():
            if isinstance(box, TextBox):
                yield box.text, box.position_x, box.position_y, box.width


def test_no_rule_cuts_a_line_short_when_it_is_drawn() -> None:
    rules = (samples.TEMPLATES / "records" / "documents.css").read_text(encoding="utf-8")
    assert not {"ellipsis", "line-clamp", "max-lines"} & set(re.findall(r"[a-z-]+", rules))


def test_leaving_the_shortcuts_leaves_weasyprint_as_it_was() -> None:
    before = ComputedStyle.__missing__, inline.split_first_line
    with quicker_layout(KeptLines()):
        assert inline.split_first_line is not before[1]
    assert (ComputedStyle.__missing__, inline.split_first_line) == before
