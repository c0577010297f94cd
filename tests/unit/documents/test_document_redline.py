import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.documents.redline import Passage, mark_changes, passages_of

OLD = """<h2>Joining</h2>
<p>We work as <strong>equal</strong> partners.</p>
<ul><li>Share plans.</li><li>Ask first.</li></ul>
"""


def test_a_text_is_read_passage_by_passage() -> None:
    assert passages_of(OLD) == (
        Passage("Joining", heading=True),
        Passage("We work as equal partners."),
        Passage("Share plans."),
        Passage("Ask first."),
    )


def test_words_outside_every_block_are_a_passage_too() -> None:
    assert passages_of("Before<p>within</p>after") == (
        Passage("Before"),
        Passage("within"),
        Passage("after"),
    )


def test_the_same_text_has_no_changes() -> None:
    found = mark_changes(OLD, OLD)
    assert found.passages == 0
    assert "<ins>" not in found.html
    assert "<h3>Joining</h3>" in found.html


def test_what_went_and_what_came_stand_beside_each_other() -> None:
    found = mark_changes(OLD, OLD.replace("Share plans.", "Share plans early."))
    assert found.passages == 1
    assert '<p class="changed">Share <del>plans.</del> <ins>plans early.</ins></p>' in found.html


def test_a_passage_that_came_or_went_is_one_changed_passage() -> None:
    longer = OLD.replace("<li>Ask first.</li>", "<li>Ask first.</li><li>Listen.</li>")
    assert mark_changes(OLD, longer).passages == 1
    assert '<p class="changed"><ins>Listen.</ins></p>' in mark_changes(OLD, longer).html
    assert '<p class="changed"><del>Listen.</del></p>' in mark_changes(longer, OLD).html


def test_a_heading_that_went_is_shown_as_a_heading() -> None:
    shorter = OLD.replace("<h2>Joining</h2>\n", "")
    assert '<h3 class="changed"><del>Joining</del></h3>' in mark_changes(OLD, shorter).html


def test_markup_within_the_words_is_shown_as_text() -> None:
    found = mark_changes("<p>a</p>", "<p>a &lt;script&gt;</p>")
    assert "<ins>&lt;script&gt;</ins>" in found.html


WORDS = st.lists(st.sampled_from(["we", "work", "as", "equals", "together"]), max_size=6)
TEXTS = st.lists(WORDS.map(" ".join), max_size=6).map(
    lambda ps: "".join(f"<p>{p}</p>\n" for p in ps)
)


@given(TEXTS, TEXTS)
def test_either_text_can_be_read_back(old: str, new: str) -> None:
    html = mark_changes(old, new).html
    for tag, text in (("ins", old), ("del", new)):
        assert _words(_without(html, tag)) == _words(text)


def _without(html: str, tag: str) -> str:
    kept, _, rest = html.partition(f"<{tag}>")
    return kept + _without(rest.partition(f"</{tag}>")[2], tag) if rest else kept


def _words(html: str) -> list[str]:
    return " ".join(p.text for p in passages_of(html)).split()


@pytest.mark.parametrize(("old", "new"), [("", ""), ("<p></p>", "<p> </p>")])
def test_an_empty_text_has_no_passages(old: str, new: str) -> None:
    assert mark_changes(old, new).passages == 0
