"""Values as they are written in config: days, moments, references and addresses, with their lines.

The rules:
1. A day is written 2027-03-30. Where a span opens or closes, a month (2027-02) will do: its first
   day when it opens something, its last when it closes something or is due. The review window opens
   on a working day of its month; it closes, and ratification is due, on a working day in any case.
2. A moment is written 2027-01-18T15:00; without an offset it is in the system's time zone.
3. A reference is the id of a party, a body or a place; ids are lower-case words with hyphens.
4. An address has one @ and a domain with a dot; a signatory who has none is written `email: none`.
5. A colour is # and six hexadecimal digits, in quotes: outside them # begins a comment.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from concordat.domain.calendar import add_months
from concordat.programme.yaml_source import At, Text

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MONTH = re.compile(r"\d{4}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;.]+(\.[^@\s<>,;.]+)+")


def refusal(message: str) -> PydanticCustomError:
    """Return the error that becomes a fault of just these words."""
    return PydanticCustomError("written", "{words}", {"words": message})


def shown(value: object) -> str:
    """Return a value the way a reader of the file knows it."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    return repr(str(value))


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or all the days of a month; `first` and `last` are the same for a day."""

    first: date
    last: date
    at: At

    @property
    def is_month(self) -> bool:
        """Say whether a month is written."""
        return self.first != self.last


@dataclass(frozen=True, slots=True)
class Moment:
    """A date and time; naive when it was written without an offset."""

    written: datetime
    at: At


@dataclass(frozen=True, slots=True)
class Ref:
    """The id of something that stands elsewhere in the config."""

    id: str
    at: At


def read_span(value: object) -> Day:
    """Read a day or a month."""
    if isinstance(value, Text) and MONTH.fullmatch(value):
        first = _parsed_day(f"{value}-01", value)
        return Day(first, date.fromordinal(add_months(first, 1).toordinal() - 1), value.at)
    return read_day(value)


def read_day(value: object) -> Day:
    """Read a day."""
    if isinstance(value, Text) and MONTH.fullmatch(value):
        raise refusal(f"{shown(value)} is a month; write the day, such as {value}-30")
    if not isinstance(value, Text) or not DAY.fullmatch(value):
        raise refusal(f"{shown(value)} is not a date; write one such as 2027-03-30")
    day = _parsed_day(value, value)
    return Day(day, day, value.at)


def _parsed_day(text: str, written: Text) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise refusal(f"there is no day {shown(written)}; write one such as 2027-03-30") from None
    if not date(2000, 1, 1) <= found <= date(2199, 12, 31):
        raise refusal(f"{shown(written)} is not of this century or the next; write the year anew")
    return found


def read_moment(value: object) -> Moment:
    """Read a date and time."""
    if not isinstance(value, Text) or not MOMENT.fullmatch(value):
        raise refusal(f"{shown(value)} is not a date and time; write one such as 2027-01-18T15:00")
    try:
        return Moment(datetime.fromisoformat(value), value.at)
    except ValueError:
        raise refusal(f"there is no moment {shown(value)}; write 2027-01-18T15:00") from None


def read_ref(value: object) -> Ref:
    """Read a reference."""
    if not isinstance(value, Text):
        raise refusal(f"{shown(value)} is not an id; write one such as county-durham")
    return Ref(str(value), value.at)


def read_id(value: object) -> str:
    """Read an id where it is given."""
    if not isinstance(value, Text) or not SLUG.fullmatch(value):
        raise refusal(f"{shown(value)} is not an id; write lower-case words with hyphens")
    return str(value)


def read_email(value: object) -> str:
    """Read an e-mail address."""
    if not isinstance(value, Text) or not ADDRESS.fullmatch(value):
        raise refusal(f"{shown(value)} is not an e-mail address; write chair@place.example.org")
    return str(value)


def read_seat_email(value: object) -> str:
    """Read a signatory's e-mail address; empty for `none`, who is asked on paper."""
    return "" if isinstance(value, Text) and value == "none" else read_email(value)


def read_colour(value: object) -> str:
    """Read a colour; letters among its digits become small."""
    if not isinstance(value, Text) or not COLOUR.fullmatch(value):
        raise refusal(
            f"{shown(value)} is not a colour; write # and six hexadecimal digits, in quotes, such as "
            "'#0b5563'"
        )
    return str(value).lower()


WrittenDay = Annotated[Day, PlainValidator(read_day)]
WrittenSpan = Annotated[Day, PlainValidator(read_span)]
WrittenMoment = Annotated[Moment, PlainValidator(read_moment)]
WrittenRef = Annotated[Ref, PlainValidator(read_ref)]
WrittenId = Annotated[str, PlainValidator(read_id)]
Email = Annotated[str, PlainValidator(read_email)]
WrittenColour = Annotated[str, PlainValidator(read_colour)]
SeatEmail = Annotated[str, PlainValidator(read_seat_email)]
