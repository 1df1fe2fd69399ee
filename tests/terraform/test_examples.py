"""Every example is valid for the real provider, as far as the one at hand has its arguments."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.examples import EXAMPLES, Synthesized
from tests.terraform.workspace import AWS_PROVIDER, initialized, override

pytestmark = [pytest.mark.terraform, pytest.mark.xdist_group("examples")]  # one plan for all

NEWER_THAN_THE_PROVIDER_AT_HAND = {"aws_cognito_log_delivery_configuration", "aws_cognito_managed_login_branding"}
DATA_SOURCE = re.compile(r"\$\{(jsondecode\()?data\.[^}]*\}")


def for_the_provider_at_hand(stack: dict[str, Any]) -> dict[str, Any]:
    """The stack as a module, without what is newer, and without what would have to be read from AWS."""
    stack = json.loads(DATA_SOURCE.sub("Example-1-value", json.dumps(stack)))
    stack.pop("data", None)
    stack["resource"] = {
        type_: addresses
        for type_, addresses in stack["resource"].items()
        if type_ not in NEWER_THAN_THE_PROVIDER_AT_HAND
    }
    # The argument that an override stands for.
    stack["resource"]["aws_cognito_user_pool"]["main"].get("web_authn_configuration", {}).pop(
        "factor_configuration", None
    )
    del stack["provider"], stack["terraform"]
    return stack


@pytest.fixture(scope="module")
def examples(synthesized_examples: Synthesized) -> Synthesized:
    """Name -> the JSON to plan."""
    return {name: for_the_provider_at_hand(stack) for name, stack in synthesized_examples.items()}


@pytest.fixture(scope="module")
def planned(
    examples: Synthesized, terraform_variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """Address -> values planned: each example is a module of one configuration, since starting Terraform is slow."""
    folder = tmp_path_factory.mktemp("examples")
    for name, stack in examples.items():
        (folder / name).mkdir()
        (folder / name / "cdk.tf.json").write_text(json.dumps(stack))
    secret = "Example-1-value"
    root = {
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": AWS_PROVIDER}}},
        "module": {
            name: {"source": f"./{name}"} | dict.fromkeys(stack.get("variable", {}), secret)
            for name, stack in examples.items()
        },
    }
    workspace = initialized(folder, root, override(region="eu-central-1"), terraform_variables)
    changes = [each for each in workspace.plan()["resource_changes"] if each["mode"] == "managed"]
    assert {tuple(each["change"]["actions"]) for each in changes} == {("create",)}
    return {each["address"]: each["change"]["after"] for each in changes}


def is_planned(written: Any, planned: Any) -> bool:
    """Whether the plan has what the JSON writes; references, known after apply only, are not compared."""
    if isinstance(written, str):
        return _has_reference(written) or _is_same_text(_literal(written), str(planned))
    if planned is None and written:  # the whole is known after apply only
        return _has_reference(json.dumps(written))
    if isinstance(written, dict):
        block = planned[0] if isinstance(planned, list) else planned
        return all(is_planned(value, block.get(key)) for key, value in written.items())
    if isinstance(written, list):
        found = [any(is_planned(each, other) for other in planned or []) for each in written]
        return _has_reference(json.dumps(written)) or (len(written) == len(planned or []) and all(found))
    return bool(written == planned)


def _has_reference(text: str) -> bool:
    return "${" in text.replace("$${", "")


def _literal(text: str) -> str:
    return text.replace("$${", "${").replace("%%{", "%{")


def _is_same_text(written: str, planned: str) -> bool:
    """Whether two texts are the same; the provider writes a policy's JSON in its own order."""
    try:
        return bool(json.loads(written) == json.loads(planned))
    except ValueError:
        return written == planned


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_plans_what_it_writes(name: str, examples: Synthesized, planned: dict[str, dict[str, Any]]) -> None:
    here = f"module.{name}."
    resources = {
        f"{here}{type_}.{address}": arguments
        for type_, addresses in examples[name]["resource"].items()
        for address, arguments in addresses.items()
    }
    assert {address for address in planned if address.startswith(here)} == set(resources)
    for address, arguments in resources.items():
        for argument in set(arguments) - {"//", "lifecycle", "depends_on", "secret_string_wo"}:
            after = planned[address].get(argument)
            assert is_planned(arguments[argument], after), (address, argument, after)


@pytest.mark.parametrize(
    ("written", "after"),
    [
        ("ON", "OFF"),
        ({"a": 1}, [{"a": 2}]),
        (["a"], ["a", "b"]),
        ([{"a": "x"}], [{"a": "y"}]),
        ({"a": "x"}, None),
        ('{"Version": "1"}', '{"Version":"2"}'),
        ("$${a}", "${b}"),
    ],
)
def test_what_differs_is_not_taken_for_planned(written: Any, after: Any) -> None:
    assert not is_planned(written, after)
