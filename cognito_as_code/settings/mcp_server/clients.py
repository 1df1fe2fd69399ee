"""The MCP clients people use: where each has its users sent back to, and how it is told its client id.

Cognito compares callback URLs letter for letter, ports included: a client that takes any free port of the machine, as
RFC 8252 lets it, has to be given a fixed one. Each row names its sources; docs/mcp_clients.md is written from it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

McpClientName = Literal["CHATGPT", "CLAUDE", "CLAUDE_CODE", "CODEX", "CURSOR", "GEMINI_CLI", "MCP_INSPECTOR", "VSCODE"]


READ_ON = date(2026, 11, 30)
"""When the sources were read."""


class Access(NamedTuple):
    """What a person's MCP client has to be told."""

    name: str
    """What the client is to call the server."""
    url: str
    scopes: list[str]
    """As the authorization server knows them."""
    client_id: str
    callback_urls: list[str]

    @property
    def port(self) -> int | None:
        """The port on the person's machine to which users are sent back."""
        return urlsplit(self.callback_urls[0]).port


@dataclass(frozen=True)
class McpClient:
    """An MCP client's ways with OAuth."""

    title: str
    callback_urls: tuple[str, ...]
    """Where its users come back to, whichever of them it asks for; {id} is made of the server's URL."""

    form: str
    """What any callback URL of it matches, where people can choose one: a pattern, with {id}."""

    resource: Literal["sent", "unknown"]
    """Whether it sends `resource` (RFC 8707), so that Cognito gives the token an audience."""

    sources: tuple[str, ...]
    setup: Callable[[Access], dict[str, Any]]
    """How to add the server: a command, a file's content, or steps."""

    def callbacks(self, url: str) -> list[str]:
        """Its callback URLs for a server."""
        return [callback.replace("{id}", codex_callback_id(url)) for callback in self.callback_urls]

    def takes(self, callback: str, url: str) -> bool:
        """Whether it can ask for a callback URL, for a server."""
        return bool(re.fullmatch(self.form.replace("{id}", re.escape(codex_callback_id(url))), callback))


def codex_callback_id(url: str) -> str:
    """The last segment of Codex's callback URL, by which it tells one server's answer from another's.

    Source: https://github.com/openai/codex/pull/20237
    """
    return base64.urlsafe_b64encode(hashlib.sha256(url.encode()).digest()[:9]).decode()


def _claude(access: Access) -> dict[str, Any]:
    return {
        "steps": "Settings > Connectors > Add custom connector; the client id goes under Advanced settings",
        "remote_mcp_server_url": access.url,
        "oauth_client_id": access.client_id,
    }


def _claude_code(access: Access) -> dict[str, Any]:
    oauth = {"clientId": access.client_id, "callbackPort": access.port, "scopes": " ".join(access.scopes)}
    return {
        "command": f"claude mcp add --transport http --client-id {access.client_id} --callback-port {access.port} "
        f"{access.name} {access.url}",
        "file": ".mcp.json",
        "content": {"mcpServers": {access.name: {"type": "http", "url": access.url, "oauth": oauth}}},
    }


def _chatgpt(access: Access) -> dict[str, Any]:
    return {
        "steps": "Plugins > Add custom MCP server > OAuth, with a client id of your own (a public client)",
        "url": access.url,
        "client_id": access.client_id,
        "scopes": " ".join(access.scopes),
    }


def _codex(access: Access) -> dict[str, Any]:
    lines = [
        f"mcp_oauth_callback_port = {access.port}",
        "",
        f"[mcp_servers.{access.name}]",
        f'url = "{access.url}"',
        f"scopes = {json.dumps(access.scopes)}",
        "",
        f"[mcp_servers.{access.name}.oauth]",
        f'client_id = "{access.client_id}"',
    ]
    return {
        "file": "~/.codex/config.toml",
        "content": "\n".join(lines) + "\n",
        "command": f"codex mcp login {access.name}",
    }


def _cursor(access: Access) -> dict[str, Any]:
    auth = {"CLIENT_ID": access.client_id, "scopes": access.scopes}
    return {
        "file": "~/.cursor/mcp.json",
        "content": {"mcpServers": {access.name: {"url": access.url, "auth": auth}}},
    }


def _gemini_cli(access: Access) -> dict[str, Any]:
    oauth = {
        "enabled": True,
        "clientId": access.client_id,
        "redirectUri": access.callback_urls[0],
        "scopes": access.scopes,
    }
    return {
        "file": "~/.gemini/settings.json",
        "content": {"mcpServers": {access.name: {"httpUrl": access.url, "oauth": oauth}}},
    }


def _mcp_inspector(access: Access) -> dict[str, Any]:
    return {
        "command": "npx @modelcontextprotocol/inspector",
        "steps": "Streamable HTTP, the URL; Authentication > OAuth 2.0 Flow takes the client id and the scope",
        "url": access.url,
        "client_id": access.client_id,
        "scope": " ".join(access.scopes),
    }


def _vscode(access: Access) -> dict[str, Any]:
    server = {"type": "http", "url": access.url, "oauth": {"clientId": access.client_id}}
    return {"file": ".vscode/mcp.json", "content": {"servers": {access.name: server}}}


_LOOPBACK = r"http://(localhost|127\.0\.0\.1):\d+"

MCP_CLIENTS: Mapping[McpClientName, McpClient] = {
    "CHATGPT": McpClient(
        "ChatGPT",
        (),  # each connector has one of its own
        r"https://chatgpt\.com/(connector/oauth/[\w-]+|connector_platform_oauth_redirect)",
        "sent",
        (
            "https://developers.openai.com/apps-sdk/build/auth",
            "https://github.com/makeplane/plane-mcp-server/pull/165",
            "https://community.openai.com/t/oauth-missing-scopes-after-reconnect/1366784",
        ),
        _chatgpt,
    ),
    "CLAUDE": McpClient(
        "claude.ai, Claude Desktop and the mobile apps",
        ("https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"),
        r"https://claude\.(ai|com)/api/mcp/auth_callback",
        "sent",
        (
            "https://support.claude.com/en/articles/11503834-building-custom-connectors-via-remote-mcp-servers",
            "https://zuplo.com/learn/mcp/compatibility/clients/claude-connectors",
        ),
        _claude,
    ),
    "CLAUDE_CODE": McpClient(
        "Claude Code",
        ("http://localhost:8080/callback",),
        r"http://localhost:\d+/callback",
        "sent",
        (
            "https://code.claude.com/docs/en/mcp",
            "https://zuplo.com/learn/mcp/compatibility/clients/claude-code",
        ),
        _claude_code,
    ),
    "CODEX": McpClient(
        "Codex",
        ("http://127.0.0.1:5555/callback/{id}", "http://localhost:5555/callback/{id}"),
        rf"{_LOOPBACK}/callback/{{id}}",
        "sent",
        (
            "https://github.com/openai/codex/pull/20237",
            "https://github.com/openai/codex/issues/30460",
            "https://github.com/openai/codex/issues/31038",
            "https://github.com/openai/codex/issues/28830",
        ),
        _codex,
    ),
    "CURSOR": McpClient(
        "Cursor",
        (
            "http://localhost:8787/callback",
            "cursor://anysphere.cursor-mcp/oauth/callback",
            "https://www.cursor.com/agents/mcp/oauth/callback",
        ),
        r"http://localhost:8787/callback|cursor://anysphere\.cursor-mcp/oauth/callback|"
        r"https://www\.cursor\.com/agents/mcp/oauth/callback",
        "unknown",
        (
            "https://cursor.com/docs/mcp",
            "https://github.com/erp-mafia/accounted/pull/2225",
            "https://zuplo.com/learn/mcp/compatibility/clients/cursor",
        ),
        _cursor,
    ),
    "GEMINI_CLI": McpClient(
        "Gemini CLI",
        ("http://localhost:7777/oauth/callback",),
        rf"{_LOOPBACK}/oauth/callback",
        "sent",
        ("https://github.com/google-gemini/gemini-cli/blob/main/docs/tools/mcp-server.md",),
        _gemini_cli,
    ),
    "MCP_INSPECTOR": McpClient(
        "MCP Inspector",
        ("http://localhost:6274/oauth/callback", "http://localhost:6274/oauth/callback/debug"),
        rf"{_LOOPBACK}/oauth/callback(/debug)?",
        "unknown",
        ("https://modelcontextprotocol.io/docs/tools/inspector",),
        _mcp_inspector,
    ),
    "VSCODE": McpClient(
        "VS Code",
        ("http://127.0.0.1:33418", "http://127.0.0.1:33418/", "https://vscode.dev/redirect"),
        r"http://127\.0\.0\.1:33418/?|https://(insiders\.)?vscode\.dev/redirect",
        "sent",
        (
            "https://code.visualstudio.com/docs/copilot/reference/mcp-configuration",
            "https://code.visualstudio.com/api/extension-guides/ai/mcp",
            "https://github.com/microsoft/vscode/issues/278512",
        ),
        _vscode,
    ),
}
