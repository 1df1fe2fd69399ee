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

from cognito_as_code.settings.core.contents import FileContent, NoContent
from cognito_as_code.settings.core.fields import KeyPath as KeyPath
from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.spellings import squashed, written_instead

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
    line: int = 0
    """The line of the file, where no key leads to it; else 0."""
    column: int = 0
    of_key: bool = False
    """Whether the key is wrong, rather than its value."""

    @property
    def dotted_key(self) -> str:
        """The key path as TOML writes it, with places in lists in brackets."""
        parts = (f"[{part}]" if isinstance(part, int) else f".{_bare_or_quoted(part)}" for part in self.key)
        return "".join(parts).removeprefix(".")

    def __str__(self) -> str:
        severity = "" if self.severity == "error" else self.severity
        line = f"line {self.line}" if self.line else ""
        text = ": ".join(part for part in (severity, self.file, line, self.dotted_key, self.message) if part)
        return text + (f" [{self.rule}]" if self.rule else "")


def leaves(key: KeyPath, value: Any) -> Iterator[tuple[KeyPath, Any]]:
    """Every value in tables and lists, however deep, and every empty one of those, with its key path."""
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from leaves((*key, name), inner)
    elif isinstance(value, list) and value:
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


_VERY_NEAR = 0.8
"""How alike, from 0 to 1, a key must be to be meant rather than the same key of another table."""

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


_RENAMED_VALUES = {
    "ADMIN_NO_SRP_AUTH": ("ALLOW_ADMIN_USER_PASSWORD_AUTH",),
    "ADMIN_USER_PASSWORD_AUTH": ("ALLOW_ADMIN_USER_PASSWORD_AUTH",),
    "CUSTOM_AUTH_FLOW_ONLY": ("ALLOW_CUSTOM_AUTH",),
    "CUSTOM_AUTH": ("ALLOW_CUSTOM_AUTH",),
    "USER_PASSWORD_AUTH": ("ALLOW_USER_PASSWORD_AUTH",),
    "USER_SRP_AUTH": ("ALLOW_USER_SRP_AUTH",),
    "USER_AUTH": ("ALLOW_USER_AUTH",),
    "REFRESH_TOKEN": ("ALLOW_REFRESH_TOKEN_AUTH",),
    "REFRESH_TOKEN_AUTH": ("ALLOW_REFRESH_TOKEN_AUTH",),
    "AUTHORIZATION_CODE": ("code",),
    "AUTHORIZATION_CODE_GRANT": ("code",),
    "IMPLICIT_CODE_GRANT": ("implicit",),
    "REQUIRED": ("ON", "required"),
    "SOFTWARE_TOKEN": ("TOTP",),
    "SOFTWARE_TOKEN_MFA": ("TOTP",),
    "OTP": ("TOTP",),
    "SMS_MFA": ("SMS",),
    "SMS_OTP": ("SMS",),
    "PHONE": ("SMS", "phone_number"),
    "EMAIL_OTP": ("EMAIL",),
    "PASSKEY": ("WEB_AUTHN",),
    "COGNITO": ("COGNITO_DEFAULT",),
    "SES": ("DEVELOPER",),
    "TRUE": ("ENABLED", "ACTIVE", "ON"),
    "FALSE": ("DISABLED", "INACTIVE", "OFF"),
    "CLAUDE_DESKTOP": ("CLAUDE",),
    "CLAUDE_MOBILE": ("CLAUDE",),
    "CLAUDE_WEB": ("CLAUDE",),
}
"""A value that AWS, CDK or a product has or had -> what means it here, the first that is allowed."""


@cache
def json_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of a model, made once."""
    return model.model_json_schema()


def describe(error: ValidationError, model: type[BaseModel]) -> list[Finding]:
    """Say pydantic's errors in the words of the file's author: one finding a mistake."""
    schema = json_schema(model)
    details = error.errors(include_url=False)
    meant = {
        (*key_path(each)[:-1], nearest(str(key_path(each)[-1]), _known(each, schema)))
        for each in details
        if each["type"] == "extra_forbidden"
    }
    return [
        _finding(each, schema)
        for each in details
        if not (each["type"] == "missing" and key_path(each) in meant)  # misspelled: said once, as unknown
        and each["type"] != "default_factory_not_called"  # says again that a key beside it is wrong
    ]


def _finding(details: ErrorDetails, schema: Mapping[str, Any]) -> Finding:
    key, given = key_path(details), details["input"]
    if isinstance(given, NoContent):
        return Finding((*key, given.kind), given.problem)
    message = _message(details, schema)
    if isinstance(given, FileContent):  # it may be a file that nobody meant
        message = message.replace(shown(str(given)), f"the content of {shown(given.file)}")
    elif _may_be_a_secret(schema, key):
        message = message.replace(shown(given), "what stands here")
    return Finding(key, message, of_key=details["loc"][-1] == "[key]" or _is_unknown(details))


def _may_be_a_secret(schema: Mapping[str, Any], key: KeyPath) -> bool:
    """Whether a key is in a table that says where a secret comes from: the secret itself may stand there instead."""
    return any(schema_at(schema, key[:end]).get("title") == "SecretSettings" for end in range(1, len(key) + 1))


def _is_unknown(details: ErrorDetails) -> bool:
    return details["type"] == "extra_forbidden"


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
            return f"unknown key; {_instead(key_path(details), _known(details, schema), schema)}"
        case "literal_error":
            allowed = limits["expected"].replace("'", '"')
            choices = re.findall('"([^"]*)"', allowed)
            renamed = _RENAMED_VALUES.get(re.sub("[ -]", "_", str(given)).upper(), ())
            meant = next((each for each in renamed if each in choices), "")
            hint = f'did you mean "{meant}"? ' if meant else did_you_mean(str(given), choices)
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
        case "dict_type" | "model_type" if isinstance(given, list):
            return f"{shown(given)} is an array; write {_one_table_or_several(key_path(details), field)}"
        case _ if kind in _WANTED:
            return f"{shown(given)} is {_toml_type(given)}; write {_WANTED[kind]}"
        case _:
            return details["msg"]


def _instead(key: KeyPath, known: list[str], schema: Mapping[str, Any]) -> str:
    """What to write instead of an unknown key: ours for another tool's, the nearest here, or the table that has it."""
    table, name = key[:-1], str(key[-1])
    spelled_here = [each for each in known if squashed(each) == squashed(name)]
    if spelled_here:
        return f'did you mean "{spelled_here[0]}"?'
    if answer := written_instead(table, name):
        return answer
    near = nearest(name, known)
    elsewhere = _tables_with(name, schema)
    is_very_near = near and difflib.SequenceMatcher(a=name, b=near).ratio() >= _VERY_NEAR
    if len(elsewhere) == 1 and not is_very_near:
        place = f"[{elsewhere[0]}]" if elsewhere[0] else "the top level, before the first table"
        return f"it is a key of {place}: write it there"
    return f'did you mean "{near}"?' if near else f"known here: {', '.join(known)}"


def _tables_with(name: str, schema: Mapping[str, Any], here: str = "", node: Any = None) -> list[str]:
    """The tables that have a key of that name; NAME stands for a name that is free."""
    node = _resolved(schema, schema if node is None else node)
    found = [here] if name in node.get("properties", {}) else []
    for key, inner in node.get("properties", {}).items():
        found += _tables_with(name, schema, f"{here}.{key}".removeprefix("."), inner)
    named = next(iter(node.get("patternProperties", {}).values()), None) or node.get("additionalProperties")
    if isinstance(named, dict):
        found += _tables_with(name, schema, f"{here}.NAME", named)
    return found


def _one_table_or_several(key: KeyPath, field: Mapping[str, Any]) -> str:
    table = ".".join(str(part) for part in key)
    named = "additionalProperties" in field and not field.get("properties")
    return f"a table for each, by name, as in [{table}.NAME]" if named else f"one table, [{table}]"


def _missing(name: str, field: Mapping[str, Any]) -> str:
    if examples := field.get("examples"):
        example = examples[0] if field.get("format") == "date" else shown(examples[0])
        return f"is missing; add it, for example {name} = {example}"
    return f"is missing; add the table [{name}] with its keys {', '.join(field.get('required', []))}"


def _known(details: ErrorDetails, schema: Mapping[str, Any]) -> list[str]:
    table = key_path(details)[:-1]
    return sorted(
        [
            *schema_at(schema, table).get("properties", {}),
            *(["extends"] if not table and "account_id" in schema["properties"] else []),
        ]
    )


def _lengths(field: Mapping[str, Any], limits: Mapping[str, Any]) -> str:
    if {"minLength", "maxLength"} <= set(field):
        return f"{field['minLength']} to {field['maxLength']}"
    return f"at least {limits['min_length']}" if "min_length" in limits else f"at most {limits['max_length']}"


def _range(field: Mapping[str, Any]) -> str:
    return f"{field.get('x-least', field['minimum'])} to {field['maximum']}"


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
