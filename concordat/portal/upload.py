"""Takes the one file of a form into memory, and never onto a disk.

The rules:
1. A file has a largest size, told by its length beforehand and counted as it arrives, and a time.
2. The form has one field, with one file. Anything else is not what our page sends.
3. The rest of a file that is too large is let go by, a little way: a browser that is cut off while it
   sends shows its own error instead of ours.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.exceptions import HTTPException
from starlette.requests import Request

from concordat.portal.forms import length_told

FIELD = "pdf"
_FORM = b"multipart/form-data"
_AROUND = 16 * 1024
"""In bytes: room for what a form writes around its file."""

_LET_BY = 3
"""How often the largest size may go by before a sender is cut off."""


class TooLarge(Exception):
    """The file is larger than the page takes."""


class TooSlow(Exception):
    """The file did not arrive in time."""


@dataclass
class _Part:
    """What has arrived so far. `named` is whether a file was chosen; None before that is known."""

    header: bytearray = field(default_factory=bytearray)
    value: bytearray = field(default_factory=bytearray)
    data: bytearray = field(default_factory=bytearray)
    parts: int = 0
    named: bool | None = None
    whole: bool = False

    def begin(self) -> None:
        self.parts += 1

    def end_header(self) -> None:
        if self.header.lower() == b"content-disposition":
            _, said = parse_options_header(bytes(self.value))
            if said.get(b"name") != FIELD.encode() or b"filename" not in said:
                raise HTTPException(400)
            self.named = bool(said[b"filename"])
        self.header.clear()
        self.value.clear()

    def end(self) -> None:
        self.whole = True


async def read_file(request: Request, largest: int, seconds: float) -> bytes | None:
    """Return the file's bytes, None if none was chosen.

    TooLarge, TooSlow, or HTTPException 400 for what is not the form of our page.
    """
    try:
        async with asyncio.timeout(seconds):
            return await _read(request, largest)
    except TimeoutError as late:
        raise TooSlow from late


async def _read(request: Request, largest: int) -> bytes | None:
    kind, said = parse_options_header(request.headers.get("content-type"))
    if kind != _FORM or not said.get(b"boundary"):
        raise HTTPException(400)
    if length_told(request) > largest + _AROUND:
        await _let_by(request.stream(), largest)
        raise TooLarge
    part = _Part()
    parser = _parser(said[b"boundary"], part)
    stream = request.stream()
    async for chunk in stream:
        try:
            parser.write(chunk)
        except MultipartParseError as broken:
            raise HTTPException(400) from broken
        if len(part.data) > largest:
            part.data.clear()
            await _let_by(stream, largest)
            raise TooLarge
        if part.parts > 1:
            raise HTTPException(400)
    if part.parts != 1 or part.named is None or not part.whole:
        raise HTTPException(400)
    return bytes(part.data) if part.named else None


async def _let_by(stream: AsyncIterator[bytes], largest: int) -> None:
    gone = 0
    async for chunk in stream:
        gone += len(chunk)
        if gone > _LET_BY * largest:
            return


def _parser(boundary: bytes, part: _Part) -> MultipartParser:
    return MultipartParser(
        boundary,
        {
            "on_part_begin": part.begin,
            "on_part_data": _taking(part.data),
            "on_header_field": _taking(part.header),
            "on_header_value": _taking(part.value),
            "on_header_end": part.end_header,
            "on_end": part.end,
        },
    )


def _taking(into: bytearray) -> Callable[[bytes, int, int], None]:
    def take(data: bytes, start: int, end: int) -> None:
        into.extend(memoryview(data)[start:end])

    return take
