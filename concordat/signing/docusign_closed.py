"""Checks what is about to be sent against the SDK's models, which would drop what they do not know.

A misspelt key would be an envelope without its recipient, and no error: it is one here. Imported by
workers alone, as the SDK is.
"""

from functools import cache
from typing import Any

from docusign_esign import models


class UnknownKey(ValueError):
    """A body holds a key that DocuSign does not know, or a value that is not a string."""


def check_closed(kind: str, value: Any) -> None:
    """Raise UnknownKey, with its path, if a body is not one of that kind."""
    if kind == "str":
        if not isinstance(value, str):
            raise UnknownKey(f"{value!r} is not a string")
    elif kind.startswith("list["):
        if not isinstance(value, list):
            raise UnknownKey(f"{value!r} is not a list")
        for one in value:
            check_closed(kind[5:-1], one)
    else:
        _check_object(kind, value)


def _check_object(kind: str, value: Any) -> None:
    if not isinstance(value, dict):
        raise UnknownKey(f"{kind}: {value!r} is not an object")
    known = _known(kind)
    for key, one in value.items():
        if key not in known:
            raise UnknownKey(f"{kind} has no '{key}'")
        try:
            check_closed(known[key], one)
        except UnknownKey as error:
            raise UnknownKey(f"{kind}.{key}: {error}") from None


@cache
def _known(kind: str) -> dict[str, str]:
    model = getattr(models, kind)
    return {model.attribute_map[name]: model.swagger_types[name] for name in model.swagger_types}
