"""`cognito snapshots`"""

from __future__ import annotations

from pathlib import Path

from cognito_as_code.cli.project import enter_project


def snapshots() -> None:
    """Record what the environments become now, in tests/__snapshots__: what the project's test compares with.

    Read what changed like any other code: git diff tests/__snapshots__.
    """
    enter_project()
    changed = write_snapshots()
    print("\n".join(map(str, changed)) if changed else "nothing changed")


def write_snapshots() -> list[Path]:
    """Write the records of the project that was entered. Ends the command with main.py's words when it fails."""
    from cognito_as_code.cli.synth import words_of_main
    from cognito_as_code.testing import write_records

    with words_of_main():
        return write_records(Path())
