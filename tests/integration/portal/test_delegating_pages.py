"""A signatory delegates on their page, sees that they have, and takes it back there."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from concordat.domain.delegation import MAX_FILE
from concordat.domain.identity import IDENTIFIED_FOR
from concordat.portal import delegating
from tests.fakes import (
    EAST,
    VERSION,
    a_programme,
    advance,
    an_office,
    clock_of,
    engine_of,
    place_decided,
    sign_request,
    signing_of,
)
from tests.integration.portal.conftest import Visitor

DEPUTY = {
    "deputy": "Ann Other",
    "role": "vice-chair",
    "address": "vice@east.example.org",
    "day": "30",
    "month": "6",
    "year": "2027",
    "reference": "minute <east/27/2>",
}
BOUNDARY = "boundary"
MULTIPART = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
SCAN = ("scheme.pdf", b"%PDF-1.7 a scheme", "application/pdf")


@pytest.fixture
def at_east(later_visitor: Visitor) -> Visitor:
    place_decided(later_visitor.office, EAST)
    advance(later_visitor.office, EAST)
    return later_visitor


def delegate(
    visitor: Visitor, path: str, file: tuple[str, bytes, str] | None = None, **changes: str
) -> httpx.Response:
    fields = {**DEPUTY, **changes}
    if file is None:
        body = unchosen(fields)
        return visitor.call("POST", f"{path}/delegate", content=body, headers=MULTIPART)
    form: dict[str, Any] = {"data": fields, "files": {"evidence": file}}
    return visitor.call("POST", f"{path}/delegate", **form)


def unchosen(fields: dict[str, str]) -> bytes:
    """Return what a browser sends of the form when no file was chosen."""
    parts = [f'name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
    parts.append('name="evidence"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n')
    said = "".join(f"--{BOUNDARY}\r\nContent-Disposition: form-data; {part}\r\n" for part in parts)
    return f"{said}--{BOUNDARY}--\r\n".encode()


def requests_at(visitor: Visitor) -> int:
    return len(signing_of(visitor.office, EAST).requests)


def test_a_signatory_delegates_and_sees_to_whom(at_east: Visitor) -> None:
    path = at_east.page_of(EAST)
    assert f'href="{path}/delegate">Let somebody else sign for me' in at_east.get(path).text
    page = at_east.get(f"{path}/delegate").text
    for words in (
        "A deputy can sign for you as chair of east",
        "At the latest 22 September 2027",
        "multipart/form-data",
    ):
        assert words in page
    taken = delegate(at_east, path)
    assert (taken.status_code, taken.headers["location"]) == (303, path)
    page = at_east.get(path).text
    for words in (
        "A deputy signs for you",
        "Vice-chair: Ann Other",
        "30 June 2027",
        "minute &lt;east/27/2&gt;",
    ):
        assert words in page
    advance(at_east.office, EAST)
    deputys = at_east.get(at_east.page_of(EAST)).text
    assert "Vice-chair (deputy for the chair)" in deputys
    assert "Let somebody else sign for me" not in deputys
    assert "Ann Other" not in deputys


def test_a_file_is_taken_in_place_of_a_reference(at_east: Visitor) -> None:
    path = at_east.page_of(EAST)
    assert delegate(at_east, path, SCAN, reference="").status_code == 303
    with at_east.office.register.reading() as view:
        [sha256] = [d[2] for d in view.documents(VERSION) if d[0] == "delegation-pdf"]
    assert at_east.get(f"/documents/{sha256}.pdf").status_code == 404
    assert "Files that show a delegation" in at_east.get("/").text


def test_the_link_of_who_delegated_leads_to_what_they_did_after_a_code(at_east: Visitor) -> None:
    link, path = at_east.sign_link(EAST), at_east.page_of(EAST)
    delegate(at_east, path)
    elsewhere = Visitor(at_east.office)
    assert elsewhere.get(link).headers["location"] == path
    page = elsewhere.get(path).text
    assert "has let a deputy sign" in page
    assert "Ann Other" not in page
    refused = elsewhere.post(f"{path}/take-back", **{"take-back": "yes"})
    assert "We do not know yet that it is you" in refused.text
    assert requests_at(at_east) == 1


def test_a_delegation_is_taken_back_on_the_page(at_east: Visitor) -> None:
    path = at_east.page_of(EAST)
    delegate(at_east, path)
    advance(at_east.office, EAST)
    taken = at_east.post(f"{path}/take-back", **{"take-back": "yes"})
    assert (taken.status_code, taken.headers["location"]) == (303, "/taken-back")
    assert "You have taken your delegation back" in at_east.get("/taken-back").text
    assert "and get a new link" in at_east.get(path).text
    again = at_east.post(f"{path}/take-back", **{"take-back": "yes"})
    assert again.status_code == 410
    advance(at_east.office, EAST)
    assert "Sign as chair\n" in at_east.get(at_east.page_of(EAST)).text


def test_when_the_deputy_has_signed_the_link_says_so(at_east: Visitor) -> None:
    path = at_east.page_of(EAST)
    delegate(at_east, path)
    advance(at_east.office, EAST)
    sign_request(at_east.office, signing_of(at_east.office, EAST).open_requests[0])
    assert at_east.post(f"{path}/take-back", back="yes").status_code == 410
    answer = at_east.get(path)
    assert answer.status_code == 410
    assert "A deputy signs for this seat" in answer.text


@pytest.mark.parametrize(
    ("changes", "says", "field"),
    [
        ({"deputy": ""}, "name is missing", "deputy"),
        ({"deputy": "<b>" + "x" * 300}, "name is missing or too long", "deputy"),
        ({"role": " "}, "role is missing", "role"),
        ({"year": "2028"}, "the last day of the delegation", "day"),
        ({"day": "31"}, "the last day of the delegation", "day"),
        ({"day": "", "month": "", "year": ""}, "the last day of the delegation", "day"),
        ({"year": "9" * 40}, "the last day of the delegation", "day"),
        ({"year": "9" * 5000}, "the last day of the delegation", "day"),
        ({"address": "nobody"}, "not an e-mail address", "address"),
        ({"reference": ""}, "nothing shows the delegation", "reference"),
        ({"reference": "x" * 300}, "the reference is too long", "reference"),
    ],
)
def test_what_cannot_be_recorded_brings_the_form_back_with_what_was_typed(
    at_east: Visitor, changes: dict[str, str], says: str, field: str
) -> None:
    path = at_east.page_of(EAST)
    answer = delegate(at_east, path, **changes)
    assert answer.status_code in {400, 409}
    assert says in answer.text
    assert f'href="#delegate-{field}"' in answer.text
    assert f'id="delegate-{field}"' in answer.text
    assert 'value="minute &lt;east/27/2&gt;"' in answer.text or "reference" in changes
    assert "<b>" not in answer.text
    assert signing_of(at_east.office, EAST).open_requests


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (("a.exe", b"MZ\x90", "application/pdf"), "neither a PDF"),
        (("a.pdf", b"", "application/pdf"), "neither a PDF"),
        (("a.pdf", b"%PDF-" + b"0" * (MAX_FILE + 1), "application/pdf"), "At most 10 MB"),
    ],
)
def test_a_file_that_is_not_taken_brings_the_form_back(
    at_east: Visitor, file: tuple[str, bytes, str], says: str
) -> None:
    path = at_east.page_of(EAST)
    answer = delegate(at_east, path, file)
    assert answer.status_code in {400, 409}
    assert says in answer.text
    assert 'href="#delegate-evidence"' in answer.text
    assert requests_at(at_east) == 1
    assert signing_of(at_east.office, EAST).open_requests


@pytest.mark.parametrize(
    "content",
    [
        {"data": DEPUTY},
        {"data": {**DEPUTY, "more": "x"}, "files": {"evidence": SCAN}},
        {"data": DEPUTY, "files": {"another": SCAN}},
        {"data": DEPUTY, "files": [("evidence", SCAN), ("evidence", SCAN)]},
        {"data": {**DEPUTY, "role": ["a", "b"]}, "files": {"evidence": SCAN}},
        {"data": {**DEPUTY, "role": "a\0b"}, "files": {"evidence": SCAN}},
        {"data": {**DEPUTY, "role": b"\xff\xfe"}, "files": {"evidence": SCAN}},
        {"data": {}, "files": {"role": SCAN}},
    ],
)
def test_what_is_not_our_form_is_refused(at_east: Visitor, content: dict[str, Any]) -> None:
    path, before = at_east.page_of(EAST), at_east.happened()
    answer = at_east.call("POST", f"{path}/delegate", **content)
    assert answer.status_code == 400
    assert "This could not be read" in answer.text
    assert at_east.happened() == before


def test_endless_words_beside_a_file_are_refused(at_east: Visitor) -> None:
    path = at_east.page_of(EAST)
    assert delegate(at_east, path, SCAN, role="x" * 20_000).status_code == 413


def test_a_part_of_a_form_without_a_name_is_refused(at_east: Visitor) -> None:
    path = at_east.page_of(EAST)
    for part in (b"Content-Type: text/plain\r\n\r\nwords", b"Content-Type: text/plain\r\n\r\n"):
        body = b"--boundary\r\n" + part + b"\r\n--boundary--\r\n"
        answer = at_east.call("POST", f"{path}/delegate", content=body, headers=MULTIPART)
        assert answer.status_code == 400


def test_nothing_is_taken_from_a_stranger_or_another_site(at_east: Visitor) -> None:
    path = at_east.page_of(EAST)
    form: dict[str, Any] = {"data": DEPUTY, "files": {"evidence": SCAN}}
    elsewhere = {"sec-fetch-site": "cross-site"}
    answer = at_east.call("POST", f"{path}/delegate", headers=elsewhere, **form)
    assert answer.status_code == 403
    stranger = Visitor(at_east.office)
    assert stranger.call("POST", f"{path}/delegate", **form).status_code == 403
    stranger.get(at_east.sign_link(EAST))
    answer = stranger.call("POST", f"{path}/delegate", **form)
    assert "We do not know yet that it is you" in answer.text
    assert signing_of(at_east.office, EAST).open_requests


def test_a_file_that_arrives_too_slowly_is_let_go(
    at_east: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = at_east.page_of(EAST)
    monkeypatch.setattr(delegating, "ARRIVES_WITHIN_S", 0)

    async def slow() -> AsyncIterator[bytes]:
        yield unchosen(DEPUTY)[:20]
        await asyncio.Event().wait()

    answer = at_east.call("POST", f"{path}/delegate", content=slow(), headers=MULTIPART)
    assert answer.status_code == 400
    assert "Nothing was recorded" in answer.text


def test_whoever_is_not_identified_any_more_when_the_file_has_come_is_asked_again(
    at_east: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = at_east.page_of(EAST)
    monkeypatch.setattr(delegating, "_refuse_unread", lambda *_: None)
    clock_of(at_east.office).advance(seconds=IDENTIFIED_FOR.total_seconds())
    for file in (SCAN, ("a.pdf", b"%PDF-" + b"0" * (MAX_FILE + 1), "application/pdf")):
        assert "First, show that it is you" in delegate(at_east, path, file).text
    assert signing_of(at_east.office, EAST).open_requests


def test_where_the_body_lets_nobody_the_choice_is_not_offered(tmp_path: Path) -> None:
    programme = a_programme()
    bodies = tuple(replace(body, deputies=False) for body in programme.bodies)
    visitor = Visitor(an_office(tmp_path, replace(programme, bodies=bodies)))
    place_decided(visitor.office, EAST)
    advance(visitor.office, EAST)
    path = visitor.page_of(EAST)
    assert "Let somebody else sign for me" not in visitor.get(path).text
    answer = delegate(visitor, path)
    assert answer.status_code == 409
    assert "the body lets nobody sign for you" in answer.text
    assert signing_of(visitor.office, EAST).open_requests
    engine_of(visitor.office).dispose()
