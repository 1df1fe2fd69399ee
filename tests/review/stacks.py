"""The cases, synthesized."""

from __future__ import annotations

import json
from pathlib import Path

from cognito_as_code.checks import check
from cognito_as_code.review import rules
from cognito_as_code.review.changes import Plan
from cognito_as_code.review.findings import review
from cognito_as_code.synth import synth
from main import build_stack
from tests.review.cases import CASES, Stack, Tables
from tests.terraform.workspace import pinned

assert rules


def synthesize_cases(folder: Path) -> dict[str, tuple[Stack, Stack]]:
    """Case -> its stack before and after."""
    before, after = (
        _synthesized({name: getattr(case, when) for name, case in CASES.items()}, folder / when)
        for when in ("before", "after")
    )
    for name, case in CASES.items():
        case.by_hand(after[name])
    return {name: (before[name], after[name]) for name in CASES}


def _synthesized(cases: dict[str, Tables], folder: Path) -> dict[str, Stack]:
    environments = {}
    for name, tables in cases.items():
        settings, findings = check(tables)
        assert settings, findings
        assert [finding for finding in findings if finding.severity == "error"] == []
        environments[name.replace("_", "-")] = settings if CASES[name].only_files else pinned(settings)
    return {
        path.parent.name.removeprefix("cognito-").replace("-", "_"): json.loads(path.read_text())
        for path in synth(build_stack, environments, folder)
    }


def found(plan: Plan) -> list[tuple[str, str]]:
    """Rules and addresses, in one order."""
    return sorted((finding.rule.id, finding.address) for finding in review(plan))
