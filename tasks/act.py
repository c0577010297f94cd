"""How every act is run: never cached, because the register decides what happens once."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from prefect import Task, task
from prefect.cache_policies import NO_CACHE

P = ParamSpec("P")
R = TypeVar("R")


def act(**options: Any) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Make a task of an act that is not repeated when it fails: a decision, or a look at the register."""
    made: Callable[[Callable[P, R]], Task[P, R]] = task(
        cache_policy=NO_CACHE, persist_result=False, **options
    )
    return made


def outward_act(**options: Any) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Make a task of an act that may fail for outside reasons, and is then tried again."""
    return act(retries=3, retry_delay_seconds=[1, 5, 30], **options)
