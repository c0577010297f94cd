"""A long text comes with its headings, each a link to its section."""

from dataclasses import replace
from pathlib import Path

from markupsafe import Markup

from concordat.documents.publisher import DocumentPublisher
from concordat.portal.headings import Heading, headings_of
from concordat.services.launch import register_version
from tests.fakes import FakePublisher, a_programme, an_office, in_review
from tests.integration.portal.conftest import Visitor


def test_the_first_heading_is_the_title_and_the_others_are_gone_to() -> None:
    text = Markup(
        '<section id="title">\n<h2>A memorandum</h2>\n</section>\n'
        '<section id="intent" class="changed">\n<h2>1. <ins>Our</ins> intent</h2></section>'
    )
    assert headings_of(text) == (Heading("intent", Markup("1. <ins>Our</ins> intent")),)


def test_a_text_without_sections_has_no_contents(later_visitor: Visitor) -> None:
    assert headings_of(Markup("<h1>A text</h1>")) == ()
    assert "Contents of the text" not in later_visitor.get("/agreement").text


class RealWords(FakePublisher):
    """Gives the words of the project's own template, and fakes every document."""

    def __init__(self) -> None:
        self.agreement_text = DocumentPublisher(Path("templates")).agreement_text


def test_every_section_of_the_agreement_is_in_the_contents(tmp_path: Path) -> None:
    office = replace(an_office(tmp_path, launched=False), publisher=RealWords())
    register_version(office, a_programme(), 1)
    page = Visitor(in_review(office)).get("/agreement").text
    for heading in ("#intent", "#commitments", "#effect", "#notes"):
        assert f'<a href="{heading}">' in page
        assert f'id="{heading[1:]}"' in page
