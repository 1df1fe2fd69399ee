"""`cognito adopt --state` takes over what another configuration has, without a call to AWS."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from tests.adopt.test_state import KEPT
from tests.cli.conftest import Run


def test_a_state_becomes_an_environment_and_its_moves(cognito: Run, project: Path) -> None:
    (project / "old.tfstate").write_text(json.dumps(KEPT))
    run = cognito("adopt", "--state", "old.tfstate", "--name", "taken")
    assert run.exit_code == 0
    assert "0 to import, 2 to move, " in run.stdout
    assert "aws_iam_role.sms is in the state, and nothing here makes it" in run.stderr
    written = tomllib.loads((project / "environments/adoption/taken.toml").read_text())
    assert written["moved"]["aws_cognito_user_pool.main"] == 'module.cognito["eu"].aws_cognito_user_pool.pool[0]'
    assert cognito("check", project / "environments/taken.toml").exit_code == 0
    assert "hunter2" not in "".join(file.read_text() for file in project.glob("environments/**/taken.toml"))


def test_a_state_is_read_alone(cognito: Run, project: Path) -> None:
    run = cognito("adopt", "eu-central-1_AbCdEf123", "--state", project / "old.tfstate")
    assert (run.exit_code, run.stderr) == (
        2,
        "--state reads a state alone; leave the pool's id and the other options out\n",
    )


def test_what_is_no_state_is_said(cognito: Run, project: Path) -> None:
    def said() -> str:
        return cognito("adopt", "--state", "old.tfstate").stderr

    assert "old.tfstate cannot be read (No such file or directory)" in said()
    (project / "old.tfstate").write_text("resource {}")
    assert "old.tfstate is not JSON (Expecting value: line 1 column 1 (char 0)); give what" in said()
    assert not (project / "environments/adoption").exists()
