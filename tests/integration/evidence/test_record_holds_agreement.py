"""The agreement inside each record is the one on record, even if whoever signs is not to be trusted."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from concordat.documents.enclosing import enclose
from concordat.evidence.verify import verify
from concordat.services.content import Enclosure
from tests.integration.documents.samples import MADE_AT

RECORD = "documents/records/east.pdf"


def without_it(document: pikepdf.Pdf) -> None:
    del document.Root.Names
    del document.Root.AF


def with_another(document: pikepdf.Pdf) -> None:
    enclose(document, Enclosure("example-mou-v1.pdf", "The agreement", b"%PDF another", MADE_AT))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (without_it, "it does not hold the signed agreement"),
        (with_another, "it holds a file that is not the signed agreement on record"),
    ],
)
def test_a_record_without_the_agreement_on_record_is_a_fault(
    evidence: Path, change: Callable[[pikepdf.Pdf], None], told: str
) -> None:
    made = BytesIO()
    with pikepdf.open(evidence / RECORD) as document:
        change(document)
        document.save(made)
    (evidence / RECORD).write_bytes(made.getvalue())
    assert f"{RECORD}: {told}" in verify(evidence)
