"""What no validator sees: whether the structure of each document makes sense to who hears it."""

from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest

from tests.conformance.documents import PROGRAMMES, kinds, printed
from tests.conformance.kind import Kind
from tests.conformance.signing import fields_of
from tests.conformance.structure import bookmarks_of, field_names, link_names, tags_of

HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")
every_programme = pytest.mark.parametrize("programme", PROGRAMMES)


def found_in(programme: str, look: Callable[[bytes], Iterator[str]]) -> dict[str, list[str]]:
    """Return what is found in each document of the programme, for those where something is."""
    found = {name: list(look(printed(programme, name))) for name in kinds(programme)}
    return {name: faults for name, faults in found.items() if faults}


@every_programme
def test_a_document_has_one_title_and_headings_that_skip_no_level(programme: str) -> None:
    def look(pdf: bytes) -> Iterator[str]:
        levels = [int(tag.kind[1]) for tag in tags_of(pdf).all(*HEADINGS)]
        if levels[0] != 1 or levels.count(1) != 1:
            yield f"titles: {levels}"
        if any(after > before + 1 for before, after in pairwise(levels)):
            yield f"a level is skipped: {levels}"

    assert found_in(programme, look) == {}


@every_programme
def test_the_bookmarks_are_the_headings_and_nest_as_they_do(programme: str) -> None:
    def look(pdf: bytes) -> Iterator[str]:
        headings = [(int(tag.kind[1]), tag.words) for tag in tags_of(pdf).all(*HEADINGS)]
        bookmarks = bookmarks_of(pdf)
        if [(depth, _letters(words)) for depth, words in bookmarks] != [
            (level, _letters(words)) for level, words in headings
        ]:
            yield f"{bookmarks} are not {headings}"

    assert found_in(programme, look) == {}


def _letters(words: str) -> str:
    """Return the words without blanks: a heading's may end where a line or a mark begins."""
    return "".join(words.split())


@every_programme
def test_every_row_of_a_table_has_a_header_cell_that_says_what_it_heads(programme: str) -> None:
    def look(pdf: bytes) -> Iterator[str]:
        for table in tags_of(pdf).all("Table"):
            rows = [row.inside for row in table.all("TR")]
            if len({len(row) for row in rows}) != 1:
                yield f"rows of different lengths: {table.words}"
            for row in rows:
                if not any(cell.kind == "TH" for cell in row):
                    yield f"no header: {' | '.join(cell.words for cell in row)}"
            for head, scope in (("THead", "Column"), ("TBody", "Row")):
                cells = [cell for part in table.all(head) for cell in part.all("TH")]
                yield from (f"not of a {scope}: {c.words}" for c in cells if c.scope != scope)

    assert found_in(programme, look) == {}


@every_programme
def test_a_list_holds_items_with_their_words_and_nothing_else(programme: str) -> None:
    def look(pdf: bytes) -> Iterator[str]:
        for listing in tags_of(pdf).all("L"):
            for item in listing.inside:
                if item.kind != "LI" or not any(part.words for part in item.all("LBody")):
                    yield f"{item.kind}: {item.words}"

    assert found_in(programme, look) == {}


@every_programme
def test_a_link_says_in_words_where_it_leads(programme: str) -> None:
    def look(pdf: bytes) -> Iterator[str]:
        told = [tag.words for tag in tags_of(pdf).all("Link")] + link_names(pdf)
        for words in told:
            if "://" in words or words.startswith("www.") or not any(c.isalpha() for c in words):
                yield words

    assert found_in(programme, look) == {}


def test_the_links_of_the_agreement_lead_to_its_notes_and_back() -> None:
    pdf = printed("config", "agreement, frozen")
    told = [tag.words for tag in tags_of(pdf).all("Link")]
    numbers = range(1, 4)
    assert told[:3] == [f"[note {n}]" for n in numbers]
    assert told[3:] == [f"Back to note {n} in the text" for n in numbers]
    assert set(link_names(pdf)) == {f"Note {n}" for n in numbers} | {
        f"Place of note {n} in the text" for n in numbers
    }


@every_programme
def test_fields_are_met_in_signing_order_and_are_called_by_who_signs(programme: str) -> None:
    def look(kind: Kind, pdf: bytes) -> Iterator[str]:
        met = dict(field_names(pdf))
        if sorted(met) != sorted(fields_of(pdf)) or "seal" in list(met)[:-1]:
            yield f"met as {met}"
        for party in {slot.party for slot in kind.slots}:
            theirs = [slot.field for slot in kind.slots if slot.party == party]
            if [field for field in met if field in theirs] != theirs:
                yield f"those of {party} are met as {met}"
        for slot in kind.slots:
            if not all(words in met[slot.field] for words in slot.roles + slot.organisations):
                yield f"{slot.field} is called {met[slot.field]}"

    found = [
        f"{name}: {fault}"
        for name, kind in kinds(programme).items()
        for fault in look(kind, printed(programme, name))
    ]
    assert found == []


@every_programme
def test_a_document_has_a_language_and_a_title_that_its_window_shows(programme: str) -> None:
    def look(pdf: bytes) -> Iterator[str]:
        with pikepdf.open(BytesIO(pdf)) as document:
            if str(document.Root.Lang) != "en-GB":
                yield f"language {document.Root.Lang}"
            if (
                not document.Root.ViewerPreferences.DisplayDocTitle
                or not document.docinfo["/Title"]
            ):
                yield "no title"

    assert found_in(programme, look) == {}


def test_a_record_is_read_in_the_order_of_its_pages() -> None:
    told = tags_of(printed("config", "record, reserved")).words
    landmarks = (
        "North East and North Cumbria",
        "Ratification record:",
        "has ratified the agreement for",
        "The decision Place",
        "The text it is about",
        "Signatures By signing",
        "Seal The seal closes",
        "Annex 1. Reservation",
        "We ask for three.",
    )
    places = [told.index(words) for words in landmarks]
    assert places == sorted(places)
