"""The resources of a stack that is built, and what they write."""

from __future__ import annotations

import importlib
import json
from typing import Any

from cognito_as_code.constructs.engine import cdktf, constructs, provider


def resources_of(stack: constructs.IConstruct) -> dict[str, cdktf.TerraformResource]:
    """TYPE.NAME -> the resource."""
    return {
        f"{each.terraform_resource_type}.{each.friendly_unique_id}": each
        for each in stack.node.find_all()
        if isinstance(each, cdktf.TerraformResource)
    }


def written(resource: cdktf.TerraformResource) -> dict[str, Any]:
    """A resource's arguments and blocks, overrides among them, in which references are not said yet."""
    tree = resource.to_terraform()
    tree = json.loads(json.dumps(tree, default=str)) if not isinstance(tree, dict) else tree
    block: dict[str, Any] = tree["resource"][resource.terraform_resource_type][resource.friendly_unique_id]
    return block


def class_of(resource_type: str) -> type:
    """The provider's class of an AWS type, which tells its arguments: of resources that are made without it."""
    package = provider.__name__.rpartition(".")[0]
    module = importlib.import_module(f"{package}.{resource_type.removeprefix('aws_')}")
    found: type = next(each for each in vars(module).values() if getattr(each, "TF_RESOURCE_TYPE", "") == resource_type)
    return found
