"""`cognito harden`"""

from __future__ import annotations

from typing import Annotated

import typer

from cognito_as_code.cli.project import enter_project, environment_file


def harden(
    environment: Annotated[str, typer.Argument(metavar="ENVIRONMENT", help="The name of its file, without .toml.")],
) -> None:
    """List what an environment leaves unmanaged, or weaker than the defaults: worst first, each with its line.

    To have such steps is no finding: the exit code is 0.
    """
    from cognito_as_code.adopt.harden import steps
    from cognito_as_code.cli.messages import print_findings
    from cognito_as_code.settings import SettingsError
    from cognito_as_code.settings.adoption.files import adoption_file

    enter_project()
    file = environment_file(environment)
    try:
        found = steps(file)
    except SettingsError as error:
        print_findings(error.findings)
        raise typer.Exit(1) from None
    for number, step in enumerate(found, start=1):
        print(f"{number}. {step.place}\n   {step.what}\n   Change: {step.change}\n   The review: {step.review}\n")
    beside = adoption_file(file)
    if not found:
        print(f"{file}: nothing is unmanaged, and nothing weaker than the defaults.")
    if beside.exists() and not any(step.place.startswith(f"{beside}:") for step in found):
        print(f"{beside} leaves nothing unmanaged: once its imports and moves are applied everywhere, it can go.")
