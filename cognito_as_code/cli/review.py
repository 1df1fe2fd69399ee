"""`cognito review`, which takes what `python -m cognito_as_code.review` takes."""

from __future__ import annotations

import os

import typer

from cognito_as_code.cli.project import find_project


def review(context: typer.Context) -> None:
    """Say what a plan would do to users and to MFA; --help lists its options."""
    from cognito_as_code.review.__main__ import ACCEPTED, main

    arguments = list(context.args)
    project = find_project()
    if project and _has(arguments, "--revisions"):  # names no file, but folders of the project
        os.chdir(project)
    elif project and not ACCEPTED.exists() and (project / ACCEPTED).exists() and not _has(arguments, "--accepted"):
        arguments += ["--accepted", str(project / ACCEPTED)]
    try:
        code = main(arguments)
    except SystemExit as stopped:  # argparse: after --help, or a word about wrong options
        if stopped.code == 0 and context.command.epilog:
            print(f"\n{context.command.epilog}")
        raise
    raise typer.Exit(code)


def _has(arguments: list[str], option: str) -> bool:
    return any(each == option or each.startswith(f"{option}=") for each in arguments)
