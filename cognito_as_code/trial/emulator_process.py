"""The emulator's own process. It ends, and takes a folder with it, when the process that started it is gone.

Run as a file, with the folder as its argument and a pipe as its input, whose other end the starter holds: however the
starter ends, the pipe closes.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
from typing import Any

import h11
from hypercorn.events import RawData
from hypercorn.protocol.h11 import H11Protocol


def _end_with_the_starter(folder: str) -> None:
    os.read(0, 1)  # not sys.stdin, whose lock would be in the way of an end in order
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


async def _send_in_one_piece(protocol: Any, event: Any) -> None:
    """Send a response's head with its body.

    A program in Go, as Terraform's provider is, that has the head before it is done with its own request may close the
    connection, and loses a body that is on its way: one apply in twenty then asked again for a role that was made.
    """
    head = vars(protocol).pop("head", b"")
    try:
        data = head + (protocol.connection.send(event) or b"")
    except h11.LocalProtocolError:
        if protocol.connection.their_state != h11.ERROR:
            raise
        return
    if isinstance(event, h11.Response):
        protocol.head = data
    else:
        await protocol.send(RawData(data=data))


if __name__ == "__main__":
    threading.Thread(target=_end_with_the_starter, args=(sys.argv.pop(),), daemon=True).start()
    from ministack.app import main

    setattr(H11Protocol, "_send_h11_event", _send_in_one_piece)  # noqa: B010
    main()
