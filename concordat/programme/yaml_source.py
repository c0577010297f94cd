"""YAML as config is written in it: every value knows its file and line, and there are no surprises.

The rules:
1. A plain whole number is a number, `true` and `false` are truth values, `null` and nothing at all
   are nothing. Everything else is text: dates, times, codes, `yes`, `no` and `on` included.
2. A key stands once in its mapping, and is a word.
3. Anchors, aliases and tags are refused: what a reader sees is what there is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from concordat.domain.errors import Fault

WHERE = "\0where"
"""The key under which a mapping carries its `Where`; no YAML text can hold it."""

WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,8})")
PLAIN_WORDS: dict[str, object] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class At:
    """A line of a file, counted from 1."""

    file: str
    line: int

    def fault(self, message: str) -> Fault:
        """Return a fault that stands here."""
        return Fault(self.file, self.line, message)

    def warning(self, message: str) -> Fault:
        """Return a warning that stands here."""
        return Fault(self.file, self.line, message, warning=True)


@dataclass(frozen=True, slots=True)
class Where:
    """Where a mapping begins, and where each of its keys stands."""

    at: At
    keys: dict[str, At]


class Text(str):
    """Text that knows where it stands."""

    __slots__ = ("at",)
    at: At

    @classmethod
    def standing(cls, text: str, at: At) -> "Text":
        """Return the text as it stands there."""
        found = cls(text)
        found.at = at
        return found


class _Reader:
    """Turns one file's nodes into dicts, lists and scalars, and gathers its faults."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def at(self, node: Node) -> At:
        return At(self.file, node.start_mark.line + 1)

    def value(self, node: Node, begins: At | None = None) -> object:
        if isinstance(node, MappingNode):
            return self.mapping(node, begins or self.at(node))
        if isinstance(node, SequenceNode):
            return [self.value(item) for item in node.value]
        return self.scalar(node) if isinstance(node, ScalarNode) else None

    def mapping(self, node: MappingNode, begins: At) -> dict[str, object]:
        keys: dict[str, At] = {}
        found: dict[str, object] = {WHERE: Where(begins, keys)}
        for key_node, value_node in node.value:
            key, at = key_node.value, self.at(key_node)
            if not isinstance(key_node, ScalarNode):
                self.faults.append(at.fault("a key is not a word; write one word before the ':'"))
            elif key in keys:
                first = keys[key].line
                self.faults.append(
                    at.fault(f"key {key!r} stands twice, first on line {first}; write it once")
                )
            else:
                keys[key] = at
                found[key] = self.value(value_node, at)
        return found

    def scalar(self, node: ScalarNode) -> object:
        if not node.style and node.value in PLAIN_WORDS:
            return PLAIN_WORDS[node.value]
        if not node.style and WHOLE_NUMBER.fullmatch(node.value):
            return int(node.value)
        return Text.standing(node.value, self.at(node))


def _surprises(text: str, file: str) -> Iterator[Fault]:
    """Yield a fault for every anchor, alias and tag."""
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        at = At(file, event.start_mark.line + 1 if event.start_mark else 1)
        if isinstance(event, yaml.AliasEvent):
            yield at.fault(f"alias '*{event.anchor}' is not read; write the value out")
        elif isinstance(event, yaml.NodeEvent) and event.anchor:
            yield at.fault(f"anchor '&{event.anchor}' is not read; leave it out")
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag:
            yield at.fault(f"tag '{event.tag}' is not read; leave it out")


def _syntax_fault(error: yaml.YAMLError, text: str, file: str) -> Fault:
    """Say in one line what the YAML parser could not read."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        message = f"{error.problem or error.context}; write it as YAML"
        return Fault(file, error.problem_mark.line + 1, message)
    line = text.count("\n", 0, getattr(error, "position", 0)) + 1
    return Fault(file, line, "a character YAML does not allow; write printable text")


def read_yaml(path: Path, file: str) -> tuple[dict[str, object] | None, list[Fault]]:
    """Return what a file says and its faults; None when nothing of it can be read.

    `file` is the name the faults give it. Mappings carry their `Where` under `WHERE`.
    """
    begins = At(file, 1)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, [begins.fault("the file is not UTF-8 text; save it as UTF-8")]
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return None, [begins.fault(f"the file cannot be read ({reason}); write it there")]
    try:
        return _read_text(text, begins)
    except yaml.YAMLError as error:
        return None, [_syntax_fault(error, text, file)]
    except RecursionError:
        return None, [begins.fault("the file nests too deeply; write it flatter")]


def _read_text(text: str, begins: At) -> tuple[dict[str, object] | None, list[Fault]]:
    if faults := list(_surprises(text, begins.file)):
        return None, faults
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(node, MappingNode):
        return None, [begins.fault("the file is not a mapping; write 'key: value' lines")]
    reader = _Reader(begins.file)
    return reader.mapping(node, begins), reader.faults
