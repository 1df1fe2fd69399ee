"""The workflows as they are written. What they do is in tests/lifecycle/, what linters say in tests/scanners/."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.lifecycle.actions import PIPELINES, load


class TestFiles:
    """What an expert looks at first."""

    WORKFLOWS = ("synthesize", "review", "apply", "apply-environment")

    @pytest.mark.parametrize("name", WORKFLOWS)
    def test_actions_are_pinned_and_jobs_have_little(self, name: str) -> None:
        text = (PIPELINES / f"github/{name}.yml").read_text()
        for used in re.findall(r"\buses: (\S+)(.*)", text):
            assert re.fullmatch(r"\./\S+", used[0]) or (
                re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", used[0]) and re.fullmatch(r" # v\d+\.\d+\.\d+", used[1])
            ), used
        workflow = load(f"github/{name}.yml")
        assert workflow["permissions"] == {}
        for job in workflow["jobs"].values():
            assert "permissions" in job
            assert "timeout-minutes" in job or "uses" in job
            for step in job.get("steps", []):
                if step.get("uses", "").startswith("actions/checkout@"):
                    assert step["with"]["persist-credentials"] == "false"

    def test_only_what_asks_aws_may_ask_for_a_token(self) -> None:
        found: dict[str, Any] = {
            f"{name}/{job}": settings.get("environment")
            for name in self.WORKFLOWS
            for job, settings in load(f"github/{name}.yml")["jobs"].items()
            if "id-token" in settings["permissions"] and "uses" not in settings
        }
        assert found == {
            "review/plan": "plan-${{ matrix.environment }}",
            "apply-environment/plan": "plan-${{ inputs.environment }}",
            "apply-environment/apply": "apply-${{ inputs.environment }}",
        }

    def test_what_a_pull_request_brings_runs_without_credentials(self) -> None:
        (job,) = load("github/synthesize.yml")["jobs"].values()
        assert job["permissions"] == {"contents": "read"}
        assert "secrets." not in (PIPELINES / "github/synthesize.yml").read_text()
