"""What holds for every file: settings or messages, and nothing else."""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from itertools import product
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import settings as budget
from hypothesis import strategies as st
from pydantic import ValidationError

from cognito_as_code.checks import check, load_environment
from cognito_as_code.settings import EnvironmentSettings, SettingsError
from cognito_as_code.settings.app_client.model import AppClientSettings
from cognito_as_code.settings.core.findings import KeyPath, schema_at
from tests.conftest import PROJECT

EXAMPLES = PROJECT / "examples/settings"
FULL = (EXAMPLES / "full.toml").read_text()
# Keys that cannot stand beside others of the full file.
EXCLUSIVE = {"stream_arn", "web_acl_arn", "log_group_arn", "mcp_servers", "url", "clients"}  # no classic domain beside


def full() -> dict[str, Any]:
    """The full file's tables, with the contents of the files it names."""
    return copy.deepcopy(FULL_TABLES)


def _with_contents(value: Any) -> Any:
    if isinstance(value, dict):
        return (
            "{}"
            if set(value) == {"file"}
            else "AAAA"
            if set(value) == {"filebase64"}
            else {key: _with_contents(inner) for key, inner in value.items()}
        )
    return [_with_contents(inner) for inner in value] if isinstance(value, list) else value


FULL_TABLES: dict[str, Any] = _with_contents(tomllib.loads(FULL))


def mistakes(file: Path) -> list[str]:
    try:
        load_environment(file)
    except SettingsError as error:
        return error.lines
    return []


def places(node: Any, here: KeyPath = ()) -> Iterator[KeyPath]:
    """The key path of every value in tables and lists."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield (*here, key)
        yield from places(value, (*here, key))


def at(data: Any, place: KeyPath) -> Any:
    for key in place:
        data = data[key]
    return data


def dotted(place: KeyPath) -> str:
    return ".".join(map(str, place))


def toml(value: Any) -> str:
    """A value in one line of TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(key)} = {toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


# What an override says is for Terraform to judge.
PLACES = [place for place in places(full()) if place[0] != "overrides" or len(place) < 3]
KEYS = sorted({key for place in PLACES for key in place if isinstance(key, str)})
TEXT = st.text() | st.sampled_from(KEYS)
SCALARS = st.booleans() | st.integers() | st.floats() | TEXT


def nested(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=8
    )


TOML_VALUES = nested(SCALARS)
JSON_VALUES = nested(SCALARS | st.none())
HAS_A_FIX = re.compile(r"; |did you mean|known here: ")


def test_the_full_file_is_right_and_has_every_key() -> None:
    settings, findings = check(full())
    assert settings is not None
    assert {finding.severity for finding in findings} == {"warning"}
    tables = [_SCHEMA, *_SCHEMA["$defs"].values()]
    assert {key for table in tables for key in table.get("properties", {})} <= set(KEYS) | EXCLUSIVE


def _another_type(value: Any) -> Any:
    return "text" if isinstance(value, int | list) else 5


@pytest.mark.parametrize("place", PLACES, ids=dotted)
def test_a_value_of_another_type_is_said_once_where_it_is(place: KeyPath) -> None:
    data = full()
    at(data, place[:-1])[place[-1]] = _another_type(at(data, place))
    settings, findings = check(data)
    assert settings is None
    (finding,) = findings
    assert finding.key == place
    assert HAS_A_FIX.search(finding.message)


_SCHEMA = EnvironmentSettings.model_json_schema()
TABLES = [
    place for place in PLACES if isinstance(at(full(), place), dict) and "properties" in schema_at(_SCHEMA, place)
]


@pytest.mark.parametrize("place", TABLES, ids=dotted)
def test_a_key_that_a_table_has_not_is_said_where_it_is(place: KeyPath) -> None:
    data = full()
    at(data, place)["quorum"] = 2
    (finding,) = check(data)[1]
    assert finding.key == (*place, "quorum")
    assert finding.message.startswith("unknown key; known here: ")


@budget(max_examples=75, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(full())) | TEXT, JSON_VALUES, max_size=4))
@example({"[key]": []})  # what pydantic calls a mistake in a key
def test_any_tables_give_settings_or_findings(data: dict[str, Any]) -> None:
    settings, findings = check(data)
    assert settings is not None or findings
    assert all(HAS_A_FIX.search(finding.message) for finding in findings)


@st.composite
def changed_in_one_place(draw: st.DrawFn) -> dict[str, Any]:
    """A right file's tables with a key dropped, renamed or given another value."""
    data: dict[str, Any] = full()
    place = draw(st.sampled_from(PLACES))
    table, key = at(data, place[:-1]), place[-1]
    change = draw(st.sampled_from(["drop", "rename", "replace"]))
    if change == "replace":
        table[key] = draw(TOML_VALUES)
    elif change == "rename" and isinstance(table, dict):
        table[draw(TEXT)] = table.pop(key)
    else:
        del table[key]
    return data


@budget(max_examples=75, deadline=None)
@given(data=changed_in_one_place())
def test_a_right_file_changed_in_one_place_raises_settings_errors_only(
    data: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.getbasetemp() / "changed.toml"
    file.write_text("\n".join(f"{toml(key)} = {toml(value)}" for key, value in data.items()), encoding="utf-8")
    for line in mistakes(file):
        assert line.startswith(f"{file}: ")
        assert not line.startswith(f"{file}: is not TOML")


@st.composite
def edited(draw: st.DrawFn) -> str:
    """The full file with a part of it replaced by any text."""
    start = draw(st.integers(0, len(FULL)))
    end = draw(st.integers(start, min(len(FULL), start + 30)))
    return FULL[:start] + draw(st.text(max_size=10) | st.text("[]{}=\"'.,#\n 0-", max_size=10)) + FULL[end:]


@budget(max_examples=200, deadline=None)
@given(content=st.binary() | st.text().map(str.encode) | edited().map(str.encode))
@example(content=b"\x00")
@example(content=b"a = 1e999\nb = -nan")
@example(content=b"extends = 5")
def test_any_file_gives_settings_or_messages(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_bytes(content)
    assert all(line.startswith(f"{file}: ") for line in mistakes(file))


UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
# key -> the fewest and the most seconds, and the units it may be in
DURATIONS = {
    "access_token_validity": (300, 86_400, "smhd"),
    "id_token_validity": (300, 86_400, "smhd"),
    "refresh_token_validity": (3600, 315_360_000, "smhd"),
    "auth_session_validity": (180, 900, "m"),
}


def accepts(key: str, duration: str) -> bool:
    try:
        AppClientSettings.model_validate({key: duration})
    except ValidationError:
        return False
    return True


def is_within(key: str, number: int, unit: str) -> bool:
    fewest, most, units = DURATIONS[key]
    return unit in units and fewest <= number * UNITS[unit] <= most


@budget(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(DURATIONS)), st.integers(0, 999_999_999) | st.integers(0, 1500), st.sampled_from("smhd"))
def test_a_duration_is_accepted_exactly_within_its_bounds(key: str, number: int, unit: str) -> None:
    assert accepts(key, f"{number}{unit}") == is_within(key, number, unit)


@pytest.mark.parametrize(("key", "unit"), list(product(DURATIONS, UNITS)))
def test_a_duration_is_accepted_exactly_within_its_bounds_at_the_bounds(key: str, unit: str) -> None:
    fewest, most, _ = DURATIONS[key]
    for bound in (ceil(fewest / UNITS[unit]), most // UNITS[unit]):
        for number in (bound - 1, bound, bound + 1):
            assert accepts(key, f"{number}{unit}") == is_within(key, number, unit)


@budget(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(DURATIONS)), st.text() | st.from_regex(r"\A[-+]?\d+(\.\d+)?\s?[a-zA-Z]*\n?\Z"))
@example("refresh_token_validity", "60m\n")
@example("refresh_token_validity", "\u0666\u0660m")
@example("refresh_token_validity", "1e3m")
@example("refresh_token_validity", "60M")
def test_nothing_but_a_number_and_a_unit_is_a_duration(key: str, text: str) -> None:
    assert not accepts(key, text) or re.fullmatch(r"[0-9]+[smhd]", text)
