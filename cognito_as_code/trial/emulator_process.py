"""The emulator's own process. It ends, and takes a folder with it, when the process that started it is gone.

Run as a file, with the folder as its argument and a pipe as its input, whose other end the starter holds: however the
starter ends, the pipe closes.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading


def _end_with_the_starter(folder: str) -> None:
    os.read(0, 1)  # not sys.stdin, whose lock would be in the way of an end in order
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_the_starter, args=(sys.argv.pop(),), daemon=True).start()
    from ministack.app import main

    main()
