"""`cognito review`, which takes what `python -m cognito_as_code.review` takes."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from cognito_as_code.cli.project import find_project


def review(context: typer.Context) -> None:
    """Say what a plan would do to users and to MFA; --help lists its options."""
    from cognito_as_code.review.__main__ import main

    arguments = list(context.args)
    project = find_project()
    if project and _has(arguments, "--revisions"):  # compares the project's snapshots, which are named from there
        for option in ("--accepted", "--output"):
            arguments = _with_absolute(arguments, option)
        os.chdir(project)
    try:
        code = main(arguments)
    except SystemExit as stopped:  # argparse: after --help, or a word about wrong options
        if stopped.code == 0 and context.command.epilog:
            print(f"\n{context.command.epilog}")
        raise
    raise typer.Exit(code)


def _with_absolute(arguments: list[str], option: str) -> list[str]:
    """The arguments, with the file that an option names given by its whole path."""
    result: list[str] = []
    for argument in arguments:
        if result and result[-1] == option:
            result.append(str(Path(argument).absolute()))
        elif argument.startswith(f"{option}="):
            result += [option, str(Path(argument.removeprefix(f"{option}=")).absolute())]
        else:
            result.append(argument)
    return result


def _has(arguments: list[str], option: str) -> bool:
    return any(each == option or each.startswith(f"{option}=") for each in arguments)
