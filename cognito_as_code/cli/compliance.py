"""`cognito compliance`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from cognito_as_code.cli.project import enter_project_with


def compliance(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="Default: the project's environments/*.toml.")
    ] = None,
    format: Annotated[Literal["text", "markdown", "json"], typer.Option(help="How it is printed.")] = "text",
) -> None:
    """Say how each environment stands to the profiles it must meet: passed, failed, waived or not applicable."""
    from cognito_as_code.compliance.__main__ import main

    raise typer.Exit(main([*map(str, enter_project_with(files or [])), "--format", format]))
