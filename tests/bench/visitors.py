"""Many people at once: `python -m tests.bench.visitors < PLAN` calls pages and tells how long each took.

The plan is JSON: the port, the longest pause in seconds, and for each person the requests to send, as
text. A person has a connection, sends a request, waits for the whole answer, and pauses for as long as
chance has it. The answer is JSON: the seconds that each request took, how often each status came, and
the seconds that all of it took. It is a program of its own, so that what it needs of
the processor is not the portal's; it parses no more of an answer than it must.
"""

import asyncio
import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Seen:
    """What the visitors saw."""

    took_s: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)


async def visit(port: int, requests: list[str], pause_s: float, seen: Seen) -> None:
    """Send one person's requests, each when the answer to the one before is there."""
    chance = random.Random(requests[0])  # noqa: S311 (the same pauses at each run)
    await asyncio.sleep(chance.uniform(0, pause_s))
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in requests:
        began = time.perf_counter()
        writer.write(request.encode())
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(_length(head))
        seen.took_s.append(time.perf_counter() - began)
        seen.statuses[head[9:12].decode()] += 1
        await asyncio.sleep(chance.uniform(0, pause_s))
    writer.close()


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def visit_all(plan: dict[str, Any]) -> dict[str, Any]:
    """Let everyone in the plan come at once."""
    seen = Seen()
    began = time.perf_counter()
    await asyncio.gather(
        *(visit(plan["port"], of_one, plan["pause_s"], seen) for of_one in plan["people"])
    )
    return {
        "took_s": seen.took_s,
        "statuses": seen.statuses,
        "whole_s": time.perf_counter() - began,
    }


if __name__ == "__main__":
    json.dump(asyncio.run(visit_all(json.load(sys.stdin))), sys.stdout)
