import pytest

from tests.conformance.checking import faults_of
from tests.conformance.documents import PROGRAMMES, kinds, printed, publishing_methods
from tests.conformance.planted import PLANTED, Planted


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_document_of_a_programme_keeps_both_standards(programme: str) -> None:
    found = {name: faults_of(printed(programme, name)) for name in kinds(programme)}
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_way_of_printing_is_among_the_documents_checked(programme: str) -> None:
    assert {kind.method for kind in kinds(programme).values()} == publishing_methods()


@pytest.mark.parametrize("fault", PLANTED, ids=[fault.what for fault in PLANTED])
def test_a_planted_fault_is_found(fault: Planted) -> None:
    sound = printed("config", "record")
    assert faults_of(sound, fault.standard) == []
    assert faults_of(fault.into(sound), fault.standard) != []
