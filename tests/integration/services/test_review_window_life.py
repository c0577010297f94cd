from datetime import date, timedelta
from pathlib import Path

import pytest

from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.programme import Body
from concordat.domain.states import VersionState
from concordat.services.launch import find_version, register_version
from concordat.services.office import Office
from concordat.services.review_window import (
    MAX_COMMENT,
    comment,
    freeze_version,
    open_review_window,
)
from tests.fakes import (
    VERSION,
    a_programme,
    an_office,
    clock_of,
    facts_of,
    frozen,
    in_review,
    version_of,
)


def owed(office: Office, template: str) -> list[tuple[str, ...]]:
    with office.register.reading() as view:
        return [notice.to for notice in view.unsent_notices() if notice.template == template]


def test_a_version_is_registered_once_with_the_programme_of_that_day(office: Office) -> None:
    again = register_version(office, a_programme(title="Changed since"), 1)
    assert again == version_of(office)
    assert again.programme == a_programme()
    assert facts_of(office) == [Fact.VERSION_REGISTERED]
    assert find_version(office, 1) == VERSION


def test_a_board_that_meets_on_the_windows_last_day_is_not_expected_to_decide_that_day(
    tmp_path: Path,
) -> None:
    programme = a_programme()
    closes = programme.timeline.window_closes
    board = Body(programme.timeline.board, "ICB board", (closes, date(2027, 3, 30)))
    bodies = tuple(board if b.id == board.id else b for b in programme.bodies)
    office = an_office(tmp_path, a_programme(bodies=bodies))
    assert version_of(office).board_on == date(2027, 3, 30)


def test_opening_the_window_publishes_a_draft_and_tells_every_partner(office: Office) -> None:
    in_review(office)
    assert version_of(office).state == VersionState.IN_REVIEW
    with office.register.reading() as view:
        kept = {kind: office.store.get(sha256) for kind, _, sha256 in view.documents(VERSION)}
    assert kept["draft"].startswith(b"%draft")
    assert b"equal partners" in kept["draft-text"]
    facilitator = "lead@facilitator.example.org"
    assert sorted(owed(office, "window-opened")) == [
        ("chair@alliance.example.org",),
        (facilitator,),
        (facilitator,),
        ("secretary@icb.example.org",),
    ]


def test_a_comment_is_taken_and_numbered_while_the_window_is_open(office: Office) -> None:
    in_review(office)
    assert comment(office, VERSION, " More plain words. ", "", "Small Groups Network") == 1
    assert comment(office, VERSION, "Fewer pages.") == 2
    with office.register.reading() as view:
        first, second = view.comments(VERSION)
    assert (first.text, first.organisation) == ("More plain words.", "Small Groups Network")
    assert second.name is None


def test_the_trail_tells_that_a_comment_came_but_not_what_it_says(office: Office) -> None:
    in_review(office)
    comment(office, VERSION, "We fear for our grant.", "", "Small Groups Network")
    with office.register.reading() as view:
        head = view.trail_head()
    assert head is not None
    assert head.actor == "respondent"
    assert "grant" not in head.as_line()
    assert "Small Groups" not in head.as_line()


@pytest.mark.parametrize("words", ["", "  \n ", "x" * (MAX_COMMENT + 1)])
def test_an_empty_or_overlong_comment_is_refused(office: Office, words: str) -> None:
    in_review(office)
    with pytest.raises(NotAllowed):
        comment(office, VERSION, words)


def test_a_comment_is_refused_before_the_window_opens_and_after_it_closes(office: Office) -> None:
    with pytest.raises(NotAllowed, match="not open"):
        comment(office, VERSION, "Early.")
    in_review(office)
    clock_of(office).at(version_of(office).programme.timeline.window_closes, 23, 59)
    assert comment(office, VERSION, "In time.") == 1
    clock_of(office).advance(minutes=1)
    with pytest.raises(NotAllowed, match="not open"):
        comment(office, VERSION, "Late.")


def test_the_text_is_not_frozen_before_the_window_has_closed(office: Office) -> None:
    in_review(office)
    clock_of(office).at(version_of(office).programme.timeline.window_closes, 23, 59)
    with pytest.raises(NotAllowed, match="open until 2027-02-26"):
        freeze_version(office, VERSION)
    clock_of(office).advance(minutes=1)
    freeze_version(office, VERSION)
    assert version_of(office).state == VersionState.AWAITING_APPROVAL


def test_a_frozen_version_is_its_words_by_their_hash_and_one_pdf(office: Office) -> None:
    in_review(office)
    comment(office, VERSION, "More plain words.")
    frozen(office)
    version = version_of(office)
    assert version.text_sha256 is not None
    assert version.agreement_sha256 == version.current_sha256 is not None
    words = office.publisher.agreement_text(version.programme)
    assert office.store.get(version.text_sha256) == words.html.encode()
    assert office.store.get(version.agreement_sha256).startswith(b"%agreement")
    with office.register.reading() as view:
        assert [c.id for c in view.commitments(VERSION)] == [
            "share-plans",
            "hear-vcse",
            "speak-plainly",
        ]
        kinds = [kind for kind, _, _ in view.documents(VERSION)]
    assert {"text", "agreement-unsigned", "board-paper"} <= set(kinds)
    assert owed(office, "board-asked") == [("lead@facilitator.example.org",)]


def test_a_window_that_was_never_opened_is_not_frozen(office: Office) -> None:
    clock_of(office).at(date(2027, 3, 1))
    freeze_version(office, VERSION)
    assert version_of(office).state == VersionState.PLANNED


def test_opening_and_freezing_again_change_nothing(office: Office) -> None:
    frozen(office)
    before = version_of(office), facts_of(office)
    open_review_window(office, VERSION)
    freeze_version(office, VERSION)
    clock_of(office).advance(days=3)
    freeze_version(office, VERSION)
    assert (version_of(office), facts_of(office)) == before
    assert clock_of(office).now().date() == date(2027, 3, 2) == date(2027, 2, 27) + timedelta(3)
