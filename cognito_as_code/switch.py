"""How new output takes the last one's place: every file of every folder in one step, and Terraform's own files stay.

Terraform keeps its state beside the JSON, so folders cannot be swapped. Instead, inside the output folder:

1. The new files are written to a staging folder, `.synth-*`, with `old/` (the last files, hard-linked), `new/`, and a
   symbolic link `current` to `old`.
2. Each file becomes a symbolic link through `current`. Whoever reads it still finds the last content.
3. `current` is renamed to point to `new`. This one rename is the switch.
4. Each link becomes the real file, and the staging folder goes.

Guarantee: whenever a run ends, by SIGKILL too, every path reads as it was before or every path reads as it will be; no
reader needs to know of this. The next run makes real files of links left behind, and removes the staging folder, before
anything else. What goes beyond: whoever reads file after file while the switch happens may read both sides of it; a
power cut may lose what the disk had not written (nothing is flushed: the next synth writes it anew); on a file system
without symbolic links the files are renamed one by one, and only the next run mends what was cut short.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

_PREFIX = ".synth-"
_NO_LINKS = {errno.EPERM, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}


class OutputError(Exception):
    """Why an output folder cannot be used, with the fix. Nothing in it has changed."""


class UntidyError(Exception):
    """All output is new, but not tidied up, and why."""


@contextmanager
def staging_folder(root: Path) -> Iterator[Path]:
    """A new folder inside an output folder, which no other run uses meanwhile; both are tidy afterwards.

    Waits for another run, and mends first what a killed one left. Raises OutputError or OSError.
    """
    is_new = not root.exists()
    root.mkdir(parents=True, exist_ok=True)
    with _alone_in(root) as alone:
        if alone:
            for dead in sorted(root.glob(f"{_PREFIX}*/")):
                _dismantle(dead)
        staging = root / Path(tempfile.mkdtemp(dir=root, prefix=_PREFIX)).name
        try:
            yield staging
        finally:
            with suppress(OSError):  # what this cannot, the next run does or says
                _dismantle(staging)
                if is_new:
                    root.rmdir()  # if it is still empty


@contextmanager
def _alone_in(root: Path) -> Iterator[bool]:
    """Hold the folder's lock, which ends with the process. False where there are no such locks."""
    try:
        import fcntl  # noqa: PLC0415  (not on Windows)
    except ImportError:
        yield False
        return
    while True:
        folder = os.open(root, os.O_RDONLY)  # the folder itself: a lock file would be one more thing left in it
        try:
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print(f"{root}: waiting for another run that writes there", file=sys.stderr, flush=True)
                fcntl.flock(folder, fcntl.LOCK_EX)
            except OSError:  # some network file systems
                yield False
                return
            if root.exists() and os.path.samestat(os.fstat(folder), root.stat()):
                yield True
                return
            root.mkdir(parents=True, exist_ok=True)  # it was removed, and made anew, while this run waited
        finally:
            os.close(folder)


def switch(staging: Path, new: Mapping[Path, Path], former: list[Path]) -> None:
    """Let new files take their places and former files go, all in one step, in the folder that staging is in.

    Paths in the folder are relative to it; the new files' sources lie below staging. Raises OutputError, before
    anything changes, where a place cannot be written; OSError when it failed and all is as it was; UntidyError when all
    is new, but partly links.
    """
    root = staging.parent
    for path in [*new, *former]:
        _require_writable(root, path)
    for path, source in new.items():
        _move(source, staging / "new" / path)
    (staging / "old").mkdir(exist_ok=True)
    for path in [*new, *former]:
        if (root / path).exists():
            _copy_or_link(root / path, staging / "old" / path)
    current = staging / "current"
    try:
        current.symlink_to("old")
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        with _undisturbed():
            _rename_one_by_one(staging, new, former)
        return
    with _undisturbed():
        for path in [*new, *former]:
            _link(staging, path)
        (staging / "next").symlink_to("new")
        (staging / "next").replace(current)
        try:
            _settle(staging)
        except OSError as error:
            message = f"{error.filename2 or error.filename}: {error.strerror}; all output is new, but partly links"
            raise UntidyError(f"{message}; mend that and run again") from error


def _require_writable(root: Path, path: Path) -> None:
    target = root / path
    folder = target.parent
    if target.is_symlink():
        raise OutputError(f"{target}: is a symbolic link that this command did not make; move it away")
    if target.is_dir():
        raise OutputError(f"{target}: is a folder, where a file is to be; move it away")
    while not folder.exists() and not folder.is_symlink():
        folder = folder.parent
    if not folder.is_dir():
        raise OutputError(f"{folder}: is not a folder; move it away")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(f"{folder}: cannot be written; give this user the right to write there, or remove it")
    if folder.stat().st_dev != root.stat().st_dev:
        raise OutputError(f"{folder}: is on another file system than {root}; have both on one")


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


def _copy_or_link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.hardlink_to(source)
    except OSError:  # not every file system has hard links, nor may everyone make one of every file
        shutil.copy2(source, target)


def _link(staging: Path, path: Path) -> None:
    """Let a path lead to the file of the same path in whichever folder is current."""
    target = staging.parent / path
    target.parent.mkdir(parents=True, exist_ok=True)
    # A folder on the way may itself be a link.
    leads_to = Path(os.path.relpath(staging.resolve(), target.parent.resolve()), "current", path)
    (staging / "link").symlink_to(leads_to)
    (staging / "link").replace(target)


def _rename_one_by_one(staging: Path, new: Mapping[Path, Path], former: list[Path]) -> None:
    root = staging.parent
    for path in new:
        _move(staging / "new" / path, root / path)
    for path in former:
        (root / path).unlink()
        _remove_if_empty(root, path)


def _settle(staging: Path) -> None:
    """Make real files of the links through a staging folder: of those it is current for, and remove the others."""
    current = staging / "current"
    if not current.is_symlink():
        return  # nothing leads here
    root = staging.parent
    for path in sorted(_files(staging / "old") | _files(staging / "new")):
        target = root / path
        if target.is_symlink() and staging.name in target.readlink().parts:
            if (current / path).exists():
                (current / path).replace(target)
            else:
                target.unlink()
        _remove_if_empty(root, path)


def _files(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


def _remove_if_empty(root: Path, path: Path) -> None:
    """Remove a file's folder once nothing is in it."""
    folder = (root / path).parent
    if folder != root:
        with suppress(OSError):
            folder.rmdir()


def _dismantle(staging: Path) -> None:
    _settle(staging)
    shutil.rmtree(staging)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep Ctrl-C and the like waiting for the milliseconds that this takes."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are handled in the main thread only
        return
    waiting: list[int] = []

    def wait(number: int, _: FrameType | None) -> None:
        waiting.append(number)

    before: dict[int, Any] = {each: signal.signal(each, wait) for each in (signal.SIGINT, signal.SIGTERM)}
    done = False
    try:
        yield
        done = True
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        try:
            for number in waiting:
                signal.raise_signal(number)
        except BaseException as interrupted:
            if done:
                interrupted.add_note("the new output is in its place")
            raise
