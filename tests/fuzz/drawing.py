"""Draws requests: of any route of the portal, more or less as a browser would send them."""

import re
from random import Random
from urllib.parse import quote_plus

from concordat.portal.access import Page
from concordat.portal.app import PAGES
from tests.fuzz.calls import Request
from tests.fuzz.doors import Known
from tests.fuzz.forms import Field
from tests.fuzz.strange import METHODS, QUERIES, TYPES, header, header_value, octets, quoted

HOST = (b"host", b"portal.example.org")
FORM = (b"content-type", b"application/x-www-form-urlencoded")
FILE = (b"content-type", b"multipart/form-data; boundary=x")
SAME_ORIGIN = (b"sec-fetch-site", b"same-origin")
PART = re.compile(r"\{(\w+)(?::\w+)?\}")
HUGE = 10 * 1024 * 1024
"""In bytes: a name as long as this is refused before it is read."""

Forms = dict[str, tuple[Field, ...]]
Headers = list[tuple[bytes, bytes]]


def request(chance: Random, known: Known, forms: Forms) -> Request:
    """Return a request."""
    page = chance.choice(PAGES)
    own_method = "POST" if "POST" in (page.methods or ()) else "GET"
    method = chance.choice(METHODS) if chance.random() < 0.1 else own_method
    own: Headers = [HOST]
    cookies = _cookies(chance, known)
    if cookies:
        own.append((b"cookie", cookies))
    body = b""
    if "POST" in (page.methods or ()):
        headers, body = _sent(chance, forms.get(page.path, ()))
        own += headers
    return Request(
        method,
        _target(chance, page, known),
        chance.choice(QUERIES) if chance.random() < 0.2 else b"",
        tuple(_overlaid(chance, own)),
        body,
        whole=chance.random() < 0.97,
    )


def _cookies(chance: Random, known: Known) -> bytes:
    if chance.random() < 0.1:
        return header_value(chance)
    return chance.choice((b"", known.cookies[0], known.cookies[0], known.cookies[1]))


def _target(chance: Random, page: Page, known: Known) -> bytes:
    """Return an address of the page, or one that has gone astray."""

    def value(part: re.Match[str]) -> str:
        if chance.random() < 0.15:
            return quoted(octets(chance)).decode()
        return chance.choice(known.parts[part[1]])

    target = PART.sub(value, page.path).encode()
    return target + b"/" + quoted(octets(chance)) if chance.random() < 0.05 else target


def _overlaid(chance: Random, own: Headers) -> Headers:
    """Return the headers of a browser with strange ones in the place of some, or beside them."""
    strange = [header(chance) for _ in range(chance.choice((0, 0, 1, 1, 2, 4)))]
    named = {name for name, _ in strange} if chance.random() < 0.9 else set()
    return [*(pair for pair in own if pair[0] not in named), *strange]


def _sent(chance: Random, fields: tuple[Field, ...]) -> tuple[Headers, bytes]:
    """Return what a form sends, with the headers that go with it."""
    match chance.randrange(10):
        case 0:
            kind = header_value(chance) if chance.random() < 0.2 else chance.choice(TYPES)
            return [(b"content-type", kind)], octets(chance)
        case 1 | 2:
            return [FILE], _file(chance)
        case _:
            site = [SAME_ORIGIN] if chance.random() < 0.6 else []
            return [FORM, *site], _filled_in(chance, fields)


def _filled_in(chance: Random, fields: tuple[Field, ...]) -> bytes:
    """Return each field as it is, or with something strange in it, twice, or not at all."""
    pairs: list[bytes] = []
    for name, value in fields:
        for _ in range(chance.choice((0, 1, 1, 1, 1, 1, 1, 2))):
            as_it_is = chance.random() < 0.6
            typed = (
                quote_plus(value or "Ann Other").encode() if as_it_is else quoted(octets(chance))
            )
            pairs.append(name.encode() + b"=" + typed)
    if chance.random() < 0.003:
        pairs.append(b"name=" + b"a" * HUGE)
    if chance.random() < 0.1:
        pairs.append(octets(chance))
    return b"&".join(pairs)


def _file(chance: Random) -> bytes:
    """Return what a form with a file sends, more or less."""
    name = b'name="pdf"; filename="a.pdf"' if chance.random() < 0.7 else octets(chance)
    data = b"%PDF-1.7\n%%EOF" if chance.random() < 0.5 else octets(chance)
    part = b"--x\r\nContent-Disposition: form-data; " + name + b"\r\n\r\n" + data + b"\r\n"
    return part * chance.choice((1, 1, 1, 1, 2, 0)) + chance.choice((b"--x--\r\n", b"", b"--x"))
