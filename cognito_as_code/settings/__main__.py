"""Check environment files without Node, Terraform or a network."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from cognito_as_code.checks import check_environments
from cognito_as_code.settings import SettingsError, environment_files
from cognito_as_code.settings.core.findings import Finding
from cognito_as_code.settings.core.report import as_json, as_sarif
from cognito_as_code.settings.core.text import as_text, count, for_stream


def main(arguments: list[str] | None = None) -> int:
    """Check the files named, or every environment; 0 when there is no error, warnings aside, else 1."""
    parser = argparse.ArgumentParser(prog="check", description="Check environment files.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="default: environments/*.toml")
    parser.add_argument(
        "--format",
        choices=["text", "json", "sarif"],
        default="text",
        help="text: for people, on the standard error; json, sarif: on the standard output. Default: text",
    )
    options = parser.parse_args(arguments)
    return check_and_print(options.files, options.format, _print_plainly)


def check_and_print(files: list[Path], format: str, print_text: Callable[[Sequence[Finding]], None]) -> int:
    """Check the files, or every environment, and print what is found. 0 when there is no error, warnings aside."""
    try:
        checked = check_environments(files or environment_files(Path("environments")))
        findings, names = checked.findings, sorted(checked.environments)
    except SettingsError as error:
        findings, names = error.findings, []
    errors = [finding for finding in findings if finding.severity == "error"]
    match format:
        case "json":
            _print(as_json(findings), sys.stdout, is_json=True)
        case "sarif":
            _print(as_sarif(findings), sys.stdout, is_json=True)
        case _:
            print_text(findings)
            if not errors:
                _print(f"checked {', '.join(names)}: {count(findings) if findings else 'no mistake found'}", sys.stdout)
    return 1 if errors else 0


def _print_plainly(findings: Sequence[Finding]) -> None:
    if findings:
        _print(as_text(findings).rstrip("\n"), sys.stderr)


def _print(text: str, stream: TextIO, *, is_json: bool = False) -> None:
    """Print what the stream can take: JSON escapes the rest, in text it is replaced."""
    try:
        text.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(json.loads(text), indent=2) if is_json else for_stream(text, stream.encoding)
    print(text, file=stream)


if __name__ == "__main__":
    sys.exit(main())
