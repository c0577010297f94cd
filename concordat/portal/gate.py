"""Lets few visitors in at once: what they bring is held in memory, and looking at it costs time."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Busy(Exception):
    """As many visitors are inside as there is room for."""


class Gate:
    """Room for `in_all` visitors, of whom `at_once` are served while the others wait their turn."""

    def __init__(self, at_once: int = 2, in_all: int = 6) -> None:
        self._in_all = in_all
        self._inside = 0
        self.turn = asyncio.Semaphore(at_once)

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Be inside; Busy when there is no room, before anything is read."""
        if self._inside >= self._in_all:
            raise Busy
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1
