"""Plans of an empty state, which need no account and no network."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.synth import synth
from main import build_stack
from tests.terraform.workspace import Workspace, initialized, override, pinned

Prepare = Callable[[EnvironmentSettings], Workspace]


@pytest.fixture
def workspace(tmp_path: Path, terraform_variables: dict[str, str]) -> Prepare:
    """Settings -> an initialized workspace."""

    def prepare(settings: EnvironmentSettings) -> Workspace:
        (path,) = synth(build_stack, {"test": pinned(settings)}, tmp_path)
        overridden = override() | {"terraform": {"backend": {"local": {}}}}
        return initialized(path.parent, json.loads(path.read_text()), overridden, terraform_variables)

    return prepare
