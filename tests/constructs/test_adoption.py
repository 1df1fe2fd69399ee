"""What an adoption file does to the JSON: blocks that take over, and arguments that are left alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cognito_as_code.settings import AppClientSettings, EnvironmentSettings, SettingsError
from cognito_as_code.settings.adoption.model import Adoption, AdoptionSettings
from cognito_as_code.settings.group.model import GroupSettings
from cognito_as_code.settings.user.model import UserSettings
from cognito_as_code.settings.user_pool.model import MfaSettings, UserPoolSettings
from cognito_as_code.synth import synth
from main import build_stack
from tests.conftest import minimal

POOL, CLIENT, GROUP = "aws_cognito_user_pool.main", "aws_cognito_user_pool_client.web", "aws_cognito_user_group.admins"


def adopted(folder: Path, tables: dict[str, Any], settings: EnvironmentSettings | None = None) -> dict[str, Any]:
    adoption = AdoptionSettings.model_validate(tables)
    settings = settings or minimal(app_clients={"web": AppClientSettings(renamed_from="old")})
    files = synth(build_stack, {"test": settings}, folder, {"test": Adoption(Path("adoption/test.toml"), adoption)})
    stack: dict[str, Any] = json.loads(files[0].read_text())
    return stack


def test_what_is_adopted_is_imported_or_moved_beside_what_was_renamed(tmp_path: Path) -> None:
    before = 'module.cognito.aws_cognito_user_pool.pool["a.b"]'
    stack = adopted(tmp_path, {"import": {CLIENT: "eu-central-1_AbCdEf123/client"}, "moved": {POOL: before}})
    assert stack["import"] == [{"id": "eu-central-1_AbCdEf123/client", "to": CLIENT}]
    assert stack["moved"] == [
        {"from": before, "to": POOL},
        {"from": "aws_cognito_user_pool_client.old", "to": CLIENT},
    ]


def test_what_is_unmanaged_is_neither_written_nor_changed(tmp_path: Path) -> None:
    unmanaged = {
        POOL: ["password_policy.minimum_length", "sign_in_policy", "tags", "device_configuration", "name"],
        CLIENT: ["generate_secret", "token_validity_units"],
    }
    resources = adopted(tmp_path, {"unmanaged": unmanaged})["resource"]
    pool, client = resources["aws_cognito_user_pool"]["main"], resources["aws_cognito_user_pool_client"]["web"]
    assert pool["lifecycle"] == {
        "ignore_changes": [
            "device_configuration", "name", "password_policy[0].minimum_length", "sign_in_policy", "tags", "tags_all",
        ],
        "prevent_destroy": True,
    }  # fmt: skip
    assert "minimum_length" not in pool["password_policy"]
    assert pool["password_policy"]["require_symbols"] is True
    assert "sign_in_policy" not in pool
    assert pool["name"] == "test"  # which Terraform requires
    assert client["lifecycle"] == {"ignore_changes": ["generate_secret", "token_validity_units"]}
    assert not {"generate_secret", "token_validity_units"} & client.keys()


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("minimum_length", '"minimum_length" is no argument of aws_cognito_user_pool; use account_recovery_setting, '),
        ("password_policy.length", '"password_policy.length" is no argument of aws_cognito_user_pool; use minimum_'),
        (
            "account_recovery_setting.recovery_mechanism.name",
            '"account_recovery_setting.recovery_mechanism.name" is no argument of aws_cognito_user_pool, or lies in a',
        ),
    ],
)
def test_what_is_no_argument_is_a_mistake_of_the_adoption_file(path: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        adopted(tmp_path, {"unmanaged": {POOL: ["tags", path]}})
    (line,) = error.value.lines
    assert line.startswith(f'adoption/test.toml: unmanaged."{POOL}"[1]: {problem}')


GATEWAY, RULE = "aws_bedrockagentcore_gateway.tools", "aws_lb_listener_rule.chat"
REST_API = "aws_api_gateway_authorizer.reports"


@pytest.fixture
def doors(example_environments: dict[str, EnvironmentSettings]) -> EnvironmentSettings:
    return example_environments["ai-doors"]


def adopted_doors(folder: Path, doors: EnvironmentSettings, unmanaged: dict[str, list[str]]) -> dict[str, Any]:
    adoption = Adoption(Path("adoption/test.toml"), AdoptionSettings.model_validate({"unmanaged": unmanaged}))
    (file,) = synth(build_stack, {"test": doors}, folder, {"test": adoption})
    resources: dict[str, Any] = json.loads(file.read_text())["resource"]
    return resources


def test_what_is_unmanaged_of_a_door_is_written_and_ignored(doors: EnvironmentSettings, tmp_path: Path) -> None:
    unmanaged = {
        GATEWAY: ["authorizer_configuration.custom_jwt_authorizer.allowed_scopes", "description", "name", "tags"],
        RULE: ["action", "priority"],
        REST_API: ["authorizer_result_ttl_in_seconds"],
    }
    left, plain = adopted_doors(tmp_path / "left", doors, unmanaged), adopted_doors(tmp_path / "plain", doors, {})
    ignored = {
        GATEWAY: [
            "authorizer_configuration[0].custom_jwt_authorizer[0].allowed_scopes", "description", "name", "tags",
            "tags_all",
        ],
        RULE: ["action", "priority"],
        REST_API: ["authorizer_result_ttl_in_seconds"],
    }  # fmt: skip
    for address, paths in ignored.items():
        type_, name = address.split(".")
        assert left[type_][name].pop("lifecycle") == {"ignore_changes": paths}
        for each in (left, plain):
            del each[type_][name]["//"]
        assert left[type_][name] == plain[type_][name]


@pytest.mark.parametrize(
    ("address", "path", "problem"),
    [
        (REST_API, "tags", '"tags" is no argument of aws_api_gateway_authorizer; use authorizer_credentials, '),
        (GATEWAY, "nmae", '"nmae" is no argument of aws_bedrockagentcore_gateway; use authorizer_configuration, '),
        (
            GATEWAY,
            "authorizer_configuration.jwt",
            '"authorizer_configuration.jwt" is not written for aws_bedrockagentcore_gateway; use custom_jwt_authorizer',
        ),
        (RULE, "action.order", '"action.order" is not written for aws_lb_listener_rule; leave "action" alone whole'),
    ],
)
def test_what_is_no_argument_of_a_door_is_a_mistake(
    address: str, path: str, problem: str, doors: EnvironmentSettings, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError) as error:
        adopted_doors(tmp_path, doors, {address: [path]})
    (line,) = error.value.lines
    assert line.startswith(f'adoption/test.toml: unmanaged."{address}"[0]: {problem}')


def test_nothing_adopted_changes_nothing(tmp_path: Path) -> None:
    settings = minimal(app_clients={"web": AppClientSettings(renamed_from="old")})
    (plain,) = synth(build_stack, {"test": settings}, tmp_path / "plain")
    adopted(tmp_path / "adopted", {})
    assert plain.read_bytes() == (tmp_path / "adopted/stacks/cognito-test/cdk.tf.json").read_bytes()


def test_what_is_unmanaged_whole_is_not_made(tmp_path: Path) -> None:
    stack = adopted(tmp_path, {"unmanaged": {GROUP: ["*"]}}, minimal(groups={"admins": GroupSettings()}))
    assert [*stack["resource"]] == ["aws_cognito_user_pool"]


USER = UserSettings(username="jane", groups=["admins"])
SENDING = minimal(user_pool=UserPoolSettings(name="test", mfa=MfaSettings(factors=["SMS", "TOTP"])))


def test_nothing_waits_for_what_is_unmanaged_whole(tmp_path: Path) -> None:
    outside = ("aws_iam_role.cognito_sms", "aws_iam_role_policy.cognito_sms")
    unmanaged = {POOL: ["sms_configuration"], **{address: ["*"] for address in outside}}
    stack = adopted(tmp_path, {"unmanaged": unmanaged}, SENDING)
    assert [*stack["resource"]] == ["aws_cognito_user_pool"]
    assert not stack["resource"]["aws_cognito_user_pool"]["main"].get("depends_on")


@pytest.mark.parametrize(
    ("address", "settings", "users"),
    [
        (CLIENT, minimal(app_clients={"web": AppClientSettings()}), "output.amplify_outputs and 2 more"),
        (
            GROUP,
            minimal(groups={"admins": GroupSettings()}, users={"jane": USER}),
            "aws_cognito_user_in_group.jane--admins",
        ),
        (POOL, minimal(groups={"admins": GroupSettings()}), "output."),
        ("aws_iam_role.cognito_sms", SENDING, "aws_cognito_user_pool.main"),
    ],
)
def test_what_others_name_is_not_left_out(
    address: str, settings: EnvironmentSettings, users: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError) as error:
        adopted(tmp_path, {"unmanaged": {address: ["*"]}}, settings)
    (line,) = error.value.lines
    assert line.startswith(f'adoption/test.toml: unmanaged."{address}"[0]: "*" leaves it out, and {users}')
    assert line.endswith(" cannot be without it; import it, or move it")
    assert not (tmp_path / "stacks").exists()
