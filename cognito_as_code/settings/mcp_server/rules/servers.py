"""Rules about [mcp_servers.NAME] and what else the file says of its clients."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import did_you_mean
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.mcp_server.clients import MCP_CLIENTS
from cognito_as_code.settings.mcp_server.expansion import (
    callbacks_of,
    made_by_mcp_servers,
    scopes_of,
    tables_of,
)

RESOURCE_BINDING = f"{GUIDE}/cognito-user-pools-define-resource-servers.html"
SPECIFICATION = "https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization"


@rule(
    "MCP-1",
    "What an MCP server makes has a name of its own",
    why="One table would be laid over the other, and the MCP client would miss a scope or a callback URL.",
    source=SPECIFICATION,
    promise="an MCP server's resource server and app clients are as its table says",
)
def made_tables_are_free(settings: EnvironmentSettings) -> Iterator[Problem]:
    made = made_by_mcp_servers(settings)
    for name, server in settings.mcp_servers.items():
        for key, _ in tables_of(name, server):
            if key not in made:
                yield (
                    key,
                    f"is what [mcp_servers.{name}] makes; rename this table, or remove it and say there what differs",
                )


@rule(
    "MCP-2",
    "An MCP server's users have pages to sign in on",
    why="MCP clients know the authorization code flow only, whose pages and endpoints are at the pool's domain.",
    source=f"{GUIDE}/cognito-user-pools-assign-domain.html",
    promise="users of an MCP server can sign in",
)
def mcp_servers_have_a_domain(settings: EnvironmentSettings) -> Iterator[Problem]:
    if settings.mcp_servers and not settings.domains:
        servers = ", ".join(sorted(settings.mcp_servers))
        yield (
            ("mcp_servers",),
            f'{servers}: without a domain nobody can sign in; add [domains.main] with domain = "PREFIX", which is to '
            "be unique in its Region, or with a domain of your own and its certificate_arn",
        )


@rule(
    "MCP-3",
    "An MCP server's users sign in with managed login",
    why="Only managed login, of the Essentials tier and above, puts the server's URL into a token (aud). The classic "
    "pages leave `resource` out of account, and a server that checks the audience refuses every token.",
    source=RESOURCE_BINDING,
    promise="an access token for an MCP server says so",
)
def mcp_servers_have_managed_login(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, domain in settings.domains.items() if settings.mcp_servers else ():
        if domain.managed_login_version == 1:
            yield (
                ("domains", name, "managed_login_version"),
                f"1 gives tokens for {', '.join(sorted(settings.mcp_servers))} no audience; use 2, or remove the key",
            )


@rule(
    "MCP-4",
    "An MCP server has clients",
    why="Cognito registers no client that comes by itself (no dynamic registration in Terraform): one without an app "
    "client of its own ends with `does not support dynamic client registration`.",
    source="https://github.com/anthropics/claude-code/issues/67258",
    promise="somebody can use the MCP server",
)
def mcp_servers_have_clients(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, server in settings.mcp_servers.items():
        if not server.clients and not server.app_clients:
            yield (
                ("mcp_servers", name, "clients"),
                f"is empty, as is app_clients, so that nobody could sign in; list some of {', '.join(MCP_CLIENTS)}",
            )


@rule(
    "MCP-5",
    "An MCP client's callback URLs are those it asks for",
    why="Cognito compares callback URLs letter for letter, ports included (redirect_mismatch): it does not let a "
    "client on a person's machine take any port, as RFC 8252 does.",
    source=f"{GUIDE}/cognito-user-pools-app-idp-settings.html",
    promise="an MCP client's users come back to it",
)
def callbacks_are_the_clients(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, server in settings.mcp_servers.items():
        for client in server.clients:
            if not callbacks_of(server, client):
                yield (
                    ("mcp_servers", name, "callback_urls"),
                    f"has none for {client}, which has one a connector and shows it when one is made; add it, as in "
                    f'callback_urls.{client} = ["https://chatgpt.com/connector/oauth/ID"]',
                )
        for client, callbacks in server.callback_urls.items():
            if client not in server.clients:
                yield (
                    ("mcp_servers", name, "callback_urls", client),
                    f"is for a client that is not among clients; add {shown(client)} there, or remove this",
                )
                continue
            for index, callback in enumerate(callbacks):
                if not MCP_CLIENTS[client].takes(callback, server.url):
                    usual = MCP_CLIENTS[client].callbacks(server.url) or ["https://chatgpt.com/connector/oauth/ID"]
                    yield (
                        ("mcp_servers", name, "callback_urls", client, index),
                        f"{shown(callback)} is none that {MCP_CLIENTS[client].title} asks for; write one like "
                        f"{usual[0]}",
                    )


@rule(
    "MCP-6",
    "App clients that may call an MCP server can ask for its scopes",
    why="The server's metadata offers all its scopes, and a client that asks for one it lacks gets none "
    "(invalid_scope).",
    source="https://github.com/openchoreo/openchoreo/issues/3217",
    promise="a client gets a token with the scopes that the server offers",
)
def named_clients_have_the_scopes(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, server in settings.mcp_servers.items():
        for index, client in enumerate(server.app_clients):
            place = ("mcp_servers", name, "app_clients", index)
            if client not in settings.app_clients:
                yield (
                    place,
                    f"{shown(client)} is no app client of this file; {did_you_mean(client, settings.app_clients)}add "
                    f"[app_clients.{client}]",
                )
                continue
            lacking = sorted({*scopes_of(server)} - {*settings.app_clients[client].allowed_oauth_scopes})
            if lacking:
                yield (
                    ("app_clients", client, "allowed_oauth_scopes"),
                    f"lacks {', '.join(lacking)}, which [mcp_servers.{name}] offers; add it, or take {client} out of "
                    "app_clients there",
                )


@rule(
    "MCP-7",
    "An MCP server is not where its users sign in",
    why="The pool's own hosts serve the sign-in pages and the tokens: an MCP client that is sent there looks for the "
    "server's metadata, or the server's metadata for the pool's endpoints, at the wrong host.",
    source="https://github.com/MemberJunction/MJ/pull/4266",
    promise="MCP clients find the server, its metadata and the sign-in pages",
)
def servers_are_not_the_pool(settings: EnvironmentSettings) -> Iterator[Problem]:
    own = {domain.domain for domain in settings.domains.values() if domain.is_custom}
    for name, server in settings.mcp_servers.items():
        host = urlsplit(server.url).hostname or ""
        if host in own or host.endswith(".amazoncognito.com") or host.startswith("cognito-idp."):
            yield (
                ("mcp_servers", name, "url"),
                f"{shown(server.url)} is at the pool's own host; write the URL at which MCP clients reach the server",
            )
