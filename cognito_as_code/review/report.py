"""A review as text, JSON or SARIF."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from .findings import Finding, Severity
from .markdown import verdict

_LEVELS: dict[Severity, str] = {"blocking": "error", "warning": "warning", "note": "note"}


def as_text(findings: Sequence[Finding], hints: Sequence[str]) -> str:
    """The verdict, then a paragraph a finding."""
    lines = [verdict(findings), *hints]
    for finding in findings:
        lines += ["", f"{finding.severity}: {finding.rule.title} [{finding.rule.id}]"]
        lines.append(f"  {finding.address}: Terraform {finding.what}.")
        lines.append(f"  For users: {finding.rule.means}")
        lines.append(f"  Instead: {finding.instead}.")
        lines += [f"    {number}. {step}" for number, step in enumerate(finding.steps, start=1)]
        if finding.acceptance:
            passed = ", which has passed" if finding.acceptance.has_expired else ""
            lines.append(f"  Accepted until {finding.acceptance.expires}{passed}: {finding.acceptance.reason}")
        lines.append(f"  Fingerprint: {finding.fingerprint}")
    return "\n".join(lines) + "\n"


def as_json(findings: Sequence[Finding]) -> str:
    """A list of objects.

    rule, title, severity, blocks, address, what, means, instead, steps, source, fingerprint, accepted.
    """
    return _json(
        [
            {
                "rule": finding.rule.id,
                "title": finding.rule.title,
                "severity": finding.severity,
                "blocks": finding.blocks,
                "address": finding.address,
                "what": finding.what,
                "means": finding.rule.means,
                "instead": finding.instead,
                "steps": list(finding.steps),
                "source": finding.rule.source,
                "fingerprint": finding.fingerprint,
                "accepted": finding.acceptance
                and {"reason": finding.acceptance.reason, "expires": str(finding.acceptance.expires)},
            }
            for finding in findings
        ]
    )


def as_sarif(findings: Sequence[Finding], file: str) -> str:
    """SARIF 2.1.0, with the reviewed file as the place.

    Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
    """
    rules = {finding.rule.id: finding.rule for finding in findings}
    return _json(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {
                            "name": "review",
                            "rules": [
                                {
                                    "id": rule.id,
                                    "shortDescription": {"text": rule.title},
                                    "fullDescription": {"text": rule.means},
                                    "helpUri": rule.source,
                                }
                                for rule in rules.values()
                            ],
                        }
                    },
                    "results": [_result(finding, file) for finding in findings],
                }
            ],
        }
    )


def _result(finding: Finding, file: str) -> dict[str, Any]:
    result = {
        "ruleId": finding.rule.id,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.address}: Terraform {finding.what}. Instead: {finding.instead}."},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": file}, "region": {"startLine": 1}},
                "logicalLocations": [{"fullyQualifiedName": finding.address, "kind": "resource"}],
            }
        ],
        "partialFingerprints": {"review/v1": finding.fingerprint},
    }
    if finding.acceptance and finding.is_accepted:
        result["suppressions"] = [{"kind": "external", "justification": finding.acceptance.reason}]
    return result


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
