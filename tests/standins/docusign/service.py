"""The stand-in's web app: the calls of REST v2.1 and of the authentication service."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.standins.docusign import bodies, control, papers
from tests.standins.docusign.account import Account
from tests.standins.docusign.envelope import COPIES, SIGNERS
from tests.standins.docusign.faults import Faults, Striking
from tests.standins.docusign.grants import NotGranted
from tests.standins.docusign.refusals import Refusal, invalid

ACCOUNT = "/restapi/v2.1/accounts/{account}"
ENVELOPE = ACCOUNT + "/envelopes/{envelope}"
PDF = "application/pdf"
Handler = Callable[[Request], Awaitable[Response]]


def account_of(request: Request) -> Account:
    account: Account = request.app.state.account
    return account


async def _body(request: Request, kind: str) -> dict[str, Any]:
    try:
        body = json.loads(await request.body())
    except ValueError:
        raise invalid("The body is not JSON.") from None
    return bodies.check(kind, body)


def call(handler: Handler) -> Handler:
    """Guard a call: its token and account, the limits, and how it is refused."""

    async def guarded(request: Request) -> Response:
        account = account_of(request)
        account.calls.append(f"{request.method} {request.url.path.rpartition('/accounts/')[2]}")
        headers: dict[str, str] = {}
        try:
            authorization = request.headers.get("authorization", "")
            account.grants.check_token(authorization, request.path_params["account"])
            headers = account.limits.count(account.now())
            answer = await handler(request)
        except Refusal as refusal:
            answer = refusal.response
        answer.headers.update(headers)
        return answer

    return guarded


async def give_token(request: Request) -> Response:
    form = await request.form()
    grant_type, assertion = str(form.get("grant_type")), str(form.get("assertion"))
    try:
        return JSONResponse(account_of(request).grants.grant(grant_type, assertion))
    except NotGranted as error:
        return error.response


async def tell_userinfo(request: Request) -> Response:
    grants = account_of(request).grants
    try:
        grants.check_token(request.headers.get("authorization", ""))
    except Refusal as refusal:
        return refusal.response
    return JSONResponse(grants.userinfo(str(request.base_url).rstrip("/")))


@call
async def create(request: Request) -> Response:
    account = account_of(request)
    made = account.create(await _body(request, "EnvelopeDefinition"))
    uri = f"/envelopes/{made.id}"
    answer = {"envelopeId": made.id, "status": made.status, "uri": uri}
    return JSONResponse({**answer, "statusDateTime": made.shown(set())["createdDateTime"]}, 201)


@call
async def list_changes(request: Request) -> Response:
    return JSONResponse(account_of(request).changes(dict(request.query_params)))


@call
async def get(request: Request) -> Response:
    account, envelope_id = account_of(request), request.path_params["envelope"]
    envelope = account.envelope(envelope_id)
    account.limits.look(envelope_id, account.now())
    include = set(request.query_params.get("include", "").split(","))
    return JSONResponse(envelope.shown(include))


@call
async def update(request: Request) -> Response:
    account, envelope_id = account_of(request), request.path_params["envelope"]
    asked = await _body(request, "Envelope")
    with account.changing(envelope_id) as envelope:
        if asked.get("status") == "voided":
            envelope.void(account.now(), asked.get("voidedReason", ""))
        elif asked.get("status") == "sent":
            envelope.send(account.now())
        elif request.query_params.get("resend_envelope") == "true":
            envelope.resend(account.now())
    return JSONResponse({"envelopeId": envelope_id})


@call
async def recipients(request: Request) -> Response:
    account, envelope_id = account_of(request), request.path_params["envelope"]
    envelope = account.envelope(envelope_id)
    account.limits.look(envelope_id, account.now())
    with_tabs = request.query_params.get("include_tabs") == "true"
    return JSONResponse(envelope.shown_recipients(with_tabs=with_tabs))


@call
async def correct(request: Request) -> Response:
    account = account_of(request)
    asked = await _body(request, "Recipients")
    resend = request.query_params.get("resend_envelope") == "true"
    given = [*asked.get(SIGNERS, []), *asked.get(COPIES, [])]
    with account.changing(request.path_params["envelope"]) as envelope:
        envelope.correct(given, account.now(), resend=resend)
    results = [{"recipientId": one["recipientId"]} for one in given]
    return JSONResponse({"recipientUpdateResults": results})


@call
async def add(request: Request) -> Response:
    account = account_of(request)
    asked = await _body(request, "Recipients")
    with account.changing(request.path_params["envelope"]) as envelope:
        for kind in (SIGNERS, COPIES):
            for given in asked.get(kind, []):
                envelope.add(kind, given, account.now())
        return JSONResponse(envelope.shown_recipients(with_tabs=False), 201)


@call
async def document(request: Request) -> Response:
    envelope = account_of(request).envelope(request.path_params["envelope"])
    wanted = request.path_params["document"]
    made = {"combined": papers.combined, "certificate": papers.certificate}.get(wanted)
    if made is not None:
        # What signs it runs a loop of its own.
        return Response(await run_in_threadpool(made, envelope), media_type=PDF)
    for document_id, _, data in envelope.documents:
        if document_id == wanted:
            return Response(data, media_type=PDF)
    raise Refusal(404, "DOCUMENT_DOES_NOT_EXIST", f"There is no document {wanted}.")


@call
async def view(request: Request) -> Response:
    """Give the address of a page where a recipient signs, or a sender corrects."""
    account, which = account_of(request), request.path_params["view"]
    models = {"recipient": "RecipientViewRequest", "correct": "EnvelopeViewRequest"}
    if which not in models:
        raise Refusal(404, "INVALID_REQUEST_PARAMETER", f"There is no view {which}.")
    asked = await _body(request, models[which])
    envelope = account.envelope(request.path_params["envelope"])
    if which == "recipient" and not any(_is(one.given, asked) for one in envelope.signers):
        raise Refusal(400, "UNKNOWN_ENVELOPE_RECIPIENT", "Nobody of that name signs embedded.")
    return JSONResponse({"url": f"{request.base_url}stand-in/views/{envelope.id}"}, 201)


def _is(given: dict[str, Any], asked: dict[str, Any]) -> bool:
    pairs = (("name", "userName"), ("email", "email"), ("clientUserId", "clientUserId"))
    return all(given.get(one) == asked.get(other) for one, other in pairs)


def create_service(account: Account, faults: Faults) -> Striking:
    """Return the web app of the account, through which the planned faults strike."""
    app = Starlette(
        routes=[
            Route("/oauth/token", give_token, methods=["POST"]),
            Route("/oauth/userinfo", tell_userinfo),
            Route(f"{ACCOUNT}/envelopes", create, methods=["POST"]),
            Route(f"{ACCOUNT}/envelopes", list_changes),
            Route(ENVELOPE, get),
            Route(ENVELOPE, update, methods=["PUT"]),
            Route(f"{ENVELOPE}/recipients", recipients),
            Route(f"{ENVELOPE}/recipients", correct, methods=["PUT"]),
            Route(f"{ENVELOPE}/recipients", add, methods=["POST"]),
            Route(f"{ENVELOPE}/documents/{{document}}", document),
            Route(f"{ENVELOPE}/views/{{view}}", view, methods=["POST"]),
            *control.ROUTES,
        ]
    )
    app.state.account, app.state.faults = account, faults
    return Striking(app, faults)
