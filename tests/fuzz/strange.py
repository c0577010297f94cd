"""What nobody should send: words, bytes, headers and bodies that have broken other services."""

from random import Random
from urllib.parse import quote

CANARY = "{{191*7}}"
WORKED_OUT = "1337"
"""What the canary would become if a template took what was typed for its own."""

WORDS = (
    CANARY,
    "${191*7}",
    "#{191*7}",
    "<%= 191*7 %>",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "' OR '1'='1",
    "'; DROP TABLE signature; --",
    '" UNION SELECT * FROM contact --',
    "1); DELETE FROM trail; --",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "</textarea><script>",
    "../../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "....//....//etc/passwd",
    "C:\\windows\\win.ini",
    "file:///etc/passwd",
    "x\r\nSet-Cookie: sign=1",
    "%0d%0aLocation: https://evil.example.net",
    "%s%n%x%d",
    "$(id)",
    "`id`",
    "; id",
    "\0",
    "a\0b",
    "\u202e",
    "\ufeff",
    "\ufffd",
    "e\u0301" * 50,
    "\u0e47" * 300,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\u0130\u0131\u00df\ufb01",
    "مرحبا",
    "null",
    "None",
    "NaN",
    "-1",
    "0",
    "9" * 400,
    "1e309",
    "0x10",
    "٣",
    "²",
    "[]",
    "{}",
    "",
    " ",
    "\t\n\r",
    "\v\f\x1b[31m",
    "a" * 199,
    "a" * 201,
    "a" * 5_000,
    "ä" * 20_001,
    "\n" * 10_000,
)

BYTES = (
    b"\xff\xfe",
    b"\xc0\xaf",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\x80",
    b"\x00",
    "name".encode("utf-16"),
    "name".encode("utf-32"),
    b"+AHs-191*7+AH0-",
    "naïve".encode("latin-1"),
)
"""What is not UTF-8, or should not be read as it."""

_LINE = str.maketrans("", "", "\r\n\0")


def octets(chance: Random) -> bytes:
    """Return strange bytes."""
    match chance.randrange(8):
        case 0:
            return chance.choice(BYTES)
        case 1:
            return chance.randbytes(chance.randrange(40))
        case 2:
            letters = (chr(chance.randrange(0x110000)) for _ in range(chance.randrange(20)))
            return "".join(letters).encode("utf-8", "surrogatepass")
        case _:
            return chance.choice(WORDS).encode("utf-8")


def header_value(chance: Random) -> bytes:
    """Return strange bytes that can stand in a header: a web server in front lets no line end through."""
    return octets(chance).decode("latin-1").translate(_LINE).strip().encode("latin-1")


def header(chance: Random) -> tuple[bytes, bytes]:
    """Return a header as no browser sends it."""
    name, values = chance.choice(HEADERS)
    return name, header_value(chance) if chance.random() < 0.2 else chance.choice(values)


HEADERS = (
    (b"host", (b"portal.example.org", b"evil.example.net", b"", b"[", b"portal.example.org:99999")),
    (b"origin", (b"https://portal.example.org", b"null", b"https://evil.example.net", b"http://[")),
    (b"sec-fetch-site", (b"same-origin", b"none", b"same-site", b"cross-site", b"")),
    (b"referer", (b"https://evil.example.net/", b"http://[")),
    (b"content-length", (b"0", b"-1", b"99999999999", b"1e3", b"\xb2", b"+5", b"0, 0")),
    (b"transfer-encoding", (b"chunked", b"identity", b"gzip, chunked")),
    (b"content-encoding", (b"gzip", b"br", b"identity")),
    (b"expect", (b"100-continue", b"200-ok")),
    (b"accept", (b"*/*", b"application/json", b"text/html;q=nan")),
    (b"accept-language", (b"cy", b"en;q=1e309", b"*")),
    (b"accept-encoding", (b"gzip", b"identity;q=0", b"*;q=0")),
    (b"range", (b"bytes=0-0", b"bytes=-1", b"bytes=9999999999-", b"lines=1-2", b"bytes=1-0,2-1")),
    (b"if-none-match", (b"*", b'"x"', b"W/", b'"' * 99)),
    (
        b"if-modified-since",
        (
            b"Thu, 01 Jan 1970 00:00:00 GMT",
            b"Thu, 01 Jan 99999 00:00:00 GMT",
            b"Thu, 99 Foo 2027 99:99:99 +9999999999",
            b"0",
            b"1 Jan 1 00:00 -2400",
            b"1 Jan 2027 00:00:00 +99999999999999999999",
        ),
    ),
    (b"x-forwarded-for", (b"127.0.0.1", b"203.0.113.9, 127.0.0.1", b"::1", b"unknown")),
    (b"x-forwarded-proto", (b"http", b"https", b"javascript")),
    (b"x-forwarded-host", (b"evil.example.net",)),
    (b"forwarded", (b'for="[::1]";proto=http;host=evil.example.net', b"for=")),
    (b"x-http-method-override", (b"DELETE", b"POST")),
    (b"x-original-url", (b"/signed", b"/../etc/passwd")),
    (b"upgrade", (b"websocket", b"h2c")),
    (b"connection", (b"upgrade", b"close, content-length")),
    (b"authorization", (b"Basic YTpi", b"Bearer " + b"a" * 2000)),
    (b"cookie", (b"a=b", b"=", b";;;", b'sign="', b"a=" + b"b" * 8000)),
    (b"user-agent", (b"", b"\xff\xfe", b"a" * 8000)),
)

METHODS = (
    "GET",
    "POST",
    "HEAD",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "BREW",
    "get",
)

TYPES = (
    b"application/x-www-form-urlencoded",
    b"application/x-www-form-urlencoded; charset=utf-16",
    b"application/x-www-form-urlencoded; charset=nonsense",
    b"APPLICATION/X-WWW-FORM-URLENCODED",
    b"application/x-www-form-urlencoded, text/plain",
    b"multipart/form-data; boundary=x",
    b"multipart/form-data; boundary=",
    b"multipart/form-data",
    b"multipart/form-data; boundary=" + b"b" * 500,
    b"multipart/mixed; boundary=x",
    b"text/plain",
    b"application/json",
    b"application/xml",
    b"application/pdf",
    b"",
    b"/",
    b";;;",
    b"\xff\xfe",
)

QUERIES = (b"", b"a=b", b"name=x&name=y", b"%", b"%zz", b"%ff%fe", b"a=" + b"b" * 8000, b"&" * 2000)


def quoted(value: bytes) -> bytes:
    """Return bytes as they stand in a path or a form."""
    return quote(value).encode()
