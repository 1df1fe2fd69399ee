"""A request to end, Ctrl-C for one, as an exception."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Ctrl-C, `kill` and a terminal that is closed, unless `nohup` said not to mind; Windows knows no SIGHUP."""


class Interrupted(BaseException):
    """A request to end; `number` is the signal's."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def interruptible() -> Iterator[None]:
    """Turn the first request to end into Interrupted; later ones wait until that is dealt with."""
    if threading.current_thread() is not threading.main_thread():
        yield  # where Python cannot handle signals
        return

    hangup = getattr(signal, "SIGHUP", None)
    minded = [each for each in SIGNALS if each != hangup or signal.getsignal(each) is not signal.SIG_IGN]

    def interrupt(number: int, _: FrameType | None) -> None:
        for each in minded:
            signal.signal(each, signal.SIG_IGN)
        raise Interrupted(number)

    before: dict[int, Any] = {each: signal.signal(each, interrupt) for each in minded}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
