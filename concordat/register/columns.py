"""Column types that keep a domain value whole: aware UTC times, enums, tuples; and the programme's form."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Dialect, String, Text
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


def canonical_json(value: Any) -> str:
    """Return the value as JSON with sorted keys and no spaces, the form that is hashed."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def programme_from_json(text: str) -> Programme:
    """Return the programme that was written by `domain.programme.programme_json`."""
    return PROGRAMME.validate_json(text)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
