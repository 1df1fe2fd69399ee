"""The one way in which commands tell people what was found: the lines of settings.core.text, coloured on a terminal."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

from cognito_as_code.settings.core.findings import Finding
from cognito_as_code.settings.core.rule import every_rule
from cognito_as_code.settings.core.text import NARROWEST, WIDEST, WIDTH, Line, as_lines, as_text, for_stream

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {
    "place": "bold",
    "error": "bold red",
    "warning": "bold yellow",
    "key": "cyan",
    "message": "",
    "rule": "dim",
    "code": "dim",
    "caret": "bold red",
}


def print_findings(findings: Sequence[Finding], stream: TextIO | None = None) -> None:
    """Print findings and their number; nothing when there is none.

    On a terminal, in its width (80 to 120 columns) and in colour, unless NO_COLOR is set or TERM is dumb; elsewhere in
    100 columns. What the stream's encoding lacks is replaced. Default: the standard error.
    """
    stream = stream or sys.stderr
    if not findings:
        return
    if not stream.isatty():
        stream.write(for_stream(as_text(findings, WIDTH), stream.encoding))
        return
    width = max(NARROWEST, min(shutil.get_terminal_size().columns, WIDEST))
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        stream.write(for_stream(as_text(findings, width), stream.encoding))
        return
    from rich.console import Console

    console = Console(file=stream, force_terminal=True, highlight=False, markup=False, emoji=False)
    _print_in_colour(as_lines(findings, width), console, stream.encoding)


def picture_of(findings: Sequence[Finding], title: str) -> str:
    """What a terminal of 100 columns shows, as SVG."""
    from rich.console import Console

    console = Console(
        file=io.StringIO(), record=True, width=WIDTH, force_terminal=True, highlight=False, markup=False, emoji=False
    )
    _print_in_colour(as_lines(findings, WIDTH), console, "utf-8")
    return console.export_svg(title=title, unique_id="check")


def _print_in_colour(lines: Iterable[Line], console: Console, encoding: str) -> None:
    from rich.text import Text

    for line in lines:
        console.print(
            Text.assemble(*((for_stream(text, encoding), _style(text, part)) for text, part in line)),
            soft_wrap=True,
        )


def _style(text: str, part: str) -> str:
    """A part's style; a rule's line is a link to its source."""
    found = every_rule().get(text.strip().partition(":")[0]) if part == "rule" else None
    return f"{_STYLES[part]} link {found.source}" if found else _STYLES[part]
