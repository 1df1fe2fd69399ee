"""The real AWS provider, started once for many of Terraform's commands: each would start its 700 MB anew."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.children import child
from tests.terraform import slim_provider
from tests.terraform.workspace import AWS_PROVIDER, initialized

WEB_ACL = "aws_wafv2_web_acl"
"""Its schema alone is as large as those of a hundred other types."""


@contextmanager
def running_provider(folder: Path, variables: dict[str, str]) -> Iterator[dict[str, str]]:
    """Start the provider that `terraform init` installs, and end it afterwards.

    Yields the variables with which Terraform's commands use it, one after another; they install and lock none then.
    Source: https://developer.hashicorp.com/terraform/plugin/debugging
    """
    required = {"aws": {"source": "hashicorp/aws", "version": AWS_PROVIDER}}
    initialized(folder, {"terraform": {"required_providers": required}}, {}, variables)
    (program,) = folder.glob(f".terraform/providers/*/hashicorp/aws/{AWS_PROVIDER}/*/terraform-provider-aws*")
    # Configured again, it would refuse to add certificates to the client that it has.
    environment = {name: value for name, value in os.environ.items() if name != "AWS_CA_BUNDLE"}
    says = r"TF_REATTACH_PROVIDERS='(.+)'"
    with _listening([program, "-debug"], folder, {**environment, **variables}, says, end=signal.SIGINT) as said:
        yield {**variables, "TF_REATTACH_PROVIDERS": said}


@contextmanager
def slimmed(folder: Path, variables: dict[str, str], types: Collection[str]) -> Iterator[dict[str, str]]:
    """The same running provider, with these types alone: see slim_provider.py."""
    ((source, provider),) = json.loads(variables["TF_REATTACH_PROVIDERS"]).items()
    command = [sys.executable, slim_provider.__file__, f"unix:{provider['Addr']['String']}", *sorted(types)]
    with _listening(command, folder, {**os.environ, **variables}, r"listens on (\S+)") as address:
        slim = {**provider, "Addr": {"Network": "tcp", "String": address}}
        yield {**variables, "TF_REATTACH_PROVIDERS": json.dumps({source: slim})}


def types_in_use(project: Path) -> set[str]:
    """What is called aws_... in the project's code, tests and records: types, and words that are none."""
    found: set[str] = set()
    for folder in ("cognito_as_code", "stacks", "tests"):
        for path, folders, files in os.walk(project / folder):
            folders[:] = [each for each in folders if not each.startswith(".")]  # the tools' packages
            for file in files:
                if file.endswith((".json", ".py", ".tf", ".toml")):
                    found.update(re.findall(r"\baws_[a-z0-9_]+", Path(path, file).read_text("utf-8", "replace")))
    return found


@contextmanager
def _listening(
    command: Sequence[str | Path], folder: Path, env: dict[str, str], says: str, end: signal.Signals = signal.SIGTERM
) -> Iterator[str]:
    """Start a program, and yield what it says, in a pattern's group, once it listens."""
    with child(command, folder, env, end) as process:
        log = folder / "log"
        for _ in range(600):
            if said := re.search(says, log.read_text()):
                break
            if process.poll() is not None:
                raise RuntimeError(f"{command[0]} ended with {process.returncode}:\n{log.read_text()}")
            time.sleep(0.1)
        else:
            raise RuntimeError(f"{command[0]} does not say where it listens")
        yield said[1]
