import pytest

from concordat.domain.errors import NotFound
from concordat.domain.gates import Gate
from concordat.services.launch import claim_timeline, find_version, wait_at
from concordat.services.office import Office
from tests.fakes import VERSION, rows_of, version_of


def alive(_run: str) -> bool:
    return True


def gone(_run: str) -> bool:
    return False


def test_the_first_run_carries_the_timeline(office: Office) -> None:
    assert claim_timeline(office, VERSION, "first", alive) == "first"
    assert version_of(office).run_id == "first"


def test_a_second_run_joins_the_one_that_is_alive(office: Office) -> None:
    claim_timeline(office, VERSION, "first", alive)
    before = rows_of(office)
    assert claim_timeline(office, VERSION, "second", alive) == "first"
    assert rows_of(office) == before


def test_a_second_run_takes_over_from_one_that_is_gone(office: Office) -> None:
    claim_timeline(office, VERSION, "first", alive)
    assert claim_timeline(office, VERSION, "second", gone) == "second"
    assert version_of(office).run_id == "second"


def test_a_run_that_resumes_keeps_its_timeline(office: Office) -> None:
    claim_timeline(office, VERSION, "first", alive)
    before = rows_of(office)
    assert claim_timeline(office, VERSION, "first", gone) == "first"
    assert rows_of(office) == before


def test_of_two_runs_that_take_over_at_once_one_does(office: Office) -> None:
    claim_timeline(office, VERSION, "first", alive)

    def second_is_quicker(_run: str) -> bool:
        claim_timeline(office, VERSION, "second", gone)
        return False

    assert claim_timeline(office, VERSION, "third", second_is_quicker) == "second"
    assert version_of(office).run_id == "second"


def test_the_gate_at_which_the_timeline_waits_is_on_the_register(office: Office) -> None:
    wait_at(office, VERSION, Gate.BOARD_DECISION)
    before = rows_of(office)
    wait_at(office, VERSION, Gate.BOARD_DECISION)
    assert rows_of(office) == before
    assert version_of(office).waiting_at == Gate.BOARD_DECISION
    wait_at(office, VERSION, None)
    assert version_of(office).waiting_at is None


def test_a_version_that_was_not_launched_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound, match="no version 2"):
        find_version(office, 2)
    with pytest.raises(NotFound):
        claim_timeline(office, "example-mou-v2", "first", alive)
