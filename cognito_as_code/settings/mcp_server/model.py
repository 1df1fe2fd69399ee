"""What an environment file may say under [mcp_servers.NAME]."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from cognito_as_code.settings.app_client.model import RedirectUrl
from cognito_as_code.settings.core.fields import Address, Lasting, Settings, Text, distinct, refused, shown
from cognito_as_code.settings.mcp_server.clients import McpClientName

_LONGEST_URL = 192  # with a scope's name it stays within the 256 characters of a scope
_HOST = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+"
_URL = re.compile(
    rf"(?P<base>https://{_HOST}|http://(localhost|127\.0\.0\.1))(?P<port>:\d{{1,5}})?"
    r"(?P<path>(/([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-F]{2})+)*)"
)


def _canonical(url: str) -> str:
    """Refuse a URL that one client would write otherwise than another: Cognito compares it letter for letter."""
    if not re.match(r"https?://[^/]", url, re.IGNORECASE):
        raise refused(f"{shown(url)} is no URL", "write one like https://mcp.example.com/mcp")
    if not url.startswith("https://") and not re.match(r"http://(localhost|127\.0\.0\.1)[:/]", url):
        raise refused(f"{shown(url)} does not begin with https://", "write https://, or http://localhost:PORT/PATH")
    if "#" in url or "?" in url:
        raise refused(
            f"{shown(url)} has a query or a fragment, which clients send or leave out as they like",
            "leave out the ? or # and what follows",
        )
    host = url.split("/")[2]
    if host != host.lower():
        raise refused(f"{shown(url)} has capitals in its host, which clients lower", f"write {host.lower()}")
    if "@" in host or re.search(r":(443|80)$", host):
        raise refused(f"{shown(url)} has more than a host before its path", "leave out user, password and usual port")
    if url.endswith("/") or url.count("/") < len("///"):
        raise refused(
            f"{shown(url)} ends at its host or in /, which clients add and drop",
            "give it a path without / at its end, like https://mcp.example.com/mcp",
        )
    if len(url) > _LONGEST_URL:
        raise refused(f"{shown(url)} is {len(url)} characters long", f"use 1 to {_LONGEST_URL} characters")
    found = _URL.fullmatch(url)
    if not found or {".", ".."} & {*found["path"].split("/")}:
        raise refused(f"{shown(url)} is not as clients would write it", "write one like https://mcp.example.com/mcp")
    return url


class McpServerSettings(Settings):
    """A remote MCP server, and the MCP clients whose users sign in to it here.

    Makes the resource server [resource_servers.NAME], whose identifier is the URL (RFC 8707), with the scopes, and for
    each client a public app client [app_clients.NAME_CLIENT], as docs_claude_code: code flow with PKCE, its exact
    callback URLs, refresh tokens used once, these scopes and Cognito's openid, email, phone and profile, which clients
    ask for that find no other. They have the pool's tier and managed login, which put the URL into tokens, so that a
    domain is needed. No other application takes their tokens unless it names them. The output mcp_servers has the
    documents that the server shows, its authorizer, and what each client is told. Renaming the table makes new client
    ids, and another url a new resource server.
    Source: https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization
    """

    url: Annotated[str, AfterValidator(_canonical)] = Field(examples=["https://mcp.example.com/mcp"])
    """Where clients reach the server, as they write it: https, lower case, a path, no / at its end, up to 192."""

    scopes: dict[
        Annotated[
            str,
            Text(r"[\x21\x23-\x2E\x30-\x5B\x5D-\x7E]+", 'printable ASCII without space, ", / and \\', 63),
        ],
        Annotated[str, Field(min_length=1, max_length=256)],
    ] = Field(default={"invoke": "Call the server's tools"}, min_length=1, max_length=40)
    """Scope -> what it allows, 1 to 40; clients ask for all, as URL/SCOPE. Default: invoke."""

    clients: Annotated[list[McpClientName], AfterValidator(distinct)] = []
    """MCP clients that people use; each gets an app client. Default: none.

    CLAUDE: claude.ai, Claude Desktop and the mobile apps. CHATGPT needs its callback URL, which it shows when a
    connector is made. Others are app clients of your own, named in app_clients.
    """

    callback_urls: dict[
        McpClientName,
        Annotated[list[RedirectUrl], AfterValidator(distinct), Field(min_length=1, max_length=100)],
    ] = {}
    """Client -> its callback URLs, where they are not the usual ones: another port, ChatGPT's. Default: the usual ones.

    Cognito compares them letter for letter, ports too.
    """

    app_clients: Annotated[list[Address], AfterValidator(distinct)] = []
    """App clients of this file, machines too, that may call the server besides. Default: none."""

    supported_identity_providers: Annotated[list[Address], AfterValidator(distinct)] = Field(
        default=["COGNITO"], min_length=1, max_length=300
    )
    """COGNITO and identity providers of this file, with which MCP clients' users sign in. Default: ["COGNITO"]."""

    access_token_validity: Annotated[str, Lasting("5m", "1d")] = "60m"
    """How long an MCP client's access token is good for, 5 minutes to 1 day. Default: "60m"."""

    refresh_token_validity: Annotated[str, Lasting("60m", "3650d")] = "30d"
    """How long an MCP client stays signed in, 60 minutes to 10 years. Default: "30d"."""
