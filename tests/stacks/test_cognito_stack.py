"""What a stack holds: addresses, references, explicit arguments, backends."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cognito_as_code.settings import EnvironmentSettings, SettingsError
from cognito_as_code.settings.app_client.model import AppClientSettings
from cognito_as_code.settings.core.regions import PARTITIONS
from cognito_as_code.settings.identity_pool.model import IdentityPoolSettings, RolesSettings
from cognito_as_code.settings.role.model import RoleSettings, StatementSettings
from cognito_as_code.settings.terraform.model import BackendName, TerraformSettings
from cognito_as_code.settings.user_pool.model import (
    AccountRecoverySettingSettings,
    EmailConfigurationSettings,
    MfaSettings,
    SmsConfigurationSettings,
    UserPoolSettings,
)
from cognito_as_code.settings.user_pool.schema import STANDARD_ATTRIBUTES
from cognito_as_code.synth import build_app
from main import build_stack
from tests.conftest import Synthesize, minimal

ADDRESSES = {
    "disposable": {
        "aws_cognito_identity_pool.main",
        "aws_cognito_identity_pool_roles_attachment.main",
        "aws_cognito_managed_login_branding.web",
        "aws_cognito_user_pool.main",
        "aws_cognito_user_pool_client.web",
        "aws_cognito_user_pool_domain.main",
        "aws_iam_role.authenticated",
        "aws_iam_role_policy.authenticated",
    },
    "production": {
        "aws_cognito_identity_pool.main",
        "aws_cognito_identity_pool_roles_attachment.main",
        "aws_cognito_managed_login_branding.web",
        "aws_cognito_user_pool.main",
        "aws_cognito_user_pool_client.web",
        "aws_cognito_user_pool_domain.main",
        "aws_iam_role.authenticated",
        "aws_iam_role_policy.authenticated",
    },
    "all-controls": {
        "aws_cognito_identity_pool.main",
        "aws_cognito_identity_pool_roles_attachment.main",
        "aws_cognito_managed_login_branding.web",
        "aws_cognito_risk_configuration.main",
        "aws_cognito_user_pool.main",
        "aws_cognito_user_pool_client.web",
        "aws_cognito_user_pool_domain.main",
        "aws_iam_role.authenticated",
        "aws_iam_role_policy.authenticated",
        "aws_wafv2_web_acl.main",
        "aws_wafv2_web_acl_association.main",
    },
    "first-program": {
        "aws_cognito_identity_pool.main",
        "aws_cognito_identity_pool_roles_attachment.main",
        "aws_cognito_user_pool.main",
        "aws_cognito_user_pool_client.app",
        "aws_iam_role.authenticated",
        "aws_iam_role.cognito_sms",
        "aws_iam_role_policy.authenticated",
        "aws_iam_role_policy.cognito_sms",
    },
}


def addresses(stack: dict[str, Any]) -> set[str]:
    """Every resource's Terraform address."""
    return {f"{type_}.{name}" for type_, resources in stack["resource"].items() for name in resources}


@pytest.mark.parametrize("name", ADDRESSES)
def test_addresses_never_change(name: str, synthesized: Path) -> None:
    """An address that changes is a resource destroyed and made anew: for a pool, with every user lost."""
    stack = json.loads((synthesized / f"stacks/cognito-{name}/cdk.tf.json").read_text())
    assert addresses(stack) == ADDRESSES[name]


def test_every_environment_of_the_tests_has_its_addresses_listed(environments: dict[str, EnvironmentSettings]) -> None:
    assert set(ADDRESSES) == set(environments)


HASHED = re.compile(r"[0-9A-F]{8}$")
"""How an id of CDKTF's own ends."""


def test_every_address_of_a_committed_environment_is_readable(committed: Path) -> None:
    """For whichever there are: the pool is main, and no address comes from CDKTF, as one with a hash would."""
    files = list(committed.glob("stacks/*/cdk.tf.json"))
    assert files
    for file in files:
        found = addresses(json.loads(file.read_text()))
        assert "aws_cognito_user_pool.main" in found
        assert [address for address in found if HASHED.search(address)] == []


def test_an_address_of_cdktfs_own_would_not_pass_for_readable() -> None:
    assert HASHED.search("aws_cognito_user_pool.main_user_pool_5A1B2C3D")


def test_the_first_program_is_reproduced_in_full(synthesized: Path) -> None:
    """Every setting of the program this project grew from, and a second factor, without which AWS refuses its MFA."""
    stack = json.loads((synthesized / "stacks/cognito-first-program/cdk.tf.json").read_text())
    pool = stack["resource"]["aws_cognito_user_pool"]["main"]
    policy = pool["password_policy"]
    assert policy["minimum_length"] == 8
    assert all(policy[f"require_{kind}"] for kind in ("lowercase", "numbers", "symbols", "uppercase"))
    assert pool["mfa_configuration"] == "ON"
    assert pool["software_token_mfa_configuration"] == {"enabled": True}
    assert pool["sms_configuration"]["sns_caller_arn"] == "${aws_iam_role.cognito_sms.arn}"
    assert pool["auto_verified_attributes"] == ["email"]
    assert pool["sms_authentication_message"] == "Your authentication code is {####}."
    template = pool["verification_message_template"]
    assert template["email_subject"] == "Verify your e-mail address"
    assert template["email_message"] == template["sms_message"] == "Your verification code is {####}."
    (client,) = stack["resource"]["aws_cognito_user_pool_client"].values()
    assert client["explicit_auth_flows"] == ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"]
    assert client["generate_secret"] is True
    assert "authenticated" in stack["resource"]["aws_cognito_identity_pool_roles_attachment"]["main"]["roles"]
    assert {"user_pool_id", "app_client_ids"} <= set(stack["output"])


def test_outputs(synthesize: Synthesize) -> None:
    stack = synthesize(minimal(app_clients={"web": AppClientSettings()}, identity_pool=IdentityPoolSettings()))
    endpoint = "${aws_cognito_user_pool.main.endpoint}"
    assert {name: output["value"] for name, output in stack["output"].items()} == {
        "user_pool_id": "${aws_cognito_user_pool.main.id}",
        "user_pool_arn": "${aws_cognito_user_pool.main.arn}",
        "user_pool_endpoint": endpoint,
        "issuer": f"https://{endpoint}",
        "jwks_uri": f"https://{endpoint}/.well-known/jwks.json",
        "openid_configuration": f"https://{endpoint}/.well-known/openid-configuration",
        "jwt_configuration": {
            "issuer": f"https://{endpoint}",
            "audience": ["${aws_cognito_user_pool_client.web.id}"],
        },
        "amplify_outputs": {"web": stack["output"]["amplify_outputs"]["value"]["web"]},  # see test_outputs.py
        "app_client_ids": {"web": "${aws_cognito_user_pool_client.web.id}"},
        "identity_pool_id": "${aws_cognito_identity_pool.main.id}",
    }


def test_settings_that_break_a_rule_make_no_stack(tmp_path: Path) -> None:
    settings = minimal(user_pool=UserPoolSettings(name="test", mfa=MfaSettings(factors=[])))
    with pytest.raises(SettingsError, match=r"^test: user_pool\.mfa\.factors: is empty.*\[MFA-1\]$"):
        build_app(build_stack, {"test": settings}, tmp_path)


def test_a_renamed_client_is_moved_and_keeps_its_name(synthesize: Synthesize) -> None:
    stack = synthesize(minimal(app_clients={"new": AppClientSettings(renamed_from="old")}))
    assert stack["moved"] == [{"from": "aws_cognito_user_pool_client.old", "to": "aws_cognito_user_pool_client.new"}]
    assert stack["resource"]["aws_cognito_user_pool_client"]["new"]["name"] == "old"


def test_a_renamed_environments_roles_keep_their_names(synthesize: Synthesize) -> None:
    pool = UserPoolSettings(name="test", mfa=MfaSettings(factors=["SMS"]))
    clients = {"web": AppClientSettings()}
    identity_pool = IdentityPoolSettings()
    stack = synthesize(minimal(renamed_from="old", user_pool=pool, app_clients=clients, identity_pool=identity_pool))
    assert {role["name"] for role in stack["resource"]["aws_iam_role"].values()} == {
        "cognito-old-authenticated",
        "cognito-old-sms",
    }
    assert stack["resource"]["aws_cognito_user_pool"]["main"]["sms_configuration"]["external_id"] == "cognito-old-sms"


class TestUserPool:
    """aws_cognito_user_pool.main."""

    def pool(self, synthesize: Synthesize, **changes: Any) -> dict[str, Any]:
        stack = synthesize(minimal(user_pool=UserPoolSettings(name="test", **changes)))
        pool: dict[str, Any] = stack["resource"]["aws_cognito_user_pool"]["main"]
        return pool

    def test_whatever_would_linger_or_weaken_when_unsaid_is_said(self, synthesize: Synthesize) -> None:
        pool = self.pool(synthesize)
        del pool["//"]
        assert pool == {
            "name": "test",
            "user_pool_tier": "LITE",
            "deletion_protection": "ACTIVE",
            "lifecycle": {"prevent_destroy": True},
            "user_attribute_update_settings": {"attributes_require_verification_before_update": ["email"]},
            "auto_verified_attributes": ["email"],
            "username_configuration": {"case_sensitive": False},
            "mfa_configuration": "ON",
            "software_token_mfa_configuration": {"enabled": True},
            "sign_in_policy": {"allowed_first_auth_factors": ["PASSWORD"]},
            "password_policy": {
                "minimum_length": 14,
                "require_lowercase": True,
                "require_uppercase": True,
                "require_numbers": True,
                "require_symbols": True,
                "password_history_size": 0,
                "temporary_password_validity_days": 1,
            },
            "account_recovery_setting": {"recovery_mechanism": [{"name": "verified_email", "priority": 1}]},
            "admin_create_user_config": {
                "allow_admin_create_user_only": True,
                "invite_message_template": {
                    "email_subject": "Your temporary password",
                    "email_message": "Your username is {username} and your temporary password is {####}",
                    "sms_message": "Your username is {username} and your temporary password is {####}",
                },
            },
            "email_configuration": {"email_sending_account": "COGNITO_DEFAULT"},
            "verification_message_template": {
                "default_email_option": "CONFIRM_WITH_CODE",
                "email_subject": "Your verification code",
                "email_message": "Your verification code is {####}.",
                "email_subject_by_link": "Verify your e-mail address",
                "email_message_by_link": "Please {##verify your e-mail address##}.",
                "sms_message": "Your verification code is {####}.",
            },
        }

    def test_mfa_off_writes_no_factor_block(self, synthesize: Synthesize) -> None:
        pool = self.pool(synthesize, mfa=MfaSettings(configuration="OFF"))
        assert pool["mfa_configuration"] == "OFF"
        assert not {"software_token_mfa_configuration", "sms_configuration", "email_mfa_configuration"} & set(pool)

    def test_sms_alone_turns_totp_off_in_so_many_words(self, synthesize: Synthesize) -> None:
        pool = self.pool(synthesize, mfa=MfaSettings(factors=["SMS"]))
        assert pool["software_token_mfa_configuration"] == {"enabled": False}
        assert pool["sms_authentication_message"] == "Your sign-in code is {####}."

    def test_email_factor_sends_through_ses(self, synthesize: Synthesize) -> None:
        identity = "arn:aws:ses:eu-central-1:111122223333:identity/example.com"
        pool = self.pool(
            synthesize,
            mfa=MfaSettings(factors=["EMAIL"]),
            email_configuration=EmailConfigurationSettings(email_sending_account="DEVELOPER", source_arn=identity),
            account_recovery_setting=AccountRecoverySettingSettings(recovery_mechanisms=["admin_only"]),
        )
        assert pool["email_mfa_configuration"] == {
            "subject": "Your sign-in code",
            "message": "Your sign-in code is {####}.",
        }
        assert pool["email_configuration"] == {"email_sending_account": "DEVELOPER", "source_arn": identity}

    def test_recovery_mechanisms_are_numbered_as_listed(self, synthesize: Synthesize) -> None:
        pool = self.pool(
            synthesize,
            mfa=MfaSettings(factors=["TOTP", "SMS"]),
            account_recovery_setting=AccountRecoverySettingSettings(
                recovery_mechanisms=["verified_phone_number", "verified_email"]
            ),
        )
        assert pool["account_recovery_setting"]["recovery_mechanism"] == [
            {"name": "verified_phone_number", "priority": 1},
            {"name": "verified_email", "priority": 2},
        ]

    def test_terraform_templates_in_messages_are_text(self, synthesize: Synthesize) -> None:
        pool = self.pool(synthesize, sms_authentication_message="${a} %{b} {####}", mfa=MfaSettings(factors=["SMS"]))
        assert pool["sms_authentication_message"] == "$${a} %%{b} {####}"


class TestSmsRole:
    """aws_iam_role.cognito_sms."""

    def stack(self, synthesize: Synthesize, region: str = "eu-central-1", **changes: Any) -> dict[str, Any]:
        pool = UserPoolSettings(name="test", mfa=MfaSettings(factors=["SMS"]), **changes)
        return synthesize(minimal(region=region, user_pool=pool))

    def test_only_this_accounts_pools_may_assume_it(self, synthesize: Synthesize) -> None:
        role = self.stack(synthesize)["resource"]["aws_iam_role"]["cognito_sms"]
        assert json.loads(role["assume_role_policy"])["Statement"] == [
            {
                "Effect": "Allow",
                "Principal": {"Service": "cognito-idp.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "StringEquals": {"sts:ExternalId": "cognito-test-sms", "aws:SourceAccount": "111122223333"},
                    "ArnLike": {"aws:SourceArn": "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/*"},
                },
            }
        ]

    def test_it_may_send_sms_and_nothing_else(self, synthesize: Synthesize) -> None:
        policy = self.stack(synthesize)["resource"]["aws_iam_role_policy"]["cognito_sms"]
        assert json.loads(policy["policy"])["Statement"] == [
            {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"},
            {"Effect": "Deny", "Action": "sns:Publish", "Resource": "arn:aws:sns:*:*:*"},
        ]

    def test_the_pool_waits_for_its_permission(self, synthesize: Synthesize) -> None:
        pool = self.stack(synthesize)["resource"]["aws_cognito_user_pool"]["main"]
        assert pool["depends_on"] == ["aws_iam_role_policy.cognito_sms"]
        assert pool["sms_configuration"] == {
            "external_id": "cognito-test-sms",
            "sns_caller_arn": "${aws_iam_role.cognito_sms.arn}",
            "sns_region": "eu-central-1",
        }

    def test_a_phone_to_verify_needs_it_too(self, synthesize: Synthesize) -> None:
        pool = UserPoolSettings(
            name="test", mfa=MfaSettings(configuration="OFF"), auto_verified_attributes=["phone_number"]
        )
        assert "aws_iam_role.cognito_sms" in addresses(synthesize(minimal(user_pool=pool)))

    def test_a_role_of_ones_own_is_used_as_it_is(self, synthesize: Synthesize) -> None:
        own = "arn:aws:iam::111122223333:role/sms"
        stack = self.stack(synthesize, sms_configuration=SmsConfigurationSettings(sns_caller_arn=own, external_id="id"))
        assert "aws_iam_role" not in stack["resource"]
        assert stack["resource"]["aws_cognito_user_pool"]["main"]["sms_configuration"]["sns_caller_arn"] == own

    def test_seoul_sends_from_tokyo(self, synthesize: Synthesize) -> None:
        pool = self.stack(synthesize, region="ap-northeast-2")["resource"]["aws_cognito_user_pool"]["main"]
        assert pool["sms_configuration"]["sns_region"] == "ap-northeast-1"

    def test_it_sends_from_the_region_asked_for(self, synthesize: Synthesize) -> None:
        stack = self.stack(synthesize, sms_configuration=SmsConfigurationSettings(sns_region="eu-west-1"))
        assert stack["resource"]["aws_cognito_user_pool"]["main"]["sms_configuration"]["sns_region"] == "eu-west-1"


def test_client_says_everything_empty_lists_included(synthesize: Synthesize) -> None:
    client = synthesize(minimal(app_clients={"web": AppClientSettings()}))["resource"]["aws_cognito_user_pool_client"]
    del client["web"]["//"]
    assert client == {
        "web": {
            "name": "web",
            "user_pool_id": "${aws_cognito_user_pool.main.id}",
            "generate_secret": False,
            "explicit_auth_flows": ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
            "allowed_oauth_flows_user_pool_client": False,
            "allowed_oauth_flows": [],
            "allowed_oauth_scopes": [],
            "callback_urls": [],
            "logout_urls": [],
            "supported_identity_providers": ["COGNITO"],
            "read_attributes": sorted(STANDARD_ATTRIBUTES),
            "write_attributes": sorted(set(STANDARD_ATTRIBUTES) - {"email_verified", "phone_number_verified"}),
            "access_token_validity": 60,
            "id_token_validity": 60,
            "refresh_token_validity": 30,
            "token_validity_units": [{"access_token": "minutes", "id_token": "minutes", "refresh_token": "days"}],
            "auth_session_validity": 3,
            "prevent_user_existence_errors": "ENABLED",
            "enable_token_revocation": True,
            "enable_propagate_additional_user_context_data": False,
        }
    }


class TestIdentityPool:
    """The identity pool and the role of its signed-in users."""

    def resources(self, synthesize: Synthesize, region: str = "eu-central-1") -> dict[str, Any]:
        partition = PARTITIONS[region]
        statement = StatementSettings(
            actions=["s3:GetObject"],
            resources=[f"arn:{partition}:s3:::example-bucket/${{cognito-identity.amazonaws.com:sub}}/*"],
            wildcard_reason="The files in a folder have no fixed names",
        )
        pool = IdentityPoolSettings(roles=RolesSettings(authenticated=RoleSettings(statement=[statement])))
        clients = {"web": AppClientSettings(), "app": AppClientSettings()}
        resources: dict[str, Any] = synthesize(minimal(region=region, app_clients=clients, identity_pool=pool))[
            "resource"
        ]
        return resources

    def test_it_takes_this_pools_tokens_from_its_clients_and_no_guests(self, synthesize: Synthesize) -> None:
        pool = self.resources(synthesize)["aws_cognito_identity_pool"]["main"]
        del pool["//"]
        assert pool == {
            "identity_pool_name": "test",
            "allow_unauthenticated_identities": False,
            "allow_classic_flow": False,
            "cognito_identity_providers": [
                {
                    "client_id": f"${{aws_cognito_user_pool_client.{name}.id}}",
                    "provider_name": "${aws_cognito_user_pool.main.endpoint}",
                    "server_side_token_check": True,
                }
                for name in ("app", "web")
            ],
            "lifecycle": {"prevent_destroy": True},
        }

    def test_it_has_one_roles_attachment(self, synthesize: Synthesize) -> None:
        attachment = self.resources(synthesize)["aws_cognito_identity_pool_roles_attachment"]["main"]
        assert attachment["roles"] == {"authenticated": "${aws_iam_role.authenticated.arn}"}
        assert attachment["identity_pool_id"] == "${aws_cognito_identity_pool.main.id}"

    @pytest.mark.parametrize(
        ("region", "principal"),
        [
            ("eu-central-1", "cognito-identity.amazonaws.com"),
            ("us-gov-west-1", "cognito-identity-us-gov.amazonaws.com"),
            ("us-gov-east-1", "cognito-identity.us-gov-east-1.amazonaws.com"),
        ],
    )
    def test_only_its_signed_in_users_may_assume_the_role(
        self, synthesize: Synthesize, region: str, principal: str
    ) -> None:
        role = self.resources(synthesize, region)["aws_iam_role"]["authenticated"]
        assert json.loads(role["assume_role_policy"])["Statement"] == [
            {
                "Effect": "Allow",
                "Principal": {"Federated": principal},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {
                    "StringEquals": {f"{principal}:aud": "${aws_cognito_identity_pool.main.id}"},
                    "ForAnyValue:StringLike": {f"{principal}:amr": "authenticated"},
                },
            }
        ]

    def test_policy_variables_reach_iam(self, synthesize: Synthesize) -> None:
        policy = self.resources(synthesize)["aws_iam_role_policy"]["authenticated"]["policy"]
        assert json.loads(policy)["Statement"][0]["Resource"] == [
            "arn:aws:s3:::example-bucket/$${cognito-identity.amazonaws.com:sub}/*"
        ]


REMOTE_STATE = {"organization": "acme", "workspaces": {"name": "cognito"}}
FULL_TABLES: dict[BackendName, dict[str, Any]] = {
    "azurerm": {
        "resource_group_name": "state",
        "storage_account_name": "acme",
        "container_name": "state",
        "key": "cognito.tfstate",
        "use_azuread_auth": True,
    },
    "consul": {"address": "127.0.0.1:9", "scheme": "http", "path": "cognito"},
    "cos": {"region": "ap-guangzhou", "bucket": "state-1250000000", "prefix": "cognito"},
    "gcs": {"bucket": "state", "prefix": "cognito"},
    "http": {"address": "http://127.0.0.1:9/state", "lock_address": "http://127.0.0.1:9/lock", "retry_max": 0},
    "kubernetes": {"secret_suffix": "cognito", "config_path": "nowhere", "labels": {"team": "identity"}},
    "local": {"path": "elsewhere.tfstate"},
    "oss": {"bucket": "state", "prefix": "cognito", "region": "eu-central-1"},
    "pg": {"schema_name": "cognito", "skip_schema_creation": True},
    "remote": REMOTE_STATE,
    "s3": {
        "bucket": "acme-terraform-state",
        "key": "cognito.tfstate",
        "region": "eu-central-1",
        "use_lockfile": True,
        "allowed_account_ids": ["111122223333"],
        "assume_role": {"role_arn": "arn:aws:iam::111122223333:role/state"},
    },
}
BACKENDS: dict[str, tuple[dict[BackendName, dict[str, Any]], dict[str, Any]]] = {
    "none": ({}, {}),
    "s3, partial": ({"s3": {}}, {"backend": {"s3": {}}}),
    "local, partial": ({"local": {}}, {"backend": {"local": {"path": "terraform.tfstate"}}}),
    "cloud": ({"cloud": REMOTE_STATE}, {"cloud": REMOTE_STATE}),
    **{name: ({name: table}, {"backend": {name: table}}) for name, table in FULL_TABLES.items()},
}


@pytest.mark.parametrize("case", BACKENDS)
def test_backend_goes_into_the_json_as_it_is(case: str, synthesize: Synthesize) -> None:
    table, expected = BACKENDS[case]
    stack = synthesize(minimal(terraform=TerraformSettings(backend=table)))
    assert stack["terraform"] == {
        "required_providers": {"aws": {"source": "hashicorp/aws", "version": "~> 6.25"}},
        **expected,
    }


def test_provider_is_the_environments(synthesize: Synthesize) -> None:
    terraform = TerraformSettings(aws_provider="5.100.0", required_version=">= 1.9")
    stack = synthesize(minimal(tags={"team": "identity"}, terraform=terraform))
    assert stack["provider"]["aws"] == [
        {
            "region": "eu-central-1",
            "allowed_account_ids": ["111122223333"],
            "default_tags": [{"tags": {"team": "identity"}}],
        }
    ]
    assert stack["terraform"]["required_providers"]["aws"]["version"] == "5.100.0"
    assert stack["terraform"]["required_version"] == ">= 1.9"
