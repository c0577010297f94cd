import hashlib
import unicodedata
from pathlib import Path

import pytest

from concordat.documents.publisher import DocumentPublisher, canonical
from concordat.domain.errors import TemplateFault
from concordat.services.content import Answer
from tests.integration.documents.samples import programme

YAML = """\
commitments:
  - id: j1
    made_by: joint
    text: Plan together across {{ programme.system_name }} & say <so>.
actions:
  - id: a1
    text: Meet.
    owners: [ics, vcse]
    due_months: 3
"""
HTML = """<h2>Promises</h2>
{% for one in commitments %}
<p>{{ one.text }}</p>
{% endfor %}
<p>{{ parties.vcse.name }}: caf\u0065\u0301</p>\x20


"""


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    (tmp_path / "agreement").mkdir()
    (tmp_path / "agreement" / "mou.html.j2").write_text(HTML, newline="\r\n")
    (tmp_path / "agreement" / "mou.yaml").write_text(YAML)
    return tmp_path


def test_the_words_are_hashed_in_their_canonical_form(templates: Path) -> None:
    text = DocumentPublisher(templates).agreement_text(programme())
    assert text.sha256 == hashlib.sha256(text.html.encode()).hexdigest()
    assert text.html.endswith("<p>The VCSE sector: café</p>\n")
    assert "\r" not in text.html
    assert unicodedata.is_normalized("NFC", text.html)


def test_commitments_and_actions_are_plain_text_and_escaped_once_in_the_words(
    templates: Path,
) -> None:
    text = DocumentPublisher(templates).agreement_text(programme())
    assert text.commitments[0].text == "Plan together across Test System & say <so>."
    assert "<p>Plan together across Test System &amp; say &lt;so&gt;.</p>" in text.html
    assert text.actions[0].owners == ("ics", "vcse")
    assert text.actions[0].due_months == 3


def test_the_same_words_in_another_encoding_of_lines_have_the_same_hash() -> None:
    assert canonical("a \r\nb\n\n") == canonical("\na\nb") == "a\nb\n"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("made_by: joint", "made_by: nobody", r"mou\.yaml:3: `nobody` is not a party"),
        ("owners: [ics, vcse]", "owners: ics", r"mou\.yaml:8: `owners` is a list of ics, vcse"),
        ("due_months: 3", "due_months: soon", r"mou\.yaml:9: `due_months` is a whole number"),
        ("id: a1", "id: j1", r"mou\.yaml:6: the id `j1` is used twice"),
        ("    due_months: 3\n", "", r"mou\.yaml:6: each of `actions` has the keys"),
        ("programme.system_name", "nobody", r"mou\.yaml:4: 'nobody' is undefined"),
        ("actions:", "deeds:", r"mou\.yaml:1: the file has the keys"),
        (
            "actions:",
            "answers: [{said: A}]\nactions:",
            r"mou\.yaml:5: each of `answers` has the keys",
        ),
        ("actions:", "answers: none\nactions:", r"mou\.yaml:5: `answers` is a list"),
        ("text: Meet.", "text: [Meet.", r"mou\.yaml:\d+: "),
    ],
)
def test_a_fault_in_the_file_names_its_line(
    templates: Path, right: str, wrong: str, said: str
) -> None:
    (templates / "agreement" / "mou.yaml").write_text(YAML.replace(right, wrong))
    with pytest.raises(TemplateFault, match=said):
        DocumentPublisher(templates).agreement_text(programme())


def test_what_comments_led_to_stands_beside_the_words_and_is_not_hashed(templates: Path) -> None:
    before = DocumentPublisher(templates).agreement_text(programme())
    assert before.answers == ()
    answers = "answers:\n  - {said: Too long., done: Shortened for {{ programme.system_name }}.}\n"
    answers = answers.replace("done: ", "done: '").replace(".}\n", ".'}\n")
    (templates / "agreement" / "mou.yaml").write_text(YAML + answers)
    after = DocumentPublisher(templates).agreement_text(programme())
    assert after.answers == (Answer("Too long.", "Shortened for Test System."),)
    assert after.sha256 == before.sha256


def test_a_missing_file_is_a_fault(templates: Path) -> None:
    (templates / "agreement" / "mou.yaml").unlink()
    with pytest.raises(TemplateFault, match=r"agreement/mou\.yaml:1: .* are missing"):
        DocumentPublisher(templates).agreement_text(programme())
