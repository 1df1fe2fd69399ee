"""A state of resources that never were: what a plan stands on, without AWS.

Terraform plans the configuration, and what it plans becomes the state: what is known only after apply gets a made-up
value. Each further plan on that state knows more of what refers to what, until one changes nothing. The provider itself
has then taken the state for one of that configuration.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.terraform.workspace import Workspace

MOST_PASSES = 6
_ACCOUNT = "111122223333"
# What is computed and empty, the provider takes for not known yet in each plan.
_BY_AWS: dict[str, dict[str, Any]] = {
    "aws_cognito_resource_server": {"scope_identifiers": []},
    "aws_cognito_user_pool_client": {
        "access_token_validity": 0,
        "allowed_oauth_flows": [],
        "allowed_oauth_flows_user_pool_client": False,
        "allowed_oauth_scopes": [],
        "auth_session_validity": 3,
        "callback_urls": [],
        "client_secret": "",
        "default_redirect_uri": "",
        "enable_propagate_additional_user_context_data": False,
        "enable_token_revocation": True,
        "explicit_auth_flows": [],
        "id_token_validity": 0,
        "logout_urls": [],
        "prevent_user_existence_errors": "",
        "read_attributes": [],
        "refresh_token_validity": 30,
        "supported_identity_providers": [],
        "write_attributes": [],
    },
    "aws_acm_certificate": {
        "renewal_summary": [{"renewal_status": "SUCCESS", "renewal_status_reason": ""}],
        "validation_emails": ["admin@example.com"],
    },
    "aws_api_gateway_rest_api": {"binary_media_types": ["application/octet-stream"]},
    "aws_appsync_graphql_api": {"uris": {"GRAPHQL": "https://example.appsync-api.eu-central-1.amazonaws.com/graphql"}},
    "aws_iam_role": {"inline_policy": [], "managed_policy_arns": []},
    "aws_lambda_function": {"architectures": ["x86_64"]},
    "aws_lb": {"security_groups": ["sg-0123456789abcdef0"]},
    "aws_lb_target_group": {"load_balancer_arns": [f"arn:aws:elasticloadbalancing:eu-central-1:{_ACCOUNT}:x"]},
    "aws_opensearch_domain": {"advanced_options": {"override_main_response_version": "false"}},
    "aws_ses_domain_dkim": {"dkim_tokens": ["token"]},
}
_TEXTS = {"arn", "endpoint", "execution_arn", "id", "invoke_arn", "qualified_arn", "unique_id", "api_endpoint"} | {
    "cloudfront_distribution",
    "root_resource_id",
}


def make_state(workspace: Workspace) -> dict[str, Any]:
    """Write the state of the configuration in a workspace, and give the plan on it, which changes nothing.

    Fails where plans keep changing something.
    """
    state: dict[str, dict[str, Any]] = {}
    for _ in range(MOST_PASSES):
        planned = workspace.plan()
        changes = [each for each in planned["resource_changes"] if each["mode"] == "managed"]
        changing = [each["address"] for each in changes if each["change"]["actions"] != ["no-op"]]
        if state and not changing:
            return planned
        versions = {each["address"]: each["schema_version"] for each in _resources(planned["planned_values"])}
        for each in changes:
            change, address = each["change"], each["address"]
            held = state.get(address, {}).get("attributes", {})
            state[address] = {
                **{key: each[key] for key in ("mode", "type", "name", "provider_name")},
                "module": each.get("module_address"),
                "index_key": each.get("index"),
                "schema_version": versions[address],
                "attributes": _filled(each, change["after"], change.get("after_unknown", {}), held),
                "sensitive_attributes": _sensitive(change.get("after_sensitive", {})),
            }
        _write(workspace.folder / "terraform.tfstate", state)
    raise AssertionError(f"the state never settles: {changing}")


def copy_state(folder: Path, copies: Mapping[str, Iterable[str]]) -> None:
    """Have modules be in the state as another one is, module -> those that are the same."""
    path = folder / "terraform.tfstate"
    document = json.loads(path.read_text())
    document["resources"] += [
        each | {"module": ".".join(["module", name, *each["module"].split(".")[2:]])}
        for each in document["resources"]
        for name in copies[each["module"].split(".")[1]]
    ]
    path.write_text(json.dumps(document | {"serial": document["serial"] + 1}))


def _resources(values: dict[str, Any]) -> list[dict[str, Any]]:
    def of(module: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            *module.get("resources", []),
            *(each for child in module.get("child_modules", []) for each in of(child)),
        ]

    return of(values.get("root_module", {}))


def _filled(entry: dict[str, Any], after: Any, unknown: Any, held: Any, name: str = "") -> Any:
    """The planned value, with what is not known yet as the state has it, or made up."""
    if unknown is True:
        return held if held not in (None, {}) else _made_up(entry, name)
    if isinstance(unknown, dict):
        values = after if isinstance(after, dict) else {}
        old = held if isinstance(held, dict) else {}
        return values | {key: _filled(entry, values.get(key), each, old.get(key), key) for key, each in unknown.items()}
    if isinstance(unknown, list) and isinstance(after, list):
        olds = held if isinstance(held, list) and len(held) == len(after) else [None] * len(after)
        marks = [*unknown, *[False] * (len(after) - len(unknown))]
        return [_filled(entry, *each) for each in zip(after, marks, olds, strict=True)]
    return after


def _sensitive(marks: Any) -> list[list[dict[str, Any]]]:
    """Paths as a state has them."""
    if marks is True:
        return [[]]
    kind = "get_attr" if isinstance(marks, dict) else "index"
    inner = marks.items() if isinstance(marks, dict) else enumerate(marks) if isinstance(marks, list) else ()
    steps = [
        ({"type": kind, "value": key if kind == "get_attr" else {"value": key, "type": "number"}}, each)
        for key, each in inner
    ]
    return [[step, *path] for step, each in steps for path in _sensitive(each)]


def _made_up(entry: dict[str, Any], name: str) -> Any:
    """What AWS, or a resource's creation, gives an argument: of the type that the provider has there."""
    if name in _BY_AWS.get(entry["type"], {}):
        return _BY_AWS[entry["type"]][name]
    label = "".join(each if each.isalnum() else "-" for each in entry["address"].replace("aws_", "")).strip("-")
    type_, after = entry["type"], entry["change"]["after"]
    digest = hashlib.sha256(entry["address"].encode()).hexdigest()
    ids = {
        "aws_cognito_identity_pool": f"eu-central-1:{uuid.UUID(digest[:32])}",
        "aws_cognito_user_pool": f"eu-central-1_{digest[:9]}",
        "aws_iam_policy": f"arn:aws:iam::{_ACCOUNT}:policy/{after.get('name') or label}",
        "aws_iam_role": after.get("name") or label,
    }
    if name == "arn":
        if type_ == "aws_iam_role":
            return f"arn:aws:iam::{_ACCOUNT}:role/{after.get('name') or label}"
        if type_ == "aws_iam_policy":
            return ids[type_]
        if type_ == "aws_cognito_user_pool":
            return f"arn:aws:cognito-idp:eu-central-1:{_ACCOUNT}:userpool/{ids[type_]}"
        if type_ == "aws_lambda_function":
            return f"arn:aws:lambda:eu-central-1:{_ACCOUNT}:function:{after['function_name']}"
        if type_ == "aws_ses_domain_identity":
            return f"arn:aws:ses:eu-central-1:{_ACCOUNT}:identity/{after['domain']}"
        return f"arn:aws:{type_.split('_')[1]}:eu-central-1:{_ACCOUNT}:{label}"
    if name == "endpoint" and type_ == "aws_cognito_user_pool":
        return f"cognito-idp.eu-central-1.amazonaws.com/{ids[type_]}"
    if name == "id":
        return ids.get(type_, label)
    if name == "tags_all":
        return {}
    if name == "name":
        return label[:60]
    return f"{label}-{name}" if name in _TEXTS else None


def _write(path: Path, state: dict[str, dict[str, Any]]) -> None:
    blocks: dict[tuple[str, ...], dict[str, Any]] = {}
    for each in state.values():
        key = (each["module"] or "", each["type"], each["name"])
        block = blocks.setdefault(
            key,
            {
                **({"module": each["module"]} if each["module"] else {}),
                **{name: each[name] for name in ("mode", "type", "name")},
                "provider": f'provider["{each["provider_name"]}"]',
                "instances": [],
            },
        )
        index = {} if each["index_key"] is None else {"index_key": each["index_key"]}
        instance = {key: each[key] for key in ("schema_version", "attributes", "sensitive_attributes")}
        block["instances"].append(index | instance)
    serial = json.loads(path.read_text())["serial"] + 1 if path.exists() else 1
    document: dict[str, Any] = {
        "version": 4,
        "terraform_version": "1.5.0",
        "serial": serial,
        "lineage": "3f1f0a3e-0000-4000-8000-000000000000",
        "outputs": {},
        "resources": list(blocks.values()),
    }
    path.write_text(json.dumps(document))
