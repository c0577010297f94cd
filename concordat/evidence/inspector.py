"""The PdfInspector that starts a program for each PDF, confined, and believes only what it writes.

The rules:
1. The program gets the PDF on standard input; nothing is written to a disk.
2. It gets nothing of this process's settings, so that it has no secret to tell.
3. It is gone when the answer is there, when its time is up, and when nobody waits any more.
4. Whatever else it does than answer in time is one finding: the PDF could not be read.
"""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from typing import cast

from concordat.evidence.confined import Limits
from concordat.evidence.inspect_pdf import read_inspection
from concordat.services.inspection import NOT_INSPECTED, Inspection

_CHUNK = 64 * 1024
_LONGEST_ANSWER = 1024 * 1024
_KEPT_SETTINGS = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH")


class ConfinedInspector:
    """Inspects each PDF in a process of its own. `program` is the module it runs."""

    def __init__(
        self, limits: Limits | None = None, program: str = "concordat.evidence.inspect_pdf"
    ) -> None:
        self._limits = limits or Limits()
        self._program = program

    async def inspect(self, pdf: bytes, authority_pem: bytes) -> Inspection:
        """Return what was found, checked against the authority; never raises, whatever the bytes."""
        try:
            process = await self._start(authority_pem)
        except OSError:
            return NOT_INSPECTED
        try:
            async with asyncio.timeout(self._limits.wall_s):
                _, written = await asyncio.gather(
                    _feed(cast("asyncio.StreamWriter", process.stdin), pdf),
                    _answer(cast("asyncio.StreamReader", process.stdout)),
                )
                returned = await process.wait()
            return read_inspection(written) if returned == 0 else NOT_INSPECTED
        except (TimeoutError, ValueError, KeyError, TypeError, RecursionError):
            return NOT_INSPECTED
        finally:
            await asyncio.shield(_end(process))

    async def _start(self, authority_pem: bytes) -> Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "concordat.evidence.confined",
            self._program,
            *self._limits.as_arguments(),
            authority_pem.decode(),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env={name: os.environ[name] for name in _KEPT_SETTINGS if name in os.environ},
            start_new_session=True,
        )


async def _feed(stdin: asyncio.StreamWriter, pdf: bytes) -> None:
    # A program that ends before it has read everything is judged by how it ended.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        for start in range(0, len(pdf), _CHUNK):
            stdin.write(memoryview(pdf)[start : start + _CHUNK])
            await stdin.drain()
    stdin.close()


async def _answer(stdout: asyncio.StreamReader) -> bytes:
    written = bytearray()
    while chunk := await stdout.read(_CHUNK):
        written += chunk
        if len(written) > _LONGEST_ANSWER:
            raise ValueError("The program writes without end.")
    return bytes(written)


async def _end(process: Process) -> None:
    """End the program and all that it started, and wait until it is gone."""
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
    # A full pipe that nobody reads any more would keep us from seeing that the program has ended.
    stdout = cast("asyncio.StreamReader", process.stdout)
    while await stdout.read(_CHUNK):
        pass
    await process.wait()
