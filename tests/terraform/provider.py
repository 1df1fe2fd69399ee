"""The real AWS provider, started once for many of Terraform's commands: each would start its 700 MB anew."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.children import child
from tests.terraform.workspace import AWS_PROVIDER, initialized


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
    with child([program, "-debug"], folder, {**environment, **variables}, end=signal.SIGINT) as process:
        for _ in range(600):
            if said := re.search(r"TF_REATTACH_PROVIDERS='(.+)'", (folder / "log").read_text()):
                break
            if process.poll() is not None:
                raise RuntimeError(f"the AWS provider ended with {process.returncode}")
            time.sleep(0.1)
        else:
            raise RuntimeError("the AWS provider does not say where it listens")
        yield {**variables, "TF_REATTACH_PROVIDERS": said[1]}
