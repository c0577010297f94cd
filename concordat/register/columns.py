"""Column types that keep a domain value whole: aware UTC times, enums, tuples; and the programme's form."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Column, Date, Dialect, String, Text
from sqlalchemy.types import TypeDecorator

from concordat.domain.programme import Programme

PROGRAMME: TypeAdapter[Programme] = TypeAdapter(Programme)


class Utc(TypeDecorator[datetime]):
    """An aware time, kept as ISO 8601 in UTC, so that it sorts and reads the same everywhere."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write the time; ValueError when it is naive."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be kept: {value!r}")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Read the time."""
        return None if value is None else datetime.fromisoformat(value)


class Word(TypeDecorator[StrEnum]):
    """A member of an enum, kept as its value."""

    impl = String(80)
    cache_ok = True

    def __init__(self, enum: type[StrEnum]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        """Write the member."""
        return None if value is None else value.value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> StrEnum | None:
        """Read the member."""
        return None if value is None else self.enum(value)


class Json(TypeDecorator[Any]):
    """A mapping or a tuple of strings (nested tuples included), kept as canonical JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:
        """Write the value."""
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Any:
        """Read the value; lists come back as tuples."""
        return None if value is None else _tuples(json.loads(value))


def as_json(value: Any) -> Any:
    """Return a column's value as the trail carries it: dates and times ISO 8601, tuples as lists."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    return value.value if isinstance(value, StrEnum) else value


def from_json(column: Column[Any], value: Any) -> Any:
    """Return a column's value from the form in which the trail carries it."""
    if isinstance(column.type, Utc):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    if isinstance(column.type, Word):
        return column.type.enum(value)
    return value


def canonical_json(value: Any) -> str:
    """Return the value as JSON with sorted keys and no spaces, the form that is hashed."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def programme_from_json(text: str, address: Callable[[str], str]) -> Programme:
    """Return the programme that was written by `domain.programme.programme_json`.

    `address` gives the address that stands behind what was written in its place.
    """
    return PROGRAMME.validate_python(_addressed(json.loads(text), address))


def without_addresses(text: str) -> str:
    """Return a programme's canonical JSON with every address left out."""
    return canonical_json(_addressed(json.loads(text), lambda _: ""))


def _addressed(value: Any, address: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {k: address(v) if k == "email" else _addressed(v, address) for k, v in value.items()}
    return [_addressed(item, address) for item in value] if isinstance(value, list) else value


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
