"""The list of unmanaged arguments in an adoption file: what a plan would change goes into it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from cognito_as_code.adopt.adopted import outermost
from cognito_as_code.adopt.files import write_all
from cognito_as_code.adopt.live import CannotAdoptError
from cognito_as_code.review.adopt import changed_paths
from cognito_as_code.review.changes import Change

FINE = {
    "admin_create_user_config", "email_configuration", "lambda_config", "password_policy", "provider_details",
    "verification_message_template",
}  # fmt: skip
"""Blocks and maps of which single arguments are left alone; of others, lists among them, the whole."""


def arguments_to_leave(changes: Iterable[Change]) -> dict[str, set[str]]:
    """Address -> arguments to leave alone, so that resources stay as they are.

    Of what would be replaced only what forces that: its other values mean nothing then. What is known after apply only
    follows from other changes, and comes last, when nothing else is left.
    """
    paths = [(change, _paths(change)) for change in changes]
    known = {
        change.address: {_argument(path) for path in said if not change.has_unknown(path)} for change, said in paths
    }
    every = {
        change.address: {_argument(path) for path in said if _is_configured(change, path)} for change, said in paths
    }
    chosen = known if any(known.values()) else every
    return {address: said for address, said in chosen.items() if said}


def _paths(change: Change) -> set[str]:
    if change.action == "replace" and change.because:
        return set(change.because)
    return set(changed_paths(change))


def _is_configured(change: Change, path: str) -> bool:
    return change.configured is None or path.partition(".")[0] in change.configured


def _argument(path: str) -> str:
    first, _, rest = path.partition(".")
    if first in ("tags", "tags_all"):
        return "tags"
    return f"{first}.{rest.partition('.')[0]}" if rest and first in FINE else first


def with_unmanaged(text: str, more: Mapping[str, Iterable[str]]) -> str:
    """An adoption file's text with more arguments in [unmanaged]; the rest of it stays as people wrote it.

    Raises CannotAdoptError where that is no table of its own, so that nothing can be added to it.
    """
    tables = tomllib.loads(text)
    said: dict[str, list[str]] = tables.get("unmanaged", {})
    every = {address: sorted(outermost({*said.get(address, []), *more.get(address, [])})) for address in {*said, *more}}
    rows = [f"{_quoted(address)} = {_list(paths)}" for address, paths in sorted(every.items()) if paths]
    before, header, inside, after = _parts(text)
    comments = [line for line in inside if line.startswith("#")]
    section = [header, *comments, *rows] if rows else []
    written = "\n\n".join("\n".join(part).strip("\n") for part in (before, section, after) if any(part)) + "\n"
    if not _says(written, {**tables, "unmanaged": {address: paths for address, paths in every.items() if paths}}):
        raise CannotAdoptError(
            "[unmanaged] of the adoption file cannot be added to as it is written; give it a line [unmanaged] of its "
            'own, and below that a line "ADDRESS" = [ARGUMENTS] for each'
        )
    return written


def _says(text: str, tables: Mapping[str, object]) -> bool:
    try:
        return tomllib.loads(text) == {key: each for key, each in tables.items() if each or key != "unmanaged"}
    except tomllib.TOMLDecodeError:
        return False


def write_unmanaged(file: Path, more: Mapping[str, Iterable[str]]) -> None:
    """Add arguments to an adoption file, in one step."""
    write_all({file: with_unmanaged(file.read_text(encoding="utf-8"), more)})


_HEADER = re.compile(r"\s*\[\s*unmanaged\s*\]\s*(#.*)?")


def _parts(text: str) -> tuple[list[str], str, list[str], list[str]]:
    """The lines before the table [unmanaged], its own, those in it, and those after it."""
    lines = text.splitlines()
    start = next((at for at, line in enumerate(lines) if _HEADER.fullmatch(line)), len(lines))
    end = next((at for at, line in enumerate(lines) if at > start and line.lstrip().startswith("[")), len(lines))
    header = lines[start] if start < len(lines) else "[unmanaged]"
    return lines[:start], header, lines[start + 1 : end], lines[end:]


def _list(paths: list[str]) -> str:
    line = f"[{', '.join(map(_quoted, paths))}]"
    return line if len(line) < 80 else "[\n" + "".join(f"    {_quoted(each)},\n" for each in paths) + "]"  # noqa: PLR2004


def _quoted(text: str) -> str:
    return json.dumps(text)
