"""What an environment file comes to: every value, and what says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from cognito_as_code.settings.app_client.model import PRESETS
from cognito_as_code.settings.core.files import Tables
from cognito_as_code.settings.core.findings import Finding, KeyPath
from cognito_as_code.settings.core.report import line_of
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.mcp_server.expansion import Made, made_by_mcp_servers, written_at
from cognito_as_code.settings.strict import STRICT

Source = Literal["file", "extends", "preset", "profile", "mcp_server", "default"]
"""file: the environment's own. extends: a file below it. preset: application_type. profile: compliance = ["strict"].

mcp_server: an [mcp_servers.NAME] that made the table.
"""


@dataclass(frozen=True)
class Value:
    """A value in force, and what says it."""

    key: KeyPath
    value: Any
    source: Source
    file: str = ""
    """The file that says it; "" for a default."""
    line: int = 0

    @property
    def where(self) -> str:
        """What says it, as a place or in words."""
        match self.source:
            case "file":
                return f"{self.file}:{self.line}"
            case "extends":
                return f"{self.file}:{self.line} (extends)"
            case "preset":
                return f"{self.file}:{self.line} (application_type)"
            case "profile":
                return f'{self.file}:{self.line} (compliance = ["strict"])'
            case "mcp_server":
                return f"{self.file}:{self.line} (mcp_servers)"
            case _:
                return "default"

    @property
    def is_unset(self) -> bool:
        """Whether it is a default that sets nothing."""
        return self.source == "default" and self.value in (None, {}, [])


def effective_values(file: Path, tables: Tables, settings: EnvironmentSettings) -> list[Value]:
    """Every value of an environment, in the order of the reference; a list is one value.

    Takes the file, the tables read from it and the files it extends, and the settings they became.
    """
    worked_out = _worked_out(settings)
    made = made_by_mcp_servers(settings)
    values = []
    for key, value in _values((), settings.model_dump(by_alias=True)):
        source, said_at = _source(key, file, tables, settings, made)
        given = worked_out.get(key) if value is None else value
        origin = tables.origin(said_at) if source != "default" else None
        line = line_of(Finding(said_at, "", file=str(origin))) if origin else 0
        values.append(Value(key, given, source, str(origin or ""), line))
    return values


def _values(key: KeyPath, value: Any) -> Iterator[tuple[KeyPath, Any]]:
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _values((*key, name), inner)
    else:
        yield key, value


def _source(
    key: KeyPath, file: Path, tables: Tables, settings: EnvironmentSettings, made: Mapping[KeyPath, Made]
) -> tuple[Source, KeyPath]:
    """What says a key's value, and the key at which a file says so."""
    if origin := tables.origins.get(key):
        return ("file" if origin == file else "extends"), key
    if by := made.get(key[:2]):
        return ("mcp_server", written_at(key, by)) if key[2] in by.says else ("default", key)
    if key[0] == "app_clients" and len(key) > 2 and key[:3] not in tables.origins:  # noqa: PLR2004
        client = settings.app_clients[str(key[1])]
        if key[2] in PRESETS.get(client.application_type or "", {}):
            return "preset", (*key[:2], "application_type")
    if "strict" in settings.compliance and _is_strict(key, tables):
        return "profile", ("compliance",)
    return "default", key


def _is_strict(key: KeyPath, tables: Tables) -> bool:
    """Whether the strict profile says a value, or the table around it that no file says."""
    known: Any = STRICT
    for length, name in enumerate(key, start=1):
        if not isinstance(known, dict) or name not in known:
            return False
        known = known[name]
        if known == {}:
            return key[:length] not in tables.origins
    return True


def _worked_out(settings: EnvironmentSettings) -> dict[KeyPath, Any]:
    """Defaults that follow from other values."""
    values: dict[KeyPath, Any] = {("user_pool", "user_pool_tier"): settings.tier}
    for name, client in settings.app_clients.items():
        values["app_clients", name, "name"] = client.renamed_from or name
        values["app_clients", name, "read_attributes"] = settings.read_attributes(name)
        values["app_clients", name, "write_attributes"] = settings.write_attributes(name)
    return values
