from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from concordat.domain.identity import (
    BETWEEN_CODES,
    CODE_HOLDS,
    CODES_AN_HOUR,
    IDENTIFIED_FOR,
    TRIES,
    TRIES_IN_ALL,
    IdentityCheck,
    identified_at,
    is_in_wrong_hands,
    masked,
    next_code_at,
)

NOON = datetime(2027, 5, 20, 12, tzinfo=UTC)
HERE, ELSEWHERE = "a" * 64, "b" * 64
SENT = IdentityCheck("example-mou-v1", "example-mou-v1/east/0.0/1", 1, HERE, NOON)


def sent_at(*moments: datetime) -> Sequence[IdentityCheck]:
    return [replace(SENT, number=n, sent_at=at) for n, at in enumerate(moments, start=1)]


def test_a_code_holds_for_ten_minutes_in_its_own_browser() -> None:
    assert SENT.can_be_tried(HERE, NOON)
    assert SENT.can_be_tried(HERE, NOON + CODE_HOLDS - timedelta(seconds=1))
    assert not SENT.can_be_tried(HERE, NOON + CODE_HOLDS)
    assert not SENT.can_be_tried(ELSEWHERE, NOON)


def test_a_code_that_was_used_or_tried_too_often_holds_no_more() -> None:
    assert replace(SENT, tries=TRIES - 1).can_be_tried(HERE, NOON)
    assert not replace(SENT, tries=TRIES).can_be_tried(HERE, NOON)
    assert not replace(SENT, confirmed_at=NOON).can_be_tried(HERE, NOON)


def test_the_first_code_can_be_asked_for_at_once() -> None:
    assert next_code_at([], NOON) == NOON


def test_the_next_code_waits_half_a_minute() -> None:
    assert next_code_at([SENT], NOON) == NOON + BETWEEN_CODES


def test_so_many_codes_an_hour_and_no_more() -> None:
    minutes = [NOON + timedelta(minutes=n) for n in range(CODES_AN_HOUR)]
    just_after = minutes[-1] + timedelta(minutes=1)
    assert next_code_at(sent_at(*minutes[:-1]), just_after) < just_after
    assert next_code_at(sent_at(*minutes), just_after) == NOON + timedelta(hours=1)
    assert next_code_at(sent_at(*minutes), NOON + timedelta(hours=1)) <= NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    ("tries", "wrong"),
    [
        ([TRIES] * 2, False),
        ([TRIES] * 2 + [TRIES - 1], False),
        ([TRIES] * 3, True),
        ([TRIES - 1] * 3, False),
        ([TRIES - 1] * 4, True),
        ([1] * (TRIES_IN_ALL - 1), False),
        ([1] * TRIES_IN_ALL, True),
    ],
)
def test_a_link_is_in_the_wrong_hands_after_so_many_wrong_tries_in_all(
    tries: list[int], wrong: bool
) -> None:
    assert is_in_wrong_hands([replace(SENT, tries=n) for n in tries]) is wrong


def test_whoever_gave_the_code_is_known_in_that_browser_for_two_hours() -> None:
    earlier = replace(SENT, confirmed_at=NOON)
    later = replace(SENT, number=2, confirmed_at=NOON + timedelta(hours=1))
    assert identified_at([SENT], HERE, NOON) is None
    assert identified_at([earlier], ELSEWHERE, NOON) is None
    assert identified_at([earlier], HERE, NOON + IDENTIFIED_FOR) is None
    assert identified_at([earlier, later], HERE, NOON + IDENTIFIED_FOR) == later.confirmed_at
    assert identified_at([earlier], HERE, NOON) == NOON


def test_an_address_is_shown_to_its_owner_alone() -> None:
    assert masked("chair@alliance.example.org") == "c•••••@alliance.example.org"
    assert masked("") == "•••••"
