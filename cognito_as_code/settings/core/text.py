"""Findings as lines for people: the same words, breaks and carets in a terminal, in a CI log and for synth."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from cognito_as_code.settings.core.findings import Finding
from cognito_as_code.settings.core.report import place_of
from cognito_as_code.settings.core.rule import every_rule
from cognito_as_code.settings.core.secrets import HIDDEN, is_secret, without_secrets
from cognito_as_code.settings.core.toml import Place

WIDTH = 100
"""Columns where no terminal says how many it has."""

NARROWEST, WIDEST = 80, 120
"""Columns that a terminal's width is taken for at the least and at the most."""

Part = Literal["place", "error", "warning", "key", "message", "rule", "code", "caret"]
Line = list[tuple[str, Part]]
_ABOUT_SECRETS = {"BCK-2", "OVR-1"}
_TAB = 4


def as_text(findings: Sequence[Finding], width: int = WIDTH) -> str:
    """All findings and their number, as text without colour; "" when there is none."""
    return "".join("".join(text for text, _ in line) + "\n" for line in as_lines(findings, width))


def as_lines(findings: Sequence[Finding], width: int = WIDTH) -> Iterator[Line]:
    """The same in lines of parts, for colours: each finding, by file and line, and at the end how many there are."""
    placed = [(finding, _place(finding)) for finding in findings]
    for finding, place in sorted(placed, key=lambda each: (each[0].file, each[1].line, each[1].column, str(each[0]))):
        yield from _head(finding, f"{finding.file}:{place.line}" if place.line else finding.file)
        yield from _wrapped(finding.message, width)
        yield from _rule(finding)
        if place.is_said:
            yield from _excerpt(finding, place, width)
        yield []
    if findings:
        yield [(count(findings), "message")]


def count(findings: Sequence[Finding]) -> str:
    """How many errors and warnings there are."""
    errors = sum(finding.severity == "error" for finding in findings)
    return f"{_number(errors, 'error')}, {_number(len(findings) - errors, 'warning')}"


def _number(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _place(finding: Finding) -> Place:
    """Where a finding is; line 0 where it is about a whole file, a folder or an environment from Python."""
    has_line = finding.file and (finding.key or finding.line) and Path(finding.file).is_file()
    return place_of(finding) if has_line else Place(0, 0, is_said=False)


def _head(finding: Finding, place: str) -> Iterator[Line]:
    parts: Line = [(_printable(place), "place"), (finding.severity, finding.severity)]
    parts.append((_printable(finding.dotted_key), "key"))
    yield [part for each in parts if each[0] for part in (each, (" ", "message"))][:-1]


def _wrapped(message: str, width: int) -> Iterator[Line]:
    """A message in lines that break between words, never in one: a URL or a path stays whole, however long."""
    for line in textwrap.wrap(_printable(message), width - 2, break_long_words=False, break_on_hyphens=False):
        yield [(f"  {line}", "message")]


def _rule(finding: Finding) -> Iterator[Line]:
    rule = every_rule().get(finding.rule)
    if rule:
        yield [(f"  {rule.id}: {rule.source}", "rule")]


def _excerpt(finding: Finding, place: Place, width: int) -> Iterator[Line]:
    """The line itself with its number, and a caret below its column; what may be a secret is not repeated."""
    line, column = place.line, place.column
    source = _source(finding.file, line)
    if not source.strip():
        return
    is_hidden = finding.rule in _ABOUT_SECRETS or is_secret(finding.key)
    before, sign, _ = source.partition("=")
    shown = without_secrets(source)
    if is_hidden:
        shown = f"{before}{sign} {HIDDEN}" if sign else HIDDEN
    gutter = f"  {line:>5} | "
    room = width - len(gutter)
    tabbed, at = shown.expandtabs(_TAB), _columns(source[: column - 1]) if column else -1
    hidden_at = column and not shown.startswith(source[: column - 1])
    start = 0
    if len(tabbed) > room:
        start = max(0, min(at - room // 3, len(tabbed) - room + 3)) if at > room * 2 // 3 else 0
        tabbed = ("..." if start else "") + tabbed[start + (3 if start else 0) :]
        tabbed = tabbed if len(tabbed) <= room else tabbed[: room - 3] + "..."
    yield [(gutter + _printable(tabbed.rstrip()), "code")]
    if column and not hidden_at:
        yield [(" " * (len(gutter) - 2) + "| ", "code"), (" " * (at - start) + "^", "caret")]


def _columns(text: str) -> int:
    """How many columns a text takes: wide letters take two, marks on a letter none."""
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1
        for each in text.expandtabs(_TAB)
    )


def _source(file: str, line: int) -> str:
    """A line of a file; "" where there is none, or none to be read."""
    try:
        lines = Path(file).read_bytes().decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except (OSError, ValueError):
        return ""
    return lines[line - 1] if line <= len(lines) else ""


def _printable(text: str) -> str:
    """Text without what a terminal would obey rather than show."""
    return "".join(each if each.isprintable() else " " if each in "\t\n" else "\ufffd" for each in text)


def for_stream(text: str, encoding: str | None) -> str:
    """Text with what a stream cannot take replaced, as in a log of plain ASCII."""
    encoding = encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)
