"""checkov, tf-nag and our review on the same plans: what each sees, as docs/side-by-side.md has it.

The plans are those of test_foreign.py. A scanner judges what is there after a change and knows of no change, so it sees
a danger where it fails more on what is there after than on what was there before.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cognito_as_code.review.findings import RULES, review
from cognito_as_code.review.terraform import plan_of
from tests.conftest import PROJECT
from tests.review.foreign import Case, core, iam
from tests.review.plans import of_module
from tests.review.test_foreign import make_states, write
from tests.scanners.test_profiles import case_of, tool

CASES: dict[str, Case] = {**core.CASES, **iam.CASES}
"""Pools, clients and permissions: the cases of doors would take minutes more, and few scanners know them."""

pytestmark = [pytest.mark.scanner, pytest.mark.terraform]

PAGE = PROJECT / "docs/side-by-side.md"
REWRITE = "WRITE_SIDE_BY_SIDE"
"""The environment variable, of any value, with which the page is written rather than compared."""

JUDGED = (
    "aws_api_gateway",
    "aws_apigatewayv2_",
    "aws_appsync_",
    "aws_cognito_",
    "aws_iam_",
    "aws_kms_key",
    "aws_lambda_permission",
    "aws_lb",
    "aws_verifiedpermissions_",
    "aws_wafv2_",
)
"""How the types begin that are Cognito's, its roles' and its doors'."""

PLUS = "threat protection is a choice, with a price; a new pool without it loses nothing"
OWN_FOLDER = "the star is for the files of one folder: each user's own, or the one that is shared"
PHONES = "Cognito sends SMS to phones, which have no ARN: the role must have sns:Publish on `*`"
SAME = "the role has the same permissions as before, in a policy of another kind"
NOT_OURS = "the role is a function's, and Cognito hands it to nobody"
# What a scanner sees in a plan in which we see nothing to warn of: case -> check -> why.
EXCEPTIONS: dict[str, dict[str, str]] = {
    "modules_first": {"AwsSolutions-COG8": PLUS},
    "iam_first": {"AwsSolutions-IAM5": OWN_FOLDER},
    "iam_first_sms": {
        "AwsSolutions-COG1": "the pool has no password policy of its own, so it gets AWS's default",
        "AwsSolutions-COG8": PLUS,
        "AwsSolutions-IAM5": PHONES,
        "CKV_AWS_290": PHONES,
        "CKV_AWS_355": PHONES,
    },
    "iam_first_of_the_documentation": {
        "AwsSolutions-IAM5": "Mobile Analytics and Cognito Sync, as AWS's own example of the role has them"
    },
    "iam_same_attached": {"CKV_AWS_290": SAME, "CKV_AWS_355": SAME},
    "iam_same_inline": {"AwsSolutions-IAM5": SAME},
    "iam_same_attached_by_the_policy": {"CKV_AWS_290": SAME, "CKV_AWS_355": SAME},
    "iam_other_role": {"AwsSolutions-IAM4": NOT_OURS, "CKV_AWS_274": NOT_OURS},
}

Failures = dict[str, Counter[str]]
"""Case -> check -> how many times it fails."""


@dataclass(frozen=True)
class Seen:
    """What each sees in one case's plan."""

    ours: Mapping[str, str]
    """Rule -> severity, blocking and warning only."""
    checkov: Counter[str]
    tf_nag: Counter[str]
    at_all: Mapping[str, bool]
    """Who complains about what is there after, whether or not it was there before."""

    @property
    def theirs(self) -> set[str]:
        return {*self.checkov, *self.tf_nag}


def is_judged(address: str) -> bool:
    """Whether a resource is of a type that is compared. A type is the last name but one; a key may hold dots."""
    outside_keys = "".join(text for number, text in enumerate(address.split('"')) if number % 2 == 0)
    return outside_keys.split(".")[-2].startswith(JUDGED)


def counted(failed: Iterable[tuple[str, str]]) -> Failures:
    failures: Failures = {}
    for address, check in failed:
        if is_judged(address):
            failures.setdefault(case_of(address), Counter())[check] += 1
    return failures


def checkovs(plan: Path) -> Failures:
    """What checkov fails; as another framework, it would run no check on a plan and call that a success."""
    options = ("--framework", "terraform_plan", "--skip-download", "--output", "json")
    run = subprocess.run(
        [tool("checkov"), "--file", plan.name, *options], cwd=plan.parent, capture_output=True, text=True, check=False
    )
    report = json.loads(run.stdout)
    assert report["summary"]["parsing_errors"] == 0
    passed, failed = report["results"]["passed_checks"], report["results"]["failed_checks"]
    read = {case_of(each["resource"]) for each in (*passed, *failed) if each["resource"].startswith("module.")}
    assert with_roles(plan) <= read, "checkov ran no check on these"
    return counted((each["resource"], each["check_id"]) for each in failed)


def tf_nags(plan: Path) -> Failures:
    """What tf-nag fails. It names no check that passes, so that it ran shows in two that must fail."""
    run = subprocess.run(
        [tool("tf-nag"), "scan", "--plan-json", plan, "--format", "json", "--fail-on", "never"],
        capture_output=True,
        text=True,
        check=True,
    )
    report = [each for each in json.loads(run.stdout) if each["compliance"] == "NON_COMPLIANT"]
    assert {"AwsSolutions-COG1", "AwsSolutions-IAM5"} <= {each["rule_id"] for each in report}, "tf-nag ran no check"
    return counted((each["address"], each["rule_id"]) for each in report)


def with_roles(plan: Path) -> set[str]:
    """The cases in whose plan there is a role, about which checkov always says something."""
    planned = json.loads(plan.read_text())["resource_changes"]
    return {
        case_of(each["address"])
        for each in planned
        if each["type"] == "aws_iam_role" and each["mode"] == "managed" and each["change"]["after"]
    }


@pytest.fixture(scope="module")
def seen(
    terraform_variables_with_web_acls: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Seen]:
    """What each sees, by case."""
    folder = tmp_path_factory.mktemp("side-by-side")
    make_states(CASES, folder, terraform_variables_with_web_acls)
    was = {name: case.old for name, case in CASES.items() if case.before}
    before = write(folder, was, terraform_variables_with_web_acls).plan()
    assert {tuple(each["change"]["actions"]) for each in before["resource_changes"]} <= {("no-op",), ("read",)}
    after = write(folder, {name: case.new for name, case in CASES.items()}, terraform_variables_with_web_acls).plan()
    paths = {}
    for name, plan in (("before", before), ("after", after)):
        paths[name] = tmp_path_factory.mktemp(name) / "plan.json"
        paths[name].write_text(json.dumps(plan))
    checkov, tf_nag = ({when: scan(path) for when, path in paths.items()} for scan in (checkovs, tf_nags))
    return {
        name: Seen(
            ours=ours(after, name),
            checkov=more(**checkov, name=name),
            tf_nag=more(**tf_nag, name=name),
            at_all={"checkov": name in checkov["after"], "tf_nag": name in tf_nag["after"]},
        )
        for name in CASES
    }


def ours(plan: dict[str, Any], name: str) -> dict[str, str]:
    findings = review(plan_of(of_module(plan, name), name))
    by_severity = sorted(findings, key=lambda each: each.severity == "blocking")  # a rule that blocks once blocks
    return {each.rule.id: each.severity for each in by_severity if each.severity != "note"}


def more(before: Failures, after: Failures, name: str) -> Counter[str]:
    """What fails after, and not so many times before: a check that fails on both tells nothing of the change."""
    return after.get(name, Counter()) - before.get(name, Counter())


def is_dangerous(case: Case) -> bool:
    """Whether the case itself, as it is written by hand, is of a danger."""
    return any(rule.startswith("!") or RULES[rule].severity != "note" for rule, _ in case.findings)


def page(seen: Mapping[str, Seen]) -> str:
    """The page: what a scanner sees, and what we do."""
    dangers = {name: seen[name] for name, case in CASES.items() if is_dangerous(case)}
    harmless = {name: seen[name] for name, case in CASES.items() if not is_dangerous(case)}
    lines = [
        "# Side by side",
        "",
        "`cognito review`, checkov and tf-nag on the same plans, made by real Terraform of the cases in",
        "`tests/review/foreign/` of pools, clients and permissions.",
        "Written by `tests/scanners/test_side_by_side.py`, which fails when this page is no",
        f"longer so; with `{REWRITE}=1` it writes the page anew.",
        "",
        "A scanner judges what is there after a change, and sees no change. Here it sees a danger when a check fails",
        "on more resources after than before; one that fails on as many before, such as for a log that always was",
        "missing, does not count. Where nothing was there before, every failing check counts. Only resources of",
        "Cognito, its roles and its doors are compared, and only our findings that block or warn.",
        "",
        "The cases are this project's own, written to test its review: the scanners' counts say what they add to it,",
        "not how good they are at what they are for.",
        "",
        "| | Plans | cognito review | checkov | tf-nag |",
        "| --- | ---: | ---: | ---: | ---: |",
        total("Dangers seen", dangers),
        total("Harmless plans complained about", harmless),
        "",
        "Counted without regard to what was there before, as a scanner is mostly run, checkov complains about",
        f"{at_all('checkov', dangers)} dangers and {at_all('checkov', harmless)} harmless plans, and tf-nag about "
        f"{at_all('tf_nag', dangers)} and {at_all('tf_nag', harmless)}: many of",
        "the roles have a star from the start, for a folder of files, which AwsSolutions-IAM5 fails either way.",
        "",
        *table("Dangers", dangers),
        "",
        *table("Harmless plans that a scanner complains about", {k: v for k, v in harmless.items() if v.theirs}),
        "",
        "The other harmless plans, about which none complains: "
        + ", ".join(title(name) for name, each in harmless.items() if not each.theirs)
        + ".",
    ]
    if EXCEPTIONS:
        lines += ["", "## Why we do not warn", "", "| Plan | Check | Why |", "| --- | --- | --- |"]
        lines += [
            f"| {title(name)} | {check} | {why} |"
            for name, checks in EXCEPTIONS.items()
            for check, why in checks.items()
        ]
    return "\n".join(lines) + "\n"


def total(label: str, plans: Mapping[str, Seen]) -> str:
    counts = (sum(bool(getattr(each, who)) for each in plans.values()) for who in ("ours", "checkov", "tf_nag"))
    return f"| {label} | {len(plans)} | {' | '.join(map(str, counts))} |"


def at_all(who: str, plans: Mapping[str, Seen]) -> int:
    return sum(each.at_all[who] for each in plans.values())


def table(heading: str, plans: Mapping[str, Seen]) -> list[str]:
    return [
        f"## {heading}",
        "",
        "| Plan | cognito review | checkov | tf-nag |",
        "| --- | --- | --- | --- |",
        *(
            f"| {title(name)} | {told(f'{rule} ({severity})' for rule, severity in each.ours.items())} "
            f"| {told(each.checkov)} | {told(each.tf_nag)} |"
            for name, each in plans.items()
        ),
    ]


def told(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "–"  # noqa: RUF001


def title(name: str) -> str:
    return name.replace("_", " ")


def test_the_page_says_what_each_sees(seen: dict[str, Seen]) -> None:
    now = page(seen)
    if REWRITE in os.environ:
        PAGE.write_text(now)
    assert PAGE.read_text() == now, f"if that is right, run this test with {REWRITE}=1"


def test_each_scanner_sees_some_danger(seen: dict[str, Seen]) -> None:
    dangers = [seen[name] for name, case in CASES.items() if is_dangerous(case)]
    assert any(each.checkov for each in dangers)
    assert any(each.tf_nag for each in dangers)


def test_we_see_every_danger(seen: dict[str, Seen]) -> None:
    assert [name for name, case in CASES.items() if is_dangerous(case) and not seen[name].ours] == []


def test_we_warn_of_all_that_a_scanner_sees_but_for_what_is_explained(seen: dict[str, Seen]) -> None:
    missed = {name: each.theirs for name, each in seen.items() if each.theirs and not each.ours}
    assert missed == {name: set(checks) for name, checks in EXCEPTIONS.items()}
