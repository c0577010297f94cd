"""What is no HTTP at all, sent to a portal behind a real socket: the next visitor notices nothing."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from concordat.services.office import Office
from tests.browser.serving import served
from tests.fakes import in_review

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST /comment HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
WAIT_S = 5.0

NO_HTTP = {
    "nothing": b"",
    "noise": bytes(range(256)) * 8,
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "half a request": b"GET / HT",
    "HTTP/0.9": b"GET /\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no such version": b"GET / HTTP/9.9\r\n\r\n",
    "no path": b"GET  HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a path with a space": b"GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a path that is no ASCII": b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a path out of the folder": b"GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a whole address": b"GET http://evil.example.net/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a host to connect to": b"CONNECT evil.example.net:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "an asterisk": b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a header without a colon": GET + b"nonsense\r\n\r\n",
    "a header with a NUL": GET + b"X: a\0b\r\n\r\n",
    "a folded header": GET + b"X: a\r\n b\r\n\r\n",
    "a header of 100 kB": GET + b"X: " + b"a" * 100_000 + b"\r\n\r\n",
    "5,000 headers": GET + b"X: a\r\n" * 5_000 + b"\r\n",
    "two lengths": POST + b"Content-Length: 6\r\nContent-Length: 7\r\n\r\ntext=x",
    "no length that is one": POST + b"Content-Length: many\r\n\r\ntext=x",
    "a length below nothing": POST + b"Content-Length: -1\r\n\r\ntext=x",
    "a length and chunks": POST
    + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a chunk without a size": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\ntext=x\r\n0\r\n\r\n",
    "fewer bytes than promised": POST + b"Content-Length: 600\r\n\r\ntext=x",
    "a request in a request": POST + b"Content-Length: 0\r\n\r\n" + GET + b"\r\n",
    "an upgrade": GET
    + b"Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n",
}


@pytest.fixture
def portal(office: Office) -> Iterator[Office]:
    with served(in_review(office)) as served_office:
        yield served_office


def sent(address: str, data: bytes) -> bytes:
    """Send the bytes and hang up; return what came back before."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=WAIT_S) as line:
        try:
            line.sendall(data)
            line.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: line.recv(65536), b""))
        except ConnectionError:
            return b""


def test_what_is_no_http_ends_in_a_refusal_and_bothers_nobody_else(
    portal: Office, caplog: pytest.LogCaptureFixture
) -> None:
    address = portal.links.portal_url
    for what, data in NO_HTTP.items():
        back = sent(address, data)
        assert back == b"" or back.startswith(b"HTTP/1.1 "), what
        assert b"HTTP/1.1 5" not in back, what
        assert b"Traceback" not in back, what
        assert httpx.get(f"{address}/health").json() == {"status": "ok"}, what
    assert [r.getMessage() for r in caplog.records if "Traceback" in r.getMessage()] == []
    assert not [r for r in caplog.records if r.exc_info]
    with portal.register.reading() as view:
        assert view.comments("example-mou-v1") == ()
