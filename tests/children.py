"""Programs that tests start, and that end with the tests whatever happens."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

_PR_SET_PDEATHSIG = 1


@contextmanager
def child(
    command: Sequence[str | Path], folder: Path, env: Mapping[str, str], end: signal.Signals = signal.SIGTERM
) -> Iterator[subprocess.Popen[str]]:
    """Start a program, which writes into `log` in its folder, and end it, and nothing else, afterwards."""
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=env,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=_end_with_the_tests,  # noqa: PLW1509  (nothing else runs in this process yet)
        )
        try:
            yield process
        finally:
            process.send_signal(end)
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _end_with_the_tests() -> None:
    """In the child: be killed with the parent, even when that is killed in a way it cannot handle (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
