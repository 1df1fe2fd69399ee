"""What was there before: taken into the state, and left as it is where the settings say something else."""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from cognito_as_code.constructs.engine import cdktf, constructs
from cognito_as_code.constructs.resources import class_of, resources_of, written
from cognito_as_code.settings import SettingsError
from cognito_as_code.settings.adoption.model import WHOLE, AdoptionSettings
from cognito_as_code.settings.core.findings import Finding

_TAGS = ("tags", "tags_all")
_NOT_FOR_PEOPLE = {"id", "tags_all"}


def adopt(stack: constructs.IConstruct, adoption: AdoptionSettings) -> None:
    """Put import and moved blocks into a stack, and leave unmanaged arguments out of it.

    An unmanaged argument is ignored too (lifecycle.ignore_changes): where the provider has a default, or takes absence
    for "none", leaving it out would be a change. One that Terraform requires stays, and is ignored; so does every one
    of a resource that is made without the provider's class.
    Raises SettingsError for an argument that its type has not.
    """
    resources = resources_of(stack)
    for address, import_id in adoption.imports.items():
        resources[address].import_from(import_id)
    for address, before in adoption.moved.items():
        resources[address].move_from_id(before)
    outside = {address for address, paths in adoption.unmanaged.items() if paths == [WHOLE]}
    for address, resource in resources.items() if outside else ():
        if address in outside and resource.node.scope:
            resource.node.scope.node.try_remove_child(resource.node.id)
        elif waits_for := resource.depends_on:  # not for what is outside, which is there already
            resource.depends_on = [each for each in waits_for if _address(each, resource) not in outside]
    mistakes = []
    for address, paths in adoption.unmanaged.items():
        if address in outside:
            continue
        ignored: list[str] = []
        for index, path in enumerate(paths):
            try:
                ignored += _leave_out(resources[address], path)
            except LookupError as error:
                mistakes.append(Finding(("unmanaged", address, index), str(error.args[0])))
        if ignored:
            resources[address].add_override("lifecycle.ignore_changes", sorted(ignored))
    if mistakes:
        raise SettingsError(mistakes)


def _address(reference: str, resource: cdktf.TerraformResource) -> str:
    """What a reference of a resource's becomes."""
    resolver = cdktf.DefaultTokenResolver(cdktf.StringConcat())
    return str(cdktf.Tokenization.resolve(reference, preparing=False, resolver=resolver, scope=resource))


def named_though_left_out(stack: Mapping[str, Any], adoption: AdoptionSettings) -> Iterator[Finding]:
    """Resources that are unmanaged whole though something in the stack's JSON names them, which Terraform refuses."""
    blocks = {f"output.{name}": block for name, block in stack.get("output", {}).items()}
    for type_, named in stack.get("resource", {}).items():
        blocks |= {f"{type_}.{name}": block for name, block in named.items()}
    said = {name: json.dumps(block) for name, block in blocks.items()}
    for address, paths in adoption.unmanaged.items():
        if paths == [WHOLE]:
            reference = re.compile(rf"(?<!\$)\$\{{[^}}]*(?<![\w.-]){re.escape(address)}(?![\w-])")
            users = [
                name
                for name, block in blocks.items()
                if address in block.get("depends_on", ()) or reference.search(said[name])
            ]
            if users:
                more = f" and {len(users) - 1} more" if users[1:] else ""
                message = f'"*" leaves it out, and {users[0]}{more} cannot be without it; import it, or move it'
                yield Finding(("unmanaged", address, 0), message)


def _leave_out(resource: cdktf.TerraformResource, path: str) -> Iterator[str]:
    """Leave an argument out, and return what to ignore. Raises LookupError, with a sentence, where there is none."""
    type_: Any = type(resource)
    is_bare = not hasattr(type_, "TF_RESOURCE_TYPE")
    if is_bare:
        type_ = class_of(resource.terraform_resource_type)
    if path == "tags" and hasattr(type_, "tags_input"):
        yield from _TAGS
        return
    if is_bare:
        yield _ignored_of_written(resource, type_, path)
        return
    parts, block, is_required, ignored = path.split("."), resource, False, ""
    for place, part in enumerate(parts):
        if isinstance(block, Mapping):  # a map, whose keys are free
            ignored += f'["{part}"]'
            is_required = False
            break
        owner = next((each for each in type(block).__mro__ if f"{part}_input" in vars(each)), None)
        if owner is None:
            inside = "".join(f"{each}." for each in parts[:place])
            raise LookupError(_no_argument(f"{inside}{part}", resource, type(block)))
        is_required = is_required or _is_required(owner, part)
        ignored += f"[0].{part}" if place else part
        block = getattr(block, part)
    if not is_required:
        resource.add_override(path, None)
    yield ignored


def _ignored_of_written(resource: cdktf.TerraformResource, type_: type, path: str) -> str:
    """What to ignore of a resource that is made without the provider's class: an argument, or what it writes inside."""
    first, *rest = path.split(".")
    if not hasattr(type_, f"{first}_input"):
        raise LookupError(_no_argument(first, resource, type_))
    ignored, block = first, written(resource).get(first)
    for part in rest:
        if not isinstance(block, dict) or part not in block:
            inside = ignored.replace("[0]", "")
            hint = f"use {', '.join(sorted(block))}" if isinstance(block, dict) else f'leave "{inside}" alone whole'
            raise LookupError(f'"{inside}.{part}" is not written for {resource.terraform_resource_type}; {hint}')
        ignored, block = f"{ignored}[0].{part}", block[part]
    return ignored


def _no_argument(path: str, resource: cdktf.TerraformResource, type_: type) -> str:
    names = {name.removesuffix("_input") for name in dir(type_) if name.endswith("_input")} - _NOT_FOR_PEOPLE
    hint = f"; use {', '.join(sorted(names))}" if names else ", or lies in a list, which is left alone whole"
    return f'"{path}" is no argument of {resource.terraform_resource_type}{hint}'


def _is_required(owner: type, argument: str) -> bool:
    """Whether Terraform wants an argument: of a resource, or of a block, which its reference stands for."""
    holder: Any = owner
    if owner.__name__.endswith("OutputReference"):
        holder = getattr(sys.modules[owner.__module__], owner.__name__.removesuffix("OutputReference"))
    parameter = inspect.signature(holder.__init__).parameters.get(argument)
    return parameter is not None and parameter.default is inspect.Parameter.empty
