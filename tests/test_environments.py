"""environments/ is data: a team replaces it by its own, and one command later every test holds."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.examples import EXAMPLES

pytestmark = pytest.mark.slow

OF_ENVIRONMENTS = [
    "tests/settings/test_reference.py",
    "tests/settings/test_toml.py::test_every_value_of_a_file_is_found_at_its_first_character",
    "tests/stacks",
    "tests/test_repository.py",
    "tests/test_snapshots.py",
    "tests/test_testing.py::test_this_repositorys_records_are_those_that_its_snapshots_hold",
]
"""The fast tests that read environments/, or what else of a project's own a team might change with them."""

WITH_A_WARNING = """\
region         = "eu-central-1"
account_id     = "111122223333"
user_pool.name = "staging"

[overrides."aws_cognito_user_pool.main"]
new_argument = true
"""


class Copy:
    """A copy of the repository."""

    def __init__(self, folder: Path) -> None:
        """Copy what the repository holds."""
        ignored = shutil.ignore_patterns(".git", ".venv", "cdktf.out", "__pycache__", ".*_cache", "build", "dist")
        shutil.copytree(PROJECT, folder, ignore=ignored)
        self.folder = folder
        shutil.rmtree(folder / "environments")
        (folder / "environments").mkdir()

    def add(self, name: str, text: str) -> None:
        """One file, as somebody who adds an environment would."""
        (self.folder / f"environments/{name}.toml").write_text(text)

    def pytest(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run tests here."""
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )

    def write_records(self) -> None:
        """The one command, as the Pipfile has it."""
        command = tomllib.loads((self.folder / "Pipfile").read_text())["scripts"]["snapshots"]
        program, *arguments = shlex.split(command)
        assert program == "pytest"
        run = self.pytest(*arguments)
        assert run.returncode == 0, run.stdout


def one_with_a_warning(copy: Copy) -> list[str]:
    """One minimal environment."""
    copy.add("staging", WITH_A_WARNING)
    return ["staging"]


def several_use_cases(copy: Copy) -> list[str]:
    """Environments of other shapes: use cases under other names."""
    shutil.copytree(PROJECT / "examples/settings/files", copy.folder / "environments/files")
    names = {"one": "lgallard-simple", "two": "cdk-mfa", "three": "lgallard-email-mfa"}
    for name, example in names.items():
        copy.add(name, EXAMPLES[example].read_text())
    return list(names)


@pytest.mark.parametrize("replace", [one_with_a_warning, several_use_cases])
def test_every_environment_may_be_replaced(replace: object, tmp_path: Path) -> None:
    copy = Copy(tmp_path / "copy")
    former = sorted(path.stem for path in (PROJECT / "environments").glob("*.toml"))
    assert callable(replace)
    added = replace(copy)

    before = copy.pytest("tests/test_snapshots.py")
    assert before.returncode == 1
    write = "run `pipenv run snapshots`, then read the difference like any other code"
    for name in added:
        for ending in ("json", "md"):
            assert f"tests/__snapshots__/cognito-{name}.{ending} is missing: {write}\n" in before.stdout
    for ending in ("json", "md"):
        left = ", ".join(f"tests/__snapshots__/cognito-{name}.{ending}" for name in former)
        assert f"{left}: what this records is gone: {write}\n" in before.stdout

    copy.write_records()
    records = {path.name for path in (copy.folder / "tests/__snapshots__").iterdir() if path.is_file()}
    assert records == {f"cognito-{name}.{ending}" for name in added for ending in ("json", "md")}
    after = copy.pytest(*OF_ENVIRONMENTS)
    assert after.returncode == 0, after.stdout


def test_a_record_that_is_stale_is_told_with_the_command_and_the_difference(tmp_path: Path) -> None:
    copy = Copy(tmp_path / "copy")
    one_with_a_warning(copy)
    copy.write_records()
    copy.add("staging", WITH_A_WARNING.replace('"staging"', '"renamed"'))
    run = copy.pytest("tests/test_snapshots.py")
    assert run.returncode == 1
    assert "1 failed" in run.stdout
    assert (
        "tests/__snapshots__/cognito-staging.json is not what is synthesized now: mend that or, if it is meant, "
        "run `pipenv run snapshots`, then read the difference like any other code"
    ) in run.stdout
    assert '"name": "renamed"' in run.stdout
