"""Arguments that no setting knows yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cognito_as_code.constructs.engine import cdktf
from cognito_as_code.constructs.resources import resources_of, written
from cognito_as_code.settings import SettingsError
from cognito_as_code.settings.core.findings import Finding


def apply_overrides(stack: cdktf.TerraformStack, overrides: Mapping[str, Mapping[str, Any]]) -> None:
    """Add raw arguments to resources by address.

    The settings were checked: the resources are there, and names are those of arguments. Raises SettingsError for an
    argument that the settings write, and for one that they could write: so that no check is passed by.
    """
    if not overrides:
        return
    resources = resources_of(stack)
    mistakes = []
    for address, arguments in overrides.items():
        resource = resources[address]
        block = written(resource)
        for path, value in _leaves(arguments):
            if _is_written(block, path) or (address.startswith("aws_cognito_") and _has_a_key(resource, path)):
                message = "is for the settings to say; use their key, or remove it"
                mistakes.append(Finding(("overrides", address, *path), message))
            else:
                resource.add_override(".".join(path), value)
    if mistakes:
        raise SettingsError(mistakes)


def _leaves(arguments: Mapping[str, Any], here: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, value in arguments.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*here, name))
        else:
            yield (*here, name), value


def _has_a_key(resource: cdktf.TerraformResource, path: tuple[str, ...]) -> bool:
    """Whether the bindings know the argument, all of which the settings can set, or leave out for a reason."""
    block: object = resource
    for part in path:
        if not hasattr(type(block), f"{part}_input"):
            return False
        block = getattr(block, part)
    return True


def _is_written(block: Any, path: tuple[str, ...]) -> bool:
    """Whether the path leads to something there is, or into something that is no table."""
    for part in path:
        if not isinstance(block, dict):
            return True
        if part not in block:
            return False
        block = block[part]
    return True
