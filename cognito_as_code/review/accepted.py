"""Findings that somebody accepted, for a reason and until a day."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from .changes import NotReadableError
from .findings import DRIFT, NOT_JUDGED, RULES, Acceptance, Finding

_KEYS = {"rule", "address", "reason", "expires"}
_EXAMPLE = 'write [[accepted]] with rule, address, reason = "..." and expires = 2026-12-31'

Accepted = dict[tuple[str, str], Acceptance]
"""Rule id and address -> why, and until when."""


def read_accepted(path: Path, today: date) -> Accepted:
    """The accepted findings in a TOML file. Raises NotReadableError with one sentence a mistake."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("accepted", [])
    except OSError as error:
        raise NotReadableError(f"{path} cannot be read ({error.strerror}); check the name") from None
    except ValueError as error:
        raise NotReadableError(f"{path} is not TOML: {error}; {_EXAMPLE}") from None
    if not isinstance(entries, list):
        raise NotReadableError(f"{path}: accepted is no list of tables; {_EXAMPLE}")
    mistakes = [
        f"{path}: accepted[{number}]: {problem}" for number, entry in enumerate(entries) for problem in _problems(entry)
    ]
    if mistakes:
        raise NotReadableError("\n".join(mistakes))
    return {
        (entry["rule"], entry["address"]): Acceptance(entry["reason"], entry["expires"], entry["expires"] < today)
        for entry in entries
    }


def _problems(entry: Any) -> Iterable[str]:
    if not isinstance(entry, dict):
        yield f"is no table; {_EXAMPLE}"
        return
    for key in sorted(_KEYS - {*entry}):
        yield f"{key} is missing; {_EXAMPLE}"
    for key in sorted({*entry} - _KEYS):
        yield f"{key} is unknown; {_EXAMPLE}"
    for key in ("rule", "address", "reason"):
        value = entry.get(key, "-")
        if not isinstance(value, str) or not value.strip():
            yield f"{key} is no text; {_EXAMPLE}"
    expires = entry.get("expires", date.min)
    if not isinstance(expires, date) or isinstance(expires, datetime):
        yield f"expires is no date; {_EXAMPLE}"
    rule = entry.get("rule")
    known = {*RULES, DRIFT.id, NOT_JUDGED.id}
    if isinstance(rule, str) and rule.strip() and rule not in known:
        yield f"{rule} is no rule; use one of {', '.join(sorted(known))}"


def with_accepted(findings: Iterable[Finding], accepted: Accepted) -> list[Finding]:
    """The findings, each with its acceptance if it has one."""
    return [replace(each, acceptance=accepted.get((each.rule.id, each.address))) for each in findings]


def without_a_finding(findings: Iterable[Finding], accepted: Accepted) -> list[str]:
    """What was accepted and is not found, as rule and address."""
    found = {(each.rule.id, each.address) for each in findings}
    return [f"{rule} {address}" for rule, address in sorted({*accepted} - found)]
