"""`cognito check`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from cognito_as_code.cli.project import enter_project_with


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
    from cognito_as_code.cli.messages import print_findings
    from cognito_as_code.settings.__main__ import check_and_print

    raise typer.Exit(check_and_print(enter_project_with(files or []), format, print_findings))
