"""Runs the signing library's asynchronous steps to their end, from any thread."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

_T = TypeVar("_T")


def run_to_end(steps: Coroutine[Any, Any, _T]) -> _T:
    """Run the steps and return their result, also where an event loop runs already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(steps)
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, steps).result()
