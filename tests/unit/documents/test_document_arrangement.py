from concordat.documents.arrangement import (
    annexes,
    commitment_lines,
    is_ordered,
    outcome_sentence,
    signature_rows,
    standings,
)
from concordat.documents.fonts import printable
from tests.integration.documents import samples


def test_the_parties_sign_side_by_side_in_the_order_of_the_config() -> None:
    content = samples.record()
    rows = signature_rows(content.slots, content.programme.parties)
    assert [[slot and slot.party for slot in row] for row in rows] == [
        ["vcse", "ics"],
        ["vcse", None],
    ]


def test_turns_are_shown_only_where_somebody_signs_before_others() -> None:
    content = samples.record()
    assert is_ordered(content.slots)
    assert not is_ordered(content.slots[:2])


def test_an_outcome_is_a_sentence_about_the_body_and_the_place() -> None:
    assert outcome_sentence(samples.declined_record()) == (
        "The Place Committee of Place 1 has declined to ratify the agreement for Place 1."
    )


def test_only_what_the_place_gave_becomes_an_annex() -> None:
    assert annexes(samples.record()) == []
    assert [label for label, _ in annexes(samples.reserved_record())] == ["Reservation"]
    assert [label for label, _ in annexes(samples.declined_record())] == ["Reason"]


def test_every_commitment_has_its_line_reported_on_or_not() -> None:
    content = samples.review_report()
    lines = commitment_lines(content)
    assert standings(content) == ("kept", "partly kept", "not kept")
    assert [(c.id, maker, counts) for c, maker, counts, _ in lines] == [
        ("J1", "All parties together", [1, 1, 0]),
        ("V1", "The VCSE sector", [0, 0, 0]),
        ("I1", "The Integrated Care System", [0, 0, 1]),
    ]


def test_a_letter_the_fonts_lack_is_written_out_and_never_an_empty_box() -> None:
    assert printable("Tŷ Ŵyr, café") == "Tŷ Ŵyr, café"
    assert printable("done \N{WHITE HEAVY CHECK MARK}") == "done [white heavy check mark]"
    assert printable("a\N{NON-BREAKING HYPHEN}b\N{POP DIRECTIONAL ISOLATE}c") == "a-bc"
