"""Takes what a mail server, or whoever sends letters for us, reports of letters that came back.

The rules:
1. Whoever reports signs the very bytes with a key that both hold: HMAC-SHA256, in hexadecimal, in the
   header `X-Concordat-Signature`. Without such a key in the settings there is no such page.
2. A report is a JSON object (see docs/how-to/letters-that-come-back.md), or the message that a mail
   server sent back, as it came (message/rfc822).
3. A report of a letter that is not known, and one that comes again, is answered like any other and
   changes nothing: whoever sent it need not try again.
"""

import hashlib
import hmac
import json
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from concordat.portal.desk import office_of
from concordat.portal.forms import body_of
from concordat.portal.pace import limits_of
from concordat.portal.post import post_of
from concordat.services.returned import ReturnedLetter, take_returned

SIGNATURE = "X-Concordat-Signature"
KINDS = {"failed": True, "delayed": False}
JSON = "application/json"
MESSAGE = "message/rfc822"


async def take_report(request: Request) -> Response:
    """Take a signed report of letters that came back; say what became of each."""
    key = post_of(request).webhook_key
    if not key:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    body = await body_of(request)
    right = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    given = request.headers.get(SIGNATURE, "").removeprefix("sha256=").strip().lower()
    if not hmac.compare_digest(right.encode(), given.encode()):
        limits_of(request).check_form(request.scope)
        return JSONResponse({"error": "the signature is not that of the body"}, 401)
    return await run_in_threadpool(_taken, request, body)


def _taken(request: Request, body: bytes) -> Response:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == MESSAGE:
        reports = post_of(request).read_returned(body)
    elif kind == JSON:
        report = _from_json(body)
        if report is None:
            return JSONResponse({"error": "the report is not of the shape that is documented"}, 400)
        reports = (report,)
    else:
        return JSONResponse({"error": f"send {JSON} or {MESSAGE}"}, 415)
    office = office_of(request)
    return JSONResponse({"taken": [take_returned(office, report).value for report in reports]})


def _from_json(body: bytes) -> ReturnedLetter | None:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    fields = [said.get(name) for name in ("message_id", "recipient", "words", "kind")]
    if not all(isinstance(field, str) and "\0" not in field for field in fields):
        return None
    message_id, recipient, words, kind = map(str, fields)
    if kind not in KINDS:
        return None
    return ReturnedLetter(message_id, recipient, words, KINDS[kind])
