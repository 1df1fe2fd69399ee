"""Arguments that no setting knows, and what they may not touch."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cognito_as_code.checks import check
from cognito_as_code.settings import SettingsError
from cognito_as_code.settings.app_client.model import AppClientSettings
from cognito_as_code.settings.identity_pool.model import IdentityPoolSettings
from tests.conftest import Synthesize, minimal

POOL = "aws_cognito_user_pool.main"


def test_a_new_argument_is_added_where_it_belongs(synthesize: Synthesize) -> None:
    new = {"new_argument": "${aws_x.y}", "password_policy": {"new": {"inner": [1]}}, "new_block": [{"a": 1}]}
    pool = synthesize(minimal(overrides={POOL: new}))["resource"]["aws_cognito_user_pool"]["main"]
    assert pool["new_argument"] == "${aws_x.y}"
    assert pool["new_block"] == [{"a": 1}]
    assert pool["password_policy"]["new"] == {"inner": [1]}
    assert pool["password_policy"]["minimum_length"] == 14


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        ({"mfa_configuration": "OFF"}, "mfa_configuration"),
        ({"deletion_protection": "INACTIVE"}, "deletion_protection"),
        ({"password_policy": {"minimum_length": 6}}, "password_policy.minimum_length"),
        ({"password_policy": 5}, "password_policy"),
        ({"name": {"inner": 5}}, "name.inner"),
        ({"username_attributes": ["email"]}, "username_attributes"),
        (
            {"device_configuration": {"challenge_required_on_new_device": False}},
            "device_configuration.challenge_required_on_new_device",
        ),
        ({"region": "us-east-1"}, "region"),
    ],
)
def test_what_the_settings_write_cannot_be_touched(
    arguments: dict[str, Any], place: str, synthesize: Synthesize
) -> None:
    with pytest.raises(SettingsError) as error:
        synthesize(minimal(overrides={POOL: arguments}))
    assert error.value.lines == [
        f'test: overrides."{POOL}".{place}: is for the settings to say; use their key, or remove it'
    ]


def test_what_no_setting_knows_of_another_resource_may_be_said(synthesize: Synthesize) -> None:
    stack = synthesize(
        minimal(
            app_clients={"web": AppClientSettings()},
            identity_pool=IdentityPoolSettings(),
            overrides={"aws_iam_role.authenticated": {"max_session_duration": 7200}},
        )
    )
    assert stack["resource"]["aws_iam_role"]["authenticated"]["max_session_duration"] == 7200


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (float("inf"), "inf is no number to Terraform; write a finite one"),
        ([date(2026, 1, 1)], "2026-01-01 is a date or a time, which Terraform does not know; put it in quotes"),
    ],
)
def test_what_json_cannot_hold_is_a_mistake(value: Any, problem: str) -> None:
    data = {"region": "eu-central-1", "account_id": "111122223333", "user_pool": {"name": "test"}}
    (finding,) = check({**data, "overrides": {POOL: {"new": value}}})[1]
    assert str(finding) == f'overrides."{POOL}".new: {problem}'
