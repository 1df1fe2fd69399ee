"""The command `cognito`: its global options, and a file a command."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from cognito_as_code import __version__
from cognito_as_code.cli.access import access
from cognito_as_code.cli.adopt import adopt
from cognito_as_code.cli.check import check
from cognito_as_code.cli.compliance import compliance
from cognito_as_code.cli.diff import diff
from cognito_as_code.cli.docs import docs
from cognito_as_code.cli.explain import explain
from cognito_as_code.cli.export import export
from cognito_as_code.cli.harden import harden
from cognito_as_code.cli.init import init
from cognito_as_code.cli.new import new
from cognito_as_code.cli.project import cannot_run
from cognito_as_code.cli.review import review
from cognito_as_code.cli.settle import settle
from cognito_as_code.cli.show import show
from cognito_as_code.cli.snapshots import snapshots
from cognito_as_code.cli.synth import synth
from cognito_as_code.cli.try_ import try_

EXIT_CODES = "Exit codes: 0 all is well; 1 there are findings, or something blocks; 2 it could not run."

app = typer.Typer(
    name="cognito",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=f"Example: cognito --directory ../identity check\n\n{EXIT_CODES}",
)


def _print_version(asked: bool) -> None:
    if asked:
        print(f"cognito {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    directory: Annotated[
        Path | None, typer.Option("--directory", "-C", metavar="DIRECTORY", help="Run as if started there.")
    ] = None,
    version: Annotated[  # noqa: ARG001  (its callback has answered)
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Amazon Cognito from checked settings.

    Every command works from any folder of a project.
    """
    if directory:
        try:
            os.chdir(directory)
        except OSError as error:
            cannot_run(f"{directory}: {error.strerror}; name a folder that is there")


def _add(command: Any, example: str, **more: Any) -> None:
    app.command(epilog=f"Example: cognito {example}\n\n{EXIT_CODES}", **more)(command)


_add(check, "check --format sarif > check.sarif")
_add(synth, "synth")
_add(export, "export ../infrastructure --lock-file .terraform.lock.hcl")
_add(
    review,
    "review plan.json --title prod",
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
_add(compliance, "compliance --format markdown")
_add(snapshots, "snapshots && git diff tests/__snapshots__")
_add(show, "show prod")
_add(diff, "diff dev prod")
_add(access, "access prod --format markdown")
_add(explain, "explain MFA-10")
_add(try_, "try dev", name="try")
_add(
    new,
    "new staging --kind SPA --region eu-central-1 --account-id 111122223333 --callback-url https://app.example.com/",
)
_add(adopt, "adopt eu-central-1_AbCdEf123 --name prod --profile production")
_add(settle, "settle prod")
_add(harden, "harden prod")
_add(init, "init identity")
_add(docs, "docs")
