"""Findings for people, pipelines and pull requests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cognito_as_code.settings.core.findings import Finding
from cognito_as_code.settings.core.rule import every_rule
from cognito_as_code.settings.core.toml import Place, places

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
        for rule in (every_rule()[each] for each in broken)
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


def line_of(finding: Finding) -> int:
    """The line of its file that says what a finding is about, or that begins the table around it; else 1."""
    return place_of(finding).line


def place_of(finding: Finding) -> Place:
    """The line and the column of the value, or of the key, that a finding is about; column 0 where neither is said."""
    if finding.line:
        return Place(finding.line, finding.column)
    try:
        said = places(Path(finding.file).read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return Place(1, 0, is_said=False)
    if finding.key in said:
        return said[finding.key].key if finding.of_key else said[finding.key].value
    key = finding.key
    while key and key not in said:
        key = key[:-1]
    return replace(said[key].key, column=0) if key else Place(1, 0, is_said=False)
