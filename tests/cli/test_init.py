"""What `cognito init` writes: a team's repository, made of what this repository is made of."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from cognito_as_code import __version__
from cognito_as_code.checks import check_environments
from cognito_as_code.cli.init import TEMPLATES, repository
from tests.cli.conftest import Run
from tests.conftest import PROJECT


@pytest.fixture
def written(cognito: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new repository, by the command itself."""
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    result = cognito("init", "team")
    assert result.exit_code == 0, result.output
    assert sorted(result.stdout.splitlines()[:-1]) == sorted(
        path.relative_to(tmp_path / "team").as_posix()
        for path in (tmp_path / "team").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    )
    return tmp_path / "team"


@pytest.mark.parametrize("path", ["main.py", "cdktf.json", "stacks/__init__.py", "stacks/cognito_stack.py"])
def test_a_teams_app_is_this_repositorys(path: str) -> None:
    """One source: whoever changes one copies it to the other."""
    assert (TEMPLATES / f"{path}.template").read_bytes() == (PROJECT / path).read_bytes()


def test_it_has_the_shape_of_this_repository() -> None:
    tops = {path.parts[0] for path in repository()}
    assert {"main.py", "cdktf.json", "stacks", "environments", "tests", "Pipfile", "README.md", "Makefile"} <= tops
    assert {".gitignore", ".github", ".pre-commit-config.yaml"} <= tops


def test_it_names_this_version_and_no_package_index() -> None:
    pipfile = repository()[Path("Pipfile")]
    assert f'cognito-as-code = "=={__version__}"' in pipfile
    assert "[[source]]" not in pipfile
    assert all("@VERSION@" not in text for text in repository().values())


@pytest.mark.parametrize("path", [".pre-commit-config.yaml", ".github/workflows/cognito.yml"])
def test_its_yaml_is_read(path: str) -> None:
    assert yaml.safe_load(repository()[Path(path)])


def test_its_environments_have_no_mistake(project: Path) -> None:
    assert [str(each) for each in check_environments(sorted(project.glob("environments/*.toml"))).findings] == []


def test_its_python_names_public_modules_of_the_library_alone(project: Path) -> None:
    """So that an upgrade cannot break it: these are the names that stay."""
    public = {
        "cognito_as_code.checks",
        "cognito_as_code.cli.app",
        "cognito_as_code.constructs.engine",
        "cognito_as_code.constructs.environment",
        "cognito_as_code.constructs.terraform",
        "cognito_as_code.settings",
        "cognito_as_code.testing",
    }
    named = {
        name for path in project.rglob("*.py") for name in re.findall(r"from (cognito_as_code[\w.]*)", path.read_text())
    }
    assert named == public


def test_its_tests_pass_at_once_and_fail_with_a_sentence_when_a_record_is_stale(written: Path) -> None:
    def tested() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:syrupy", "-p", "no:cacheprovider"],
            cwd=written,
            capture_output=True,
            text=True,
            check=False,
        )

    assert tested().returncode == 0
    dev = written / "environments/dev.toml"
    dev.write_text(dev.read_text().replace('name                     = "example-dev"', 'name = "another"'))
    failed = tested()
    assert failed.returncode == 1
    assert (
        "tests/__snapshots__/cognito-dev.json is not what environments/dev.toml becomes now; if that is meant, run "
        "`make snapshots`, which is `cognito snapshots`, and commit what it writes" in failed.stdout
    )
    assert '+        "name": "another",' in failed.stdout


def test_nothing_is_overwritten_and_nothing_written_beside_it(cognito: Run, tmp_path: Path) -> None:
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks/cognito_stack.py").write_text("mine")
    (tmp_path / "Makefile").symlink_to("nowhere")
    result = cognito("init")
    assert (result.exit_code, result.stderr) == (
        2,
        "nothing was written: Makefile, stacks/cognito_stack.py would be overwritten; move that away, or name another "
        "folder\n",
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Makefile", "stacks"]


def test_what_is_no_folder_is_said(cognito: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = cognito("init", "file")
    assert (result.exit_code, result.stderr) == (2, "file is no folder; name one\n")
