"""Keeps the signing library's log lines to itself: what it found is in the result."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

_LOUD = ("pyhanko", "pyhanko_certvalidator")


@contextmanager
def quiet() -> Iterator[None]:
    """Let the library log nothing meanwhile."""
    loggers = [logging.getLogger(name) for name in _LOUD]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
