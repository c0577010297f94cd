"""Two shortcuts through WeasyPrint's layout, which change the time it takes and not one byte.

The rules:
1. A property that nothing sets on an element has its parent's value if it is inherited, and its
   initial value if not; the long way to the same answer is taken whenever there is any doubt.
2. The same words, in the same style and width, break into lines at the same place: most of a
   record's words are in every record, so where they break is remembered for the next one.

Both reach into names that WeasyPrint does not promise to keep. Its version is pinned, and a
contract test prints every document with and without the shortcuts and compares the bytes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from concordat.documents.kept_lines import KeptLines

_NEEDS_THE_LONG_WAY = frozenset({"display", "float", "page", "position"})
_NEVER_MATHS = frozenset({str, int, float, type(None)})


@contextmanager
def quicker_layout(lines: KeptLines) -> Iterator[None]:
    """Take the shortcuts while documents are laid out; not made for two threads at once."""
    from weasyprint.css import ComputedStyle  # noqa: PLC0415 (slow to import)
    from weasyprint.layout import inline, preferred  # noqa: PLC0415 (as above)

    plain = (ComputedStyle.__missing__, inline.split_first_line, preferred.split_first_line)
    ComputedStyle.__missing__ = _shortcut_to_values()
    inline.split_first_line = preferred.split_first_line = lines.split
    try:
        yield
    finally:
        ComputedStyle.__missing__, inline.split_first_line, preferred.split_first_line = plain


@cache
def _shortcut_to_values() -> Any:
    """Return what computes, and keeps in its style, a property not asked for before."""
    from weasyprint.css import ComputedStyle  # noqa: PLC0415 (slow to import)
    from weasyprint.css.functions import check_math  # noqa: PLC0415 (as above)

    plain = _plain_properties()
    long_way = ComputedStyle.__missing__

    def value(style: Any, name: str) -> Any:
        if name not in plain:
            return long_way(style, name)
        setters, is_inherited, found = plain[name]
        cascaded = style.cascaded
        for setter in setters:
            if setter in cascaded:
                return long_way(style, name)
        if is_inherited:
            if style.parent_style is None:
                return long_way(style, name)
            found = style.parent_style[name]
            if type(found) not in _NEVER_MATHS and check_math(found):
                return long_way(style, name)
        style[name] = found
        return found

    return value


def _plain_properties() -> dict[str, tuple[tuple[str, ...], bool, Any]]:
    """Return, for each property that may be left unset, what can set it and what it is then.

    That is: the names that set it, whether it is inherited, and its initial value.
    """
    from weasyprint import css  # noqa: PLC0415 (slow to import)

    found = {}
    for name, initial in css.INITIAL_VALUES.items():
        if name in _NEEDS_THE_LONG_WAY or name.startswith("text_decoration_"):
            continue
        is_inherited = name in css.INHERITED
        if is_inherited or name not in css.INITIAL_NOT_COMPUTED:
            found[name] = (_setters(name, css.PHYSICAL_FUNCTIONS), is_inherited, initial)
    return found


def _setters(name: str, logical_names: dict[str, Any]) -> tuple[str, ...]:
    """Return the property's name and the names that depend on the direction of writing."""
    logical = logical_names.get(name)
    if logical is None:
        return (name,)
    return (name, *{logical(block="ttb", inline=direction) for direction in ("ltr", "rtl")})
