"""Every form of the director's says which agreement it is about, where a number alone would not."""

import importlib
import inspect
from pathlib import Path

import pytest
import yaml

DEPLOYMENTS = yaml.safe_load(Path("prefect.yaml").read_text(encoding="utf-8"))["deployments"]


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda d: str(d["name"]))
def test_a_form_that_takes_a_version_takes_its_agreement(deployment: dict[str, str]) -> None:
    file, name = deployment["entrypoint"].split(":")
    module = importlib.import_module(file.removesuffix(".py").replace("/", "."))
    taken = inspect.signature(getattr(module, name).fn).parameters
    assert ("version" in taken) == ("agreement" in taken)
    assert all(taken[p].default is None for p in taken if p == "agreement")


def test_nothing_is_left_to_the_servers_scheduler_which_makes_no_runs() -> None:
    assert [d["name"] for d in DEPLOYMENTS if d.get("schedules")] == []
