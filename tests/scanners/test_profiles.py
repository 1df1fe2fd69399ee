"""The scanners that security teams run agree with our controls: on strict, and on each value turned off.

Each case is a module of one plan of real Terraform, which checkov and tf-nag read; Prowler's own checks, which ask
AWS, are given the planned values. Security Hub and KICS cannot be run here: only our controls speak for them.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cognito_as_code.compliance.profiles import PROFILES
from cognito_as_code.synth import synth
from main import build_stack
from tests.conftest import PROJECT, missing
from tests.scanners.test_checkov import EXPLAINED
from tests.settings.strategies import Tables
from tests.settings.test_compliance import TURNED_OFF, made
from tests.terraform.test_examples import as_modules, for_the_provider_at_hand
from tests.terraform.workspace import pinned

pytestmark = pytest.mark.scanner

TOOLS = PROJECT / "tests/tools/.venv/bin"
CASES: dict[str, Tables] = {"strict": {}} | {name.replace(" ", "-"): change for name, (change, _) in TURNED_OFF.items()}
FAILING: dict[str, set[str]] = {"strict": set()} | {
    name.replace(" ", "-"): controls for name, (_, controls) in TURNED_OFF.items()
}
# What the provider at hand wants; and a web ACL that exists, since the provider takes seconds for each that it makes.
WEB_ACL = "arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/name/1a2b3c4d-5678-90ab-cdef-111122223333"
FOR_THE_PLAN: dict[str, Any] = {
    "web_acl": {"web_acl_arn": WEB_ACL},
    "risk_configuration": {
        "account_takeover_risk_configuration": {
            "notify_configuration": {"source_arn": "arn:aws:ses:eu-central-1:111122223333:identity/example.com"}
        }
    },
}

CHECKOVS = {"strict", "no-guests"}  # it has one check on Cognito, and takes a second for each module

# Scanner's control -> cases in which it says something else than ours -> why.
DISAGREEMENTS = {
    "AwsSolutions-COG2": {"MFA": "tf-nag takes OPTIONAL for MFA; cdk-nag, whose control ours is, does not"},
}


def tool(name: str) -> Path:
    path = TOOLS / name
    if not path.exists():
        missing(f"{name} is not installed: run `pipenv run tools`")
    return path


@pytest.fixture(scope="module")
def plan(terraform_variables_with_web_acls: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `terraform show -json` prints of a plan with every case in it."""
    folder = tmp_path_factory.mktemp("profiles")
    settings = {}
    for name, change in CASES.items():
        base = {**FOR_THE_PLAN, "web_acl": {}} if name == "strict" else FOR_THE_PLAN
        settings[name.lower()] = pinned(made(merged(base, change))).model_copy(update={"compliance": []})
    paths = synth(build_stack, settings, folder / "out")
    stacks = {
        path.parent.name.removeprefix("cognito-"): for_the_provider_at_hand(json.loads(path.read_text()))
        for path in paths
    }
    (folder / "modules").mkdir()
    workspace = as_modules(stacks, folder / "modules", terraform_variables_with_web_acls)
    shown = folder / "plan.json"
    shown.write_text(json.dumps(workspace.plan()))
    return shown


def merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    inner = {
        key: merged(base[key], value) if isinstance(base.get(key), dict) and isinstance(value, dict) else value
        for key, value in over.items()
    }
    return {**base, **inner}


def agrees(profile: str, found: dict[str, set[str]]) -> None:
    """Whether a scanner fails what our profile of it fails, case by case, but for what is explained."""
    ours = {control.id for control in PROFILES[profile]}
    for name, controls in FAILING.items():
        expected = {each for each in controls & ours if name not in DISAGREEMENTS.get(each, {})}
        assert found.get(name.lower(), set()) & ours == expected, name


def case_of(address: str) -> str:
    return address.split(".")[1]


def test_tf_nag_agrees(plan: Path) -> None:
    run = subprocess.run(
        [tool("tf-nag"), "scan", "--plan-json", plan, "--format", "json", "--fail-on", "never"],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, set[str]] = {}
    for each in json.loads(run.stdout):
        if each["compliance"] == "NON_COMPLIANT":
            found.setdefault(case_of(each["address"]), set()).add(each["rule_id"])
    agrees("cdk-nag", found)
    assert found.get("strict", set()) == set()


def test_checkov_agrees(plan: Path, tmp_path: Path) -> None:
    parsed = json.loads(plan.read_text())
    root = parsed["planned_values"]["root_module"]
    root["child_modules"] = [each for each in root["child_modules"] if case_of(each["address"]) in CHECKOVS]
    (tmp_path / "plan.json").write_text(json.dumps(parsed))
    run = subprocess.run(
        [
            tool("checkov"),
            "--file",
            "plan.json",
            "--framework",
            "terraform_plan",
            "--skip-download",
            "--output",
            "json",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(run.stdout)
    found: dict[str, set[str]] = {}
    for each in report["results"]["failed_checks"]:
        found.setdefault(case_of(each["resource"]), set()).add(each["check_id"])
    assert {case: checks - set(EXPLAINED) for case, checks in found.items()} == {
        "strict": set(),
        "no-guests": {"CKV_AWS_366"},
    }
    assert set().union(*found.values()) == {"CKV_AWS_366", *EXPLAINED}
    assert report["summary"]["passed"] >= 20


def test_prowler_agrees(plan: Path) -> None:
    planned: dict[str, Any] = {}
    for change in json.loads(plan.read_text())["resource_changes"]:
        case = planned.setdefault(
            change["module_address"].removeprefix("module."),
            {"pool": {}, "clients": [], "identity_pools": [], "risk": {}, "has_web_acl": False},
        )
        after = change["change"]["after"]
        match change["type"]:
            case "aws_cognito_user_pool":
                case["pool"] = after
            case "aws_cognito_user_pool_client":
                case["clients"].append(after)
            case "aws_cognito_identity_pool":
                case["identity_pools"].append(after)
            case "aws_cognito_risk_configuration":
                case["risk"] = after
            case "aws_wafv2_web_acl_association":
                case["has_web_acl"] = True
    run = subprocess.run(
        [tool("python"), PROJECT / "tests/scanners/prowler_checks.py"],
        input=json.dumps(planned),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    results: dict[str, dict[str, bool]] = json.loads(run.stdout)
    ours = {control.id for control in PROFILES["prowler"]}
    assert set(results) == {name.lower() for name in CASES}
    for name, controls in FAILING.items():
        found = results[name.lower()]
        assert set(found) == ours  # every check of Prowler's ran, and there is none that we do not know
        assert {check for check, passed in found.items() if not passed} == controls & ours, name
