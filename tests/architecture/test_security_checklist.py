"""The security checklist is complete, and says what the tests are."""

from collections import Counter

import pytest

from tests.reference.asvs import (
    CHAPTERS,
    FILES,
    KINDS,
    ROOT,
    Requirement,
    names_of_tests,
    requirements,
)

LEVEL_3 = [
    "1.2.10",
    "1.3.12",
    "1.5.3",
    "2.3.5",
    "2.4.2",
    "3.1.1",
    "3.2.3",
    "3.3.5",
    "3.4.7",
    "3.4.8",
    "3.5.6",
    "3.5.7",
    "3.5.8",
    "3.6.1",
    "3.7.3",
    "3.7.4",
    "3.7.5",
    "4.1.4",
    "4.1.5",
    "4.2.2",
    "4.2.3",
    "4.2.4",
    "4.2.5",
    "5.2.4",
    "5.2.5",
    "5.2.6",
    "5.3.3",
    "6.3.5",
    "6.3.6",
    "6.3.7",
    "6.3.8",
    "6.4.5",
    "6.4.6",
    "6.5.6",
    "6.5.7",
    "6.5.8",
    "6.6.4",
    "6.7.1",
    "6.7.2",
    "7.5.3",
    "8.1.3",
    "8.1.4",
    "8.2.4",
    "8.3.2",
    "8.3.3",
    "8.4.2",
    "10.2.3",
    "10.3.5",
    "10.4.12",
    "10.4.13",
    "10.4.14",
    "10.4.15",
    "10.4.16",
    "11.1.3",
    "11.1.4",
    "11.2.4",
    "11.2.5",
    "11.3.4",
    "11.3.5",
    "11.5.2",
    "11.6.2",
    "11.7.1",
    "11.7.2",
    "12.1.4",
    "12.1.5",
    "12.3.5",
    "13.1.2",
    "13.1.3",
    "13.1.4",
    "13.2.6",
    "13.3.3",
    "13.3.4",
    "13.4.6",
    "13.4.7",
    "14.2.5",
    "14.2.6",
    "14.2.7",
    "14.2.8",
    "15.1.4",
    "15.1.5",
    "15.2.4",
    "15.2.5",
    "15.4.1",
    "15.4.2",
    "15.4.3",
    "15.4.4",
    "16.5.4",
    "17.1.2",
    "17.2.5",
    "17.2.6",
    "17.2.7",
    "17.2.8",
]
"""The numbers of level 3, which is not aimed at. With the rest they leave no gap."""

SECTIONS = {
    1: (2, 10, 12, 3, 3),
    2: (3, 3, 5, 2),
    3: (1, 3, 5, 8, 8, 1, 5),
    4: (5, 5, 2, 4),
    5: (1, 6, 3, 3),
    6: (3, 12, 8, 6, 8, 4, 2, 4),
    7: (3, 4, 2, 5, 3, 2),
    8: (4, 4, 3, 2),
    9: (3, 4),
    10: (2, 3, 5, 16, 5, 2, 3),
    11: (4, 5, 5, 4, 2, 2, 2),
    12: (5, 2, 5),
    13: (4, 6, 4, 7),
    14: (2, 8, 3),
    15: (5, 5, 7, 4),
    16: (1, 5, 4, 3, 4),
    17: (2, 8, 2),
}
"""How many requirements each section of each chapter has. Source: ASVS 5.0.0."""


def every_number() -> set[str]:
    return {
        f"{chapter}.{section}.{number}"
        for chapter, sizes in SECTIONS.items()
        for section, size in enumerate(sizes, start=1)
        for number in range(1, size + 1)
    }


def test_every_requirement_of_levels_1_and_2_has_its_line() -> None:
    numbers = [one.number for one in requirements()]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) == every_number() - set(LEVEL_3)
    assert Counter(one.level for one in requirements()) == {1: 70, 2: 183}


def test_the_lines_are_in_the_order_of_the_standard() -> None:
    numbers = [tuple(map(int, one.number.split("."))) for one in requirements()]
    assert numbers == sorted(numbers)
    assert {chapter for chapter, _, _ in numbers} == set(CHAPTERS)


@pytest.mark.parametrize("one", requirements(), ids=lambda one: one.number)
def test_every_line_has_tests_that_exist_or_a_reason(one: Requirement) -> None:
    assert one.held in KINDS
    assert one.what
    missing = [test for file, test in one.tests if test not in names_of_tests(file)]
    assert missing == []
    assert bool(one.tests) == (one.held == "test")
    assert one.tests or one.by


def test_every_file_of_tests_that_is_named_is_used() -> None:
    used = {file for one in requirements() for file, _ in one.tests}
    assert used == set(FILES.values())
    assert all((ROOT / file).is_file() for file in used)
