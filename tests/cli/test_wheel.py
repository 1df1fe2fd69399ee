"""The wheel, in a bare virtual environment and an empty folder: what a team does in its first hour, and an upgrade."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cognito_as_code import __version__
from tests.conftest import PROJECT
from tests.terraform.workspace import AWS_PROVIDER, initialized, override, variables

PREVIOUS = "0.1.99"

pytestmark = pytest.mark.slow

Sh = Callable[..., str]


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """A folder with this version's wheel, and the same as the version before it."""
    for version in (PREVIOUS, __version__):
        source = tmp_path / f"source-{version}"
        shutil.copytree(
            PROJECT / "cognito_as_code", source / "cognito_as_code", ignore=shutil.ignore_patterns("__pycache__")
        )
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(PROJECT / name, source)
        package = source / "cognito_as_code/__init__.py"
        package.write_text(package.read_text().replace(f'"{__version__}"', f'"{version}"'))
        build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "wheels")]
        subprocess.run(build, cwd=source, check=True, capture_output=True)
    return tmp_path / "wheels"


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A team's folder, empty, in no repository."""
    (tmp_path / "team").mkdir()
    return tmp_path / "team"


@pytest.fixture
def sh(team: Path, wheels: Path) -> Sh:
    """Run a command in the team's folder: its output. What is not published yet comes from the folder of wheels."""
    ours = ("PYTHON", "PIPENV", "VIRTUAL_ENV", "CDKTF", "MAKE", "PYTEST")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    links = f"{wheels} {environment.get('PIP_FIND_LINKS', '')}".strip()

    def run(*command: str, code: int = 0) -> str:
        ran = subprocess.run(
            command,
            cwd=team,
            env={**environment, "PIP_FIND_LINKS": links, "PIP_COMPILE": "0"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert ran.returncode == code, f"{' '.join(command)}\n{ran.stdout}"
        return ran.stdout

    return run


def contents(folder: Path) -> dict[str, bytes]:
    """The files that a team would commit."""
    made = {".venv", "cdktf.out", "__pycache__", ".pytest_cache"}
    files = (path for path in folder.rglob("*") if path.is_file() and made.isdisjoint(path.relative_to(folder).parts))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_team_starts_grows_and_upgrades(team: Path, sh: Sh, tmp_path: Path) -> None:
    sh(sys.executable, "-m", "venv", ".venv")
    sh(".venv/bin/python", "-m", "pip", "install", "--quiet", f"cognito-as-code=={PREVIOUS}")
    cognito = ".venv/bin/cognito"

    # It synthesizes and its tests pass at once.
    sh(cognito, "init")
    assert sh("make", "--silent", "synth").splitlines()[-2:] == [
        f"cdktf.out/stacks/cognito-{name}/cdk.tf.json" for name in ("dev", "prod")
    ]
    assert "1 passed" in sh("make", "--silent", "test")
    lock = json.loads((team / "Pipfile.lock").read_text())
    assert lock["_meta"]["sources"] == []
    assert lock["default"]["cognito-as-code"]["version"] == f"=={PREVIOUS}"
    assert str(tmp_path) not in (team / "Pipfile.lock").read_text()
    assert "make synth" in sh("make", "help")

    # Another environment is a command and its record; the examples can go.
    sh(cognito, "new", "staging", "--kind", "BACKEND", "--region", "eu-central-1", "--account-id", "111122223333")
    assert "tests/__snapshots__/cognito-staging.json is missing" in sh("make", "--silent", "test", code=2)
    sh("make", "--silent", "snapshots")
    for name in ("dev", "prod"):
        (team / f"environments/{name}.toml").unlink()
    assert "cognito-dev.json is of no environment any more" in sh("make", "--silent", "test", code=2)
    staging = team / "environments/staging.toml"
    staging.write_text(staging.read_text() + f'\n[terraform]\naws_provider = "{AWS_PROVIDER}"\n')
    sh("make", "--silent", "snapshots")
    assert "1 passed" in sh("make", "--silent", "test")
    assert "Courtesy Notice" not in sh("make", "--silent", "synth")

    # An upgrade is one line in the Pipfile: no other file of the team's changes, nor a record.
    before = contents(team)
    pipfile = team / "Pipfile"
    pipfile.write_text(pipfile.read_text().replace(PREVIOUS, __version__))
    assert "Pipfile.lock is not of this Pipfile: run make lock" in sh("make", "synth", code=2)
    sh("make", "--silent", "lock")
    assert "1 passed" in sh("make", "--silent", "test")
    assert sh(cognito, "--version") == f"cognito {__version__}\n"
    after = contents(team)
    assert {path for path in after if after[path] != before.get(path)} == {"Pipfile", "Pipfile.lock"}
    assert before.keys() == after.keys()

    # Terraform plans what is there.
    sh("make", "--silent", "synth")
    stack = json.loads((team / "cdktf.out/stacks/cognito-staging/cdk.tf.json").read_text())
    plain = tmp_path / "terraform"
    plain.mkdir()
    plan = initialized(plain, stack, override(), variables(tmp_path)).plan()
    created = {each["address"] for each in plan["resource_changes"] if each["change"]["actions"] == ["create"]}
    assert {"aws_cognito_user_pool.main", "aws_cognito_user_pool_client.backend"} <= created
