"""How often one address may do something: counted without a clock of the machine's."""

import pytest
from starlette.exceptions import HTTPException

from concordat.portal.pace import BAD_LINKS_AT_ONCE, Limits, Pace, address_of, limits


class Seconds:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def from_address(host: str) -> dict[str, object]:
    return {"type": "http", "client": (host, 4711)}


def refused(limit: Limits, scope: dict[str, object]) -> str | None:
    """Send one form; return how it is refused, None when it is taken."""
    try:
        limit.check_form(scope)
    except HTTPException as error:
        return f"{error.status_code}, after {dict(error.headers or {})['Retry-After']} s"
    return None


def test_tries_come_back_one_by_one() -> None:
    clock = Seconds()
    pace = Pace(at_once=3, every_s=10, clock=clock)
    for _ in range(3):
        assert pace.wait_s("a") == 0
        pace.spend("a")
    assert pace.wait_s("a") == 10
    clock.now += 4
    assert pace.wait_s("a") == 6
    clock.now += 6
    assert pace.wait_s("a") == 0
    pace.spend("a")
    assert pace.wait_s("a") == 10
    clock.now += 1000
    for _ in range(3):
        pace.spend("a")
    assert pace.wait_s("a") == 10


def test_each_address_is_counted_for_itself() -> None:
    pace = Pace(at_once=1, every_s=60, clock=Seconds())
    pace.spend("a")
    assert pace.wait_s("a") > 0
    assert pace.wait_s("b") == 0


def test_only_so_many_addresses_are_remembered_the_latest_ones() -> None:
    pace = Pace(at_once=1, every_s=60, clock=Seconds(), remembered=100)
    for number in range(10_000):
        pace.spend(str(number))
        pace.spend("busy")
    assert len(pace) == 100
    assert pace.wait_s("0") == 0
    assert pace.wait_s("9999") > 0
    assert pace.wait_s("busy") > 0


def test_a_form_too_many_is_told_when_to_come_back() -> None:
    clock = Seconds()
    limit = limits(60, clock)
    visitor = from_address("203.0.113.9")
    assert {refused(limit, visitor) for _ in range(120)} == {None}
    assert refused(limit, visitor) == "429, after 1 s"
    assert refused(limit, from_address("203.0.113.10")) is None
    clock.now += 1
    assert refused(limit, visitor) is None


def test_links_are_refused_only_after_too_many_that_open_nothing() -> None:
    limit = limits(60, Seconds())
    visitor = from_address("203.0.113.9")
    for _ in range(BAD_LINKS_AT_ONCE):
        limit.check_link(visitor)
        limit.link_was_bad(visitor)
    with pytest.raises(HTTPException) as refusal:
        limit.check_link(visitor)
    assert refusal.value.headers == {"Retry-After": "15"}
    limit.check_link(from_address("198.51.100.1"))
    limit.check_form(visitor)


def test_there_can_be_no_limit() -> None:
    limit = limits(0)
    assert {refused(limit, from_address("203.0.113.9")) for _ in range(1000)} == {None}


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "a-socket"])
def test_this_machine_has_no_limit(host: str) -> None:
    limit = limits(1, Seconds())
    assert {refused(limit, from_address(host)) for _ in range(100)} == {None}


def test_a_network_of_ipv6_is_one_address() -> None:
    assert address_of(from_address("2001:db8:0:1::1")) == address_of(
        from_address("2001:db8:0:1:ffff::2")
    )
    assert address_of(from_address("2001:db8:0:2::1")) != address_of(
        from_address("2001:db8:0:1::1")
    )
    assert address_of(from_address("::ffff:203.0.113.9")) == "203.0.113.9"
    assert address_of({"type": "http", "client": None}) is None
