"""Terraform, for every folder of tests that runs it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terraform.provider import WEB_ACL, running_provider, slimmed, types_in_use
from tests.terraform.workspace import variables

_PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def unaided_terraform_variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Environment variables for a Terraform that installs, locks and starts the provider, as everybody's does."""
    return variables(tmp_path_factory.mktemp("terraform"))


@pytest.fixture(scope="session")
def whole_provider_variables(
    unaided_terraform_variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """Environment variables for a Terraform that finds the provider running, which halves what a command costs."""
    with running_provider(tmp_path_factory.mktemp("provider"), unaided_terraform_variables) as found:
        yield found


@pytest.fixture(scope="session")
def terraform_variables_with_web_acls(
    whole_provider_variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """The same with the types that are in use here, which makes a command four times cheaper."""
    with slimmed(tmp_path_factory.mktemp("slim"), whole_provider_variables, types_in_use(_PROJECT)) as found:
        yield found


@pytest.fixture(scope="session")
def terraform_variables(
    whole_provider_variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """The same without web ACLs, four times cheaper again; a module of tests that has some replaces this fixture."""
    types = types_in_use(_PROJECT) - {WEB_ACL}
    with slimmed(tmp_path_factory.mktemp("slim"), whole_provider_variables, types) as found:
        yield found
