"""Every deployment leads to a flow, and every field of its form says what to write."""

import importlib
from pathlib import Path

import pytest
import yaml
from prefect.utilities.callables import parameter_schema

DEPLOYMENTS = yaml.safe_load((Path(__file__).parents[2] / "prefect.yaml").read_text())[
    "deployments"
]


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda d: d["name"])
def test_a_deployment_explains_itself_and_each_field_of_its_form(
    deployment: dict[str, str],
) -> None:
    path, name = deployment["entrypoint"].split(":")
    module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
    flow = getattr(module, name)
    assert flow.name == deployment["name"]
    assert deployment["description"].strip()
    fields = parameter_schema(flow.fn).properties
    assert [field for field, said in fields.items() if not said.get("description")] == []
