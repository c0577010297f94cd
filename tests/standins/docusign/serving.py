"""Serves the stand-in on a free port of loopback, in a thread of its own, until the block ends."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from tests.standins.docusign.account import Account
from tests.standins.docusign.faults import Faults
from tests.standins.docusign.service import create_service

STARTS_WITHIN_S = 20


@dataclass
class StandIn:
    """The server: what it holds, what goes wrong with it, and where it is."""

    account: Account
    faults: Faults
    url: str


class _Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        self.listening.set()


@contextmanager
def stand_in(account: Account | None = None, port: int = 0) -> Iterator[StandIn]:
    """Serve an account on a port of loopback, a free one for 0, until the block ends."""
    held, faults = account or Account(), Faults()
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        # Uvicorn's loggers are the whole process's, the portal's too: they stay as they are.
        config = uvicorn.Config(create_service(held, faults), lifespan="off", log_config=None)
        server = _Server(config)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            if not server.listening.wait(STARTS_WITHIN_S):
                raise RuntimeError("The stand-in did not start.")
            yield StandIn(held, faults, f"http://127.0.0.1:{listener.getsockname()[1]}")
        finally:
            server.force_exit = True
            server.should_exit = True
            thread.join()
