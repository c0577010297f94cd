"""Draws requests: of any route of the portal, more or less as a browser would send them."""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable
from random import Random
from urllib.parse import quote_plus

from concordat.portal.access import Page
from concordat.portal.app import PAGES
from concordat.signing.docusign_connect import signed_headers
from tests.fuzz.calls import Request
from tests.fuzz.doors import Known
from tests.fuzz.forms import Field
from tests.fuzz.strange import METHODS, QUERIES, TYPES, header, header_value, octets, quoted
from tests.unit.notices.returned_samples import a_report

KEY = b"a key that both hold"
"""With which a mail server signs what it reports, and a provider what it tells."""
FORM = (b"content-type", b"application/x-www-form-urlencoded")
FILE = (b"content-type", b"multipart/form-data; boundary=x")
SAME_ORIGIN = (b"sec-fetch-site", b"same-origin")
PART = re.compile(r"\{(\w+)(?::\w+)?\}")
HUGE = 10 * 1024 * 1024
"""In bytes: a name as long as this is refused before it is read."""

REPORTS = "/webhooks/mail"
MESSAGES = "/connect/{provider}"
FILES = {"pdf", "evidence"}
"""The fields that take a file."""


Forms = dict[str, tuple[Field, ...]]
REPORTED = ("message_id", "recipient", "words", "kind")
Headers = list[tuple[bytes, bytes]]


def request(chance: Random, known: Known, forms: Forms) -> Request:
    """Return a request."""
    page = chance.choice(PAGES)
    own_method = "POST" if "POST" in (page.methods or ()) else "GET"
    method = chance.choice(METHODS) if chance.random() < 0.1 else own_method
    own: Headers = [known.host]
    cookies = _cookies(chance, known)
    if cookies:
        own.append((b"cookie", cookies))
    body = b""
    if page.path == REPORTS:
        headers, body = _reported(chance)
        own += headers
    elif page.path == MESSAGES:
        headers, body = _told(chance)
        own += headers
    elif "POST" in (page.methods or ()):
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
        return chance.choice(known.parts.get(part[1], (part[1],)))

    target = PART.sub(value, page.path).encode()
    return target + b"/" + quoted(octets(chance)) if chance.random() < 0.05 else target


def filled(path: str, values: Iterable[str]) -> str:
    """Return the address with the values in the place of its parts."""
    left = iter(values)
    return PART.sub(lambda _: next(left), path)


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
            return [FILE], _parts(chance, fields)
        case _:
            site = [SAME_ORIGIN] if chance.random() < 0.6 else []
            return [FORM, *site], _filled_in(chance, fields)


def _reported(chance: Random) -> tuple[Headers, bytes]:
    """Return what a mail server reports of a letter that came back, mostly with its signature."""
    whole = chance.choice((a_report(), json.dumps(dict.fromkeys(REPORTED, "failed")).encode()))
    cut = chance.randrange(len(whole))
    body = whole if chance.random() < 0.3 else whole[:cut] + octets(chance) + whole[cut + 1 :]
    signed = hmac.new(KEY, body, hashlib.sha256).hexdigest().encode()
    kind = chance.choice((b"application/json", b"message/rfc822", *TYPES[-6:]))
    signature = signed if chance.random() < 0.8 else header_value(chance)
    return [(b"content-type", kind), (b"x-concordat-signature", signature)], body


def _told(chance: Random) -> tuple[Headers, bytes]:
    """Return what a provider tells, mostly with its signature."""
    body = chance.choice((b"", b'{"event": "envelope-completed"}', octets(chance)))
    signed = [(n.encode(), v.encode()) for n, v in signed_headers(body, [KEY]).items()]
    forged = [(name, header_value(chance)) for name, _ in signed]
    return [
        (b"content-type", chance.choice(TYPES)),
        *(signed if chance.random() < 0.8 else forged),
    ], body


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


def _parts(chance: Random, fields: tuple[Field, ...]) -> bytes:
    """Return what a form with a file sends, more or less."""
    parts = []
    for name, value in fields or (("pdf", ""),):
        data = octets(chance) if chance.random() < 0.4 else (value or "1").encode()
        said = f'form-data; name="{name}"'.encode()
        if name in FILES:
            said += b'; filename="a.pdf"' if chance.random() < 0.8 else b'; filename=""'
            data = b"%PDF-1.7\n%%EOF" if chance.random() < 0.5 else octets(chance)
        if chance.random() < 0.1:
            said = octets(chance)
        part = b"--x\r\nContent-Disposition: " + said + b"\r\n\r\n" + data + b"\r\n"
        parts.append(part * chance.choice((1, 1, 1, 1, 1, 1, 1, 1, 2, 0)))
    return b"".join(parts) + chance.choice((b"--x--\r\n",) * 8 + (b"", b"--x"))
