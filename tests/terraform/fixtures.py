"""Terraform, for every folder of tests that runs it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.terraform.provider import running_provider
from tests.terraform.workspace import variables


@pytest.fixture(scope="session")
def unaided_terraform_variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Environment variables for a Terraform that installs, locks and starts the provider, as everybody's does."""
    return variables(tmp_path_factory.mktemp("terraform"))


@pytest.fixture(scope="session")
def terraform_variables(
    unaided_terraform_variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """Environment variables for a Terraform that finds the provider running, which halves what a command costs."""
    with running_provider(tmp_path_factory.mktemp("provider"), unaided_terraform_variables) as found:
        yield found
