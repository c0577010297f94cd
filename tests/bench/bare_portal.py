"""The least that a portal can be: `python -m tests.bench.bare_portal PORT DATABASE_URL`, on Starlette.

A form is read, its fields become a row in a transaction of its own, in a thread, and the answer is a
redirect; the page is the same bytes each time. Server and database are set up as the portal's are.
"""

import sys
from urllib.parse import parse_qsl

import uvicorn
from sqlalchemy import Column, MetaData, Table, Text, insert
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from concordat.register.engine import connect
from concordat.register.tables import signature

PAGE = f"<!DOCTYPE html><title>Bare</title>{'x' * 20_000}"
BARE = Table("bare_signature", MetaData(), *(Column(c.name, Text) for c in signature.c))


def bare_portal(url: str) -> Starlette:
    """Return the app, on that database."""
    engine = connect(url)
    BARE.create(engine, checkfirst=True)

    def keep(row: dict[str, str]) -> None:
        with engine.begin() as connection:
            connection.execute(insert(BARE), row)

    async def sign(request: Request) -> Response:
        await run_in_threadpool(keep, dict(parse_qsl((await request.body()).decode())))
        return RedirectResponse("/thanks", 303)

    async def page(_request: Request) -> Response:
        return HTMLResponse(PAGE)

    return Starlette(routes=[Route("/", page), Route("/sign", sign, methods=["POST"])])


if __name__ == "__main__":
    uvicorn.run(
        bare_portal(sys.argv[2]),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="warning",
        server_header=False,
        access_log=False,
    )
