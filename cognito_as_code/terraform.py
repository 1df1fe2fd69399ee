"""Running Terraform, so that nothing of it outlives whoever started it."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


class TerraformError(Exception):
    """Terraform, or the provider, cannot be had or did not do what it was asked; in its own words."""


def run(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command of Terraform in a folder, and let it ask nothing.

    Is this process interrupted, Terraform is killed with its provider, which ignores Ctrl-C. Raises OSError where there
    is no such program.
    """
    process = subprocess.Popen(  # noqa: S603  (the terraform that a person named, or that is on PATH)
        command,
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is for the process that started it
    )
    try:
        output, errors = process.communicate()
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    return subprocess.CompletedProcess(list(command), process.returncode, output, errors)
