"""A stack's JSON -> calls of Cognito's API: how the pool is made where there is no Terraform.

Terraform's arguments are the API's parameters in another spelling, so botocore's own model of each call says what goes
where; what is called otherwise stands in _RENAMED.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from cognito_as_code.trial.deployed import Deployed, deployed_as
from cognito_as_code.trial.emulator import Emulator

_CALLS = {
    "aws_cognito_user_pool": ("create_user_pool", "UserPool"),
    "aws_cognito_resource_server": ("create_resource_server", "ResourceServer"),
    "aws_cognito_user_group": ("create_group", "Group"),
    "aws_cognito_user_pool_client": ("create_user_pool_client", "UserPoolClient"),
}
"""Type -> the call that makes one and what it answers, each after what it may refer to."""

_RENAMED = {
    ("CreateUserPool", "poolname"): "name",
    ("CreateUserPoolClient", "clientname"): "name",
    ("CreateGroup", "groupname"): "name",
    ("EmailConfigurationType", "from"): "from_email_address",
    ("AccountRecoverySettingType", "recoverymechanisms"): "recovery_mechanism",
    ("CreateResourceServer", "scopes"): "scope",
}
_NESTED = {"Policies"}
"""Structures of the API that Terraform's arguments have no block for: their members stand beside the others."""

TYPES = frozenset(_CALLS)
"""What can be made so."""


def deploy_by_api(stack: Path, emulator: Emulator, region: str) -> Deployed:
    """Make what a stack's JSON says on the emulator."""
    document = json.loads(stack.read_text(encoding="utf-8"))
    cognito = emulator.client("cognito-idp", region)
    made: dict[str, Mapping[str, Any]] = {}
    resolve = partial(_resolved, made=made)
    for kind, (call, answer) in _CALLS.items():
        for address, written in document["resource"].get(kind, {}).items():
            arguments = {name: resolve(value) for name, value in written.items() if name != "//"}
            created = getattr(cognito, call)(**_parameters(cognito, call, arguments))[answer]
            made[f"{kind}.{address}"] = _attributes(kind, created, region)
            if kind == "aws_cognito_user_pool":
                mfa = _parameters(cognito, "set_user_pool_mfa_config", arguments)
                cognito.set_user_pool_mfa_config(**mfa, UserPoolId=created["Id"])
    outputs = {name: resolve(output["value"]) for name, output in document["output"].items() if name in _OUTPUTS}
    return deployed_as(outputs, emulator, region, "the emulator's API")


_OUTPUTS = {"user_pool_id", "issuer", "app_client_ids"}


def _attributes(kind: str, created: Mapping[str, Any], region: str) -> Mapping[str, Any]:
    """What references to a resource get, in Terraform's words."""
    match kind:
        case "aws_cognito_user_pool":
            return {
                "id": created["Id"],
                "arn": created["Arn"],
                "endpoint": f"cognito-idp.{region}.amazonaws.com/{created['Id']}",
            }
        case "aws_cognito_user_pool_client":
            return {"id": created["ClientId"]}
        case "aws_cognito_resource_server":
            return {"identifier": created["Identifier"]}
    return {}


_REFERENCE = re.compile(r"(?<!\$)\$\{(\w+\.[\w-]+)\.(\w+)\}")


def _resolved(value: Any, made: Mapping[str, Mapping[str, Any]]) -> Any:
    """A value of the JSON with its references resolved and its literal ${ and %{ as they are meant."""
    if isinstance(value, dict):
        return {key: _resolved(each, made) for key, each in value.items()}
    if isinstance(value, list):
        return [_resolved(each, made) for each in value]
    if isinstance(value, str):
        text = _REFERENCE.sub(lambda found: str(made[found[1]][found[2]]), value)
        return text.replace("$${", "${").replace("%%{", "%{")
    return value


def _parameters(cognito: Any, call: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    operation = cognito.meta.service_model.operation_model(cognito.meta.method_to_api_mapping[call])
    given = {name.replace("_", ""): value for name, value in arguments.items()}
    return _structure(operation.input_shape, given, operation.name)


def _structure(shape: Any, given: Mapping[str, Any], owner: str) -> dict[str, Any]:
    """A structure of the API from Terraform's arguments, which are named without underscores."""
    filled: dict[str, Any] = {}
    for name, member in shape.members.items():
        if name in _NESTED:
            filled[name] = _structure(member, given, member.name)
            continue
        key = _RENAMED.get((owner, name.lower()), name.lower()).replace("_", "")
        if given.get(key) is not None:
            filled[name] = _CONVERT.get(member.type_name, _plain)(member, given[key])
    return filled


def _block(shape: Any, value: Any) -> Any:
    """A block, which Terraform also writes as a list of one."""
    only = value[0] if isinstance(value, list) else value
    return _structure(shape, {key.replace("_", ""): each for key, each in only.items()}, shape.name)


def _list(shape: Any, value: Any) -> Any:
    convert = _CONVERT.get(shape.member.type_name, _plain)
    return [convert(shape.member, each) for each in (value if isinstance(value, list) else [value])]


def _plain(shape: Any, value: Any) -> Any:
    return str(value) if shape.type_name == "string" else value


_CONVERT: Mapping[str, Callable[[Any, Any], Any]] = {"structure": _block, "list": _list}
