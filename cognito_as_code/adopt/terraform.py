"""Terraform, for plans of an adoption: in a temporary folder, reading the state that is, and writing none."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cognito_as_code.review.changes import Plan
from cognito_as_code.review.terraform import plan_of
from cognito_as_code.terraform import TerraformError, run

_FIXES = {
    "Moved object still exists": "the old configuration is still there: remove it, the module block too, and keep "
    "only what this project makes",
    "Cannot import non-existent remote object": "the account and Region that Terraform uses have no such thing; "
    "check the id in [import], the credentials and the environment's region",
    "Resource already managed by Terraform": "the state has it: write its address there in [moved], not in [import]",
    "not allowed": "these credentials are of another account than the environment's account_id",
    "No valid credential sources": "give AWS credentials that may read, as to Terraform itself",
    "executable file not found": "install Terraform, or name it with --terraform",
}
"""What Terraform says -> what to do."""


_BESIDE = ("*.tf", "*.tf.json", "terraform.tfvars", "*.auto.tfvars", "*.auto.tfvars.json", ".terraform.lock.hcl")


@dataclass(frozen=True)
class Planner:
    """A folder to plan in."""

    folder: Path
    program: str = "terraform"

    def prepare(self, stack: Path, beside: Path, state: Path | None = None) -> None:
        """Take a synthesized stack, and initialize; with a state file, plan against a copy of that.

        From the folder that the stack is deployed in comes all that people keep beside it: Terraform's other files and
        variables, the lock file, and a state.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self.take(stack)
        if state:
            shutil.copyfile(state, self.folder / "terraform.tfstate")
            local = {"terraform": {"backend": {"local": {"path": "terraform.tfstate"}}}}
            (self.folder / "state_override.tf.json").write_text(json.dumps(local), encoding="utf-8")
        for pattern in (*_BESIDE, *([] if state else ["terraform.tfstate"])):
            for file in sorted(beside.glob(pattern)):
                if file.name != stack.name:
                    shutil.copyfile(file, self.folder / file.name)
        self._run("init", "-input=false", "-no-color")

    def take(self, stack: Path) -> None:
        """Take a stack that was synthesized again, without prevent_destroy.

        With it, Terraform fails where it would replace a pool, and does not say why. Nothing here is ever applied.
        """
        synthesized = json.loads(stack.read_text(encoding="utf-8"))
        for of_type in synthesized.get("resource", {}).values():
            for resource in of_type.values():
                resource.get("lifecycle", {}).pop("prevent_destroy", None)
        (self.folder / "cdk.tf.json").write_text(json.dumps(synthesized), encoding="utf-8")

    def plan(self) -> Plan:
        """What an apply would do now. Locks nothing, since it writes nothing."""
        self._run("plan", "-input=false", "-no-color", "-lock=false", "-out=tfplan")
        shown: Any = json.loads(self._run("show", "-json", "tfplan"))
        return plan_of(shown, "the plan")

    def _run(self, *arguments: str) -> str:
        # TF_DATA_DIR would have init write outside of this folder.
        env = {name: value for name, value in os.environ.items() if name != "TF_DATA_DIR"}
        try:
            done = run([self.program, *arguments], self.folder, env)
        except OSError:
            raise TerraformError(f"{self.program} cannot be run; {_FIXES['executable file not found']}") from None
        if done.returncode:
            raise TerraformError(_sentence(done.stderr or done.stdout))
        return done.stdout


def _sentence(said: str) -> str:
    words = re.sub(r"[│╷╵]\s?", "", said).strip()
    flat = " ".join(words.split())
    fix = next((fix for sign, fix in _FIXES.items() if sign in flat), "")
    return f"{words}\n\n{fix[0].upper()}{fix[1:]}." if fix else words
