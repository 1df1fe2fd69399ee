"""Texts and images that stand in files beside an environment's: { file = "..." } and { filebase64 = "..." }."""

from __future__ import annotations

import base64
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cognito_as_code.settings.core.fields import KeyPath, shown

LARGEST_FILE_BYTES = 1_000_000
_ROOT_MARKERS = (".git", "cdktf.json", "Pipfile", "pyproject.toml")


@dataclass(frozen=True)
class NoContent:
    """What stands where a text would, whose file cannot be read: no text, so that its key is said to be wrong."""

    kind: str
    problem: str


class FileContent(str):
    """A text that a file holds: checked like any other, and never shown, since the wrong file may have been named."""

    __slots__ = ("file",)
    file: str
    """The name, as it was written."""


TakesText = Callable[[KeyPath], bool]
"""Whether a text may stand at a key: only there { file = "..." } is a file's content, and no table."""


def project_of(file: Path) -> Path:
    """The folder that a file, and all that it names, must be in.

    That is the nearest one around it with .git, cdktf.json, Pipfile or pyproject.toml; else the working folder, or the
    file's own if it is not below that.
    """
    folder = file.resolve().parent
    for around in (folder, *folder.parents):
        if any((around / marker).exists() for marker in _ROOT_MARKERS):
            return around
    working = Path.cwd().resolve()
    return working if folder.is_relative_to(working) else folder


def with_contents(value: Any, file: Path, takes_text: TakesText, key: KeyPath = ()) -> Any:
    """The value with each { file = "..." } replaced by that file's text, and { filebase64 = "..." } by its bytes."""
    if not isinstance(value, dict):
        return value
    if set(value) in ({"file"}, {"filebase64"}) and takes_text(key):
        ((kind, name),) = value.items()
        if isinstance(name, str):
            return _content(name, kind, file)
    return {
        name: [with_contents(each, file, takes_text, (*key, name, at)) for at, each in enumerate(inner)]
        if isinstance(inner, list)
        else with_contents(inner, file, takes_text, (*key, name))
        for name, inner in value.items()
    }


def _content(name: str, kind: str, file: Path) -> FileContent | NoContent:
    try:
        content = read_regular_file(file.parent / name, project_of(file))
        text = FileContent(content.decode() if kind == "file" else base64.b64encode(content).decode())
    except UnicodeDecodeError:
        return NoContent(kind, f"{shown(name)} is not UTF-8; save it as UTF-8, or use filebase64")
    except UnfitFileError as error:
        return NoContent(kind, f"{shown(name)} {error}")
    text.file = name
    return text


class UnfitFileError(Exception):
    """A file that must not be read; its text says why, and what to do."""


def read_regular_file(path: Path, project: Path) -> bytes:
    """The bytes of a regular file of the project, up to 1,000,000. Raises UnfitFileError for any other.

    A link may lead to it, but not out of the project; a device, pipe or socket is not even opened for long.
    """
    try:
        if not path.resolve().is_relative_to(project):
            raise UnfitFileError(f"is outside of {project.name}, whose files alone are read; copy it there")
        # A pipe without a writer would wait for one.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UnfitFileError("is not a regular file; name one")
            with os.fdopen(descriptor, "rb", closefd=False) as opened:
                content = opened.read(LARGEST_FILE_BYTES + 1)
        finally:
            os.close(descriptor)
    except (OSError, RuntimeError, ValueError):  # a loop of links; a name that no file can have
        raise UnfitFileError("cannot be read; paths start at this file's folder") from None
    if len(content) > LARGEST_FILE_BYTES:
        raise UnfitFileError(f"is larger than {LARGEST_FILE_BYTES:,} bytes; AWS takes none so large")
    return content
