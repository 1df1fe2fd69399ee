"""`cognito diff`"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cognito_as_code.cli.project import enter_project, environment_file
from cognito_as_code.cli.show import as_toml, dotted, print_table, read_effective

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cognito_as_code.settings.core.findings import KeyPath


def diff(
    first: Annotated[str, typer.Argument(metavar="ENVIRONMENT", help="The name of its file, without .toml.")],
    second: Annotated[str, typer.Argument(metavar="ENVIRONMENT", help="The one to compare it with.")],
    format: Annotated[Literal["text", "json"], typer.Option(help="How it is printed.")] = "text",
) -> None:
    """Show where two environments differ, defaults included, and which protects less where that is known.

    To differ is no finding: the exit code is 0.
    """
    from cognito_as_code.settings.across import strengths

    enter_project()
    sides = [read_effective(environment_file(each)) for each in (first, second)]
    values = [{value.key: value.value for value in each} for _, each in sides]
    strong = [strengths(settings) for settings, _ in sides]
    rows: list[tuple[KeyPath, Any, Any, str]] = [
        (key, values[0].get(key), values[1].get(key), _weaker(key, strong, (first, second)))
        for key in dict.fromkeys([*values[0], *values[1]])
        if _differs(values[0].get(key), values[1].get(key))
    ]
    if format == "json":
        data = [
            {"key": dotted(key), first: before, second: after, "weaker": weaker} for key, before, after, weaker in rows
        ]
        print(json.dumps(data, indent=2, ensure_ascii=False, default=str))
    elif rows:
        print_table(
            ("key", first, second, "protects less"),
            [(dotted(key), as_toml(before), as_toml(after), weaker) for key, before, after, weaker in rows],
        )
    else:
        print(f"{first} and {second} come to the same")


def _differs(first: Any, second: Any) -> bool:
    nothing: tuple[Any, ...] = (None, {})
    return first != second and not (first in nothing and second in nothing)


def _weaker(key: KeyPath, strong: Sequence[Mapping[KeyPath, float]], names: tuple[str, str]) -> str:
    """Which of two environments protects less by a key, or by whether the table around it is there; "" if unknown."""
    while key:
        first, second = (each.get(key) for each in strong)
        if first is not None and second is not None:
            return "" if first == second else names[first > second]
        key = key[:-1]
    return ""
