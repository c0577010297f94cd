import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar

from concordat.domain.decision import BoardOutcome, Outcome
from concordat.portal.app import create_app
from concordat.services.decide_board import BoardDecision, decide_board
from concordat.services.office import Office
from tests.fakes import (
    EAST,
    VERSION,
    WEST,
    a_programme,
    advance,
    an_office,
    everywhere_ratified,
    frozen,
    go_to,
    in_review,
    place_decided,
    place_of,
    ratified,
    version_of,
)
from tests.integration.portal.conftest import TEMPLATES, Visitor

XSS = "<script>alert('x')</script>"


def documents_of(office: Office) -> dict[str, str]:
    """Return the SHA-256 of the newest document of each kind."""
    with office.register.reading() as view:
        return {kind: sha256 for kind, _, sha256 in view.documents(VERSION)}


def test_before_anything_is_started_the_first_page_says_so(tmp_path: Path) -> None:
    visitor = Visitor(an_office(tmp_path, launched=False))
    assert visitor.get("/").status_code == 200
    assert "Nothing here yet" in visitor.get("/").text
    assert visitor.get("/agreement").status_code == 404
    assert visitor.get("/status.json").status_code == 404
    assert visitor.get("/health").json() == {"status": "ok"}


def test_both_parties_stand_side_by_side_with_their_partners(visitor: Visitor) -> None:
    page = visitor.get("/").text
    for name in ("VCSE sector", "Integrated Care System", "Alliance", "Councils Together"):
        assert name in page
    assert page.count('class="parties"') == 1


def test_the_first_page_shows_every_stage_with_its_date(visitor: Visitor) -> None:
    page = visitor.get("/").text
    assert "1 December 2026 to 26 February 2027" in page
    for day in ("30 March 2027", "20 May 2027", "30 September 2027"):
        assert day in page
    assert "12 months after it takes effect" in page
    assert '<svg class="picture"' in page
    assert "<desc" in page


def test_the_first_page_says_who_is_being_waited_for(later_visitor: Visitor) -> None:
    ratified(later_visitor.office, EAST, Outcome.RATIFIED_WITH_RESERVATION, text="Fund it first.")
    page = later_visitor.get("/").text
    assert "Fund it first." in page
    assert "Ratified with reservation" in page
    sealed = place_of(later_visitor.office, EAST).ratification.current_sha256
    assert f'href="/documents/{sealed}.pdf"' in page
    assert later_visitor.get(f"/documents/{sealed}.pdf").status_code == 200


def test_the_first_page_stays_right_to_the_end(later_visitor: Visitor) -> None:
    everywhere_ratified(later_visitor.office)
    page = later_visitor.get("/").text
    assert "The agreement is in effect." in page
    effective_on = version_of(later_visitor.office).effective_on
    assert effective_on is not None
    assert f"due on {effective_on.day} " in page


def test_a_rehearsal_says_so_on_every_page(office: Office) -> None:
    visitor = Visitor(replace(office, rehearsal=True))
    for path in ("/", "/comment", "/signed", "/nowhere"):
        assert "REHEARSAL" in visitor.get(path).text
    assert "REHEARSAL" not in Visitor(office).get("/").text


def test_the_draft_is_shown_while_the_window_is_open_and_then_the_frozen_text(
    visitor: Visitor,
) -> None:
    assert visitor.get("/agreement").status_code == 404
    in_review(visitor.office)
    assert "Draft, open for comment until 26 February 2027" in visitor.get("/agreement").text
    frozen(visitor.office)
    page = visitor.get("/agreement").text
    assert "The frozen text" in page
    assert "<p>We work as equal partners.</p>" in page


def test_only_public_documents_are_sent(later_visitor: Visitor) -> None:
    kept = documents_of(later_visitor.office)
    for kind in ("draft", "board-paper", "agreement"):
        found = later_visitor.get(f"/documents/{kept[kind]}.pdf")
        assert found.status_code == 200
        assert found.headers["content-type"] == "application/pdf"
    for kind in ("draft-text", "text", "agreement-unsigned"):
        assert later_visitor.get(f"/documents/{kept[kind]}.pdf").status_code == 404
    for name in ("0" * 64, "..%2f..%2fetc%2fpasswd", "x"):
        assert later_visitor.get(f"/documents/{name}.pdf").status_code == 404


def test_the_text_is_offered_as_a_word_file_while_the_window_is_open_and_after(
    visitor: Visitor,
) -> None:
    in_review(visitor.office)
    draft = documents_of(visitor.office)["draft-docx"]
    offered = f'<a href="/documents/{draft}.docx">The draft, as a file to comment in (Word)</a>'
    assert offered in visitor.get("/agreement").text
    frozen(visitor.office)
    words = documents_of(visitor.office)["text-docx"]
    page = visitor.get("/agreement").text
    assert offered in page
    assert (
        f'<a href="/documents/{words}.docx">The frozen words, as a file to comment in (Word)'
        in page
    )
    found = visitor.get(f"/documents/{draft}.docx")
    assert found.status_code == 200
    assert found.headers["content-type"].endswith("wordprocessingml.document")
    saved_as = 'attachment; filename="example-mou-v1-agreement-draft.docx"'
    assert found.headers["content-disposition"] == saved_as
    assert found.content.startswith(b"%draft-docx")


def test_a_document_is_sent_as_what_it_is(visitor: Visitor) -> None:
    kept = documents_of(in_review(visitor.office))
    assert visitor.get(f"/documents/{kept['draft-docx']}.pdf").status_code == 404
    assert visitor.get(f"/documents/{kept['draft']}.docx").status_code == 404
    assert visitor.get(f"/documents/{kept['draft-text']}.docx").status_code == 404


def test_an_unsealed_record_is_not_public(later_visitor: Visitor) -> None:
    place_decided(later_visitor.office, EAST)
    advance(later_visitor.office, EAST)
    unsigned = place_of(later_visitor.office, EAST).ratification.record_sha256
    assert unsigned is not None
    assert later_visitor.get(f"/documents/{unsigned}.pdf").status_code == 404


def test_the_standing_is_there_for_machines(visitor: Visitor) -> None:
    found = json.loads(visitor.get("/status.json").text)
    assert found["state"] == "planned"
    assert set(found["places"]) == {"east", "north", "west"}


def test_the_sessions_are_there_for_calendars(visitor: Visitor, office: Office) -> None:
    found = visitor.get("/calendar.ics")
    assert found.headers["content-type"].startswith("text/calendar")
    assert len(Calendar.from_ical(found.content).walk("VEVENT")) == 1
    visitor.app = create_app(office, TEMPLATES)
    assert visitor.get("/calendar.ics").status_code == 404
    assert "calendar.ics" not in visitor.get("/").text


def test_markup_in_names_appears_as_text(tmp_path: Path) -> None:
    visitor = Visitor(an_office(tmp_path, a_programme(title=XSS, system_name=XSS, facilitator=XSS)))
    for path in ("/", "/comment", "/signed", f"/sign/{XSS}"):
        page = visitor.get(path).text
        assert "<script" not in page
        assert "&lt;script&gt;" in page


def test_markup_in_a_reservation_appears_as_text(later_visitor: Visitor) -> None:
    ratified(later_visitor.office, WEST, Outcome.RATIFIED_WITH_RESERVATION, text=XSS)
    assert "<script" not in later_visitor.get("/").text


@pytest.mark.parametrize("path", ["/", "/comment", "/agreement", "/signed", "/nowhere"])
def test_every_page_is_built_for_everyone(visitor: Visitor, path: str) -> None:
    in_review(visitor.office)
    page = visitor.get(path).text
    assert '<html lang="en-GB"' in page
    assert 'name="viewport"' in page
    assert 'href="#main"' in page
    assert len(re.findall(r"<title>[^<]+</title>", page)) == 1
    assert len(re.findall(r"<main", page)) == 1
    assert "<script" not in page
    assert " style=" not in page
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', page))
    controls = re.findall(r"<(?:textarea|input)(?![^>]*hidden)[^>]*\bid=\"([^\"]+)\"", page)
    assert set(controls) <= labelled


def test_a_table_has_a_caption_and_headings(visitor: Visitor) -> None:
    page = visitor.get("/").text
    assert "<caption" in page
    assert page.count('scope="col"') == 5
    assert page.count('scope="row"') == 3


def test_a_moved_date_is_the_one_shown(visitor: Visitor) -> None:
    frozen(visitor.office)
    go_to(visitor.office, date(2027, 3, 30), 16)
    deferral = BoardDecision(BoardOutcome.DEFERRED, date(2027, 3, 30), "ICB/27/31", reason="Late.")
    decide_board(visitor.office, VERSION, 0, deferral)
    page = visitor.get("/").text
    assert "deferred; taken up again on 25 May 2027" in page
    assert "15 July 2027" in page
