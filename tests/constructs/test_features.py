"""What a setting becomes, where the snapshots of the examples do not show why."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cognito_as_code.checks import check
from cognito_as_code.settings import EnvironmentSettings, SettingsError
from cognito_as_code.settings.app_client.model import AppClientSettings
from tests.conftest import Synthesize, minimal
from tests.examples import Synthesized

MODEL = "amazon.nova-lite-v1:0"


def settings(**tables: Any) -> EnvironmentSettings:
    """Checked settings from tables, as a file has them."""
    base = {
        "region": "eu-central-1",
        "account_id": "111122223333",
        "user_pool": {"name": "test"},
        "app_clients": {"web": {}},
    }
    checked, findings = check({**base, **tables})
    assert checked, findings
    assert [finding for finding in findings if finding.severity == "error"] == []
    return checked


def policy(stack: dict[str, Any], role: str = "authenticated") -> list[dict[str, Any]]:
    statements: list[dict[str, Any]] = json.loads(stack["resource"]["aws_iam_role_policy"][role]["policy"])["Statement"]
    return statements


def with_role(region: str = "eu-central-1", **role: Any) -> EnvironmentSettings:
    return settings(region=region, identity_pool={"roles": {"authenticated": role}})


class TestAiAccess:
    """The least that works, by exact ARN."""

    @pytest.mark.parametrize(
        ("region", "partition"), [("eu-central-1", "aws"), ("us-gov-west-1", "aws-us-gov"), ("cn-north-1", "aws-cn")]
    )
    def test_it_is_in_the_regions_partition(self, region: str, partition: str, synthesize: Synthesize) -> None:
        stack = synthesize(with_role(region, bedrock_models=[MODEL], sagemaker_endpoints=["A"]))
        assert policy(stack) == [
            {
                "Sid": "InvokeModels",
                "Effect": "Allow",
                "Action": ["bedrock:InvokeModel"],
                "Resource": [f"arn:{partition}:bedrock:{region}::foundation-model/{MODEL}"],
            },
            {
                "Sid": "InvokeEndpoints",
                "Effect": "Allow",
                "Action": ["sagemaker:InvokeEndpoint"],
                "Resource": [f"arn:{partition}:sagemaker:{region}:111122223333:endpoint/a"],
            },
        ]

    def test_a_global_profile_reaches_its_model_without_a_region_too(self, synthesize: Synthesize) -> None:
        stack = synthesize(with_role(bedrock_inference_profiles={f"global.{MODEL}": ["eu-central-1"]}))
        assert policy(stack)[1]["Resource"] == [
            f"arn:aws:bedrock:::foundation-model/{MODEL}",
            f"arn:aws:bedrock:eu-central-1::foundation-model/{MODEL}",
        ]

    def test_models_behind_a_profile_are_reached_through_it_only_and_with_the_guardrail(
        self, synthesize: Synthesize
    ) -> None:
        guardrail = "arn:aws:bedrock:eu-central-1:111122223333:guardrail/abcdefghij:1"
        profile = f"arn:aws:bedrock:eu-central-1:111122223333:inference-profile/eu.{MODEL}"
        stack = synthesize(
            with_role(bedrock_inference_profiles={f"eu.{MODEL}": ["eu-west-1"]}, bedrock_guardrail=guardrail)
        )
        assert policy(stack)[2]["Condition"] == {
            "StringEquals": {
                "bedrock:GuardrailIdentifier": guardrail,
                "bedrock:InferenceProfileArn": profile,
            }
        }

    def test_a_runtime_is_invoked_at_the_endpoints_that_are_named_and_for_nobody_else(
        self, synthesize: Synthesize
    ) -> None:
        runtimes = ["support-A1B2C3D4E5", "support-A1B2C3D4E5/PROD", "ops-F6G7H8I9J0/PROD"]
        stack = synthesize(with_role(bedrock_agentcore_runtimes=runtimes))
        arn = "arn:aws:bedrock-agentcore:eu-central-1:111122223333:runtime"
        assert policy(stack) == [
            {
                "Sid": "InvokeAgentRuntimes",
                "Effect": "Allow",
                "Action": ["bedrock-agentcore:InvokeAgentRuntime"],
                "Resource": [
                    f"{arn}/ops-F6G7H8I9J0",
                    f"{arn}/support-A1B2C3D4E5",
                    f"{arn}/ops-F6G7H8I9J0/runtime-endpoint/PROD",
                    f"{arn}/support-A1B2C3D4E5/runtime-endpoint/DEFAULT",
                    f"{arn}/support-A1B2C3D4E5/runtime-endpoint/PROD",
                ],
            }
        ]

    def test_a_runtime_is_spoken_to_by_websocket_where_streaming_is_on(self, synthesize: Synthesize) -> None:
        stack = synthesize(with_role(bedrock_agentcore_runtimes=["ops-F6G7H8I9J0"], bedrock_streaming=True))
        assert policy(stack)[0]["Action"] == [
            "bedrock-agentcore:InvokeAgentRuntime",
            "bedrock-agentcore:InvokeAgentRuntimeWithWebSocketStream",
        ]

    def test_without_permissions_there_is_no_policy(self, synthesize: Synthesize) -> None:
        assert "aws_iam_role_policy" not in synthesize(with_role())["resource"]

    def test_no_example_allows_a_wildcard_unsaid(self, synthesized_examples: Synthesized) -> None:
        for name, stack in synthesized_examples.items():
            for role in stack["resource"].get("aws_iam_role_policy", {}):
                for statement in policy(stack, role):
                    said = statement.get("Sid") == "Read" or role == "cognito_sms"  # full.toml's, and the SMS role's
                    wild = [each for each in [*statement["Action"], *statement["Resource"]] if "*" in each]
                    assert said or not wild, (name, role, statement)


class TestRoles:
    """Who may assume which role."""

    @pytest.mark.parametrize(
        ("table", "role", "kind"),
        [
            ({"groups": {"admins": {"role": {}}}, "identity_pool": {}}, "group_admins", "authenticated"),
            (
                {"identity_pool": {"allow_unauthenticated_identities": True, "roles": {"unauthenticated": {}}}},
                "unauthenticated",
                "unauthenticated",
            ),
        ],
    )
    def test_each_is_for_its_kind_of_users(
        self, table: dict[str, Any], role: str, kind: str, synthesize: Synthesize
    ) -> None:
        trust = json.loads(synthesize(settings(**table))["resource"]["aws_iam_role"][role]["assume_role_policy"])
        assert trust["Statement"][0]["Condition"]["ForAnyValue:StringLike"] == {
            "cognito-identity.amazonaws.com:amr": kind
        }

    def test_session_tags_are_allowed_with_principal_tags_only(self, synthesize: Synthesize) -> None:
        for tags in ({}, {"user": "cognito:username"}):
            stack = synthesize(settings(identity_pool={"principal_tags": tags}))
            trust = stack["resource"]["aws_iam_role"]["authenticated"]["assume_role_policy"]
            assert ("sts:TagSession" in trust) == bool(tags)

    def test_guests_have_no_claims_to_make_tags_of(self, synthesize: Synthesize) -> None:
        pool = {
            "principal_tags": {"user": "cognito:username"},
            "allow_unauthenticated_identities": True,
            "roles": {"unauthenticated": {"sagemaker_endpoints": ["public"]}},
        }
        stack = synthesize(settings(identity_pool=pool))
        assert "sts:TagSession" not in stack["resource"]["aws_iam_role"]["unauthenticated"]["assume_role_policy"]

    def test_every_role_made_here_has_the_boundary(self, synthesize: Synthesize) -> None:
        boundary = "arn:aws:iam::111122223333:policy/boundary"
        pool = {"roles": {"authenticated": {"bedrock_models": ["amazon.nova-lite-v1:0"]}}}
        user_pool = {"name": "test", "mfa": {"factors": ["TOTP", "SMS"]}}
        stack = synthesize(settings(identity_pool=pool, user_pool=user_pool, permissions_boundary=boundary))
        roles = stack["resource"]["aws_iam_role"]
        assert {name: role["permissions_boundary"] for name, role in roles.items()} == {
            "authenticated": boundary,
            "cognito_sms": boundary,
        }

    def test_machines_are_not_trusted_by_the_identity_pool(self, synthesize: Synthesize) -> None:
        servers = {"api": {"scopes": {"read": "Read"}}}
        clients = {"web": {}, "job": {"application_type": "M2M", "allowed_oauth_scopes": ["api/read"]}}
        stack = synthesize(settings(app_clients=clients, resource_servers=servers, identity_pool={}))
        providers = stack["resource"]["aws_cognito_identity_pool"]["main"]["cognito_identity_providers"]
        assert [each["client_id"] for each in providers] == ["${aws_cognito_user_pool_client.web.id}"]


class TestTier:
    """The lowest that has what is asked for."""

    @pytest.mark.parametrize(
        ("tables", "tier"),
        [
            ({}, "LITE"),
            ({"domains": {"main": {"domain": "example", "managed_login_version": 1}}}, "LITE"),
            ({"domains": {"main": {"domain": "example"}}}, "ESSENTIALS"),
            ({"app_clients": {"web": {"explicit_auth_flows": ["ALLOW_USER_AUTH"]}}}, "ESSENTIALS"),
            ({"user_pool": {"name": "test", "user_pool_tier": "PLUS"}}, "PLUS"),
            ({"user_pool": {"name": "test", "user_pool_add_ons": {"advanced_security_mode": "AUDIT"}}}, "PLUS"),
            ({"user_pool": {"name": "test", "user_pool_add_ons": {"advanced_security_mode": "OFF"}}}, "LITE"),
        ],
    )
    def test_it_is_always_written(self, tables: dict[str, Any], tier: str, synthesize: Synthesize) -> None:
        stack = synthesize(settings(**tables))
        assert stack["resource"]["aws_cognito_user_pool"]["main"]["user_pool_tier"] == tier


class TestLoginPages:
    """Pages that work at once."""

    def test_each_client_with_a_page_has_a_style_and_no_other(self, synthesize: Synthesize) -> None:
        clients = {
            "spa": {"application_type": "SPA", "callback_urls": ["https://app.example.com/"]},
            "backend": {"application_type": "BACKEND"},
        }
        stack = synthesize(settings(app_clients=clients, domains={"main": {"domain": "example"}}))
        branding = stack["resource"]["aws_cognito_managed_login_branding"]
        assert set(branding) == {"spa"}
        assert branding["spa"]["use_cognito_provided_values"] is True

    def test_the_classic_pages_have_none(self, synthesize: Synthesize) -> None:
        clients = {"spa": {"application_type": "SPA", "callback_urls": ["https://app.example.com/"]}}
        domain = {"domain": "example", "managed_login_version": 1}
        stack = synthesize(settings(app_clients=clients, domains={"main": domain}))
        assert "aws_cognito_managed_login_branding" not in stack["resource"]


class TestLambdaPermissions:
    """This pool may call its triggers, and nobody else."""

    def test_an_alias_is_named_apart_and_another_accounts_function_left_to_that_account(
        self, synthesized_examples: Synthesized
    ) -> None:
        permissions = synthesized_examples["full"]["resource"]["aws_lambda_permission"]
        live = permissions["post_confirmation"]
        assert live["function_name"] == "arn:aws:lambda:eu-central-1:111122223333:function:post-confirmation"
        assert live["qualifier"] == "live"
        assert "post_authentication" not in permissions
        assert {each["source_arn"] for each in permissions.values()} == {"${aws_cognito_user_pool.main.arn}"}

    def test_no_trigger_writes_no_block(self, synthesize: Synthesize) -> None:
        assert "lambda_config" not in synthesize(minimal())["resource"]["aws_cognito_user_pool"]["main"]


def test_clients_wait_for_the_providers_and_scopes_they_name(synthesized_examples: Synthesized) -> None:
    client = synthesized_examples["full"]["resource"]["aws_cognito_user_pool_client"]["web"]
    assert "${aws_cognito_identity_provider.google.provider_name}" in client["supported_identity_providers"]
    assert "${aws_cognito_resource_server.api.identifier}/read" in client["allowed_oauth_scopes"]


def test_a_rotated_secret_is_never_ignored(synthesized_examples: Synthesized) -> None:
    for stack in synthesized_examples.values():
        for provider in stack["resource"].get("aws_cognito_identity_provider", {}).values():
            ignored = " ".join(provider.get("lifecycle", {}).get("ignore_changes", []))
            assert "secret" not in ignored
            assert "private_key" not in ignored


def test_a_clients_secret_is_written_to_secrets_manager_by_a_write_only_argument(
    synthesized_examples: Synthesized,
) -> None:
    version = synthesized_examples["full"]["resource"]["aws_secretsmanager_secret_version"]["web"]
    assert version["secret_string_wo"] == "${aws_cognito_user_pool_client.web.client_secret}"
    assert "secret_string" not in version


def test_what_a_pool_has_no_users_for_is_not_made(synthesize: Synthesize) -> None:
    stack = synthesize(minimal(app_clients={"web": AppClientSettings()}))
    assert set(stack["resource"]) == {"aws_cognito_user_pool", "aws_cognito_user_pool_client"}


def test_a_renamed_client_takes_all_that_is_made_for_it_along(synthesized_examples: Synthesized) -> None:
    stack = synthesized_examples["full"]
    of_web = {
        f"{type_}.{label}"
        for type_, labels in stack["resource"].items()
        for label in labels
        if label in {"web", "client_web", "throttled_web"}
    }
    assert {each["to"] for each in stack["moved"]} == of_web
    assert {each["from"] for each in stack["moved"]} == {address.replace("web", "site") for address in of_web}


def test_names_that_look_like_ours_do_no_harm(synthesize: Synthesize) -> None:
    """Tables called like other constructs, outputs or parts of them."""
    names = ["pool", "all", "role", "admins", "admins_role", "user_pool_id", "main", "issuer", "x--y"]
    stack = synthesize(
        settings(
            app_clients={name: {} for name in names},
            groups={name: {"precedence": number, "role": {}} for number, name in enumerate(names, start=1)},
            users={name: {"password": {"ssm_parameter": "/p"}} for name in names},
            identity_pool={},
        )
    )
    for type_ in ("aws_cognito_user_pool_client", "aws_cognito_user_group", "aws_cognito_user"):
        assert set(stack["resource"][type_]) == set(names)
    assert set(stack["data"]["aws_ssm_parameter"]) == {f"{name}--password" for name in names}
    assert stack["output"]["user_pool_id"]["value"] == "${aws_cognito_user_pool.main.id}"


def test_a_role_whose_name_iam_does_not_take_is_a_mistake(synthesize: Synthesize) -> None:
    with pytest.raises(SettingsError) as error:
        synthesize(settings(groups={"a" * 46: {"role": {}}}, identity_pool={}))
    assert error.value.lines == [
        f'test: groups.{"a" * 46}.role: would be called "cognito-test-group-{"a" * 46}", and IAM takes 64 characters; '
        "shorten the table's name, or the environment's, or give role_arn"
    ]
