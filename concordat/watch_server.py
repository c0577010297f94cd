"""A door of its own for whoever watches a process: `/metrics`, `/health` and `/ready`.

It is another port than the one for people, on loopback unless the settings say otherwise, so that
no proxy in front of the portal can lead anybody to it.
"""

import json
import threading
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import make_wsgi_app

from concordat.domain.errors import BadSetting

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: Any) -> None:
        """Say nothing: whoever watches asks every few seconds."""


def serve_watch(
    host: str, port: int, what_is_missing: Callable[[], tuple[str, ...]]
) -> WSGIServer | None:
    """Open the door on a thread of its own, and return its server; nothing for port 0.

    Raises BadSetting when the port cannot be had.
    """
    if not port:
        return None
    try:
        server = make_server(host, port, _app(what_is_missing), _Server, _Quiet)
    except OSError as error:
        raise BadSetting(
            f"The port {port} on {host}, for metrics, cannot be had: {error.strerror}.",
            remedy="Name another in CONCORDAT_PORTAL_WATCH_PORT or CONCORDAT_TASKS_WATCH_PORT.",
        ) from error
    threading.Thread(target=server.serve_forever, name="watch", daemon=True).start()
    return server


def _app(
    what_is_missing: Callable[[], tuple[str, ...]],
) -> "Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]":
    metrics = make_wsgi_app()

    def answer(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            found: Iterable[bytes] = metrics(environ, start)
            return found
        if path == "/health":
            return _said(start, "200 OK", {"status": "ok"})
        if path == "/ready":
            missing = what_is_missing()
            status = "503 Service Unavailable" if missing else "200 OK"
            return _said(
                start, status, {"status": "not ready" if missing else "ok"} | _why(missing)
            )
        return _said(start, "404 Not Found", {"status": "there is nothing here"})

    return answer


def _why(missing: tuple[str, ...]) -> dict[str, Any]:
    return {"missing": list(missing)} if missing else {}


def _said(start: "StartResponse", status: str, said: dict[str, Any]) -> list[bytes]:
    start(status, [("Content-Type", "application/json")])
    return [json.dumps(said).encode()]
