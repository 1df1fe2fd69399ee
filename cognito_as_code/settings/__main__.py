"""Check environment files without Node, Terraform or a network."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from cognito_as_code.checks import check_environments
from cognito_as_code.settings import SettingsError, environment_files
from cognito_as_code.settings.core.findings import Finding
from cognito_as_code.settings.core.report import as_json, as_sarif, print_on_terminal


def main(arguments: list[str] | None = None) -> int:
    """Check the files named, or every environment; 0 when there is no error, warnings aside, else 1."""
    parser = argparse.ArgumentParser(prog="check", description="Check environment files.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="default: environments/*.toml")
    parser.add_argument(
        "--format",
        choices=["text", "json", "sarif"],
        default="text",
        help="text: a line a finding, on the standard error; json, sarif: on the standard output. Default: text",
    )
    options = parser.parse_args(arguments)
    try:
        checked = check_environments(options.files or environment_files(Path("environments")))
        findings, names = checked.findings, sorted(checked.environments)
    except SettingsError as error:
        findings, names = error.findings, []
    errors = [finding for finding in findings if finding.severity == "error"]
    match options.format:
        case "json":
            print(as_json(findings))
        case "sarif":
            print(as_sarif(findings))
        case _:
            _print_as_text(findings)
            if not errors:
                print(f"checked {', '.join(names)}: {_count(findings)}")
    return 1 if errors else 0


def _print_as_text(findings: Sequence[Finding]) -> None:
    if sys.stderr.isatty():
        print_on_terminal(findings)
    else:
        for finding in findings:
            print(finding, file=sys.stderr)


def _count(warnings: Sequence[Finding]) -> str:
    if not warnings:
        return "no mistake found"
    return f"no error, {len(warnings)} warning{'s' if len(warnings) > 1 else ''}"


if __name__ == "__main__":
    sys.exit(main())
