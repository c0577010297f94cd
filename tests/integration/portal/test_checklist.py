"""What the security checklist promises of every page, and no other test holds."""

import logging
import re
from pathlib import Path

import pytest

from concordat.portal.app import PAGES
from concordat.services.office import Office
from concordat.services.staff import enter_by_account, make_admin_link, sign_all_out
from tests.fakes import (
    EAST,
    VERSION,
    advance,
    facts_of,
    in_review,
    place_decided,
    rows_of,
    sign_request,
    signing_of,
)
from tests.integration.portal.conftest import TEMPLATES, Visitor
from tests.integration.portal.test_limits import FarVisitor

PATHS = ["/", "/comment", "/verify", "/staff/sign-in", "/status.json", "/sign/x", "/nowhere"]
INJECTED = "'; DROP TABLE response; -- {{ 7 * 7 }} ${7*7} <b>x</b> %s %(name)s ../../etc/passwd"


@pytest.mark.parametrize("path", PATHS)
def test_nobody_is_told_what_runs_here(visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)
    assert "server" not in answer.headers
    assert "x-powered-by" not in answer.headers
    assert not re.search(r"uvicorn|starlette|python/", answer.text, re.IGNORECASE)


@pytest.mark.parametrize("path", PATHS)
def test_no_other_site_may_read_an_answer_but_the_open_data(visitor: Visitor, path: str) -> None:
    answer = visitor.call("GET", path, headers={"Origin": "https://elsewhere.example.org"})
    shared = "*" if path == "/status.json" else None
    assert answer.headers.get("access-control-allow-origin") == shared
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("path", PATHS)
def test_every_page_says_what_it_is_and_in_which_characters(visitor: Visitor, path: str) -> None:
    kind = visitor.get(path).headers["content-type"]
    assert kind in {"text/html; charset=utf-8", "application/json"}


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_methods_that_no_page_takes_are_refused(visitor: Visitor, method: str) -> None:
    assert visitor.call(method, "/").status_code == 405
    assert "GET" in visitor.call(method, "/").headers["allow"]


@pytest.mark.parametrize(
    "path",
    ["/static/", "/static/..%2f..%2fpyproject.toml", "/static/%2e%2e/base.html.j2", "/.git/config"],
)
def test_no_folder_and_no_file_of_ours_can_be_read(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/redoc", "/metrics", "/debug"])
def test_there_is_no_page_for_developers(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_no_page_has_a_script_or_asks_for_anything_from_elsewhere() -> None:
    for template in (TEMPLATES / "portal").glob("*.html.j2"):
        text = template.read_text("utf-8")
        assert not re.search(r"<script|javascript:|\son[a-z]+=|\sstyle=", text), template.name
        assert not re.search(r'src="https?://|<link[^>]*https?://', text), template.name
        assert "| safe" not in text, template.name


def test_what_could_be_an_injection_is_kept_as_it_was_written(visitor: Visitor) -> None:
    in_review(visitor.office)
    assert visitor.post("/comment", text=INJECTED, name=INJECTED).status_code == 303
    with visitor.office.register.reading() as view:
        [kept] = view.comments(VERSION)
    assert (kept.text, kept.name) == (INJECTED, INJECTED)
    back = visitor.post("/comment", text="", name=INJECTED)
    assert back.status_code == 400
    assert "<b>x</b>" not in back.text
    assert "{{ 7 * 7 }}" in back.text


def test_fields_that_the_form_does_not_have_change_nothing(signed_office: Office) -> None:
    place_decided(signed_office, EAST)
    advance(signed_office, EAST)
    visitor = Visitor(signed_office)
    page, shown = visitor.page_of(EAST), visitor.document_shown(EAST)
    answer = visitor.post(
        page,
        name="Chair",
        document_sha256=shown,
        role="chief executive",
        organisation="another",
        signed_at="2000-01-01",
        authority="every mandate",
    )
    assert answer.headers["location"] == "/signed"
    [signature] = signing_of(signed_office, EAST).signatures
    assert (signature.role, signature.organisation) == ("chair", "east")
    assert (signature.signed_at, signature.authority) == (signed_office.clock.now(), None)


def test_a_field_that_is_sent_twice_or_in_the_address_is_one(visitor: Visitor) -> None:
    in_review(visitor.office)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    visitor.call("POST", "/comment?text=address", content=b"text=one&text=two", headers=form)
    with visitor.office.register.reading() as view:
        assert [c.text for c in view.comments(VERSION)] == ["two"]


def test_every_redirect_stays_here(signed_office: Office) -> None:
    visitor = Visitor(signed_office)
    for path in ("//elsewhere.example.org/", "/staff?next=https://elsewhere.example.org"):
        location = visitor.get(path).headers.get("location", "/")
        assert location.startswith("/")
        assert not location.startswith("//")


def test_only_forms_change_anything() -> None:
    changing = {"take", "ask", "enter", "sign_out", "check_document"}
    for page in PAGES:
        if page.methods and "POST" not in page.methods:
            assert not any(page.endpoint.__name__ == name for name in changing), page.path


def test_a_refusal_is_logged_with_when_where_and_what_and_without_a_secret(
    signed_office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    visitor = FarVisitor(signed_office)
    visitor.get("/sign/a-secret-that-opens-nothing")
    visitor.get("/signing/0000000000000000")
    headers = {"Sec-Fetch-Site": "cross-site"}
    visitor.call("POST", "/comment", data={"text": "x"}, headers=headers)
    assert [record.getMessage() for record in caplog.records] == [
        "Refused GET /sign/... from 203.0.113.9: 404, This link cannot be opened",
        "Refused GET /signing/0000000000000000 from 203.0.113.9: 403, Open your link again",
        "Refused POST /comment from 203.0.113.9: 403, Forbidden",
    ]


def test_a_visitor_cannot_write_a_line_of_the_log(
    signed_office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    FarVisitor(signed_office).get("/signing/x%0aRefused%20nothing")
    [record] = caplog.records
    assert "\n" not in record.getMessage()


def test_a_link_is_of_one_person_one_request_and_one_version(signed_office: Office) -> None:
    place_decided(signed_office, EAST)
    advance(signed_office, EAST)
    first = signing_of(signed_office, EAST).open_requests[0]
    sign_request(signed_office, first)
    advance(signed_office, EAST)
    requests = signing_of(signed_office, EAST).requests
    tokens = {signed_office.links.token(r.id) for r in requests}
    assert len(tokens) == len(requests) > 1
    assert all(r.id.startswith(f"{VERSION}/{EAST}/") for r in requests)
    assert all(len(token) == 43 for token in tokens)
    assert not any(token in repr(rows_of(signed_office)) for token in tokens)


def test_every_session_of_the_staff_can_be_ended_at_once(office: Office) -> None:
    visitor = Visitor(office)
    path = make_admin_link(office).removeprefix("https://portal.example.org")
    visitor.post(path, enter="yes")
    enter_by_account(office, "somebody")
    assert sign_all_out(office) == 3
    assert visitor.get("/staff").status_code == 303
    assert rows_of(office)["staff_session"] == []
    assert facts_of(office, "service/staff")[-1] == "service:staff:all-signed-out"


def test_every_dependency_is_locked_by_its_hash() -> None:
    locked = Path("requirements.lock").read_text("utf-8")
    for name in re.findall(r"^([a-z0-9][a-z0-9._-]*)==", locked, re.MULTILINE):
        block = locked.split(f"\n{name}==")[-1].split("\n\n")[0]
        assert "--hash=sha256:" in block, name
    assert "http" not in re.sub(r"^(?:http|aiohttp|requests)\S*", "", locked, flags=re.MULTILINE)
