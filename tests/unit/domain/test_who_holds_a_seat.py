from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.appointment import (
    with_deputy,
    with_signatory_replaced,
)
from concordat.domain.holder import closes_at, holder_on, last_day
from concordat.domain.parties import Deputy, Mandate
from concordat.domain.programme import programme_sha256
from concordat.domain.rules import PlaceId, SigningRule
from concordat.domain.seating import SeatName, blocks_of, seats_named
from concordat.domain.signature import PUBLIC
from concordat.domain.signing import Seat
from tests.fakes import EAST, LONDON, NORTH, WEST, a_programme, a_signatory
from tests.unit.domain.test_next_step import a_request

CHAIR = replace(a_signatory("chair", "east"), since=date(2026, 1, 1))
DEPUTY = Deputy(
    "vice-chair", "vice@east.example.org", date(2027, 6, 20), date(2027, 6, 30), "minute 7"
)
DEPUTISED = replace(CHAIR, deputy=DEPUTY)
SENT = datetime(2027, 6, 10, 12, tzinfo=UTC)
RULE = SigningRule(expires_days=90)


@pytest.mark.parametrize(
    ("day", "role", "until"),
    [
        (date(2027, 6, 1), "chair", date(2027, 6, 19)),
        (date(2027, 6, 19), "chair", date(2027, 6, 19)),
        (date(2027, 6, 20), "vice-chair", date(2027, 6, 30)),
        (date(2027, 6, 30), "vice-chair", date(2027, 6, 30)),
        (date(2027, 7, 1), "chair", None),
    ],
)
def test_a_deputy_holds_the_seat_on_the_days_of_the_delegation_and_on_no_other(
    day: date, role: str, until: date | None
) -> None:
    holder = holder_on(DEPUTISED, day)
    assert (holder.role, holder.until) == (role, until)


def test_who_has_no_deputy_and_no_mandate_signs_in_their_own_right() -> None:
    holder = holder_on(CHAIR, date(2027, 6, 20))
    assert (holder.title, holder.email, holder.authority, holder.until) == (
        "chair",
        "chair@east.example.org",
        None,
        None,
    )


def test_an_authority_says_for_whom_under_what_and_within_which_limits() -> None:
    mandate = Mandate("the Assembly", "its vote", "no funds")
    own = "mandate from the Assembly; basis: its vote; limits: no funds"
    assert holder_on(replace(CHAIR, mandate=mandate), date(2027, 6, 1)).authority == own
    deputy = holder_on(replace(DEPUTISED, mandate=mandate), date(2027, 6, 20))
    assert deputy.authority == (
        f"deputy for the chair from 20 June 2027 to 30 June 2027, under minute 7; {own}"
    )
    assert deputy.title == "vice-chair (deputy for the chair)"
    named = holder_on(replace(DEPUTISED, role="The Mayor"), date(2027, 6, 20))
    assert named.title == "vice-chair (deputy for The Mayor)"


def test_a_request_closes_at_the_latest_when_the_seat_changes_hands() -> None:
    holder, deputy = holder_on(DEPUTISED, SENT.date()), holder_on(DEPUTISED, date(2027, 6, 20))
    midnight = datetime(2027, 6, 19, 23, tzinfo=UTC)
    assert closes_at(holder, SENT, RULE, LONDON) == midnight
    assert closes_at(deputy, SENT, RULE, LONDON) == datetime(2027, 6, 30, 23, tzinfo=UTC)
    short = SigningRule(expires_days=3)
    assert closes_at(holder, SENT, short, LONDON) == SENT + timedelta(days=3)
    assert closes_at(holder_on(CHAIR, SENT.date()), SENT, RULE, LONDON) == SENT + timedelta(days=90)


def test_the_last_day_of_a_request_that_ends_at_midnight_is_the_day_before() -> None:
    request = a_request(expires_at=datetime(2027, 6, 19, 23, tzinfo=UTC))
    assert last_day(request, LONDON) == date(2027, 6, 19)
    later = replace(request, expires_at=request.expires_at + timedelta(minutes=1))
    assert last_day(later, LONDON) == date(2027, 6, 20)


@pytest.mark.parametrize(
    ("scope", "seat"),
    [(PUBLIC, Seat(1, 0)), (EAST, Seat(1, 0)), (WEST, Seat(0, 1))],
)
def test_a_change_touches_one_seat_and_nothing_else(scope: str, seat: Seat) -> None:
    before = a_programme()
    after = with_signatory_replaced(before, scope, seat, "new@x.example.org", date(2027, 6, 1))
    for other in (PUBLIC, EAST, NORTH, WEST):
        pairs = zip(blocks_of(before, other), blocks_of(after, other), strict=True)
        changed = [
            (Seat(b, c), old, new)
            for b, (one, two) in enumerate(pairs)
            for c, (old, new) in enumerate(zip(one.candidates, two.candidates, strict=True))
            if old != new
        ]
        if other != scope:
            assert changed == []
            continue
        [(found, old, new)] = changed
        assert found == seat
        assert new == replace(old, email="new@x.example.org", since=date(2027, 6, 1), changes=1)
    assert replace(after, places=before.places, timeline=before.timeline) == before


@given(st.lists(st.sampled_from(["a@x.example.org", "b@x.example.org"]), min_size=1, max_size=6))
def test_no_two_programmes_of_a_seats_history_have_the_same_hash(addresses: list[str]) -> None:
    programme, seen = a_programme(), {programme_sha256(a_programme())}
    for number, address in enumerate(addresses):
        change = with_signatory_replaced if number % 2 else None
        programme = (
            change(programme, EAST, Seat(0, 0), address, None)
            if change
            else with_deputy(programme, EAST, Seat(0, 0), replace(DEPUTY, email=address))
        )
        seen.add(programme_sha256(programme))
    assert len(seen) == len(addresses) + 1


def test_a_seat_is_named_whatever_the_case_and_the_spaces() -> None:
    blocks = blocks_of(a_programme(), PlaceId("west"))
    assert seats_named(blocks, SeatName(" Co-Chair  a ", "WEST")) == (Seat(0, 0),)
    assert seats_named(blocks, SeatName("chair", "", "CHAIR@west.example.org")) == (Seat(1, 0),)
    assert seats_named(blocks, SeatName("chair", "", "x@west.example.org")) == ()
    assert seats_named(blocks, SeatName("\N{SNOWMAN}" * 10_000)) == ()
