"""S24: one place lies in two systems, and each system's agreement has a track of its own there."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from concordat.domain.decision import BoardOutcome, Outcome
from concordat.domain.errors import NotAllowed, NotFound
from concordat.domain.programme import Programme
from concordat.domain.rules import AmendmentClass
from concordat.domain.signature import PUBLIC
from concordat.domain.states import PlaceStatus, VersionState
from concordat.domain.trail import chain_faults
from concordat.register.replay import differences
from concordat.services.advance import advance_place, advance_version
from concordat.services.amend import amend
from concordat.services.amendment_draft import Amendment
from concordat.services.decide_board import BoardDecision, board_answers, decide_board
from concordat.services.decide_place import PlaceDecision, decide_place
from concordat.services.launch import begin_version, find_version, register_version
from concordat.services.office import Office
from concordat.services.review_window import freeze_version, open_review_window
from tests.databases import Databases
from tests.fakes import (
    BOARD_MET_ON,
    EAST,
    VERSION,
    FakePublisher,
    a_programme,
    an_office,
    clock_of,
    engine_of,
    go_to,
    rows_of,
    signed_by_link,
)

OTHER = "neighbour-mou-v1"
TRACKS = (VERSION, OTHER)


def neighbours() -> Programme:
    """Return the agreement of the neighbouring system, in which East lies too."""
    return a_programme(
        agreement_id="neighbour-mou",
        title="Memorandum of Understanding of the neighbouring system",
        system_id="neighbour",
        system_name="Neighbour",
    )


@pytest.fixture
def office(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """Return an office with both agreements on its register, both signed in public."""
    office = an_office(tmp_path, on=databases)
    register_version(office, neighbours(), 1)
    for version_id in TRACKS:
        go_to(office, date(2026, 12, 1), 9)
        open_review_window(office, version_id)
    for version_id in TRACKS:
        go_to(office, date(2027, 2, 27), 9)
        freeze_version(office, version_id)
    for version_id in TRACKS:
        go_to(office, BOARD_MET_ON, 16)
        decision = BoardDecision(BoardOutcome.APPROVED, BOARD_MET_ON, "ICB/27/31")
        decide_board(office, version_id, board_answers(office, version_id), decision)
    go_to(office, date(2027, 5, 20), 10)
    for version_id in TRACKS:
        signed(office, version_id, PUBLIC)
    yield office
    engine_of(office).dispose()


def signed(office: Office, version_id: str, scope: str) -> None:
    """Have everyone sign a document of one agreement, until nothing more is due on it."""
    while True:
        if scope == PUBLIC:
            advance_version(office, version_id)
        else:
            advance_place(office, version_id, scope)
        with office.register.reading() as view:
            waiting = view.signing(view.version(version_id), scope).open_requests
        if not waiting:
            return
        clock_of(office).advance(minutes=1)
        signed_by_link(
            office, office.links.token(waiting[0].id), "A Name", waiting[0].document_sha256
        )


def decided(office: Office, version_id: str, outcome: Outcome, text: str = "") -> None:
    advance_place(office, version_id, EAST)
    go_to(office, date(2027, 6, 24), 17)
    decision = PlaceDecision(outcome, date(2027, 6, 24), "SB/27/9", text)
    decide_place(office, version_id, EAST, decision)


def statuses(office: Office) -> list[PlaceStatus]:
    with office.register.reading() as view:
        return [view.place(view.version(v), EAST).ratification.status for v in TRACKS]


def test_s24_a_place_of_two_systems_has_two_independent_tracks(office: Office) -> None:
    for version_id in TRACKS:
        advance_place(office, version_id, EAST)
    decided(office, VERSION, Outcome.RATIFIED)
    signed(office, VERSION, EAST)
    assert statuses(office) == [PlaceStatus.RATIFIED, PlaceStatus.AWAITING_DECISION]
    decided(office, OTHER, Outcome.DECLINED, "Not of that system.")
    signed(office, OTHER, EAST)
    assert statuses(office) == [PlaceStatus.RATIFIED, PlaceStatus.DECLINED]
    with office.register.reading() as view:
        records = [view.version_record(v) for v in TRACKS]
        assert not chain_faults([entry.as_line() for entry in view.trail()])
        with engine_of(office).connect() as connection:
            assert not differences(connection, view.trail())
    assert [r.effective_dates for r in records] == [{EAST: date(2027, 6, 24)}, {}]


def test_s24_the_two_share_no_document_and_no_request(office: Office) -> None:
    for version_id in TRACKS:
        decided(office, version_id, Outcome.RATIFIED)
        signed(office, version_id, EAST)
    with office.register.reading() as view:
        kept = [{(k, s) for k, s, _ in view.documents(v)} for v in TRACKS]
        records = [
            {sha256 for kind, _, sha256 in view.documents(v) if kind == "record"} for v in TRACKS
        ]
        requests = [
            {r.link_sha256 for r in view.signing(view.version(v), EAST).requests} for v in TRACKS
        ]
    assert kept[0] == kept[1]
    assert not records[0] & records[1]
    assert not requests[0] & requests[1]


def test_s24_a_count_in_one_agreement_is_none_in_the_other(office: Office) -> None:
    decided(office, VERSION, Outcome.RATIFIED)
    signed(office, VERSION, EAST)
    advance_version(office, VERSION)
    advance_version(office, OTHER)
    with office.register.reading() as view:
        assert [view.version(v).state for v in TRACKS] == [VersionState.RATIFYING] * 2
        assert [len(view.version_record(v).effective_dates) for v in TRACKS] == [1, 0]


def test_s24_a_number_alone_does_not_say_which_agreement_is_meant(office: Office) -> None:
    before = rows_of(office)
    with pytest.raises(NotAllowed, match="example-mou, neighbour-mou") as refused:
        find_version(office, 1)
    assert refused.value.remedy == "Name the one you mean as the agreement."
    assert refused.value.attempted == "find the version"
    assert [find_version(office, 1, v.removesuffix("-v1")) for v in TRACKS] == list(TRACKS)
    with pytest.raises(NotFound, match="no version 1 of 'nobodys-mou'"):
        find_version(office, 1, "nobodys-mou")
    with pytest.raises(NotFound, match="no version 2 in the register"):
        find_version(office, 2)
    assert rows_of(office) == before


def test_s24_a_second_agreement_is_begun_from_its_own_config(
    databases: Databases, tmp_path: Path
) -> None:
    office = an_office(tmp_path, on=databases)

    assert begin_version(office, neighbours, 1, None) == VERSION
    with pytest.raises(NotAllowed, match="is of the agreement 'neighbour-mou'") as refused:
        begin_version(office, neighbours, 1, "somebodys-mou")
    assert refused.value.remedy
    assert begin_version(office, neighbours, 1, "neighbour-mou") == OTHER
    before = rows_of(office)
    assert begin_version(office, neighbours, 1, "neighbour-mou") == OTHER
    assert rows_of(office) == before
    assert begin_version(office, neighbours, 2, None) == "neighbour-mou-v2"
    engine_of(office).dispose()


def test_s24_an_amended_version_counts_on_in_its_own_agreement(office: Office) -> None:
    register_version(office, neighbours(), 2)
    assert isinstance(office.publisher, FakePublisher)
    office.publisher.words = "We work as equals, in every place."
    go_to(office, date(2027, 5, 21))
    asked = Amendment(AmendmentClass.EDITORIAL, "A typing error.", consults=False)
    assert amend(office, VERSION, asked, a_programme()).id == "example-mou-v2"
    with pytest.raises(NotAllowed, match="There is a version 2 of each"):
        find_version(office, 2)
