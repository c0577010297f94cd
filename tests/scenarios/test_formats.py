"""S31: somebody asks for another format, and gets it, with the time to read it."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from concordat.domain.calendar import local_date
from concordat.domain.decision import BoardOutcome
from concordat.domain.errors import NotAllowed, NotFound
from concordat.domain.formats import MAX_FILE
from concordat.domain.record import Notice
from concordat.domain.signature import PUBLIC, FormatRequest
from concordat.domain.states import VersionState
from concordat.evidence.write import write_evidence
from concordat.services.ask_for_format import ask_for_format
from concordat.services.decide_board import BoardDecision, board_answers, decide_board
from concordat.services.deliver import deliver_notices
from concordat.services.late_comment import late_comment
from concordat.services.office import Office
from concordat.services.supply_format import ENCLOSED_AT_MOST, supply_format
from tests.fakes import (
    BOARD_MET_ON,
    EAST,
    LONDON,
    NORTH,
    VERSION,
    advance,
    approved,
    call_in_over,
    frozen,
    go_to,
    identified,
    in_review,
    place_decided,
    postman_of,
    rows_of,
    signed_by_link,
    signing_of,
    version_of,
)

EASY = b"%PDF-1.7 the agreement in short sentences"
CLOSES = date(2027, 2, 26)
EXTENDED = date(2027, 3, 12)


def formats_of(office: Office) -> tuple[FormatRequest, ...]:
    with office.register.reading() as view:
        return view.records(FormatRequest, VERSION)


def told(office: Office, change: str) -> list[Notice]:
    with office.register.reading() as view:
        return [n for n in view.unsent_notices() if n.params.get("change") == change]


@pytest.fixture
def at_east(both_signed_office: Office) -> Office:
    """Return an office in which East has decided, and its chair is asked to sign."""
    place_decided(both_signed_office, EAST)
    advance(both_signed_office, EAST)
    return both_signed_office


def test_s31_whoever_is_asked_to_sign_gets_ten_working_days_more(at_east: Office) -> None:
    [before] = signing_of(at_east, EAST).open_requests
    assert local_date(before.expires_at, LONDON) == date(2027, 9, 22)
    ask_for_format(at_east, VERSION, EAST, "easy read", "Chair")
    [after] = signing_of(at_east, EAST).open_requests
    assert local_date(after.expires_at - timedelta(seconds=1), LONDON) == date(2027, 10, 6)
    [asked] = formats_of(at_east)
    assert (asked.format, asked.asked_by, asked.extended_until) == (
        "easy read",
        "Chair",
        date(2027, 10, 6),
    )
    assert at_east.register.audit() == []


def test_s31_the_time_runs_on_for_whoever_asked_alone_and_for_all_if_it_was_somebody_else(
    both_signed_office: Office,
) -> None:
    office = both_signed_office
    place_decided(office, NORTH)
    call_in_over(office, NORTH)
    advance(office, NORTH)
    leader, lead = signing_of(office, NORTH).open_requests
    ask_for_format(office, VERSION, NORTH, "large print", "leader")
    assert signing_of(office, NORTH).open_requests[0].expires_at > leader.expires_at
    assert signing_of(office, NORTH).open_requests[1] == lead
    ask_for_format(office, VERSION, NORTH, "British Sign Language", "interpreter")
    assert signing_of(office, NORTH).open_requests[1].expires_at > lead.expires_at


def test_s31_the_same_asked_again_gives_no_more_time(at_east: Office) -> None:
    ask_for_format(at_east, VERSION, EAST, "easy read", "chair")
    before = rows_of(at_east)
    ask_for_format(at_east, VERSION, EAST, " Easy  Read ", "Chair")
    assert rows_of(at_east) == before


def test_s31_the_facilitator_is_told_what_to_make(at_east: Office) -> None:
    ask_for_format(at_east, VERSION, EAST, "easy read", "chair")
    [letter] = told(at_east, "another format asked for")
    assert letter.to == ("lead@facilitator.example.org",)
    assert letter.params["what"] == (
        "chair asks for easy read, for East. They have until 6 October 2027."
    )
    assert "format request 1" in letter.params["next"]


def test_s31_where_no_time_runs_none_is_added(both_signed_office: Office) -> None:
    ask_for_format(both_signed_office, VERSION, EAST, "Polish", "chair")
    assert formats_of(both_signed_office)[0].extended_until == date(2027, 5, 20)


def test_s31_asked_for_on_paper_the_document_is_posted(at_east: Office) -> None:
    ask_for_format(at_east, VERSION, EAST, "paper", "chair")
    with at_east.register.reading() as view:
        [pack] = [n for n in view.unsent_notices() if n.template == "paper-pack"]
    assert pack.to == ("clerk@east.example.org",)
    assert pack.params["expires_on"] == "2027-10-06"


def test_s31_the_format_is_kept_beside_the_version_and_whoever_asked_is_told(
    at_east: Office, tmp_path: Path
) -> None:
    ask_for_format(at_east, VERSION, EAST, "easy read", "chair")
    supply_format(at_east, VERSION, 1, EASY, ".PDF")
    [supplied] = formats_of(at_east)
    assert supplied.supplied_sha256 is not None
    assert at_east.store.get(supplied.supplied_sha256) == EASY
    assert supplied.supplied_on == date(2027, 6, 24)
    [letter] = told(at_east, "the format you asked for")
    assert letter.to == ("chair@east.example.org",)
    assert letter.attachments == ((f"{VERSION}-1-easy-read.pdf", supplied.supplied_sha256),)
    write_evidence(at_east, VERSION, tmp_path / "evidence")
    kept = tmp_path / "evidence" / "documents" / "formats" / "1-easy-read.pdf"
    assert kept.read_bytes() == EASY
    assert at_east.register.audit() == []


def test_s31_a_letter_says_of_what_kind_the_enclosed_file_is(at_east: Office) -> None:
    ask_for_format(at_east, VERSION, EAST, "audio", "clerk")
    supply_format(at_east, VERSION, 1, b"ID3 spoken", "mp3")
    deliver_notices(at_east)
    [letter] = [x for x in postman_of(at_east).letters if "/supplied/" in x.id]
    assert letter.to == ("lead@facilitator.example.org",), "a clerk is not asked to sign"
    assert [a.media_type for a in letter.attachments] == ["audio/mpeg"]


def test_s31_a_film_is_too_large_for_a_letter(at_east: Office) -> None:
    ask_for_format(at_east, VERSION, EAST, "British Sign Language", "chair")
    supply_format(at_east, VERSION, 1, bytes(ENCLOSED_AT_MOST + 1), "mp4")
    [letter] = told(at_east, "the format you asked for")
    assert letter.attachments == ()
    assert "too large for a letter: ask the programme lead" in letter.params["what"]


def test_s31_the_same_file_again_changes_nothing_and_a_corrected_one_takes_its_place(
    at_east: Office,
) -> None:
    ask_for_format(at_east, VERSION, EAST, "easy read", "chair")
    supply_format(at_east, VERSION, 1, EASY, "pdf")
    before = rows_of(at_east)
    supply_format(at_east, VERSION, 1, EASY, "pdf")
    assert rows_of(at_east) == before
    supply_format(at_east, VERSION, 1, EASY + b" corrected", "pdf")
    before = rows_of(at_east)
    with pytest.raises(NotAllowed, match="another has taken its place"):
        supply_format(at_east, VERSION, 1, EASY, "pdf")
    assert rows_of(at_east) == before
    assert at_east.register.audit() == []


def test_s31_only_the_standard_text_is_signed(at_east: Office) -> None:
    ask_for_format(at_east, VERSION, EAST, "easy read", "chair")
    supply_format(at_east, VERSION, 1, EASY, "pdf")
    alternative = formats_of(at_east)[0].supplied_sha256
    assert alternative is not None
    [request] = signing_of(at_east, EAST).open_requests
    identified(at_east, at_east.links.token(request.id))
    before = rows_of(at_east)
    with pytest.raises(NotAllowed, match="is not the one to be signed"):
        signed_by_link(at_east, at_east.links.token(request.id), "chair", alternative)
    assert rows_of(at_east) == before


ASKED: dict[str, tuple[str, str, str]] = {
    "no format": (" ", "chair", "the format is not named"),
    "a format without a word": ("?!", "chair", "the format is not named"),
    "a format too long": ("p" * 61, "chair", "the format is not named"),
    "nobody": ("Polish", " ", "nobody is said"),
    "a role too long": ("Polish", "r" * 201, "nobody is said"),
}


@pytest.mark.parametrize("case", ASKED)
def test_s31_a_format_that_is_not_said_in_words_is_refused(at_east: Office, case: str) -> None:
    name, asker, words = ASKED[case]
    before = rows_of(at_east)
    with pytest.raises(NotAllowed, match=words) as refusal:
        ask_for_format(at_east, VERSION, EAST, name, asker)
    error = refusal.value
    assert (error.place, error.state, error.attempted) == (EAST, "signing", "ask for a format")
    assert error.remedy
    assert rows_of(at_east) == before


FILES: dict[str, tuple[bytes, str, str]] = {
    "of no known kind": (b"MZ", "exe", "ends in '.exe'"),
    "empty": (b"", "txt", "is not what its name says"),
    "a PDF by name alone": (b"PK", "pdf", "is not what its name says"),
    "too large": (bytes(MAX_FILE + 1), "mp4", "more than 209,715,200 bytes"),
}


@pytest.mark.parametrize("case", FILES)
def test_s31_a_file_that_cannot_be_kept_is_refused(at_east: Office, case: str) -> None:
    data, ending, words = FILES[case]
    ask_for_format(at_east, VERSION, EAST, "easy read", "chair")
    before = rows_of(at_east)
    with pytest.raises(NotAllowed, match=words) as refusal:
        supply_format(at_east, VERSION, 1, data, ending)
    assert refusal.value.state == "ratifying"
    assert refusal.value.attempted == "supply a format"
    assert refusal.value.remedy
    assert rows_of(at_east) == before


def test_s31_a_format_that_nobody_asked_for_is_not_supplied(at_east: Office) -> None:
    before = rows_of(at_east)
    with pytest.raises(NotFound, match="under the number 7") as refusal:
        supply_format(at_east, VERSION, 7, EASY, "pdf")
    assert refusal.value.remedy
    assert rows_of(at_east) == before


def test_s31_a_text_that_is_not_in_use_gets_no_formats(both_office: Office) -> None:
    office = frozen(both_office)
    go_to(office, BOARD_MET_ON, 16)
    rejected = BoardDecision(BoardOutcome.REJECTED, BOARD_MET_ON, "ICB/27/31", reason="No.")
    decide_board(office, VERSION, board_answers(office, VERSION), rejected)
    before = rows_of(office)
    with pytest.raises(NotAllowed, match="is not in use"):
        ask_for_format(office, VERSION, PUBLIC, "easy read", "chair")
    assert rows_of(office) == before


def asked_in_the_window(office: Office) -> Office:
    in_review(office)
    ask_for_format(office, VERSION, PUBLIC, "easy read", "member of the public")
    return office


def test_s31_in_the_review_window_the_respondent_has_more_time_and_the_window_closes_on_its_day(
    both_office: Office,
) -> None:
    office = asked_in_the_window(both_office)
    assert formats_of(office)[0].extended_until == EXTENDED
    frozen(office)
    assert version_of(office).state == VersionState.AWAITING_APPROVAL
    go_to(office, EXTENDED, 17)
    assert late_comment(office, VERSION, 1, "Say it more simply.", "A. Reader") == 1
    with office.register.reading() as view:
        [kept] = view.comments(VERSION)
        assert "A. Reader" not in " ".join(e.as_line() for e in view.trail())
    assert kept.text == "Say it more simply."
    [letter] = told(office, "a comment within extended time")
    assert "lay it before the board" in letter.params["next"]
    assert office.register.audit() == []


def refused_late(office: Office, number: int = 1, words: str = "Too late?") -> NotAllowed:
    before = rows_of(office)
    with pytest.raises(NotAllowed) as refusal:
        late_comment(office, VERSION, number, words)
    assert rows_of(office) == before
    assert refusal.value.remedy
    return refusal.value


def test_s31_after_the_extended_day_no_comment_is_taken(both_office: Office) -> None:
    office = frozen(asked_in_the_window(both_office))
    go_to(office, EXTENDED + timedelta(days=1), 0)
    assert "ended on 12 March 2027" in refused_late(office).message


def test_s31_only_whoever_asked_while_the_window_was_open_has_more_time(
    both_office: Office,
) -> None:
    office = frozen(both_office)
    assert "no format was asked for" in refused_late(office).message
    ask_for_format(office, VERSION, PUBLIC, "easy read", "chair")
    assert "no format was asked for" in refused_late(office).message
    assert "empty" in refused_late(office, words=" ").message


def test_s31_when_the_board_has_decided_no_comment_is_taken(both_office: Office) -> None:
    office = approved(asked_in_the_window(both_office))
    error = refused_late(office)
    assert (error.state, error.attempted) == (
        "public signing",
        "take a comment after the review window",
    )
