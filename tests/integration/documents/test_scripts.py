"""Names in other scripts: set as themselves, in shipped fonts, and readable when copied."""

from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest

from concordat.documents.fonts import more_faces, printable, scripts_in
from concordat.documents.publisher import DocumentPublisher
from tests.integration.documents import samples
from tests.integration.documents.commands import run

NAMES = {
    "Arabic": "جمعية النور",
    "Urdu": "انجمن ٹاور ہیملٹس",
    "Greek": "Ελληνική Κοινότητα",
    "Cyrillic": "Общество Ёлка",
    "Hebrew": "תורה",
    "Tamil": "தமிழ் சங்கம்",
    "Gujarati": "ગુજરાતી સમાજ",
    "Amharic": "ማኅበር",
    "Yoruba": "Ọlá Ẹgbẹ́",
}
VOWELS_DRAWN_FIRST = {
    "Gurmukhi": "ਸਿੱਖ ਸੇਵਾ",
    "Bengali": "দেশ কমি",
    "Devanagari": "हिन्दी समिति",
}


def printed(publisher: DocumentPublisher, name: str) -> bytes:
    return publisher.record_pdf(replace(samples.record(), place_name=name, body_name=name))


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_is_set_in_its_own_script(publisher: DocumentPublisher, name: str) -> None:
    pdf = printed(publisher, name)
    assert name in run("pdftotext", "-", "-", given=pdf)
    assert printed(publisher, name) == pdf
    with pikepdf.open(BytesIO(pdf)) as document:
        assert str(document.docinfo["/Title"]) == f"Ratification record: {name}"


@pytest.mark.parametrize("name", VOWELS_DRAWN_FIRST.values(), ids=VOWELS_DRAWN_FIRST)
def test_a_copied_name_has_each_of_its_letters_once(
    publisher: DocumentPublisher, name: str
) -> None:
    told = run("pdftotext", "-", "-", given=printed(publisher, name)).splitlines()
    title = next(line for line in told if line.startswith("Ratification record: "))
    copied = title.removeprefix("Ratification record: ").replace(
        "\N{COMBINING GRAPHEME JOINER}", ""
    )
    assert sorted(copied) == sorted(name)


@pytest.mark.parametrize("name", (NAMES | VOWELS_DRAWN_FIRST).values())
def test_every_glyph_stands_for_some_letter(publisher: DocumentPublisher, name: str) -> None:
    with pikepdf.open(BytesIO(printed(publisher, name))) as document:
        maps = [o.ToUnicode.read_bytes() for o in document.objects if "/ToUnicode" in keys(o)]
    assert maps
    assert not any(b"> <>" in found for found in maps)


def keys(thing: pikepdf.Object) -> set[str]:
    return set(thing.keys()) if isinstance(thing, pikepdf.Dictionary) else set()


def test_only_shipped_fonts_are_used(publisher: DocumentPublisher) -> None:
    pdf = printed(publisher, " ".join((NAMES | VOWELS_DRAWN_FIRST).values()))
    with pikepdf.open(BytesIO(pdf)) as document:
        names = {str(o.BaseFont) for o in document.objects if "/BaseFont" in keys(o)}
    shipped = ("Concordat", "Noto", "IBMPlexSansArabic")
    assert all(name.partition("+")[2].startswith(shipped) for name in names)


def test_what_no_font_has_is_written_out_by_name() -> None:
    assert printable("中") == "[cjk unified ideograph-4e2d]"
    assert printable("done \N{WHITE HEAVY CHECK MARK}") == "done [white heavy check mark]"
    assert printable("النور中") == "النور[cjk unified ideograph-4e2d]"


def test_other_scripts_are_asked_for_only_where_they_are_needed() -> None:
    assert scripts_in("Tŷ Ŵyr, café, Ёлка, κοινό") == ()
    assert more_faces(()) == ""
    assert scripts_in("हिन्दी النور") == ("IBMPlexSansArabic", "NotoSansDevanagari")


def test_a_joiner_stays_with_the_letters_it_joins_and_goes_without_them() -> None:
    joiner = "\N{ZERO WIDTH NON-JOINER}"
    assert printable(f"می{joiner}شود") == f"می{joiner}شود"
    assert printable("a\N{POP DIRECTIONAL ISOLATE}b") == "ab"
