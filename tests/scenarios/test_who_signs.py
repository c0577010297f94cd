"""Several hold one role, one holds several, and one signs twice."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from concordat.documents.signatory_words import who_signs
from concordat.domain.errors import LinkRefused
from concordat.domain.facts import Fact
from concordat.domain.programme import Programme
from concordat.domain.signature import RequestStatus
from concordat.domain.signing import Seat
from concordat.domain.states import PlaceStatus
from concordat.services.content import RecordDocument, SignatureContent
from concordat.services.office import Office
from concordat.services.sign import open_link
from tests.databases import Databases
from tests.fakes import (
    EAST,
    NORTH,
    VERSION,
    WEST,
    FakePublisher,
    FakeSealer,
    MemoryStore,
    advance,
    all_signed,
    an_office,
    another_office,
    call_in_over,
    engine_of,
    identified,
    place_decided,
    place_of,
    rows_of,
    sign_request,
    signed_by_link,
    signing_of,
    url_of,
)
from tests.scenarios.seats import (
    MANDATE,
    Make,
    asked_at,
    assert_whole,
    entries,
    link_says,
    open_request,
    programme_with,
    statuses,
    with_seat,
)

TWO_BLOCKS = {"email": "leader@north.example.org"}
"""Whoever leads North is its VCSE lead as well."""
PATIENCE_S = 60


class KeepingPublisher(FakePublisher):
    """Keeps what each record is made from."""

    def __init__(self) -> None:
        self.records: list[RecordDocument] = []

    def record_pdf(self, content: RecordDocument) -> bytes:
        self.records.append(content)
        return super().record_pdf(content)


class KeepingSealer(FakeSealer):
    """Keeps what each signature attests."""

    def __init__(self) -> None:
        self.signed: list[SignatureContent] = []

    def sign(self, pdf: bytes, content: SignatureContent) -> bytes:
        self.signed.append(content)
        return super().sign(pdf, content)


@pytest.fixture
def make(databases: Databases, tmp_path: Path) -> Iterator[Make]:
    made: list[Office] = []

    def make_one(programme: Programme) -> Office:
        office = an_office(tmp_path, programme, on=databases)
        made.append(replace(office, publisher=KeepingPublisher(), sealer=KeepingSealer()))
        return made[-1]

    yield make_one
    for one in made:
        engine_of(one).dispose()
        databases.drop(url_of(one))


def needing(need: int) -> Programme:
    """Return the programme in which so many of West's two co-chairs sign."""
    return programme_with(
        WEST,
        lambda place: replace(
            place, signatories=(replace(place.signatories[0], need=need), place.signatories[1])
        ),
    )


def printed(office: Office) -> list[str]:
    assert isinstance(office.publisher, KeepingPublisher)
    [record] = office.publisher.records
    return [who_signs(slot) for slot in record.slots]


def attested(office: Office) -> list[tuple[str, str, str | None]]:
    assert isinstance(office.sealer, KeepingSealer)
    of_places = [s for s in office.sealer.signed if s.organisation in {EAST, NORTH, WEST}]
    return [(s.field, s.role, s.authority) for s in of_places]


def north_asked(office: Office) -> Office:
    place_decided(office, NORTH)
    call_in_over(office, NORTH)
    advance(office, NORTH)
    return office


def test_s07_any_one_of_two_who_hold_a_role_signs_for_both(make: Make) -> None:
    office = make(needing(1))
    asked_at(office, WEST)
    assert printed(office) == ["Any one of: co-chair A; co-chair B", "chair"]
    sign_request(office, open_request(office, WEST, 1))
    all_signed(office, WEST)
    assert attested(office) == [
        ("signature_0_0", "co-chair B", None),
        ("signature_1_0", "chair", None),
    ]
    assert statuses(office, WEST)[0] == RequestStatus.CANCELLED
    assert_whole(office)


def test_s07_both_who_hold_a_role_sign_each_in_a_place_of_their_own(make: Make) -> None:
    office = make(needing(2))
    asked_at(office, WEST)
    assert printed(office) == [
        "co-chair A (both sign: co-chair A and co-chair B)",
        "co-chair B (both sign: co-chair A and co-chair B)",
        "chair",
    ]
    sign_request(office, open_request(office, WEST, 1))
    assert advance(office, WEST) == ("ApplySignature",)
    assert place_of(office, WEST).ratification.status == PlaceStatus.SIGNING
    all_signed(office, WEST)
    assert attested(office) == [
        ("signature_0_1", "co-chair B", None),
        ("signature_0_0", "co-chair A", None),
        ("signature_1_0", "chair", None),
    ]
    assert place_of(office, WEST).ratification.status == PlaceStatus.RATIFIED
    assert_whole(office)


def test_s08_one_act_fills_two_blocks_where_the_programme_permits_it(make: Make) -> None:
    both = with_seat(1, **TWO_BLOCKS, mandate=MANDATE)
    office = north_asked(make(programme_with(NORTH, both, one_act_for_two_roles=True)))
    first, second = signing_of(office, NORTH).open_requests
    page = open_link(office, office.links.token(second.id))
    assert page.capacities == "vcse lead, north and as leader, north"
    assert page.party_names == ("VCSE sector", "Integrated Care System")
    signed_by_link(office, office.links.token(second.id), "The Leader", second.document_sha256)
    assert statuses(office, NORTH) == [RequestStatus.SIGNED, RequestStatus.SIGNED]
    made = signing_of(office, NORTH).signatures
    assert [(s.seat, s.role, s.name) for s in made] == [
        (Seat(0, 0), "leader", "The Leader"),
        (Seat(1, 0), "vcse lead", "The Leader"),
    ]
    assert [bool(s.authority) for s in made] == [False, True]
    facts = [e.said for e in entries(office, Fact.SIGNED) if e.about.endswith(NORTH)]
    assert [(said["request"], said["signed_with"]) for said in facts] == [
        (second.id, [first.id]),
        (first.id, [second.id]),
    ]
    keys = [key for key, *_ in rows_of(office)["act"] if "/north/sign/" in key]
    assert keys == [f"{VERSION}/{NORTH}/sign/1.0+0.0"]
    assert "your signature is on record" in link_says(office, first)
    assert advance(office, NORTH) == ("ApplySignature", "ApplySignature", "Seal")
    assert {(f, role) for f, role, _ in attested(office)} == {
        ("signature_0_0", "leader"),
        ("signature_1_0", "vcse lead"),
    }
    assert_whole(office)


def test_s08_without_that_each_block_is_signed_by_its_own_request(make: Make) -> None:
    office = north_asked(make(programme_with(NORTH, with_seat(1, **TWO_BLOCKS))))
    first, second = signing_of(office, NORTH).open_requests
    page = open_link(office, office.links.token(first.id))
    assert page.capacities == "leader, north"
    sign_request(office, first)
    assert statuses(office, NORTH) == [RequestStatus.SIGNED, RequestStatus.OPEN]
    assert advance(office, NORTH) == ("ApplySignature",)
    sign_request(office, second)
    assert advance(office, NORTH) == ("ApplySignature", "Seal")
    assert all("signed_with" not in e.said for e in entries(office, Fact.SIGNED))


def test_s08_one_act_fills_no_block_whose_turn_has_not_come(make: Make) -> None:
    same = with_seat(1, email="chair@east.example.org")
    office = make(programme_with(EAST, same, one_act_for_two_roles=True))
    sign_request(office, asked_at(office, EAST))
    assert len(signing_of(office, EAST).signatures) == 1
    advance(office, EAST)
    assert open_request(office, EAST).seat == Seat(1, 0)


def test_s08_one_person_is_not_two_of_whom_any_one_signs(make: Make) -> None:
    same = with_seat(0, 1, email="co-chair-A@west.example.org")
    office = make(programme_with(WEST, same, one_act_for_two_roles=True))
    sign_request(office, asked_at(office, WEST))
    assert [s.role for s in signing_of(office, WEST).signatures] == ["co-chair A"]
    assert statuses(office, WEST) == [RequestStatus.SIGNED, RequestStatus.CANCELLED]


def test_s08_one_act_leaves_what_others_are_asked(make: Make) -> None:
    office = north_asked(make(programme_with(NORTH, lambda p: p, one_act_for_two_roles=True)))
    sign_request(office, open_request(office, NORTH))
    assert statuses(office, NORTH) == [RequestStatus.SIGNED, RequestStatus.OPEN]


def test_s08_an_erased_address_is_nobodys_second_seat(make: Make) -> None:
    office = north_asked(
        make(programme_with(NORTH, with_seat(1, **TWO_BLOCKS), one_act_for_two_roles=True))
    )
    identified(office, office.links.token(open_request(office, NORTH).id))
    with office.register.writing() as tx:
        tx.erase_contact("leader@north.example.org")
        tx.record(Fact.PERSON_ERASED, VERSION, {})
    sign_request(office, open_request(office, NORTH))
    assert statuses(office, NORTH) == [RequestStatus.SIGNED, RequestStatus.OPEN]


def test_s10_a_second_signature_by_the_same_link_changes_nothing(
    both_signed_office: Office,
) -> None:
    office = both_signed_office
    request = asked_at(office, EAST)
    sign_request(office, request)
    before = rows_of(office)
    for _ in range(3):
        with pytest.raises(LinkRefused) as refusal:
            sign_request(office, request)
        assert refusal.value.why == "used"
        assert "your signature is on record" in str(refusal.value)
    assert rows_of(office) == before
    assert len(signing_of(office, EAST).signatures) == 1
    assert_whole(office)


def _sign_at_once(
    ready: Barrier, url: str, now: datetime, request_id: str, document_sha256: str, name: str
) -> str:
    office = another_office(url, now, MemoryStore())
    ready.wait(PATIENCE_S)
    try:
        signed_by_link(office, office.links.token(request_id), name, document_sha256)
    except LinkRefused as error:
        return error.why
    finally:
        engine_of(office).dispose()
    return "signed"


def test_s10_of_two_processes_that_sign_at_once_exactly_one_does(
    both_signed_office: Office,
) -> None:
    office = both_signed_office
    request = asked_at(office, EAST)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.fakes"])
    given: tuple[Any, ...] = (url_of(office), office.clock.now(), request.id)
    with context.Manager() as manager, ProcessPoolExecutor(2, context) as pool:
        ready = manager.Barrier(2)
        running = [
            pool.submit(_sign_at_once, ready, *given, request.document_sha256, name)  # type: ignore[arg-type]  # A proxy of it.
            for name in ("First Tab", "Second Tab")
        ]
        said = [one.result(PATIENCE_S) for one in running]
    assert sorted(said) == ["signed", "used"]
    [signature] = signing_of(office, EAST).signatures
    assert signature.name == ("First Tab", "Second Tab")[said.index("signed")]
    assert len([e for e in entries(office, Fact.SIGNED) if e.about.endswith(EAST)]) == 1
    assert_whole(office)
