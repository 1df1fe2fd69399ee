"""A local AWS: ministack, on a free loopback port, with a folder of its own, gone when whoever started it is."""

from __future__ import annotations

import contextlib
import os
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

SECONDS_TO_START = 30
NO_ACCOUNT = "000000000000"


class EmulatorError(Exception):
    """The emulator did not start, or ended; with its last words."""


def direct() -> urllib.request.OpenerDirector:
    """What opens a URL of this machine, whatever proxy the environment names."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Emulator:
    """Where it listens, and clients for it."""

    url: str
    folder: Path
    """All that it keeps in files."""
    process: subprocess.Popen[bytes]

    @property
    def state(self) -> Path:
        """Where it keeps the keys that pools sign with, in cognito-pool-keys/POOL-access.pem."""
        return self.folder / "state"

    def reset(self) -> None:
        """Forget everything."""
        request = urllib.request.Request(f"{self.url}/_ministack/reset", method="POST")  # noqa: S310  (our own loopback)
        direct().open(request, timeout=30).close()

    def client(self, service: str, region: str = "eu-central-1", **credentials: str) -> Any:
        """A real boto3 client, pointed here; as an administrator unless told whose credentials to use.

        An aws_access_key_id of twelve digits is an administrator of that account.
        """
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"} | credentials
        settings = Config(retries={"max_attempts": 2}, proxies={})
        return boto3.client(service, region_name=region, endpoint_url=self.url, config=settings, **keys)

    def wait_until_healthy(self) -> None:
        """Return once it answers. Raises EmulatorError when it ends before that, or takes too long."""
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise self.ended()
            with contextlib.suppress(OSError):
                direct().open(f"{self.url}/_ministack/health", timeout=1).close()
                return
            time.sleep(0.05)
        raise EmulatorError(f"ministack does not answer after {SECONDS_TO_START} s")

    def ended(self) -> EmulatorError:
        """What to say once the process has ended."""
        words = (self.folder / "log").read_text(encoding="utf-8", errors="replace").strip().splitlines()[-5:]
        said = ": " + "\n".join(words) if words else ", without a word"
        return EmulatorError(f"ministack ended with {self.process.returncode}{said}")


@contextlib.contextmanager
def emulator(folder: Path, *, account_id: str = NO_ACCOUNT, whole: Path | None = None) -> Iterator[Emulator]:
    """Start one that keeps its files in a folder, and end it, and nothing else, afterwards.

    `account_id` is the account of who has no credentials: a user of an application. It may not answer yet:
    `wait_until_healthy`. Is this process killed, then it ends as well, and removes `whole`
    (default: its folder).
    """
    port = _free_port()
    program = Path(__file__).with_name("emulator_process.py")
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603  (this Python, our own file)
            [sys.executable, "-P", program, whole or folder],
            cwd=folder,
            env=_variables(folder, port, account_id),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for the process that started it
        )
    try:
        yield Emulator(f"http://127.0.0.1:{port}", folder, process)
    finally:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdin:
            process.stdin.close()


def _variables(folder: Path, port: int, account_id: str) -> dict[str, str]:
    """Its environment: of ours, only where programs and packages are."""
    inherited = ("PATH", "PYTHONPATH", "SYSTEMROOT")
    return {
        **{name: os.environ[name] for name in inherited if name in os.environ},
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "STATE_DIR": str(folder / "state"),  # or keys stay in /tmp
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_ACCOUNT_ID": account_id,
        "LOG_LEVEL": "WARNING",
        "AUTH": "true",
        "IOT_MTLS_ENABLED": "0",  # or it listens on port 8883 of every interface
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": f"unix://{folder}/no-docker",  # or it removes the containers of another ministack
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
