"""`cognito check`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from cognito_as_code.cli.findings import count, print_findings
from cognito_as_code.cli.project import ENVIRONMENTS, enter_project_with


def check(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="Default: the project's environments/*.toml.")
    ] = None,
    format: Annotated[
        Literal["text", "json", "sarif"],
        typer.Option(help="text: to read, on the standard error. json, sarif: on the standard output."),
    ] = "text",
) -> None:
    """Say what is wrong in environment files, all at once. Needs no Node, no Terraform and no network."""
    from cognito_as_code.checks import check_environments
    from cognito_as_code.settings import SettingsError, environment_files
    from cognito_as_code.settings.core.report import as_json, as_sarif

    named = enter_project_with(files or [])
    try:
        checked = check_environments(named or environment_files(ENVIRONMENTS))
        findings, names = checked.findings, sorted(checked.environments)
    except SettingsError as error:
        findings, names = error.findings, []
    has_errors = any(finding.severity == "error" for finding in findings)
    if format == "text":
        print_findings(findings)
        if not has_errors:
            print(f"checked {', '.join(names)}: {count(findings)}")
    else:
        print(as_json(findings) if format == "json" else as_sarif(findings))
    raise typer.Exit(1 if has_errors else 0)
