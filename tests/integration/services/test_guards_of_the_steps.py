"""What stops a step that is tried too early, twice, or over a newer document."""

from dataclasses import replace
from datetime import date

import pytest

from concordat.domain.errors import BrokenEvidence, Conflict, NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.signature import PUBLIC
from concordat.domain.states import ReviewState
from concordat.services import advance as advancing
from concordat.services.office import Office
from concordat.services.place_steps import draw_record
from concordat.services.review_cycle import make_report, open_review
from concordat.services.review_outcome import (
    ReviewOutcome,
    close_review,
    refuse_review_form,
    review_question,
)
from concordat.services.review_window import open_review_window
from concordat.services.signing_steps import check_unchanged, paper
from tests.fakes import EAST, VERSION, clock_of, rows_of, version_of

OPENS, RETURNS_DUE = date(2028, 4, 25), date(2028, 5, 25)


def test_the_review_window_does_not_open_before_its_day(office: Office) -> None:
    clock_of(office).at(date(2026, 11, 30), 12)
    before = rows_of(office)
    with pytest.raises(NotAllowed, match="opens on 2026-12-01") as refusal:
        open_review_window(office, VERSION)
    assert "by itself" in refusal.value.remedy
    assert rows_of(office) == before


def test_a_document_that_is_not_there_cannot_be_signed(office: Office) -> None:
    with office.register.reading() as view, pytest.raises(BrokenEvidence, match="no document"):
        paper(view, version_of(office), PUBLIC)


def test_a_record_is_not_drawn_without_a_decision(signed_office: Office) -> None:
    before = rows_of(signed_office)
    with pytest.raises(BrokenEvidence, match="without a decision") as fault:
        draw_record(signed_office, version_of(signed_office), EAST)
    assert fault.value.place == EAST
    assert rows_of(signed_office) == before


def test_a_document_is_not_written_over_a_newer_one(signed_office: Office) -> None:
    version = version_of(signed_office)
    with signed_office.register.reading() as view:
        stale = replace(paper(view, version, PUBLIC), current_sha256="0" * 64)
    with (
        pytest.raises(Conflict, match="signed by another process"),
        signed_office.register.writing() as tx,
    ):
        check_unchanged(tx, version, PUBLIC, stale)


def test_a_review_whose_opening_is_on_record_is_not_opened_again(ratified_office: Office) -> None:
    clock_of(ratified_office).at(OPENS, 9)
    with ratified_office.register.writing() as tx:
        tx.once(f"{VERSION}/review/1/open")
        tx.record(Fact.REVIEW_OPENED, f"{VERSION}/review/1", {})
    before = rows_of(ratified_office)
    open_review(ratified_office, VERSION, 1)
    assert rows_of(ratified_office) == before


def test_a_form_that_was_refused_is_not_taken_afterwards(ratified_office: Office) -> None:
    office = ratified_office
    clock_of(office).at(OPENS, 9)
    open_review(office, VERSION, 1)
    clock_of(office).at(RETURNS_DUE, 9)
    make_report(office, VERSION, 1)
    assert review_question(office, VERSION, 1)[0] == 0
    assert "not recorded" not in review_question(office, VERSION, 1)[1]
    refuse_review_form(office, VERSION, 1, 0, NotAllowed("It has no minute."))
    close_review(office, VERSION, 1, 0, ReviewOutcome("continue", RETURNS_DUE, "ICB/28/40"))
    with office.register.reading() as view:
        assert view.review(VERSION, 1).state == ReviewState.REPORTED
    answers, words = review_question(office, VERSION, 1)
    assert answers == 1
    assert "It has no minute." in words


def test_a_step_that_others_always_do_first_is_left_to_them(
    signed_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def be_late(*_: object) -> None:
        tried.append(1)
        raise Conflict("Somebody was first.")

    monkeypatch.setattr(advancing, "_do_at_place", be_late)
    with pytest.raises(Conflict, match="Somebody was first"):
        advancing.advance_place(signed_office, VERSION, EAST)
    assert len(tried) == advancing.CONFLICTS_AT_MOST + 1
