"""Whatever stands in a file means itself: no text and no name of a table becomes Terraform's language."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cognito_as_code.checks import check
from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.synth import synth
from main import build_stack
from tests.examples import EXAMPLES, Synthesized
from tests.terraform.test_examples import as_modules, for_the_provider_at_hand, is_planned

pytestmark = pytest.mark.terraform

LIVE = "${1+1}%{if true}live%{endif}"
EVALUATED = ("2live", "2%{", "${1+1}live")
Tables = dict[str, Any]


def texts(value: Any, here: KeyPath = ()) -> Iterator[KeyPath]:
    """The key path of every text."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        if isinstance(inner, str):
            yield (*here, key)
        yield from texts(inner, (*here, key))


def names(value: Any, here: KeyPath = ()) -> Iterator[KeyPath]:
    """The key path of every key."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        yield (*here, key)
        yield from names(inner, (*here, key))


def at(data: Any, key: KeyPath) -> Any:
    for part in key:
        data = data[part]
    return data


def is_right(data: Tables) -> EnvironmentSettings | None:
    settings, findings = check(data)
    return settings if not any(each.severity == "error" for each in findings) else None


def with_live_language(data: Tables) -> tuple[Tables, int]:
    """The tables with Terraform's language in every text and in every name that takes it, and in how many it is."""
    count = 0
    for key in texts(data):
        if key[0] in ("overrides", "terraform"):  # an override is Terraform's language on purpose
            continue
        changed = copy.deepcopy(data)
        around = at(changed, key[:-1])
        around[key[-1]] += LIVE
        if is_right(changed):
            data, count = changed, count + 1
    for key in list(names(data)):
        if key[0] in ("overrides", "terraform"):
            continue
        changed = copy.deepcopy(data)
        try:
            around = at(changed, key[:-1])
        except KeyError:  # a table around it has been renamed
            continue
        around[f"{key[-1]}${{1+1}}"] = around.pop(key[-1])
        if is_right(changed):
            data, count = changed, count + 1
    return data, count


def example(name: str) -> Tables:
    def read(file: Path) -> Any:
        return tomllib.loads(file.read_text())

    data: Tables = read(EXAMPLES[name])
    for key, value in list(data.items()):
        data[key] = _with_texts(value)
    return data


def _with_texts(value: Any) -> Any:
    """With a text where a file is named, as a file's content is text too."""
    if isinstance(value, dict):
        if set(value) == {"file"}:
            return '{"a": "b"}'
        if set(value) == {"filebase64"}:
            return "aGk="
        return {key: _with_texts(inner) for key, inner in value.items()}
    return [_with_texts(inner) for inner in value] if isinstance(value, list) else value


NAMES = ["full", "cdk-identity-pool", "cdk-attributes", "cdk-app-clients"]
"""Examples that, together, have whatever can be written."""


@pytest.fixture(scope="module")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """Each example's JSON, with Terraform's language wherever a text or a name may hold it."""
    settings: dict[str, EnvironmentSettings] = {}
    for name in NAMES:
        data, count = with_live_language(example(name))
        assert count > 1
        checked = is_right(data)
        assert checked
        settings[name] = checked
    paths = synth(build_stack, settings, tmp_path_factory.mktemp("out"))
    return {
        path.parent.name.removeprefix("cognito-"): for_the_provider_at_hand(json.loads(path.read_text()))
        for path in paths
    }


@pytest.fixture(scope="module")
def plan(
    stacks: Synthesized, terraform_variables_with_web_acls: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What they plan, each as a module."""
    workspace = as_modules(stacks, tmp_path_factory.mktemp("live"), terraform_variables_with_web_acls)
    result = workspace.validate()
    assert result["valid"], result["diagnostics"]
    return workspace.plan()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_in_a_file_is_evaluated(name: str, stacks: Synthesized, plan: dict[str, Any]) -> None:
    modules = plan["planned_values"]["root_module"]["child_modules"]
    (module,) = (each for each in modules if each["address"] == f"module.{name}")
    planned = json.dumps(module)
    assert "${1+1}" in planned
    assert not [each for each in EVALUATED if each in planned]
    after = {each["address"]: each["change"]["after"] for each in plan["resource_changes"]}
    for type_, addresses in stacks[name]["resource"].items():
        for address, arguments in addresses.items():
            for argument in set(arguments) - {"//", "lifecycle", "depends_on", "secret_string_wo"}:
                value = after[f"module.{name}.{type_}.{address}"].get(argument)
                assert is_planned(arguments[argument], value), (type_, address, argument, arguments[argument], value)
