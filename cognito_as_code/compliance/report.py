"""How environments stand to the profiles they must meet."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from cognito_as_code.checks import check_environments
from cognito_as_code.compliance import Assessment, Status, assess, profiles_of
from cognito_as_code.settings import EnvironmentSettings, SettingsError, environment_files

_MARKS: dict[Status, str] = {"passed": "✅", "failed": "❌", "waived": "☑️", "not applicable": "–"}  # noqa: RUF001


def main(arguments: list[str] | None = None) -> int:
    """Print a table an environment; 1 when a control fails or a file is wrong, else 0."""
    parser = argparse.ArgumentParser(prog="compliance", description="How environments stand to their profiles.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="default: environments/*.toml")
    parser.add_argument("--format", choices=["text", "markdown", "json"], default="text")
    options = parser.parse_args(arguments)
    try:
        checked = check_environments(options.files or environment_files(Path("environments")))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    environments = checked.assessed
    wrong = [each for each in checked.findings if each.severity == "error" and each.rule != "CMP-1"]
    for finding in wrong:
        print(finding, file=sys.stderr)
    match options.format:
        case "json":
            print(json.dumps({name: as_data(environments[name]) for name in sorted(environments)}, indent=2))
        case "markdown":
            print("\n".join(as_markdown(name, environments[name]) for name in sorted(environments)), end="")
        case _:
            for name in sorted(environments):
                _print_table(name, environments[name])
    failed = any(each.status == "failed" for settings in environments.values() for each in assess(settings))
    return 1 if wrong or failed else 0


def as_data(settings: EnvironmentSettings) -> list[dict[str, str]]:
    """The assessments as JSON has them."""
    return [
        {
            "profile": each.profile,
            "control": each.control.id,
            "title": each.control.title,
            "status": each.status,
            "instead": _instead(each),
            "note": each.control.note,
            "source": each.control.source,
        }
        for each in assess(settings)
    ]


def as_markdown(name: str, settings: EnvironmentSettings) -> str:
    """The assessments of one environment as a Markdown section."""
    rows = [
        f"| {_MARKS[each.status]} {each.status} | [{each.control.id}]({each.control.source}) | {each.profile} | "
        f"{each.control.title} | {_instead(each)} |"
        for each in assess(settings)
    ]
    notes = [f"- {note}" for note in _notes(settings)]
    table = ["| | Control | Profile | What must hold | Instead |", "| --- | --- | --- | --- | --- |", *rows, ""]
    return "\n".join(
        [f"## {name}: {_summary(settings)}", "", *(table if rows else []), *notes, *([""] if notes else [])]
    )


def _print_table(name: str, settings: EnvironmentSettings) -> None:
    table = Table(title=f"{name}: {_summary(settings)}", title_justify="left")
    for heading in ("", "control", "profile", "what must hold", "instead"):
        table.add_column(heading, overflow="fold")
    colours = {"passed": "green", "failed": "red", "waived": "yellow", "not applicable": "dim"}
    for each in assess(settings):
        status = f"[{colours[each.status]}]{each.status}[/]"
        table.add_row(status, each.control.id, each.profile, each.control.title, _instead(each))
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(table if table.row_count else table.title)
    for note in _notes(settings):
        console.print(f"Note: {note}")
    console.print()


def _summary(settings: EnvironmentSettings) -> str:
    counts = Counter(each.status for each in assess(settings))
    if not counts:
        return 'asks for no profile; name some in compliance = ["baseline"]'
    said = ", ".join(f"{counts[status]} {status}" for status in _MARKS if counts[status])
    return f"{', '.join(profiles_of(settings))}: {said}"


def _notes(settings: EnvironmentSettings) -> list[str]:
    """Where controls contradict each other or AWS's advice, each once."""
    notes = {each.control.note: each.control.id for each in assess(settings) if each.control.note}
    return [f"{control}: {note}" for note, control in notes.items()]


def _instead(each: Assessment) -> str:
    asked = "; ".join(f"{'.'.join(map(str, unmet.key))} is {unmet.said}: {unmet.fix}" for unmet in each.unmet)
    if each.status == "waived" and each.waiver:
        return f"waived until {each.waiver.expires}: {each.waiver.reason}"
    return f"{asked} (the waiver expired on {each.waiver.expires})" if asked and each.waiver else asked
