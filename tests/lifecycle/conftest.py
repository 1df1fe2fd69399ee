"""What the lifecycle tests share: the emulator and deployments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cognito_as_code.settings import EnvironmentSettings
from tests.lifecycle.deployment import Deployment
from tests.lifecycle.emulator import Emulator, emulator
from tests.terraform.workspace import variables

Deploy = Callable[[EnvironmentSettings], Deployment]


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A local AWS for the whole run."""
    with emulator(tmp_path_factory.mktemp("emulator")) as running:
        yield running


@pytest.fixture(scope="session")
def terraform_variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Environment variables for Terraform."""
    return variables(tmp_path_factory.mktemp("terraform"))


@pytest.fixture
def deployment(tmp_path: Path, aws: Emulator, terraform_variables: dict[str, str]) -> Deployment:
    """An empty folder, to deploy from into an empty account."""
    aws.reset()
    return Deployment(tmp_path, aws, terraform_variables)


@pytest.fixture
def deploy(deployment: Deployment) -> Deploy:
    """Settings -> applied."""

    def run(settings: EnvironmentSettings) -> Deployment:
        deployment.write(settings)
        deployment.init()
        deployment.apply()
        return deployment

    return run
