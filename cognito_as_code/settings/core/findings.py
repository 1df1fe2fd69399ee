"""What is wrong with settings, said to the person who wrote them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel
from pydantic_core import ErrorDetails, ValidationError

from cognito_as_code.settings.core.fields import shown

KeyPath = tuple[str | int, ...]


Severity = Literal["error", "warning"]
"""error: AWS or Terraform would refuse it, or it breaks what it is for. warning: it may be meant."""


@dataclass(frozen=True)
class Finding:
    """One mistake: where it is, what it is with its fix, and the id of the rule it breaks, if any."""

    key: KeyPath
    message: str
    rule: str = ""
    severity: Severity = "error"
    file: str = ""
    """The file it is in; in a stack made from Python, the environment's name."""

    @property
    def dotted_key(self) -> str:
        """The key path as TOML writes it, with places in lists in brackets."""
        parts = (f"[{part}]" if isinstance(part, int) else f".{_bare_or_quoted(part)}" for part in self.key)
        return "".join(parts).removeprefix(".")

    def __str__(self) -> str:
        severity = "" if self.severity == "error" else self.severity
        text = ": ".join(part for part in (severity, self.file, self.dotted_key, self.message) if part)
        return text + (f" [{self.rule}]" if self.rule else "")


def leaves(key: KeyPath, value: Any) -> Iterator[tuple[KeyPath, Any]]:
    """Every value in tables and lists, however deep, with its key path."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves((*key, name), inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves((*key, index), inner)
    else:
        yield key, value


def _bare_or_quoted(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else shown(name)


class SettingsError(Exception):
    """Settings that must not be used: every mistake in them, each with its fix."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = sorted(set(findings), key=str)
        super().__init__(self.findings)

    @property
    def lines(self) -> list[str]:
        """One line a mistake."""
        return [str(finding) for finding in self.findings]

    def __str__(self) -> str:
        return "\n".join(self.lines)


def nearest(value: str, known: Iterable[str]) -> str:
    """The known value that is spelled most like one that is not, capitals aside; "" where none is near."""
    by_capitals = {each.upper(): each for each in known}
    return next((by_capitals[near] for near in difflib.get_close_matches(value.upper(), by_capitals, n=1)), "")


def did_you_mean(value: str, known: Iterable[str]) -> str:
    """A question for the middle of a message; "" where no known value is near."""
    near = nearest(value, known)
    return f'did you mean "{near}"? ' if near else ""


_WANTED = {
    "string_type": "text: put it in quotes",
    "int_type": "a whole number, without quotes",
    "bool_type": "true or false, without quotes",
    "date_type": "a date, without quotes, like 2026-12-31",
    "list_type": "a list in square brackets, like [...]",
    "dict_type": "a table",
    "model_type": "a table",
}
_TOML_TYPES = {
    bool: "a boolean",
    int: "an integer",
    float: "a float",
    str: "a string",
    dict: "a table",
    list: "an array",
}


@cache
def _json_schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def describe(error: ValidationError, model: type[BaseModel]) -> list[Finding]:
    """Say pydantic's errors in the words of the file's author: one finding a mistake."""
    schema = _json_schema(model)
    details = error.errors(include_url=False)
    meant = {
        (*key_path(each)[:-1], nearest(str(key_path(each)[-1]), _known(each, schema)))
        for each in details
        if each["type"] == "extra_forbidden"
    }
    return [
        Finding(key_path(each), _message(each, schema))
        for each in details
        if not (each["type"] == "missing" and key_path(each) in meant)  # misspelled: said once, as unknown
        and each["type"] != "default_factory_not_called"  # says again that a key beside it is wrong
    ]


def key_path(details: ErrorDetails) -> KeyPath:
    """Where one of pydantic's errors is, as a file says it."""
    path = details["loc"]
    of_a_key = (
        path[-1] == "[key]" and details["type"] != "extra_forbidden"
    )  # pydantic's way to say: the key, not the value
    return path[:-1] if of_a_key else path


def _message(details: ErrorDetails, schema: Mapping[str, Any]) -> str:
    kind, given, limits = details["type"], details["input"], details.get("ctx", {})
    field = schema_at(schema, key_path(details))
    match kind:
        case "missing":
            return _missing(str(details["loc"][-1]), field)
        case "extra_forbidden":
            known = _known(details, schema)
            hint = did_you_mean(str(key_path(details)[-1]), known) or f"known here: {', '.join(known)}"
            return f"unknown key; {hint.rstrip()}"
        case "literal_error":
            allowed = limits["expected"].replace("'", '"')
            hint = did_you_mean(str(given), re.findall('"([^"]*)"', allowed))
            return f"{shown(given)} is not allowed; {hint}use {allowed}"
        case "greater_than_equal":
            return f"{shown(given)} is below {limits['ge']}, the least Cognito accepts; use {_range(field)}"
        case "less_than_equal":
            return f"{shown(given)} is above {limits['le']}, the most Cognito accepts; use {_range(field)}"
        case "string_too_short" | "string_too_long":
            return f"{shown(given)} is {len(given)} characters long; use {_lengths(field, limits)} characters"
        case "too_short":
            return f"{shown(given)} has {limits['actual_length']} entries; give at least {limits['min_length']}"
        case "too_long":
            return f"has more than {limits['max_length']} entries, the most AWS accepts; remove some"
        case _ if kind in _WANTED:
            return f"{shown(given)} is {_toml_type(given)}; write {_WANTED[kind]}"
        case _:
            return details["msg"]


def _missing(name: str, field: Mapping[str, Any]) -> str:
    if examples := field.get("examples"):
        return f"is missing; add it, for example {name} = {shown(examples[0])}"
    return f"is missing; add the table [{name}] with its keys {', '.join(field.get('required', []))}"


def _known(details: ErrorDetails, schema: Mapping[str, Any]) -> list[str]:
    table = key_path(details)[:-1]
    return sorted([*schema_at(schema, table).get("properties", {}), *([] if table else ["extends"])])


def _lengths(field: Mapping[str, Any], limits: Mapping[str, Any]) -> str:
    if {"minLength", "maxLength"} <= set(field):
        return f"{field['minLength']} to {field['maxLength']}"
    return f"at least {limits['min_length']}" if "min_length" in limits else f"at most {limits['max_length']}"


def _range(field: Mapping[str, Any]) -> str:
    return f"{field['minimum']} to {field['maximum']}"


def _toml_type(value: object) -> str:
    return _TOML_TYPES.get(type(value), "a date or a time")


def schema_at(schema: Mapping[str, Any], path: KeyPath) -> Mapping[str, Any]:
    """The part of a JSON Schema that speaks of a key path; {} where the path leads out of it."""
    node = schema
    for part in path:
        node = _resolved(schema, node)
        if isinstance(part, int):
            node = node.get("items", {})
        else:
            named = next(iter(node.get("patternProperties", {}).values()), None) or node.get("additionalProperties")
            node = node.get("properties", {}).get(part) or named or {}
    return _resolved(schema, node) if isinstance(node, Mapping) else {}


def _resolved(schema: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    if "anyOf" in node:  # Optional: the alternative is null
        node = {**node, **node["anyOf"][0]}
    if "$ref" in node:
        node = {**schema["$defs"][node["$ref"].rpartition("/")[2]], **node}
    return node
