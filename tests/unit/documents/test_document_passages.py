from concordat.documents.passages import Passage, Word, blocks_of, passages_of


def texts(html: str) -> list[str]:
    return [passage.text for passage in passages_of(html)]


def kinds(html: str) -> list[tuple[str, ...]]:
    """Return the elements that each passage stands in, its own included."""
    return [tuple(frame.tag for frame in passage.path) for passage in passages_of(html)]


def test_a_text_is_read_passage_by_passage() -> None:
    found = passages_of("<h2>Joining</h2>\n<p>As equals.</p>\n<ul><li>Plan.</li><li>Ask.</li></ul>")
    assert [(p.tag, p.text) for p in found] == [
        ("h2", "Joining"),
        ("p", "As equals."),
        ("li", "Plan."),
        ("li", "Ask."),
    ]


def test_words_outside_every_block_are_a_passage_too() -> None:
    assert texts("Before<p>within</p>after") == ["Before", "within", "after"]
    assert texts("<section>One<div>two</div></section>") == ["One", "two"]


def test_blanks_within_a_passage_are_one_blank_and_none_is_added() -> None:
    assert texts("<p> We\n  work, <strong>as </strong>equals.<br>Always</p>") == [
        "We work, as equals. Always"
    ]


def test_a_note_stands_against_the_word_before_it_and_keeps_its_emphasis() -> None:
    [passage] = passages_of(
        '<p>making;<sup><a href="#n">1</a></sup> <em>we <strong>do</strong></em></p>'
    )
    assert passage.words == (
        Word("making"),
        Word(";"),
        Word("1", ("sup",)),
        Word("we", ("em",), apart=True),
        Word("do", ("em", "strong"), apart=True),
    )


def test_marks_are_words_of_their_own_unless_they_join_two_words() -> None:
    [passage] = passages_of("<p>The sector's 1,000 well-run groups; (yes).</p>")
    assert [word.text for word in passage.words] == [
        *("The", "sector's", "1,000", "well-run", "groups", ";", "(", "yes", ")", ".")
    ]


def test_a_passage_knows_its_lists_and_tables_but_no_section() -> None:
    html = "<section><ul><li>A<ol><li>b</li></ol>c</li></ul><blockquote>d</blockquote></section>"
    assert kinds(html) == [
        ("ul", "li"),
        ("ul", "li", "ol", "li"),
        ("ul", "li"),
        ("blockquote",),
    ]


def test_elements_that_are_not_closed_end_where_the_next_begins() -> None:
    assert texts("<ul><li>One<li>Two</ul><p>Three<p>Four") == ["One", "Two", "Three", "Four"]


def test_the_cells_of_a_row_are_one_block_with_the_empty_ones() -> None:
    html = (
        "<table><caption>Actions</caption><thead><tr><th scope='col'>No.</th><th></th></tr></thead>"
        "<tr><th scope='row'>1</th><td><p>Plan.</p><ul><li>Early</li></ul></td></tr><tr><td></td></tr></table>"
    )
    caption, head, row = blocks_of(html)
    assert [p.text for p in caption] == ["Actions"]
    assert [(p.tag, p.text) for p in head] == [("th", "No."), ("th", "")]
    assert [p.text for p in row] == ["1", "Plan. Early"]
    assert row[0].path[-1].attributes == (("scope", "row"),)


def test_what_is_no_text_is_not_read() -> None:
    assert texts("<p>a<!-- note --><script>b()</script><style>c</style> d</p>") == ["a d"]


def test_passages_are_the_same_wherever_they_stand() -> None:
    inside, outside = passages_of("<ul><li>One</li></ul>"), passages_of("<ol><li>One</li></ol>")
    assert inside == outside == (Passage((Word("One"),), "li"),)
    assert passages_of("<p>One</p>") != inside


def test_an_empty_text_has_no_passages() -> None:
    assert passages_of("") == passages_of("<p> </p><ul><li></li></ul>") == ()
