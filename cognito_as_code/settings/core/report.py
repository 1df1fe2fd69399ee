"""Findings for people, pipelines and pull requests."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from cognito_as_code.settings.core.findings import Finding, KeyPath
from cognito_as_code.settings.core.rule import RULES, RULES_ACROSS

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
        lines = _lines_of_keys(Path(finding.file).read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return 1
    key = finding.key
    while key not in lines:
        key = key[:-1]
    return lines[key]


@cache
def _lines_of_keys(text: str) -> dict[KeyPath, int]:
    """The line on which each key is first said; () is the line of an error, or 1.

    Each statement is TOML by itself, within the table of the header before it.
    """
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line ([0-9]+)", str(error))
        return {(): int(found[1]) if found else len(text.split("\n"))}
    lines: dict[KeyPath, int] = {(): 1}
    places: dict[KeyPath, int] = {}  # in lists of tables: that of the last
    table: KeyPath = ()
    for number, first, statement in _statements(text):
        if first.startswith("["):
            *above, last = _header(statement)
            table = ()
            for name in above:
                table = (*table, name)
                table = (*table, places[table]) if table in places else table
            table = (*table, last)
            if first.startswith("[["):
                places[table] = places.get(table, -1) + 1
                table = (*table, places[table])
            said = [table]
        else:
            said = [(*table, *path) for path in _paths(statement)]
        for key in said:
            for length in range(1, len(key) + 1):
                lines.setdefault(key[:length], number)
    return lines


def _statements(text: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Each statement's first line's number and text, and what it says."""
    lines, start = text.split("\n"), 0
    for end in range(1, len(lines) + 1):
        try:
            statement = tomllib.loads("\n".join(lines[start:end]) + "\n")
        except tomllib.TOMLDecodeError:
            if end - start > _LONGEST_STATEMENT_LINES:  # reading it again for each line would take too long
                return
        else:
            if statement:
                yield start + 1, lines[start].lstrip(), statement
            start = end


def _header(statement: Any) -> Iterator[str]:
    """The names of a header, as [a.b] says {"a": {"b": {}}}."""
    while statement and isinstance(statement, dict):
        ((name, statement),) = statement.items()
        yield name


def _paths(value: Any) -> Iterator[KeyPath]:
    """The key path of every value in tables and lists."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield (key,)
        yield from ((key, *path) for path in _paths(inner))
