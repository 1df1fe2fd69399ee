"""How findings are printed: the one place that decides it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cognito_as_code.settings.core.findings import Finding


def print_findings(findings: Sequence[Finding]) -> None:
    """Print findings to the standard error."""
    from cognito_as_code.cli.messages import print_findings as print_all

    print_all(findings)


def count(warnings: Sequence[Finding]) -> str:
    """How many warnings there are, where there is no error."""
    if not warnings:
        return "no mistake found"
    return f"no error, {len(warnings)} warning{'s' if len(warnings) > 1 else ''}"
