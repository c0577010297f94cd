from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from concordat.documents.templates import Templates
from concordat.documents.words import day, grouped, moment, short, stamp
from concordat.domain.errors import TemplateFault


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "letters").mkdir()
    return tmp_path


def test_a_value_is_escaped_in_html(folder: Path) -> None:
    (folder / "a.html.j2").write_text("<p>{{ said }}</p>")
    html = Templates(folder).html("a.html.j2", said="<script>alert(1)</script> & more")
    assert html == "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</p>"


def test_a_name_the_template_does_not_know_is_a_fault_with_its_line(folder: Path) -> None:
    (folder / "letters" / "a.html.j2").write_text("<p>\n{{ nobody.name }}\n</p>")
    with pytest.raises(TemplateFault, match=r"letters/a\.html\.j2:2: 'nobody' is undefined"):
        Templates(folder).html("letters/a.html.j2")


def test_a_fault_in_an_included_template_names_that_template(folder: Path) -> None:
    (folder / "a.html.j2").write_text("{% include 'letters/b.html.j2' %}")
    (folder / "letters" / "b.html.j2").write_text("one\ntwo\n{{ 1 / nought }}")
    with pytest.raises(TemplateFault, match=r"letters/b\.html\.j2:3: "):
        Templates(folder).html("a.html.j2", nought=0)


def test_broken_syntax_is_a_fault_with_its_line(folder: Path) -> None:
    (folder / "a.html.j2").write_text("\n\n{% if %}")
    with pytest.raises(TemplateFault, match=r"a\.html\.j2:3: "):
        Templates(folder).html("a.html.j2")


def test_a_missing_template_is_a_fault_that_names_it(folder: Path) -> None:
    with pytest.raises(TemplateFault, match=r"b\.html\.j2: there is no such template"):
        Templates(folder).html("b.html.j2")


def test_a_missing_included_template_names_who_asked(folder: Path) -> None:
    (folder / "a.html.j2").write_text("{% include 'gone.html.j2' %}")
    with pytest.raises(TemplateFault, match=r"gone\.html\.j2: .*named in a\.html\.j2"):
        Templates(folder).html("a.html.j2")


def test_plain_text_is_rendered_without_escaping(folder: Path) -> None:
    assert Templates(folder).plain("{{ a }} & b", "a.yaml", 1, a="<c>") == "<c> & b"


def test_a_fault_in_plain_text_names_the_file_and_line_it_was_found_at(folder: Path) -> None:
    with pytest.raises(TemplateFault, match=r"a\.yaml:7: "):
        Templates(folder).plain("{{ nobody }}", "a.yaml", 7)


def test_dates_are_written_in_plain_british_form() -> None:
    assert day(date(2027, 5, 2)) == "2 May 2027"
    assert day(datetime(2027, 5, 20, 23, 30, tzinfo=UTC)) == "20 May 2027"


def test_moments_are_written_on_the_clocks_of_the_time_zone() -> None:
    at = datetime(2027, 5, 20, 23, 30, tzinfo=UTC)
    assert moment(at, "Europe/London") == "21 May 2027 at 00:30 BST"
    assert stamp(at) == "2027-05-20T23:30:00Z"


def test_hashes_are_written_in_groups_of_eight() -> None:
    assert grouped("0123456789abcdef01") == "01234567 89abcdef 01"
    assert short("0123456789abcdef0123") == "01234567 89abcdef"
