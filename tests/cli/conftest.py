"""The command in this process, and a project to run it in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cognito_as_code.cli.command import app
from cognito_as_code.cli.init import repository

Run = Callable[..., Result]


@pytest.fixture
def cognito(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the command, from the folder the test is in: a new one, unless it goes to another."""
    monkeypatch.chdir(tmp_path)  # and back, wherever the command goes
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *arguments: CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """What `cognito init` writes, without the records."""
    for path, text in repository().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path
