"""Checks a request body against the SDK's models, which know every key there is.

The rules:
1. A key that its model does not know is a fault, at any depth.
2. A value is a string where the model says so: "true" and "1", never true and 1.
3. A list is a list, and an object an object.
"""

import re
from typing import Any

from docusign_esign import models

from tests.standins.docusign.refusals import invalid

LIST = re.compile(r"list\[(.+)\]")


def check(kind: str, body: Any) -> dict[str, Any]:
    """Return the body; refuse it with every fault it has."""
    found = faults(kind, body, kind)
    if found:
        raise invalid("; ".join(found))
    assert isinstance(body, dict)
    return body


def faults(kind: str, value: Any, at: str) -> list[str]:
    """Return what is wrong with a value of that kind, each fault with its path."""
    if kind == "str":
        return [] if isinstance(value, str) else [f"{at}: {value!r} is not a string"]
    of_list = LIST.fullmatch(kind)
    if of_list is not None:
        if not isinstance(value, list):
            return [f"{at}: not a list"]
        each = (faults(of_list[1], one, f"{at}[{n}]") for n, one in enumerate(value))
        return [fault for found in each for fault in found]
    if not isinstance(value, dict):
        return [f"{at}: not an object"]
    model = getattr(models, kind)
    known = {model.attribute_map[name]: model.swagger_types[name] for name in model.swagger_types}
    found = [f"{at}.{key}: no such key" for key in value if key not in known]
    for key, one in value.items():
        if key in known:
            found += faults(known[key], one, f"{at}.{key}")
    return found
