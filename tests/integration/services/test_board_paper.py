"""What the paper for the board is told: what is on record, and nothing else."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from concordat.domain.board_case import BoardCase
from concordat.domain.programme import Programme
from concordat.domain.rules import AmendmentClass
from concordat.services.amend import amend
from concordat.services.amendment_checks import Amendment
from concordat.services.ask_for_format import ask_for_format
from concordat.services.content import (
    AgreementText,
    Answer,
    BoardPaper,
)
from concordat.services.erase_person import erase_person
from concordat.services.office import Office
from concordat.services.review_window import comment, freeze_version, open_review_window
from tests.fakes import (
    VERSION,
    a_programme,
    an_office,
    clock_of,
    frozen,
    in_review,
)
from tests.integration.services.contents import RememberingPublisher, remembering


def paper_of(publisher: RememberingPublisher) -> BoardPaper:
    [paper] = publisher.all_of(BoardPaper)
    return paper


def test_the_paper_says_how_many_commented_and_for_how_many_organisations(office: Office) -> None:
    office, publisher = remembering(in_review(office))
    comment(office, VERSION, "Too long.", "A name", "Alliance")
    comment(office, VERSION, "Good.")
    frozen(office)
    paper = paper_of(publisher)
    assert (paper.comments, paper.organisations) == (2, 1)
    assert paper.comment_summaries == ("Too long.", "Good.")
    assert (paper.amends, paper.amendment, paper.reason, paper.changes) == (None, "", "", None)


def test_a_comment_that_was_erased_is_counted_and_not_quoted(office: Office) -> None:
    office, publisher = remembering(in_review(office))
    comment(office, VERSION, "Too long.", "A name", "Alliance")
    erase_person(office, comments=[1], version_id=VERSION)
    frozen(office)
    paper = paper_of(publisher)
    assert (paper.comments, paper.organisations, paper.comment_summaries) == (1, 0, ())


def test_what_changed_after_the_comments_is_counted(office: Office) -> None:
    in_review(office)
    office, publisher = remembering(office)
    publisher.words = "We work as equal partners, in plain words."
    frozen(office)
    assert paper_of(publisher).changed_in_review == 1


def test_a_text_that_stands_as_it_was_opened_has_no_changes(office: Office) -> None:
    office, publisher = remembering(in_review(office))
    frozen(office)
    assert paper_of(publisher).changed_in_review == 0


def test_formats_asked_for_in_the_window_are_named_once(office: Office) -> None:
    office, publisher = remembering(in_review(office))
    ask_for_format(office, VERSION, "public", "easy read", "a trustee")
    ask_for_format(office, VERSION, "public", "easy read", "a councillor")
    frozen(office)
    assert paper_of(publisher).formats == ("easy read",)


def test_answers_that_stand_beside_the_words_are_passed_on(office: Office) -> None:
    class Answering(RememberingPublisher):
        def agreement_text(self, programme: Programme) -> AgreementText:
            text = super().agreement_text(programme)
            return replace(text, answers=(Answer("Too long.", "Shortened."),))

    publisher = Answering()
    frozen(replace(in_review(office), publisher=publisher))
    assert paper_of(publisher).answers == (Answer("Too long.", "Shortened."),)


def test_an_amended_version_says_what_it_amends_why_and_what_changed(office: Office) -> None:
    frozen(office)
    clock_of(office).advance(days=1)
    office, publisher = remembering(office)
    publisher.words = "We work as equals."
    asked = Amendment(AmendmentClass.MINOR, "A name has changed.", consults=False)
    case = BoardCase(legal="Not a contract.")
    amend(office, VERSION, asked, a_programme(board_case=case))
    paper = paper_of(publisher)
    assert (paper.amends, paper.amendment, paper.reason) == (1, "minor", "A name has changed.")
    assert paper.changes is not None
    assert paper.changes.passages == 1
    assert paper.changed_in_review is None
    assert paper.programme.board_case == case


def test_an_amended_version_that_consulted_gives_the_reason_on_record(tmp_path: Path) -> None:
    office = frozen(an_office(tmp_path))
    clock_of(office).advance(days=1)
    office, publisher = remembering(office)
    publisher.words = "We work as equals."
    asked = Amendment(AmendmentClass.MINOR, "A name has changed.", consults=True)
    timeline = {
        "window_opens": date(2027, 3, 1),
        "window_closes": date(2027, 3, 12),
        "events": (),
    }
    made = amend(office, VERSION, asked, a_programme(timeline=timeline))
    clock_of(office).at(date(2027, 3, 1), 9)
    open_and_freeze(office, made.id)
    paper = paper_of(publisher)
    assert (paper.reason, paper.changed_in_review) == ("A name has changed.", 0)


def open_and_freeze(office: Office, version_id: str) -> None:
    open_review_window(office, version_id)
    clock_of(office).at(date(2027, 3, 13), 9)
    freeze_version(office, version_id)
