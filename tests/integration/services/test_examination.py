"""What is told of a document as its agreement goes on: what followed it, and what replaces it."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from concordat.domain.decision import Outcome
from concordat.domain.facts import Fact
from concordat.domain.record import Version
from concordat.domain.states import PlaceStatus, VersionState
from concordat.portal.programme_page import PUBLIC_KINDS
from concordat.services.admit import Admission, admit_partner
from concordat.services.decide_place import PlaceDecision, decide_place
from concordat.services.document_names import FINISHED
from concordat.services.examine import Examination, Known, Verdict, examine
from concordat.services.inspection import NOT_INSPECTED, InspectedSignature, Inspection
from concordat.services.office import Office
from concordat.services.recognition import Recogniser
from tests.fakes import (
    EAST,
    NORTH,
    VERSION,
    WEST,
    FakeInspector,
    MemoryStore,
    advance,
    all_signed,
    call_in_over,
    frozen,
    go_to,
    place_decided,
    place_of,
    ratified,
    version_of,
)
from tests.scenarios.test_amended_versions import (
    EDITORIAL,
    MATERIAL,
    V2,
    amended,
    board_amends,
    led_on,
)

PDF = b"%PDF-1.7\n/ID [<" + b"ab" * 16 + b"> <" + b"cd" * 16 + b">]"


def examined(office: Office, given: bytes, found: Inspection = NOT_INSPECTED) -> Examination:
    return asyncio.run(examine(office, Recogniser(office), FakeInspector(found), given))


def kept(office: Office, kind: str, scope: str = "agreement", version: str = VERSION) -> bytes:
    with office.register.reading() as view:
        [*_, sha256] = [d[2] for d in view.documents(version) if d[:2] == (kind, scope)]
    return office.store.get(sha256)


def known(office: Office, given: bytes) -> Known:
    answer = examined(office, given)
    assert answer.known is not None
    return answer.known


def keep(office: Office, kind: str, data: bytes) -> None:
    """Keep a document on the register, as an act that makes one would."""
    with office.register.writing() as tx:
        tx.keep_document(VERSION, kind, "agreement", office.store.put(data))


def newest(office: Office) -> Version:
    with office.register.reading() as view:
        return view.version(V2)


def test_the_draft_is_followed_by_the_agreement(signed_office: Office) -> None:
    draft = known(signed_office, kept(signed_office, "draft"))
    assert draft.name == "the draft that was opened for comment"
    assert draft.sentences == ("It has been signed and sealed since.",)
    assert draft.current == version_of(signed_office).current_sha256


def test_before_the_signing_nothing_has_followed_the_draft(office: Office) -> None:
    frozen(office)
    draft = known(office, kept(office, "draft"))
    assert draft.sentences == ()
    unsigned = examined(office, kept(office, "agreement-unsigned"))
    assert unsigned.verdict is Verdict.UNFINISHED
    assert unsigned.known is not None
    assert unsigned.known.current is None


def test_a_stage_has_the_signatures_that_stand_in_it(signed_office: Office) -> None:
    ratified(signed_office, EAST)
    sealed = kept(signed_office, "record", EAST)
    stage = sealed.rpartition(b"\n")[0]
    assert examined(signed_office, stage).verdict is Verdict.UNFINISHED
    assert examined(signed_office, stage).known is None


def test_a_record_that_a_later_one_replaces_says_so(signed_office: Office) -> None:
    ratified(signed_office, EAST, Outcome.DECLINED, text="Not yet.")
    declined = kept(signed_office, "record", EAST)
    assert known(signed_office, declined).sentences == ()
    day = date(2027, 8, 5)
    go_to(signed_office, day)
    decide_place(signed_office, VERSION, EAST, PlaceDecision(Outcome.RATIFIED, day, "SB/27/12"))
    again = known(signed_office, declined)
    assert again.name == "an earlier ratification record of East"
    assert again.place == "East"
    assert again.sentences == (
        "The place has decided again since; its new record is not sealed yet.",
    )
    call_in_over(signed_office, EAST)
    all_signed(signed_office, EAST)
    after = known(signed_office, declined)
    assert after.sentences == ("A later record of the same place replaces it.",)
    assert after.current == place_of(signed_office, EAST).ratification.current_sha256


def test_a_record_not_yet_signed_is_followed_by_nothing(signed_office: Office) -> None:
    place_decided(signed_office, EAST)
    advance(signed_office, EAST)
    record = known(signed_office, kept(signed_office, "record-unsigned", EAST))
    assert record.name == "the ratification record of East, before it was signed"
    assert (record.sentences, record.current) == ((), None)


def test_the_record_of_a_place_that_left_says_so(ratified_office: Office) -> None:
    with ratified_office.register.writing() as tx:
        found = tx.place(tx.version(VERSION), NORTH).ratification
        tx.save(replace(found, status=PlaceStatus.WITHDRAWN))
        tx.record(Fact.PLACE_WITHDREW, f"{VERSION}/{NORTH}", {})
    (said,) = known(ratified_office, kept(ratified_office, "record", NORTH)).sentences
    assert said.startswith("North: ")
    assert known(ratified_office, kept(ratified_office, "record", WEST)).sentences == ()


def test_a_document_of_a_version_that_was_replaced_says_by_which(
    ratified_office: Office,
) -> None:
    before = kept(ratified_office, "agreement")
    record = kept(ratified_office, "record", EAST)
    amended(ratified_office, EDITORIAL)
    led_on(ratified_office)
    replaced = known(ratified_office, before)
    assert replaced.sentences == ("Version 2 replaces version 1 of the agreement.",)
    assert replaced.current == newest(ratified_office).current_sha256
    assert known(ratified_office, record).sentences == (
        "What the place decided stands for version 2 as well.",
        "Version 2 replaces version 1 of the agreement.",
    )


def test_a_version_on_its_way_replaces_nothing_yet(ratified_office: Office) -> None:
    amended(ratified_office, MATERIAL)
    stands = known(ratified_office, kept(ratified_office, "agreement"))
    assert stands.sentences == (
        "Version 2 is on its way, and replaces it on the day it takes effect.",
    )
    assert stands.current == version_of(ratified_office).current_sha256


def test_a_text_that_the_board_amended_says_so(office: Office) -> None:
    board_amends(office)
    (said,) = known(office, kept(office, "draft")).sentences
    assert said == "The board approved an amended text in place of this version."


def test_the_end_of_an_agreement_is_told_of_all_its_documents(ratified_office: Office) -> None:
    with ratified_office.register.writing() as tx:
        tx.save(replace(tx.version(VERSION), state=VersionState.LAPSED))
        tx.record(Fact.TERM_LAPSED, VERSION, {})
    for kind in ("agreement", "board-paper"):
        (said,) = known(ratified_office, kept(ratified_office, kind)).sentences
        assert "has lapsed" in said


def test_what_is_kept_and_signed_by_nobody_is_told_as_that(signed_office: Office) -> None:
    for kind, name in (
        ("format", "the text in another format, which nobody signs"),
        ("paper-pdf", "the scan of a copy that was signed on paper"),
        ("something-else", "one of the papers of the agreement"),
    ):
        keep(signed_office, kind, kind.encode())
        answer = examined(signed_office, kind.encode())
        assert answer.verdict is Verdict.KEPT
        assert answer.known is not None
        assert (answer.known.name, answer.known.current) == (name, None)


def test_an_accession_record_names_the_partner(ratified_office: Office) -> None:
    go_to(ratified_office, date(2027, 7, 1))
    joined = Admission(
        "vcse", "Carers Trust", date(2027, 6, 28), "CT/27/4", joined_on=date(2027, 7, 15)
    )
    admit_partner(ratified_office, VERSION, joined)
    accession = known(ratified_office, kept(ratified_office, "accession", "accession-1"))
    assert accession.name == "the accession record of Carers Trust"


def test_a_review_report_says_which_review(signed_office: Office) -> None:
    with signed_office.register.writing() as tx:
        tx.keep_document(VERSION, "review-report", "review-2", signed_office.store.put(PDF))
    assert known(signed_office, PDF).name == "the report of review 2"


def test_a_copy_is_recognised_by_its_identifiers(signed_office: Office) -> None:
    keep(signed_office, "certificate", PDF)
    copy = PDF.replace(b"1.7", b"1.4")
    answer = examined(signed_office, copy)
    assert answer.verdict is Verdict.CHANGED
    assert answer.difference == f"1 byte differs, at position 8 of {len(PDF)}."
    assert answer.known is not None
    assert answer.known.name == "the certificate of completion"


def test_a_copy_of_what_another_document_encloses_is_not_taken_for_a_copy_of_that(
    signed_office: Office,
) -> None:
    keep(signed_office, "certificate", PDF + bytes(3000))
    keep(signed_office, "board-paper", b"%PDF-1.7 around it: " + PDF)
    answer = examined(signed_office, PDF + bytes(2999) + b"!")
    assert answer.known is not None
    assert answer.known.name == "the certificate of completion"


@pytest.mark.parametrize("string", [b"<" + b"ab" * 16 + b">", b"(0123456789abcdef0123)"])
def test_an_identifier_may_be_written_either_way(signed_office: Office, string: bytes) -> None:
    keep(signed_office, "certificate", b"%PDF-1.7\n/ID [ " + string + b"  " + string + b" ]")
    answer = examined(signed_office, b"%PDF-1.4\n/ID[" + string + string + b"]")
    assert answer.verdict is Verdict.CHANGED


def test_every_pdf_that_anyone_may_read_is_a_finished_one() -> None:
    assert {kind for kind in PUBLIC_KINDS if not kind.endswith("-docx")} <= FINISHED


def test_a_copy_is_recognised_by_its_beginning(signed_office: Office) -> None:
    long = b"%PDF-1.7\n" + bytes(range(250)) * 10
    keep(signed_office, "certificate", long)
    assert examined(signed_office, long[:2100]).verdict is Verdict.CHANGED
    assert examined(signed_office, long[:2000]).verdict is Verdict.UNREADABLE


def test_a_damaged_document_in_the_store_hides_no_other(signed_office: Office) -> None:
    keep(signed_office, "draft", b"%PDF-1.7 to be damaged")
    keep(signed_office, "certificate", PDF)
    assert isinstance(signed_office.store, MemoryStore)
    for sha256, data in signed_office.store.files.items():
        if data.endswith(b"damaged"):
            signed_office.store.files[sha256] = b"damaged"
    assert examined(signed_office, PDF + b"!").verdict is Verdict.CHANGED


def test_what_its_signatures_show_is_told_unless_the_file_was_changed(
    signed_office: Office,
) -> None:
    broken = Inspection((InspectedSignature("seal", None, True, False),), faults=("It broke.",))
    keep(signed_office, "certificate", PDF)
    assert examined(signed_office, PDF, broken).faults == ("It broke.",)
    assert examined(signed_office, PDF + b"!", broken).faults == ()
    assert broken.sealed_at is None
    assert examined(signed_office, b"%PDF-1.7 other", broken).verdict is Verdict.UNKNOWN
