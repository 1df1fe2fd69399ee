"""What the emulator is given of an environment: of every environment and example, only what both ways can make."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cognito_as_code.settings import AppClientSettings, EnvironmentSettings
from cognito_as_code.settings.user_pool.model import MfaSettings, PasswordPolicySettings, UserPoolSettings
from cognito_as_code.trial.api import TYPES
from cognito_as_code.trial.concessions import MFA_SETUP, NEW_PASSWORD, NOT_REQUIRED, concede
from cognito_as_code.trial.run import clients_to_try
from cognito_as_code.trial.stack import write_stack
from tests.conftest import minimal


def said(settings: EnvironmentSettings) -> set[str]:
    """What is conceded, by name, but for what always is."""
    return {each.what for each in concede(settings)[1]} - {NEW_PASSWORD.what, MFA_SETUP.what}


def test_every_environment_and_example_becomes_what_the_api_can_make(
    committed_environments: dict[str, EnvironmentSettings],
    example_environments: dict[str, EnvironmentSettings],
    tmp_path: Path,
) -> None:
    for name, settings in {**committed_environments, **example_environments}.items():
        stack = json.loads(write_stack(name, concede(settings)[0], tmp_path / name).read_text())
        assert set(stack["resource"]) <= TYPES, name
        assert not {"data", "variable", "import"} & set(stack), name


def test_a_plain_environment_is_left_as_it_is() -> None:
    plain = minimal(app_clients={"web": AppClientSettings()})
    assert said(plain) == set()
    assert concede(plain)[0].model_dump() == plain.model_dump()


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"app_clients": {"web": AppClientSettings(application_type="SPA")}}, "app_clients.*.refresh_token_rotation"),
        (
            {"app_clients": {"web": AppClientSettings(explicit_auth_flows=["ALLOW_USER_AUTH"])}},
            "app_clients.*.explicit_auth_flows: ALLOW_USER_SRP_AUTH is added",
        ),
        (
            {"user_pool": UserPoolSettings(name="test", mfa=MfaSettings(factors=["TOTP", "SMS"]))},
            "user_pool.mfa.factors: SMS and EMAIL",
        ),
        ({"user_pool": UserPoolSettings(name="test", mfa=MfaSettings(factors=["SMS"]))}, "user_pool.mfa"),
    ],
)
def test_what_the_emulator_lacks_is_said(changes: dict[str, object], what: str) -> None:
    assert said(minimal(**changes)) == {what}


def test_what_a_password_need_not_have_is_said() -> None:
    pool = UserPoolSettings(name="test", password_policy=PasswordPolicySettings(require_symbols=False))
    assert said(minimal(user_pool=pool)) == {NOT_REQUIRED.what}


def test_without_an_authenticator_app_nothing_is_kept_back() -> None:
    by_sms = minimal(user_pool=UserPoolSettings(name="test", mfa=MfaSettings(factors=["SMS"])))
    tried, concessions = concede(by_sms)
    assert tried.user_pool.mfa.configuration == "OFF"
    assert MFA_SETUP not in concessions


def test_machines_and_clients_of_other_providers_alone_cannot_be_tried() -> None:
    clients = {
        "job": AppClientSettings(application_type="M2M"),
        "google": AppClientSettings(supported_identity_providers=["google"]),
        "passkeys": AppClientSettings(explicit_auth_flows=["ALLOW_USER_AUTH"]),
        "web": AppClientSettings(),
    }
    assert clients_to_try(minimal(app_clients=clients)) == ["web", "passkeys"]
