"""The root of the config's models: a mapping that knows its lines, and reads all it can.

The rules:
1. An unknown key is a fault.
2. A missing key is a fault when it is `expected`. To the types it is optional all the same, so that
   the rest of the file can be checked however much is missing.
3. A value of the wrong type is a fault, is taken out, and the rest is read.
"""

import difflib
from collections.abc import Iterator
from typing import ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, model_validator
from pydantic_core import ErrorDetails

from concordat.domain.errors import Fault
from concordat.programme.written import shown
from concordat.programme.yaml_source import WHERE, At, Text, Where

INSTEAD = {
    "model_type": "write a mapping of keys and values",
    "model_attributes_type": "write a mapping of keys and values",
    "dict_type": "write a mapping of keys and values",
    "list_type": "write a list",
    "string_type": "write text, in quotes if it looks like a number",
    "string_too_short": "write some text",
    "int_type": "write a whole number",
    "bool_type": "write true or false",
}


class Section(BaseModel):
    """A mapping of the config."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True
    )
    expected: ClassVar[tuple[str, ...]] = ()
    where: Where = Field(alias=WHERE)

    @classmethod
    def attributes(cls) -> dict[str, str]:
        """Return the attribute of each key that may stand in this mapping."""
        fields = {field.alias or name: name for name, field in cls.model_fields.items()}
        return {key: name for key, name in fields.items() if key != WHERE}

    @model_validator(mode="before")
    @classmethod
    def _note_keys(cls, data: object, info: ValidationInfo) -> object:
        """Tell the reader which keys this mapping may have, for its suggestions."""
        if isinstance(info.context, dict):
            info.context[id(data)] = tuple(cls.attributes())
        return data

    def at(self, key: str | None = None) -> At:
        """Return where the key stands, or the mapping begins when there is no such key."""
        return self.where.keys.get(key or "", self.where.at)

    def is_missing(self, key: str) -> bool:
        """Say whether the key is absent or empty, rather than wrong and reported already.

        A key that is misspelt has been reported as unknown.
        """
        name = self.attributes()[key]
        absent = key not in self.where.keys or name in self.model_fields_set
        unknown = self.where.keys.keys() - self.attributes().keys()
        misspelt = difflib.get_close_matches(key, unknown)
        return getattr(self, name) is None and absent and not misspelt


S = TypeVar("S", bound=Section)


def read_section(model: type[S], raw: dict[str, object]) -> tuple[S | None, list[Fault]]:
    """Return what can be read of the mapping, and every fault of its form.

    Wrong values are taken out of `raw`.
    """
    known: dict[int, tuple[str, ...]] = {}
    faults: list[Fault] = []
    while True:
        try:
            found = model.model_validate(raw, context=known)
        except ValidationError as error:
            details = error.errors(include_url=False)
            faults += [_fault(raw, detail, known) for detail in details]
            taken_out = [_take_out(raw, detail["loc"]) for detail in reversed(details)]
            if not any(taken_out):
                return None, faults
        else:
            return found, [*faults, *missing_keys(found)]


def missing_keys(section: Section) -> Iterator[Fault]:
    """Yield a fault for every expected key that is absent or empty, here and below."""
    for key in section.expected:
        if section.is_missing(key):
            what = "is empty" if key in section.where.keys else "is missing"
            yield section.at(key).fault(f"key {key!r} {what}; write '{key}: …'")
    for below in sections_below(section):
        yield from missing_keys(below)


def sections_below(section: Section) -> Iterator[Section]:
    """Yield the sections directly inside this one."""
    for name in section.attributes().values():
        value = getattr(section, name)
        inside = value.values() if isinstance(value, dict) else value
        for item in inside if isinstance(value, dict | list) else [value]:
            if isinstance(item, Section):
                yield item


def suggest(word: str, known: tuple[str, ...]) -> str:
    """Return what to write instead of an unknown word: the nearest known one, or all of them."""
    begun = [other for other in known if word and other.startswith(word)]
    near = begun or difflib.get_close_matches(word, known, n=1)
    return f"write {near[0]!r}" if near else f"write one of {', '.join(known)}"


def _fault(
    raw: dict[str, object], detail: ErrorDetails, known: dict[int, tuple[str, ...]]
) -> Fault:
    at, parent, key = _walk(raw, detail["loc"])
    if detail["type"] == "extra_forbidden":
        return at.fault(f"unknown key {key!r}; {suggest(str(key), known.get(id(parent), ()))}")
    if detail["type"] == "written":
        return at.fault(detail["msg"])
    if detail["type"] in {"literal_error", "enum"}:
        instead = f"write one of {detail['ctx']['expected']}"
    elif detail["type"] == "greater_than_equal":
        instead = f"write {detail['ctx']['ge']} or more"
    else:
        instead = INSTEAD.get(detail["type"], detail["msg"])
    named = f"an item of {_list_name(detail['loc'])!r}" if isinstance(key, int) else repr(key)
    return at.fault(f"{named} is {shown(detail['input'])}; {instead}")


def _list_name(loc: tuple[int | str, ...]) -> str:
    """Return the name of the list that the last element of `loc` counts in."""
    return [str(step) for step in loc if isinstance(step, str) and not step.startswith("<")][-1]


def _walk(
    raw: dict[str, object], loc: tuple[int | str, ...]
) -> tuple[At, dict[str, object] | list[object], int | str]:
    """Return the place of a value, what holds it, and its key or index there."""
    where = raw[WHERE]
    at = where.at if isinstance(where, Where) else At("", 1)
    holder: dict[str, object] | list[object] = raw
    key: int | str = ""
    current: object = raw
    for step in loc:
        if isinstance(current, dict) and step in current:
            holder, key, where = current, step, current[WHERE]
            current = current[str(step)]
            at = where.keys[str(step)] if isinstance(where, Where) else at
        elif isinstance(current, list) and isinstance(step, int):
            holder, key, current = current, step, current[step]
        if isinstance(current, Text):
            at = current.at
        elif isinstance(current, dict) and isinstance(current[WHERE], Where):
            at = current[WHERE].at
    return at, holder, key


def _take_out(raw: dict[str, object], loc: tuple[int | str, ...]) -> bool:
    """Take the value out of what holds it; False when there is nothing to take."""
    _, holder, key = _walk(raw, loc)
    if isinstance(holder, list) and isinstance(key, int):
        del holder[key]
        return True
    return isinstance(holder, dict) and holder.pop(str(key), WHERE) is not WHERE
