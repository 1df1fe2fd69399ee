"""Tables as TOML, laid out as people lay them out."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from cognito_as_code.settings.core.fields import KeyPath

_WIDTH = 118
_INLINE = {"role_arn", "variable"}
"""A table of one of these alone is written behind its key."""


def toml_text(tables: Mapping[str, Any], comments: Mapping[KeyPath, list[str]]) -> str:
    """The text of a file. A comment stands below the head of its table, or of the nearest table that is written."""
    placed: dict[KeyPath, list[str]] = {}
    for wanted, sentences in comments.items():
        place = next(wanted[:length] for length in range(len(wanted), -1, -1) if _is_written(tables, wanted[:length]))
        placed.setdefault(place, []).extend(each for each in sentences if each not in placed.get(place, []))
    return "\n".join(_table(tables, (), placed)).strip("\n") + "\n"


def _is_written(tables: Any, place: KeyPath) -> bool:
    for part in place:
        if not isinstance(tables, dict) or part not in tables:
            return False
        tables = tables[part]
    return isinstance(tables, dict) and not _is_inline(tables)


def _table(table: Mapping[str, Any], path: KeyPath, comments: Mapping[KeyPath, list[str]]) -> Iterator[str]:
    below = {key: value for key, value in table.items() if _is_a_table_of_its_own(value)}
    values = {key: value for key, value in table.items() if key not in below}
    if path and (values or comments.get(path) or not below):
        yield from ("", f"[{_dotted(path)}]")
    for sentence in comments.get(path, []):
        yield from textwrap.wrap(
            "".join(each if each.isprintable() else " " for each in sentence),
            _WIDTH,
            initial_indent="# ",
            subsequent_indent="# ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    yield from _lines(values)
    for key, value in below.items():
        if isinstance(value, list):
            for each in value:
                yield from ("", f"[[{_dotted((*path, key))}]]")
                yield from _lines(each)
        else:
            yield from _table(value, (*path, key), comments)


def _is_a_table_of_its_own(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and isinstance(value[0], dict)
    return isinstance(value, dict) and not _is_inline(value)


def _is_inline(value: Mapping[str, Any]) -> bool:
    return len(value) == 1 and value.keys() <= _INLINE


def _lines(values: Mapping[str, Any]) -> Iterator[str]:
    """`key = value`, with the signs below each other."""
    width = max((len(_key(key)) for key in values), default=0)
    for key, value in values.items():
        yield f"{_key(key):{width}} = {_value(value, width + 3)}"


def _dotted(path: KeyPath) -> str:
    return ".".join(_key(str(part)) for part in path)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _string(key)


def _value(value: Any, indent: int) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _long_string(value) if "\n" in value else _string(value)
        case list():
            line = f"[{', '.join(_value(each, indent) for each in value)}]"
            if len(line) + indent <= _WIDTH or len(value) < 2:  # noqa: PLR2004
                return line
            return "[\n" + "".join(f"    {_value(each, indent)},\n" for each in value) + "]"
        case dict():
            return f"{{ {', '.join(f'{_key(key)} = {_value(each, indent)}' for key, each in value.items())} }}"
        case _:
            return str(value)


def _string(text: str) -> str:
    """A basic string: JSON's, but that TOML wants DEL escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _long_string(text: str) -> str:
    """A text of several lines as it is, unless TOML would read it otherwise."""
    plain = text.isprintable() or all(each.isprintable() or each in "\n\t" for each in text)
    return f"'''\n{text}'''" if plain and "''" not in text and not text.endswith("'") else _string(text)
