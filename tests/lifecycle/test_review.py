"""Real plans of a real state, reviewed: each change with its findings and no other.

Every case is a module of one configuration, so that one apply and one plan do for all.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cognito_as_code.review.terraform import plan_of
from cognito_as_code.trial.emulator import Emulator
from tests.conftest import PROJECT
from tests.lifecycle.counts import COUNTS
from tests.lifecycle.deployment import Deployment
from tests.review.cases import CASES, Stack
from tests.review.plans import of_module
from tests.review.stacks import found, synthesize_cases
from tests.terraform.workspace import AWS_PROVIDER

pytestmark = pytest.mark.lifecycle

PLANNED = {name: case for name, case in CASES.items() if not case.only_files}
OTHERS = {"resource": {"terraform_data": {"job": {"input": "one"}}}}


@pytest.fixture(scope="module")
def plan_file(aws: Emulator, terraform_variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `terraform show -json` prints of a plan with all cases in it, each a module, on the state before them."""
    aws.reset()
    folder = tmp_path_factory.mktemp("review")
    stacks = synthesize_cases(folder / "cases")
    deployment = Deployment(folder, aws, terraform_variables, name="review", access_key="111122223333")
    deployment.stack.mkdir(parents=True)
    write(deployment, {name: stacks[name][0] for name in PLANNED} | {"others": OTHERS})
    deployment.emulate()
    deployment.init()
    deployment.apply()
    changed = {"resource": {"terraform_data": {"job": {"input": "two"}, "more": {}}}}
    write(deployment, {name: stacks[name][1] for name in PLANNED} | {"others": changed})
    # Without a refresh: what the emulator does not keep is none of the plan's business.
    deployment.succeed("plan", "-input=false", "-refresh=false", "-out=tfplan")
    COUNTS["plans"] += 1
    shown = folder / "plan.json"
    shown.write_text(deployment.succeed("show", "-json", "tfplan"))
    return shown


def write(deployment: Deployment, stacks: dict[str, Stack]) -> None:
    """Write the stacks as modules, and a configuration that calls them."""
    modules: dict[str, Any] = {}
    for name, stack in stacks.items():
        module = {key: value for key, value in stack.items() if key not in ("provider", "terraform")}
        folder = deployment.stack / name
        folder.mkdir(exist_ok=True)
        (folder / "cdk.tf.json").write_text(json.dumps(module))
        modules[name] = {"source": f"./{name}"} | dict.fromkeys(module.get("variable", {}), "secret-of-a-provider")
    root = {
        "provider": {"aws": {"region": "eu-central-1"}},
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": AWS_PROVIDER}}},
        "module": modules,
    }
    (deployment.stack / "cdk.tf.json").write_text(json.dumps(root))


@pytest.fixture(scope="module")
def plan(plan_file: Path) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(plan_file.read_text())
    return parsed


@pytest.mark.parametrize("name", PLANNED)
def test_a_real_plan_shows_what_is_dangerous_and_nothing_else(name: str, plan: dict[str, Any]) -> None:
    case = PLANNED[name]
    # A module's outputs are not in a plan's output_changes.
    expected = sorted(each for each in case.findings if not each[1].startswith("output."))
    assert found(plan_of(of_module(plan, name), name)) == expected


def test_a_plan_without_cognito_gives_no_finding(plan: dict[str, Any]) -> None:
    others = of_module(plan, "others")
    assert len(others["resource_changes"]) == 2
    assert found(plan_of(others, "others")) == []


def test_all_modules_together_are_reviewed_by_their_addresses(plan_file: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-S", "-m", "cognito_as_code.review", str(plan_file), "--format", "json"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1, run.stderr
    findings = {(each["rule"], each["address"]) for each in json.loads(run.stdout)}
    assert ("mfa-weakened", "module.mfa_optional.aws_cognito_user_pool.main") in findings
    assert ("left-behind", "module.redirects_left_out.aws_cognito_user_pool_client.web") in findings
    assert "secret-of-a-provider" not in run.stdout
    assert "secret-of-a-provider" in plan_file.read_text()
