"""What every Clock does: the machine's, the rehearsal's and the one that tests set."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from concordat.clocks import FileClock, SystemClock
from concordat.services.ports import Clock
from tests.fakes import FakeClock

NOON = datetime(2027, 6, 24, 12, tzinfo=UTC)


@pytest.fixture(params=["machine", "rehearsal", "fake"])
def clock(request: pytest.FixtureRequest, tmp_path: Path) -> Clock:
    if request.param == "machine":
        return SystemClock()
    made = FileClock(tmp_path / "clock") if request.param == "rehearsal" else FakeClock()
    made.set(NOON)
    return made


def test_the_time_is_aware_and_in_utc(clock: Clock) -> None:
    assert clock.now().utcoffset() == timedelta(0)


def test_time_does_not_run_back(clock: Clock) -> None:
    first = clock.now()
    assert clock.now() >= first
