"""Arguments that no setting knows yet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cognito_as_code.constructs.engine import cdktf
from cognito_as_code.settings import SettingsError
from cognito_as_code.settings.core.findings import Finding


def apply_overrides(stack: cdktf.TerraformStack, overrides: Mapping[str, Mapping[str, Any]]) -> None:
    """Add raw arguments to resources by address.

    The settings were checked: the resources are there, and names are those of arguments. Raises SettingsError for an
    argument that the settings write, and for one that they could write: so that no check is passed by.
    """
    if not overrides:
        return
    resources: dict[str, cdktf.TerraformResource] = {}
    for construct in stack.node.find_all():
        if isinstance(construct, cdktf.TerraformResource):
            resources[f"{construct.terraform_resource_type}.{construct.friendly_unique_id}"] = construct
    mistakes = []
    for address, arguments in overrides.items():
        resource = resources[address]
        written = _written(resource)
        for path, value in _leaves(arguments):
            if _is_written(written, path) or (address.startswith("aws_cognito_") and _has_a_key(resource, path)):
                message = "is for the settings to say; use their key, or remove it"
                mistakes.append(Finding(("overrides", address, *path), message))
            else:
                resource.add_override(".".join(path), value)
    if mistakes:
        raise SettingsError(mistakes)


def _written(resource: cdktf.TerraformResource) -> Any:
    tree = resource.to_terraform()
    tree = json.loads(json.dumps(tree, default=str)) if not isinstance(tree, dict) else tree
    return tree["resource"][resource.terraform_resource_type][resource.friendly_unique_id]


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


def _is_written(written: Any, path: tuple[str, ...]) -> bool:
    """Whether the path leads to something there is, or into something that is no table."""
    for part in path:
        if not isinstance(written, dict):
            return True
        if part not in written:
            return False
        written = written[part]
    return True
