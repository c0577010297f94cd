"""Takes the one file of a form, and the words beside it, into memory, and never onto a disk.

The rules:
1. A file has a largest size, told by its length beforehand and counted as it arrives, and a time.
2. The form has one file field, and the word fields that its page has, each once. Anything else is not
   what our page sends.
3. The rest of a file that is too large is let go by, a little way: a browser that is cut off while it
   sends shows its own error instead of ours.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass, field

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.exceptions import HTTPException
from starlette.requests import Request

from concordat.portal.forms import Fields, length_told

FIELD = "pdf"
_FORM = b"multipart/form-data"
_AROUND = 16 * 1024
"""In bytes: room for what a form writes around its file, and for the words beside it."""

_LET_BY = 3
"""How often the largest size may go by before a sender is cut off."""


class TooLarge(Exception):
    """The file is larger than the page takes."""


class TooSlow(Exception):
    """The file did not arrive in time."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What a form brought: the words by field, line ends LF, and the file if one was chosen."""

    fields: Fields
    file: bytes | None


@dataclass
class _Parts:
    """What has arrived so far. `named` is whether a file was chosen; None before that is known."""

    file_field: str
    word_fields: Collection[str]
    header: bytearray = field(default_factory=bytearray)
    value: bytearray = field(default_factory=bytearray)
    data: bytearray = field(default_factory=bytearray)
    words: dict[str, bytearray] = field(default_factory=dict)
    filling: bytearray | None = None
    named: bool | None = None
    whole: bool = False

    def begin(self) -> None:
        self.filling = None

    def end_header(self) -> None:
        if self.header.lower() == b"content-disposition":
            _, said = parse_options_header(bytes(self.value))
            self._begin_field(said.get(b"name", b"").decode("latin-1"), said.get(b"filename"))
        self.header.clear()
        self.value.clear()

    def _begin_field(self, name: str, filename: bytes | None) -> None:
        if name == self.file_field and filename is not None and self.named is None:
            self.named, self.filling = bool(filename), self.data
        elif name in self.word_fields and filename is None and name not in self.words:
            self.filling = self.words[name] = bytearray()
        else:
            raise HTTPException(400)

    def take(self, data: bytes, start: int, end: int) -> None:
        if self.filling is None:
            raise HTTPException(400)
        self.filling.extend(memoryview(data)[start:end])
        if self.filling is not self.data and len(self.filling) > _AROUND:
            raise HTTPException(413)

    def end_part(self) -> None:
        if self.filling is None:
            raise HTTPException(400)

    def end(self) -> None:
        self.whole = True

    def upload(self) -> Upload:
        if self.named is None or not self.whole:
            raise HTTPException(400)
        fields = {name: _decoded(words) for name, words in self.words.items()}
        return Upload(fields, bytes(self.data) if self.named else None)


def _decoded(words: bytearray) -> str:
    try:
        said = words.decode()
    except UnicodeDecodeError as error:
        raise HTTPException(400) from error
    if "\0" in said:
        raise HTTPException(400)
    return said.replace("\r\n", "\n").replace("\r", "\n")


async def read_file(request: Request, largest: int, seconds: float) -> bytes | None:
    """Return the bytes of a form that is one file, None if none was chosen.

    TooLarge, TooSlow, or HTTPException 400 for what is not the form of our page.
    """
    return (await read_upload(request, FIELD, (), largest, seconds)).file


async def read_upload(
    request: Request, file_field: str, word_fields: Collection[str], largest: int, seconds: float
) -> Upload:
    """Return what a form brought; refused as `read_file` says, and HTTPException 413 for endless words."""
    try:
        async with asyncio.timeout(seconds):
            return await _read(request, _Parts(file_field, word_fields), largest)
    except TimeoutError as late:
        raise TooSlow from late


async def _read(request: Request, parts: _Parts, largest: int) -> Upload:
    kind, said = parse_options_header(request.headers.get("content-type"))
    if kind != _FORM or not said.get(b"boundary"):
        raise HTTPException(400)
    if length_told(request) > largest + _AROUND:
        await _let_by(request.stream(), largest)
        raise TooLarge
    parser = _parser(said[b"boundary"], parts)
    stream = request.stream()
    async for chunk in stream:
        try:
            parser.write(chunk)
        except MultipartParseError as broken:
            raise HTTPException(400) from broken
        if len(parts.data) > largest:
            parts.data.clear()
            await _let_by(stream, largest)
            raise TooLarge
    return parts.upload()


async def _let_by(stream: AsyncIterator[bytes], largest: int) -> None:
    gone = 0
    async for chunk in stream:
        gone += len(chunk)
        if gone > _LET_BY * largest:
            return


def _parser(boundary: bytes, parts: _Parts) -> MultipartParser:
    return MultipartParser(
        boundary,
        {
            "on_part_begin": parts.begin,
            "on_part_data": parts.take,
            "on_part_end": parts.end_part,
            "on_header_field": _taking(parts.header),
            "on_header_value": _taking(parts.value),
            "on_header_end": parts.end_header,
            "on_end": parts.end,
        },
    )


def _taking(into: bytearray) -> Callable[[bytes, int, int], None]:
    def take(data: bytes, start: int, end: int) -> None:
        into.extend(memoryview(data)[start:end])

    return take
