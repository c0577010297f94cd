"""Whether a process of the service can do its work: its register, its documents, its disk."""

import os
import shutil
from collections.abc import Callable

from concordat.bootstrap import build_clock
from concordat.domain.errors import ConcordatError
from concordat.register.sql_register import SqlRegister
from concordat.services.clock_check import clock_behind
from concordat.settings import Settings

ROOM = 100 * 2**20
"""Bytes that must be free: a day's records of a large programme, and the log of the database."""


def readiness(settings: Settings) -> Callable[[], tuple[str, ...]]:
    """Return what says, whenever asked, what is missing: in plain words, without names or secrets."""
    register = SqlRegister(settings.register_url, build_clock(settings))

    def what_is_missing() -> tuple[str, ...]:
        checks = (_register(register), _documents(settings), _room(settings))
        return tuple(filter(None, checks))

    return what_is_missing


def _register(register: SqlRegister) -> str:
    try:
        register.check_schema()
        with register.reading() as view:
            return clock_behind(view)
    except ConcordatError as error:
        return error.message


def _documents(settings: Settings) -> str:
    if os.access(settings.documents, os.W_OK):
        return ""
    return "The folder of the documents cannot be written."


def _room(settings: Settings) -> str:
    try:
        free = shutil.disk_usage(settings.home).free
    except OSError:
        return "The home folder cannot be looked at."
    return "" if free >= ROOM else f"The home's disk has {free >> 20} MB left."
