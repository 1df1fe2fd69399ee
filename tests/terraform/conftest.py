"""Plans of an empty state, which need no account and no network."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import main
from settings import EnvironmentSettings
from tests.conftest import missing
from tests.terraform.workspace import Workspace, override, pinned, variables


@pytest.fixture(scope="session")
def terraform_variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Environment variables for Terraform."""
    return variables(tmp_path_factory.mktemp("terraform"))


@pytest.fixture
def workspace(tmp_path: Path, terraform_variables: dict[str, str]) -> Callable[[EnvironmentSettings], Workspace]:
    """Settings -> an initialized workspace."""

    def prepare(settings: EnvironmentSettings) -> Workspace:
        main.synth({"test": pinned(settings)}, tmp_path)
        folder = tmp_path / "stacks/cognito-test"
        (folder / "test_override.tf.json").write_text(
            json.dumps(override() | {"terraform": {"backend": {"local": {}}}})
        )
        workspace = Workspace(folder, terraform_variables)
        initialized = workspace.terraform("init", "-input=false", "-no-color")
        if initialized.returncode:
            missing(f"terraform cannot be initialized: {initialized.stderr}")
        return workspace

    return prepare
