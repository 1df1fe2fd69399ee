"""What an MCP server and the clients of its users are told: plain values, without the framework."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from cognito_as_code.constructs.authorizers import custom_jwt_authorizer, jwt_configuration
from cognito_as_code.settings.mcp_server.clients import MCP_CLIENTS, Access, McpClientName
from cognito_as_code.settings.mcp_server.expansion import callbacks_of, client_table, scopes_of
from cognito_as_code.settings.mcp_server.model import McpServerSettings

Document = dict[str, Any]


def mcp_server(
    name: str, server: McpServerSettings, *, client_ids: Mapping[str, str], issuer: str, domain_url: str
) -> Document:
    """All that is told of one server: the documents it shows, its authorizer, and its clients' set-up."""
    made = {client: client_table(name, client) for client in sorted(server.clients)}
    scopes = scopes_of(server)
    admitted = [client_ids[table] for table in (*made.values(), *sorted(server.app_clients))]
    return {
        "protected_resource_metadata": protected_resource_metadata(server, issuer),
        "protected_resource_metadata_url": well_known(server.url, "oauth-protected-resource"),
        "www_authenticate": f'Bearer resource_metadata="{well_known(server.url, "oauth-protected-resource")}", '
        f'scope="{" ".join(scopes)}"',
        "authorization_server_metadata": authorization_server_metadata(server, issuer, domain_url),
        "authorization_server_metadata_url": well_known(_origin(server.url), "oauth-authorization-server"),
        # By client, not by aud: a token that was asked for without `resource` has none, and each client is this
        # server's alone.
        "custom_jwt_authorizer": custom_jwt_authorizer(
            f"{issuer}/.well-known/openid-configuration", allowed_clients=admitted, allowed_scopes=scopes
        ),
        # aud is compared, or client_id of a token that has none. Id tokens have the client in aud, and no scope.
        "jwt_configuration": jwt_configuration(issuer, [server.url, *admitted]),
        "authorization_scopes": scopes,
        "clients": {
            client: _setup(client, Access(name, server.url, scopes, client_ids[table], callbacks_of(server, client)))
            for client, table in made.items()
        },
    }


def protected_resource_metadata(server: McpServerSettings, issuer: str) -> Document:
    """What the server shows at its protected_resource_metadata_url: where to sign in, and for which scopes.

    The scopes are those that every client may ask for. Source: https://www.rfc-editor.org/rfc/rfc9728
    """
    return {
        "resource": server.url,
        "authorization_servers": [issuer],
        "scopes_supported": scopes_of(server),
        "bearer_methods_supported": ["header"],
    }


def authorization_server_metadata(server: McpServerSettings, issuer: str, domain_url: str) -> Document:
    """What the server may show itself, to clients that refuse Cognito's own document for what it leaves out: PKCE.

    To use it, show it at authorization_server_metadata_url and name its issuer in authorization_servers instead.
    Source: https://www.rfc-editor.org/rfc/rfc8414, https://github.com/anthropics/claude-ai-mcp/issues/946
    """
    return {
        "issuer": _origin(server.url),
        "authorization_endpoint": f"{domain_url}/oauth2/authorize",
        "token_endpoint": f"{domain_url}/oauth2/token",
        "revocation_endpoint": f"{domain_url}/oauth2/revoke",
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": scopes_of(server),
    }


def well_known(url: str, suffix: str) -> str:
    """Where a document about a URL is: between its host and its path."""
    return f"{_origin(url)}/.well-known/{suffix}{urlsplit(url).path}"


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _setup(client: McpClientName, access: Access) -> Document:
    return {
        "client_id": access.client_id,
        "callback_urls": access.callback_urls,
        "setup": MCP_CLIENTS[client].setup(access),
    }
