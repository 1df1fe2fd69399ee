"""A review as text, JSON or SARIF."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from .access.difference import Difference, differences_of
from .changes import Plan
from .findings import Finding, Severity
from .markdown import verdict
from .wording import LONGEST_NAME, LONGEST_SENTENCE, plain, shortened

_LEVELS: dict[Severity, str] = {"blocking": "error", "warning": "warning", "note": "note"}


def as_text(plan: Plan, findings: Sequence[Finding], hints: Sequence[str]) -> str:
    """The verdict, then a paragraph a finding. What a plan brings stays on its line."""
    lines = [verdict(findings, plan), *map(plain, hints)]
    for finding in findings:
        lines += ["", f"{finding.severity}: {finding.rule.title} [{finding.rule.id}]"]
        lines.append(f"  {_name(finding.address)}: Terraform {_sentence(finding.what)}.")
        lines.append(f"  For users: {finding.rule.means}")
        lines.append(f"  Instead: {_sentence(finding.instead)}{':' if finding.block else '.'}")
        lines += [f"    {plain(line)}" for line in finding.block.split("\n") if line]
        lines += [f"    {number}. {_sentence(step)}" for number, step in enumerate(finding.steps, start=1)]
        if finding.acceptance:
            passed = ", which has passed" if finding.acceptance.has_expired else ""
            lines.append(f"  Accepted until {finding.acceptance.expires}{passed}: {plain(finding.acceptance.reason)}")
        lines.append(f"  Fingerprint: {finding.fingerprint}")
    if changed := differences_of(plan):
        lines += ["", "Access:"]
        lines += [
            f"  {_sentence(line)}" for each in changed for line in (each.who, *(f"  {one}" for one in each.lines))
        ]
    return "\n".join(lines) + "\n"


def _name(text: str) -> str:
    return plain(shortened(text, LONGEST_NAME))


def _sentence(text: str) -> str:
    return plain(shortened(text, LONGEST_SENTENCE))


def as_json(findings: Sequence[Finding]) -> str:
    """A list of objects.

    rule, title, severity, blocks, address, what, means, instead, block, steps, source, fingerprint, accepted.
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
                "block": finding.block,
                "steps": list(finding.steps),
                "source": finding.rule.source,
                "fingerprint": finding.fingerprint,
                "accepted": finding.acceptance
                and {"reason": finding.acceptance.reason, "expires": str(finding.acceptance.expires)},
            }
            for finding in findings
        ]
    )


def as_sarif(plan: Plan, findings: Sequence[Finding], file: str) -> str:
    """SARIF 2.1.0, with the reviewed file as the place, and who may do more or less among the run's properties.

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
                    "properties": {"access": [_difference(each) for each in differences_of(plan)]},
                }
            ],
        }
    )


def _difference(difference: Difference) -> dict[str, Any]:
    return {"who": difference.who, "added": [*difference.added], "removed": [*difference.removed]}


def _result(finding: Finding, file: str) -> dict[str, Any]:
    result = {
        "ruleId": finding.rule.id,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding)},
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


def _message(finding: Finding) -> str:
    """A sentence in which nothing is a link: SARIF takes [text](place) for one."""
    text = f"{_name(finding.address)}: Terraform {_sentence(finding.what)}. Instead: {_sentence(finding.instead)}."
    return text.replace("[", "\\[").replace("]", "\\]")


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
