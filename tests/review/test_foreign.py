"""Terraform that is not this project's, planned for real: each change with its findings and no other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cognito_as_code.review import rules
from cognito_as_code.review.access.difference import differences_of
from cognito_as_code.review.findings import Finding, review
from cognito_as_code.review.terraform import plan_of
from tests.review.foreign import Case, core, dependencies, doors, iam
from tests.review.foreign.state import copy_state, make_state
from tests.review.plans import of_module
from tests.terraform.workspace import AWS_PROVIDER, Workspace, initialized, override

assert rules

pytestmark = pytest.mark.terraform

THEMES: tuple[Mapping[str, Case], ...] = (core.CASES, iam.CASES, doors.CASES, dependencies.CASES)
CASES = {name: case for theme in THEMES for name, case in theme.items()}


def test_no_two_cases_have_one_name() -> None:
    assert len(CASES) == sum(map(len, THEMES))


@pytest.fixture(scope="module")
def plan(terraform_variables_with_web_acls: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One plan with all cases in it, each a module."""
    return plan_of_cases(CASES, tmp_path_factory.mktemp("foreign"), terraform_variables_with_web_acls)


def plan_of_cases(cases: Mapping[str, Case], folder: Path, environment: dict[str, str]) -> dict[str, Any]:
    """Plan the cases, each on its state before."""
    make_states(cases, folder, environment)
    return write(folder, {name: case.new for name, case in cases.items()}, environment).plan()


def make_states(cases: Mapping[str, Case], folder: Path, environment: dict[str, str]) -> None:
    """Make the state before each case: cases that start alike have one that is made once."""
    alike: dict[str, list[str]] = {}
    for name, case in cases.items():
        if case.before:
            alike.setdefault(json.dumps(case.old, sort_keys=True), []).append(name)
    make_state(write(folder, {names[0]: cases[names[0]].old for names in alike.values()}, environment))
    copy_state(folder, {names[0]: names[1:] for names in alike.values()})


def write(folder: Path, cases: Mapping[str, Mapping[str, str]], environment: dict[str, str]) -> Workspace:
    """Write the modules and a configuration that calls them, and initialize."""
    for name, files in cases.items():
        for file, hcl in files.items():
            path = folder / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(hcl)
    root = {
        "provider": {"aws": {"region": "eu-central-1"}},
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": AWS_PROVIDER}}},
        "module": {name: {"source": f"./{name}"} for name in cases},
    }
    return initialized(folder, root, override(), environment)


@pytest.mark.parametrize("name", CASES)
def test_a_plan_shows_what_is_dangerous_and_nothing_else(name: str, plan: dict[str, Any]) -> None:
    case = CASES[name]
    findings = review(plan_of(of_module(plan, name), name))
    assert sorted(told(each, case) for each in findings) == sorted(case.findings)
    said = json.dumps([(each.what, each.instead, each.steps, each.block) for each in findings], ensure_ascii=False)
    for text in case.says:
        assert json.dumps(text, ensure_ascii=False)[1:-1] in said


@pytest.mark.parametrize("name", CASES)
def test_who_may_do_more_is_read_from_every_plan(name: str, plan: dict[str, Any]) -> None:
    read = plan_of(of_module(plan, name), name)
    assert not [line for each in differences_of(read) for line in each.lines if "could not be read" in line]
    widened = [each.what for each in review(read) if each.rule.id in ("policy-widened", "policy-attached")]
    of_users = [each for each in widened if "no longer denies" not in each and "Cognito, to send SMS," not in each]
    assert not of_users or differences_of(read)


def told(finding: Finding, case: Case) -> tuple[str, str]:
    """A finding as its case has it."""
    blocking = (f"!{finding.rule.id}", finding.address)
    return blocking if finding.blocks and blocking in case.findings else (finding.rule.id, finding.address)
