"""Rules about app clients that are an MCP client's, by their callback URLs, in tables written by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import TypeAdapter, ValidationError

from cognito_as_code.settings.app_client.model import AppClientSettings
from cognito_as_code.settings.core.fields import KeyPath, shown
from cognito_as_code.settings.core.findings import nearest
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.mcp_server.clients import MCP_CLIENTS
from cognito_as_code.settings.mcp_server.expansion import DISCOVERED_SCOPES
from cognito_as_code.settings.mcp_server.model import McpServerSettings
from cognito_as_code.settings.mcp_server.rules.servers import RESOURCE_BINDING, SPECIFICATION
from cognito_as_code.settings.places import clients

# Hosts and schemes that are an MCP client's alone, and so tell that an app client is its.
_VENDORS = re.compile(
    r"https://(claude\.ai|claude\.com)/|https://chatgpt\.com/connector|cursor://|https://www\.cursor\.com/agents/|"
    r"http://127\.0\.0\.1:33418(/|$)|https://(insiders\.)?vscode\.dev/"
)
_KNOWN = [callback for client in MCP_CLIENTS.values() for callback in client.callback_urls if "{id}" not in callback]


def _is_known(callback: str) -> bool:
    return any(re.fullmatch(client.form.replace("{id}", r"[\w-]{12}"), callback) for client in MCP_CLIENTS.values())


def _of_mcp_clients(settings: EnvironmentSettings) -> Iterator[tuple[KeyPath, AppClientSettings]]:
    """App clients with a callback URL that only an MCP client has."""
    for place, client in clients(settings):
        if any(_VENDORS.match(callback) for callback in client.callback_urls):
            yield place, client


def _servers(settings: EnvironmentSettings, client: AppClientSettings) -> Iterator[tuple[str, str]]:
    """Resource servers whose scopes a client may ask for, and their identifiers, where those are URLs."""
    for name, server in settings.resource_servers.items():
        identifier = server.identifier_at(name)
        if "://" in identifier and any(f"{identifier}/{s}" in client.allowed_oauth_scopes for s in server.scopes):
            yield name, identifier


@rule(
    "MCP-8",
    "A callback URL of an MCP client is written as it asks for it",
    why="Cognito compares callback URLs letter for letter (redirect_mismatch).",
    source=SPECIFICATION,
    promise="an MCP client's users come back to it",
)
def vendors_callbacks_are_known(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in _of_mcp_clients(settings):
        for index, callback in enumerate(client.callback_urls):
            if _VENDORS.match(callback) and not _is_known(callback):
                near = nearest(callback, _KNOWN) or "https://chatgpt.com/connector/oauth/ID"
                yield (
                    (*place, "callback_urls", index),
                    f"{shown(callback)} is none that this MCP client asks for; did you mean {near}?",
                )


@rule(
    "MCP-9",
    "An MCP client is public, with the code flow",
    why="MCP clients send users to sign in and prove themselves by PKCE; they have no machine's flow. A secret that "
    "everybody's machine holds is none.",
    source="https://github.com/langgenius/dify/issues/34964",
    promise="an MCP client's users can sign in",
)
def mcp_clients_are_public(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in _of_mcp_clients(settings):
        if "code" not in client.allowed_oauth_flows:
            yield (
                (*place, "allowed_oauth_flows"),
                f'{shown(client.allowed_oauth_flows)} is not what MCP clients use; write ["code"]',
            )
        local = any(not callback.startswith("https:") for callback in client.callback_urls)
        if client.generate_secret and local:
            yield (
                (*place, "generate_secret"),
                "true for an MCP client on people's machines, which cannot keep one; remove the key",
            )


@rule(
    "MCP-10",
    "An MCP client may ask for scopes of a server that is known by its URL",
    why="MCP clients send the server's URL as `resource`: without a resource server of that identifier the code they "
    "get cannot be exchanged (invalid_grant).",
    source="https://github.com/PrefectHQ/fastmcp/issues/2139",
    promise="an MCP client gets a token",
)
def mcp_clients_have_a_server(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in _of_mcp_clients(settings):
        if "code" in client.allowed_oauth_flows and not any(_servers(settings, client)):
            yield (
                (*place, "allowed_oauth_scopes"),
                "has no scope of a resource server whose identifier is the MCP server's URL, which the client sends as "
                'resource; write [mcp_servers.NAME] with the url instead, or add identifier = "https://..." and its '
                "scopes to a resource server",
            )


@rule(
    "MCP-11",
    "A resource server that MCP clients use is called what they call it",
    why="Cognito compares `resource` with the identifier letter for letter (invalid_grant), and clients add and drop "
    "a / at the end of a URL, lower its host, and leave out what follows # or ?.",
    source="https://github.com/PrefectHQ/fastmcp/pull/2149",
    promise="an MCP client gets a token",
)
def identifiers_are_canonical(settings: EnvironmentSettings) -> Iterator[Problem]:
    found = {server: url for _, client in _of_mcp_clients(settings) for server, url in _servers(settings, client)}
    url_of_a_server = TypeAdapter(McpServerSettings.model_fields["url"].rebuild_annotation())
    for server, identifier in sorted(found.items()):
        try:
            url_of_a_server.validate_python(identifier)
        except ValidationError as error:
            yield ("resource_servers", server, "identifier"), error.errors()[0]["msg"]


@rule(
    "MCP-12",
    "MCP clients' tokens have an audience",
    why="The classic pages leave `resource` out of account, and a server that checks aud refuses every token.",
    source=RESOURCE_BINDING,
    promise="an access token for an MCP server says so",
)
def tokens_have_an_audience(settings: EnvironmentSettings) -> Iterator[Problem]:
    found = sorted(place[1] for place, client in _of_mcp_clients(settings) if any(_servers(settings, client)))
    for name, domain in settings.domains.items() if found and not settings.mcp_servers else ():
        if domain.managed_login_version == 1:
            yield (
                ("domains", name, "managed_login_version"),
                f"1 gives tokens of {', '.join(map(str, found))} no audience, which MCP servers check; use 2",
            )


@rule(
    "MCP-13",
    "An MCP client may ask for all that Cognito offers",
    why="A client that finds no scopes in the server's metadata asks for all in Cognito's own document, and gets none "
    "when it may not have one of them (invalid_scope).",
    source="https://github.com/openchoreo/openchoreo/issues/3217",
    severity="warning",
)
def discovered_scopes_are_allowed(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in _of_mcp_clients(settings):
        lacking = [scope for scope in DISCOVERED_SCOPES if scope not in client.allowed_oauth_scopes]
        if lacking and any(_servers(settings, client)):
            yield (
                (*place, "allowed_oauth_scopes"),
                f"lacks {', '.join(lacking)}, which Cognito's discovery document offers to every client; add "
                f"{'it' if len(lacking) == 1 else 'them'}, or have the server's metadata list scopes_supported",
            )
