"""What [mcp_servers.NAME] makes: ordinary tables, so that nothing else has to know of MCP."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from cognito_as_code.settings.app_client.model import AppClientSettings
from cognito_as_code.settings.core.fields import KeyPath, Settings
from cognito_as_code.settings.mcp_server.clients import MCP_CLIENTS, McpClientName
from cognito_as_code.settings.mcp_server.model import McpServerSettings
from cognito_as_code.settings.resource_server.model import ResourceServerSettings

if TYPE_CHECKING:
    from cognito_as_code.settings.environment import EnvironmentSettings

DISCOVERED_SCOPES = ("openid", "email", "phone", "profile")
"""What Cognito's discovery document offers: all of it is asked for by a client that is told of no other scope."""


def client_table(server: str, client: McpClientName) -> str:
    """The name of the app client that an MCP client gets at a server."""
    return f"{server}_{client.lower()}"


def scopes_of(server: McpServerSettings) -> list[str]:
    """The server's scopes, as clients ask for them."""
    return [f"{server.url}/{scope}" for scope in sorted(server.scopes)]


def callbacks_of(server: McpServerSettings, client: McpClientName) -> list[str]:
    """Where an MCP client's users come back to."""
    return server.callback_urls.get(client) or MCP_CLIENTS[client].callbacks(server.url)


def tables_of(name: str, server: McpServerSettings) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    """The key path of each table that a server makes, and what it says."""
    yield ("resource_servers", name), {"identifier": server.url, "scopes": dict(server.scopes)}
    for client in server.clients:
        if callbacks := callbacks_of(server, client):
            yield (
                ("app_clients", client_table(name, client)),
                {
                    "allowed_oauth_flows": ["code"],
                    "allowed_oauth_scopes": [*DISCOVERED_SCOPES, *scopes_of(server)],
                    "callback_urls": callbacks,
                    "explicit_auth_flows": ["ALLOW_USER_SRP_AUTH"],
                    "refresh_token_rotation": {"feature": "ENABLED", "retry_grace_period_seconds": 10},
                    "supported_identity_providers": list(server.supported_identity_providers),
                    "access_token_validity": server.access_token_validity,
                    "refresh_token_validity": server.refresh_token_validity,
                },
            )


def with_mcp_servers(data: dict[str, Any]) -> dict[str, Any]:
    """Tables with those that their MCP servers make. What a file says itself stays: a rule says that it clashes.

    A server with a wrong key makes nothing: that is said of the key.
    """
    servers = data.get("mcp_servers")
    if not isinstance(servers, Mapping):
        return data
    made: dict[str, dict[str, Any]] = {}
    for name, table in servers.items():
        try:
            server = McpServerSettings.model_validate(table)
        except ValidationError:
            continue
        for (kind, made_name), said in tables_of(name, server):
            made.setdefault(str(kind), {})[str(made_name)] = said
    whole = {kind: {**tables, **data.get(kind, {})} for kind, tables in made.items() if _is_tables(data.get(kind, {}))}
    return {**data, **whole}


def _is_tables(value: Any) -> bool:
    return isinstance(value, Mapping)


class Made(NamedTuple):
    """What an MCP server made, and what of it does."""

    server: str
    client: McpClientName | None
    """The MCP client; None for the resource server."""
    says: frozenset[str]
    """The keys that it says; the others have their defaults."""


_MODELS: dict[str, type[Settings]] = {"app_clients": AppClientSettings, "resource_servers": ResourceServerSettings}


def made_by_mcp_servers(settings: EnvironmentSettings) -> dict[KeyPath, Made]:
    """The key path of each table that an MCP server made; tables that a person wrote in its place are not among it."""
    made: dict[KeyPath, Made] = {}
    for name, server in settings.mcp_servers.items():
        by_table = {client_table(name, client): client for client in server.clients}
        for key, said in tables_of(name, server):
            kind, table = str(key[0]), str(key[1])
            if getattr(settings, kind).get(table) == _MODELS[kind].model_validate(said):
                made[key] = Made(name, by_table.get(table) if kind == "app_clients" else None, frozenset(said))
    return made


def written_at(key: KeyPath, made: Made) -> KeyPath:
    """The key of [mcp_servers.NAME] that decides a key of what it made."""
    place: KeyPath = ("mcp_servers", made.server)
    own = str(key[2]) if len(key) > len(("kind", "name")) else ""
    if made.client is None:
        return (*place, {"identifier": "url", "scopes": "scopes"}.get(own, "url"))
    decides = {
        "allowed_oauth_scopes": "scopes",
        "callback_urls": "callback_urls",
        "supported_identity_providers": "supported_identity_providers",
        "access_token_validity": "access_token_validity",
        "refresh_token_validity": "refresh_token_validity",
    }
    return (*place, decides.get(own, "clients"))


def as_written(made: Mapping[KeyPath, Made], problems: Iterable[tuple[KeyPath, str]]) -> Iterator[tuple[KeyPath, str]]:
    """Problems with what MCP servers made, at the keys that a person wrote: once, where all of a server's have one."""
    said: set[tuple[KeyPath, str]] = set()
    for key, message in problems:
        by = made.get(key[:2])
        if by is None:
            yield key, message
        elif (written_at(key, by), message) not in said:
            said.add((written_at(key, by), message))
            what = ".".join(str(part) for part in key if not isinstance(part, int))
            is_whole = key in made
            yield written_at(key, by), f"makes {what}, which {message}" if is_whole else f"makes {what}: {message}"


def in_doubt_with(keys: Collection[KeyPath]) -> frozenset[KeyPath]:
    """Keys in doubt, and with those of MCP servers all that these may have been meant to make."""
    doubtful = set(keys)
    for key in keys:
        if key == ("mcp_servers",):
            doubtful |= {(kind,) for kind in _MODELS}
        elif key[:1] == ("mcp_servers",):
            doubtful.add(("resource_servers", key[1]))
            doubtful |= {("app_clients", client_table(str(key[1]), client)) for client in MCP_CLIENTS}
    return frozenset(doubtful)
