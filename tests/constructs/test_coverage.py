"""Every argument of every Cognito resource of the bindings can be set by some file in tests/examples."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import cognito_as_code.constructs.engine  # noqa: F401  (the door: makes the provider's modules importable one by one)
from tests.examples import Synthesized

PROVIDER = "cdktf_cdktf_provider_aws"
META = {
    "self", "scope", "id_", "id", "connection", "count", "depends_on", "for_each", "lifecycle", "provider",
    "provisioners",
}  # fmt: skip

# Arguments that no setting sets -> why.
LEFT_OUT = {
    "*.region": "the environment's region is the provider's; another for one resource replaces it",
    "*.tags": "the environment's tags are the provider's default_tags",
    "*.tags_all": "computed from tags",
    "aws_cognito_user_pool.email_verification_message": "verification_message_template says it; both conflict",
    "aws_cognito_user_pool.email_verification_subject": "verification_message_template says it; both conflict",
    "aws_cognito_user_pool.sms_verification_message": "verification_message_template says it; both conflict",
}
# Resources that no setting makes -> why.
LEFT_OUT_RESOURCES = {
    "aws_cognito_managed_user_pool_client": "adopts a client that another service made; [app_clients] makes its own",
}


def resources() -> dict[str, Any]:
    """Terraform type -> class, for every Cognito resource of the bindings."""
    spec = find_spec(PROVIDER)
    assert spec is not None
    assert spec.submodule_search_locations
    (folder,) = spec.submodule_search_locations
    found = {}
    for path in sorted(Path(folder).glob("cognito_*")):
        module = importlib.import_module(f"{PROVIDER}.{path.name}")
        for _, each in inspect.getmembers(module, inspect.isclass):
            if each.__module__ == module.__name__ and hasattr(each, "TF_RESOURCE_TYPE"):
                found[each.TF_RESOURCE_TYPE] = each
    return found


def arguments(block: Any, path: str) -> Iterator[str]:
    """Every argument of a resource or block, and of the blocks in it."""
    for name, parameter in inspect.signature(block.__init__).parameters.items():
        if name in META:
            continue
        here = f"{path}.{name.removesuffix('_')}"
        yield here
        inner = re.search(r"\"?(Cognito\w+)\"?", str(parameter.annotation))
        if inner:
            yield from arguments(getattr(importlib.import_module(block.__module__), inner[1]), here)


def written(value: Any, path: str) -> Iterator[str]:
    """Every argument that JSON writes."""
    if isinstance(value, list):
        for each in value:
            yield from written(each, path)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield f"{path}.{name}"
            yield from written(inner, f"{path}.{name}")


@pytest.fixture
def written_somewhere(synthesized_examples: Synthesized) -> set[str]:
    """Every argument that the examples write."""
    return {
        argument
        for stack in synthesized_examples.values()
        for type_, addresses in stack["resource"].items()
        for resource in addresses.values()
        for argument in written(resource, type_)
    }


def test_every_argument_can_be_set(written_somewhere: set[str], capsys: pytest.CaptureFixture[str]) -> None:
    report, missing = [], []
    for type_, resource in resources().items():
        if type_ in LEFT_OUT_RESOURCES:
            report.append(f"{type_}: left out: {LEFT_OUT_RESOURCES[type_]}")
            continue
        every = list(arguments(resource, type_))
        lacking = [each for each in every if each not in written_somewhere]
        explained = {each: LEFT_OUT.get(each) or LEFT_OUT.get(f"*.{each.rpartition('.')[2]}") for each in lacking}
        missing += [each for each, why in explained.items() if not why]
        report.append(f"{type_}: {len(every) - len(lacking)} of {len(every)} arguments")
        report += [f"  {each} left out: {LEFT_OUT[each]}" for each in lacking if each in LEFT_OUT]
    report += [f"{each} left out: {why}" for each, why in LEFT_OUT.items() if each.startswith("*")]
    with capsys.disabled():
        print("", *report, sep="\n")
    assert missing == []
    assert len(report) > 14


def test_whatever_is_left_out_is_really_not_written(written_somewhere: set[str]) -> None:
    cognito = {each for each in written_somewhere if each.startswith("aws_cognito_")}
    assert not cognito & set(LEFT_OUT)
    assert not {each.partition(".")[0] for each in cognito} & set(LEFT_OUT_RESOURCES)
