from dataclasses import replace

from concordat.documents.publisher import DocumentPublisher
from tests.integration.documents import samples
from tests.integration.documents.test_document_pdf import squeezed, text_of


def test_the_first_page_has_the_summary_and_the_resolution(publisher: DocumentPublisher) -> None:
    pages = text_of(publisher.board_paper_pdf(samples.answered_paper())).split("\f")
    first = " ".join(pages[0].split())
    for words in (
        "1. Summary",
        "version 2 of the agreement, an editorial amendment of version 1",
        "17 comments were received, and 3 passages in it were changed afterwards.",
        "1 risk is named below",
        "The board is asked to resolve:",
        "that the board approves version 2",
        "whose hash code is 3f9a3f9a 3f9a3f9a, in these words and no others",
        "authorises those named in section 8 who sign on its behalf",
        "that its approval is not ratification",
    ):
        assert words in first


def test_a_paper_says_what_the_programme_supplies_and_what_changed(
    publisher: DocumentPublisher,
) -> None:
    told = squeezed(publisher.board_paper_pdf(samples.answered_paper()))
    for words in (
        "The reason on record: A name has changed.",
        "The guidance asks for it.",
        "17, of which 9 for a named organisation",
        "Formats asked for Easy read",
        "You said, we did",
        "“System” is no plain word.",
        "Section 3 names every partner.",
        "Each is asked in time.",
        "The equality lead, 30 November 2026",
        "A screening with VCSE groups.",
        "No new spending.",
        "It is not a contract.",
        "Annex 1. Every passage that changed",
        "We plan late.",
        "We plan early.",
        "Annex 2. The comments, in their own words",
        "Two ask for Welsh: Tŷ.",
    ):
        assert words in told


def test_what_nobody_supplied_is_said_to_be_absent(publisher: DocumentPublisher) -> None:
    bare = replace(samples.board_paper(), comments=0, comment_summaries=(), changed_in_review=0)
    told = squeezed(publisher.board_paper_pdf(bare))
    for words in (
        "This is the first version: there is none before it to compare it with.",
        "The programme has recorded no further reasons.",
        "no comments were received",
        "Silence is not taken as consent.",
        "it stands word for word as it was opened for comment",
        "The programme has recorded no risks.",
        "No equality impact assessment is on record.",
        "Financial None have been recorded by the programme.",
    ):
        assert words in told
    assert "Annex" not in told


def test_a_paper_on_a_text_not_opened_for_comment_says_so(publisher: DocumentPublisher) -> None:
    programme = samples.programme()
    unsigned = replace(programme, timeline=replace(programme.timeline, public_signing=()))
    told = squeezed(publisher.board_paper_pdf(replace(samples.board_paper(), programme=unsigned)))
    assert "This version was not opened for comment." in told
    assert "No review window was opened for this version." in told
    assert "the text is sealed; the signatures already given stand" in told
    assert "authorises" not in told


def test_comments_without_answers_are_not_answered_for_the_programme(
    publisher: DocumentPublisher,
) -> None:
    heard = replace(samples.board_paper(), changed_in_review=1)
    told = squeezed(publisher.board_paper_pdf(heard))
    assert "recorded no answers to the comments, theme by theme" in told
    assert "1 passage in it was changed afterwards" in told
