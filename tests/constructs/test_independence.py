"""A table is its own resources' business: adding, removing or moving it changes no other's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from cognito_as_code.checks import check
from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.synth import synth
from main import build_stack

CALLBACK = ["https://app.example.com/"]
BASE: dict[str, Any] = {
    "region": "eu-central-1",
    "account_id": "111122223333",
    "user_pool": {
        "name": "test",
        "user_pool_tier": "PLUS",
        "user_pool_add_ons": {"advanced_security_mode": "ENFORCED"},
    },
    "domains": {"main": {"domain": "example-sign-in"}},
    "alarms": {"alarm_actions": ["arn:aws:sns:eu-central-1:111122223333:alarms"]},
    "identity_pool": {},
}
TABLES: dict[str, dict[str, Any]] = {
    "app_clients": {
        "always": {},
        "backend": {"application_type": "BACKEND", "secretsmanager_secret_name": "backend"},
        "job": {"application_type": "M2M", "allowed_oauth_scopes": ["api/read"]},
        "spa": {
            "application_type": "SPA",
            "callback_urls": CALLBACK,
            "risk_configuration": {"compromised_credentials_risk_configuration": {}},
        },
        "web": {
            "application_type": "WEB",
            "callback_urls": CALLBACK,
            "supported_identity_providers": ["COGNITO", "google"],
        },
    },
    "groups": {
        "admins": {"precedence": 1, "role": {"bedrock_models": ["amazon.nova-lite-v1:0"]}},
        "staff": {"precedence": 2, "role": {}},
        "users": {},
    },
    "identity_providers": {
        "corporate": {"provider_type": "SAML", "metadata_url": "https://sso.example.com"},
        "google": {"provider_type": "Google", "client_id": "id", "client_secret": {"variable": "google"}},
    },
    "protected": {
        "jobs": {"kind": "HTTP_API", "app_clients": ["job"], "scopes": ["api/read"], "api_id": "a1b2c3d4e5"},
        "people": {
            "kind": "HTTP_API",
            "app_clients": ["always"],
            "scopes": ["aws.cognito.signin.user.admin"],
            "api_id": "a1b2c3d4e5",
        },
    },
    "resource_servers": {"api": {"scopes": {"read": "Read"}}, "files": {"scopes": {"read": "Read"}}},
    "users": {"ana": {"groups": ["admins", "users"]}, "ben": {}},
}
# A table that others name goes with them.
DEPENDENTS = {
    ("app_clients", "job"): [("protected", "jobs")],
    ("resource_servers", "api"): [("app_clients", "job"), ("protected", "jobs")],
    ("identity_providers", "google"): [("app_clients", "web")],
    ("groups", "admins"): [("users", "ana")],
    ("groups", "users"): [("users", "ana")],
}
REMOVABLE = [(kind, name) for kind, tables in TABLES.items() for name in tables if name != "always"]
Table = tuple[str, str]


def is_of(table: Table, address: str) -> bool:
    """Whether a resource is a table's own."""
    kind, name = table
    type_, _, label = address.partition(".")
    own = {
        "app_clients": {
            ("aws_cognito_user_pool_client", name),
            ("aws_cognito_managed_login_branding", name),
            ("aws_cognito_risk_configuration", f"client_{name}"),
            ("aws_cloudwatch_metric_alarm", f"throttled_{name}"),
            ("aws_secretsmanager_secret", name),
            ("aws_secretsmanager_secret_version", name),
        },
        "groups": {
            ("aws_cognito_user_group", name),
            ("aws_iam_role", f"group_{name}"),
            ("aws_iam_role_policy", f"group_{name}"),
        },
        "identity_providers": {("aws_cognito_identity_provider", name)},
        "protected": {("aws_apigatewayv2_authorizer", name)},
        "resource_servers": {("aws_cognito_resource_server", name)},
        "users": {("aws_cognito_user", name)},
    }[kind]
    membership = type_ == "aws_cognito_user_in_group" and name in label.split("--") and kind in ("users", "groups")
    return membership or (type_, label) in own


def resources(data: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Address -> the resource's JSON; an identity pool's list of clients apart, client by client."""
    settings, findings = check(data)
    assert settings, findings
    (path,) = synth(build_stack, {"test": settings}, folder)
    found = {
        f"{type_}.{label}": resource
        for type_, labels in json.loads(path.read_text())["resource"].items()
        for label, resource in labels.items()
    }
    for client in found["aws_cognito_identity_pool.main"].pop("cognito_identity_providers"):
        found[client["client_id"].removeprefix("${").removesuffix(".id}")]["trusted by the identity pool"] = client
    return found


def without(removed: set[Table]) -> dict[str, Any]:
    tables = {
        kind: {name: table for name, table in named.items() if (kind, name) not in removed}
        for kind, named in TABLES.items()
    }
    return {**BASE, **tables}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The resources of all tables."""
    return resources(without(set()), tmp_path_factory.mktemp("whole"))


@budget(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.sampled_from(REMOVABLE), min_size=1))
def test_tables_that_are_removed_or_added_change_their_own_resources_only(
    whole: dict[str, Any], tmp_path: Path, chosen: set[Table]
) -> None:
    removed = chosen | {other for table in chosen for other in DEPENDENTS.get(table, [])}
    rest = resources(without(removed), tmp_path)
    gone = {address for address in whole if any(is_of(table, address) for table in removed)}
    assert rest == {address: resource for address, resource in whole.items() if address not in gone}
    assert gone


@st.composite
def reordered(draw: st.DrawFn, value: Any = None) -> Any:
    """The same tables in another order."""
    if not isinstance(value, dict):
        return value
    return {key: draw(reordered(value[key])) for key in draw(st.permutations(list(value)))}


@budget(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=reordered(without(set())))
def test_the_order_of_tables_and_keys_changes_no_byte(tmp_path: Path, data: dict[str, Any]) -> None:
    written = []
    for number, tables in enumerate((without(set()), data)):
        (path,) = synth(build_stack, {"test": EnvironmentSettings.model_validate(tables)}, tmp_path / str(number))
        written.append(path.read_bytes())
    assert written[0] == written[1]
