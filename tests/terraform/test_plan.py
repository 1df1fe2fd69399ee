"""Every environment is valid for the real provider, and its plan makes what was meant and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cognito_as_code.settings import EnvironmentSettings
from tests.conftest import COMMITTED, minimal
from tests.examples import Synthesized
from tests.stacks.test_cognito_stack import ADDRESSES, BACKENDS, addresses
from tests.terraform.conftest import Prepare
from tests.terraform.test_examples import as_modules, for_the_provider_at_hand
from tests.terraform.workspace import is_newer

pytestmark = pytest.mark.terraform

POOL = {
    "account_recovery_setting": [{"recovery_mechanism": [{"name": "verified_email", "priority": 1}]}],
    "auto_verified_attributes": ["email"],
    "deletion_protection": "ACTIVE",
    "mfa_configuration": "ON",
    "sign_in_policy": [{"allowed_first_auth_factors": ["PASSWORD"]}],
    "software_token_mfa_configuration": [{"enabled": True}],
    "user_pool_tier": "LITE",
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
    "production": {
        "aws_cognito_user_pool.main": POOL
        | {
            "name": "ai-gateway",
            "username_attributes": ["email"],
            "email_configuration": [
                {
                    "configuration_set": None,
                    "email_sending_account": "DEVELOPER",
                    "from_email_address": "Example <no-reply@example.com>",
                    "reply_to_email_address": None,
                    "source_arn": "arn:aws:ses:eu-central-1:111122223333:identity/example.com",
                }
            ],
        },
        "aws_cognito_user_pool_client.web": OAUTH_CLIENT,
        "aws_cognito_user_pool_domain.main": {"domain": "ai-gateway", "managed_login_version": 1},
        "aws_cognito_identity_pool.main": IDENTITY_POOL | {"identity_pool_name": "ai-gateway"},
        "aws_cognito_identity_pool_roles_attachment.main": {"role_mapping": []},
        "aws_iam_role.authenticated": {"name": "cognito-test-authenticated", "max_session_duration": 3600},
        "aws_iam_role_policy.authenticated": {"name": "authenticated"},
    },
    "disposable": {
        "aws_cognito_user_pool.main": POOL | {"name": "disposable", "deletion_protection": "INACTIVE"},
        "aws_cognito_user_pool_client.web": OAUTH_CLIENT
        | {"callback_urls": ["http://localhost:3000/callback"], "logout_urls": ["http://localhost:3000/"]},
        "aws_cognito_user_pool_domain.main": {"domain": "disposable", "managed_login_version": 1},
        "aws_cognito_identity_pool.main": IDENTITY_POOL | {"identity_pool_name": "disposable"},
        "aws_cognito_identity_pool_roles_attachment.main": {"role_mapping": []},
        "aws_iam_role.authenticated": {"name": "cognito-test-authenticated"},
        "aws_iam_role_policy.authenticated": {"name": "authenticated"},
    },
    "all-controls": {
        "aws_cognito_user_pool.main": POOL
        | {
            "name": "all-controls",
            "user_pool_tier": "PLUS",
            "user_pool_add_ons": [
                {
                    "advanced_security_additional_flows": [{"custom_auth_mode": "ENFORCED"}],
                    "advanced_security_mode": "ENFORCED",
                }
            ],
        },
        "aws_cognito_user_pool_client.web": {"generate_secret": False, "enable_token_revocation": True},
        "aws_cognito_user_pool_domain.main": {"domain": "all-controls"},
        "aws_cognito_risk_configuration.main": {
            "compromised_credentials_risk_configuration": [
                {"actions": [{"event_action": "BLOCK"}], "event_filter": ["PASSWORD_CHANGE", "SIGN_IN", "SIGN_UP"]}
            ],
        },
        "aws_wafv2_web_acl.main": {"scope": "REGIONAL"},
        "aws_wafv2_web_acl_association.main": {},
        "aws_cognito_identity_pool.main": IDENTITY_POOL,
        "aws_cognito_identity_pool_roles_attachment.main": {"role_mapping": []},
        "aws_iam_role.authenticated": {"name": "cognito-test-authenticated"},
        "aws_iam_role_policy.authenticated": {"name": "authenticated"},
    },
    "first-program": {
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


@pytest.fixture(scope="session")
def terraform_variables(terraform_variables_with_web_acls: dict[str, str]) -> dict[str, str]:
    """For web ACLs too."""
    return terraform_variables_with_web_acls


@pytest.mark.parametrize("name", ADDRESSES)
def test_environment_plans_exactly_what_was_meant(
    name: str, environments: dict[str, EnvironmentSettings], workspace: Prepare
) -> None:
    prepared = workspace(environments[name])
    assert prepared.validate()["valid"] is True
    planned = planned_resources(prepared.plan())
    assert set(planned) == {each for each in ADDRESSES[name] if not is_newer(each)}
    assert {
        address: {argument: planned[address][argument] for argument in arguments}
        for address, arguments in PLANNED[name].items()
    } == PLANNED[name]


@pytest.fixture(scope="module")
def planned_as_committed(
    committed: Path, terraform_variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Synthesized, list[dict[str, Any]]]:
    """The committed environments' JSON, as far as the provider at hand has their arguments, and what that plans."""
    stacks = {name: json.loads((committed / f"stacks/cognito-{name}/cdk.tf.json").read_text()) for name in COMMITTED}
    modules = {name: for_the_provider_at_hand(stack) for name, stack in stacks.items()}
    prepared = as_modules(modules, tmp_path_factory.mktemp("committed"), terraform_variables)
    said = prepared.validate()
    assert said["valid"] is True, said["diagnostics"]
    return modules, [each for each in prepared.plan()["resource_changes"] if each["mode"] == "managed"]


@pytest.mark.parametrize("name", COMMITTED)
def test_committed_environment_is_valid_and_plans_what_it_holds(
    name: str, planned_as_committed: tuple[Synthesized, list[dict[str, Any]]]
) -> None:
    """For whichever there are."""
    modules, changes = planned_as_committed
    planned = [each for each in changes if each["module_address"] == f"module.{name}"]
    assert {tuple(each["change"]["actions"]) for each in planned} == {("create",)}
    assert {each["address"].removeprefix(f"module.{name}.") for each in planned} == addresses(modules[name])


def test_policy_variables_reach_iam_through_terraform(
    environments: dict[str, EnvironmentSettings], workspace: Prepare
) -> None:
    planned = planned_resources(workspace(environments["first-program"]).plan())
    policy = json.loads(planned["aws_iam_role_policy.authenticated"]["policy"])
    assert policy["Statement"][0]["Resource"] == ["arn:aws:s3:::example-bucket/${cognito-identity.amazonaws.com:sub}/*"]


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
