"""Reads an agreement's commitments and actions from the YAML file beside its text.

The file is data: `commitments: [{id, made_by, text}]` and `actions: [{id, text, owners,
due_months}]`. Each text is a template of its own, rendered with `programme` and `parties`.

Whoever edits the words after a review window can say there what the comments led to, for the paper
that the board gets: `answers: [{said, done}]`. The key may be left out; it is no part of the words.

The rules:
1. Ids are unique in the file.
2. A commitment is made by a party or is `joint`; an action's owners are parties.
3. Unknown and missing keys are faults, each with its line.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import yaml

from concordat.documents.templates import Templates
from concordat.domain.errors import TemplateFault
from concordat.domain.programme import Programme
from concordat.services.content import (
    Action,
    Answer,
    Commitment,
)

_COMMITMENT = frozenset({"id", "made_by", "text"})
_ACTION = frozenset({"id", "text", "owners", "due_months"})
_ANSWER = frozenset({"said", "done"})
_NEEDED = frozenset({"commitments", "actions"})


@dataclass(frozen=True, slots=True)
class Undertakings:
    """What the parties promise and will do, and what comments led to, in the order of the file."""

    commitments: tuple[Commitment, ...]
    actions: tuple[Action, ...]
    answers: tuple[Answer, ...] = ()


class _Words(Protocol):
    def __call__(self, text: str, line: int) -> str: ...


def read_undertakings(templates: Templates, programme: Programme) -> Undertakings:
    """Return the commitments and actions of the programme's agreement; TemplateFault otherwise."""
    name = f"{programme.text.removesuffix('.html.j2')}.yaml"
    found = _load(templates.folder / name, name)
    parties = {party.id: party for party in programme.parties}

    def words(text: str, line: int) -> str:
        rendered = templates.plain(text, name, line, programme=programme, parties=parties)
        return " ".join(rendered.split())

    known = frozenset(str(party) for party in parties)
    commitments = _items(found, "commitments", _COMMITMENT, name)
    actions = _items(found, "actions", _ACTION, name)
    _refuse_repeats(commitments + actions, name)
    return Undertakings(
        tuple(_commitment(item, known, words, name) for item in commitments),
        tuple(_action(item, known, words, name) for item in actions),
        tuple(_answer(item, words) for item in _items(found, "answers", _ANSWER, name)),
    )


class _Lined(dict[str, Any]):
    """A mapping that knows the line it starts on, counted from 1, and the line of each value."""

    line = 1
    lines: dict[str, int]


class _Loader(yaml.SafeLoader):
    """Reads plain YAML and keeps line numbers."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> _Lined:
    values = loader.construct_mapping(node, deep=True)
    mapping = _Lined({str(key): value for key, value in values.items()})
    mapping.line = node.start_mark.line + 1
    mapping.lines = {str(key.value): value.start_mark.line + 1 for key, value in node.value}
    return mapping


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _load(path: Path, name: str) -> _Lined:
    try:
        # The loader is a SafeLoader: it makes nothing but plain values.
        found = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506
    except FileNotFoundError as missing:
        raise _fault(name, 1, "the agreement's commitments and actions are missing") from missing
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise _fault(name, line, str(fault.problem)) from fault
    if not isinstance(found, _Lined) or set(found) - {"answers"} != _NEEDED:
        message = "the file has the keys `commitments` and `actions`, and may have `answers`"
        raise _fault(name, 1, message)
    return found


def _items(found: _Lined, key: str, keys: frozenset[str], name: str) -> list[_Lined]:
    items = found.get(key, [])
    if not isinstance(items, list):
        raise _fault(name, found.lines[key], f"`{key}` is a list")
    for item in items:
        if not isinstance(item, _Lined) or set(item) != keys:
            line = item.line if isinstance(item, _Lined) else found.lines[key]
            raise _fault(name, line, f"each of `{key}` has the keys {', '.join(sorted(keys))}")
    return items


def _refuse_repeats(items: list[_Lined], name: str) -> None:
    seen: set[str] = set()
    for item in items:
        if item["id"] in seen:
            raise _fault(name, item.line, f"the id `{item['id']}` is used twice")
        seen.add(item["id"])


def _commitment(item: _Lined, known: frozenset[str], words: _Words, name: str) -> Commitment:
    if item["made_by"] not in known | {"joint"}:
        message = f"`{item['made_by']}` is not a party; write {_either(known)} or joint"
        raise _fault(name, item.lines["made_by"], message)
    text = words(str(item["text"]), item.lines["text"])
    return Commitment(str(item["id"]), str(item["made_by"]), text)


def _action(item: _Lined, known: frozenset[str], words: _Words, name: str) -> Action:
    owners = item["owners"]
    if not isinstance(owners, list) or not owners or not set(owners) <= known:
        raise _fault(name, item.lines["owners"], f"`owners` is a list of {_either(known)}")
    due = item["due_months"]
    if isinstance(due, bool) or not isinstance(due, int) or due < 0:
        raise _fault(name, item.lines["due_months"], "`due_months` is a whole number of months")
    text = words(str(item["text"]), item.lines["text"])
    return Action(str(item["id"]), text, tuple(owners), due)


def _answer(item: _Lined, words: _Words) -> Answer:
    return Answer(*(words(str(item[key]), item.lines[key]) for key in ("said", "done")))


def _either(known: frozenset[str]) -> str:
    return ", ".join(sorted(known))


def _fault(name: str, line: int, message: str) -> TemplateFault:
    return TemplateFault(
        f"{name}:{line}: {message}.",
        remedy="Correct the file beside the agreement's text.",
        attempted="read the agreement's commitments and actions",
    )
