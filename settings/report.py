"""Findings for people, pipelines and pull requests."""

from __future__ import annotations

import json
import re
import tomllib
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from settings.findings import Finding, KeyPath
from settings.rules import RULES, RULES_ACROSS

_LONGEST_STATEMENT_LINES = 500
_OF_ONE_KEY = "settings"
"""What SARIF calls the rule of a finding about one key, which no rule of ours found."""


def as_json(findings: Sequence[Finding]) -> str:
    """A list of objects with file, line, key, severity, rule ("" for a single key's limits) and message."""
    return _json(
        [
            {
                "file": finding.file,
                "line": line_of(finding),
                "key": finding.dotted_key,
                "severity": finding.severity,
                "rule": finding.rule,
                "message": finding.message,
            }
            for finding in findings
        ]
    )


def as_sarif(findings: Sequence[Finding]) -> str:
    """SARIF 2.1.0, which code hosts show at the lines of a pull request.

    Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
    """
    broken = sorted({finding.rule for finding in findings if finding.rule})
    rules: list[dict[str, Any]] = [
        {
            "id": rule.id,
            "shortDescription": {"text": rule.title},
            "fullDescription": {"text": rule.why},
            "helpUri": rule.source,
        }
        for rule in (RULES.get(each) or RULES_ACROSS[each] for each in broken)
    ]
    if any(not finding.rule for finding in findings):
        rules.append({"id": _OF_ONE_KEY, "shortDescription": {"text": "A key is known, and its value allowed"}})
    results = [
        {
            "ruleId": finding.rule or _OF_ONE_KEY,
            "level": finding.severity,
            "message": {"text": ": ".join(part for part in (finding.dotted_key, finding.message) if part)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": Path(finding.file).as_posix()},
                        "region": {"startLine": line_of(finding)},
                    }
                }
            ],
        }
        for finding in findings
    ]
    return _json(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{"tool": {"driver": {"name": "check", "rules": rules}}, "results": results}],
        }
    )


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def print_on_terminal(findings: Sequence[Finding]) -> None:
    """Print findings to the standard error's terminal: where, what, and the rule with a link to its source."""
    from rich.console import Console  # noqa: PLC0415  (a pipe does not wait for it)
    from rich.text import Text  # noqa: PLC0415

    console = Console(stderr=True)
    for finding in findings:
        rule = RULES.get(finding.rule) or RULES_ACROSS.get(finding.rule)
        text = Text.assemble(
            (f"{finding.file}:{line_of(finding)}", "bold"),
            " ",
            (finding.severity, "red" if finding.severity == "error" else "yellow"),
            " ",
            (finding.dotted_key, "cyan"),
        )
        console.print(text, soft_wrap=True)
        message = Text(f"  {finding.message} ")
        if rule:
            message.append(rule.id, f"dim link {rule.source}")
        console.print(message, soft_wrap=True)


def line_of(finding: Finding) -> int:
    """The line of its file that says what a finding is about, or that begins the table around it; else 1."""
    try:
        text = Path(finding.file).read_text(encoding="utf-8-sig")
        return _line(text, finding.key)
    except (OSError, ValueError, RecursionError):
        return 1


def _line(text: str, key: KeyPath) -> int:
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = re.search(r"at line ([0-9]+)", str(error))
        return int(said[1]) if said else len(text.split("\n"))
    while not _has(whole, key):
        key = key[:-1]
    ends = _ends_of_statements(text)
    lines = text.split("\n")
    # A statement speaks of none after it, so the lines up to an end are a file of their own.
    first = bisect_left(ends, True, key=lambda end: _has(_parsed(lines[:end]), key))
    return ends[first - 1] + 1 if key and 0 < first < len(ends) else 1


@cache
def _ends_of_statements(text: str) -> list[int]:
    """The numbers of the lines that end a statement, a comment or nothing: they parse, and so do those before."""
    ends, start, lines = [0], 0, text.split("\n")
    for end in range(1, len(lines) + 1):
        try:
            _parsed(lines[start:end])
        except tomllib.TOMLDecodeError:
            if end - start > _LONGEST_STATEMENT_LINES:  # parsing it again for each line would take too long
                break
        else:
            ends.append(end)
            start = end
    return ends


def _parsed(lines: list[str]) -> dict[str, Any]:
    return tomllib.loads("\n".join(lines) + "\n")


def _has(value: Any, key: KeyPath) -> bool:
    for part in key:
        inside = value if isinstance(value, dict) else dict(enumerate(value)) if isinstance(value, list) else {}
        if part not in inside:
            return False
        value = inside[part]
    return True
