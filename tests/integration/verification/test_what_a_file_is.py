"""The answer to any file: against real documents, with the real signatures in them."""

import asyncio
import re
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from concordat.evidence.inspect_pdf import inspect_pdf
from concordat.services.examine import Examination, Verdict, examine
from concordat.services.inspection import Inspection
from concordat.services.office import Office
from concordat.services.recognition import Recogniser
from tests.fakes import EAST, WEST, FakeInspector
from tests.integration.documents.samples import record
from tests.integration.verification.conftest import document_of

KINDS = ("agreement", "certificate", "draft", "board-paper")


class InThisProcess:
    """Inspects without a process of its own, which takes a second to start."""

    async def inspect(self, pdf: bytes, authority_pem: bytes) -> Inspection:
        return inspect_pdf(pdf, authority_pem)


def examined(office: Office, given: bytes) -> Examination:
    return asyncio.run(examine(office, Recogniser(office), InThisProcess(), given))


def examined_many(office: Office, many: list[bytes]) -> list[Examination]:
    """Examine by the register alone: what stands in the files is not looked at."""
    recogniser, inspector = Recogniser(office), FakeInspector()

    async def all_of_them() -> list[Examination]:
        return [await examine(office, recogniser, inspector, given) for given in many]

    return asyncio.run(all_of_them())


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_of_ours_is_named(real_office: Office, kind: str) -> None:
    answer = examined(real_office, document_of(real_office, kind))
    assert answer.verdict is Verdict.OURS
    assert answer.known is not None
    assert answer.known.exact
    assert answer.known.version == 1
    assert answer.inspection.sealed is (kind in {"agreement", "certificate"})
    assert answer.faults == ()


def test_a_sealed_record_says_its_place_who_signed_it_and_when(real_office: Office) -> None:
    answer = examined(real_office, document_of(real_office, "record", EAST))
    assert answer.known is not None
    assert answer.known.name == "the ratification record of East"
    assert answer.known.place == "East"
    assert [(s.role, s.organisation) for s in answer.signers] == [
        ("chair", "east"),
        ("vcse lead", "east"),
    ]
    assert answer.inspection.sealed_at == answer.inspection.signatures[-1].signed_at
    assert answer.known.sentences == ()


def test_a_document_before_it_was_signed_proves_nothing(real_office: Office) -> None:
    answer = examined(real_office, document_of(real_office, "record-unsigned", WEST))
    assert answer.verdict is Verdict.UNFINISHED
    assert answer.signers == ()
    assert answer.known is not None
    assert answer.known.sentences == ("It has been signed and sealed since.",)
    true_one = real_office.store.get(answer.known.current or "")
    assert true_one == document_of(real_office, "record", WEST)


def test_an_older_revision_is_a_stage_with_the_signatures_it_had(real_office: Office) -> None:
    sealed = document_of(real_office, "agreement")
    ends = [found.end() for found in re.finditer(rb"%%EOF\s*", sealed)]
    stages = [sealed[:end] for end in ends[:-1]]
    answers = [examined(real_office, stage) for stage in stages]
    assert {a.verdict for a in answers} == {Verdict.UNFINISHED}
    assert [len(a.signers) for a in answers] == [0, 1, 2]
    assert all(a.known and a.known.current for a in answers)
    assert not any(a.inspection.sealed for a in answers)


def test_one_changed_byte_is_found_wherever_it_is(real_office: Office) -> None:
    sealed = document_of(real_office, "record", EAST)
    positions = range(0, len(sealed), len(sealed) // 150)
    changed = [sealed[:p] + bytes([sealed[p] ^ 1]) + sealed[p + 1 :] for p in positions]
    answers = examined_many(real_office, changed)
    assert {a.verdict for a in answers[1:]} == {Verdict.CHANGED}
    assert [a.difference for a in answers[1:]] == [
        f"1 byte differs, at position {p + 1:,} of {len(sealed):,}." for p in positions[1:]
    ]
    assert all(a.signers == () for a in answers)
    assert all(a.known and a.known.place == "East" for a in answers)


def test_a_change_in_any_of_its_identifiers_hides_nothing(real_office: Office) -> None:
    sealed = document_of(real_office, "record", EAST)
    places = [found.start(1) for found in re.finditer(rb"/ID\s*\[\s*<(\w+)", sealed)]
    changed = [sealed[:p] + b"0" * 32 + sealed[p + 32 :] for p in places]
    assert {a.verdict for a in examined_many(real_office, changed)} == {Verdict.CHANGED}


@pytest.mark.parametrize("left", [0.03, 0.3, 0.6, 0.9, 0.999])
def test_a_truncated_document_is_a_changed_copy(real_office: Office, left: float) -> None:
    sealed = document_of(real_office, "agreement")
    answer = examined(real_office, sealed[: int(len(sealed) * left)])
    assert answer.verdict is Verdict.CHANGED
    assert answer.difference.endswith("missing from its end.")


def test_an_appended_revision_is_a_changed_copy_and_the_true_one_is_offered(
    real_office: Office,
) -> None:
    sealed = document_of(real_office, "agreement")
    answer = examined(real_office, sealed + b"\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
    assert answer.verdict is Verdict.CHANGED
    assert "added after its end" in answer.difference
    assert answer.known is not None
    assert real_office.store.get(answer.known.current or "") == sealed
    assert answer.faults == ()


def test_a_document_saved_again_by_a_program_is_a_changed_copy(real_office: Office) -> None:
    saved = BytesIO()
    with pikepdf.open(BytesIO(document_of(real_office, "agreement"))) as pdf:
        pdf.save(saved)
    answer = examined(real_office, saved.getvalue())
    assert answer.verdict is Verdict.CHANGED
    assert "its length is another" in answer.difference


def a_pdf(**how: Any) -> bytes:
    made = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(made, **how)
    return made.getvalue()


def test_a_strangers_pdf_is_not_ours(real_office: Office) -> None:
    answer = examined(real_office, a_pdf())
    assert answer.verdict is Verdict.FOREIGN
    assert answer.known is None
    assert answer.signers == ()


def test_a_locked_pdf_says_so(real_office: Office) -> None:
    for user in ("secret", ""):
        locked = a_pdf(encryption=pikepdf.Encryption(owner="o", user=user))
        assert examined(real_office, locked).verdict is Verdict.ENCRYPTED


def test_our_seal_on_a_document_that_we_do_not_know_is_told(real_office: Office) -> None:
    unknown = real_office.publisher.record_pdf(record())
    answer = examined(real_office, real_office.sealer.seal(unknown, real_office.clock.now()))
    assert answer.verdict is Verdict.UNKNOWN
    assert answer.known is None


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (b"", Verdict.EMPTY),
        (b"PK\x03\x04", Verdict.NOT_PDF),
        (b"<html>", Verdict.NOT_PDF),
        (b" " * 2000 + b"%PDF-1.7", Verdict.NOT_PDF),
        (b"%PDF-1.7\nand nothing else", Verdict.UNREADABLE),
    ],
)
def test_what_is_no_pdf_is_told_as_what_it_is(
    real_office: Office, given: bytes, verdict: Verdict
) -> None:
    assert examined(real_office, given).verdict is verdict
