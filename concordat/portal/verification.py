"""The page on which anyone is told what a PDF is. What they bring is looked at and let go.

Visitors are not told apart by their address: behind a proxy all have one. The gate alone bounds
what they can ask of this machine together, and nobody waits who has left.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from concordat.domain.errors import NotFound
from concordat.portal.desk import desk_of, office_of, page, read_version
from concordat.portal.errors import GONE
from concordat.portal.gate import Busy, Gate
from concordat.portal.rendering import Problem
from concordat.portal.upload import TooLarge, TooSlow, read_file
from concordat.services.examine import LARGEST, Examination, examine
from concordat.services.ports import PdfInspector
from concordat.services.recognition import Recogniser

T = TypeVar("T")

FIELD_ID = "verify-pdf"
ARRIVES_WITHIN_S = 60
_MEGABYTES = LARGEST // (1024 * 1024)
_PRIVATE = {"Cache-Control": "no-store"}

NONE_CHOSEN = Problem("No file was chosen.", "Choose the PDF that you want to check.", FIELD_ID)
TOO_LARGE = Problem(
    f"The file is larger than {_MEGABYTES} MB.",
    "Our documents are far smaller, so it is not one of them as we made it.",
    FIELD_ID,
)
TOO_SLOW = Problem(
    "The file took too long to arrive.",
    "Nothing was kept of it. Try again on a faster connection.",
    FIELD_ID,
)
BUSY = Problem(
    "Others are having documents checked at this moment.",
    "Please wait a minute, and send yours again.",
    FIELD_ID,
)


@dataclass(frozen=True, slots=True)
class Verification:
    """What the page works with."""

    inspector: PdfInspector
    recogniser: Recogniser
    gate: Gate
    arrives_within_s: float = ARRIVES_WITHIN_S


async def show_form(request: Request) -> Response:
    """Show the form."""
    _verification(request)
    return await _page(request)


async def check_document(request: Request) -> Response:
    """Tell what the file is that was sent; the form comes back if there is none to look at."""
    desk = _verification(request)
    try:
        with desk.gate.entered():
            given = await read_file(request, LARGEST, desk.arrives_within_s)
            if given is None:
                return await _page(request, problem=NONE_CHOSEN, status=400)
            answer = await _while_there(request, _in_turn(request, desk, given))
    except Busy:
        busy = await _page(request, problem=BUSY, status=503)
        busy.headers["Retry-After"] = "60"
        return busy
    except TooLarge:
        return await _page(request, problem=TOO_LARGE, status=413)
    except TooSlow:
        return await _page(request, problem=TOO_SLOW, status=408)
    return await _page(request, answer=answer) if answer else Response(status_code=GONE)


def authority(request: Request) -> Response:
    """Send the certificate by which anyone can check our signatures without us."""
    return PlainTextResponse(office_of(request).sealer.authority_pem)


def _verification(request: Request) -> Verification:
    found: Verification | None = desk_of(request).verification
    if found is None:
        raise NotFound("Documents are not checked here.", remedy="Write to us instead.")
    return found


async def _in_turn(request: Request, desk: Verification, given: bytes) -> Examination:
    async with desk.gate.turn:
        return await examine(office_of(request), desk.recogniser, desk.inspector, given)


async def _while_there(request: Request, work: Coroutine[Any, Any, T]) -> T | None:
    """Return what the work gives; None, and the work is ended, when whoever asked has left."""
    working, leaving = asyncio.create_task(work), asyncio.create_task(_left(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _page(
    request: Request,
    *,
    answer: Examination | None = None,
    problem: Problem | None = None,
    status: int = 200,
) -> Response:
    version = await asyncio.to_thread(read_version, request)
    shown = page(
        request,
        "verify",
        version=version,
        status=status,
        answer=answer,
        problem=problem,
        largest=_MEGABYTES,
    )
    shown.headers.update(_PRIVATE)
    return shown
