"""The action: any plan, reviewed in one step, in a folder that the pull request wrote."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import PROJECT
from tests.review.plans import document
from tests.review.test_command import HARMLESS, OPTIONAL

ACTION = yaml.safe_load((PROJECT / "action.yml").read_text())


@dataclass
class Done:
    """What became of the action."""

    succeeded: bool
    verdict: str
    log: str
    summary: str


def act(folder: Path, content: Any, **inputs: str) -> Done:
    """Run the action's first and last step on a plan, as its runner does."""
    checkout = folder / "checkout"
    checkout.mkdir(exist_ok=True)
    if isinstance(content, bytes):
        (checkout / "plan.json").write_bytes(content)
    elif content:
        (checkout / "plan.json").write_text(json.dumps(content))
    given = {name: str(each.get("default", "")) for name, each in ACTION["inputs"].items()}
    given |= {"plan": "plan.json", **inputs}
    review, _comment, block = ACTION["runs"]["steps"]
    output, summary = folder / "output", folder / "summary"
    output.write_text("")
    summary.write_text("")
    paths = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary), "RUNNER_TEMP": str(folder)}
    env = {**os.environ, **paths, "GITHUB_ACTION_PATH": str(PROJECT)}
    env |= {name: given[value.split("inputs.")[1].split(" ")[0]] for name, value in review["env"].items()}

    def step(run: str) -> subprocess.CompletedProcess[str]:
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", run]
        return subprocess.run(command, cwd=checkout, env=env, capture_output=True, text=True, check=False)

    reviewed = step(review["run"])
    outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
    env["VERDICT"] = outputs["verdict"]
    succeeded = reviewed.returncode == 0 and step(block["run"]).returncode == 0
    return Done(succeeded, outputs["verdict"], reviewed.stdout + reviewed.stderr, summary.read_text())


def test_what_blocks_stops_the_merge(tmp_path: Path) -> None:
    done = act(tmp_path, document(OPTIONAL), title="prod", sarif="out.sarif", html="out.html")
    assert (done.succeeded, done.verdict) == (False, "blocked"), done.log
    assert done.summary.startswith("<!-- plan-review: prod -->\n\n## ⛔ Do not merge")
    assert json.loads((tmp_path / "checkout/out.sarif").read_text())["version"] == "2.1.0"
    assert (tmp_path / "checkout/out.html").read_text().startswith("<!doctype html>")


def test_what_is_harmless_passes(tmp_path: Path) -> None:
    done = act(tmp_path, document(HARMLESS), title="prod", sarif="out.sarif")
    assert (done.succeeded, done.verdict) == (True, "passed"), done.log


@pytest.mark.parametrize("plan", [None, b"", b"{}", b"Error: no plan"])
def test_what_is_no_plan_is_no_verdict(plan: Any, tmp_path: Path) -> None:
    done = act(tmp_path, plan)
    assert (done.succeeded, done.verdict) == (False, "failed")


@pytest.mark.parametrize("shadow", ["cognito_as_code/__init__.py", "json.py", "argparse/__init__.py"])
def test_code_of_the_pull_request_is_not_imported(shadow: str, tmp_path: Path) -> None:
    path = tmp_path / "checkout" / shadow
    path.parent.mkdir(parents=True)
    path.write_text("raise SystemExit(0)\n")
    done = act(tmp_path, document(OPTIONAL))
    assert (done.succeeded, done.verdict) == (False, "blocked"), done.log


def test_an_output_that_cannot_be_written_is_no_pass(tmp_path: Path) -> None:
    done = act(tmp_path, document(HARMLESS), sarif="nowhere/out.sarif")
    assert (done.succeeded, done.verdict) == (False, "failed")


def test_a_binary_plan_is_shown_by_the_program_named(tmp_path: Path) -> None:
    program = tmp_path / "tofu"
    program.write_text(f"#!/bin/sh\ntest \"$*\" = '-chdir=stack show -json tfplan' && cat {tmp_path}/shown.json\n")
    program.chmod(0o755)
    (tmp_path / "shown.json").write_text(json.dumps(document(OPTIONAL)))
    (tmp_path / "checkout/stack").mkdir(parents=True)
    (tmp_path / "checkout/stack/tfplan").write_bytes(b"PK\x03\x04")
    done = act(tmp_path, None, plan="stack/tfplan", terraform=str(program))
    assert (done.succeeded, done.verdict) == (False, "blocked"), done.log


def test_inputs_are_no_code() -> None:
    """An expression in a command would be run: they come by the environment."""
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]
