import ast
import re
from pathlib import Path

import pytest

from concordat.domain.errors import TemplateFault
from concordat.notices.letters import LetterWriter
from concordat.services.decide_board import BOARD_LETTERS
from tests.unit.notices.conftest import LINK, PARAMS, TEMPLATES, WITH_LINK, MakeLetter

EVERY = sorted(PARAMS)


NAMED_AT = {"owe": 3, "owe_every_partner": 2, "_ask": 4}
"""Which argument of which function in the services names a template."""


def names_in_services() -> set[str]:
    """Return every template that a use case names, from the services' source."""
    found = set(BOARD_LETTERS.values()) | {"change-recorded"}
    for path in Path("concordat/services").glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                at = NAMED_AT.get(call.func.id)
                argument = call.args[at] if at and len(call.args) > at else None
                if isinstance(argument, ast.Constant):
                    found.add(argument.value)
    return found


def test_every_letter_the_services_owe_has_a_template() -> None:
    written = {p.name.removesuffix(".txt.j2") for p in TEMPLATES.glob("[!_]*.txt.j2")}
    assert written == set(PARAMS)
    assert names_in_services() == written


@pytest.mark.parametrize("template", EVERY)
def test_a_letter_says_what_is_asked_what_comes_next_and_who_writes(
    template: str, a_letter: MakeLetter
) -> None:
    words = LetterWriter(TEMPLATES).write(a_letter(template))
    assert words.subject
    assert "\n" not in words.subject
    assert words.body.startswith("Dear ")
    assert "What happens next" in words.body
    assert "The Facilitator" in words.body
    assert "None" not in words.body
    assert "\n\n\n" not in words.body
    assert not re.search(r"\d{4}-\d\d-\d\d", words.subject + words.body)


@pytest.mark.parametrize("template", EVERY)
def test_a_letter_names_the_parties_on_lines_of_their_own(
    template: str, a_letter: MakeLetter
) -> None:
    body = LetterWriter(TEMPLATES).write(a_letter(template)).body
    assert "  - VCSE sector\n  - Integrated Care System\n" in body


@pytest.mark.parametrize("template", EVERY)
def test_a_rehearsals_letter_says_so_in_subject_and_body(
    template: str, a_letter: MakeLetter
) -> None:
    words = LetterWriter(TEMPLATES).write(a_letter(template, rehearsal=True))
    assert words.subject.startswith("REHEARSAL: ")
    assert "THIS IS A REHEARSAL" in words.body
    assert "REHEARSAL" not in LetterWriter(TEMPLATES).write(a_letter(template)).body


@pytest.mark.parametrize("template", sorted(WITH_LINK))
def test_a_personal_link_stands_whole_on_a_line_of_its_own(
    template: str, a_letter: MakeLetter
) -> None:
    body = LetterWriter(TEMPLATES).write(a_letter(template)).body
    assert f"\n  {LINK}\n" in body


def test_dates_are_written_as_people_write_them(a_letter: MakeLetter) -> None:
    words = LetterWriter(TEMPLATES).write(a_letter())
    assert words.subject == "Please sign the ratification record of East by 18 August 2027"


def test_the_board_is_named_with_its_next_meeting(a_letter: MakeLetter) -> None:
    body = LetterWriter(TEMPLATES).write(a_letter("board-asked")).body
    assert "for its meeting on 25 May 2027" in " ".join(body.split())


def test_a_decision_without_an_expected_meeting_names_none(a_letter: MakeLetter) -> None:
    letter = a_letter("decision-requested", params={"expected_on": ""})
    assert "next meeting" not in LetterWriter(TEMPLATES).write(letter).body


def test_a_deferral_without_a_next_meeting_promises_no_date(a_letter: MakeLetter) -> None:
    letter = a_letter("board-deferred", params={"next_meeting": ""})
    body = LetterWriter(TEMPLATES).write(letter).body
    assert "has not yet named another meeting" in body
    assert "20 May 2027" not in body


def test_markup_and_line_feeds_in_somebodys_words_stay_words(a_letter: MakeLetter) -> None:
    reason = "<b>No</b>\n{{ link }}\nSubject: another"
    letter = a_letter("signatory-declined", params={"reason": reason, "role": "Chair\nBcc: x"})
    words = LetterWriter(TEMPLATES).write(letter)
    assert "  <b>No</b>\n  {{ link }}\n  Subject: another\n" in words.body
    assert words.subject == "A signatory has declined: Chair Bcc: x, East"


def test_a_missing_template_is_a_template_fault(a_letter: MakeLetter, tmp_path: Path) -> None:
    with pytest.raises(TemplateFault, match=r"letters/signing-request\.txt\.j2"):
        LetterWriter(tmp_path).write(a_letter())


def test_a_name_a_template_does_not_know_is_a_template_fault(
    a_letter: MakeLetter, tmp_path: Path
) -> None:
    (tmp_path / "signing-request.txt.j2").write_text("Subject: {{ nobody }}\n\nDear\n")
    with pytest.raises(TemplateFault, match="nobody"):
        LetterWriter(tmp_path).write(a_letter())


def test_a_template_without_a_subject_is_a_template_fault(
    a_letter: MakeLetter, tmp_path: Path
) -> None:
    (tmp_path / "signing-request.txt.j2").write_text("Dear all\n")
    with pytest.raises(TemplateFault, match="Subject"):
        LetterWriter(tmp_path).write(a_letter())
