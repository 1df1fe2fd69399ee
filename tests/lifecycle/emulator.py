"""A local AWS: ministack, on a free loopback port, gone when the tests are."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

SERVICES = (
    "apigateway", "apigatewayv2", "cognitoidp", "cognitoidentity", "ec2", "iam", "lambda", "secretsmanager", "sns",
    "ssm", "sts", "wafv2",
)  # fmt: skip
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Emulator:
    """Where it listens, and clients for it."""

    url: str
    state: Path
    """What it keeps in files: the keys that pools sign with, in cognito-pool-keys/POOL-access.pem."""

    def reset(self) -> None:
        """Forget everything."""
        request = urllib.request.Request(f"{self.url}/_ministack/reset", method="POST")  # noqa: S310  (our own loopback)
        urllib.request.urlopen(request, timeout=30).close()  # noqa: S310

    def client(self, service: str, region: str = "eu-central-1", **credentials: str) -> Any:
        """A real boto3 client, pointed here; as an administrator unless told whose credentials to use."""
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"} | credentials
        return boto3.client(
            service, region_name=region, endpoint_url=self.url, config=Config(retries={"max_attempts": 2}), **keys
        )


def _end_with_the_tests() -> None:
    """In the child: be killed with the parent, even when that is killed in a way it cannot handle (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def emulator(folder: Path) -> Iterator[Emulator]:
    """Start one that keeps its files in a folder, and end it, and nothing else, afterwards."""
    port = _free_port()
    variables = {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "LOG_LEVEL": "WARNING",
        "AUTH": "true",
        "HOME": str(folder),
        "STATE_DIR": str(folder / "state"),
        "TMPDIR": str(folder),
        "PATH": os.environ.get("PATH", ""),
    }
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("ministack")],
            cwd=folder,
            env=variables,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=_end_with_the_tests,  # noqa: PLW1509  (nothing else runs in this process yet)
        )
        try:
            _wait_until_healthy(f"http://127.0.0.1:{port}", process)
            yield Emulator(f"http://127.0.0.1:{port}", folder / "state")
        finally:
            process.terminate()
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"ministack ended with {process.returncode}")
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(f"{url}/_ministack/health", timeout=1).close()  # noqa: S310  (our own loopback)
            return
        time.sleep(0.1)
    raise RuntimeError("ministack does not answer")
