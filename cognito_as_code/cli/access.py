"""`cognito access`"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cognito_as_code.cli.project import cannot_run, enter_project, environment_file
from cognito_as_code.cli.show import print_table

if TYPE_CHECKING:
    from cognito_as_code.review.access.holders import Holder
    from cognito_as_code.review.changes import Plan


def access(
    environment: Annotated[str, typer.Argument(metavar="ENVIRONMENT", help="The name of its file, without .toml.")],
    format: Annotated[
        Literal["table", "markdown", "json"],
        typer.Option(help="table, markdown: in words. json: all of it, with the patterns that IAM compares."),
    ] = "table",
    plan: Annotated[
        Path | None,
        typer.Option(metavar="PLAN.json", help="Of this plan instead, which knows ids and what else its state has."),
    ] = None,
) -> None:
    """Show who may do what: each group, app client, guest and machine, each model, agent, scope and door.

    From what main.py synthesizes now, or from a plan as it will be once it is applied.
    """
    from cognito_as_code.review.access.report import BEYOND, HEADINGS, as_json, as_markdown, table_of
    from cognito_as_code.review.wording import plain

    given = plan and plan.absolute()
    enter_project()
    name = environment_file(environment).stem
    holders = _holders(_planned(given) if given else _synthesized(name), str(plan or name))
    if format == "json":
        sys.stdout.write(as_json(holders))
    elif format == "markdown":
        sys.stdout.write(as_markdown(holders, name))
    else:
        print_table(HEADINGS, [tuple(map(plain, row)) for row in table_of(holders)])
        print(f"\n{BEYOND}")


def _holders(plan: Plan, name: str) -> list[Holder]:
    from cognito_as_code.review.access.holders import holders_of
    from cognito_as_code.review.findings import UNREADABLE

    try:
        return holders_of(plan)
    except UNREADABLE:
        cannot_run(f"{name} has a value that is not of the kind that the provider has there; mend it and run again")


def _planned(file: Path) -> Plan:
    from cognito_as_code.review.changes import NotReadableError
    from cognito_as_code.review.terraform import plan_of, read_json

    try:
        with file.open("rb") as opened:
            return plan_of(read_json(opened, str(file)), str(file))
    except OSError as error:
        cannot_run(f"{file} cannot be read ({error.strerror}); check the name")
    except NotReadableError as error:
        cannot_run(str(error))


def _synthesized(environment: str) -> Plan:
    """An environment's stack as main.py makes it now. Ends the command with main.py's words when it fails."""
    from cognito_as_code.cli.synth import words_of_main
    from cognito_as_code.review.synthesized import plan_between
    from cognito_as_code.testing import synthesized

    with words_of_main():
        stacks = synthesized(Path())
    document = json.loads(stacks[f"cognito-{environment}"])
    return plan_between(document, document)
