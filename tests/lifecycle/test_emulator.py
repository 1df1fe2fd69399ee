"""The tests leave nothing behind, even when they are killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

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
