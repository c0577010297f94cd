"""Limits and hosts, seen from outside: over a real connection where that is what matters."""

import logging
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx
import pytest
import uvicorn

from concordat.portal.access_log import (
    LOGGER,
    WithoutSecrets,
    keep_secrets_out,
    without_secret,
)
from concordat.portal.app import PAGES, create_app
from concordat.portal.forms import MAX_BYTES
from concordat.portal.pace import BAD_LINKS_AT_ONCE, limits
from concordat.services.links import Links
from concordat.services.office import Office
from tests.fakes import EAST, advance, code_sent, in_review, place_decided, signing_of
from tests.integration.portal.conftest import TEMPLATES, Visitor

ELSEWHERE = "203.0.113.9"


class FarVisitor(Visitor):
    """A visitor from an address that is not this machine's; the portal has limits."""

    def __init__(self, office: Office, forms_a_minute: int = 2, address: str = ELSEWHERE) -> None:
        super().__init__(office, address=address, limits=limits(forms_a_minute, lambda: 1000.0))


@contextmanager
def served(office: Office, **settings: object) -> Iterator[str]:
    """Serve the portal over a real connection on loopback; return its address."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        address = f"http://127.0.0.1:{port}"
        links = Links(b"a key for tests only", address)
        app = create_app(replace(office, links=links), TEMPLATES, limits=limits(2, lambda: 1000.0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, **settings))  # type: ignore[arg-type]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
        thread.start()
        try:
            yield address
        finally:
            server.should_exit = True
            thread.join()


def test_too_many_forms_from_one_address_have_to_wait(office: Office) -> None:
    in_review(office)
    visitor = FarVisitor(office)
    taken = [visitor.post("/comment", text=f"Comment {n}.").status_code for n in range(4)]
    assert taken == [303] * 4
    refused = visitor.post("/comment", text="One too many.")
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "30"
    assert "Please wait a moment" in refused.text
    assert refused.headers["x-content-type-options"] == "nosniff"
    assert visitor.get("/comment").status_code == 200
    assert FarVisitor(office).post("/comment", text="Mine.").status_code == 303


def test_forms_from_this_machine_have_no_limit(office: Office) -> None:
    in_review(office)
    visitor = FarVisitor(office, address="127.0.0.1")
    taken = {visitor.post("/comment", text=f"Comment {n}.").status_code for n in range(20)}
    assert taken == {303}


@pytest.mark.parametrize("page", ["sign", "review"])
def test_guessing_links_has_to_wait(signed_office: Office, page: str) -> None:
    visitor = FarVisitor(signed_office)
    tried = [visitor.get(f"/{page}/{'x' * 42}{n}").status_code for n in range(BAD_LINKS_AT_ONCE)]
    assert set(tried) == {404}
    refused = visitor.get(f"/{page}/{'y' * 43}")
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "15"


def test_links_that_open_are_never_counted(signed_office: Office) -> None:
    place_decided(signed_office, EAST)
    advance(signed_office, EAST)
    visitor = FarVisitor(signed_office)
    opened = {visitor.get(visitor.sign_link(EAST)).status_code for _ in range(40)}
    assert opened == {303}


def test_the_address_is_the_sockets_unless_the_proxy_is_trusted(office: Office) -> None:
    in_review(office)
    told = {"X-Forwarded-For": "198.51.100.7"}

    def send(address: str) -> list[int]:
        form = {"text": "A comment."}
        return [
            httpx.post(f"{address}/comment", data=form, headers=told).status_code for _ in range(6)
        ]

    with served(office, proxy_headers=False) as address:
        assert set(send(address)) == {303}
    with served(office, proxy_headers=True, forwarded_allow_ips="127.0.0.1") as address:
        assert send(address) == [303] * 4 + [429] * 2
    with served(office, proxy_headers=True, forwarded_allow_ips="192.0.2.1") as address:
        assert set(send(address)) == {303}


def test_ten_megabytes_of_a_name_are_refused_before_they_are_read(office: Office) -> None:
    in_review(office)
    head = (
        "POST /comment HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10485760\r\n\r\nname=x"
    )
    with served(office) as address:
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as line:
            # Nothing more is sent: whoever read to the end would wait for ever.
            line.sendall(head.format(host=host).encode())
            assert line.recv(1000).startswith(b"HTTP/1.1 413")
    assert MAX_BYTES < 10_485_760


@pytest.mark.parametrize("host", ["evil.example.com", "portal.example.org.evil.example.com", ""])
def test_another_host_is_not_answered(visitor: Visitor, host: str) -> None:
    answer = visitor.call("GET", "/", headers={"Host": host})
    assert answer.status_code == 400
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "location" not in answer.headers


@pytest.mark.parametrize("host", ["portal.example.org", "PORTAL.example.org:443", "127.0.0.1:8480"])
def test_our_own_hosts_are_answered(visitor: Visitor, host: str) -> None:
    assert visitor.call("GET", "/", headers={"Host": host}).status_code == 200


def test_whoever_watches_a_machine_is_answered_by_its_number(visitor: Visitor) -> None:
    assert visitor.call("GET", "/health", headers={"Host": "10.0.0.7:8480"}).status_code == 200
    assert visitor.call("GET", "/", headers={"Host": "10.0.0.7:8480"}).status_code == 400


def test_over_tls_a_browser_is_told_to_come_back_over_nothing_else(office: Office) -> None:
    for path in ("/", "/nowhere", "/sign/x"):
        told = Visitor(office).get(path).headers["strict-transport-security"]
        assert told == "max-age=31536000; includeSubDomains"
    plain = replace(office, links=Links(b"key", "http://portal.example.org"))
    assert "strict-transport-security" not in Visitor(plain).get("/").headers


def test_search_engines_are_asked_to_leave_private_pages_alone(visitor: Visitor) -> None:
    answer = visitor.get("/robots.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "Disallow: /signing/" in answer.text
    assert "Disallow: /staff" in answer.text


def test_a_path_is_written_down_without_what_is_secret_in_it() -> None:
    assert without_secret("/sign/abc") == "/sign/..."
    assert without_secret("/review/abc?x=1") == "/review/..."
    assert without_secret("/staff/callback?code=abc&state=def") == "/staff/callback"
    assert without_secret("/signing/0123456789abcdef") == "/signing/0123456789abcdef"


def test_no_path_that_carries_a_token_is_written_down_whole() -> None:
    for page in PAGES:
        written = without_secret(page.path.replace("{token}", "a-secret"))
        assert "a-secret" not in written, page.path


def test_no_log_holds_a_link_a_code_or_a_session(
    signed_office: Office, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    place_decided(signed_office, EAST)
    advance(signed_office, EAST)
    request = signing_of(signed_office, EAST).open_requests[0]
    token = signed_office.links.token(request.id)
    keep_secrets_out()
    # Whatever this process has loaded before may have turned uvicorn's loggers away or off.
    for name in (LOGGER, "uvicorn.error"):
        caplog.set_level(logging.DEBUG, logger=name)
        logger = logging.getLogger(name)
        monkeypatch.setattr(logger, "handlers", [caplog.handler])
        monkeypatch.setattr(logger, "propagate", False)
        monkeypatch.setattr(logger, "disabled", False)
    assert any(isinstance(f, WithoutSecrets) for f in logging.getLogger(LOGGER).filters)
    with (
        served(signed_office, access_log=True) as address,
        httpx.Client(base_url=address) as client,
    ):
        page = client.get(f"/sign/{token}").headers["location"]
        assert client.get("/sign/wrong-token").status_code == 404
        client.post(f"{page}/code", data={"ask": "code"})
        code = code_sent(signed_office, token)
        client.post(f"{page}/identity", data={"code": "000000"})
        client.post(f"{page}/identity", data={"code": code})
        sent = {"name": "Chair", "document_sha256": request.document_sha256}
        assert client.post(page, data=sent).headers["location"] == "/signed"
        session = client.cookies[page.replace("/signing/", "sign-")].partition(".")[2]
    written = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith("uvicorn")
    )
    assert "/sign/..." in written
    assert page in written
    for secret in (token, session, "wrong-token"):
        assert secret not in written
    assert re.search(rf"\b{code}\b", written) is None
