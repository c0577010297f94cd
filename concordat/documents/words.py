"""How dates, moments and hashes are written in documents: plain British forms.

Jinja2 filters by the names in FILTERS. Nothing here depends on the machine's locale.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_GROUP = 8
_SHORT = 16


def day(value: date) -> str:
    """Write a date as `20 May 2027`."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime, timezone: str) -> str:
    """Write an aware datetime as `20 May 2027 at 14:03 BST`, on the clocks of the time zone."""
    local = value.astimezone(ZoneInfo(timezone))
    return f"{day(local)} at {local:%H:%M} {local.tzname()}"


def local_day(value: datetime, timezone: str) -> str:
    """Write an aware datetime as `20 May 2027`, the day on calendars in the time zone."""
    return day(value.astimezone(ZoneInfo(timezone)))


def utc(value: datetime) -> str:
    """Write the time of an aware datetime in UTC, to the second: `13:03:00 UTC`."""
    return f"{value.astimezone(UTC):%H:%M:%S} UTC"


def stamp(value: datetime) -> str:
    """Write an aware datetime for machines, in UTC, to the second: `2027-05-20T13:03:00Z`."""
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def grouped(digest: str) -> str:
    """Write a hash in groups of eight digits, so that two people can read it to each other."""
    return " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP))


def short(digest: str) -> str:
    """Write the first sixteen digits of a hash, in groups of eight."""
    return grouped(digest[:_SHORT])


def words(tag: str) -> str:
    """Write a status or an outcome in words: `ratified_with_reservation` has its blanks back."""
    return tag.replace("_", " ")


def capitalised(text: str) -> str:
    """Write the first letter large and leave the others: names keep their own capitals."""
    return text[:1].upper() + text[1:]


def article(text: str) -> str:
    """Write the words with the article before them: `an editorial`, `a minor`."""
    return f"{'an' if text[:1].lower() in 'aeiou' else 'a'} {text}"


FILTERS: dict[str, Callable[..., str]] = {
    "day": day,
    "moment": moment,
    "local_day": local_day,
    "stamp": stamp,
    "utc": utc,
    "grouped": grouped,
    "short": short,
    "words": words,
    "capitalised": capitalised,
    "article": article,
}
