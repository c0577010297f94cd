"""Takes the messages of providers that have documents signed: checked, kept as they came, read later.

The rules:
1. A provider signs the raw bytes with a key that it shares with us. What is not signed so is refused,
   and leaves nothing.
2. A message is kept before it is answered, and nothing else is done with it here: the answer takes
   milliseconds, and a message that was answered is not lost.
3. The same message again is answered like the first, and kept once.
"""

from collections.abc import Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from concordat.portal.desk import desk_of
from concordat.portal.forms import body_of
from concordat.portal.pace import limits_of
from concordat.services.messages import keep_message

IsSigned = Callable[[Mapping[str, str], bytes], bool]
"""Says whether a message is signed, by its headers, with lower-case names, and its raw bytes."""


async def take_message(request: Request) -> Response:
    """Keep a provider's message; 404 for a provider that we do not listen to, 401 for a forgery."""
    desk, provider = desk_of(request), request.path_params["provider"]
    is_signed = desk.listeners.get(provider)
    if is_signed is None:
        raise HTTPException(404)
    body = await body_of(request)
    if not is_signed(request.headers, body):
        limits_of(request).check_form(request.scope)
        return Response(status_code=401)
    await run_in_threadpool(keep_message, desk.office, provider, body)
    return Response(status_code=204)
