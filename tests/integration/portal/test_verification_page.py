"""The page that tells what a PDF is: what it takes, what it refuses, and that it keeps nothing."""

import asyncio
import sys
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from concordat.portal.app import create_app
from concordat.portal.gate import Gate
from concordat.services.examine import LARGEST
from concordat.services.inspection import InspectedSignature, Inspection
from concordat.services.office import Office
from tests.fakes import EAST, FakeInspector, place_of, ratified
from tests.integration.portal.conftest import TEMPLATES, Visitor

FORM = {"Content-Type": "multipart/form-data; boundary=x"}
SIGNED_AT = datetime(2027, 6, 24, 16, 2, tzinfo=UTC)
FOREIGN = b"%PDF-1.7 of somebody else"


def form(*parts: bytes, name: str = "pdf", filename: str | None = "a.pdf") -> bytes:
    said = f'name="{name}"' + ("" if filename is None else f'; filename="{filename}"')
    head = f"--x\r\nContent-Disposition: form-data; {said}\r\n\r\n".encode()
    return b"".join(head + part + b"\r\n" for part in parts) + b"--x--\r\n"


def send(visitor: Visitor, pdf: bytes) -> httpx.Response:
    return visitor.call("POST", "/verify", files={"pdf": ("a.pdf", pdf, "application/pdf")})


def in_chunks(data: bytes) -> AsyncIterator[bytes]:
    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(data), 65536):
            yield data[start : start + 65536]

    return chunks()


def test_the_page_asks_for_a_pdf_and_says_how_to_do_without_us(visitor: Visitor) -> None:
    page = visitor.get("/verify")
    assert page.status_code == 200
    assert 'for="verify-pdf"' in page.text
    assert 'enctype="multipart/form-data"' in page.text
    assert "pdfsig" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert 'href="/verify"' in visitor.get("/").text


def test_our_authority_is_there_for_everyone(visitor: Visitor) -> None:
    answer = visitor.get("/authority.pem")
    assert answer.content == visitor.office.sealer.authority_pem
    assert answer.headers["content-type"].startswith("text/plain")


def test_a_sealed_record_is_told_with_its_place_and_signatories(later_visitor: Visitor) -> None:
    ratified(later_visitor.office, EAST)
    seal = InspectedSignature("seal", SIGNED_AT, ours=True, good=True)
    visitor = Visitor(later_visitor.office, FakeInspector(Inspection((seal,), sealed=True)))
    kept = place_of(visitor.office, EAST).ratification.current_sha256 or ""
    page = send(visitor, visitor.office.store.get(kept)).text
    assert "<title>This is ours, and not a byte has changed." in page
    assert "the ratification record of East" in page
    assert "Chair, east, 24 June 2027" in page
    assert kept in page
    assert 'class="button" href="/documents/' not in page


def test_a_strangers_pdf_is_told_not_to_be_ours(visitor: Visitor) -> None:
    theirs = InspectedSignature("Signature1", None, ours=False, good=False)
    inspector = FakeInspector(Inspection((theirs,)))
    answer = send(Visitor(visitor.office, inspector), FOREIGN)
    assert answer.status_code == 200
    assert "This is not one of our documents." in answer.text
    assert "1 signature of others" in answer.text
    assert inspector.seen == [FOREIGN]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (Inspection(failed=True), "This file could not be read."),
        (Inspection(encrypted=True), "locked with a password"),
        (Inspection((InspectedSignature("seal", None, True, True),), True), "bears a signature"),
    ],
)
def test_whatever_is_found_has_its_answer(visitor: Visitor, found: Inspection, told: str) -> None:
    answer = send(Visitor(visitor.office, FakeInspector(found)), FOREIGN)
    assert answer.status_code == 200
    assert told in answer.text


@pytest.mark.parametrize(
    ("given", "told"), [(b"", "This file is empty."), (b"PK\x03\x04", "This file is not a PDF.")]
)
def test_what_is_no_pdf_is_told_without_a_look_inside(
    visitor: Visitor, given: bytes, told: str
) -> None:
    inspector = FakeInspector()
    answer = send(Visitor(visitor.office, inspector), given)
    assert (answer.status_code, inspector.seen) == (200, [])
    assert told in answer.text


def test_no_file_is_an_error_linked_to_its_field(visitor: Visitor) -> None:
    content = form(b"", filename="")
    answer = visitor.call("POST", "/verify", content=content, headers=FORM)
    assert answer.status_code == 400
    assert '<a href="#verify-pdf">No file was chosen. ' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "<title>Error: " in answer.text


@pytest.mark.parametrize("declared", [True, False], ids=["by its length", "as it arrives"])
def test_a_file_that_is_too_large_is_refused(visitor: Visitor, declared: bool) -> None:
    body = form(bytes(LARGEST + 1024 * 1024))
    inspector = FakeInspector()
    asking = Visitor(visitor.office, inspector)
    content: Any = body if declared else in_chunks(body)
    answer = asking.call("POST", "/verify", content=content, headers=FORM)
    assert answer.status_code == 413
    assert '<a href="#verify-pdf">The file is larger than 20 MB. ' in answer.text
    assert inspector.seen == []


def test_what_never_ends_is_cut_off(visitor: Visitor) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        yield form(b"")[:-7]
        while True:
            taken += 1024 * 1024
            yield bytes(1024 * 1024)

    answer = visitor.call("POST", "/verify", content=endless(), headers=FORM)
    assert answer.status_code == 413
    assert taken < 5 * LARGEST


def test_the_largest_file_is_taken_and_memory_stays_bounded(visitor: Visitor) -> None:
    body = form(b"%PDF-1.7" + bytes(LARGEST - 8))
    tracemalloc.start()
    answer = visitor.call("POST", "/verify", content=in_chunks(body), headers=FORM)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 200
    assert peak < 3 * LARGEST


def test_a_file_that_takes_too_long_to_arrive_is_refused(visitor: Visitor) -> None:
    desk = visitor.app.state.desk
    patient = replace(desk.verification, arrives_within_s=0.01)
    visitor.app.state.desk = replace(desk, verification=patient)

    async def slow() -> AsyncIterator[bytes]:
        yield form(b"")[:20]
        await asyncio.Event().wait()

    answer = visitor.call("POST", "/verify", content=slow(), headers=FORM)
    assert answer.status_code == 408
    assert "took too long to arrive" in answer.text


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (FORM["Content-Type"], form(FOREIGN, FOREIGN)),
        (FORM["Content-Type"], form(FOREIGN, name="other")),
        (FORM["Content-Type"], form(FOREIGN, filename=None)),
        (FORM["Content-Type"], form(FOREIGN)[:-8]),
        (FORM["Content-Type"], form()),
        (FORM["Content-Type"], b"--y\r\n"),
        (FORM["Content-Type"], b"--x\r\n" + b"a: b\r\n" * 1000),
        (FORM["Content-Type"], b"--x\r\n\r\n" + FOREIGN + b"\r\n--x--\r\n"),
        (FORM["Content-Type"], b""),
        ("multipart/form-data", form(FOREIGN)),
        ("application/pdf", FOREIGN),
        ("application/x-www-form-urlencoded", b"pdf=x"),
    ],
)
def test_what_our_page_does_not_send_is_refused(
    visitor: Visitor, content_type: str, body: bytes
) -> None:
    headers = {"Content-Type": content_type}
    answer = visitor.call("POST", "/verify", content=body, headers=headers)
    assert answer.status_code == 400
    assert "This could not be read" in answer.text


CHUNKS = [form(FOREIGN)]
ASKING = {
    "type": "http",
    "method": "POST",
    "path": "/verify",
    "raw_path": b"/verify",
    "root_path": "",
    "scheme": "https",
    "query_string": b"",
    "headers": [
        (b"host", b"portal.example.org"),
        (b"content-type", b"multipart/form-data; boundary=x"),
        (b"content-length", b"?"),
    ],
    "server": ("portal.example.org", 443),
    "client": ("192.0.2.1", 1),
    "http_version": "1.1",
}
"""What no HTTP library would send: a length that is no number."""


async def asked(visitor: Visitor, chunks: list[bytes], leaves: asyncio.Event) -> list[int]:
    """Send the chunks, leave when it is time, and return the status of what was answered."""
    to_come = list(chunks)
    answered: list[int] = []

    async def receive() -> dict[str, Any]:
        if to_come:
            return {"type": "http.request", "body": to_come.pop(0), "more_body": not whole}
        await leaves.wait()
        return {"type": "http.disconnect"}

    async def answer(message: Any) -> None:
        answered.extend([message["status"]] if "status" in message else [])

    whole = chunks == CHUNKS
    await visitor.app(dict(ASKING), receive, answer)
    return answered


class Waiting(FakeInspector):
    """Looks until it is told to go on, and counts how many look at once."""

    def __init__(self) -> None:
        super().__init__()
        self.looking = self.most = 0
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()

    async def inspect(self, pdf: bytes, authority_pem: bytes) -> Inspection:
        self.looking += 1
        self.most = max(self.most, self.looking)
        self.begun.set()
        try:
            await self.go_on.wait()
            return await super().inspect(pdf, authority_pem)
        finally:
            self.looking -= 1


def test_a_length_that_is_no_number_is_not_believed(visitor: Visitor) -> None:
    assert asyncio.run(asked(visitor, CHUNKS, asyncio.Event())) == [200]


def test_nobody_looks_any_more_when_whoever_asked_has_left(visitor: Visitor) -> None:
    inspector = Waiting()

    async def ask_and_leave() -> list[int]:
        return await asked(Visitor(visitor.office, inspector), CHUNKS, inspector.begun)

    assert asyncio.run(ask_and_leave()) == [499]
    assert (inspector.looking, inspector.seen) == (0, [])


def test_whoever_leaves_while_sending_is_let_go(visitor: Visitor) -> None:
    left = asyncio.Event()
    left.set()
    assert asyncio.run(asked(visitor, [form(FOREIGN)[:30]], left)) == [499]


def test_two_are_looked_at_at_once_few_wait_and_the_others_are_asked_to_come_back(
    visitor: Visitor,
) -> None:
    inspector = Waiting()
    asking = Visitor(visitor.office, inspector)
    stays = asyncio.Event()

    async def ten() -> list[list[int]]:
        waiting = [asyncio.create_task(asked(asking, CHUNKS, stays)) for _ in range(10)]
        await asyncio.wait(waiting[6:])
        inspector.go_on.set()
        return await asyncio.gather(*waiting)

    assert asyncio.run(ten()) == [[200]] * 6 + [[503]] * 4
    assert inspector.most == 2
    assert asyncio.run(asked(asking, CHUNKS, asyncio.Event())) == [200]


def test_a_busy_page_says_when_to_come_back(visitor: Visitor) -> None:
    desk = visitor.app.state.desk
    visitor.app.state.desk = replace(desk, verification=replace(desk.verification, gate=Gate(1, 0)))
    answer = send(visitor, FOREIGN)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "60"
    assert "send yours again" in answer.text


written: list[str] = []
watching = False


def _notice(event: str, args: tuple[Any, ...]) -> None:
    if watching and event == "open" and isinstance(args[2], int) and args[2] & 0o3:
        written.append(str(args[0]))


@pytest.fixture
def files_written() -> Iterator[list[str]]:
    """Return the files that are opened for writing during a test, by whatever part of Python."""
    global watching  # noqa: PLW0603 - Python cannot take such a hook away again.
    sys.addaudithook(_notice)
    written.clear()
    watching = True
    yield written
    watching = False


def test_nothing_that_was_sent_is_written_to_a_file(
    visitor: Visitor, files_written: list[str]
) -> None:
    before = visitor.happened()
    send(visitor, b"%PDF-1.7" + bytes(3 * 1024 * 1024))
    assert files_written == []
    assert visitor.happened() == before


def test_without_an_inspector_there_is_no_such_page(office: Office) -> None:
    visitor = Visitor(office)
    visitor.app = create_app(office, TEMPLATES)
    assert visitor.get("/verify").status_code == 404
    assert send(visitor, FOREIGN).status_code == 404
    assert "/verify" not in visitor.get("/").text
