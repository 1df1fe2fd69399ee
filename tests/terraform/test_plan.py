"""Every committed environment is valid for the real provider, and its plan makes what was meant and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Literal

import pytest

from settings import EnvironmentSettings
from settings.app_client import AppClientSettings
from settings.user_pool import (
    AccountRecoverySettingSettings,
    EmailConfigurationSettings,
    Factor,
    MfaSettings,
    UserPoolSettings,
)
from tests.conftest import minimal
from tests.stacks.test_cognito_stack import BACKENDS, COMMITTED_ADDRESSES
from tests.terraform.conftest import Workspace

pytestmark = pytest.mark.terraform

Prepare = Callable[[EnvironmentSettings], Workspace]

POOL = {
    "account_recovery_setting": [{"recovery_mechanism": [{"name": "verified_email", "priority": 1}]}],
    "auto_verified_attributes": ["email"],
    "deletion_protection": "ACTIVE",
    "mfa_configuration": "ON",
    "sign_in_policy": [{"allowed_first_auth_factors": ["PASSWORD"]}],
    "software_token_mfa_configuration": [{"enabled": True}],
    "user_pool_tier": "ESSENTIALS",
    "username_configuration": [{"case_sensitive": False}],
}
CLIENT = {
    "access_token_validity": 60,
    "id_token_validity": 60,
    "refresh_token_validity": 30,
    "token_validity_units": [{"access_token": "minutes", "id_token": "minutes", "refresh_token": "days"}],
    "enable_token_revocation": True,
    "explicit_auth_flows": ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
    "generate_secret": False,
    "prevent_user_existence_errors": "ENABLED",
    "supported_identity_providers": ["COGNITO"],
}
OAUTH_CLIENT = CLIENT | {
    "allowed_oauth_flows": ["code"],
    "allowed_oauth_flows_user_pool_client": True,
    "allowed_oauth_scopes": ["email", "openid"],
    "callback_urls": ["https://app.example.com/callback"],
    "logout_urls": ["https://app.example.com/"],
}
IDENTITY_POOL = {"allow_classic_flow": False, "allow_unauthenticated_identities": False}

PLANNED: dict[str, dict[str, dict[str, Any]]] = {
    "prod": {
        "aws_cognito_user_pool.main": POOL | {"name": "ai-gateway", "username_attributes": ["email"]},
        "aws_cognito_user_pool_client.web": OAUTH_CLIENT,
        "aws_cognito_identity_pool.main": IDENTITY_POOL | {"identity_pool_name": "ai-gateway"},
        "aws_cognito_identity_pool_roles_attachment.main": {"role_mapping": []},
        "aws_iam_role.authenticated": {"name": "cognito-test-authenticated", "max_session_duration": 3600},
        "aws_iam_role_policy.authenticated": {"name": "authenticated"},
    },
    "dev": {
        "aws_cognito_user_pool.main": POOL | {"name": "ai-gateway-dev", "deletion_protection": "INACTIVE"},
        "aws_cognito_user_pool_client.web": OAUTH_CLIENT
        | {"callback_urls": ["http://localhost:3000/callback"], "logout_urls": ["http://localhost:3000/"]},
        "aws_cognito_identity_pool.main": IDENTITY_POOL | {"identity_pool_name": "ai-gateway-dev"},
        "aws_cognito_identity_pool_roles_attachment.main": {"role_mapping": []},
        "aws_iam_role.authenticated": {"name": "cognito-test-authenticated"},
        "aws_iam_role_policy.authenticated": {"name": "authenticated"},
    },
    "seed": {
        "aws_cognito_user_pool.main": POOL
        | {
            "name": "seed",
            "password_policy": [
                {
                    "minimum_length": 8,
                    "password_history_size": 0,
                    "require_lowercase": True,
                    "require_numbers": True,
                    "require_symbols": True,
                    "require_uppercase": True,
                    "temporary_password_validity_days": 1,
                }
            ],
            "sms_authentication_message": "Your authentication code is {####}.",
        },
        "aws_cognito_user_pool_client.app": CLIENT | {"generate_secret": True},
        "aws_cognito_identity_pool.main": IDENTITY_POOL | {"identity_pool_name": "seed"},
        "aws_cognito_identity_pool_roles_attachment.main": {"role_mapping": []},
        "aws_iam_role.authenticated": {"name": "cognito-test-authenticated"},
        "aws_iam_role.cognito_sms": {"name": "cognito-test-sms"},
        "aws_iam_role_policy.authenticated": {"name": "authenticated"},
        "aws_iam_role_policy.cognito_sms": {"name": "send-sms"},
    },
}


def planned_resources(plan: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Address -> planned values; every resource must be one to create."""
    assert {tuple(each["change"]["actions"]) for each in plan["resource_changes"]} == {("create",)}
    return {each["address"]: each["change"]["after"] for each in plan["resource_changes"]}


@pytest.mark.parametrize("name", COMMITTED_ADDRESSES)
def test_committed_environment_plans_exactly_what_was_meant(
    name: str, environments: dict[str, EnvironmentSettings], workspace: Prepare
) -> None:
    prepared = workspace(environments[name])
    assert prepared.validate()["valid"] is True
    planned = planned_resources(prepared.plan())
    assert set(planned) == COMMITTED_ADDRESSES[name]
    assert {
        address: {argument: planned[address][argument] for argument in arguments}
        for address, arguments in PLANNED[name].items()
    } == PLANNED[name]


def test_policy_variables_reach_iam_through_terraform(
    environments: dict[str, EnvironmentSettings], workspace: Prepare
) -> None:
    planned = planned_resources(workspace(environments["seed"]).plan())
    policy = json.loads(planned["aws_iam_role_policy.authenticated"]["policy"])
    assert policy["Statement"][0]["Resource"] == ["arn:aws:s3:::example-bucket/${cognito-identity.amazonaws.com:sub}/*"]


SES = EmailConfigurationSettings(
    email_sending_account="DEVELOPER", source_arn="arn:aws:ses:eu-central-1:111122223333:identity/example.com"
)


FACTORS: list[list[Factor]] = [["TOTP"], ["SMS"], ["EMAIL"], ["TOTP", "SMS", "EMAIL"]]
MODES: list[Literal["ON", "OPTIONAL"]] = ["ON", "OPTIONAL"]


@pytest.mark.parametrize(
    "mfa",
    [
        MfaSettings(configuration="OFF"),
        *(MfaSettings(configuration=configuration, factors=factors) for configuration in MODES for factors in FACTORS),
    ],
    ids=lambda mfa: "-".join([mfa.configuration, *mfa.factors]),
)
def test_each_mfa_mode_with_each_factor_is_planned(mfa: MfaSettings, workspace: Prepare) -> None:
    pool = UserPoolSettings(
        name="test",
        mfa=mfa,
        email_configuration=SES,
        account_recovery_setting=AccountRecoverySettingSettings(recovery_mechanisms=["admin_only"]),
    )
    planned = planned_resources(workspace(minimal(user_pool=pool)).plan())["aws_cognito_user_pool.main"]
    assert planned["mfa_configuration"] == mfa.configuration
    assert enabled_factors(planned) == set(mfa.factors)


def enabled_factors(pool: dict[str, Any]) -> set[Factor]:
    """The factors that a planned pool offers."""
    factors: dict[Factor, bool] = {
        "TOTP": any(block["enabled"] for block in pool["software_token_mfa_configuration"]),
        "SMS": bool(pool.get("sms_configuration")) and bool(pool["sms_authentication_message"]),
        "EMAIL": bool(pool["email_mfa_configuration"]),
    }
    return {factor for factor, enabled in factors.items() if enabled}


@pytest.mark.parametrize(
    "client",
    [
        AppClientSettings(),
        AppClientSettings(
            allowed_oauth_flows=["code", "implicit"],
            allowed_oauth_scopes=["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"],
            callback_urls=["https://app.example.com/callback", "myapp://callback"],
            default_redirect_uri="myapp://callback",
        ),
        AppClientSettings(
            generate_secret=True, allowed_oauth_flows=["client_credentials"], allowed_oauth_scopes=["api/read"]
        ),
        AppClientSettings(
            generate_secret=True,
            access_token_validity="300s",
            id_token_validity="1d",
            refresh_token_validity="24h",
            auth_session_validity="15m",
            enable_propagate_additional_user_context_data=True,
            explicit_auth_flows=["ALLOW_USER_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"],
        ),
    ],
    ids=["defaults", "browser", "machine", "backend"],
)
def test_each_kind_of_client_is_planned(client: AppClientSettings, workspace: Prepare) -> None:
    planned = planned_resources(workspace(minimal(app_clients={"app": client})).plan())
    made = planned["aws_cognito_user_pool_client.app"]
    assert made["explicit_auth_flows"] == sorted(client.explicit_auth_flows)
    assert made["allowed_oauth_flows"] == sorted(client.allowed_oauth_flows)
    assert made["allowed_oauth_scopes"] == sorted(client.allowed_oauth_scopes)
    assert made["callback_urls"] == sorted(client.callback_urls)
    assert made["generate_secret"] is client.generate_secret


@pytest.mark.parametrize("case", BACKENDS)
def test_terraform_takes_each_backends_table(case: str, workspace: Prepare) -> None:
    """Init gets as far as the backend's own business: reaching a store that is not there, or asking for a name."""
    terraform = minimal().terraform.model_copy(update={"backend": BACKENDS[case][0]})
    prepared = workspace(minimal().model_copy(update={"terraform": terraform}))
    (prepared.folder / "test_override.tf.json").unlink()
    said = prepared.terraform("init", "-input=false", "-no-color", "-reconfigure").stderr
    for complaint in ("Extraneous JSON", "Unsupported", "Incorrect attribute value", "Duplicate"):
        assert complaint not in said, said
    if case != "s3, partial":
        assert "Missing required argument" not in said
        assert "is required" not in said, said
