"""What an MCP server shows, lets in, and tells its clients."""

from __future__ import annotations

import json
import shlex
import tomllib
from typing import Any

import pytest

from cognito_as_code.constructs.mcp_servers import mcp_server, well_known
from cognito_as_code.settings.mcp_server.clients import MCP_CLIENTS, McpClientName
from cognito_as_code.settings.mcp_server.expansion import client_table
from cognito_as_code.settings.mcp_server.model import McpServerSettings

ISSUER = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Example"
PAGES = "https://acme.auth.eu-central-1.amazoncognito.com"
URL = "https://mcp.example.com/team/mcp"
SCOPES = [f"{URL}/read", f"{URL}/run"]


def told(*clients: McpClientName, **changes: Any) -> dict[str, Any]:
    server = McpServerSettings(
        url=URL,
        scopes={"run": "Run", "read": "Read"},
        clients=list(clients),
        callback_urls={"CHATGPT": ["https://chatgpt.com/connector/oauth/aBcD"]},
        **changes,
    )
    ids = {client_table("docs", client): f"id-of-{client}" for client in MCP_CLIENTS} | {"job": "id-of-job"}
    return mcp_server("docs", server, client_ids=ids, issuer=ISSUER, domain_url=PAGES)


def test_the_metadata_of_the_server_names_the_issuer_and_what_every_client_may_ask_for() -> None:
    """RFC 9728: endpoints are found from the issuer, and are not at it."""
    server = told("CLAUDE")
    assert server["protected_resource_metadata"] == {
        "resource": URL,
        "authorization_servers": [ISSUER],
        "scopes_supported": SCOPES,
        "bearer_methods_supported": ["header"],
    }
    url = "https://mcp.example.com/.well-known/oauth-protected-resource/team/mcp"
    assert server["protected_resource_metadata_url"] == url
    assert server["www_authenticate"] == f'Bearer resource_metadata="{url}", scope="{" ".join(SCOPES)}"'


def test_a_client_that_wants_pkce_announced_can_be_shown_it() -> None:
    """https://github.com/anthropics/claude-ai-mcp/issues/946: Cognito has S256, and does not say so."""
    server = told("CLAUDE")
    assert server["authorization_server_metadata"] == {
        "issuer": "https://mcp.example.com",
        "authorization_endpoint": f"{PAGES}/oauth2/authorize",
        "token_endpoint": f"{PAGES}/oauth2/token",
        "revocation_endpoint": f"{PAGES}/oauth2/revoke",
        "jwks_uri": f"{ISSUER}/.well-known/jwks.json",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": SCOPES,
    }
    assert server["authorization_server_metadata_url"] == (
        "https://mcp.example.com/.well-known/oauth-authorization-server"
    )


def test_agentcore_lets_the_servers_own_clients_in_with_the_servers_scopes_and_asks_for_no_audience() -> None:
    """A token that was asked for without `resource` has no aud, and AgentCore wants all that is configured."""
    assert told("CURSOR", "CLAUDE", app_clients=["job"])["custom_jwt_authorizer"] == {
        "discovery_url": f"{ISSUER}/.well-known/openid-configuration",
        "allowed_clients": ["id-of-CLAUDE", "id-of-CURSOR", "id-of-job"],
        "allowed_scopes": SCOPES,
    }


def test_an_http_api_lets_in_tokens_that_were_asked_for_with_resource_and_those_that_were_not() -> None:
    """It compares aud where there is one, else client_id; an id token has a client in aud, but no scope."""
    server = told("CURSOR", app_clients=["job"])
    assert server["jwt_configuration"] == {"issuer": ISSUER, "audience": [URL, "id-of-CURSOR", "id-of-job"]}
    assert server["authorization_scopes"] == SCOPES


def test_claude_code_is_added_by_a_command_with_the_port_that_is_registered() -> None:
    client = told("CLAUDE_CODE")["clients"]["CLAUDE_CODE"]
    assert shlex.split(client["setup"]["command"]) == [
        *("claude", "mcp", "add", "--transport", "http"),
        *("--client-id", "id-of-CLAUDE_CODE", "--callback-port", "8080", "docs", URL),
    ]
    assert client["callback_urls"] == ["http://localhost:8080/callback"]
    oauth = {"clientId": "id-of-CLAUDE_CODE", "callbackPort": 8080, "scopes": " ".join(SCOPES)}
    assert client["setup"]["content"] == {"mcpServers": {"docs": {"type": "http", "url": URL, "oauth": oauth}}}


def test_codex_is_told_in_toml() -> None:
    setup = told("CODEX")["clients"]["CODEX"]["setup"]
    assert tomllib.loads(setup["content"]) == {
        "mcp_oauth_callback_port": 5555,
        "mcp_servers": {"docs": {"url": URL, "scopes": SCOPES, "oauth": {"client_id": "id-of-CODEX"}}},
    }


@pytest.mark.parametrize("client", MCP_CLIENTS)
def test_every_client_is_told_the_url_and_its_own_id(client: McpClientName) -> None:
    (only,) = told(client)["clients"].items()
    assert only[0] == client
    text = json.dumps(only[1]["setup"])
    assert URL in text
    assert f"id-of-{client}" in text


def test_a_servers_documents_stand_between_host_and_path() -> None:
    assert well_known("http://localhost:8000/mcp", "x") == "http://localhost:8000/.well-known/x/mcp"
