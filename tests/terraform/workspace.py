"""Real Terraform with the real AWS provider, on synthesized JSON that stays as it is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.trial.terraform import override as override
from tests.conftest import missing

AWS_PROVIDER = "5.100.0"
"""The version these tests run."""

_NEWER = {
    "aws_bedrockagentcore_agent_runtime",
    "aws_bedrockagentcore_gateway",
    "aws_cognito_log_delivery_configuration",
    "aws_cognito_managed_login_branding",
}


def is_newer(address: str) -> bool:
    """Whether a resource is of a type that the provider at hand does not have yet."""
    return address.partition(".")[0] in _NEWER


def pinned(settings: EnvironmentSettings) -> EnvironmentSettings:
    """The same settings for the provider at hand, which knows no style of managed login: with the classic pages."""
    terraform = settings.terraform.model_copy(update={"aws_provider": AWS_PROVIDER})
    classic = {
        name: domain.model_copy(update={"managed_login_version": 1}) for name, domain in settings.domains.items()
    }
    return settings.model_copy(update={"terraform": terraform, "domains": classic})


@dataclass(frozen=True)
class Workspace:
    """A folder with a stack's JSON, to run Terraform in."""

    folder: Path
    variables: dict[str, str]

    def terraform(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Terraform; its output is for the caller to judge."""
        return subprocess.run(
            ["terraform", *arguments],
            cwd=self.folder,
            env={**os.environ, **self.variables},
            capture_output=True,
            text=True,
            check=False,
        )

    def validate(self) -> dict[str, Any]:
        """What `terraform validate -json` says."""
        result: dict[str, Any] = json.loads(self.terraform("validate", "-json").stdout)
        return result

    def plan(self) -> dict[str, Any]:
        """The plan of an empty state, as `terraform show -json` prints it."""
        planned = self.terraform("plan", "-refresh=false", "-lock=false", "-input=false", "-out=plan", "-no-color")
        assert planned.returncode == 0, planned.stdout + planned.stderr
        plan: dict[str, Any] = json.loads(self.terraform("show", "-json", "plan").stdout)
        return plan


def initialized(
    folder: Path, stack: dict[str, Any], overridden: dict[str, Any], variables: dict[str, str]
) -> Workspace:
    """A workspace with a stack's JSON and an override file, initialized; without the provider, this ends the test."""
    (folder / "cdk.tf.json").write_text(json.dumps(stack))
    (folder / "test_override.tf.json").write_text(json.dumps(overridden))
    workspace = Workspace(folder, variables)
    done = workspace.terraform("init", "-input=false", "-no-color")
    if done.returncode:
        missing(f"terraform cannot be initialized: {done.stderr}")
    return workspace


def variables(folder: Path) -> dict[str, str]:
    """Environment variables for Terraform: its own configuration file, which uses a provider mirror if there is one."""
    if not shutil.which("terraform"):
        missing("terraform is not on PATH")
    configuration = folder / "terraform.tfrc"
    mirror = _provider_mirror()
    configuration.write_text(
        f"provider_installation {{\n  filesystem_mirror {{\n    path = {json.dumps(str(mirror))}\n  }}\n}}\n"
        if mirror
        else ""
    )
    nowhere = "http://127.0.0.1:9"
    return {
        "TF_CLI_CONFIG_FILE": str(configuration),
        "CHECKPOINT_DISABLE": "1",
        "TF_IN_AUTOMATION": "1",
        # The provider's schemas are 60 MB: to collect garbage is a quarter of what a command costs.
        "GOGC": "800",
        "GOMEMLIMIT": "1500MiB",
        **({"HTTP_PROXY": nowhere, "HTTPS_PROXY": nowhere} if mirror else {}),  # what needs the network fails at once
    }


def _provider_mirror() -> Path | None:
    """A folder on this machine that holds the provider unpacked, as `terraform providers mirror` lays it out."""
    wanted = f"*/registry.terraform.io/hashicorp/aws/{AWS_PROVIDER}"
    not_mirrors = ["(", "-path", "/proc", "-o", "-name", ".terraform", "-o", "-name", "plugin-cache", ")", "-prune"]
    found = subprocess.run(
        ["find", "/", "-xdev", "-maxdepth", "7", *not_mirrors, "-o", "-type", "d", "-path", wanted, "-print", "-quit"],
        capture_output=True,
        text=True,
        check=False,
    )
    folder = found.stdout.strip()
    return Path(folder).parents[3] if folder else None
