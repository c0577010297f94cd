"""Reads the words that stand on a page under each of its marks, as a program reads them aloud.

Our fonts have codes of two bytes, and each says which text its codes stand for.
"""

import re
from collections import defaultdict

import pikepdf
from pikepdf import Array, Dictionary, Name

_PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_CODE_BYTES = 2
_READ = ("BDC", "BMC", "EMC", "Tf", "TJ", "Tj")
_MCID = "/MCID"


def marked_words(page: pikepdf.Page) -> dict[int, str]:
    """Return the words under each mark of a page, by its number; pictures have none."""
    meanings: dict[str, dict[bytes, str]] = {}
    found: dict[int, str] = defaultdict(str)
    marks: list[int | None] = []
    codes: dict[bytes, str] = {}
    for instruction in pikepdf.parse_content_stream(page, " ".join(_READ)):
        operands, act = instruction.operands, str(instruction.operator)
        if act in {"BDC", "BMC"}:
            marks.append(_number(list(operands)))
        elif act == "EMC":
            marks.pop()
        elif act == "Tf":
            name = str(operands[0])
            if name not in meanings:
                meanings[name] = _meaning(page.Resources.Font[name])
            codes = meanings[name]
        elif (mark := next((m for m in reversed(marks) if m is not None), None)) is not None:
            found[mark] += _shown(operands[0], codes)
    return found


def _number(operands: list[pikepdf.Object]) -> int | None:
    properties = operands[-1]
    if isinstance(properties, Dictionary) and _MCID in properties:
        return int(properties[_MCID])
    return None


def _shown(text: pikepdf.Object, codes: dict[bytes, str]) -> str:
    """Return what is shown: one piece of text, or several with the gaps between them."""
    pieces = text.as_list() if isinstance(text, Array) else [text]
    raw = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
    return "".join(codes[raw[at : at + _CODE_BYTES]] for at in range(0, len(raw), _CODE_BYTES))


def _meaning(font: pikepdf.Object) -> dict[bytes, str]:
    assert font.Encoding == Name("/Identity-H")
    assert isinstance(font.DescendantFonts, Array)
    return {
        bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in _PAIR.findall(font.ToUnicode.read_bytes())
        if len(code) == 2 * _CODE_BYTES
    }
