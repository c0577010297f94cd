"""A document that a provider has signed: handed over once, recorded once, closed when it is over."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from concordat.domain.dispatch import DispatchStanding, Report, SeatReport, SeatStanding
from concordat.domain.errors import (
    AlreadyDone,
    BadSetting,
    ConcordatError,
    LinkRefused,
    NotAllowed,
    Throttled,
    Undeliverable,
)
from concordat.domain.facts import Fact
from concordat.domain.paper import OnPaper
from concordat.domain.parties import Contact, Mandate
from concordat.domain.rules import InPersonRule
from concordat.domain.seating import SeatName
from concordat.domain.signature import PUBLIC, Medium, RequestStatus
from concordat.domain.states import PlaceStatus, VersionState
from concordat.services import handing_over
from concordat.services.ask_again import ask_again
from concordat.services.delegate_by_link import check_may_delegate
from concordat.services.identify import doorstep, send_code
from concordat.services.open_in_person import open_in_person
from concordat.services.paper_signature import record_paper_signature
from concordat.services.reconcile import reconcile
from concordat.services.reported import record_report
from concordat.services.sign import decline, open_link, sign
from concordat.services.tell_person import tell_person
from tests.fakes import (
    EAST,
    NORTH,
    VERSION,
    a_programme,
    advance,
    an_office,
    approved,
    call_in_over,
    clock_of,
    engine_of,
    facts_of,
    go_to,
    place_decided,
    place_of,
    rows_of,
    signing_of,
    version_of,
)
from tests.standins.carriers import (
    CHAIR,
    LEAD,
    InMemory,
    begun,
    office_with,
    reference_of,
    request_of,
    told,
)
from tests.standins.memory_provider import MemoryProvider

ABOUT = f"{VERSION}/{EAST}"


def in_memory(folder: Path) -> InMemory:
    office = office_with(folder, "memory")
    provider = MemoryProvider(office.clock)
    return InMemory(replace(office, providers={"memory": provider}), provider)


@pytest.fixture
def east(tmp_path: Path) -> Iterator[InMemory]:
    """Return East with its dispatch at the provider, and its chair asked."""
    carrier = in_memory(tmp_path)
    begun(carrier)
    yield carrier
    assert carrier.office.register.audit() == []
    engine_of(carrier.office).dispose()


@pytest.fixture
def decided(tmp_path: Path) -> Iterator[InMemory]:
    """Return East when it has decided, and nothing is handed over yet."""
    carrier = in_memory(tmp_path)
    place_decided(carrier.office, EAST)
    yield carrier
    engine_of(carrier.office).dispose()


def dispatches(carrier: InMemory) -> list[tuple[DispatchStanding, tuple[str, ...]]]:
    found = signing_of(carrier.office, EAST).dispatches
    return [(dispatch.standing, dispatch.seats) for dispatch in found]


def report(carrier: InMemory) -> Report:
    return carrier.provider.held[reference_of(carrier.office)].report


def said(carrier: InMemory, seat: Any, **changes: Any) -> Report:
    """Return the provider's report with something else said of one seat."""
    now = report(carrier)
    seats = tuple(replace(s, **changes) if s.seat == seat else s for s in now.seats)
    return replace(now, seats=seats)


def test_what_is_handed_over_is_the_record_the_agreement_and_everyone_in_order(
    east: InMemory,
) -> None:
    [held] = east.provider.held.values()
    handed = held.handover
    assert [one.name for one in handed.documents] == [f"{VERSION}-{EAST}.pdf", f"{VERSION}.pdf"]
    record = place_of(east.office, EAST).ratification.record_sha256
    assert handed.documents[0].sha256 == record
    assert [(one.title, one.order, one.field) for one in handed.seats] == [
        ("chair", 1, "signature_0_0"),
        ("vcse lead", 2, "signature_1_0"),
    ]
    assert [copy.email for copy in handed.copies] == ["clerk@east.example.org"]
    assert handed.expires_days == 90 * 2 + 30


def test_it_is_handed_over_once_however_often_it_is_advanced(east: InMemory) -> None:
    advance(east.office, EAST)
    assert east.provider.sent == 1
    assert facts_of(east.office, ABOUT)[-3:] == [
        Fact.DISPATCH_PLANNED,
        Fact.DISPATCH_SENT,
        Fact.REQUEST_SENT,
    ]


def test_no_letter_of_ours_asks_whom_the_provider_asks(east: InMemory) -> None:
    with east.office.register.reading() as view:
        owed = [n for n in view.unsent_notices() if n.id.startswith(f"{ABOUT}/")]
    assert "signing-request" not in {notice.template for notice in owed}
    assert east.provider.letters == ["chair@east.example.org"]


def test_what_was_signed_is_kept_before_the_record_is_sealed(east: InMemory) -> None:
    east.sign(CHAIR)
    east.sign(LEAD)
    [dispatch] = signing_of(east.office, EAST).dispatches
    assert dispatch.standing == DispatchStanding.COMPLETE
    with east.office.register.reading() as view:
        kept = {k: sha256 for k, scope, sha256 in view.documents(VERSION) if scope == f"{EAST}-1"}
    assert kept["signed-elsewhere"] == dispatch.signed_sha256
    assert kept["signed-elsewhere-certificate"] == dispatch.certificate_sha256
    facts = facts_of(east.office, ABOUT)
    assert facts.index(Fact.RATIFIED) > facts.index(Fact.DISPATCH_CLOSED)


def test_a_report_twice_backwards_or_late_changes_nothing(east: InMemory) -> None:
    earlier = report(east)
    east.sign(CHAIR)
    east.sign(LEAD)
    final, before = report(east), rows_of(east.office)
    for one in (final, earlier, final, replace(earlier, standing=DispatchStanding.RECALLED)):
        assert not record_report(east.office, one)
    assert rows_of(east.office) == before


def test_a_report_that_is_not_ours_changes_nothing(east: InMemory) -> None:
    before = rows_of(east.office)
    ours = report(east)
    for other in (
        replace(ours, reference="other", key="somebody/else"),
        replace(ours, reference="other", key=f"{VERSION}/{EAST}/dispatch/9"),
        replace(ours, reference="other"),
        replace(ours, seats=(SeatReport(NOBODY, SeatStanding.SIGNED, "x@example.org"),)),
    ):
        assert not record_report(east.office, other)
    assert rows_of(east.office) == before


NOBODY = replace(CHAIR, block=7)


def test_two_signatures_in_one_report_are_recorded_in_their_order(east: InMemory) -> None:
    reference = reference_of(east.office)
    east.provider.sign(reference, CHAIR, "First")
    east.provider.sign(reference, LEAD, "Second")
    told(east.office, east.provider)
    assert [s.name for s in signing_of(east.office, EAST).signatures] == ["First", "Second"]
    assert place_of(east.office, EAST).ratification.status == PlaceStatus.RATIFIED


def test_a_signature_without_a_name_or_a_time_has_the_role_and_the_time_it_was_told(
    east: InMemory,
) -> None:
    assert record_report(east.office, said(east, CHAIR, standing=SeatStanding.SIGNED))
    [signature] = signing_of(east.office, EAST).signatures
    assert (signature.name, signature.signed_at) == ("chair", east.office.clock.now())
    assert signature.through == "Memory"
    assert signature.medium == Medium.ELECTRONIC


def test_a_report_can_be_recorded_without_the_provider_being_at_hand(east: InMemory) -> None:
    signed = said(east, CHAIR, standing=SeatStanding.SIGNED)
    assert record_report(replace(east.office, providers={}), signed)
    [signature] = signing_of(east.office, EAST).signatures
    assert signature.through == "memory"


def test_who_no_longer_holds_the_seat_has_not_signed_for_it(east: InMemory) -> None:
    by_other = said(east, CHAIR, standing=SeatStanding.SIGNED, email="old@east.example.org")
    assert not record_report(east.office, by_other)
    assert signing_of(east.office, EAST).signatures == ()


def test_a_letter_that_came_back_is_noted_once(east: InMemory) -> None:
    back = said(east, CHAIR, standing=SeatStanding.UNREACHABLE, reason="550")
    assert record_report(east.office, back)
    assert not record_report(east.office, back)
    later = said(east, CHAIR, standing=SeatStanding.UNREACHABLE, at=east.office.clock.now())
    assert not record_report(east.office, later)


def test_the_link_of_a_request_that_a_provider_carries_opens_nothing(east: InMemory) -> None:
    office = east.office
    token = office.links.token(request_of(office, CHAIR).id)
    before = rows_of(office)
    tries: tuple[Callable[[], Any], ...] = (
        lambda: open_link(office, token),
        lambda: doorstep(office, token, "a browser"),
        lambda: send_code(office, token, "a browser"),
        lambda: sign(office, token, "a browser", "Chair", "0" * 64),
        lambda: decline(office, token, "a browser", "No."),
        lambda: check_may_delegate(office, token, "a browser"),
    )
    for act in tries:
        with pytest.raises(LinkRefused, match="through another provider") as refusal:
            act()
        assert refusal.value.why == "elsewhere"
    assert rows_of(office) == before


def test_no_tablet_is_opened_for_a_signing_that_a_provider_carries(tmp_path: Path) -> None:
    rule = InPersonRule(Contact("event officer", "officer@facilitator.example.org"))
    programme = a_programme(timeline={"in_person": rule})
    signing = replace(programme.signing, provider="memory")
    office = an_office(tmp_path, replace(programme, signing=signing))
    office = replace(office, providers={"memory": MemoryProvider(office.clock)})
    approved(office)
    go_to(office, version_of(office).public_signing_on, 10)
    advance(office)
    with pytest.raises(NotAllowed, match="nobody signs on a tablet"):
        open_in_person(office, VERSION)
    engine_of(office).dispose()


@pytest.mark.parametrize("apart", [True, False])
def test_where_dissent_is_kept_apart_a_decline_elsewhere_is_told_to_the_facilitator_alone(
    tmp_path: Path, apart: bool
) -> None:
    office = office_with(tmp_path, "memory", dissent_apart=apart)
    provider = MemoryProvider(office.clock)
    carrier = InMemory(replace(office, providers={"memory": provider}), provider)
    begun(carrier)
    carrier.decline(CHAIR, "Not our words.")
    with carrier.office.register.reading() as view:
        told = [n.template for n in view.unsent_notices() if "/declined" in n.id]
    assert told.count("signatory-declined") == 1
    assert ("change-recorded" in told) is not apart
    engine_of(carrier.office).dispose()


def test_a_person_is_told_what_they_were_asked_and_signed_elsewhere(east: InMemory) -> None:
    east.sign(CHAIR)
    chair, lead = (f"{role}@east.example.org" for role in ("chair", "vcse-lead"))
    asked = tell_person(east.office, chair)["tables"]
    assert [r["id"] for r in asked["signing_request"]] == [f"{ABOUT}/0.0/1"]
    assert [s["through"] for s in asked["signature"]] == ["Memory"]
    assert [d["number"] for d in asked["dispatch"]] == [1]
    east.sign(LEAD)
    told = tell_person(east.office, lead)
    assert [r["id"] for r in told["tables"]["signing_request"]] == [f"{ABOUT}/1.0/1"]
    kinds = {document["kind"] for document in told["documents"]}
    assert {"record", "signed-elsewhere", "signed-elsewhere-certificate"} <= kinds


def test_a_failed_identification_is_recorded_once_for_each_time_it_failed(east: InMemory) -> None:
    failed = said(east, CHAIR, standing=SeatStanding.UNIDENTIFIED)
    assert record_report(east.office, failed)
    assert not record_report(east.office, failed)
    [request] = signing_of(east.office, EAST).requests
    assert request.status == RequestStatus.CANCELLED


def test_one_decline_closes_it_and_the_others_are_asked_anew(tmp_path: Path) -> None:
    programme = a_programme()
    signing = replace(programme.signing, provider="memory")
    office = an_office(tmp_path, replace(programme, signing=signing))
    provider = MemoryProvider(office.clock)
    office = replace(office, providers={"memory": provider})
    place = replace(programme, signing=signing).place(NORTH)
    assert place.provider == ""
    _signed_in_public(office, provider)
    place_decided(office, NORTH)
    call_in_over(office, NORTH)
    advance(office, NORTH)
    [first] = signing_of(office, NORTH).dispatches
    provider.decline(first.reference or "", CHAIR, "Not our words.")
    for one in provider.reports_since(office.clock.now() - timedelta(days=1)):
        record_report(office, one)
    statuses = [request.status for request in signing_of(office, NORTH).requests]
    assert statuses == [RequestStatus.DECLINED, RequestStatus.CANCELLED]
    advance(office, NORTH)
    [_, second] = signing_of(office, NORTH).dispatches
    assert second.seats == ("1.0",)
    ask_again(office, VERSION, NORTH, SeatName("leader"), "It was corrected.")
    advance(office, NORTH)
    provider.decline(second.reference or "", LEAD, "Nor ours.")
    assert record_report(office, provider.held[second.reference or ""].report)
    [still_open] = signing_of(office, NORTH).open_requests
    assert still_open.seat == CHAIR
    engine_of(office).dispose()


def _signed_in_public(office: Any, provider: MemoryProvider) -> None:
    approved(office)
    go_to(office, version_of(office).public_signing_on, 10)
    advance(office)
    while version_of(office).state == VersionState.SIGNING:
        signing = signing_of(office, PUBLIC)
        [dispatch] = signing.open_dispatches
        for request in signing.open_requests:
            provider.sign(dispatch.reference or "", request.seat, "Holder")
        for one in provider.reports_since(office.clock.now() - timedelta(days=1)):
            record_report(office, one)
        advance(office)


def test_a_dispatch_whose_time_has_run_expires_its_requests_and_another_follows(
    east: InMemory,
) -> None:
    east.provider.expire(reference_of(east.office))
    told(east.office, east.provider)
    statuses = [request.status for request in signing_of(east.office, EAST).requests]
    assert statuses == [RequestStatus.EXPIRED, RequestStatus.OPEN]
    assert [standing for standing, _ in dispatches(east)] == [
        DispatchStanding.EXPIRED,
        DispatchStanding.OPEN,
    ]


def test_a_signature_on_paper_recalls_the_dispatch_and_the_rest_is_asked_anew(
    east: InMemory,
) -> None:
    text = version_of(east.office).text_sha256 or ""
    paper = OnPaper(
        seat=SeatName("chair", "east"),
        name="The holder of the office",
        signed_on=date(2027, 6, 24),
        code=f"{text[:8]} {text[8:16]}",
        original_at="the clerk's office",
        recorded_by="clerk",
        checked_by="programme lead",
    )
    record_paper_signature(east.office, VERSION, EAST, paper, b"%PDF-1.7 a scan")
    advance(east.office, EAST)
    assert dispatches(east) == [
        (DispatchStanding.RECALLED, ("0.0", "1.0")),
        (DispatchStanding.OPEN, ("1.0",)),
    ]
    east.sign(LEAD)
    assert place_of(east.office, EAST).ratification.status == PlaceStatus.RATIFIED


def test_a_dispatch_of_a_version_that_is_over_is_recalled_and_its_requests_stay(
    east: InMemory,
) -> None:
    with east.office.register.writing() as tx:
        version = tx.version(VERSION)
        tx.save(replace(version, state=VersionState.SUPERSEDED))
        tx.record(Fact.VERSION_SUPERSEDED, VERSION, {})
    assert advance(east.office, EAST) == ("RecallDispatch",)
    [request] = signing_of(east.office, EAST).requests
    assert request.status == RequestStatus.OPEN
    assert [standing for standing, _ in dispatches(east)] == [DispatchStanding.RECALLED]


def test_a_place_that_signs_no_more_has_its_dispatch_recalled(east: InMemory) -> None:
    with east.office.register.writing() as tx:
        found = tx.place(tx.version(VERSION), EAST).ratification
        tx.save(replace(found, status=PlaceStatus.WITHDRAWN))
        tx.record(Fact.PLACE_WITHDREW, ABOUT, {})
    assert advance(east.office, EAST) == ("RecallDispatch",)
    [request] = signing_of(east.office, EAST).requests
    assert request.status == RequestStatus.CANCELLED


def test_once_nobody_signs_any_more_only_the_end_is_recorded(east: InMemory) -> None:
    with east.office.register.writing() as tx:
        found = tx.place(tx.version(VERSION), EAST).ratification
        tx.save(replace(found, status=PlaceStatus.WITHDRAWN))
        tx.record(Fact.PLACE_WITHDREW, ABOUT, {})
    east.provider.sign(reference_of(east.office), CHAIR, "Too late")
    assert not record_report(east.office, report(east))
    assert record_report(east.office, replace(report(east), standing=DispatchStanding.COMPLETE))
    assert signing_of(east.office, EAST).signatures == ()


def test_a_report_may_come_before_the_handing_over_was_recorded(decided: InMemory) -> None:
    decided.provider.failing = Undeliverable("No answer.")
    with pytest.raises(Undeliverable):
        advance(decided.office, EAST)
    decided.provider.failing = None
    [dispatch] = signing_of(decided.office, EAST).dispatches
    with decided.office.register.reading() as view:
        handover = handing_over._handover(decided.office, view, view.version(VERSION), dispatch)
    reference = decided.provider.send(handover, None)
    decided.provider.sign(reference, CHAIR, "Quick")
    assert record_report(decided.office, decided.provider.held[reference].report)
    advance(decided.office, EAST)
    assert [s.name for s in signing_of(decided.office, EAST).signatures] == ["Quick"]
    assert decided.provider.sent == 1
    with decided.office.register.writing() as tx, pytest.raises(AlreadyDone):
        handing_over.record_sent(tx, dispatch, reference)


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (Undeliverable("No answer."), False),
        (Throttled("Too many.", until=date(2027, 1, 1)), True),  # type: ignore[arg-type]
        (NotAllowed("It will not."), True),
    ],
)
def test_whoever_tries_again_waits_when_nobody_knows_what_became_of_it(
    decided: InMemory, error: ConcordatError, again: bool
) -> None:
    decided.provider.failing = error
    with pytest.raises(type(error)):
        advance(decided.office, EAST)
    decided.provider.failing = None
    if again:
        advance(decided.office, EAST)
        assert decided.provider.sent == 1
        return
    with pytest.raises(Undeliverable, match="Another process"):
        advance(decided.office, EAST)
    assert decided.provider.sent == 0


def test_after_a_while_it_is_tried_again_and_the_provider_is_asked_first(
    decided: InMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Any] = []
    send = decided.provider.send

    def note(dispatch: Any, tried_at: Any) -> str:
        tried.append(tried_at)
        return send(dispatch, tried_at)

    monkeypatch.setattr(decided.provider, "send", note)
    decided.provider.failing = Undeliverable("No answer.")
    first = decided.office.clock.now()
    with pytest.raises(Undeliverable):
        advance(decided.office, EAST)
    decided.provider.failing = None
    monkeypatch.setattr("concordat.register.transaction.CLAIM", timedelta(0))
    clock_of(decided.office).advance(minutes=3)
    advance(decided.office, EAST)
    assert tried == [None, first]


def test_a_provider_that_is_not_set_up_is_said_to_be_missing(decided: InMemory) -> None:
    with pytest.raises(BadSetting, match="'memory' carries these signing requests"):
        advance(replace(decided.office, providers={}), EAST)


def test_a_mandate_goes_into_the_fact_of_a_signature(tmp_path: Path) -> None:
    carrier = in_memory(tmp_path)
    begun(carrier)
    mandate = Mandate("the Council", "its vote", "none")
    with carrier.office.register.writing() as tx:
        version = tx.version(VERSION)
        programme = version.programme
        [first, second] = programme.place(EAST).signatories
        chair = replace(first.candidates[0], mandate=mandate)
        place = replace(
            programme.place(EAST), signatories=(replace(first, candidates=(chair,)), second)
        )
        others = tuple(place if p.id == EAST else p for p in programme.places)
        changed = replace(programme, places=others)
        sha256 = tx.add_programme(changed)
        tx.save(replace(version, programme=changed, programme_sha256=sha256))
        tx.record(Fact.SIGNATORY_REPLACED, ABOUT, {})
    carrier.sign(CHAIR)
    [signature] = signing_of(carrier.office, EAST).signatures
    assert signature.authority is not None
    assert signature.authority.startswith("mandate from the Council")


def test_providers_are_asked_what_has_changed_every_quarter_of_an_hour(east: InMemory) -> None:
    east.provider.sign(reference_of(east.office), CHAIR, "Role holder")
    assert reconcile(east.office) == 1
    assert reconcile(east.office) == 0
    east.provider.decline(reference_of(east.office), LEAD, "Not yet.")
    assert reconcile(east.office) == 0
    clock_of(east.office).advance(minutes=15)
    assert reconcile(east.office) == 1
    clock_of(east.office).advance(minutes=15)
    assert reconcile(east.office) == 0


def test_a_provider_with_nothing_open_is_not_asked(decided: InMemory) -> None:
    assert reconcile(decided.office) == 0
