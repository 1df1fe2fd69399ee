"""A stack's whole life: written, applied, changed, looked at, destroyed. Counts what it did."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.synth import synth
from cognito_as_code.trial.emulator import Emulator
from cognito_as_code.trial.terraform import emulate
from main import build_stack
from tests.conftest import missing
from tests.lifecycle.counts import COUNTS
from tests.terraform.workspace import Workspace, pinned


def until_answered(
    apply: Callable[[], subprocess.CompletedProcess[str]], emulator: Emulator, access_key: str
) -> subprocess.CompletedProcess[str]:
    """Apply, and again, twice at most, where the emulator's answer was lost. Returns the last run.

    The SDK then asks again, which is refused for a role: names are taken once. What that left is removed before the
    next. One apply in thirty lost an answer until the emulator sent each in one piece; should it return, it is counted.
    """
    run = apply()
    for _ in range(2):
        taken = re.findall(r"Role with name (\S+) already exists", run.stderr) if run.returncode else []
        if not taken:
            break
        COUNTS["lost answers"] += len(taken)
        for role in taken:
            emulator.client("iam", aws_access_key_id=access_key).delete_role(RoleName=role)
        run = apply()
    return run


@dataclass(frozen=True)
class Deployment:
    """One environment in a folder of its own, applied to the emulator; cdk.tf.json stays as it was synthesized."""

    folder: Path
    emulator: Emulator
    variables: dict[str, str]
    name: str = "test"
    access_key: str = "test"
    """Who deploys; twelve digits are an account of that number."""

    @property
    def stack(self) -> Path:
        """The stack's folder."""
        return self.folder / f"stacks/cognito-{self.name}"

    def terraform(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Terraform here; its output is for the caller to judge."""
        return Workspace(self.stack, self.variables | {"TF_CLI_ARGS": "-no-color"}).terraform(*arguments)

    def succeed(self, *arguments: str) -> str:
        """Run Terraform here; it must succeed. Returns what it printed."""
        run = self.terraform(*arguments)
        assert run.returncode == 0, f"terraform {' '.join(arguments)}:\n{run.stderr}\n{run.stdout}"
        return run.stdout

    def write(self, settings: EnvironmentSettings) -> None:
        """Synthesize, beside whatever Terraform keeps in the folder already."""
        synth(build_stack, {self.name: pinned(settings)}, self.folder)
        self.emulate()

    def emulate(self) -> None:
        """Point the provider at the emulator, by a file beside the stack's own."""
        emulate(self.stack, self.emulator.url, access_key=self.access_key)

    def init(self, *arguments: str) -> None:
        """Initialize; without the provider, this ends the test."""
        run = self.terraform("init", "-input=false", *arguments)
        if "provider" in run.stderr and run.returncode:
            missing(f"terraform cannot be initialized: {run.stderr}")
        assert run.returncode == 0, run.stderr

    def apply(self) -> None:
        """Apply, as a pipeline does."""
        COUNTS["applies"] += 1
        arguments = ("apply", "-auto-approve", "-input=false")
        run = until_answered(lambda: self.terraform(*arguments), self.emulator, self.access_key)
        assert run.returncode == 0, f"terraform apply:\n{run.stderr}\n{run.stdout}"

    def changes(self) -> dict[str, str]:
        """What the next plan would do: address -> action; {} when there is nothing to do."""
        COUNTS["plans"] += 1
        messages = [json.loads(line) for line in self.succeed("plan", "-input=false", "-json").splitlines()]
        changes = {
            message["change"]["resource"]["addr"]: message["change"]["action"]
            for message in messages
            if message["type"] == "planned_change"
        }
        for message in messages:
            if message["type"] == "outputs":
                changes |= {f"output.{name}": output["action"] for name, output in message["outputs"].items()}
        return {address: action for address, action in changes.items() if action != "noop"}

    def outputs(self) -> dict[str, Any]:
        """The outputs, as `terraform output -json` gives them to whoever comes next."""
        printed = json.loads(self.succeed("output", "-json"))
        return {name: output["value"] for name, output in printed.items()}
