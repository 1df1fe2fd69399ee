"""The reference, docs/mcp_clients.md, written from the table of MCP clients; a test compares."""

from __future__ import annotations

from pathlib import Path

from cognito_as_code.settings.mcp_server.clients import MCP_CLIENTS, READ_ON, McpClient

FILE = Path(__file__).parents[2] / "docs/mcp_clients.md"

_HEAD = f"""\
# MCP clients

What `clients` of [`[mcp_servers.NAME]`](settings.md#mcp_serversname) knows, as of {READ_ON}: where each sends its users
back to, which Cognito compares letter for letter, and whether it sends `resource`, without which a token has no `aud`.
`{{id}}` is made of the server's URL. Written from `cognito_as_code/settings/mcp_server/clients.py` by `cognito docs`:
change it there.

| Client | Is | Callback URLs | `resource` | Sources |
| --- | --- | --- | --- | --- |
"""


def reference() -> str:
    """The table as Markdown: a row a client."""
    return _HEAD + "".join(_row(name, client) for name, client in MCP_CLIENTS.items())


def _row(name: str, client: McpClient) -> str:
    callbacks = [f"`{callback}`" for callback in client.callback_urls] or ["one a connector, which it shows"]
    sources = ", ".join(f"[{number}]({source})" for number, source in enumerate(client.sources, start=1))
    return f"| `{name}` | {client.title} | {'<br>'.join(callbacks)} | {client.resource} | {sources} |\n"


if __name__ == "__main__":
    FILE.write_text(reference(), encoding="utf-8")
