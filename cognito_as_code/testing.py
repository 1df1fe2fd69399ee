"""The records of a project: what its environments become, committed, so that each change shows in a pull request.

A record is a file in tests/__snapshots__: an environment's Terraform JSON, and how it stands to its profiles. `cognito
snapshots` writes them; a project's own test says which are missing or stale. Plain files and plain comparison: nothing
here knows a test framework, so that an upgrade of one breaks no project.
"""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from cognito_as_code.checks import load_environments
from cognito_as_code.compliance.report import as_markdown
from cognito_as_code.settings import environment_files

RECORDS = Path("tests/__snapshots__")
_REMEDY = "run `make snapshots`, which is `cognito snapshots`, and commit what it writes"
_MOST_LINES_SHOWN = 40


class SynthError(Exception):
    """main.py wrote nothing: its words, and its exit code."""

    def __init__(self, words: str, code: int) -> None:
        self.code = code
        super().__init__(words)


def records(project: Path) -> dict[Path, str]:
    """What the records should be now, by their paths in the project: two for each file in environments/.

    Runs the project's main.py once. Raises SynthError with what it says when it fails.
    """
    found = {RECORDS / f"{stack}.json": text for stack, text in synthesized(project).items()}
    for name, settings in load_environments(environment_files(project / "environments")).items():
        found[RECORDS / f"cognito-{name}.md"] = as_markdown(name, settings)
    return dict(sorted(found.items()))


def synthesized(project: Path) -> dict[str, str]:
    """Stack -> its Terraform JSON, as a project's main.py writes it now. Raises SynthError when that fails."""
    with tempfile.TemporaryDirectory() as folder:
        ran = subprocess.run(
            [sys.executable, "-O", "main.py"],
            cwd=project,
            env={**os.environ, "CDKTF_OUTDIR": folder},
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode:
            raise SynthError(ran.stderr.strip(), ran.returncode)
        found = Path(folder).glob("stacks/*/*.json")
        return {path.parent.name: path.read_text(encoding="utf-8") for path in found}


def stale_records(project: Path) -> list[str]:
    """What is wrong with the committed records, a sentence each with the difference below it; [] when nothing is."""
    current = records(project)
    wrong = []
    for path, text in current.items():
        environment = f"environments/{path.stem.removeprefix('cognito-')}.toml"
        file = project / path
        if not file.is_file():
            wrong.append(f"{path.as_posix()} is missing, the record of {environment}: {_REMEDY}")
        elif (recorded := file.read_text(encoding="utf-8")) != text:
            said = f"{path.as_posix()} is not what {environment} becomes now; if that is meant, {_REMEDY}"
            wrong.append("\n".join([said, *_difference(recorded, text)]))
    wrong += [f"{path.as_posix()} is of no environment any more: {_REMEDY}" for path in _former(project, current)]
    return wrong


def write_records(project: Path) -> list[Path]:
    """Write the records, and remove those of environments that are gone. Returns the paths that changed."""
    current = records(project)
    changed = []
    for path, text in current.items():
        file = project / path
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            changed.append(path)
    for path in _former(project, current):
        (project / path).unlink()
        changed.append(path)
    return sorted(changed)


def _former(project: Path, current: dict[Path, str]) -> list[Path]:
    found = (path for kind in ("json", "md") for path in (project / RECORDS).glob(f"cognito-*.{kind}"))
    return sorted(path.relative_to(project) for path in found if path.relative_to(project) not in current)


def _difference(recorded: str, current: str) -> Iterator[str]:
    lines = difflib.unified_diff(recorded.splitlines(), current.splitlines(), "recorded", "now", lineterm="", n=2)
    yield from islice(lines, _MOST_LINES_SHOWN)
    if next(lines, None) is not None:
        yield "..."
