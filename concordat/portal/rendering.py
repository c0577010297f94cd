"""Turns what a page shows into HTML: one environment, in which every value is escaped."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from concordat.domain.in_person import SeatInLine
from concordat.portal.components import component_macros

# Written out, because the names in `strftime` depend on the machine's locale.
_MONTHS = "January February March April May June July August September October November December"

_BOTH = 2
_ISO_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands at the top of a form that was refused. `field` is the id of what to correct."""

    message: str
    remedy: str
    field: str


class Pages:
    """The pages of one folder of templates."""

    def __init__(self, templates: Path) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(templates),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.filters.update(FILTERS)
        self._templates.globals.update(component_macros())

    def html(self, name: str, **context: Any) -> str:
        """Return the page made from the template `<name>.html.j2`."""
        return self._templates.get_template(f"{name}.html.j2").render(context)


def day(value: date) -> str:
    """Write a date as `20 May 2027`."""
    return f"{value.day} {_MONTHS.split()[value.month - 1]} {value.year}"


def short_day(value: date) -> str:
    """Write a date where there is little room, as `20 May 2027` or `30 Sep 2027`."""
    return f"{value.day} {_MONTHS.split()[value.month - 1][:3]} {value.year}"


def moment(value: datetime, timezone: str) -> str:
    """Write an aware datetime as `18 January 2027, 15:00`, on the clocks of the time zone."""
    local = value.astimezone(ZoneInfo(timezone))
    return f"{day(local.date())}, {local:%H:%M}"


def span(starts: datetime, ends: datetime, timezone: str) -> str:
    """Write from when to when: the day once where it is one day, as `18 January 2027, 15:00 to 16:00`."""
    zone = ZoneInfo(timezone)
    until = ends.astimezone(zone)
    one_day = starts.astimezone(zone).date() == until.date()
    return (
        f"{moment(starts, timezone)} to {f'{until:%H:%M}' if one_day else moment(ends, timezone)}"
    )


def plain_dates(text: str) -> str:
    """Write the ISO 8601 dates in a sentence as people write them."""
    return _ISO_DATE.sub(lambda found: day(date.fromisoformat(found[0])), text)


def capitalised(text: str) -> str:
    """Write the first letter large and leave the others: names keep their own capitals."""
    return text[:1].upper() + text[1:]


def of_several(seat: SeatInLine) -> str:
    """Write how many of those who share a line sign, in brackets; nothing for one who is alone in it."""
    if seat.of == 1:
        return ""
    if seat.need == seat.of:
        return " (both sign)" if seat.of == _BOTH else f" (all {seat.of} sign)"
    return f" (any {seat.need} of {seat.of} {'signs' if seat.need == 1 else 'sign'})"


FILTERS: dict[str, Callable[..., str]] = {
    "day": day,
    "short_day": short_day,
    "moment": moment,
    "span": span,
    "plain_dates": plain_dates,
    "capitalised": capitalised,
    "of_several": of_several,
}
