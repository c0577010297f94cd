"""The acts of those who sign, and of the network, over HTTP: for a rehearsal in other processes.

GET  /stand-in/inbox     the letters that asked people to sign, oldest first
POST /stand-in/acts      {"envelopeId", "recipientId", "act", "name", "reason", "email"}
POST /stand-in/faults    {"fault", "matching", "times", "status", "code"}
POST /stand-in/deliver   {"times", "backwards"}: delivers the Connect messages that are due
POST /stand-in/expire    voids the envelopes whose time has run
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.standins.docusign.account import Account
from tests.standins.docusign.envelope import Envelope
from tests.standins.docusign.faults import Fault, Faults
from tests.standins.docusign.refusals import Refusal, invalid

Act = Callable[[Envelope, Account, dict[str, str]], None]

ACTS: dict[str, Act] = {
    "open": lambda e, a, d: e.open(d["recipientId"], a.now()),
    "sign": lambda e, a, d: e.sign(d["recipientId"], a.now(), d.get("name", "")),
    "decline": lambda e, a, d: e.decline(d["recipientId"], a.now(), d["reason"]),
    "bounce": lambda e, a, d: e.bounce(d["recipientId"], a.now(), d["reason"]),
    "fail-identity": lambda e, a, d: e.fail_identity(d["recipientId"], a.now()),
    "delegate": lambda e, a, d: e.delegate(d["recipientId"], a.now(), d["name"], d["email"]),
    "finish-later": lambda e, a, d: e.finish_later(d["recipientId"], a.now()),
}


def act(account: Account, envelope_id: str, name: str, /, **data: str) -> None:
    """Do one of the acts of a recipient; Refusal when it cannot be done now."""
    if name not in ACTS:
        raise invalid(f"There is no act {name}.")
    with account.changing(envelope_id) as envelope:
        ACTS[name](envelope, account, data)


def _told(handler: Callable[[Account, Faults, dict[str, Any]], Any]) -> Any:
    async def answer(request: Request) -> Response:
        state = request.app.state
        data = await request.json() if request.method == "POST" else {}
        try:
            # Delivering calls a portal, which may be waiting for us.
            found = await run_in_threadpool(handler, state.account, state.faults, data)
        except Refusal as refusal:
            return refusal.response
        return JSONResponse(found)

    return answer


def _inbox(account: Account, _faults: Faults, _data: dict[str, Any]) -> Any:
    return [asdict(letter) for letter in account.inbox]


def _act(account: Account, _faults: Faults, data: dict[str, Any]) -> Any:
    told = dict(data)
    envelope_id, name = told.pop("envelopeId"), told.pop("act")
    act(account, envelope_id, name, **told)
    return {"status": account.envelope(envelope_id).status}


def _plan(_account: Account, faults: Faults, data: dict[str, Any]) -> Any:
    told = dict(data)
    faults.plan(Fault(told.pop("fault")), **told)
    return {}


def _deliver(account: Account, _faults: Faults, data: dict[str, Any]) -> Any:
    return {"taken": account.connect.deliver(account.now(), **data)}


def _expire(account: Account, _faults: Faults, _data: dict[str, Any]) -> Any:
    return {"expired": account.expire()}


ROUTES = [
    Route("/stand-in/inbox", _told(_inbox)),
    Route("/stand-in/acts", _told(_act), methods=["POST"]),
    Route("/stand-in/faults", _told(_plan), methods=["POST"]),
    Route("/stand-in/deliver", _told(_deliver), methods=["POST"]),
    Route("/stand-in/expire", _told(_expire), methods=["POST"]),
]
