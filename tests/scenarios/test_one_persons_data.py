"""S33 and S41: what is held about one person is told, erased, and kept from everybody else."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from concordat.domain.errors import NotAllowed, NotFound
from concordat.domain.facts import Fact
from concordat.domain.paper import OnPaper
from concordat.domain.parties import Deputy
from concordat.domain.programme import Programme
from concordat.domain.seating import SeatName
from concordat.domain.states import VersionState
from concordat.evidence.verify import verify
from concordat.evidence.write import write_evidence, write_sums
from concordat.services.deliver import deliver_notices
from concordat.services.erase_person import erase_person
from concordat.services.office import Office
from concordat.services.paper_signature import record_paper_signature
from concordat.services.review_window import comment
from concordat.services.tell_person import tell_person
from tests.fakes import (
    EAST,
    VERSION,
    advance,
    all_signed,
    facts_of,
    frozen,
    go_to,
    in_review,
    place_decided,
    postman_of,
    ratified,
    rows_of,
    sign_request,
    signing_of,
    version_of,
)

CHAIR = "chair@east.example.org"
LEAD = "vcse-lead@east.example.org"
FACILITATOR = "lead@facilitator.example.org"


@pytest.fixture
def at_east(both_signed_office: Office) -> Office:
    """Return an office in which East has decided, and its chair is asked to sign."""
    place_decided(both_signed_office, EAST)
    advance(both_signed_office, EAST)
    return both_signed_office


@pytest.fixture
def commented(both_office: Office) -> Office:
    """Return an office in its review window, with two comments."""
    in_review(both_office)
    comment(both_office, VERSION, "We would lose our grant.", "Jo Example", "Small Charity")
    comment(both_office, VERSION, "A fine text.")
    return both_office


def told(office: Office, address: str) -> dict[str, Any]:
    """Return the answer as whoever asked reads it: from JSON."""
    answer = tell_person(office, address)
    read: dict[str, Any] = json.loads(json.dumps(answer, default=lambda at: at.isoformat()))
    return read


def everything_kept(office: Office) -> str:
    """Return every row of the register, but for the contacts and the respondents' words."""
    return repr(rows_of(office, "contact", "response"))


def with_programme(office: Office, programme: Programme) -> None:
    with office.register.writing() as tx:
        sha256 = tx.add_programme(programme)
        changed = replace(tx.version(VERSION), programme=programme, programme_sha256=sha256)
        tx.save(changed)
        tx.record(Fact.SIGNING_DELEGATED, VERSION, {"programme_sha256": sha256})


def with_deputy(office: Office, until: date) -> None:
    """Give the first to sign at East a deputy, until that day."""
    programme = version_of(office).programme
    deputy = Deputy("deputy chair", "deputy@east.example.org", date(2027, 1, 1), until, "Minute 3")
    east, *others = programme.places
    first, *rest = east.signatories
    block = replace(first, candidates=(replace(first.candidates[0], deputy=deputy),))
    places = (replace(east, signatories=(block, *rest)), *others)
    with_programme(office, replace(programme, places=places))


def test_s33_a_person_is_told_everything_that_is_held_under_their_address(at_east: Office) -> None:
    all_signed(at_east, EAST)
    answer = told(at_east, f" {CHAIR} ")
    assert (answer["address"], answer["held"]) == (CHAIR, True)
    tables = answer["tables"]
    assert tables["contact"] == [{"email": CHAIR}]
    assert [(r["kind"], r["role"], r["of"]) for r in tables["programme"]] == [
        ("signatory", "chair", "East")
    ]
    assert [r["id"] for r in tables["signing_request"]] == [f"{VERSION}/east/0.0/1"]
    assert [s["role"] for s in tables["signature"]] == ["chair"]
    assert {n["template"] for n in tables["notice"]} == {
        "decision-requested",
        "signing-request",
        "identity-code",
        "record-sealed",
    }
    [check] = tables["identity_check"]
    assert check["request_id"] == f"{VERSION}/east/0.0/1"
    facts = [f["fact"] for f in answer["facts"]]
    known = [Fact.IDENTITY_CODE_SENT, Fact.IDENTITY_CONFIRMED]
    assert facts[:5] == [Fact.REQUEST_SENT, *known, Fact.SIGNED, Fact.SIGNATURE_APPLIED]
    assert ("record", EAST) in {(d["kind"], d["scope"]) for d in answer["documents"]}
    assert "comment's number" in answer["not_found_by_address"]


def test_s33_a_person_is_told_nothing_about_anybody_else(at_east: Office) -> None:
    all_signed(at_east, EAST)
    answer = json.dumps(told(at_east, CHAIR))
    assert LEAD not in answer
    assert "clerk@" not in answer
    assert "0.0/1" in answer
    assert "1.0/1" not in answer


def test_s33_what_a_person_signed_on_paper_is_told_with_its_scan(at_east: Office) -> None:
    text = version_of(at_east).text_sha256
    assert text is not None
    paper = OnPaper(SeatName("chair"), "Name", date(2027, 6, 24), text, "office", "clerk", "lead")
    record_paper_signature(at_east, VERSION, EAST, paper, b"%PDF- a scan")
    answer = told(at_east, CHAIR)
    [signature] = answer["tables"]["signature"]
    assert signature["medium"] == "paper"
    kinds = [(d["kind"], d["sha256"]) for d in answer["documents"]]
    assert ("paper-pdf", signature["evidence_sha256"]) in kinds


def test_s33_a_paper_that_nobody_was_asked_for_is_told_to_whoever_has_the_seat(
    at_east: Office,
) -> None:
    text = version_of(at_east).text_sha256
    assert text is not None
    for role, scan in (("chair", b"%PDF- 1"), ("vcse lead", b"%PDF- 2")):
        paper = OnPaper(SeatName(role), "Name", date(2027, 6, 24), text, "office", "clerk", "lead")
        record_paper_signature(at_east, VERSION, EAST, paper, scan)
    assert [s["role"] for s in told(at_east, LEAD)["tables"]["signature"]] == ["vcse lead"]


def test_s33_that_a_person_was_told_is_on_the_trail_by_reference(at_east: Office) -> None:
    contact = told(at_east, CHAIR)["contact"]
    with at_east.register.reading() as view:
        entry = view.last_of(contact, Fact.PERSON_TOLD)
    assert entry is not None
    assert CHAIR not in entry.as_line()
    assert Fact.PERSON_TOLD in [f["fact"] for f in told(at_east, CHAIR)["facts"]]
    assert at_east.register.audit() == []


def test_s33_of_whom_nothing_is_held_is_told_so(at_east: Office) -> None:
    before = rows_of(at_east)
    answer = told(at_east, "nobody@example.org")
    assert answer["held"] is False
    assert "tables" not in answer
    assert rows_of(at_east) == before


def test_s33_an_erased_address_is_nowhere_and_what_was_signed_stays(at_east: Office) -> None:
    all_signed(at_east, EAST)
    deliver_notices(at_east)
    done = erase_person(at_east, CHAIR)
    assert done.contact is not None
    assert "17(3)(b)" in done.kept
    assert CHAIR not in repr(rows_of(at_east))
    assert told(at_east, CHAIR)["held"] is False
    assert [s.role for s in signing_of(at_east, EAST).signatures] == ["chair", "vcse lead"]
    with at_east.register.reading() as view:
        assert CHAIR not in "".join(e.as_line() for e in view.trail())
        entry = view.last_of(done.contact, Fact.PERSON_ERASED)
    assert entry is not None
    assert entry.said == {"contact": done.contact, "letters": [], "comments": []}
    assert at_east.register.audit() == []


def test_s33_an_erased_address_is_not_in_the_databases_file_either(
    signed_office: Office, tmp_path: Path
) -> None:
    ratified(signed_office, EAST)
    deliver_notices(signed_office)
    files = list(tmp_path.glob("register.db*"))
    assert any(CHAIR.encode() in file.read_bytes() for file in files)
    erase_person(signed_office, CHAIR)
    assert files == list(tmp_path.glob("register.db*"))
    assert not any(CHAIR.encode() in file.read_bytes() for file in files)
    assert any(LEAD.encode() in file.read_bytes() for file in files)


def test_s33_after_an_erasure_the_evidence_still_holds(commented: Office, tmp_path: Path) -> None:
    frozen(commented)
    erase_person(commented, "chair@alliance.example.org", [1], VERSION)
    write_evidence(commented, VERSION, tmp_path / "evidence")
    write_sums(tmp_path / "evidence")
    assert verify(tmp_path / "evidence") == []
    assert commented.register.audit() == []


def test_s33_letters_that_were_owed_to_nobody_else_are_dropped(at_east: Office) -> None:
    sign_request(at_east, signing_of(at_east, EAST).open_requests[0])
    done = erase_person(at_east, CHAIR)
    own = f"{VERSION}/east/0.0/1"
    assert set(done.letters) == {f"{own}/signing-request/0", f"{own}/identity-code/1"}
    deliver_notices(at_east)
    assert not [x for x in postman_of(at_east).letters if CHAIR in x.to]
    asked = [x for x in postman_of(at_east).of("decision-requested") if EAST in x.id]
    assert [x.to for x in asked] == [(LEAD, "clerk@east.example.org")], "the others get theirs"
    assert at_east.register.audit() == []


def test_s33_a_letter_that_nobody_is_left_to_receive_is_closed_and_the_trail_says_so(
    at_east: Office,
) -> None:
    [request] = signing_of(at_east, EAST).open_requests
    with at_east.register.writing() as tx:
        tx.erase_contact(CHAIR)
        tx.record(Fact.PERSON_ERASED, "contact:1", {})
    deliver_notices(at_east)
    letter = f"{request.id}/signing-request/0"
    assert facts_of(at_east, letter) == [Fact.NOTICE_DROPPED]
    with at_east.register.reading() as view:
        assert view.unsent_notices() == ()
    assert at_east.register.audit() == []


def test_s33_a_letter_about_a_version_that_is_over_is_closed_too(at_east: Office) -> None:
    sign_request(at_east, signing_of(at_east, EAST).open_requests[0])
    with at_east.register.writing() as tx:
        tx.erase_contact(CHAIR)
        tx.save(replace(tx.version(VERSION), state=VersionState.SUPERSEDED))
        tx.record(Fact.VERSION_SUPERSEDED, VERSION, {})
    deliver_notices(at_east)
    assert Fact.NOTICE_DROPPED in facts_of(at_east)
    assert at_east.register.audit() == []


def test_s33_a_seat_whose_address_was_erased_before_its_turn_is_asked_by_post(
    at_east: Office,
) -> None:
    erase_person(at_east, LEAD)
    sign_request(at_east, signing_of(at_east, EAST).open_requests[0])
    advance(at_east, EAST)
    with at_east.register.reading() as view:
        [pack] = [n for n in view.unsent_notices() if n.template == "paper-pack"]
    assert pack.to == ("clerk@east.example.org",)


def test_s33_the_facilitator_passes_on_what_an_erased_contact_is_owed(at_east: Office) -> None:
    erase_person(at_east, "clerk@east.example.org")
    erase_person(at_east, LEAD)
    erase_person(at_east, "chair@alliance.example.org")
    sign_request(at_east, signing_of(at_east, EAST).open_requests[0])
    advance(at_east, EAST)
    with at_east.register.reading() as view:
        [pack] = [n for n in view.unsent_notices() if n.template == "paper-pack"]
    assert pack.to == (FACILITATOR,)


def refused(office: Office, address: str) -> NotAllowed:
    before = rows_of(office)
    with pytest.raises(NotAllowed) as refusal:
        erase_person(office, address)
    assert rows_of(office) == before
    assert refusal.value.attempted == "erase a person"
    assert "replace-signatory" in refusal.value.remedy
    return refusal.value


def test_s33_nobody_is_erased_who_is_asked_to_sign(at_east: Office) -> None:
    error = refused(at_east, CHAIR)
    assert "is asked to sign as chair" in error.message
    assert (error.place, error.state) == (EAST, "ratifying")


def test_s33_nobody_is_erased_who_is_asked_to_sign_in_public(both_office: Office) -> None:
    frozen(both_office)
    assert erase_person(both_office, "chief-executive@icb.example.org").contact is not None
    version = version_of(both_office)
    with both_office.register.writing() as tx:
        tx.save(replace(version, state=VersionState.SIGNING))
        tx.record(Fact.BOARD_APPROVED, VERSION, {})
    go_to(both_office, version.public_signing_on)
    advance(both_office)
    assert refused(both_office, "chair@alliance.example.org").place is None


def test_s33_nobody_is_erased_while_a_delegation_to_them_runs(both_signed_office: Office) -> None:
    office = both_signed_office
    with_deputy(office, date(2027, 5, 31))
    error = refused(office, "deputy@east.example.org")
    assert "a deputy for the chair" in error.message
    roles = told(office, "deputy@east.example.org")["tables"]["programme"]
    assert [(r["kind"], r["role"]) for r in roles] == [("deputy", "deputy chair")]
    go_to(office, date(2027, 6, 1))
    assert erase_person(office, "deputy@east.example.org").contact is not None


def test_s33_the_facilitator_is_not_erased_while_the_agreement_runs(commented: Office) -> None:
    assert "the facilitator" in refused(commented, FACILITATOR).message
    with commented.register.writing() as tx:
        tx.save(replace(tx.version(VERSION), state=VersionState.REJECTED))
        tx.record(Fact.BOARD_REJECTED, VERSION, {})
    assert erase_person(commented, FACILITATOR).contact is not None


def test_s33_a_respondents_words_and_name_are_blanked_by_the_comments_number(
    commented: Office,
) -> None:
    done = erase_person(commented, comments=[1], version_id=VERSION)
    assert (done.contact, done.comments) == (None, (1,))
    assert "Jo Example" not in repr(rows_of(commented))
    assert "lose our grant" not in repr(rows_of(commented))
    with commented.register.reading() as view:
        first, second = view.comments(VERSION)
    assert (first.text, first.name, first.organisation) == ("", None, None)
    assert second.text == "A fine text."
    assert facts_of(commented)[-1] == Fact.PERSON_ERASED
    assert commented.register.audit() == []


def test_s33_the_same_erased_again_changes_nothing(commented: Office) -> None:
    erase_person(commented, "chair@alliance.example.org", [1], VERSION)
    before = rows_of(commented)
    done = erase_person(commented, "chair@alliance.example.org", [1], VERSION)
    assert (done.contact, done.letters, done.comments) == (None, (), ())
    assert rows_of(commented) == before


def test_s33_a_comment_that_there_is_not_is_not_erased(commented: Office) -> None:
    before = rows_of(commented)
    with pytest.raises(NotFound, match="no comment 9") as refusal:
        erase_person(commented, "chair@alliance.example.org", [1, 9], VERSION)
    assert refusal.value.remedy
    assert rows_of(commented) == before


def test_s41_who_wrote_a_comment_is_in_no_document_no_letter_and_not_on_the_trail(
    commented: Office,
) -> None:
    frozen(commented)
    with commented.register.reading() as view:
        documents = [commented.store.get(sha256) for _, _, sha256 in view.documents(VERSION)]
        trail = "".join(entry.as_line() for entry in view.trail())
        [first, _] = view.comments(VERSION)
    assert (first.name, first.organisation) == ("Jo Example", "Small Charity")
    for name in ("Jo Example", "Small Charity"):
        assert name not in everything_kept(commented)
        assert name not in trail
        assert not [data for data in documents if name.encode() in data]
    deliver_notices(commented)
    assert "Jo Example" not in repr(postman_of(commented).letters)
