"""`cognito synth`"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from cognito_as_code.cli.project import cannot_run, enter_project


def synth() -> None:
    """Write every environment's Terraform JSON to cdktf.out, all or nothing: what main.py does."""
    enter_project()
    raise typer.Exit(run_main())


def run_main(*arguments: str, **options: Any) -> int:
    """Run the main.py of the project that was entered, with this Python. Returns its exit code."""
    require_main()
    # -O leaves out the framework's assertions, which take half of the time.
    return subprocess.run([sys.executable, "-O", "main.py", *arguments], check=False, **options).returncode  # noqa: S603


@contextmanager
def words_of_main() -> Iterator[None]:
    """Require the main.py of the project that was entered, and end the command with its words where it fails."""
    from cognito_as_code.testing import SynthError

    require_main()
    try:
        yield
    except SynthError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(error.code) from None


def require_main() -> None:
    """End the command with 2 unless the project that was entered has a main.py."""
    if not Path("main.py").is_file():
        cannot_run(f"{Path.cwd()} has no main.py, which says what is built; `cognito init` writes one")
