"""What holds for every page: who may call it, its headers, and how it refuses."""

import re
import subprocess
import sys
from dataclasses import replace
from typing import NoReturn

import pytest
from starlette.routing import Match

from concordat.domain import errors
from concordat.portal.access import Access, Page
from concordat.portal.app import PAGES
from concordat.portal.errors import TABLE, told
from concordat.portal.forms import MAX_BYTES
from concordat.services.office import Office
from concordat.services.tablet import PATH
from tests.fakes import EAST, advance, in_review, place_decided
from tests.integration.portal.conftest import TEMPLATES, Visitor

ANSWERED_AS_OUR_FAULT = {"BadConfig", "BadSetting", "TemplateFault", "BrokenEvidence"}


def test_every_route_declares_who_may_call_it(visitor: Visitor) -> None:
    assert all(isinstance(route, Page) for route in visitor.app.routes)
    personal = {page.path for page in PAGES if page.access is Access.PERSONAL_LINK}
    assert personal == {
        page.path
        for page in PAGES
        if "{token}" in page.path or "{key}" in page.path or page.path.startswith(PATH)
    }


def test_every_kind_of_error_has_its_page() -> None:
    kinds = {
        name
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, errors.ConcordatError)
    }
    assert kinds - {kind.__name__ for kind in TABLE} == ANSWERED_AS_OUR_FAULT | {"ConcordatError"}


def test_the_nearest_kind_of_error_is_told() -> None:
    assert told(errors.WrongTurn("x")).heading == "It is not your turn yet"
    assert told(errors.AlreadyDone("x")).status == 409
    assert told(errors.LinkRefused("x", why="unknown")).status == 404
    assert told(errors.LinkRefused("x", why="expired")).status == 410


@pytest.mark.parametrize(
    "path", ["/", "/comment", "/nowhere", "/sign/x", "/static/colours-0b5563-ffffff.css"]
)
def test_every_answer_carries_the_security_headers(visitor: Visitor, path: str) -> None:
    headers = visitor.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/sign/x", "/review/x", "/signing/x/document.pdf", "/nowhere"])
def test_what_is_not_public_is_neither_kept_nor_listed(visitor: Visitor, path: str) -> None:
    headers = visitor.get(path).headers
    assert headers["cache-control"] == "no-store"
    assert "noindex" in headers["x-robots-tag"]
    assert "x-robots-tag" not in visitor.get("/").headers


def test_a_personal_page_is_neither_kept_nor_listed(later_visitor: Visitor) -> None:
    place_decided(later_visitor.office, EAST)
    advance(later_visitor.office, EAST)
    headers = later_visitor.get(later_visitor.page_of(EAST)).headers
    assert headers["cache-control"] == "no-store"
    assert "noindex" in headers["x-robots-tag"]


def test_a_fault_of_ours_shows_nothing_of_itself(office: Office) -> None:
    class BrokenRegister:
        def reading(self) -> NoReturn:
            raise RuntimeError("secret detail")

        writing = reading

    visitor = Visitor(replace(office, register=BrokenRegister()))
    for path in ("/", "/sign/x", "/nowhere"):
        answer = visitor.get(path)
        assert answer.status_code == 500
        assert "This is a fault on our side." in answer.text
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_is_too_large_is_refused(visitor: Visitor) -> None:
    in_review(visitor.office)
    answer = visitor.post("/comment", text="x" * MAX_BYTES)
    assert answer.status_code == 413
    assert "This is too long" in answer.text


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"text=%ff%fe"),
        ("application/x-www-form-urlencoded", b"text=\xff"),
        ("application/x-www-form-urlencoded", b"text=a%00b"),
        ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % n for n in range(600))),
        ("application/json", b'{"text": "x"}'),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("", b"text=x"),
    ],
)
def test_what_no_form_of_ours_sends_is_refused(
    visitor: Visitor, content_type: str, body: bytes
) -> None:
    in_review(visitor.office)
    before = visitor.happened()
    headers = {"Content-Type": content_type} if content_type else {}
    answer = visitor.call("POST", "/comment", content=body, headers=headers)
    assert answer.status_code == 400
    assert "This could not be read" in answer.text
    assert visitor.happened() == before


def test_a_wrong_method_is_told_the_right_ones(visitor: Visitor) -> None:
    answer = visitor.call("DELETE", "/comment")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, POST"
    assert "This cannot be done here" in answer.text
    assert visitor.call("POST", "/").status_code == 405


def test_no_route_hides_another() -> None:
    for page in PAGES:
        path = page.path.replace("{token}", "x").replace("{sha256}", "y")
        path = path.replace("{number:int}", "1")
        (method,) = (page.methods or set()) - {"HEAD"}
        scope = {"type": "http", "method": method, "path": path, "root_path": ""}
        first = next(p for p in PAGES if p.matches(scope)[0] is Match.FULL)
        assert first is page


def test_the_portal_is_light() -> None:
    heavy = ("prefect", "weasyprint", "pyhanko", "pikepdf", "docusign_esign", "authlib", "joserfc")
    code = (
        "import sys, concordat.portal.app\n"
        f"found = sorted(set({heavy!r}) & set(sys.modules))\n"
        "sys.exit(', '.join(found) or None)"
    )
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_the_words_of_the_agreement_bring_no_id_that_a_page_has() -> None:
    def ids(*names: str) -> set[str]:
        text = "".join((TEMPLATES / name).read_text("utf-8") for name in names)
        return set(re.findall(r'\bid="([\w-]+)"', text))

    around = ids("portal/base.html.j2", "portal/sign.html.j2", "portal/agreement.html.j2")
    assert not around & ids("agreement/mou.html.j2", "agreement/wrapper.html.j2")
