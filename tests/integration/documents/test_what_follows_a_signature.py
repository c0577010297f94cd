"""What is added after a signature is judged as pyHanko alone judges it, in whatever revision."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffPolicy, DiffResult
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec

from concordat.documents.publisher import DocumentPublisher
from concordat.domain.signing import slots
from concordat.evidence.confined import Limits
from concordat.evidence.inspector import ConfinedInspector
from concordat.services.content import Enclosure
from concordat.signing.checking import check_pdf
from concordat.signing.quiet import quiet
from concordat.signing.sealer import PdfSealer
from concordat.signing.service_key import ServiceKey
from concordat.signing.successive import Outcome, SuccessiveDiffs
from tests.integration.documents import samples
from tests.integration.evidence.test_tampered_documents import (
    EDITS,
    Edit,
    revised,
    with_another_title,
    without_its_last_page,
    without_the_seal,
)
from tests.standins.tsa import stamping_server

FIELDS = [slot.field for slot in samples.record().slots]
MANY = 60
"""A place with as many signatories is larger than any known."""


def signed_fields(writer: IncrementalPdfFileWriter) -> list[Any]:
    """Return the fields that are signed, in the order in which they were."""
    fields = [field.get_object() for field in writer.root["/AcroForm"]["/Fields"]]
    signed = [field for field in fields if "/V" in field]
    return sorted(signed, key=lambda field: int(field.raw_get("/V").idnum))


def another_look(writer: IncrementalPdfFileWriter) -> None:
    """Draw the latest signature as nothing."""
    look = signed_fields(writer)[-1]["/AP"]["/N"]
    look["/BBox"] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 1, 1)))
    writer.update_container(look)


def another_letter(writer: IncrementalPdfFileWriter) -> None:
    """Change a font that the signatures are drawn with."""
    [font] = signed_fields(writer)[0]["/AP"]["/N"]["/Resources"]["/Font"].values()
    font.get_object()["/BaseFont"] = pdf_name("/Courier")
    writer.update_container(font.get_object())


UNLAWFUL = [
    *(
        edit
        for edit in EDITS
        if edit not in {with_another_title, without_its_last_page, without_the_seal}
    ),
    another_look,
    another_letter,
]


@pytest.fixture(scope="module")
def in_stages(publisher: DocumentPublisher, sealer: PdfSealer) -> list[bytes]:
    """A record that holds the agreement: not signed, and after each of its signatures."""
    agreement = sealer.seal(publisher.agreement_pdf(samples.agreement()), samples.MADE_AT)
    held = Enclosure("agreement.pdf", "The agreement", agreement, samples.MADE_AT)
    stages = [publisher.record_pdf(replace(samples.record(), agreement=held))]
    for number, field in enumerate(FIELDS):
        stages.append(sealer.sign(stages[-1], samples.signature(field, certify=number == 0)))
    return stages


def finished(sealer: PdfSealer, pdf: bytes, signatures: int) -> bytes:
    """Return the record with the signatures that it lacks, and the seal."""
    for field in FIELDS[signatures:]:
        pdf = sealer.sign(pdf, samples.signature(field, certify=False))
    return sealer.seal(pdf, samples.MADE_AT)


def judged(pdf: bytes, policy: Callable[[int], DiffPolicy]) -> list[str]:
    """Return what a policy finds of what follows each signature."""
    with quiet():
        reader = PdfFileReader(BytesIO(pdf))
        embedded = list(reader.embedded_signatures)
        chosen = policy(embedded[0].signed_revision)
        for one in embedded:
            one.compute_integrity_info(diff_policy=chosen)
    return [_in_short(one.diff_result) for one in embedded]


def _in_short(outcome: Outcome) -> str:
    if not isinstance(outcome, DiffResult):
        return "suspicious"
    return f"{outcome.modification_level.name}: {sorted(outcome.changed_form_fields)}"


def theirs(_first: int) -> DiffPolicy:
    return DEFAULT_DIFF_POLICY


@pytest.mark.parametrize("edit", UNLAWFUL)
@pytest.mark.parametrize("signatures", [1, 2])
def test_an_unlawful_revision_between_two_signatures_is_caught(
    in_stages: list[bytes], sealer: PdfSealer, key: ServiceKey, signatures: int, edit: Edit
) -> None:
    pdf = finished(sealer, revised(in_stages[signatures], edit), signatures)
    found = judged(pdf, SuccessiveDiffs)
    assert found[:signatures] == ["suspicious"] * signatures
    # What was done to a later signature is told of the earlier ones too, which pyHanko does not.
    for ours, other in zip(found, judged(pdf, theirs), strict=True):
        assert ours in {other, "suspicious"}
    assert not check_pdf(pdf, key.ca_pem).sealed


def test_a_lawful_revision_between_two_signatures_is_judged_as_by_pyhanko(
    in_stages: list[bytes], sealer: PdfSealer
) -> None:
    pdf = finished(sealer, revised(in_stages[2], with_another_title), 2)
    assert judged(pdf, SuccessiveDiffs) == judged(pdf, theirs)


def test_what_signatures_seals_and_timestamps_add_is_judged_as_by_pyhanko(
    in_stages: list[bytes], key: ServiceKey
) -> None:
    with stamping_server() as server:
        stamping = PdfSealer(key, tsa_url=server.url, tsa_roots=server.root_pem)
        pdf = finished(stamping, in_stages[1], 1)
    found = judged(pdf, SuccessiveDiffs)
    assert found == judged(pdf, theirs)
    assert found[0] == f"FORM_FILLING: {sorted([*FIELDS[1:], 'seal'])}"
    assert found[-2:] == ["LTA_UPDATES: []", "NONE: []"]


def test_a_field_that_a_signature_locks_is_not_changed_by_any_later_revision(
    in_stages: list[bytes],
) -> None:
    reader = PdfFileReader(BytesIO(in_stages[-1]))
    first, second, _ = reader.embedded_signatures
    policy = SuccessiveDiffs(first.signed_revision)
    for base in (first.signed_revision, reader.get_historical_resolver(second.signed_revision)):
        for name, suspicious in ((FIELDS[0], False), (FIELDS[2], True)):
            spec = FieldMDPSpec(FieldMDPAction.INCLUDE, [name])
            found = policy.review_file(reader, base, field_mdp_spec=spec)
            assert (_in_short(found) == "suspicious") is suspicious


def test_a_record_with_many_signatures_is_read_within_the_limits(
    publisher: DocumentPublisher, sealer: PdfSealer, key: ServiceKey
) -> None:
    blocks = tuple(
        samples.block(number, samples.VCSE, "Chair", organisation=f"Group {number}")
        for number in range(1, MANY)
    )
    content = replace(samples.record(), slots=slots(blocks))
    pdf = publisher.record_pdf(content)
    for number, slot in enumerate(content.slots):
        pdf = sealer.sign(pdf, samples.signature(slot.field, certify=number == 0))
    # A machine that has much else to do may take longer on the clock, though not in computing.
    confined = ConfinedInspector(replace(Limits(), wall_s=120))
    found = asyncio.run(confined.inspect(sealer.seal(pdf, samples.MADE_AT), key.ca_pem))
    assert (found.sealed, len(found.signatures), found.faults) == (True, MANY, ())
