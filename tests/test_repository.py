"""Promises about the repository itself."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.examples import EXAMPLES

README = (PROJECT / "README.md").read_text()


@pytest.mark.parametrize("folder", [".", "tests/tools"])
def test_no_package_index_is_named(folder: str) -> None:
    """So that pipenv uses the machine's own: pip.conf or PIP_INDEX_URL, as teams behind a mirror need."""
    assert json.loads((PROJECT / folder / "Pipfile.lock").read_text())["_meta"]["sources"] == []
    assert "[[source]]" not in (PROJECT / folder / "Pipfile").read_text()


def test_readmes_python_example_runs(tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (tmp_path / "example.py").write_text(example)
    subprocess.run(
        [sys.executable, "example.py"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(PROJECT), "HOME": str(Path.home())},
        check=True,
    )
    (file,) = tmp_path.glob("cdktf.out/stacks/*/cdk.tf.json")
    stack = json.loads(file.read_text())
    assert stack["resource"]["aws_cognito_user_pool"]["main"]["name"] == "ai-gateway"


@pytest.mark.parametrize("command", re.findall(r"pipenv run ([a-z-]+)", README))
def test_every_script_the_readme_names_is_in_the_pipfile(command: str) -> None:
    scripts = (PROJECT / "Pipfile").read_text().partition("[scripts]")[2]
    assert re.search(rf"^{command} = ", scripts, re.MULTILINE)


WHERE_THINGS_LIVE = README.partition("## Where things live")[2]


@pytest.mark.parametrize("path", re.findall(r"^\| `([^` ]+)` \|", WHERE_THINGS_LIVE, re.MULTILINE))
def test_everything_the_readme_says_lives_somewhere_does(path: str) -> None:
    assert (PROJECT / path).exists()


def test_every_example_the_readme_names_is_there() -> None:
    named = set(re.findall(r"`([a-z-]+)\.toml`", README.partition("## What a pool can have")[2].partition("\n## ")[0]))
    assert named
    assert named <= set(EXAMPLES)


@pytest.mark.parametrize("name", ["check", "review"])
def test_the_pictures_show_what_is_printed_now(name: str) -> None:
    """`pipenv run pictures` draws them again."""
    script = f"import pictures; print(pictures.{name}_picture(), end='')"
    drawn = subprocess.run(
        [sys.executable, "-c", script],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": f"{PROJECT}:{PROJECT / 'docs'}", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert drawn.stdout == (PROJECT / f"docs/{name}.svg").read_text(encoding="utf-8")
