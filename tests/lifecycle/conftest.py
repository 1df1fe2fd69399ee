"""What the lifecycle tests share: the emulator and deployments."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.trial.emulator import Emulator, emulator
from tests.lifecycle.actions import Runner
from tests.lifecycle.apis import backend_of_apis
from tests.lifecycle.code_hosts import code_host
from tests.lifecycle.deployment import Deployment
from tests.lifecycle.pipelines import Deployed, Pipelines, deployed

Deploy = Callable[[EnvironmentSettings], Deployment]


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A local AWS for the whole run."""
    with emulator(tmp_path_factory.mktemp("emulator")) as running:
        running.wait_until_healthy()
        yield running


@pytest.fixture(scope="module")
def backend() -> Iterator[str]:
    """The URL of what is behind APIs: whoever came through is answered."""
    with backend_of_apis() as url:
        yield url


@pytest.fixture(scope="module")
def deployed_repository(
    aws: Emulator, unaided_terraform_variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Deployed:
    """A repository with pipelines, with its main branch deployed."""
    aws.reset()
    return deployed(tmp_path_factory.mktemp("pipelines"), aws, unaided_terraform_variables)


@pytest.fixture
def pipelines(deployed_repository: Deployed, tmp_path: Path) -> Iterator[Pipelines]:
    """The pipelines of a copy of it, on a code host of their own."""
    repository = tmp_path / "repository"
    shutil.copytree(deployed_repository.repository, repository, symlinks=True)
    state = shutil.copy(deployed_repository.state, tmp_path / "dev.tfstate")
    arguments = {f"TF_CLI_ARGS_{command}": f"-state={state}" for command in ("plan", "apply")}
    variables = {**deployed_repository.variables, **arguments}
    (tmp_path / "jobs").mkdir()
    with code_host(repository) as host:
        runner = Runner(repository, tmp_path / "jobs", {**variables, **host.github})
        made = Pipelines(repository, host, runner, variables, tmp_path)
        made.main = made.git("rev-parse", "main")
        yield made


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
