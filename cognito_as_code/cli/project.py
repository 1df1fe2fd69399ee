"""Where the project is, and how a command ends that cannot run."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import typer

ENVIRONMENTS = Path("environments")


def cannot_run(sentence: str) -> NoReturn:
    """End the command with 2, and one sentence that says why it could not run."""
    print(sentence, file=sys.stderr)
    raise typer.Exit(2)


def find_project() -> Path | None:
    """The nearest folder upwards that has a cdktf.json or environments/; None where there is none."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "cdktf.json").is_file() or (folder / ENVIRONMENTS).is_dir():
            return folder
    return None


def enter_project() -> Path:
    """Go to the project's folder, so that all paths are those of the project, and return it."""
    project = find_project()
    if project is None:
        cannot_run(
            f"{Path.cwd()} is in no project: neither it nor a folder above has cdktf.json or environments/; go to one, "
            "name one with --directory, or make one with `cognito init`"
        )
    os.chdir(project)
    return project


def enter_project_with(files: Iterable[Path]) -> list[Path]:
    """Go to the project's folder and name files from there; with files named, there need not be a project."""
    absolute = [Path.cwd() / file for file in files]
    if absolute and find_project() is None:
        return [Path(os.path.relpath(file)) for file in absolute]
    project = enter_project()
    return [Path(os.path.relpath(file)) if file.is_relative_to(project) else file for file in absolute]


def environment_file(name: str) -> Path:
    """The file of an environment, in the project that was entered. Also takes the file's own name or path."""
    # Imported here, as everything that takes time: `cognito --help` should not wait for it.
    from cognito_as_code.settings.core.findings import did_you_mean

    file = ENVIRONMENTS / f"{Path(name).name.removesuffix('.toml')}.toml"
    if not file.is_file():
        known = sorted(each.stem for each in ENVIRONMENTS.glob("*.toml"))
        listed = f"there are {', '.join(known)}" if known else "there is none yet"
        cannot_run(
            f'no environment is called "{file.stem}"; {did_you_mean(file.stem, known)}{listed}; '
            f"`cognito new {file.stem}` makes it"
        )
    return file
