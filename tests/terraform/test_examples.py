"""Every example is valid for the real provider, as far as the one at hand has its arguments."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from cognito_as_code.checks import check
from cognito_as_code.review import rules
from cognito_as_code.review.findings import review
from cognito_as_code.review.terraform import plan_of
from cognito_as_code.synth import synth
from main import build_stack
from tests.examples import EXAMPLES, Synthesized
from tests.settings.strategies import Tables, environments
from tests.terraform.workspace import AWS_PROVIDER, Workspace, initialized, is_newer, override

assert rules  # imported to register themselves

pytestmark = pytest.mark.terraform

ELSEWHERE = re.compile(r"\$\{((jsondecode\()?data\.|aws_bedrockagentcore_)[^}]*\}")
"""A reference to what is read from AWS, or newer."""


def for_the_provider_at_hand(stack: dict[str, Any]) -> dict[str, Any]:
    """The stack as a module, without what is newer, and without what would have to be read from AWS."""
    stack = json.loads(ELSEWHERE.sub("Example-1-value", json.dumps(stack)))
    stack.pop("data", None)
    stack["resource"] = {type_: addresses for type_, addresses in stack["resource"].items() if not is_newer(type_)}
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


def as_modules(stacks: Synthesized, folder: Path, variables: dict[str, str]) -> Workspace:
    """A workspace in which each stack is a module of one configuration, since starting Terraform is slow."""
    for name, stack in stacks.items():
        (folder / name).mkdir()
        (folder / name / "cdk.tf.json").write_text(json.dumps(stack))
    secret = "Example-1-value"
    root = {
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": AWS_PROVIDER}}},
        "module": {
            name: {"source": f"./{name}"} | dict.fromkeys(stack.get("variable", {}), secret)
            for name, stack in stacks.items()
        },
    }
    return initialized(folder, root, override(region="eu-central-1"), variables)


@pytest.fixture(scope="module")
def plan(
    examples: Synthesized, terraform_variables_with_web_acls: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """The first plan of all of them."""
    return as_modules(examples, tmp_path_factory.mktemp("examples"), terraform_variables_with_web_acls).plan()


@pytest.fixture(scope="module")
def planned(plan: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Address -> values planned."""
    changes = [each for each in plan["resource_changes"] if each["mode"] == "managed"]
    assert {tuple(each["change"]["actions"]) for each in changes} == {("create",)}
    return {each["address"]: each["change"]["after"] for each in changes}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_first_plan_of_an_example_is_not_blocked(name: str, plan: dict[str, Any]) -> None:
    """Nothing is lost in it, and nothing weakened."""
    findings = [each for each in review(plan_of(plan, "plan")) if each.address.startswith(f"module.{name}.")]
    assert [(each.rule.id, each.address, each.what) for each in findings if each.blocks] == []


@budget(max_examples=2, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(several=st.lists(environments(), min_size=20, max_size=20))
def test_settings_that_are_right_are_valid(
    several: list[Tables], terraform_variables_with_web_acls: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    checked = {f"generated-{number}": check(data)[0] for number, data in enumerate(several)}
    paths = synth(
        build_stack, {name: settings for name, settings in checked.items() if settings}, tmp_path_factory.mktemp("out")
    )
    assert len(paths) == len(several)
    stacks = {path.parent.name: for_the_provider_at_hand(json.loads(path.read_text())) for path in paths}
    workspace = as_modules(stacks, tmp_path_factory.mktemp("generated"), terraform_variables_with_web_acls)
    result = workspace.validate()
    assert result["valid"], result["diagnostics"]


def is_planned(written: Any, planned: Any) -> bool:
    """Whether the plan has what the JSON writes; references, known after apply only, are not compared."""
    if isinstance(written, str):
        return _has_reference(written) or _is_same_text(_literal(written), str(planned))
    if planned is None and written:  # the whole is known after apply only
        return _has_reference(json.dumps(written))
    if isinstance(written, dict):
        block = planned[0] if isinstance(planned, list) else planned
        return all(is_planned(value, block.get(_literal(key))) for key, value in written.items())
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
