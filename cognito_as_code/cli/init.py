"""`cognito init`"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from cognito_as_code import __version__
from cognito_as_code.cli.new import Wanted, environment_text
from cognito_as_code.cli.project import ENVIRONMENTS, cannot_run

TEMPLATES = Path(__file__).with_name("templates")
_SUFFIX = ".template"  # so that no tool takes a template for what it becomes

DEMO = {
    "dev": Wanted(
        kind="SPA",
        region="eu-central-1",
        account_id="444455556666",
        pool_name="example-dev",
        callback_urls=["http://localhost:3000/callback"],
    ),
    "prod": Wanted(
        kind="SPA",
        region="eu-central-1",
        account_id="111122223333",
        pool_name="example",
        callback_urls=["https://app.example.com/callback"],
        ses_identity_arn="arn:aws:ses:eu-central-1:111122223333:identity/example.com",
        production=True,
    ),
}


def init(
    directory: Annotated[Path, typer.Argument(help="An empty folder, or one that has none of these files.")] = Path(),
) -> None:
    """Write a team's repository: main.py, stacks/, two environments, tests, Pipfile, Makefile and a pipeline.

    It synthesizes and its tests pass at once. Where a file is there already, nothing is written.
    """
    from cognito_as_code.cli.snapshots import write_snapshots

    files = repository()
    if directory.exists() and not directory.is_dir():
        cannot_run(f"{directory} is no folder; name one")
    if there := [str(directory / path) for path in files if os.path.lexists(directory / path)]:
        names = ", ".join(there)
        cannot_run(f"nothing was written: {names} would be overwritten; move that away, or name another folder")
    for path, text in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text, encoding="utf-8")
    os.chdir(directory)
    print(*sorted([*files, *write_snapshots()]), sep="\n")
    print("Next: make test, and README.md for the rest")


def repository() -> dict[Path, str]:
    """The files of a team's repository, by path."""
    files = {
        _target(path.relative_to(TEMPLATES)): path.read_text(encoding="utf-8").replace("@VERSION@", __version__)
        for path in sorted(TEMPLATES.rglob(f"*{_SUFFIX}"))
    }
    files |= {ENVIRONMENTS / f"{name}.toml": environment_text(wanted) for name, wanted in DEMO.items()}
    return files


def _target(template: Path) -> Path:
    """Where a template goes: a leading "dot-" is a dot, which tools would act upon here."""
    parts = [f".{part.removeprefix('dot-')}" if part.startswith("dot-") else part for part in template.parts]
    return Path(*parts).with_name(parts[-1].removesuffix(_SUFFIX))
