"""What a config says ends as a document that conforms, or is refused before anything is printed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from concordat.domain.errors import BadConfig
from concordat.domain.programme import Programme
from concordat.domain.signing import slots
from concordat.signing.checking import check_pdf
from tests.conformance import given
from tests.conformance.agreements import record_of
from tests.conformance.checking import faults_of
from tests.conformance.documents import AWKWARD, documents, kinds, printed, publisher
from tests.conformance.given import GivenConfig
from tests.conformance.pdfsig import accepted_by_pdfsig
from tests.conformance.signing import fields_of, sealer_of, signed_and_sealed
from tests.conformance.structure import tags_of

SHA256 = "3f9a" * 16
Change = Callable[[GivenConfig], GivenConfig]


def record(programme: Programme) -> bytes:
    """Return the record of the place whose config was changed."""
    [place] = [place for place in programme.places if place.id == "cheltenham"]
    return publisher().record_pdf(record_of(programme, place, SHA256))


def test_every_document_of_a_programme_with_everything_awkward_conforms() -> None:
    found = {name: faults_of(printed(AWKWARD, name)) for name in kinds(AWKWARD)}
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (lambda config: config.name_place(given.MARKUP), given.MARKUP),
        (lambda config: config.name_role(given.MARKUP), given.MARKUP),
        (lambda config: config.name_system(given.MARKUP), given.MARKUP),
        (lambda config: config.name_place(given.WELSH), given.WELSH),
        (lambda config: config.name_role(given.WELSH), given.WELSH),
        (lambda config: config.name_role(given.LONG_ROLE), given.LONG_ROLE),
    ],
    ids=["place", "role", "system", "Welsh place", "Welsh role", "role of 200 letters"],
)
def test_what_a_config_says_appears_as_text_in_a_record_that_conforms(
    tmp_path: Path, change: Change, shown: str
) -> None:
    pdf = record(change(GivenConfig(tmp_path)).programme())
    assert faults_of(pdf) == []
    assert shown in tags_of(pdf).words


@pytest.mark.parametrize("words", [given.MARKUP, given.WELSH], ids=["markup", "Welsh"])
def test_the_agreement_shows_the_words_of_the_config_as_text(tmp_path: Path, words: str) -> None:
    programme = GivenConfig(tmp_path).name_place(words).programme()
    pdf = documents(programme, publisher())["agreement, frozen"].printed(publisher())
    assert faults_of(pdf) == []
    assert words in tags_of(pdf).words


def test_a_name_in_another_script_conforms(tmp_path: Path) -> None:
    programme = GivenConfig(tmp_path).name_role(f"Chair, {given.ARABIC}").programme()
    assert faults_of(record(programme)) == []


def test_a_role_of_200_letters_can_sign(tmp_path: Path) -> None:
    assert len(given.LONG_ROLE) == 200
    programme = GivenConfig(tmp_path).name_role(given.LONG_ROLE).programme()
    sealer = sealer_of(tmp_path / "keys")
    [place] = [place for place in programme.places if place.id == "cheltenham"]
    sealed = signed_and_sealed(record(programme), slots(place.signatories), sealer)
    assert check_pdf(sealed, sealer.authority_pem).sealed


def test_forty_people_can_sign_for_one_place(tmp_path: Path) -> None:
    programme = GivenConfig(tmp_path).seat(40).programme()
    [place] = [place for place in programme.places if place.id == "cheltenham"]
    room, pdf = slots(place.signatories), record(programme)
    assert faults_of(pdf) == []
    assert len(fields_of(pdf)) == 41
    words = tags_of(pdf).words
    assert all(f"Representative {number}" in words for number in range(40))
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed_and_sealed(pdf, room, sealer_of(tmp_path / "keys")))
    assert accepted_by_pdfsig(file) == 41


@pytest.mark.parametrize("file", ["logo.svg", "logo.png"])
def test_a_logo_stands_at_the_head_of_a_document_and_is_described(
    tmp_path: Path, file: str
) -> None:
    programme = GivenConfig(tmp_path).show_logo(file).programme()
    pdf = record(programme)
    assert faults_of(pdf) == []
    [figure] = tags_of(pdf).all("Figure")
    assert figure.alt == given.ALT
    first = next(tag for tag in tags_of(pdf).all("Figure", "H1", "words"))
    assert first is figure
    assert record(programme) == pdf


def test_a_broken_logo_is_refused_before_anything_is_printed(tmp_path: Path) -> None:
    config = GivenConfig(tmp_path).show_logo("logo.png")
    (config.folder / "logo.png").write_bytes(given.points()[:60])
    with pytest.raises(BadConfig) as refused:
        config.programme()
    assert "agreement.yaml:" in str(refused.value)
    assert "is not a PNG that can be read to its end" in str(refused.value)
