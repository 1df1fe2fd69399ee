"""The pool of a trial is the same whichever way it was made, and each kind of client and pool has its way to tokens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyotp
import pytest

from cognito_as_code.settings import AppClientSettings, EnvironmentSettings, UserPoolSettings
from cognito_as_code.settings.user_pool.model import MfaSettings
from cognito_as_code.trial.api import deploy_by_api
from cognito_as_code.trial.concessions import concede
from cognito_as_code.trial.deployed import Deployed
from cognito_as_code.trial.emulator import Emulator
from cognito_as_code.trial.sign_in import Client, SignIn
from cognito_as_code.trial.stack import write_stack
from cognito_as_code.trial.terraform import deploy_by_terraform
from cognito_as_code.trial.user import invite, token_of_another_client
from cognito_as_code.trial.verifier import RefusedError, Verifier
from tests.conftest import minimal

pytestmark = pytest.mark.lifecycle

NEW_PASSWORD = "Lasting-2-password"
OF_ITS_OWN = {
    "ResponseMetadata",
    "Id",
    "Arn",
    "ClientId",
    "ClientSecret",
    "UserPoolId",
    "CreationDate",
    "LastModifiedDate",
    "UserPoolTags",
}


@contextmanager
def deployed(
    settings: EnvironmentSettings, aws: Emulator, folder: Path
) -> Iterator[tuple[EnvironmentSettings, Deployed]]:
    """By the API."""
    aws.reset()
    tried, _ = concede(settings)
    yield tried, deploy_by_api(write_stack("test", tried, folder), aws, tried.region)


def described(deployed: Deployed) -> dict[str, Any]:
    """All that the emulator says of a pool and what is in it, but for what is another's every time."""
    pool, cognito = {"UserPoolId": deployed.user_pool_id}, deployed.cognito
    clients = {
        name: cognito.describe_user_pool_client(**pool, ClientId=client_id)["UserPoolClient"]
        for name, client_id in deployed.app_client_ids.items()
    }
    found = {
        "pool": cognito.describe_user_pool(**pool)["UserPool"],
        "mfa": cognito.get_user_pool_mfa_config(**pool),
        "groups": cognito.list_groups(**pool)["Groups"],
        "servers": cognito.list_resource_servers(**pool, MaxResults=50)["ResourceServers"],
        **clients,
    }
    return {name: without_what_is_its_own(each) for name, each in found.items()}


def without_what_is_its_own(value: Any) -> Any:
    """Without what is empty, too, since the provider leaves out some of it."""
    if isinstance(value, dict):
        kept = {name: without_what_is_its_own(each) for name, each in value.items() if name not in OF_ITS_OWN}
        return {name: each for name, each in kept.items() if each not in ("", [], {}, None)}
    if isinstance(value, list):
        return sorted(map(without_what_is_its_own, value), key=repr)  # in the API they are sets
    return value


@pytest.mark.parametrize("name", ["full", "lgallard-complete", "cdk-app-clients"])
def test_both_ways_make_the_same_pool(
    name: str,
    example_environments: dict[str, EnvironmentSettings],
    aws: Emulator,
    terraform_variables: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", terraform_variables["TF_CLI_CONFIG_FILE"])
    aws.reset()
    tried, _ = concede(example_environments[name])
    stack = write_stack("test", tried, tmp_path)
    by_api = described(deploy_by_api(stack, aws, tried.region))
    aws.reset()
    by_terraform = described(deploy_by_terraform(stack, aws, tried.region, project=tmp_path, home=tmp_path))
    assert by_api == by_terraform
    assert len(by_api) == 4 + len(tried.app_clients)


CLIENTS = {
    "public": AppClientSettings(),
    "confidential": AppClientSettings(generate_secret=True),
    "server": AppClientSettings(application_type="BACKEND"),
    "legacy": AppClientSettings(explicit_auth_flows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]),
    "passkeys": AppClientSettings(explicit_auth_flows=["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]),
}


@pytest.mark.parametrize("by", [["email"], ["phone_number"], []])
def test_every_kind_of_client_leads_to_tokens(by: list[Any], aws: Emulator, tmp_path: Path) -> None:
    pool = UserPoolSettings.model_validate(
        {"name": "test", "username_attributes": by, "schema": {"given_name": {"required": True}}}
    )
    with deployed(minimal(user_pool=pool, app_clients=CLIENTS), aws, tmp_path) as (tried, made):
        user = invite(made, tried.user_pool)
        client_ids = set(made.app_client_ids.values())
        verifier = Verifier(made.issuer, made.jwks_uri, client_ids)
        password, secret = user.temporary_password, ""
        for name in CLIENTS:
            attempt = SignIn(made, Client.of(made, name), "ON", has_totp=True, issuer="test")
            step = attempt.start(user.username, password)
            if step["challenge"] == "NEW_PASSWORD_REQUIRED":
                step = attempt.answer(NEW_PASSWORD)
                assert step["challenge"] == "MFA_SETUP"
                password, secret = NEW_PASSWORD, step["secret"]
            else:
                assert step["challenge"] == "SOFTWARE_TOKEN_MFA"
            step = attempt.answer(pyotp.TOTP(secret).now())
            claims = verifier.claims(f"Bearer {step['access_token']}")
            assert claims["client_id"] == made.app_client_ids[name]
            assert not step["can_set_up"]
        with pytest.raises(RefusedError, match="another application"):
            verifier.claims(f"Bearer {token_of_another_client(made, tried.user_pool)}")


@pytest.mark.parametrize(("mfa", "asked"), [("OPTIONAL", True), ("OFF", False)])
def test_where_mfa_is_not_required_it_can_be_set_up_if_the_pool_has_it(
    mfa: Any, asked: bool, aws: Emulator, tmp_path: Path
) -> None:
    pool = UserPoolSettings(name="test", mfa=MfaSettings(configuration=mfa, factors=["TOTP"] if asked else []))
    with deployed(minimal(user_pool=pool, app_clients={"web": AppClientSettings()}), aws, tmp_path) as (tried, made):
        user = invite(made, tried.user_pool)

        def attempt() -> SignIn:
            return SignIn(made, Client.of(made, "web"), mfa, has_totp=asked, issuer="test")

        first = attempt()
        first.start(user.username, user.temporary_password)
        tokens = first.answer(NEW_PASSWORD)
        assert (tokens["challenge"], tokens["can_set_up"]) == (None, asked)
        if asked:
            secret = first.set_up(tokens["access_token"])["secret"]
            assert first.answer(pyotp.TOTP(secret).now())["challenge"] is None
            assert attempt().start(user.username, NEW_PASSWORD)["challenge"] == "SOFTWARE_TOKEN_MFA"
        else:
            assert attempt().start(user.username, NEW_PASSWORD)["challenge"] is None
