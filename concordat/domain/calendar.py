"""Working days, deadlines and local time.

The rules:
1. A working day is a Monday to Friday that is not a bank holiday of the region.
2. Counting starts on the day after: one working day from a Friday is the Monday.
3. Clear days count neither end: with five clear working days, papers go out on the sixth working
   day before the meeting.
4. A month later is the same day of that month, or its last day where it has no such day.
5. A local time the clocks skip in spring is the moment they spring to, and one they repeat in
   autumn is the first of the two.
6. What is due from us moves back, what is due from others moves on: papers go out on a working day
   before their deadline, responses are taken until the next working day.
7. In August and in the Christmas fortnight, 21 December to 3 January, few people are there to answer.
"""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

REGIONS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}
"""The divisions of the United Kingdom that keep bank holidays of their own."""

# Written out, because the calendar's own names depend on the machine's locale.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
SATURDAY = 5
AUGUST = 8
CHRISTMAS_FROM, CHRISTMAS_UNTIL = (12, 21), (1, 3)
MONTHS_IN_YEAR = 12


@lru_cache(maxsize=256)
def bank_holidays(year: int, region: str) -> frozenset[date]:
    """Return the region's bank holidays of that year, substitute days included.

    KeyError when the region is not one of `REGIONS`.
    """
    return frozenset(holidays.country_holidays("GB", subdiv=REGIONS[region], years=year))


def is_working_day(day: date, region: str) -> bool:
    """Say whether people are at work on that day."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year, region)


def add_working_days(day: date, n: int, region: str) -> date:
    """Return the n-th working day after the day, or before it when n is negative.

    With n = 0 it is the day itself, a working day or not.
    """
    step = timedelta(days=1 if n > 0 else -1)
    for _ in range(abs(n)):
        day += step
        while not is_working_day(day, region):
            day += step
    return day


def working_days_between(first: date, last: date, region: str) -> int:
    """Return how many working days there are after the first day, up to and with the last; never below 0."""
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(is_working_day(day, region) for day in days)


def working_day_from(day: date, region: str) -> date:
    """Return the day itself if it is a working day, else the next one."""
    return day if is_working_day(day, region) else add_working_days(day, 1, region)


def responses_due_on(day: date, region: str) -> date:
    """Return the last day on which responses due on that day are taken; see rule 6."""
    return working_day_from(day, region)


def quiet_season(day: date) -> str | None:
    """Return the name of the season of rule 7 in which the day lies, or None."""
    if day.month == AUGUST:
        return "August"
    if (day.month, day.day) >= CHRISTMAS_FROM or (day.month, day.day) <= CHRISTMAS_UNTIL:
        return "the Christmas fortnight"
    return None


def papers_due_on(meeting: date, clear_working_days: int, region: str) -> date:
    """Return the last working day on which papers for the meeting may go out.

    Neither that day nor the day of the meeting is among the clear ones.
    Source: the body's `papers.clear_working_days`.
    """
    return add_working_days(meeting, -(clear_working_days + 1), region)


def in_words(day: date) -> str:
    """Return the date as people write it: `20 May 2027`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def at_local(day: date, at: time, timezone: str) -> datetime:
    """Return the moment, in UTC, at which clocks in the time zone show that day and time."""
    return datetime.combine(day, at, tzinfo=ZoneInfo(timezone)).astimezone(UTC)


def local_date(instant: datetime, timezone: str) -> date:
    """Return the date that calendars in the time zone show at that moment, which must be aware.

    ValueError when the moment is naive: it would be read in the machine's own time zone.
    """
    if instant.tzinfo is None:
        raise ValueError("A moment without a time zone has no local date; give it one.")
    return instant.astimezone(ZoneInfo(timezone)).date()


def add_months(day: date, n: int) -> date:
    """Return the same day n months later, or earlier when n is negative; see rule 4."""
    years, month = divmod(day.month - 1 + n, MONTHS_IN_YEAR)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
