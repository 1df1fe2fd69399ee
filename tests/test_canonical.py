"""The one form of the output: whatever CDKTF's version and layout were, the same bytes."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_as_code.canonical import canonical, canonical_manifest, canonical_stack

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
OF_ANOTHER_ENGINE = {"version": "0.24.0", "backend": "local", "overrides": {"stack": ["terraform"]}, "of_tomorrow": []}
LAYOUTS: list[dict[str, Any]] = [{"indent": 2}, {"separators": (",", ":")}, {"indent": "\t", "ensure_ascii": True}]


def sorted_and_indented(document: Any) -> str:
    """The same form by the standard library."""
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def shuffled(value: Any) -> Any:
    """The same with tables in another order."""
    if isinstance(value, dict):
        items = [(key, shuffled(inner)) for key, inner in value.items()]
        return dict(random.Random(len(items)).sample(items, len(items)))  # noqa: S311
    return [shuffled(each) for each in value] if isinstance(value, list) else value


@given(VALUES)
def test_it_is_what_the_standard_library_writes(document: Any) -> None:
    assert canonical(document).decode() == sorted_and_indented(document)


def test_what_is_empty_takes_one_line() -> None:
    assert canonical({"list": [], "in": [{}]}) == b'{\n  "in": [\n    {}\n  ],\n  "list": []\n}\n'


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_written_in_one_way(number: float) -> None:
    written = canonical([number])
    assert json.loads(written) == [number]
    assert canonical(json.loads(written)) == written


@pytest.mark.parametrize("layout", LAYOUTS)
def test_another_version_and_layout_give_the_same_bytes(layout: dict[str, Any], synthesized: Path) -> None:
    files = sorted(synthesized.glob("stacks/*/cdk.tf.json"))
    assert files
    for file in files:
        stack = shuffled(json.loads(file.read_bytes()))
        stack["//"]["metadata"] |= OF_ANOTHER_ENGINE
        assert canonical_stack(json.dumps(stack, **layout).encode()) == file.read_bytes()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_another_version_of_the_manifest_gives_the_same_bytes(layout: dict[str, Any], synthesized: Path) -> None:
    written = (synthesized / "manifest.json").read_bytes()
    stacks = json.loads(written)["stacks"]
    parts = [{"version": "0.24.0", "stacks": {name: shuffled(stack)}} for name, stack in reversed(stacks.items())]
    assert canonical_manifest([json.dumps(part, **layout).encode() for part in parts]) == written


def test_a_stack_is_named_and_lists_its_outputs_for_cdktfs_command_line(synthesized: Path) -> None:
    for file in synthesized.glob("stacks/*/cdk.tf.json"):
        stack = json.loads(file.read_bytes())
        name = file.parent.name
        assert stack["//"]["metadata"] == {"stackName": name}
        assert stack["//"]["outputs"] == {name: {output: output for output in stack["output"]}}
