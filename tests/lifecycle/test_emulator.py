"""The emulator leaves nothing behind, even when the tests are killed, and loses no answer."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from cognito_as_code.trial.emulator import Emulator
from tests.conftest import PROJECT

pytestmark = pytest.mark.lifecycle

START_AND_WAIT = """\
import signal, sys, time, psutil
from pathlib import Path
from cognito_as_code.trial.emulator import emulator

signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background ignores it
with emulator(Path(sys.argv[1])):
    print(psutil.Process().children()[0].pid, flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_the_emulator_ends_with_the_tests_however_they_end(how: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "-c", START_AND_WAIT, str(tmp_path)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as tests:
        assert tests.stdout
        emulator = psutil.Process(int(tests.stdout.readline()))
        tests.send_signal(how)
        tests.wait(timeout=20)
    for _ in range(100):
        if not emulator.is_running() or emulator.status() == psutil.STATUS_ZOMBIE:
            break
        time.sleep(0.1)
    else:
        pytest.fail("the emulator is still running")
    assert (how == signal.SIGINT) == tmp_path.exists(), "killed, nobody but the emulator can remove its folder"


def test_an_answer_comes_in_one_piece(aws: Emulator) -> None:
    """A Go client that has its head may close the connection, and lose a body that is still on its way."""
    host, _, port = aws.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as connection:
        for _ in range(50):
            connection.sendall(b"GET /_ministack/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            head, _, body = connection.recv(1 << 16).partition(b"\r\n\r\n")
            (length,) = re.findall(rb"(?i)content-length: (\d+)", head)
            assert len(body) == int(length) > 0
