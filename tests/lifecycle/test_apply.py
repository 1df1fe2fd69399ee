"""What is synthesized can be applied, stays as it is, and is repaired when somebody changes it by hand."""

from __future__ import annotations

import json
from typing import Any, Literal

import pytest

from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.settings.app_client.model import AppClientSettings
from cognito_as_code.settings.identity_pool.model import IdentityPoolSettings
from cognito_as_code.settings.resource_server.model import ResourceServerSettings
from cognito_as_code.settings.user_pool.model import (
    AccountRecoverySettingSettings,
    EmailConfigurationSettings,
    Factor,
    LifecycleSettings,
    MfaSettings,
    UserPoolSettings,
)
from tests.conftest import minimal
from tests.lifecycle.conftest import Deploy
from tests.lifecycle.deployment import Deployment
from tests.stacks.test_cognito_stack import ADDRESSES
from tests.terraform.workspace import is_newer

pytestmark = pytest.mark.lifecycle


@pytest.mark.parametrize("name", sorted({*ADDRESSES} - {"disposable", "all-controls"}))
def test_environment_applies_and_then_has_nothing_to_do(
    name: str, environments: dict[str, EnvironmentSettings], deploy: Deploy
) -> None:
    """All but disposable, which is below, with changes by hand, and all-controls: the emulator knows no risks."""
    settings = environments[name]
    without_backend = settings.terraform.model_copy(update={"backend": {}})
    deployment = deploy(settings.model_copy(update={"terraform": without_backend}))
    assert set(deployment.succeed("state", "list").split()) == {each for each in ADDRESSES[name] if not is_newer(each)}
    assert deployment.changes() == {}


CLIENTS = {
    "code": AppClientSettings(
        allowed_oauth_flows=["code"],
        allowed_oauth_scopes=["openid", "email"],
        callback_urls=["https://app.example.com/callback", "myapp://callback"],
        default_redirect_uri="myapp://callback",
    ),
    "implicit": AppClientSettings(
        allowed_oauth_flows=["implicit"],
        allowed_oauth_scopes=["openid"],
        callback_urls=["http://localhost:3000/"],
    ),
    "machine": AppClientSettings(
        generate_secret=True, allowed_oauth_flows=["client_credentials"], allowed_oauth_scopes=["api/read"]
    ),
    "plain": AppClientSettings(access_token_validity="300s", refresh_token_validity="12h"),
}
SES = EmailConfigurationSettings(
    email_sending_account="DEVELOPER", source_arn="arn:aws:ses:eu-central-1:111122223333:identity/example.com"
)
SERVERS = {"api": ResourceServerSettings(scopes={"read": "Read"})}
# Beside these, the environments above apply ON with TOTP, and ON with TOTP and SMS, and an identity pool.
MODES: list[tuple[Literal["ON", "OPTIONAL", "OFF"], list[Factor]]] = [
    ("OFF", []),
    ("ON", ["SMS"]),
    ("ON", ["EMAIL"]),
    ("OPTIONAL", ["TOTP", "SMS", "EMAIL"]),
]


@pytest.mark.parametrize(("mode", "factors"), MODES)
def test_each_mfa_mode_factor_and_oauth_flow_is_what_aws_then_reports(
    mode: Literal["ON", "OPTIONAL", "OFF"], factors: list[Factor], deploy: Deploy
) -> None:
    pool = UserPoolSettings(
        name="test",
        mfa=MfaSettings(configuration=mode, factors=factors),
        email_configuration=SES,
        account_recovery_setting=AccountRecoverySettingSettings(recovery_mechanisms=["admin_only"]),
    )
    deployment = deploy(minimal(user_pool=pool, app_clients=CLIENTS, resource_servers=SERVERS))
    reported = mfa_configuration(deployment)
    assert reported.get("MfaConfiguration", "OFF") == mode
    assert {
        "TOTP": reported.get("SoftwareTokenMfaConfiguration", {}).get("Enabled", False),
        "SMS": "SmsMfaConfiguration" in reported,
        "EMAIL": "EmailMfaConfiguration" in reported,
    } == {factor: factor in factors for factor in ("TOTP", "SMS", "EMAIL")}
    outputs = deployment.outputs()
    describe = deployment.emulator.client("cognito-idp").describe_user_pool_client
    for name, settings in CLIENTS.items():
        client = describe(UserPoolId=outputs["user_pool_id"], ClientId=outputs["app_client_ids"][name])
        assert set(client["UserPoolClient"].get("AllowedOAuthFlows", [])) == set(settings.allowed_oauth_flows)
    assert deployment.changes() == {}


def mfa_configuration(deployment: Deployment) -> dict[str, Any]:
    """What AWS says of the deployed pool's MFA."""
    pool = deployment.outputs()["user_pool_id"]
    reported: dict[str, Any] = deployment.emulator.client("cognito-idp").get_user_pool_mfa_config(UserPoolId=pool)
    return reported


def test_what_is_changed_by_hand_shows_in_the_plan_and_is_repaired(
    environments: dict[str, EnvironmentSettings], deploy: Deploy
) -> None:
    deployment = deploy(environments["disposable"])
    assert deployment.changes() == {}
    outputs, cognito, iam = (
        deployment.outputs(),
        deployment.emulator.client("cognito-idp"),
        deployment.emulator.client("iam"),
    )
    pool, client = outputs["user_pool_id"], outputs["app_client_ids"]["web"]
    cognito.set_user_pool_mfa_config(
        UserPoolId=pool, MfaConfiguration="OPTIONAL", SoftwareTokenMfaConfiguration={"Enabled": True}
    )
    described = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=client)["UserPoolClient"]
    # The emulator makes an empty text of what is not there.
    writable = {key: value for key, value in described.items() if not key.endswith("Date") and value != ""}
    writable["ExplicitAuthFlows"] = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    cognito.update_user_pool_client(**writable)
    anything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    role = {"RoleName": "cognito-test-authenticated", "PolicyName": "authenticated"}
    iam.put_role_policy(**role, PolicyDocument=json.dumps(anything))

    assert deployment.changes() == {
        "aws_cognito_user_pool.main": "update",
        "aws_cognito_user_pool_client.web": "update",
        "aws_iam_role_policy.authenticated": "update",
    }
    deployment.apply()
    assert mfa_configuration(deployment)["MfaConfiguration"] == "ON"
    client_now = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=client)["UserPoolClient"]
    assert set(client_now["ExplicitAuthFlows"]) == {"ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"}
    assert iam.get_role_policy(**role)["PolicyDocument"]["Statement"][0]["Action"] == ["bedrock:InvokeModel"]
    assert deployment.changes() == {}


class TestSafety:
    """What Terraform does when somebody is about to lose a pool."""

    def test_a_protected_pool_is_not_destroyed_until_protection_was_turned_off_in_an_apply_before(
        self, deploy: Deploy
    ) -> None:
        protected = minimal(app_clients={"web": AppClientSettings()}, identity_pool=IdentityPoolSettings())
        deployment = deploy(protected)
        refused = deployment.terraform("plan", "-destroy")
        assert refused.returncode == 1
        assert "Instance cannot be destroyed" in refused.stderr
        replaced = protected.model_copy(
            update={"user_pool": protected.user_pool.model_copy(update={"name": "another"})}
        )
        deployment.write(replaced)
        refused = deployment.terraform("plan")
        assert "Resource aws_cognito_user_pool.main has" in refused.stderr

        unprotected = LifecycleSettings(prevent_destroy=False)
        pool = protected.user_pool.model_copy(update={"lifecycle": unprotected, "deletion_protection": "INACTIVE"})
        identity_pool = IdentityPoolSettings(lifecycle=unprotected)
        deployment.write(protected.model_copy(update={"user_pool": pool, "identity_pool": identity_pool}))
        deployment.apply()
        deployment.succeed("destroy", "-auto-approve")
        assert deployment.succeed("state", "list") == ""

    def test_a_renamed_client_and_environment_change_nothing(self, deploy: Deploy) -> None:
        pool = UserPoolSettings(name="test", mfa=MfaSettings(factors=["TOTP", "SMS"]))
        before = minimal(user_pool=pool, app_clients={"old": AppClientSettings()}, identity_pool=IdentityPoolSettings())
        deployment = deploy(before)
        client = deployment.outputs()["app_client_ids"]["old"]

        renamed = Deployment(deployment.folder / "renamed", deployment.emulator, deployment.variables, name="new")
        renamed.write(
            before.model_copy(
                update={"renamed_from": "test", "app_clients": {"new": AppClientSettings(renamed_from="old")}}
            )
        )
        (deployment.stack / "terraform.tfstate").rename(renamed.stack / "terraform.tfstate")
        renamed.init()
        assert renamed.changes() == {
            "aws_cognito_user_pool_client.new": "move",
            "output.amplify_outputs": "update",
            "output.app_client_ids": "update",
        }
        renamed.apply()
        assert renamed.outputs()["app_client_ids"] == {"new": client}
