"""A state is read as Terraform prints it or keeps it, and says what AWS would."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from cognito_as_code.adopt.files import adoption_text
from cognito_as_code.adopt.live import CannotAdoptError
from cognito_as_code.adopt.state import from_state, moved, resources_in, translated

ID = "eu-central-1_AbCdEf123"
POOL: dict[str, Any] = {
    "id": ID,
    "arn": f"arn:aws:cognito-idp:eu-central-1:111122223333:userpool/{ID}",
    "name": "users",
    "mfa_configuration": "OPTIONAL",
    "alias_attributes": None,
    "username_attributes": ["email"],
    "auto_verified_attributes": ["email"],
    "email_verification_subject": "",
    "tags": {"team": "identity"},
    "tags_all": {"team": "identity"},
    "estimated_number_of_users": 7,
    "password_policy": [{"minimum_length": 8, "require_symbols": False, "password_history_size": 0}],
    "sign_in_policy": [],
    "software_token_mfa_configuration": [{"enabled": True}],
    "account_recovery_setting": [{"recovery_mechanism": [{"name": "verified_email", "priority": 1}]}],
    "admin_create_user_config": [
        {"allow_admin_create_user_only": True, "invite_message_template": [{"sms_message": "{username} {####}"}]}
    ],
    "lambda_config": [{"pre_sign_up": "arn:aws:lambda:eu-central-1:111122223333:function:f", "kms_key_id": ""}],
    "schema": [
        {
            "name": "tenant",
            "attribute_data_type": "String",
            "mutable": True,
            "required": False,
            "developer_only_attribute": False,
            "string_attribute_constraints": [{"min_length": "0", "max_length": "64"}],
            "number_attribute_constraints": [],
        }
    ],
}
CLIENT: dict[str, Any] = {
    "id": "4rqk2fu1n7",
    "user_pool_id": ID,
    "name": "Web",
    "client_secret": "hunter2",
    "generate_secret": True,
    "callback_urls": ["https://app.example.com/"],
    "allowed_oauth_flows_user_pool_client": False,
    "access_token_validity": 60,
    "token_validity_units": [{"access_token": "minutes", "id_token": "", "refresh_token": "days"}],
    "read_attributes": ["email"],
    "explicit_auth_flows": [],
    "default_redirect_uri": "",
}
KEPT = {
    "version": 4,
    "resources": [
        {
            "module": 'module.cognito["eu"]',
            "mode": "managed",
            "type": "aws_cognito_user_pool",
            "name": "pool",
            "instances": [{"index_key": 0, "attributes": POOL}],
        },
        {
            "mode": "managed",
            "type": "aws_cognito_user_pool_client",
            "name": "client",
            "instances": [
                {"index_key": 'web "1"', "attributes": CLIENT},
                {"index_key": "web", "deposed": "1a2b3c4d", "attributes": CLIENT},
            ],
        },
        {"mode": "data", "type": "aws_caller_identity", "name": "me", "instances": [{"attributes": {}}]},
        {"mode": "managed", "type": "aws_iam_role", "name": "sms", "instances": [{"attributes": {"id": "sms"}}]},
    ],
}


def test_addresses_are_those_of_the_state() -> None:
    assert [each.address for each in resources_in(KEPT)] == [
        'module.cognito["eu"].aws_cognito_user_pool.pool[0]',
        r'aws_cognito_user_pool_client.client["web \"1\""]',
        "aws_iam_role.sms",
    ]


def test_what_terraform_prints_is_read_with_its_modules() -> None:
    pool = {"address": "module.a.aws_cognito_user_pool.x", "mode": "managed", "type": "aws_cognito_user_pool"}
    printed = {
        "format_version": "1.0",
        "values": {"root_module": {"child_modules": [{"resources": [{**pool, "values": POOL}]}]}},
    }
    assert [each.address for each in resources_in(printed)] == ["module.a.aws_cognito_user_pool.x"]


def test_a_state_says_what_aws_would() -> None:
    live = translated(resources_in(KEPT)).live
    (pool,) = live["describe-user-pool"]
    assert pool["UserPool"] == {
        "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
        "AdminCreateUserConfig": {
            "AllowAdminCreateUserOnly": True,
            "InviteMessageTemplate": {"SMSMessage": "{username} {####}"},
        },
        "Arn": POOL["arn"],
        "AutoVerifiedAttributes": ["email"],
        "Id": ID,
        "LambdaConfig": {"PreSignUp": "arn:aws:lambda:eu-central-1:111122223333:function:f"},
        "MfaConfiguration": "OPTIONAL",
        "Name": "users",
        "Policies": {"PasswordPolicy": {"MinimumLength": 8, "RequireSymbols": False, "PasswordHistorySize": 0}},
        "SchemaAttributes": [
            {
                "Name": "custom:tenant",
                "AttributeDataType": "String",
                "Mutable": True,
                "Required": False,
                "DeveloperOnlyAttribute": False,
                "StringAttributeConstraints": {"MinLength": "0", "MaxLength": "64"},
            }
        ],
        "UserPoolTags": {"team": "identity"},
        "UsernameAttributes": ["email"],
    }
    assert live["get-user-pool-mfa-config"] == [
        {"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": True}}
    ]


def test_no_secret_of_a_client_is_taken_over() -> None:
    (client,) = translated(resources_in(KEPT)).live["describe-user-pool-client"]
    assert client["UserPoolClient"] == {
        "ClientId": "4rqk2fu1n7",
        "ClientName": "Web",
        "UserPoolId": ID,
        "HasClientSecret": True,
        "CallbackURLs": ["https://app.example.com/"],
        "AllowedOAuthFlowsUserPoolClient": False,
        "AccessTokenValidity": 60,
        "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "hours", "RefreshToken": "days"},
        "ReadAttributes": ["email"],
        "WriteAttributes": [],
    }


def test_what_would_be_imported_is_moved_where_the_state_has_it() -> None:
    """By ids, whatever anything is called."""
    found = translated(resources_in(KEPT))
    assert [each.address for each in found.others] == ["aws_iam_role.sms"]
    imports = {
        "aws_cognito_user_pool.main": ID,
        "aws_cognito_user_pool_client.web": f"{ID}/4rqk2fu1n7",
        "aws_cognito_user_group.admins": f"{ID}/admins",
    }
    assert moved(imports, found.addresses) == {
        "aws_cognito_user_pool.main": 'module.cognito["eu"].aws_cognito_user_pool.pool[0]',
        "aws_cognito_user_pool_client.web": r'aws_cognito_user_pool_client.client["web \"1\""]',
    }


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({}, "this is no state of Terraform; give what `terraform show -json` or `terraform state pull` prints"),
        ([], "this is no state of Terraform"),
        ({"format_version": "1.2", "resource_changes": []}, "this is a plan, and not a state"),
        ({"format_version": "1.0"}, "the state must have one user pool, and has none"),
        ({"version": 4, "resources": None}, "the state must have one user pool, and has none"),
        ({"version": 3, "modules": []}, "this is no state of Terraform"),
        ({"encrypted_data": "YQ==", "encryption_version": "v0"}, "this state is encrypted; give what `tofu show -json"),
        (
            {"version": 4, "resources": [{"mode": "managed", "type": "google_storage_bucket", "name": "a"}]},
            "the state must have one user pool, and has none",
        ),
        ({"version": 4, "resources": "none"}, "this state is not as Terraform writes it"),
        ({"version": 4, "resources": [{"mode": "managed"}, 3]}, "this state is not as Terraform writes it"),
        ({"format_version": "1.0", "values": []}, "the state must have one user pool"),
        (
            {
                "version": 4,
                "resources": [
                    {"mode": "managed", "type": "aws_cognito_user_pool", "name": "a", "instances": [{"attributes": {}}]}
                ],
            },
            "this state is not as Terraform writes it",
        ),
        (
            {**KEPT, "resources": [KEPT["resources"][0], {**KEPT["resources"][0], "module": "module.b"}]},  # type: ignore[index]
            r'has module.cognito\["eu"\].aws_cognito_user_pool.pool\[0\], module.b.aws_cognito_user_pool.pool\[0\];',
        ),
    ],
)
def test_what_is_no_state_of_one_pool_is_said(document: Any, sentence: str) -> None:
    with pytest.raises(CannotAdoptError, match=sentence):
        from_state(document)


def test_a_state_becomes_moves_and_says_what_a_plan_would_destroy() -> None:
    adopted = from_state(KEPT)
    written = tomllib.loads(adoption_text(adopted))
    assert written["moved"] == {
        "aws_cognito_user_pool.main": 'module.cognito["eu"].aws_cognito_user_pool.pool[0]',
        "aws_cognito_user_pool_client.web": r'aws_cognito_user_pool_client.client["web \"1\""]',
    }
    assert "import" not in written
    assert (
        "aws_iam_role.sms is in the state, and nothing here makes it: a plan would destroy it. Keep its block in a "
        "file beside the stack, or let Terraform forget it with a removed block."
    ) in adopted.left_out
    assert "hunter2" not in str(adopted)


@pytest.mark.parametrize(("secret", "generated", "has"), [("", None, False), ("hunter2", None, True), ("", True, True)])
def test_a_client_has_a_secret_where_the_state_has_one(secret: str, generated: bool | None, has: bool) -> None:
    client = CLIENT | {"client_secret": secret, "generate_secret": generated}
    resources = [
        {"mode": "managed", "type": type_, "name": "a", "instances": [{"attributes": values}]}
        for type_, values in (("aws_cognito_user_pool", POOL), ("aws_cognito_user_pool_client", client))
    ]
    said = from_state({"version": 4, "resources": resources}).settings["app_clients"]["web"]
    assert said.get("generate_secret", False) is has


def test_the_secret_of_an_identity_provider_is_named_and_not_kept() -> None:
    provider = {
        "user_pool_id": ID,
        "provider_name": "Google",
        "provider_type": "Google",
        "provider_details": {"client_id": "g", "client_secret": "hunter2", "authorize_scopes": "openid"},
        "attribute_mapping": {"email": "email"},
    }
    resources = [
        {"mode": "managed", "type": type_, "name": "a", "instances": [{"attributes": values}]}
        for type_, values in (("aws_cognito_user_pool", POOL), ("aws_cognito_identity_provider", provider))
    ]
    adopted = from_state({"version": 4, "resources": resources})
    (table,) = adopted.settings["identity_providers"].values()
    assert table["client_secret"].keys() == {"variable"}
    assert "hunter2" not in f"{adopted}"
    unmanaged = adopted.unmanaged.get("aws_cognito_identity_provider.google", set())
    assert "provider_details.client_secret" not in unmanaged


AROUND: dict[str, dict[str, Any]] = {
    "aws_cognito_risk_configuration": {
        "user_pool_id": ID,
        "client_id": "4rqk2fu1n7",
        "compromised_credentials_risk_configuration": [
            {"event_filter": ["SIGN_IN"], "actions": [{"event_action": "BLOCK"}]}
        ],
        "account_takeover_risk_configuration": [],
        "risk_exception_configuration": [{"blocked_ip_range_list": ["198.51.100.0/24"], "skipped_ip_range_list": []}],
    },
    "aws_cognito_user_pool_ui_customization": {
        "user_pool_id": ID,
        "client_id": "ALL",
        "css": ".label-customizable { color: #222; }",
        "image_url": "",
    },
    "aws_cognito_user_pool_domain": {"user_pool_id": ID, "domain": "example", "certificate_arn": "", "version": "1"},
    "aws_cognito_log_delivery_configuration": {
        "user_pool_id": ID,
        "log_configurations": [
            {
                "event_source": "userNotification",
                "log_level": "ERROR",
                "cloud_watch_logs_configuration": [
                    {"log_group_arn": "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/vendedlogs/a"}
                ],
                "s3_configuration": [],
            }
        ],
    },
    "aws_wafv2_web_acl_association": {
        "resource_arn": POOL["arn"],
        "web_acl_arn": "arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/a/1a2b3c4d-5678-90ab-cdef-111122223333",
    },
    "aws_cognito_identity_pool": {
        "id": "eu-central-1:1a2b3c4d-5678-90ab-cdef-111122223333",
        "identity_pool_name": "a",
        "saml_provider_arns": ["arn:aws:iam::111122223333:saml-provider/corp"],
        "cognito_identity_providers": [
            {"client_id": "4rqk2fu1n7", "provider_name": f"cognito-idp.eu-central-1.amazonaws.com/{ID}"}
        ],
    },
    "aws_cognito_identity_pool_provider_principal_tag": {
        "identity_pool_id": "eu-central-1:1a2b3c4d-5678-90ab-cdef-111122223333",
        "identity_provider_name": f"cognito-idp.eu-central-1.amazonaws.com/{ID}",
        "use_defaults": False,
        "principal_tags": {"tenant": "custom:tenant"},
    },
}


def state(types: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A state of the root, with one resource of each type."""
    resources = [
        {"mode": "managed", "type": type_, "name": "old", "instances": [{"attributes": values}]}
        for type_, values in types.items()
    ]
    return {"version": 4, "resources": resources}


def test_everything_of_cognito_moves_with_the_pool() -> None:
    pool = {**POOL, "user_pool_add_ons": [{"advanced_security_mode": "ENFORCED"}], "user_pool_tier": "PLUS"}
    client = {**CLIENT, "generate_secret": None, "client_secret": "", "explicit_auth_flows": ["ALLOW_USER_SRP_AUTH"]}
    adopted = from_state(state({"aws_cognito_user_pool": pool, "aws_cognito_user_pool_client": client, **AROUND}))
    assert adopted.moved == {
        "aws_cognito_identity_pool.main": "aws_cognito_identity_pool.old",
        "aws_cognito_identity_pool_provider_principal_tag.main": "aws_cognito_identity_pool_provider_principal_tag.old",
        "aws_cognito_log_delivery_configuration.main": "aws_cognito_log_delivery_configuration.old",
        "aws_cognito_risk_configuration.client_web": "aws_cognito_risk_configuration.old",
        "aws_cognito_user_pool.main": "aws_cognito_user_pool.old",
        "aws_cognito_user_pool_client.web": "aws_cognito_user_pool_client.old",
        "aws_cognito_user_pool_domain.main": "aws_cognito_user_pool_domain.old",
        "aws_cognito_user_pool_ui_customization.main": "aws_cognito_user_pool_ui_customization.old",
        "aws_wafv2_web_acl_association.main": "aws_wafv2_web_acl_association.old",
    }
    assert adopted.imports.keys() == adopted.moved.keys()


def test_what_has_the_same_address_is_neither_moved_nor_imported() -> None:
    """Terraform refuses both: it stays where it is."""
    pool = {"mode": "managed", "type": "aws_cognito_user_pool", "name": "main", "instances": [{"attributes": POOL}]}
    written = tomllib.loads(adoption_text(from_state({"version": 4, "resources": [pool]})))
    assert {*written} == {"unmanaged"}


def test_numbers_that_the_provider_writes_as_none_are_not_said() -> None:
    pool = {**POOL, "password_policy": [{"minimum_length": 8, "temporary_password_validity_days": 0}]}
    client = {**CLIENT, "access_token_validity": 0, "id_token_validity": 0, "token_validity_units": []}
    adopted = from_state(state({"aws_cognito_user_pool": pool, "aws_cognito_user_pool_client": client}))
    assert not [each for each in adopted.left_out if "validity" in each]
    assert "password_policy.temporary_password_validity_days" in adopted.unmanaged["aws_cognito_user_pool.main"]


@pytest.mark.parametrize(
    ("own", "every", "left"),
    [
        ({"team": "identity"}, {"team": "identity"}, True),
        ({"team": "identity"}, {"team": "identity", "stage": "prod"}, True),
        ({}, {"stage": "prod"}, False),
        (None, {"stage": "prod"}, False),
        (None, None, False),
    ],
)
def test_tags_that_are_a_resources_own_stay_so(
    own: dict[str, str] | None, every: dict[str, str] | None, left: bool
) -> None:
    """To Terraform it would be an update to have them of the provider, as [tags] are; what one gave, ours gives."""
    tags = {"tags": own, "tags_all": every}
    client = {**CLIENT, "generate_secret": None, "client_secret": ""}
    tagged = {"aws_cognito_user_pool": POOL, "aws_cognito_identity_pool": AROUND["aws_cognito_identity_pool"]}
    types = {type_: {**values, **tags} for type_, values in tagged.items()}
    adopted = from_state(state({**types, "aws_cognito_user_pool_client": client}))
    assert adopted.settings.get("tags") == every
    for address in ("aws_cognito_user_pool.main", "aws_cognito_identity_pool.main"):
        assert ("tags" in adopted.unmanaged.get(address, set())) is left


def test_a_tag_that_is_refused_is_told_on_one_line() -> None:
    adopted = from_state(state({"aws_cognito_user_pool": {**POOL, "tags": None, "tags_all": {"cost\ncentre": "7"}}}))
    (told,) = (each for each in adopted.left_out if "cost" in each)
    assert told.startswith('tags."cost\\ncentre" stays as it is in AWS, with "7". The check says of ')
