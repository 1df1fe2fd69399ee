"""`cognito export`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cognito_as_code.cli.project import enter_project
from cognito_as_code.cli.synth import run_main


def export(
    directory: Annotated[Path, typer.Argument(help="Where the folders go; made if it is not there.")],
    lock_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A .terraform.lock.hcl to copy into each folder.")
    ] = None,
) -> None:
    """Write a folder an environment, for pipelines that have Terraform and nothing of this project.

    Exporting again gives the same bytes. A file that this command did not write is never overwritten.
    """
    arguments = ["--export", str(directory.absolute())]
    if lock_file:
        arguments += ["--lock-file", str(lock_file.absolute())]
    enter_project()
    raise typer.Exit(run_main(*arguments))
