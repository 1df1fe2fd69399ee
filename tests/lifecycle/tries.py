"""`cognito try` as a person runs it, and what is left of it afterwards."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.conftest import PROJECT


@dataclass
class Try:
    """One that runs, with a temporary folder of its own."""

    process: subprocess.Popen[str]
    temporary: Path
    printed: str = ""
    children: list[psutil.Process] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)

    def said(self, name: str) -> str:
        """What it printed beside a word: page, user or password."""
        return str(re.findall(rf"^  {name} +(\S+)", self.printed, re.MULTILINE)[0])

    def look_around(self) -> None:
        """Remember what it started: processes, and the ports that they listen on."""
        own = psutil.Process(self.process.pid)
        self.children = own.children(recursive=True)
        connections = [each for process in (own, *self.children) for each in process.net_connections("inet")]
        listening = [each.laddr for each in connections if each.status == psutil.CONN_LISTEN]
        assert {address.ip for address in listening} == {"127.0.0.1"}
        self.ports = sorted({address.port for address in listening})

    def end(self, number: int | None = None) -> tuple[int, str]:
        """Send a signal, if any, and wait: exit code and what it said on the standard error."""
        if number:
            self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=60)
        return self.process.returncode, errors

    def assert_nothing_is_left(self) -> None:
        """No process, no port, no file and no folder."""
        _, alive = psutil.wait_procs(self.children, timeout=10)
        assert not [each for each in alive if each.status() != psutil.STATUS_ZOMBIE]
        for port in self.ports:
            with socket.socket() as probe:
                assert probe.connect_ex(("127.0.0.1", port)) != 0, port
        assert list(self.temporary.iterdir()) == []


def _minds_hangups() -> None:
    """As in a terminal, also where the tests run under nohup, whose children would inherit that they do not mind."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@contextlib.contextmanager
def trying(project: Path, environment: str, variables: Mapping[str, str]) -> Iterator[Try]:
    """Run it until it says how it is ended."""
    program = str(Path(sys.executable).with_name("cognito"))
    command = [program, "-C", str(project), "try", environment, "--no-browser"]
    with tempfile.TemporaryDirectory(prefix="try-") as temporary:  # a short path, for the sockets in it
        process = subprocess.Popen(
            command,
            env={**os.environ, "PYTHONPATH": str(PROJECT), **variables, "TMPDIR": temporary},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=_minds_hangups,  # noqa: PLW1509  (it waits for no other thread)
        )
        running = Try(process, Path(temporary))
        try:
            assert process.stdout
            for line in process.stdout:
                running.printed += line
                if line.startswith("Ctrl-C"):
                    break
            else:
                raise AssertionError(process.communicate()[1])
            running.look_around()
            yield running
        finally:
            for each in running.children:
                with contextlib.suppress(psutil.NoSuchProcess):
                    each.kill()
            process.kill()
            process.wait()
