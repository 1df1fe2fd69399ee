"""What is made of [protected.NAME] fits the provider's resources: argument by argument, as the bindings have them."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest

import cognito_as_code.constructs.engine  # noqa: F401  (the door: makes the provider's modules importable one by one)
from cognito_as_code.settings.protected.model import KINDS
from tests.constructs.test_coverage import META, PROVIDER
from tests.examples import Synthesized

TYPES = sorted({takes.resource_type for takes in KINDS.values() if takes.resource_type})
# Of provider 6.69, which the rules ask for.
NEWER = {"allowed_scopes", "custom_claim"}


def resource_class(type_: str) -> Any:
    """The bindings' class of a Terraform type."""
    module = importlib.import_module(f"{PROVIDER}.{type_.removeprefix('aws_')}")
    (found,) = (each for _, each in inspect.getmembers(module) if getattr(each, "TF_RESOURCE_TYPE", "") == type_)
    return found


def misfits(block: Any, values: dict[str, Any], path: str) -> Iterator[str]:
    """What of some values a resource, or a block of one, does not have, lacks, or has in another type."""
    not_arguments = META if hasattr(block, "TF_RESOURCE_TYPE") else {"self"}
    parameters = {
        name.removesuffix("_"): each
        for name, each in inspect.signature(block.__init__).parameters.items()
        if name not in not_arguments
    }
    for name, each in parameters.items():
        if each.default is inspect.Parameter.empty and name not in values:
            yield f"{path}.{name} is missing"
    for name, value in values.items():
        here = f"{path}.{name}"
        if name in NEWER or name == "//":
            continue
        if name not in parameters:
            yield f"{here} is unknown"
            continue
        annotation = str(parameters[name].annotation)
        if inner := _block_in(block, annotation):
            for one in value if isinstance(value, list) else [value]:
                yield from misfits(inner, one, here)
        elif not _is_of_type(value, annotation):
            yield f"{here} is {value!r}, not {annotation}"


def _block_in(block: Any, annotation: str) -> Any:
    """The class of the block that an annotation names, if any."""
    module = importlib.import_module(block.__module__)
    names = [name for name in re.findall(r"\b[A-Z]\w+", annotation) if hasattr(module, name)]
    return getattr(module, names[0]) if names else None


def _is_of_type(value: Any, annotation: str) -> bool:
    if "Sequence[str]" in annotation or "Sequence[builtins.str]" in annotation:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return isinstance(value, int if re.search(r"\bint\b|Number", annotation) else str)


def made(synthesized: Synthesized) -> dict[str, list[dict[str, Any]]]:
    """Type -> what the examples make of it."""
    return {
        type_: [each for stack in synthesized.values() for each in stack["resource"].get(type_, {}).values()]
        for type_ in TYPES
    }


@pytest.mark.parametrize("type_", TYPES)
def test_what_is_made_fits_the_resource(type_: str, synthesized_examples: Synthesized) -> None:
    resources = made(synthesized_examples)[type_]
    assert resources
    for each in resources:
        assert list(misfits(resource_class(type_), each, type_)) == []


def test_what_does_not_fit_is_found() -> None:
    gateway = resource_class("aws_bedrockagentcore_gateway")
    good: dict[str, Any] = {"name": "a", "role_arn": "b", "protocol_type": "MCP", "authorizer_type": "CUSTOM_JWT"}
    authorizer = {"custom_jwt_authorizer": {"discovery_url": "u", "allowed_clients": ["a"]}}
    assert list(misfits(gateway, good | {"authorizer_configuration": authorizer}, "gateway")) == []
    wrong = {"custom_jwt_authorizer": {"allowed_clients": "a", "audience": []}}
    found = list(misfits(gateway, {**good, "authorizer_configuration": wrong, "name": 5}, "gateway"))
    assert [each.split(" is ")[0].rpartition(".")[2] for each in found] == [
        "name",
        "discovery_url",
        "allowed_clients",
        "audience",
    ]


def test_newer_arguments_are_in_no_example_for_an_older_provider(synthesized_examples: Synthesized) -> None:
    for stack in synthesized_examples.values():
        version = stack["terraform"]["required_providers"]["aws"]["version"]
        agents = [
            each for type_ in TYPES if "bedrockagentcore" in type_ for each in stack["resource"].get(type_, {}).values()
        ]
        for agent in agents:
            newer = NEWER & set(agent["authorizer_configuration"]["custom_jwt_authorizer"])
            assert not newer or version == ">= 6.69"
