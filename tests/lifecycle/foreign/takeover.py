"""Many adoptions in one configuration: each environment's stack is a module of it, and one plan is of all of them."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from cognito_as_code.adopt.adopted import Adopted
from cognito_as_code.adopt.files import adoption_text, environment_text, write_all
from cognito_as_code.checks import check_environments
from cognito_as_code.review.changes import Plan
from cognito_as_code.review.terraform import plan_of
from cognito_as_code.synth import synth
from main import build_stack
from tests.lifecycle.deployment import Deployment
from tests.terraform.workspace import AWS_PROVIDER

REQUIRED = {"required_providers": {"aws": {"source": "hashicorp/aws", "version": AWS_PROVIDER}}}
NEVER = "never-to-be-seen"
"""Every secret there is."""


def texts(adopted: Adopted) -> dict[str, str]:
    """What an adoption writes."""
    return {"environment": environment_text(adopted), "adoption": adoption_text(adopted)}


@dataclass
class Takeover:
    """Environments that were adopted, by name; and the folder that Terraform plans in."""

    deployment: Deployment
    environments: dict[str, Adopted] = field(default_factory=dict)
    beside: dict[str, list[Path]] = field(default_factory=dict)
    """What people keep beside a stack, by its environment."""

    @property
    def root(self) -> Path:
        """Terraform's folder."""
        return self.deployment.stack

    def compose(self) -> None:
        """Check and synthesize all, and write the configuration that has their stacks as modules."""
        folder = self.deployment.folder / "environments"
        for name, adopted in self.environments.items():
            said = texts(adopted)
            write_all(
                {folder / f"{name}.toml": said["environment"], folder / f"adoption/{name}.toml": said["adoption"]}
            )
        checked = check_environments(sorted(folder.glob("*.toml")))
        settings = checked.require_sound()
        out = self.deployment.folder / "out"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("cognito_as_code.synth.ENVIRONMENTS_PER_PROCESS", len(settings))  # another costs more here
            stacks = synth(build_stack, settings, out, checked.adoptions)
        root: dict[str, Any] = {"terraform": REQUIRED, "provider": {"aws": {"region": "eu-central-1"}}, "module": {}}
        for path in stacks:
            name = path.parent.name.removeprefix("cognito-")
            stack = json.loads(path.read_text())
            for kind, addresses in (("import", {"to"}), ("moved", {"from", "to"})):
                for block in stack.pop(kind, []):
                    inside = {key: f"module.{name}.{block[key]}" for key in addresses}
                    root.setdefault(kind, []).append({**block, **inside})
            variables = dict.fromkeys(stack.get("variable", {}), NEVER)
            root["module"][name] = {"source": f"./{name}", **variables}
            (self.root / name).mkdir(parents=True, exist_ok=True)
            (self.root / name / "cdk.tf.json").write_text(json.dumps(_as_module(stack)))
            for beside in self.beside.get(name, []):
                shutil.copy(beside, self.root / name)
        (self.root / "main.tf.json").write_text(json.dumps(root))

    def plan(self) -> Plan:
        """What an apply would do."""
        self.deployment.succeed("plan", "-input=false", "-out=tfplan")
        shown: Any = json.loads(self.deployment.succeed("show", "-json", "tfplan"))
        return plan_of(shown, "the plan")

    def apply(self) -> None:
        """Apply what was planned."""
        self.deployment.succeed("apply", "-input=false", "tfplan")


def _as_module(stack: dict[str, Any]) -> dict[str, Any]:
    """A stack without its provider, of which one configuration runs; its default tags become the resources' own."""
    (provider,) = stack.pop("provider")["aws"]
    default = next((each.get("tags") for each in provider.get("default_tags", [])), None)
    stack["terraform"] = REQUIRED
    for type_ in ("aws_cognito_user_pool", "aws_cognito_identity_pool"):
        for resource in stack["resource"].get(type_, {}).values():
            if default and "tags" not in resource:
                resource["tags"] = default
    return stack


def of(plan: Plan, name: str) -> Plan:
    """The part of a plan that is of one environment."""
    inside = f"module.{name}."
    return Plan(tuple(change for change in plan.changes if change.address.startswith(inside)))
