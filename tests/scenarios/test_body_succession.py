"""S26: a board is abolished or merged before the signing is complete, and a ratifying body after it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from concordat.domain.decision import BoardOutcome, Outcome
from concordat.domain.errors import LinkRefused, NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.membership import Succeeded, Succession
from concordat.domain.programme import Body, BodyId
from concordat.domain.signature import RequestStatus, Signature
from concordat.domain.states import PlaceStatus, VersionState
from concordat.domain.trail import chain_faults
from concordat.register.replay import differences
from concordat.services.certify import issue_certificate
from concordat.services.decide_board import BoardDecision, board_answers, decide_board
from concordat.services.decide_place import PlaceDecision, decide_place
from concordat.services.office import Office
from concordat.services.sign import open_link
from concordat.services.standing import standing
from concordat.services.succeed_body import BodySuccession, record_body_succession
from tests.fakes import (
    BOARD_MET_ON,
    EAST,
    NORTH,
    VERSION,
    WEST,
    FakePublisher,
    advance,
    all_signed,
    approved,
    engine_of,
    everywhere_ratified,
    facts_of,
    frozen,
    go_to,
    in_review,
    place_asked,
    place_decided,
    place_of,
    publicly_signed,
    rows_of,
    sign_request,
    signing_of,
    version_of,
)

TOOK_OVER = date(2027, 5, 21)
MET_ON = date(2027, 5, 27)
NEW_BOARD = Body(BodyId("new-board"), "Wider ICB board", (MET_ON, date(2027, 7, 27)))
MERGER = BodySuccession("icb-board", NEW_BOARD, TOOK_OVER, "The Establishment Order 2027")
NEW_SHARED = Body(BodyId("joint-board"), "Joint Board", (date(2027, 6, 3), date(2027, 7, 1)))
JOINED = BodySuccession("shared-board", NEW_SHARED, TOOK_OVER, "A resolution of both councils")


def half_signed(office: Office) -> Office:
    """Have the board approve, and the first of two sign in public, on the eve of the merger."""
    approved(office)
    go_to(office, version_of(office).public_signing_on, 10)
    advance(office)
    sign_request(office, signing_of(office).open_requests[0])
    advance(office)
    return office


def succeeded(office: Office, asked: BodySuccession = MERGER, on: date = TOOK_OVER) -> Office:
    go_to(office, on, 9)
    record_body_succession(office, VERSION, asked)
    return office


def the_new_board(
    office: Office, outcome: BoardOutcome, on: date = MET_ON, minute: str = "WICB/27/1"
) -> None:
    go_to(office, on, 17)
    decision = BoardDecision(outcome, on, minute)
    decide_board(office, VERSION, board_answers(office, VERSION), decision)


def refused(office: Office, asked: BodySuccession) -> NotAllowed:
    before = rows_of(office)
    with pytest.raises(NotAllowed) as caught:
        record_body_succession(office, VERSION, asked)
    assert rows_of(office) == before
    assert caught.value.attempted == "record a succession"
    assert caught.value.state == version_of(office).state
    assert caught.value.remedy
    return caught.value


def assert_kept_whole(office: Office) -> None:
    with office.register.reading() as view:
        trail = view.trail()
    with engine_of(office).connect() as connection:
        assert differences(connection, trail) == []
    assert chain_faults([entry.as_line() for entry in trail]) == []


def test_s26_a_version_half_signed_is_frozen_and_goes_back_to_the_successor(
    both_office: Office,
) -> None:
    office = succeeded(half_signed(both_office))
    stands = version_of(office)
    assert stands.state == VersionState.AWAITING_APPROVAL
    assert stands.board_on == MET_ON
    assert stands.programme.timeline.board == "new-board"
    assert stands.programme.body(BodyId("icb-board")).valid_to == date(2027, 5, 20)
    assert [r.status for r in signing_of(office).requests] == [
        RequestStatus.SIGNED,
        RequestStatus.CANCELLED,
    ]
    assert advance(office) == ("WarnPapers",)
    assert advance(office) == ()
    with office.register.reading() as view:
        assert len(view.records(Signature, VERSION)) == 1
        assert view.records(Succession, VERSION) == (
            Succession(
                VERSION,
                1,
                Succeeded.BODY,
                "icb-board",
                ("new-board",),
                TOOK_OVER,
                "The Establishment Order 2027",
            ),
        )
        told = [n.params for n in view.unsent_notices() if "/succession/1" in n.id]
    assert "signing waits until Wider ICB board has approved" in told[0]["next"]
    assert told[0]["what"] == "ICB board was succeeded by Wider ICB board on 21 May 2027."
    assert_kept_whole(office)


def test_s26_a_link_called_back_does_not_open(both_office: Office) -> None:
    half_signed(both_office)
    [request] = signing_of(both_office).open_requests
    succeeded(both_office)
    with pytest.raises(LinkRefused) as caught:
        open_link(both_office, both_office.links.token(request.id))
    assert caught.value.why == "cancelled"
    assert "ICB board has been succeeded" in caught.value.message


@pytest.mark.parametrize("outcome", [BoardOutcome.APPROVED, BoardOutcome.ADOPTED])
def test_s26_the_successor_approves_afresh_or_adopts_and_signing_goes_on(
    both_office: Office, outcome: BoardOutcome
) -> None:
    office = succeeded(half_signed(both_office))
    the_new_board(office, outcome)
    assert version_of(office).state == VersionState.SIGNING
    all_signed(office)
    assert version_of(office).state == VersionState.RATIFYING
    with office.register.reading() as view:
        roles = [s.role for s in view.records(Signature, VERSION)]
        decisions = [d.outcome for d in view.decisions(VERSION, None)]
    assert roles == ["chair", "chief executive"]
    assert decisions == ["approved", outcome.value]
    assert_kept_whole(office)


def test_s26_continuity_is_on_the_certificate_and_in_the_standing(both_office: Office) -> None:
    office = succeeded(half_signed(both_office))
    the_new_board(office, BoardOutcome.ADOPTED)
    all_signed(office)
    everywhere_ratified(office)
    issue_certificate(office, VERSION)
    certificate = office.store.get(version_of(office).certificate_sha256 or "").decode()
    said = (
        "ICB board was succeeded by Wider ICB board on 21 May 2027 (The Establishment Order 2027)."
    )
    assert f"Wider ICB board {said}" in certificate
    with office.register.reading() as view:
        assert standing(view, VERSION).continuity == (said,)


def test_s26_a_certificate_names_the_board_that_approved(both_signed_office: Office) -> None:
    office = succeeded(both_signed_office)
    assert version_of(office).state == VersionState.RATIFYING
    everywhere_ratified(office)
    issue_certificate(office, VERSION)
    certificate = office.store.get(version_of(office).certificate_sha256 or "").decode()
    assert "|ICB board ICB board was succeeded" in certificate
    assert Fact.BOARD_SUCCEEDED in facts_of(office, VERSION)


def test_s26_nothing_is_adopted_that_no_predecessor_had_approved(both_office: Office) -> None:
    office = succeeded(frozen(both_office))
    assert version_of(office).state == VersionState.AWAITING_APPROVAL
    before = rows_of(office)
    with pytest.raises(NotAllowed) as caught:
        the_new_board(office, BoardOutcome.ADOPTED)
    assert "nothing to adopt" in caught.value.message
    assert caught.value.state == VersionState.AWAITING_APPROVAL
    assert rows_of(office) == before
    the_new_board(office, BoardOutcome.APPROVED)
    assert version_of(office).state == VersionState.SIGNING


def test_s26_a_board_does_not_adopt_what_it_approved_itself(both_office: Office) -> None:
    frozen(both_office)
    with pytest.raises(NotAllowed) as caught:
        the_new_board(both_office, BoardOutcome.ADOPTED, BOARD_MET_ON)
    assert "nothing to adopt" in caught.value.message


def test_s26_the_successor_cannot_have_decided_before_it_took_over(both_office: Office) -> None:
    office = succeeded(half_signed(both_office))
    before = rows_of(office)
    with pytest.raises(NotAllowed) as caught:
        the_new_board(office, BoardOutcome.APPROVED, date(2027, 5, 20))
    assert "was not the board yet on 2027-05-20" in caught.value.message
    assert rows_of(office) == before


def test_s26_a_successor_that_approves_other_words_ends_the_version(both_office: Office) -> None:
    half_signed(both_office)
    [request] = signing_of(both_office).open_requests
    succeeded(both_office)
    go_to(both_office, MET_ON, 17)
    other = BoardDecision(BoardOutcome.APPROVED_AMENDED, MET_ON, "WICB/27/1", "Say 'wider'.")
    decide_board(both_office, VERSION, board_answers(both_office, VERSION), other)
    with pytest.raises(LinkRefused) as caught:
        open_link(both_office, both_office.links.token(request.id))
    assert caught.value.why == "superseded"
    assert "not the one that the board approved" in caught.value.message


@pytest.mark.parametrize(
    ("lead", "state"),
    [
        (lambda office: office, VersionState.PLANNED),
        (in_review, VersionState.IN_REVIEW),
        (frozen, VersionState.AWAITING_APPROVAL),
    ],
)
def test_s26_a_version_not_approved_yet_keeps_its_stage(
    both_office: Office, lead: Any, state: VersionState
) -> None:
    lead(both_office)
    day = version_of(both_office).programme.timeline.window_opens
    early = replace(MERGER, on=day)
    meetings = (date(2027, 3, 2), MET_ON)
    succeeded(both_office, replace(early, successor=replace(NEW_BOARD, meetings=meetings)), day)
    stands = version_of(both_office)
    assert (stands.state, stands.programme.timeline.board) == (state, "new-board")
    assert stands.board_on == date(2027, 3, 2)


def test_s26_after_the_signing_the_agreement_goes_on(both_ratified_office: Office) -> None:
    office = succeeded(both_ratified_office)
    assert version_of(office).state == VersionState.IN_EFFECT
    with office.register.reading() as view:
        told = [n.params for n in view.unsent_notices() if "/succession/1" in n.id]
    assert told[0]["next"] == "the agreement goes on; what was decided before stands."
    assert_kept_whole(office)


def test_s26_what_a_ratifying_body_had_not_decided_is_asked_of_its_successor(
    both_signed_office: Office,
) -> None:
    office = both_signed_office
    place_asked(office, EAST)
    place_asked(office, NORTH)
    succeeded(office, JOINED)
    assert place_of(office, EAST).place.body == "joint-board"
    assert place_of(office, EAST).ratification.expected_on == date(2027, 6, 3)
    with office.register.reading() as view:
        [asked] = [n for n in view.unsent_notices() if n.id.endswith("requested/succession/1")]
    assert asked.params["body"] == "Joint Board"
    assert Fact.BODY_SUCCEEDED in facts_of(office, VERSION)
    assert Fact.BOARD_SUCCEEDED not in facts_of(office, VERSION)
    go_to(office, date(2027, 6, 3), 17)
    decision = PlaceDecision(Outcome.RATIFIED, date(2027, 6, 3), "JB/27/1")
    decide_place(office, VERSION, EAST, decision)
    all_signed(office, EAST)
    assert place_of(office, EAST).ratification.status == PlaceStatus.RATIFIED
    assert_kept_whole(office)


def test_s26_what_a_ratifying_body_decided_is_recorded_under_its_old_name(
    both_signed_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = both_signed_office
    place_decided(office, EAST)
    place_decided(office, WEST, Outcome.DEFERRED)
    later = replace(JOINED, on=date(2027, 6, 25))
    succeeded(office, later, date(2027, 6, 25))
    assert isinstance(office.publisher, FakePublisher)
    drawn: list[str] = []
    make = office.publisher.record_pdf
    monkeypatch.setattr(
        office.publisher,
        "record_pdf",
        lambda content: (drawn.append(content.body_name), make(content))[1],
    )
    all_signed(office, EAST)
    assert drawn == ["Shared Board"]
    with office.register.reading() as view:
        found = standing(view, VERSION).places
    assert found[EAST].body == "Shared Board"
    assert found[WEST].body == "Joint Board"
    assert found[WEST].waiting_for == ("Joint Board",)


def test_s26_a_body_known_already_takes_over_with_its_own_meetings(
    both_signed_office: Office,
) -> None:
    body = Body(BodyId("north-cabinet"), "North Cabinet", (date(2027, 7, 8),))
    succeeded(both_signed_office, replace(JOINED, successor=body))
    programme = version_of(both_signed_office).programme
    assert programme.body(BodyId("north-cabinet")).meetings == (
        date(2027, 6, 10),
        date(2027, 7, 8),
        date(2027, 9, 9),
    )
    assert {p.body for p in programme.places} == {"north-cabinet"}


def test_s26_a_body_that_is_informed_is_succeeded_too(both_signed_office: Office) -> None:
    forum = replace(NEW_SHARED, id=BodyId("forum"), name="Forum")
    succeeded(both_signed_office, BodySuccession("icp", forum, TOOK_OVER, "The Act of 2026"))
    assert version_of(both_signed_office).programme.timeline.presentation == "forum"


def test_s26_a_programme_without_a_presentation_is_left_without(both_office: Office) -> None:
    with both_office.register.writing() as tx:
        version = tx.version(VERSION)
        timeline = replace(version.programme.timeline, presentation=None)
        programme = replace(version.programme, timeline=timeline)
        sha256 = tx.add_programme(programme)
        tx.save(replace(version, programme=programme, programme_sha256=sha256))
        tx.record(Fact.BODY_RETIRED, VERSION, {})
    succeeded(both_office)
    assert version_of(both_office).programme.timeline.presentation is None


def test_s26_the_same_succession_again_changes_nothing(both_signed_office: Office) -> None:
    office = succeeded(both_signed_office)
    before = rows_of(office)
    record_body_succession(office, VERSION, MERGER)
    assert rows_of(office) == before


def test_s26_a_successor_may_be_succeeded_in_its_turn(both_signed_office: Office) -> None:
    office = succeeded(both_signed_office)
    last = Body(BodyId("last-board"), "Last board")
    again = BodySuccession("new-board", last, date(2027, 6, 1), "Another order")
    succeeded(office, again, date(2027, 6, 1))
    assert version_of(office).programme.timeline.board == "last-board"
    with office.register.reading() as view:
        assert len(standing(view, VERSION).continuity) == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"old": "nobody"}, "There is no body 'nobody'."),
        ({"old": "new-board"}, "There is no body 'new-board'."),
        (
            {"successor": Body(BodyId("icb-board"), "ICB board")},
            "'icb-board' cannot succeed itself.",
        ),
        (
            {"successor": Body(BodyId("icp"), "Another name")},
            "'icp' is Integrated care partnership already.",
        ),
        ({"instrument": " "}, "A succession needs its instrument."),
        ({"on": date(2027, 12, 1)}, "2027-12-01 is in the future."),
    ],
)
def test_s26_a_succession_that_cannot_be_so_is_refused(
    both_signed_office: Office, change: dict[str, Any], said: str
) -> None:
    go_to(both_signed_office, TOOK_OVER)
    assert refused(both_signed_office, replace(MERGER, **change)).message == said


def test_s26_a_body_is_not_succeeded_twice(both_signed_office: Office) -> None:
    office = succeeded(succeeded(both_signed_office, JOINED))
    found = refused(office, replace(MERGER, instrument="Another order"))
    assert found.message == "'icb-board' was succeeded by 'new-board' on 2027-05-21."


def test_s26_everything_signed_before_stands_in_the_sealed_agreement(both_office: Office) -> None:
    publicly_signed(both_office)
    assert version_of(both_office).sealed_at is not None
    succeeded(both_office)
    assert version_of(both_office).state == VersionState.RATIFYING
