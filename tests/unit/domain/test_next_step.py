from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from concordat.domain.next_step import (
    place_step,
    signing_step,
    version_step,
)
from concordat.domain.record import (
    PlaceRecord,
    Ratification,
    Version,
    VersionRecord,
)
from concordat.domain.rules import ReminderRule, SigningRule
from concordat.domain.signature import (
    PUBLIC,
    RequestStatus,
    Signature,
    Signing,
    SigningRequest,
)
from concordat.domain.signing import Seat
from concordat.domain.states import PlaceStatus, VersionState
from concordat.domain.steps import (
    ApplySignature,
    AskForDecision,
    DrawRecord,
    EndCallIn,
    Expire,
    Invite,
    Lapse,
    Remind,
    Seal,
    Step,
    TakeEffect,
    WarnTerm,
)
from tests.fakes import (
    EAST,
    ICS,
    LONDON,
    NORTH,
    VCSE,
    VERSION,
    WEST,
    a_block,
    a_programme,
    a_signatory,
)

ENGLAND = "england-and-wales"
MONDAY = datetime(2027, 6, 7, 12, tzinfo=UTC)
RULE = SigningRule(reminder_every_working_days=5, reminders_at_most=2, expires_days=90)
FIRST, SECOND, SPARE = Seat(0, 0), Seat(1, 0), Seat(0, 1)
IN_ORDER = (a_block(1, VCSE, a_signatory("lead", "a")), a_block(2, ICS, a_signatory("chair", "b")))
EITHER = (a_block(1, VCSE, a_signatory("co-chair A", "a"), a_signatory("co-chair B", "a")),)


def a_request(seat: Seat = FIRST, **changes: Any) -> SigningRequest:
    request = SigningRequest(
        id=f"request-{seat.block}.{seat.candidate}",
        version_id=VERSION,
        scope=PUBLIC,
        block=seat.block,
        candidate=seat.candidate,
        number=1,
        link_sha256="",
        document_sha256="",
        status=RequestStatus.OPEN,
        sent_at=MONDAY,
        expires_at=MONDAY + timedelta(days=90),
    )
    return replace(request, **changes)


def a_signature(seat: Seat = FIRST, *, applied: bool = True, minute: int = 0) -> Signature:
    return Signature(
        request_id=f"request-{seat.block}.{seat.candidate}",
        version_id=VERSION,
        scope=PUBLIC,
        block=seat.block,
        candidate=seat.candidate,
        name="The Lead",
        role="lead",
        organisation="a",
        statement="I sign.",
        document_sha256="",
        signed_at=MONDAY + timedelta(minutes=minute),
        applied_at=MONDAY if applied else None,
    )


def due(
    *requests: SigningRequest,
    signatures: tuple[Signature, ...] = (),
    blocks: Any = IN_ORDER,
    now: datetime = MONDAY,
) -> Step | None:
    signing = Signing(PUBLIC, blocks, requests, signatures)
    return signing_step(signing, RULE, now, LONDON, ENGLAND)


def test_whose_turn_it_is_is_asked_and_nobody_else() -> None:
    assert due() == Invite((FIRST,))


def test_everyone_of_one_order_is_asked_together() -> None:
    assert due(blocks=EITHER) == Invite((FIRST, SPARE))


def test_who_was_asked_is_not_asked_again() -> None:
    assert due(a_request()) is None


def test_the_next_order_is_asked_once_the_signature_before_it_stands_in_the_pdf() -> None:
    signed = a_request(status=RequestStatus.SIGNED)
    waiting = a_signature(applied=False)
    assert due(signed, signatures=(waiting,)) == ApplySignature(waiting)
    assert due(signed, signatures=(a_signature(),)) == Invite((SECOND,))


def test_signatures_are_applied_in_the_order_they_were_made() -> None:
    late, early = a_signature(SECOND, applied=False, minute=5), a_signature(applied=False)
    assert due(signatures=(late, early)) == ApplySignature(early)


def test_the_seal_follows_the_last_signature() -> None:
    assert due(signatures=(a_signature(), a_signature(SECOND))) == Seal()


def test_a_request_expires_at_its_moment_and_not_before() -> None:
    request = a_request(reminders=2)
    assert due(request, now=request.expires_at - timedelta(microseconds=1)) is None
    assert due(request, now=request.expires_at) == Expire(request)


def test_an_expired_seat_is_asked_anew() -> None:
    assert due(a_request(status=RequestStatus.EXPIRED)) == Invite((FIRST,))


def test_a_seat_that_declined_is_not_asked_again() -> None:
    assert due(a_request(status=RequestStatus.DECLINED)) is None


def test_an_open_spare_request_does_not_hold_up_the_seal() -> None:
    assert due(a_request(SPARE), signatures=(a_signature(),), blocks=EITHER) == Seal()


@pytest.mark.parametrize(
    ("now", "is_due"),
    [
        pytest.param(datetime(2027, 6, 13, 22, 59, tzinfo=UTC), False, id="last minute of Sunday"),
        pytest.param(datetime(2027, 6, 13, 23, 0, tzinfo=UTC), True, id="Monday begins in London"),
    ],
)
def test_a_reminder_is_due_when_its_working_day_begins_in_london(
    now: datetime, is_due: bool
) -> None:
    request = a_request()
    assert due(request, now=now) == (Remind(request) if is_due else None)


def test_working_days_between_reminders_skip_bank_holidays() -> None:
    sent = datetime(2027, 5, 27, 12, tzinfo=UTC)
    request = a_request(sent_at=sent)
    assert due(request, now=datetime(2027, 6, 3, 12, tzinfo=UTC)) is None
    assert due(request, now=datetime(2027, 6, 4, 12, tzinfo=UTC)) == Remind(request)


def test_the_next_reminder_counts_from_the_last() -> None:
    request = a_request(reminders=1, reminded_at=MONDAY + timedelta(days=7))
    assert due(request, now=MONDAY + timedelta(days=13)) is None
    assert due(request, now=MONDAY + timedelta(days=14)) == Remind(request)


def test_nobody_is_reminded_more_often_than_the_rule_says() -> None:
    request = a_request(reminders=2, reminded_at=MONDAY)
    assert due(request, now=MONDAY + timedelta(days=80)) is None


def test_a_place_is_reminded_by_its_own_schedule_where_it_has_one() -> None:
    version = a_version()
    place = replace(version.programme.place(NORTH), reminders=ReminderRule(2, 1))
    first, other = a_request(scope=NORTH), a_request(Seat(1, 0), scope=NORTH)
    drawn = Ratification(VERSION, NORTH, PlaceStatus.SIGNING, record_sha256="0" * 64)
    signing = Signing(NORTH, place.signatories, (first, other))
    own, usual = (
        PlaceRecord(of, drawn, None, signing) for of in (place, version.programme.place(NORTH))
    )
    after = MONDAY + timedelta(days=2)
    assert place_step(own, version, after) == Remind(first)
    assert place_step(usual, version, after) is None


def test_an_address_from_which_a_letter_came_back_is_not_reminded_and_its_time_runs_on() -> None:
    request = a_request(bounced_at=MONDAY)
    assert due(request, now=request.expires_at - timedelta(microseconds=1)) is None
    assert due(request, now=request.expires_at) == Expire(request)


@pytest.mark.parametrize("status", [RequestStatus.CANCELLED, RequestStatus.REOPENED])
def test_a_seat_whose_request_was_cancelled_or_reopened_is_asked_anew(
    status: RequestStatus,
) -> None:
    assert due(a_request(status=status)) == Invite((FIRST,))


def test_an_expiry_comes_before_a_reminder() -> None:
    request = a_request()
    assert due(request, now=request.expires_at) == Expire(request)


def a_version(state: VersionState = VersionState.RATIFYING, **timeline: Any) -> Version:
    programme = a_programme(timeline=timeline)
    return Version(
        id=VERSION,
        agreement_id=programme.agreement_id,
        number=1,
        state=state,
        programme=programme,
        programme_sha256="",
        rehearsal=False,
        board_on=None,
        public_signing_on=programme.timeline.public_signing_on,
        ratification_due=programme.timeline.ratification_due,
    )


def at_place(
    status: PlaceStatus,
    now: datetime = MONDAY,
    version: Version | None = None,
    **changes: Any,
) -> Step | None:
    version = version or a_version()
    place = version.programme.place(NORTH)
    record = PlaceRecord(
        place,
        replace(Ratification(VERSION, NORTH, status), **changes),
        None,
        Signing(NORTH, place.signatories),
    )
    return place_step(record, version, now)


@pytest.mark.parametrize("state", VersionState)
def test_a_place_is_asked_only_once_the_public_signing_is_complete(state: VersionState) -> None:
    asked = state in {VersionState.RATIFYING, VersionState.IN_EFFECT}
    step = at_place(PlaceStatus.NOT_STARTED, version=a_version(state))
    assert step == (AskForDecision() if asked else None)


@pytest.mark.parametrize("status", [PlaceStatus.AWAITING_DECISION, PlaceStatus.DEFERRED])
def test_nothing_is_due_at_a_place_whose_body_has_not_decided(status: PlaceStatus) -> None:
    assert at_place(status, MONDAY + timedelta(days=1_000)) is None


@pytest.mark.parametrize(
    ("now", "over"),
    [
        (datetime(2027, 6, 17, 22, 59, 59, tzinfo=UTC), False),
        (datetime(2027, 6, 17, 23, tzinfo=UTC), True),
    ],
)
def test_a_call_in_lasts_to_the_end_of_its_last_day_in_london(now: datetime, over: bool) -> None:
    step = at_place(PlaceStatus.IN_CALL_IN, now, call_in_until=date(2027, 6, 17))
    assert step == (EndCallIn() if over else None)


@pytest.mark.parametrize("status", [PlaceStatus.SIGNING, PlaceStatus.DECLINED])
def test_a_decision_gets_its_record_before_anything_else(status: PlaceStatus) -> None:
    assert at_place(status) == DrawRecord()


def test_signatures_are_asked_for_once_the_record_is_drawn() -> None:
    assert at_place(PlaceStatus.SIGNING, record_sha256="a") == Invite((Seat(0, 0), Seat(1, 0)))


def test_a_decline_is_sealed_without_signatures() -> None:
    assert at_place(PlaceStatus.DECLINED, record_sha256="a") == Seal()
    assert at_place(PlaceStatus.DECLINED, record_sha256="a", sealed_at=MONDAY) is None


@pytest.mark.parametrize(
    "status",
    [
        PlaceStatus.RATIFIED,
        PlaceStatus.RATIFIED_WITH_RESERVATION,
        PlaceStatus.RATIFIED_SUBJECT_TO_CONDITION,
        PlaceStatus.WITHDRAWN,
        PlaceStatus.SUCCEEDED,
    ],
)
def test_nothing_is_due_at_a_place_that_has_ratified_or_left(status: PlaceStatus) -> None:
    assert at_place(status, record_sha256="a", sealed_at=MONDAY) is None


def of_version(
    version: Version, now: datetime, ratified: dict[str, date] | None = None
) -> Step | None:
    dates = ratified or {}
    statuses = dict.fromkeys([EAST, NORTH, WEST], PlaceStatus.AWAITING_DECISION)
    statuses |= dict.fromkeys(dates, PlaceStatus.RATIFIED)
    blocks = version.programme.timeline.public_signing
    return version_step(VersionRecord(version, statuses, dates, Signing(PUBLIC, blocks)), now)


def test_the_public_signing_begins_on_its_day_in_london() -> None:
    version = a_version(VersionState.SIGNING)
    begins = datetime(2027, 5, 19, 23, tzinfo=UTC)
    assert of_version(version, begins - timedelta(microseconds=1)) is None
    assert of_version(version, begins) == Invite((Seat(0, 0),))


def test_the_public_signing_keeps_to_the_date_in_force_not_the_one_first_planned() -> None:
    version = replace(a_version(VersionState.SIGNING), public_signing_on=date(2027, 7, 15))
    assert of_version(version, datetime(2027, 5, 20, 12, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    "state", [s for s in VersionState if s not in {VersionState.SIGNING, VersionState.RATIFYING}]
)
def test_nothing_else_is_due_for_a_version_as_a_whole(state: VersionState) -> None:
    dates = dict.fromkeys([EAST, NORTH, WEST], date(2027, 6, 1))
    assert of_version(a_version(state), MONDAY, dates) is None


def test_the_agreement_takes_effect_once_its_day_has_come() -> None:
    dates = {EAST: date(2027, 6, 7), NORTH: date(2027, 6, 2)}
    version = a_version()
    assert of_version(version, datetime(2027, 6, 6, 22, 59, tzinfo=UTC), dates) is None
    assert of_version(version, datetime(2027, 6, 6, 23, tzinfo=UTC), dates) == TakeEffect()


def test_the_agreement_does_not_take_effect_without_a_mandatory_place() -> None:
    dates = {NORTH: date(2027, 6, 2), WEST: date(2027, 6, 2)}
    assert of_version(a_version(), MONDAY, dates) is None


@pytest.mark.parametrize("state", [VersionState.LAPSED, VersionState.SUPERSEDED])
@pytest.mark.parametrize("status", PlaceStatus)
def test_nothing_is_due_at_a_place_of_a_version_that_is_over(
    state: VersionState, status: PlaceStatus
) -> None:
    assert at_place(status, call_in_until=date(2020, 1, 1), version=a_version(state)) is None


def test_a_version_that_nobody_signs_is_sealed_without_waiting_for_a_day() -> None:
    version = a_version(VersionState.SIGNING, public_signing=())
    assert of_version(version, datetime(2020, 1, 1, tzinfo=UTC)) == Seal()


@pytest.mark.parametrize(
    ("now", "step"),
    [
        (datetime(2028, 3, 24, 23, tzinfo=UTC), None),
        (datetime(2028, 3, 25, 9, tzinfo=UTC), WarnTerm(90)),
        (datetime(2028, 6, 23, 22, 59, tzinfo=UTC), WarnTerm(30)),
        (datetime(2028, 6, 23, 23, tzinfo=UTC), Lapse()),
    ],
)
def test_a_term_is_warned_of_and_lapses_when_its_last_day_is_over_in_london(
    now: datetime, step: Step | None
) -> None:
    version = replace(a_version(VersionState.IN_EFFECT), term_ends_on=date(2028, 6, 23))
    assert of_version(version, now) == step
    assert of_version(replace(version, state=VersionState.RATIFYING), now) is None
