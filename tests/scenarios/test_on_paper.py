"""S10, S11, S14 and S15: signatures on paper, twice, by post, and on a day without the service."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from concordat.domain.errors import LinkRefused, NotAllowed, NotFound, WrongTurn
from concordat.domain.facts import Fact
from concordat.domain.paper import MAX_SCAN, OnPaper
from concordat.domain.parties import Deputy, SigningBlock
from concordat.domain.programme import Programme
from concordat.domain.record import Notice
from concordat.domain.seating import SeatName
from concordat.domain.signature import (
    PUBLIC,
    DuplicateSignature,
    Medium,
    RequestStatus,
    Signature,
)
from concordat.domain.states import PlaceStatus, VersionState
from concordat.evidence.write import write_evidence
from concordat.services.certificate import Certificate
from concordat.services.certify import issue_certificate
from concordat.services.delegate import Delegation, delegate_signing
from concordat.services.deliver import deliver_notices
from concordat.services.office import Office
from concordat.services.paper_signature import record_paper_signature
from concordat.services.tell_person import tell_person
from tests.databases import Databases
from tests.fakes import (
    EAST,
    NORTH,
    VERSION,
    WEST,
    FakePublisher,
    a_programme,
    advance,
    all_signed,
    an_office,
    approved,
    call_in_over,
    declined_by_link,
    engine_of,
    go_to,
    marks,
    place_asked,
    place_decided,
    place_of,
    postman_of,
    rows_of,
    sign_request,
    signed_by_link,
    signing_of,
    url_of,
    version_of,
)

SIGNED_ON = date(2027, 6, 24)
ON_THE_DAY = date(2027, 5, 20)
PDF, JPEG = b"%PDF-1.7 a scan", b"\xff\xd8\xff\xe0 a scan"
CHAIR, LEAD = SeatName("chair", "east"), SeatName("vcse lead", "east")


def code_of(office: Office) -> str:
    """Return the code as it stands at the foot of every page: sixteen digits in two groups."""
    text = version_of(office).text_sha256
    assert text is not None
    return f"{text[:8]} {text[8:16]}"


def a_paper(office: Office, seat: SeatName = CHAIR, **changes: Any) -> OnPaper:
    paper = OnPaper(
        seat=seat,
        name="The holder of the office",
        signed_on=SIGNED_ON,
        code=code_of(office),
        original_at="the clerk's office",
        recorded_by="clerk",
        checked_by="programme lead",
    )
    return replace(paper, **changes)


def record(office: Office, paper: OnPaper, scan: bytes = PDF, scope: str = EAST) -> None:
    record_paper_signature(office, VERSION, scope, paper, scan)


class CertificateReader(FakePublisher):
    """A publisher that shows what it was asked to set on a certificate."""

    def __init__(self) -> None:
        self.certificates: list[Certificate] = []

    def certificate_pdf(self, content: Certificate) -> bytes:
        self.certificates.append(content)
        return super().certificate_pdf(content)


def duplicates_of(office: Office) -> tuple[DuplicateSignature, ...]:
    with office.register.reading() as view:
        return view.records(DuplicateSignature, VERSION)


def owed(office: Office, template: str) -> list[Notice]:
    with office.register.reading() as view:
        return [n for n in view.unsent_notices() if n.template == template]


def kept_on_paper(office: Office) -> list[tuple[str, str]]:
    with office.register.reading() as view:
        found = [(k, s) for k, s, _ in view.documents(VERSION) if k.startswith("paper-")]
    return sorted(found)


def signature_of(office: Office, role: str, scope: str = EAST) -> Signature:
    [found] = [s for s in signing_of(office, scope).signatures if s.role == role]
    return found


@pytest.fixture
def at_east(both_signed_office: Office) -> Office:
    """Return an office in which East has decided, and its chair is asked to sign."""
    place_decided(both_signed_office, EAST)
    advance(both_signed_office, EAST)
    return both_signed_office


def test_s14_a_signature_on_paper_is_checked_by_a_second_person_and_counts(at_east: Office) -> None:
    record(at_east, a_paper(at_east), JPEG)
    found = signature_of(at_east, "chair")
    assert found.medium == Medium.PAPER
    assert (found.original_at, found.checked_by) == ("the clerk's office", "programme lead")
    assert found.evidence_sha256 is not None
    assert at_east.store.get(found.evidence_sha256) == JPEG
    assert kept_on_paper(at_east) == [("paper-jpeg", "east-0.0")]
    assert advance(at_east, EAST) == ("ApplySignature", "Invite")
    all_signed(at_east, EAST)
    assert place_of(at_east, EAST).ratification.status == PlaceStatus.RATIFIED
    assert at_east.register.audit() == []


def test_s14_the_words_of_a_paper_signature_name_scan_original_and_checker(at_east: Office) -> None:
    record(at_east, a_paper(at_east))
    found = signature_of(at_east, "chair")
    assert found.statement == (
        f"On paper on 24 June 2027, scan SHA-256 {found.evidence_sha256}, original kept at the "
        "clerk's office, checked by programme lead"
    )
    with at_east.register.reading() as view:
        told = view.last_of(f"{VERSION}/{EAST}", Fact.SIGNED_ON_PAPER)
    assert told is not None
    assert told.said["recorded_by"] == "clerk"
    assert told.said["checked_by"] == "programme lead"
    assert told.said["signed_on"] == "2027-06-24"


def test_s14_a_paper_says_a_day_and_counts_from_its_end_or_from_when_it_was_recorded(
    at_east: Office,
) -> None:
    record(at_east, a_paper(at_east))
    assert signature_of(at_east, "chair").signed_at == at_east.clock.now()
    go_to(at_east, SIGNED_ON + timedelta(days=2))
    record(at_east, a_paper(at_east, LEAD))
    ended = signature_of(at_east, "vcse lead").signed_at
    assert ended.isoformat() == "2027-06-24T22:59:59.999999+00:00"


def test_s14_a_deputy_signs_on_paper_on_the_days_of_the_delegation(at_east: Office) -> None:
    days = (SIGNED_ON, SIGNED_ON + timedelta(days=1))
    deputy = Deputy("vice-chair", "vice@east.example.org", *days, "minute 7")
    delegate_signing(at_east, VERSION, EAST, Delegation(CHAIR, deputy))
    record(at_east, a_paper(at_east))
    found = signature_of(at_east, "vice-chair")
    assert (
        found.authority == "deputy for the chair from 24 June 2027 to 25 June 2027, under minute 7"
    )
    with at_east.register.reading() as view:
        told = view.last_of(f"{VERSION}/{EAST}", Fact.SIGNED_ON_PAPER)
    assert told is not None
    assert (told.said["role"], told.said["authority"]) == (found.role, found.authority)
    [signed] = tell_person(at_east, "vice@east.example.org")["tables"]["signature"]
    assert signed["role"] == "vice-chair"
    assert tell_person(at_east, "chair@east.example.org")["tables"]["signature"] == []


def test_s14_the_certificate_shows_on_what_each_signature_was_made(at_east: Office) -> None:
    record(at_east, a_paper(at_east))
    all_signed(at_east, EAST)
    for place in (NORTH, WEST):
        place_asked(at_east, place)
    for place in (NORTH, WEST):
        place_decided(at_east, place, decided_on=SIGNED_ON)
        call_in_over(at_east, place)
        all_signed(at_east, place)
    advance(at_east)
    publisher = CertificateReader()
    issue_certificate(replace(at_east, publisher=publisher), VERSION)
    [east] = [line for line in publisher.certificates[0].places if line.place_name == "East"]
    media = {s.role: s.medium for s in east.signatures}
    assert media == {"chair": Medium.PAPER, "vcse lead": Medium.ELECTRONIC}


def test_s14_the_code_may_be_typed_in_capitals_groups_and_full_length(at_east: Office) -> None:
    text = version_of(at_east).text_sha256
    assert text is not None
    record(at_east, a_paper(at_east, code=f" {text[:32].upper()} {text[32:]} "))
    assert signature_of(at_east, "chair").medium == Medium.PAPER


def test_s14_the_scan_is_part_of_the_evidence(at_east: Office, tmp_path: Path) -> None:
    record(at_east, a_paper(at_east))
    record(at_east, a_paper(at_east), JPEG)
    write_evidence(at_east, VERSION, tmp_path / "evidence")
    folder = tmp_path / "evidence" / "documents" / "paper"
    assert (folder / "east-0.0.pdf").read_bytes() == PDF
    assert (folder / "east-0.0-duplicate-1.jpg").read_bytes() == JPEG


def test_s11_a_paper_with_the_code_of_another_text_is_not_counted(at_east: Office) -> None:
    before = rows_of(at_east)
    with pytest.raises(NotAllowed, match="another text was signed") as refusal:
        record(at_east, a_paper(at_east, code="0123 4567 89ab cdef"))
    assert "which words are different" in refusal.value.remedy
    assert code_of(at_east) in refusal.value.remedy
    assert rows_of(at_east) == before


REFUSED: dict[str, tuple[dict[str, Any], bytes, str]] = {
    "the recorder checks it too": ({"checked_by": " Clerk "}, PDF, "cannot both record"),
    "no name": ({"name": "  "}, PDF, "the name written on it"),
    "a name too long": ({"name": "n" * 10_000}, PDF, "the name written on it"),
    "nobody says where it is kept": ({"original_at": ""}, PDF, "where the original is kept"),
    "nobody records it": ({"recorded_by": ""}, PDF, "who records it"),
    "nobody checks it": ({"checked_by": ""}, PDF, "who checked it"),
    "a code too short": ({"code": "0123 4567"}, PDF, "is not the code of a page"),
    "a code that is none": ({"code": "0123 4567 89ab xyz!"}, PDF, "is not the code of a page"),
    "tomorrow": ({"signed_on": SIGNED_ON + timedelta(days=1)}, PDF, "still to come"),
    "before the decision": ({"signed_on": SIGNED_ON - timedelta(days=1)}, PDF, "24 June 2027, the"),
    "neither PDF nor JPEG": ({}, b"<html>", "neither a PDF nor a JPEG"),
    "no bytes": ({}, b"", "neither a PDF nor a JPEG"),
    "too large": ({}, PDF + bytes(MAX_SCAN), "at most 20,971,520"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_s14_a_paper_is_refused_and_nothing_changes(at_east: Office, case: str) -> None:
    changes, scan, words = REFUSED[case]
    before = rows_of(at_east)
    with pytest.raises(NotAllowed, match=words) as refusal:
        record(at_east, a_paper(at_east, **changes), scan)
    assert (refusal.value.place, refusal.value.state) == (EAST, "signing")
    assert refusal.value.attempted == "record a signature on paper"
    assert refusal.value.remedy
    assert rows_of(at_east) == before


def test_s14_a_role_that_does_not_sign_there_is_refused(at_east: Office) -> None:
    before = rows_of(at_east)
    with pytest.raises(NotFound) as refusal:
        record(at_east, a_paper(at_east, SeatName("mayor")))
    assert "chair, east; vcse lead, east" in refusal.value.remedy
    assert rows_of(at_east) == before


def test_s14_on_paper_too_nobody_signs_before_their_turn(at_east: Office) -> None:
    before = rows_of(at_east)
    with pytest.raises(WrongTurn) as refusal:
        record(at_east, a_paper(at_east, LEAD))
    assert refusal.value.remedy == "Record first who signs earlier: chair, east."
    assert (refusal.value.place, refusal.value.state) == (EAST, "signing")
    assert rows_of(at_east) == before


def test_s14_a_paper_signed_before_an_earlier_order_signed_is_refused(at_east: Office) -> None:
    go_to(at_east, SIGNED_ON + timedelta(days=2))
    sign_request(at_east, signing_of(at_east, EAST).open_requests[0])
    before = rows_of(at_east)
    with pytest.raises(WrongTurn, match="chair, east, who signs earlier and did so on 26 June"):
        record(at_east, a_paper(at_east, LEAD))
    assert rows_of(at_east) == before
    record(at_east, a_paper(at_east, LEAD, signed_on=SIGNED_ON + timedelta(days=2)))
    assert signature_of(at_east, "vcse lead").medium == Medium.PAPER


def test_s14_a_seat_that_declined_is_asked_again_before_it_signs_on_paper(at_east: Office) -> None:
    [asked] = signing_of(at_east, EAST).open_requests
    declined_by_link(at_east, at_east.links.token(asked.id), "Not in my name.")
    before = rows_of(at_east)
    with pytest.raises(NotAllowed, match="has declined") as refusal:
        record(at_east, a_paper(at_east))
    assert "ask them again first" in refusal.value.remedy
    assert rows_of(at_east) == before


@pytest.mark.parametrize("drawn", [False, True], ids=["not decided", "not drawn"])
def test_s14_without_a_document_there_is_nothing_to_sign_on_paper(
    both_signed_office: Office, drawn: bool
) -> None:
    office = both_signed_office
    place_decided(office, EAST) if drawn else place_asked(office, EAST)
    before = rows_of(office)
    with pytest.raises(NotAllowed, match="no document to sign now") as refusal:
        record(office, a_paper(office, signed_on=ON_THE_DAY))
    assert refusal.value.state == ("signing" if drawn else "awaiting decision")
    assert rows_of(office) == before


def test_s14_where_any_may_sign_a_paper_fills_the_line_and_ends_what_the_others_were_asked(
    both_signed_office: Office,
) -> None:
    office = place_decided(both_signed_office, WEST)
    advance(office, WEST)
    assert len(signing_of(office, WEST).open_requests) == 2
    record(office, a_paper(office, SeatName("co-chair A")), scope=WEST)
    assert signing_of(office, WEST).open_requests == ()
    with pytest.raises(NotAllowed, match="enough of those who may sign"):
        record(office, a_paper(office, SeatName("co-chair B")), scope=WEST)
    all_signed(office, WEST)
    assert place_of(office, WEST).ratification.status == PlaceStatus.RATIFIED
    assert office.register.audit() == []


def without_address(block: SigningBlock) -> SigningBlock:
    return replace(block, candidates=tuple(replace(s, email="") for s in block.candidates))


def by_post() -> Programme:
    """Return the programme in which the first to sign, everywhere, has no address."""
    programme = a_programme()
    public, *others = programme.timeline.public_signing
    timeline = replace(programme.timeline, public_signing=(without_address(public), *others))
    places = tuple(
        replace(p, signatories=(without_address(p.signatories[0]), *p.signatories[1:]))
        for p in programme.places
    )
    return replace(programme, timeline=timeline, places=places)


@pytest.fixture
def postal_office(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """Return an office, on each database in turn, whose first signatories are reached by post alone."""
    office = approved(an_office(tmp_path, by_post(), on=databases))
    yield office
    engine_of(office).dispose()
    databases.drop(url_of(office))


def signed_by_post(office: Office) -> Office:
    go_to(office, ON_THE_DAY, 10)
    advance(office)
    on_paper_in_public(office, "chair", PDF)
    return all_signed(office)


def test_s14_who_has_no_email_gets_the_document_to_print_through_the_places_contacts(
    postal_office: Office,
) -> None:
    place_decided(signed_by_post(postal_office), EAST)
    advance(postal_office, EAST)
    [request] = signing_of(postal_office, EAST).open_requests
    [_, pack] = owed(postal_office, "paper-pack")
    assert pack.to == ("clerk@east.example.org",)
    assert pack.attachments[0] == (f"{VERSION}-east-to-sign.pdf", request.document_sha256)
    assert [name for name, _ in pack.attachments[1:]] == [f"{VERSION}-letter.pdf"]
    assert pack.params["code"] == code_of(postal_office)
    assert pack.link is None
    record(postal_office, a_paper(postal_office))
    all_signed(postal_office, EAST)
    assert place_of(postal_office, EAST).ratification.status == PlaceStatus.RATIFIED
    assert postal_office.register.audit() == []


def test_s14_without_contacts_the_pack_goes_to_the_facilitator_and_so_do_reminders(
    postal_office: Office,
) -> None:
    go_to(postal_office, ON_THE_DAY, 10)
    advance(postal_office)
    go_to(postal_office, ON_THE_DAY + timedelta(days=10))
    assert advance(postal_office) == ("Remind",)
    packs = owed(postal_office, "paper-pack")
    assert [p.to for p in packs] == [("lead@facilitator.example.org",)] * 2
    assert [p.params["reminder"] for p in packs] == ["", "1"]
    assert owed(postal_office, "signing-request") == owed(postal_office, "signing-reminder") == []
    deliver_notices(postal_office)
    assert len(postman_of(postal_office).of("paper-pack")) == 2


def test_s10_a_double_click_signs_once(at_east: Office) -> None:
    [asked] = signing_of(at_east, EAST).open_requests
    sign_request(at_east, asked)
    before = rows_of(at_east)
    with pytest.raises(LinkRefused) as refusal:
        signed_by_link(at_east, at_east.links.token(asked.id), "chair", asked.document_sha256)
    assert refusal.value.why == "used"
    assert rows_of(at_east) == before


def test_s10_a_paper_after_an_electronic_signature_is_kept_as_a_duplicate(at_east: Office) -> None:
    sign_request(at_east, signing_of(at_east, EAST).open_requests[0])
    record(at_east, a_paper(at_east))
    assert signature_of(at_east, "chair").medium == Medium.ELECTRONIC
    [duplicate] = duplicates_of(at_east)
    assert (duplicate.medium, duplicate.number) == (Medium.PAPER, 1)
    assert at_east.store.get(duplicate.evidence_sha256) == PDF
    assert kept_on_paper(at_east) == [("paper-pdf", "east-0.0-duplicate-1")]
    [told] = owed(at_east, "change-recorded")
    assert told.to == ("lead@facilitator.example.org",)
    assert "kept as a duplicate, and not counted" in told.params["what"]
    all_signed(at_east, EAST)
    sealed = place_of(at_east, EAST).ratification.current_sha256
    assert sealed is not None
    assert marks(at_east.store.get(sealed)) == ["signature_0_0", "signature_1_0", "seal"]
    assert at_east.register.audit() == []


def test_s10_a_second_paper_is_kept_as_a_duplicate_and_the_same_scan_changes_nothing(
    at_east: Office,
) -> None:
    record(at_east, a_paper(at_east))
    record(at_east, a_paper(at_east), JPEG)
    before = rows_of(at_east)
    record(at_east, a_paper(at_east))
    record(at_east, a_paper(at_east), JPEG)
    assert rows_of(at_east) == before
    assert [d.number for d in duplicates_of(at_east)] == [1]
    record(at_east, a_paper(at_east), PDF + b" of another")
    assert [d.number for d in duplicates_of(at_east)] == [1, 2]
    assert len(signing_of(at_east, EAST).signatures) == 1
    assert at_east.register.audit() == []


def test_s10_after_a_paper_the_link_is_cancelled_and_says_why(at_east: Office) -> None:
    [asked] = signing_of(at_east, EAST).open_requests
    record(at_east, a_paper(at_east))
    before = rows_of(at_east)
    with pytest.raises(LinkRefused, match="signature on paper is on record") as refusal:
        signed_by_link(at_east, at_east.links.token(asked.id), "chair", asked.document_sha256)
    assert refusal.value.why == "cancelled"
    assert rows_of(at_east) == before
    [closed] = signing_of(at_east, EAST).requests
    assert closed.status == RequestStatus.CANCELLED


def test_s10_a_duplicate_that_arrives_after_the_seal_is_kept_too(at_east: Office) -> None:
    all_signed(at_east, EAST)
    record(at_east, a_paper(at_east))
    assert [d.number for d in duplicates_of(at_east)] == [1]
    assert place_of(at_east, EAST).ratification.status == PlaceStatus.RATIFIED


def on_paper_in_public(office: Office, role: str, scan: bytes) -> None:
    seat = SeatName(role)
    record(office, a_paper(office, seat, signed_on=ON_THE_DAY), scan, PUBLIC)


def test_s15_when_the_service_is_down_all_sign_on_paper_and_it_is_reconciled_later(
    both_office: Office,
) -> None:
    office = approved(both_office)
    go_to(office, ON_THE_DAY + timedelta(days=3))
    on_paper_in_public(office, "chair", PDF)
    on_paper_in_public(office, "chief executive", JPEG)
    assert advance(office) == ("ApplySignature", "ApplySignature", "Seal")
    assert version_of(office).state == VersionState.RATIFYING
    assert owed(office, "signing-request") == [], "nobody is asked who has signed on paper"
    assert office.register.audit() == []


def test_s15_what_was_asked_and_signed_before_the_service_went_down_is_neither_lost_nor_doubled(
    both_office: Office,
) -> None:
    office = approved(both_office)
    go_to(office, ON_THE_DAY, 10)
    advance(office)
    sign_request(office, signing_of(office).open_requests[0])
    advance(office)
    [open_still] = signing_of(office).open_requests
    go_to(office, ON_THE_DAY + timedelta(days=1))
    on_paper_in_public(office, "chair", PDF)
    on_paper_in_public(office, "chief executive", JPEG)
    assert advance(office) == ("ApplySignature", "Seal")
    signing = signing_of(office)
    assert [s.medium for s in signing.signatures] == [Medium.ELECTRONIC, Medium.PAPER]
    assert Counter(r.seat for r in signing.requests) == {s.seat: 1 for s in signing.signatures}
    assert {r.status for r in signing.requests} == {RequestStatus.SIGNED, RequestStatus.CANCELLED}
    assert signing.signatures[1].request_id == open_still.id
    assert [d.number for d in duplicates_of(office)] == [1]
    before = rows_of(office)
    on_paper_in_public(office, "chair", PDF)
    on_paper_in_public(office, "chief executive", JPEG)
    assert rows_of(office) == before
    assert office.register.audit() == []


def test_s15_papers_of_one_table_are_recorded_in_the_order_of_the_blocks(
    both_office: Office,
) -> None:
    office = approved(both_office)
    go_to(office, ON_THE_DAY + timedelta(days=1))
    before = rows_of(office)
    with pytest.raises(WrongTurn, match="the public signing") as refusal:
        on_paper_in_public(office, "chief executive", JPEG)
    assert refusal.value.remedy == "Record first who signs earlier: chair, alliance."
    assert (refusal.value.place, refusal.value.state) == (None, "public signing")
    assert rows_of(office) == before


def test_s15_a_paper_from_before_the_public_signing_is_refused(both_office: Office) -> None:
    office = approved(both_office)
    go_to(office, ON_THE_DAY)
    paper = a_paper(office, SeatName("chair"), signed_on=ON_THE_DAY - timedelta(days=1))
    with pytest.raises(NotAllowed, match="20 May 2027, the first"):
        record(office, paper, PDF, PUBLIC)


def test_s15_before_the_board_has_approved_nothing_is_signed_on_paper(both_office: Office) -> None:
    before = rows_of(both_office)
    with pytest.raises(NotAllowed, match="no document to sign now") as refusal:
        record_paper_signature(
            both_office,
            VERSION,
            PUBLIC,
            OnPaper(SeatName("chair"), "n", ON_THE_DAY, "0" * 16, "o", "r", "c"),
            PDF,
        )
    assert refusal.value.state == "planned"
    assert rows_of(both_office) == before
