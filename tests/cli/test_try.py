"""`cognito try` where it cannot run; in a browser: tests/lifecycle/test_try.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from cognito_as_code.cli import try_
from tests.cli.conftest import Run

ENVIRONMENT = """\
region     = "eu-central-1"
account_id = "111122223333"

[user_pool]
name = "test"
"""
CLIENTS = """
[app_clients.web]

[app_clients.mobile]

[app_clients.job]
application_type     = "M2M"
allowed_oauth_scopes = ["api/read"]

[resource_servers.api.scopes]
read = "Read"
"""


@pytest.fixture
def environments(tmp_path: Path) -> Path:
    """Where environments are."""
    (tmp_path / "environments").mkdir()
    return tmp_path / "environments"


def test_what_is_not_installed_is_named_with_the_extra(
    cognito: Run, environments: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (environments / "dev.toml").write_text(ENVIRONMENT)
    monkeypatch.setattr(try_, "find_spec", lambda name: name not in ("ministack", "segno"))
    result = cognito("try")
    assert (result.exit_code, result.stderr) == (
        2,
        "ministack, segno are missing: pip install 'cognito-as-code[try]'\n",
    )


def test_without_an_environment_there_is_nothing_to_try(cognito: Run, environments: Path) -> None:
    assert environments.is_dir()
    assert cognito("try").stderr == "environments/ has no file; `cognito new` makes one\n"


def test_without_a_client_nobody_can_sign_in(cognito: Run, environments: Path) -> None:
    (environments / "dev.toml").write_text(ENVIRONMENT)
    result = cognito("try")
    assert (result.exit_code, result.stderr) == (
        2,
        "dev has no app client that the pool's own users sign in to; add [app_clients.web]\n",
    )


@pytest.mark.parametrize(("name", "guess"), [("wbe", 'did you mean "web"? '), ("job", "")])
def test_a_client_without_users_is_answered_with_those_that_have_some(
    name: str, guess: str, cognito: Run, environments: Path
) -> None:
    (environments / "dev.toml").write_text(ENVIRONMENT + CLIENTS)
    result = cognito("try", "dev", "--client", name)
    assert result.exit_code == 2
    assert result.stderr == f'no app client with users is called "{name}"; {guess}there are mobile, web\n'


def test_a_mistake_in_the_settings_comes_first(cognito: Run, environments: Path) -> None:
    (environments / "dev.toml").write_text(ENVIRONMENT.replace("eu-central-1", "eu-centrl-1"))
    result = cognito("try", "dev")
    assert result.exit_code == 1
    assert "eu-centrl-1" in result.stderr
