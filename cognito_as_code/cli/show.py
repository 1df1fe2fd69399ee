"""`cognito show`"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cognito_as_code.cli.project import enter_project, environment_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cognito_as_code.checks import CheckedEnvironments
    from cognito_as_code.settings import EnvironmentSettings
    from cognito_as_code.settings.adoption.model import Adoption
    from cognito_as_code.settings.core.findings import KeyPath
    from cognito_as_code.settings.effective import Value


def show(
    environment: Annotated[str, typer.Argument(metavar="ENVIRONMENT", help="The name of its file, without .toml.")],
    format: Annotated[
        Literal["text", "json"], typer.Option(help="text: a table of what is set. json: all, unset values too.")
    ] = "text",
) -> None:
    """Show what an environment comes to, and what says each value: a file's line, a preset, a profile or a default."""
    enter_project()
    file = environment_file(environment)
    checked = _checked(file)
    values = _effective(file, checked.environments[file.stem])
    if format == "json":
        print(json.dumps([as_data(value) for value in values], indent=2, ensure_ascii=False, default=str))
        return
    rows = [(dotted(each.key), as_toml(each.value), each.where) for each in values if not each.is_unset]
    print_table(("key", "value", "says"), rows)
    if adopted := list(_adopted(checked.adoptions.get(file.stem))):
        print()
        print_table(("adopted", "from", "left as it is"), adopted)


def _adopted(adoption: Adoption | None) -> Iterator[tuple[str, str, str]]:
    """What the environment takes over, and the arguments that the settings do not decide yet."""
    if adoption:
        said = adoption.settings
        for address in sorted({*said.imports, *said.moved, *said.unmanaged}):
            origin = said.imports.get(address) or said.moved.get(address) or "-"
            yield address, origin, ", ".join(said.unmanaged.get(address, [])) or "-"


def read_effective(file: Path) -> tuple[EnvironmentSettings, list[Value]]:
    """An environment's settings and every value in force. Ends the command with 1 and all mistakes in it."""
    settings = read_settings(file)
    return settings, _effective(file, settings)


def _effective(file: Path, settings: EnvironmentSettings) -> list[Value]:
    from cognito_as_code.checks import takes_text
    from cognito_as_code.settings.core.files import read_tables
    from cognito_as_code.settings.effective import effective_values

    return effective_values(file, read_tables(file, takes_text), settings)


def read_settings(file: Path) -> EnvironmentSettings:
    """An environment's settings. Ends the command with 1 and all mistakes in it."""
    return _checked(file).environments[file.stem]


def _checked(file: Path) -> CheckedEnvironments:
    from cognito_as_code.checks import check_environments
    from cognito_as_code.settings import SettingsError

    checked = check_environments([file])
    try:
        checked.require_sound()
    except SettingsError as error:
        from cognito_as_code.cli.messages import print_findings

        print_findings(error.findings)
        raise typer.Exit(1) from None
    return checked


def as_data(value: Value) -> dict[str, Any]:
    """A value as JSON has it."""
    return {
        "key": dotted(value.key),
        "value": value.value,
        "source": value.source,
        "file": value.file,
        "line": value.line,
    }


def dotted(key: KeyPath) -> str:
    """A key path as TOML writes it."""
    from cognito_as_code.settings.core.findings import Finding

    return Finding(key, "").dotted_key


def as_toml(value: Any) -> str:
    """A value much as TOML writes it, short enough for a table; "-" where there is none."""
    from cognito_as_code.settings.core.fields import shown

    return "-" if value is None else shown(value)


def print_table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print a table: fitted to a terminal, and elsewhere as wide as it is, a row a line."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold", no_wrap=not sys.stdout.isatty())
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, console.measure(table, options=console.options.update(width=10_000)).maximum)
    console.print(table)
