"""The one form in which JSON is written, so that another version of CDKTF never shows in a difference."""

from __future__ import annotations

from typing import Any

from pydantic_core import from_json, to_json


def canonical(document: Any) -> bytes:
    """Keys sorted, two spaces a level, what is empty as [] and {}, a newline at the end.

    The standard library's encoder takes more than twice as long with an indent, at each of a thousand environments.
    """
    return to_json(_sorted(document), indent=2) + b"\n"


def canonical_stack(written: bytes) -> bytes:
    """A stack's JSON in that form, without what CDKTF says of itself: its version, and where it was overridden.

    Of the stack's metadata, a comment to Terraform, the name stays: by it synth knows its own files again.
    """
    stack = from_json(written)
    stack["//"]["metadata"] = {"stackName": stack["//"]["metadata"]["stackName"]}
    return canonical(stack)


def canonical_manifest(written: list[bytes]) -> bytes:
    """One manifest of several, for CDKTF's command line, which reads the stacks and not the version."""
    return canonical({"stacks": {name: stack for each in written for name, stack in from_json(each)["stacks"].items()}})


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_sorted(each) for each in value]
    return value
