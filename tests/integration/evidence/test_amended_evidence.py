"""The evidence of an amended version, and of the one that it supersedes, each on its own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from concordat.documents.publisher import DocumentPublisher
from concordat.domain.rules import AmendmentClass
from concordat.domain.states import VersionState
from concordat.evidence.verify import verify
from concordat.evidence.write import write_bundle, write_evidence, write_sums
from concordat.services.advance import advance_place, advance_version
from concordat.services.amend import amend
from concordat.services.amendment_checks import Amendment
from concordat.services.certify import issue_certificate
from concordat.services.launch import register_version
from concordat.services.office import Office
from concordat.signing.sealer import PdfSealer
from concordat.signing.service_key import ServiceKey
from tests.fakes import EAST, NORTH, VERSION, WEST, a_programme, an_office, engine_of
from tests.fakes import everywhere_ratified as ratified_everywhere
from tests.integration.documents.samples import TEMPLATES

V2 = "example-mou-v2"


@pytest.fixture(scope="module")
def amended_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Return an office with real documents whose second version, an editorial one, is in effect."""
    folder = tmp_path_factory.mktemp("amended-office")
    planned = an_office(folder, launched=False)
    key = ServiceKey.load_or_create(folder / "keys", "Test Partnership", planned.clock.now())
    office = replace(planned, publisher=DocumentPublisher(TEMPLATES), sealer=PdfSealer(key))
    register_version(office, a_programme(), 1)
    ratified_everywhere(office)
    issue_certificate(office, VERSION)
    asked = Amendment(AmendmentClass.EDITORIAL, "The title was too long.", consults=False)
    timeline = {"public_signing_on": date(2027, 12, 1), "ratification_due": date(2028, 3, 1)}
    amend(office, VERSION, asked, a_programme(title="A shorter title", timeline=timeline))
    advance_version(office, V2)
    for place in (EAST, NORTH, WEST):
        advance_place(office, V2, place)
    advance_version(office, V2)
    issue_certificate(office, V2)
    yield office
    engine_of(office).dispose()


@pytest.mark.parametrize("version_id", [VERSION, V2])
def test_the_evidence_of_each_version_holds(
    amended_office: Office, version_id: str, tmp_path: Path
) -> None:
    with amended_office.register.reading() as view:
        assert view.version(V2).state == VersionState.IN_EFFECT
    bundle = tmp_path / "bundle.zip"
    write_bundle(amended_office, version_id, bundle, tmp_path / "scratch")
    assert verify(bundle) == []
    documents = tmp_path / "scratch" / "documents"
    for name in ("changes.html", "changes.pdf", "changes.docx"):
        assert (documents / name).is_file() == (version_id == V2)
    assert (documents / "agreement.docx").is_file()
    assert (documents / "draft.docx").is_file() == (version_id == VERSION)


def test_a_word_file_that_was_changed_is_not_the_one_on_record(
    amended_office: Office, tmp_path: Path
) -> None:
    write_evidence(amended_office, V2, tmp_path)
    (tmp_path / "documents/changes.docx").write_bytes(b"another")
    (tmp_path / "documents/agreement.docx").unlink()
    write_sums(tmp_path)
    assert sorted(verify(tmp_path)) == [
        "documents/agreement.docx: it is missing",
        "documents/changes.docx: it is not the document on record",
    ]


def test_the_changes_of_the_real_text_are_few_and_readable(amended_office: Office) -> None:
    with amended_office.register.reading() as view:
        sha256 = view.version(V2).changes_sha256
    html = amended_office.store.get(sha256 or "").decode()
    assert "<ins>A shorter title</ins>" in html
    assert 1 <= html.count('class="changed"') < 10
