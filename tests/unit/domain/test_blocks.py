from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from concordat.domain.blocks import (
    launch_block,
    place_block,
    public_signing_block,
    publicity_block,
)
from concordat.domain.elections import Block, HeldBack
from concordat.domain.next_step import place_step, version_step
from concordat.domain.programme import PreElectionPeriod, Programme
from concordat.domain.record import PlaceRecord, Ratification, Version, VersionRecord
from concordat.domain.signature import PUBLIC, RequestStatus, Signing, SigningRequest
from concordat.domain.states import PlaceStatus, VersionState
from concordat.domain.steps import AskForDecision, Expire, Invite, Remind
from tests.fakes import EAST, VERSION, WEST, a_programme

PRIVATE = frozenset({HeldBack.PRIVATE_SIGNING})
EVERYWHERE = PreElectionPeriod(date(2027, 5, 17), date(2027, 6, 24), "a general election")
IN_EAST = replace(EVERYWHERE, places=(EAST,))
INSIDE = datetime(2027, 6, 1, 12, tzinfo=UTC)
TODAY, FREE = INSIDE.date(), date(2027, 6, 25)


def a_programme_with(*periods: PreElectionPeriod) -> Programme:
    return a_programme(pre_election_periods=periods)


def a_version(programme: Programme, state: VersionState = VersionState.RATIFYING) -> Version:
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
    programme: Programme,
    status: PlaceStatus,
    overridden: frozenset[HeldBack] = frozenset(),
    *requests: SigningRequest,
) -> PlaceRecord:
    place = programme.place(EAST)
    ratification = Ratification(VERSION, EAST, status, record_sha256="a")
    signing = Signing(EAST, place.signatories, requests)
    return PlaceRecord(place, ratification, None, signing, overridden=overridden)


def a_request(expires_at: datetime) -> SigningRequest:
    return SigningRequest(
        id="request",
        version_id=VERSION,
        scope=EAST,
        block=0,
        candidate=0,
        number=1,
        link_sha256="",
        document_sha256="",
        status=RequestStatus.OPEN,
        sent_at=datetime(2027, 5, 10, 9, tzinfo=UTC),
        expires_at=expires_at,
    )


def test_s28_launch_and_publicity_wait_for_the_first_day_after_a_period_of_all_places() -> None:
    programme = a_programme_with(EVERYWHERE)
    assert launch_block(programme, TODAY) == Block(EVERYWHERE, HeldBack.LAUNCH, FREE)
    assert publicity_block(programme, TODAY) == Block(EVERYWHERE, HeldBack.PUBLICITY, FREE)
    assert launch_block(programme, FREE) is publicity_block(programme, FREE) is None
    assert launch_block(a_programme_with(IN_EAST), TODAY) is None


@pytest.mark.parametrize(
    ("status", "act"),
    [
        (PlaceStatus.NOT_STARTED, HeldBack.LAUNCH),
        (PlaceStatus.SIGNING, HeldBack.PRIVATE_SIGNING),
        (PlaceStatus.AWAITING_DECISION, None),
        (PlaceStatus.IN_CALL_IN, None),
        (PlaceStatus.RATIFIED, None),
    ],
)
@pytest.mark.parametrize("period", [EVERYWHERE, IN_EAST])
def test_s28_a_period_holds_back_the_asking_at_its_places_and_never_the_deciding(
    period: PreElectionPeriod, status: PlaceStatus, act: HeldBack | None
) -> None:
    programme = a_programme_with(period)
    block = place_block(at_place(programme, status), programme, TODAY)
    assert block == (act and Block(period, act, FREE, EAST))
    assert place_block(at_place(programme, status), programme, FREE) is None


def test_s28_a_place_is_asked_to_decide_once_the_period_is_over() -> None:
    programme = a_programme_with(IN_EAST)
    record = at_place(programme, PlaceStatus.NOT_STARTED, PRIVATE)
    assert place_step(record, a_version(programme), INSIDE) is None
    after = datetime(2027, 6, 24, 23, tzinfo=UTC)
    assert place_step(record, a_version(programme), after) == AskForDecision()
    elsewhere = a_programme_with(replace(EVERYWHERE, places=(WEST,)))
    assert place_step(record, a_version(elsewhere), INSIDE) == AskForDecision()


def test_s28_nobody_is_asked_to_sign_in_the_period_unless_a_private_signing_is_overridden() -> None:
    programme = a_programme_with(EVERYWHERE)
    version = a_version(programme)
    assert place_step(at_place(programme, PlaceStatus.SIGNING), version, INSIDE) is None
    overridden = at_place(programme, PlaceStatus.SIGNING, PRIVATE)
    assert isinstance(place_step(overridden, version, INSIDE), Invite)


def test_s28_nobody_is_reminded_in_the_period_but_a_request_that_ran_out_is_closed() -> None:
    programme = a_programme_with(EVERYWHERE)
    version, signing = a_version(programme), PlaceStatus.SIGNING
    late = a_request(datetime(2027, 8, 1, tzinfo=UTC))
    record = at_place(programme, signing, frozenset(), late)
    assert place_step(record, version, INSIDE) is None
    assert isinstance(place_step(record, version, datetime(2027, 6, 25, 9, tzinfo=UTC)), Remind)
    expired = a_request(datetime(2027, 5, 31, tzinfo=UTC))
    record = at_place(programme, signing, frozenset(), expired)
    assert place_step(record, version, INSIDE) == Expire(expired)


@pytest.mark.parametrize(
    ("period", "overridden", "waits"),
    [
        (EVERYWHERE, frozenset(), True),
        (EVERYWHERE, PRIVATE, False),
        (EVERYWHERE, frozenset({HeldBack.PUBLIC_SIGNING}), True),
        (IN_EAST, frozenset(), False),
    ],
)
def test_s28_the_public_signing_waits_for_a_period_of_all_places(
    period: PreElectionPeriod, overridden: frozenset[HeldBack], *, waits: bool
) -> None:
    programme = a_programme_with(period)
    signing = Signing(PUBLIC, programme.timeline.public_signing)
    version = a_version(programme, VersionState.SIGNING)
    record = VersionRecord(version, {}, {}, signing, overridden=overridden)
    assert (public_signing_block(record, TODAY) is not None) == waits
    assert (version_step(record, INSIDE) is None) == waits
    assert isinstance(version_step(record, datetime(2027, 6, 25, 9, tzinfo=UTC)), Invite)
