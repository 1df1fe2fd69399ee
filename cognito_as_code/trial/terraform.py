"""The stack applied to the emulator by real Terraform, with a provider that this machine has already."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cognito_as_code.terraform import TerraformError, run
from cognito_as_code.trial.deployed import Deployed, deployed_as
from cognito_as_code.trial.emulator import Emulator

PROVIDER = "registry.terraform.io/hashicorp/aws"


def override(**provider: Any) -> dict[str, Any]:
    """An override file that keeps the provider from asking AWS who we are, and has no credentials that AWS takes."""
    return {
        "provider": {
            "aws": {
                "access_key": "test",
                "secret_key": "test",
                "skip_credentials_validation": True,
                "skip_metadata_api_check": True,
                "skip_requesting_account_id": True,
                "allowed_account_ids": None,
                **provider,
            }
        }
    }


def emulate(stack: Path, url: str, **provider: Any) -> None:
    """Point the provider at an emulator, by files beside a stack's own.

    Its address is in a file of AWS's: the provider takes four seconds to check a block of `endpoints`, twice an apply.
    Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
    """
    addresses = stack.resolve() / "emulator.ini"
    addresses.write_text(f"[default]\nendpoint_url = {url}\n")
    # Without a bound on retries, what the emulator lacks is tried for minutes.
    arguments = {"shared_config_files": [str(addresses)], "skip_region_validation": True, "max_retries": 3, **provider}
    (stack / "emulator_override.tf.json").write_text(json.dumps(override(**arguments)))


def provider_folders(project: Path) -> list[Path]:
    """Folders of this machine that hold the provider, as mirrors and caches lay it out.

    Where Terraform itself would look: its plugin cache, what its configuration names, the mirrors it knows of, and what
    `terraform init` put into the project's stacks.
    """
    home = Path.home()
    configuration = Path(os.environ.get("TF_CLI_CONFIG_FILE") or home / ".terraformrc")
    candidates = [
        *map(Path, filter(None, [os.environ.get("TF_PLUGIN_CACHE_DIR")])),
        *_paths_in(configuration),
        home / ".terraform.d/plugins",
        home / ".local/share/terraform/plugins",
        Path("/usr/local/share/terraform/plugins"),
        Path("/usr/share/terraform/plugins"),
        *sorted(project.glob("cdktf.out/stacks/*/.terraform/providers")),
    ]
    return [folder for folder in dict.fromkeys(candidates) if (folder / PROVIDER).is_dir()]


def _paths_in(configuration: Path) -> Iterable[Path]:
    """What a command-line configuration says in quotes; most of it is no folder."""
    try:
        text = configuration.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    return [Path(os.path.expandvars(each)).expanduser() for each in re.findall(r'"([^"\n]+)"', text)]


def newest_version(folders: Iterable[Path]) -> str | None:
    """The newest version of the provider in them."""
    found = {
        match[0]
        for folder in folders
        for entry in (folder / PROVIDER).iterdir()
        if (match := re.search(r"\d+\.\d+\.\d+", entry.name))
    }
    return max(found, key=lambda version: [int(part) for part in version.split(".")], default=None)


@dataclass(frozen=True)
class Terraform:
    """Terraform in the folder of a stack."""

    program: str
    stack: Path
    home: Path
    folders: list[Path]
    """Where the provider is taken from, and from nowhere else."""

    def run(self, *arguments: str) -> str:
        """Run it: what it printed. Raises TerraformError; is this process interrupted, Terraform is killed."""
        done = run([self.program, *arguments], self.stack, self._variables())
        if done.returncode:
            raise TerraformError(f"terraform {arguments[0]}: {_first_error(done.stderr)}")
        return done.stdout

    def _variables(self) -> dict[str, str]:
        """The environment without what people set for their own plans, and without any credentials of AWS."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_"))}
        (self.home / "terraform.tfrc").touch()
        return {
            **kept,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "CHECKPOINT_DISABLE": "1",
            "TF_CLI_CONFIG_FILE": str(self.home / "terraform.tfrc"),
            "TF_IN_AUTOMATION": "1",
            "TMPDIR": str(self.home),
        }

    def init(self) -> str:
        """Initialize: the versions, for people. Any provider is better than none, whatever the environment asks for."""
        arguments = ["init", "-input=false", "-no-color", *(f"-plugin-dir={folder}" for folder in self.folders)]
        try:
            self.run(*arguments)
        except TerraformError:
            version = {
                "required_providers": {"aws": {"source": "hashicorp/aws", "version": newest_version(self.folders)}}
            }
            (self.stack / "provider_override.tf.json").write_text(json.dumps({"terraform": version}))
            self.run(*arguments)
        versions = json.loads(self.run("version", "-json"))
        return (
            f"Terraform {versions['terraform_version']} with hashicorp/aws {versions['provider_selections'][PROVIDER]}"
        )


def find_terraform() -> str | None:
    """Where the program is; None where it is not."""
    return shutil.which("terraform")


def _first_error(errors: str) -> str:
    """The first error that Terraform prints, on a line."""
    error = re.split(r"\n\s*\n(?=Error: |╷)", errors.partition("Error: ")[2] or errors)[0]
    return " ".join(error.replace("│", " ").replace("╵", " ").split())[:400]


def deploy_by_terraform(stack: Path, emulator: Emulator, region: str, *, project: Path, home: Path) -> Deployed:
    """Apply a stack's JSON to the emulator. Raises TerraformError, with the reason."""
    program, folders = find_terraform(), provider_folders(project)
    if not program:
        raise TerraformError("terraform is not on PATH")
    if not folders:
        raise TerraformError(
            "the provider hashicorp/aws is not on this machine; `terraform init` in a folder of cdktf.out/stacks puts "
            "it there"
        )
    terraform = Terraform(program, stack.parent, home, folders)
    emulate(stack.parent, emulator.url)
    versions = terraform.init()
    terraform.run("apply", "-auto-approve", "-input=false", "-no-color")
    state = json.loads((stack.parent / "terraform.tfstate").read_text(encoding="utf-8"))
    outputs = {name: output["value"] for name, output in state["outputs"].items()}
    deployed = deployed_as(outputs, emulator, region, versions)
    _say_what_is_not_required(deployed)
    return deployed


def _say_what_is_not_required(deployed: Deployed) -> None:
    """Say `false` where the provider left it out of the password policy: see concessions.NOT_REQUIRED."""
    pool = {"UserPoolId": deployed.user_pool_id}
    policies = deployed.cognito.describe_user_pool(**pool)["UserPool"]["Policies"]
    kinds = ("Lowercase", "Numbers", "Symbols", "Uppercase")
    policies["PasswordPolicy"] = {f"Require{kind}": False for kind in kinds} | policies["PasswordPolicy"]
    deployed.cognito.update_user_pool(**pool, Policies=policies)
