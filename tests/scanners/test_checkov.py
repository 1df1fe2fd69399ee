"""checkov on the synthesized JSON."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.conftest import PROJECT, missing

pytestmark = pytest.mark.scanner

EXPLAINED = {
    "CKV2_AWS_31": "where a web ACL's logs go is the team's to choose: give web_acl_arn for one that logs",
}
"""Check id -> why it fails and stays so."""


def test_checkov_reads_every_stack_and_finds_nothing_unexplained(synthesized: Path) -> None:
    """The framework must be named: as plain Terraform, checkov runs no check on JSON and calls that a success."""
    checkov = PROJECT / "tests/tools/.venv/bin/checkov"
    if not checkov.exists():
        missing("checkov is not installed: run `pipenv run tools`")
    run = subprocess.run(
        [checkov, "--directory", synthesized, "--framework", "terraform_json", "--skip-download", "--output", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(run.stdout)
    assert report["summary"]["parsing_errors"] == 0
    assert {check["check_id"] for check in report["results"]["failed_checks"]} == set(EXPLAINED)
    passed = report["results"]["passed_checks"]
    assert len(passed) >= 38
    assert {Path(check["file_path"]).parent.name for check in passed} == {
        folder.name for folder in (synthesized / "stacks").iterdir()
    }
    assert sum(check["check_id"] == "CKV_AWS_366" for check in passed) == 4  # no guests, in each identity pool
