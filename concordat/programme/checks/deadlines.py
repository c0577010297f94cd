"""Deadlines for responses give people the time they seem to give: warnings only.

The rules:
1. The close of the review window and the day ratification is due are working days. Written as another
   day they are the next one; a month says no day, and is not warned about.
2. They keep clear of August and of the Christmas fortnight, when few people are there to answer.
Source: `timeline.review_window.closes` and `timeline.ratification.due`.
"""

from collections.abc import Iterator
from datetime import date

from concordat.domain.calendar import add_working_days, is_working_day, quiet_season
from concordat.domain.errors import Fault
from concordat.programme.config import Config
from concordat.programme.written import Day


def deadlines_are_working_days(config: Config) -> Iterator[Fault]:
    """Rule 1."""
    for what, written, day in _deadlines(config):
        if not written.is_month and written.last != day:
            yield written.at.warning(
                f"{what} on {written.last}, which is not a working day, and responses are taken "
                f"until {day}; write {day}"
            )


def deadlines_keep_clear(config: Config) -> Iterator[Fault]:
    """Rule 2."""
    for what, written, day in _deadlines(config):
        season = quiet_season(day)
        if season:
            later = _after_the_season(day, config.region)
            yield written.at.warning(
                f"{what} on {day}, in {season}, when few people are there to answer; write "
                f"{later} or later"
            )


def _deadlines(config: Config) -> Iterator[tuple[str, Day, date]]:
    """Yield each deadline: what it is, how it is written, and its day."""
    if config.written_close and config.window_closes:
        yield "the review window closes", config.written_close, config.window_closes.last
    if config.written_due and config.ratification_due:
        yield "ratification is due", config.written_due, config.ratification_due.last


def _after_the_season(day: date, region: str) -> date:
    while quiet_season(day) or not is_working_day(day, region):
        day = add_working_days(day, 1, region)
    return day


RULES = (deadlines_are_working_days, deadlines_keep_clear)
