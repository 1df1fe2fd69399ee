"""Everything around a pool, applied: it works together, and a second plan is empty.

The emulator knows no risk configuration and no rotation of refresh tokens, and forgets what alarms do; those are
planned in tests/terraform only.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from cognito_as_code.checks import check
from tests.lifecycle.deployment import Deployment

pytestmark = pytest.mark.lifecycle

ACCOUNT = "111122223333"
FUNCTION = f"arn:aws:lambda:eu-central-1:{ACCOUNT}:function:trigger"
MAPPING = {"email": "email", "given_name": "given_name"}
TABLES: dict[str, Any] = {
    "region": "eu-central-1",
    "account_id": ACCOUNT,
    "user_pool": {
        "name": "features",
        "username_attributes": ["email"],
        "mfa": {"configuration": "OPTIONAL"},
        "schema": {
            "given_name": {"required": True},
            "department": {},
            "level": {"attribute_data_type": "Number", "number_attribute_constraints": {"min_value": 1}},
            "count": {"attribute_data_type": "Number"},
            "since": {"attribute_data_type": "DateTime"},
        },
        "password_policy": {"minimum_length": 8, "password_history_size": 3},  # the emulator's own are short
        "device_configuration": {},
        "sign_in_policy": {"allowed_first_auth_factors": ["PASSWORD", "WEB_AUTHN"]},
        "web_authn_configuration": {"relying_party_id": "auth.example.com"},
        "user_pool_add_ons": {"advanced_security_mode": "ENFORCED"},
        "lambda_config": {
            "pre_sign_up": FUNCTION,
            "pre_token_generation_config": {"lambda_arn": FUNCTION, "lambda_version": "V2_0"},
        },
    },
    "app_clients": {
        "web": {
            "allowed_oauth_flows": ["code"],
            "allowed_oauth_scopes": ["openid", "api/read"],
            "callback_urls": ["https://app.example.com/"],
            "explicit_auth_flows": ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            "supported_identity_providers": ["COGNITO", "google", "okta", "corporate"],
        },
        "job": {
            "application_type": "M2M",
            "allowed_oauth_scopes": ["api/read"],
            "secretsmanager_secret_name": "cognito/job",
        },
        "backend": {"application_type": "BACKEND"},
    },
    "identity_providers": {
        "google": {
            "provider_type": "Google",
            "client_id": "google",
            "client_secret": {"variable": "google_client_secret"},
            "attribute_mapping": MAPPING,
        },
        "okta": {
            "provider_type": "OIDC",
            "client_id": "okta",
            "client_secret": {"ssm_parameter": "/okta"},
            "oidc_issuer": "https://login.example.com",
            "attribute_mapping": MAPPING,
        },
        "corporate": {"provider_type": "SAML", "metadata_file": "<xml/>", "attribute_mapping": MAPPING},
    },
    "resource_servers": {"api": {"scopes": {"read": "Read", "write": "Write"}}},
    "groups": {
        "admins": {"precedence": 1, "role": {"bedrock_models": ["amazon.titan-embed-text-v2:0"]}},
        "staff": {"precedence": 2},
    },
    "users": {
        "ana": {
            "username": "ana@example.com",
            "attributes": {
                "email": "ana@example.com",
                "email_verified": "true",
                "given_name": "Ana",
                "department": "it",
            },
            "groups": ["admins", "staff"],
        }
    },
    "domains": {"main": {"domain": "example-sign-in", "managed_login_version": 1}},
    "ui_customization": {"css": ".label-customizable {font-weight: 400;}"},
    "web_acl": {},
    "identity_pool": {
        "principal_tags": {"department": "custom:department"},
        "role_mapping": {
            "web": {"type": "Token"},
            "backend": {
                "type": "Rules",
                "mapping_rule": [
                    {"claim": "cognito:groups", "match_type": "Contains", "value": "admins", "group": "admins"}
                ],
            },
        },
    },
}


@pytest.fixture(scope="session")
def terraform_variables(terraform_variables_with_web_acls: dict[str, str]) -> dict[str, str]:
    """For web ACLs too."""
    return terraform_variables_with_web_acls


@pytest.fixture
def account(deployment: Deployment) -> Deployment:
    """An account with what the tables take for granted: a function and a parameter."""

    def client(service: str) -> Any:
        return deployment.emulator.client(service, aws_access_key_id=ACCOUNT)

    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("trigger.py", "def handler(event, context): return event")
    client("iam").create_role(RoleName="trigger", AssumeRolePolicyDocument='{"Version": "2012-10-17", "Statement": []}')
    client("lambda").create_function(
        FunctionName="trigger",
        Runtime="python3.13",
        Role=f"arn:aws:iam::{ACCOUNT}:role/trigger",
        Handler="trigger.handler",
        Code={"ZipFile": code.getvalue()},
    )
    client("ssm").put_parameter(Name="/okta", Value="okta-secret", Type="SecureString")
    variables = {**deployment.variables, "TF_VAR_google_client_secret": "google-secret"}
    return replace(deployment, variables=variables, access_key=ACCOUNT)


def test_everything_around_a_pool_works_together(account: Deployment) -> None:
    settings, findings = check(TABLES)
    assert settings, findings
    # Passkeys with optional MFA, and, for the provider at hand, on a pool whose only pages are classic.
    assert {finding.rule for finding in findings} == {"MFA-7", "SIG-15"}
    account.write(settings)
    account.init()
    account.apply()
    assert account.changes() == {}
    outputs = account.outputs()
    pool = outputs["user_pool_id"]

    def client(service: str) -> Any:
        return account.emulator.client(service, aws_access_key_id=ACCOUNT)

    cognito = client("cognito-idp")
    groups = cognito.admin_list_groups_for_user(UserPoolId=pool, Username="ana@example.com")["Groups"]
    assert {group["GroupName"] for group in groups} == {"admins", "staff"}
    ana = cognito.admin_get_user(UserPoolId=pool, Username="ana@example.com")
    assert {"Name": "custom:department", "Value": "it"} in ana["UserAttributes"]
    assert ana["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    okta = cognito.describe_identity_provider(UserPoolId=pool, ProviderName="okta")["IdentityProvider"]
    assert okta["ProviderDetails"]["client_secret"] == "okta-secret"

    job = outputs["app_client_ids"]["job"]
    secret = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=job)["UserPoolClient"]["ClientSecret"]
    assert client("secretsmanager").get_secret_value(SecretId="cognito/job")["SecretString"] == secret
    state = json.loads((account.stack / "terraform.tfstate").read_text())
    (version,) = [each for each in state["resources"] if each["type"] == "aws_secretsmanager_secret_version"]
    assert secret not in json.dumps(version)

    permissions = json.loads(client("lambda").get_policy(FunctionName="trigger")["Policy"])["Statement"]
    assert {each["Principal"]["Service"] for each in permissions} == {"cognito-idp.amazonaws.com"}
    assert {each["Condition"]["ArnLike"]["AWS:SourceArn"] for each in permissions} == {outputs["user_pool_arn"]}
    assert client("wafv2").get_web_acl_for_resource(ResourceArn=outputs["user_pool_arn"])["WebACL"]["Rules"]
    mapping = client("cognito-identity").get_identity_pool_roles(IdentityPoolId=outputs["identity_pool_id"])
    by_client = {name.rpartition(":")[2]: each for name, each in mapping["RoleMappings"].items()}
    assert by_client[outputs["app_client_ids"]["web"]]["AmbiguousRoleResolution"] == "Deny"

    # A rotated secret is applied.
    rotated = replace(account, variables={**account.variables, "TF_VAR_google_client_secret": "rotated"})
    assert rotated.changes() == {"aws_cognito_identity_provider.google": "update"}
    rotated.apply()
    google = cognito.describe_identity_provider(UserPoolId=pool, ProviderName="Google")["IdentityProvider"]
    assert google["ProviderDetails"]["client_secret"] == "rotated"
