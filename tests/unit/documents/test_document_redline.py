import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as markup

from concordat.documents.passages import passages_of
from concordat.documents.redline import mark_changes

OLD = """<h2>Joining</h2>
<p>We work as <strong>equal</strong> partners.</p>
<ul><li>Share plans.</li><li>Ask first.</li></ul>
"""


def shown(old: str, new: str) -> str:
    return mark_changes(old, new).html


def test_the_same_text_has_no_changes() -> None:
    found = mark_changes(OLD, OLD)
    assert found.passages == 0
    assert found.html.split("\n") == [
        "<h2>Joining</h2>",
        "<p>We work as<strong> equal</strong> partners.</p>",
        "<ul>",
        "<li>Share plans.</li>",
        "<li>Ask first.</li></ul>",
        "",
    ]


def test_what_went_and_what_came_stand_beside_each_other() -> None:
    found = mark_changes(OLD, OLD.replace("Share plans.", "Share drafts early."))
    assert found.passages == 1
    assert '<li class="changed">Share<del> plans</del><ins> drafts early</ins>.</li>' in found.html


def test_a_short_word_between_two_changes_changes_with_them() -> None:
    old, new = (
        "<p>We ask it of all of our partners now.</p>",
        "<p>We ask it of each of its groups now.</p>",
    )
    assert "<del> all of our partners</del><ins> each of its groups</ins> now." in shown(old, new)


def test_a_passage_that_came_or_went_is_one_changed_passage() -> None:
    longer = OLD.replace("<li>Ask first.</li>", "<li>Ask first.</li><li>Listen.</li>")
    assert mark_changes(OLD, longer).passages == mark_changes(longer, OLD).passages == 1
    assert '<li class="changed"><ins>Listen.</ins></li></ul>' in shown(OLD, longer)
    assert '<li class="changed"><del>Listen.</del></li></ul>' in shown(longer, OLD)


def test_passages_that_are_not_alike_do_not_stand_beside_each_other() -> None:
    new = OLD.replace("We work as <strong>equal</strong> partners.", "This text is short.")
    found = mark_changes(OLD, new)
    assert found.passages == 2
    assert (
        '<p class="changed"><del>We work as<strong> equal</strong> partners.</del></p>'
        in found.html
    )
    assert '<p class="changed"><ins>This text is short.</ins></p>' in found.html


def test_a_changed_passage_stands_beside_what_it_became_though_others_came_before_it() -> None:
    new = OLD.replace("<p>We work", "<p>A preface of a few words.</p><p>We always work")
    found = mark_changes(OLD, new)
    assert found.passages == 2
    assert '<p class="changed"><ins>A preface of a few words.</ins></p>' in found.html
    assert "We<ins> always</ins> work as" in found.html


def test_a_heading_that_went_is_shown_as_a_heading_of_its_level() -> None:
    shorter = OLD.replace("<h2>Joining</h2>\n", "")
    assert '<h2 class="changed"><del>Joining</del></h2>' in shown(OLD, shorter)


def test_a_heading_never_stands_beside_a_paragraph() -> None:
    found = shown("<h2>We work as equals</h2>", "<p>We work as equals</p>")
    assert '<h2 class="changed"><del>We work as equals</del></h2>' in found
    assert '<p class="changed"><ins>We work as equals</ins></p>' in found


def test_what_went_from_a_list_is_shown_within_the_list_it_became() -> None:
    shorter = OLD.replace("<li>Share plans.</li>", "")
    assert "<ul>\n" in shown(OLD, shorter)
    assert shown(OLD, shorter).count("<ul>") == 1


def test_lists_within_items_stay_where_they_are() -> None:
    old = "<ul><li>One<ol start='3'><li>two</li></ol>three</li></ul>"
    found = mark_changes(old, old.replace("two", "two and a half"))
    assert found.passages == 1
    assert (
        '<li>One\n<ol start="3">\n<li class="changed">two<ins> and a half</ins></li></ol>'
        in found.html
    )
    assert "</ol><p>three</p></li></ul>" in found.html


TABLE = (
    "<table><caption>Actions</caption><thead><tr><th scope='col'>No.</th><th scope='col'>What</th></tr>"
    "</thead><tbody><tr><th scope='row'>1</th><td>Hold briefings for senior leaders.</td></tr>"
    "<tr><th scope='row'>2</th><td>Map the boards.</td></tr></tbody></table>"
)


def test_a_row_that_came_or_went_is_one_changed_passage_within_the_table() -> None:
    row = "<tr><th scope='row'>2</th><td>Map the boards.</td></tr>"
    shorter = TABLE.replace(row, "")
    gone = mark_changes(TABLE, shorter)
    assert gone.passages == mark_changes(shorter, TABLE).passages == 1
    assert gone.html.count("<table>") == 1
    assert (
        '<tr><th scope="row" class="changed"><del>2</del></th>'
        '<td class="changed"><del>Map the boards.</del></td></tr></tbody></table>'
    ) in gone.html


def test_a_cell_that_changed_is_marked_in_its_row() -> None:
    found = mark_changes(TABLE, TABLE.replace("senior leaders", "all staff"))
    assert found.passages == 1
    cell = '<td class="changed">Hold briefings for<del> senior leaders</del><ins> all staff</ins>.</td>'
    assert f'<th scope="row">1</th>{cell}' in found.html


def test_a_column_that_came_or_went_is_marked_in_every_row() -> None:
    wider = TABLE.replace("</tr>", "<td>Owner</td></tr>")
    assert mark_changes(TABLE, wider).passages == 3
    assert shown(TABLE, wider).count('<td class="changed"><ins>Owner</ins></td>') == 3
    assert shown(wider, TABLE).count('<td class="changed"><del>Owner</del></td>') == 3


def test_emphasis_that_changed_is_a_change() -> None:
    found = shown(OLD, OLD.replace("<strong>equal</strong>", "equal"))
    assert "<del><strong> equal</strong></del><ins> equal</ins>" in found


def test_markup_within_the_words_is_shown_as_text() -> None:
    found = shown("<p>an item</p>", "<p>an item &lt;script&gt;</p>")
    assert "an item<ins> &lt;script&gt;</ins>" in found


def test_markup_of_changes_in_a_text_is_no_change() -> None:
    assert mark_changes("<p>a <ins>b</ins></p>", "<p>a <del>b</del></p>").passages == 0


@pytest.mark.parametrize(("old", "new"), [("", ""), ("<p></p>", "<p> </p>")])
def test_texts_that_say_nothing_have_no_changes(old: str, new: str) -> None:
    assert mark_changes(old, new).passages == 0


WORD = st.sampled_from(["we", "work", "as", "equals,", "<strong>together</strong>", "always."])
WORDS = st.lists(WORD, max_size=6).map(" ".join)
ITEMS = st.lists(WORDS.map("<li>{}</li>".format), min_size=1, max_size=3).map("".join)
ROWS = st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=3).map(
    lambda rows: "".join(f"<tr><th>{a}</th><td>{b}</td></tr>" for a, b in rows)
)
TEXTS = st.lists(
    st.one_of(
        WORDS.map("<p>{}</p>".format),
        WORDS.map("<h2>{}</h2>".format),
        ITEMS.map("<ul>{}</ul>".format),
        ITEMS.map("<ol>{}</ol>".format),
        ROWS.map("<table>{}</table>".format),
    ),
    max_size=5,
).map("\n".join)


@given(TEXTS, TEXTS)
def test_either_text_can_be_read_back_word_for_word(old: str, new: str) -> None:
    html = mark_changes(old, new).html
    for tag, text in (("ins", old), ("del", new)):
        assert passages_of(without(html, tag)) == passages_of(text)


def without(html: str, tag: str) -> str:
    """Return what is left when the elements of that tag are taken out, with what stands in them."""
    page = markup.document_fromstring(f"<body>{html}</body>")
    for element in list(page.iter(tag)):
        element.drop_tree()
    return markup.tostring(page.body, encoding="unicode")
