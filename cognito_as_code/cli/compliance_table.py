"""How an environment stands to its profiles, as a table."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table

from cognito_as_code.compliance import assess
from cognito_as_code.compliance.report import instead, notes, summary
from cognito_as_code.settings import EnvironmentSettings


def print_table(name: str, settings: EnvironmentSettings) -> None:
    """Print how one environment stands to its profiles."""
    table = Table(title=f"{name}: {summary(settings)}", title_justify="left")
    for heading in ("", "control", "profile", "what must hold", "instead"):
        table.add_column(heading, overflow="fold")
    colours = {"passed": "green", "failed": "red", "waived": "yellow", "not applicable": "dim"}
    for each in assess(settings):
        status = f"[{colours[each.status]}]{each.status}[/]"
        table.add_row(status, each.control.id, each.profile, each.control.title, instead(each))
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(table if table.row_count else table.title)
    for note in notes(settings):
        console.print(f"Note: {note}")
    console.print()
