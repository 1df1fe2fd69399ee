"""Pools that this project did not make are read over HTTP, and taken over by real Terraform without a change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cognito_as_code.adopt.environment_file import environment_of
from cognito_as_code.adopt.files import adoption_text, environment_text, write_all
from cognito_as_code.adopt.live import connect
from cognito_as_code.adopt.reading import read_pool
from cognito_as_code.checks import check_environments
from cognito_as_code.synth import synth
from cognito_as_code.trial.emulator import Emulator
from main import build_stack
from tests.lifecycle.deployment import Deployment
from tests.lifecycle.live_pools import POOLS, Made, snapshot
from tests.terraform.workspace import pinned

pytestmark = pytest.mark.lifecycle


UPDATES = {
    "amplify": {
        f"aws_cognito_user_pool_client.photos_app_client{suffix}": {"token_validity_units"} for suffix in ("", "web")
    }
}
"""Where AWS says some units of tokens, Terraform says all: an update that nobody notices."""


def different(before: dict[str, Any] | None, after: dict[str, Any]) -> set[str]:
    """The arguments that a plan gives another value."""
    return {key for key in after if before is None or before.get(key) != after[key]}


def adopted(aws: Emulator, made: Made, folder: Path) -> dict[str, str]:
    """Read a pool, and write its two files; returns their texts."""
    services = connect(profile=None, region="eu-central-1", endpoint_url=aws.url)
    adopted = environment_of(read_pool(services, *made))
    texts = {folder / "test.toml": environment_text(adopted), folder / "adoption/test.toml": adoption_text(adopted)}
    write_all(texts)
    return {path.name: text for path, text in texts.items()}


@pytest.mark.parametrize("style", POOLS)
def test_a_pool_is_taken_over_without_a_change(
    style: str, deployment: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("TF_VAR_google_client_secret", "never-to-be-seen")
    aws = deployment.emulator
    made = POOLS[style](aws)
    before = snapshot(aws, made[0])
    environments = tmp_path / "environments"
    texts = adopted(aws, made, environments)
    assert "never-to-be-seen" not in "".join(texts.values())
    assert adopted(aws, made, environments) == texts
    checked = check_environments([environments / "test.toml"])
    assert [str(each) for each in checked.findings if each.severity == "error"] == []
    settings = {"test": pinned(checked.environments["test"])}
    for each in settings.values():
        each.remember_as_sound()
    synth(build_stack, settings, deployment.folder, checked.adoptions)
    deployment.emulate()
    deployment.init()
    deployment.succeed("plan", "-input=false", "-out=plan")
    plan = json.loads(deployment.succeed("show", "-json", "plan"))
    actions = {each["address"]: each["change"] for each in plan["resource_changes"]}
    differ = {address: different(each["before"], each["after"]) for address, each in actions.items()}
    assert {address: keys for address, keys in differ.items() if keys} == UPDATES.get(style, {})
    assert {each["actions"][0] for each in actions.values()} <= {"no-op", "update"}
    assert {address for address, each in actions.items() if each.get("importing")} == {
        *checked.adoptions["test"].settings.imports
    }
    deployment.apply()
    assert deployment.changes() == {}
    if style not in UPDATES:
        assert snapshot(aws, made[0]) == before
