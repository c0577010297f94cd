"""Every scenario has a test that shows it, or says to which later work it belongs."""

import pytest

from tests.reference.scenarios import LATER, SCENARIOS, shown_scenarios


@pytest.mark.parametrize("number", sorted(set(SCENARIOS) - set(LATER)))
def test_a_scenario_has_a_test_that_shows_it(number: str) -> None:
    assert shown_scenarios().get(number)


def test_no_test_shows_a_scenario_that_is_not_listed() -> None:
    assert set(shown_scenarios()) <= set(SCENARIOS)
