"""An MCP server in one table: what it makes, what it cannot say wrong, and what public set-ups failed at."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st
from pydantic import TypeAdapter

from cognito_as_code.checks import check, check_environments, takes_text
from cognito_as_code.reference import mcp_clients
from cognito_as_code.settings.addresses import addresses
from cognito_as_code.settings.app_client.model import RedirectUrl
from cognito_as_code.settings.core.files import read_tables
from cognito_as_code.settings.core.report import line_of
from cognito_as_code.settings.effective import effective_values
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.mcp_server.clients import MCP_CLIENTS, McpClientName, codex_callback_id
from cognito_as_code.settings.mcp_server.expansion import client_table, scopes_of
from cognito_as_code.settings.mcp_server.model import McpServerSettings

HEAD = """\
region = "eu-central-1"
account_id = "111122223333"
user_pool.name = "test"
"""
DOMAIN = 'domains.main.domain = "acme-tools"\n'
SERVER = 'mcp_servers.docs.url = "https://mcp.example.com/mcp"\n'
CLAUDE = f'{DOMAIN}{SERVER}mcp_servers.docs.clients = ["CLAUDE"]\n'
BY_HAND = f"""\
{DOMAIN}
resource_servers.docs.identifier = "https://mcp.example.com/mcp"
resource_servers.docs.scopes.invoke = "Call tools"
app_clients.claude.allowed_oauth_flows = ["code"]
app_clients.claude.allowed_oauth_scopes = ["openid", "email", "phone", "profile", "https://mcp.example.com/mcp/invoke"]
app_clients.claude.callback_urls = ["https://claude.ai/api/mcp/auth_callback"]
"""
CHATGPT = '["https://chatgpt.com/connector/oauth/aBcD1234"]'


def said(text: str) -> list[str]:
    """What is said of a file's text."""
    return sorted(map(str, check(tomllib.loads(HEAD + text))[1]))


def sound(text: str) -> EnvironmentSettings:
    settings, findings = check(tomllib.loads(HEAD + text))
    assert settings
    assert findings == []
    return settings


# Thread -> what people had written, as far as a file can say it, and what is said of that.
PUBLIC_FAILURES = {
    "https://github.com/anthropics/claude-code/issues/67258": (
        "no app client for a client that cannot register itself",
        DOMAIN + SERVER,
        "mcp_servers.docs.clients: is empty, as is app_clients",
    ),
    "https://github.com/anthropics/claude-code/issues/90190": (
        "no scope that a client could be told to ask for",
        CLAUDE + "mcp_servers.docs.scopes = {}",
        "mcp_servers.docs.scopes: {} has 0 entries; give at least 1",
    ),
    "https://github.com/openchoreo/openchoreo/issues/3217": (
        "Cognito's discovery document offers a scope that the client lacks",
        BY_HAND.replace('"phone", ', ""),
        "warning: app_clients.claude.allowed_oauth_scopes: lacks phone",
    ),
    "https://github.com/anthropics/claude-ai-mcp/issues/309": (
        "one client for the web and the command line, bound to no server: the exchange fails where resource is sent",
        f"""{DOMAIN}
app_clients.claude.allowed_oauth_flows = ["code"]
app_clients.claude.allowed_oauth_scopes = ["openid", "email", "phone", "profile"]
app_clients.claude.callback_urls = ["https://claude.ai/api/mcp/auth_callback", "http://localhost:8080/callback"]
""",
        "app_clients.claude.allowed_oauth_scopes: has no scope of a resource server whose identifier is the MCP",
    ),
    "https://github.com/PrefectHQ/fastmcp/issues/2139": (
        "no resource server for what the client sends as resource",
        re.sub(r"resource_servers.*\n", "", BY_HAND).replace(', "https://mcp.example.com/mcp/invoke"', ""),
        "app_clients.claude.allowed_oauth_scopes: has no scope of a resource server whose identifier is the MCP",
    ),
    "https://github.com/PrefectHQ/fastmcp/pull/2149": (
        "a resource server that is called otherwise than the URL",
        BY_HAND.replace("https://mcp.example.com/mcp", "https://mcp.example.com/mcp/"),
        'resource_servers.docs.identifier: "https://mcp.example.com/mcp/" ends at its host or in /',
    ),
    "https://github.com/PrefectHQ/fastmcp/issues/3739": (
        "pages that put no audience into tokens",
        BY_HAND + "domains.main.managed_login_version = 1",
        "domains.main.managed_login_version: 1 gives tokens of claude no audience",
    ),
    "https://github.com/aws-samples/anthropic-on-aws/issues/310": (
        "offline_access, which Cognito does not know",
        BY_HAND.replace('"phone"', '"phone", "offline_access"'),
        'app_clients.claude.allowed_oauth_scopes[3]: "offline_access" is no scope of this file',
    ),
    "https://github.com/BerriAI/litellm-docs/pull/1433": (
        "offline_access, which no resource server has either",
        CLAUDE + 'app_clients.web = {allowed_oauth_flows = ["code"], allowed_oauth_scopes = ["offline_access"], '
        'callback_urls = ["https://app.example.com/"]}',
        'app_clients.web.allowed_oauth_scopes[0]: "offline_access" is no scope of this file',
    ),
    "https://github.com/MemberJunction/MJ/pull/4266": (
        "the pool's own host for the server's",
        CLAUDE.replace("mcp.example.com/mcp", "cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Example"),
        'mcp_servers.docs.url: "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Example" is at the pool',
    ),
    "https://github.com/langgenius/dify/issues/34964": (
        "a machine's flow for a client whose users sign in",
        BY_HAND.replace('["code"]', '["client_credentials"]'),
        'app_clients.claude.allowed_oauth_flows: ["client_credentials"] is not what MCP clients use',
    ),
    "https://github.com/microsoft/vscode/issues/278512": (
        "a port that is not registered, as only RFC 8252 would let in",
        DOMAIN + SERVER + 'mcp_servers.docs.clients = ["VSCODE"]\n'
        'mcp_servers.docs.callback_urls.VSCODE = ["http://127.0.0.1/"]',
        'mcp_servers.docs.callback_urls.VSCODE[0]: "http://127.0.0.1/" is none that VS Code asks for',
    ),
}


@pytest.mark.parametrize("thread", PUBLIC_FAILURES)
def test_what_public_set_ups_failed_at_is_said(thread: str) -> None:
    _, text, beginning = PUBLIC_FAILURES[thread]
    assert [message for message in said(text) if message.startswith(beginning)], said(text)


GOOD = {
    **{
        f"{client} alone": f'{DOMAIN}{SERVER}mcp_servers.docs.clients = ["{client}"]'
        for client in MCP_CLIENTS
        if client != "CHATGPT"
    },
    "all clients": f"{DOMAIN}{SERVER}mcp_servers.docs.clients = {[*MCP_CLIENTS]}\n"
    f"mcp_servers.docs.callback_urls.CHATGPT = {CHATGPT}",
    "two connectors of ChatGPT": f'{DOMAIN}{SERVER}mcp_servers.docs.clients = ["CHATGPT"]\n'
    "mcp_servers.docs.callback_urls.CHATGPT = "
    '["https://chatgpt.com/connector/oauth/a-1", "https://chatgpt.com/connector/oauth/b_2"]',
    "another port of Claude Code": f'{DOMAIN}{SERVER}mcp_servers.docs.clients = ["CLAUDE_CODE"]\n'
    'mcp_servers.docs.callback_urls.CLAUDE_CODE = ["http://localhost:9090/callback"]',
    "scopes of its own": f'{CLAUDE}mcp_servers.docs.scopes = {{read = "Read", "tools.call" = "Call tools"}}',
    "a server on this machine": CLAUDE.replace("https://mcp.example.com", "http://localhost:8000"),
    "a path with an ARN in it": CLAUDE.replace(
        "com/mcp", "com/runtimes/arn%3Aaws%3Abedrock-agentcore%3Aeu-central-1%3A111122223333%3Aruntime%2Fa/invocations"
    ),
    "two servers with the same clients": f'{CLAUDE}mcp_servers.wiki = {{url = "https://mcp.example.com/wiki", '
    'clients = ["CLAUDE"]}',
    "two servers, one name the other's beginning": f"{CLAUDE}mcp_servers.docs_claude = {{url = "
    '"https://mcp.example.com/wiki", clients = ["CLAUDE_CODE"]}',
    "single sign-on": f'{CLAUDE}mcp_servers.docs.supported_identity_providers = ["company"]\n'
    'identity_providers.company = {provider_type = "OIDC", oidc_issuer = "https://login.example.com", '
    'client_id = "x", client_secret = {variable = "company"}}',
    "tokens for a short time": f'{CLAUDE}mcp_servers.docs.access_token_validity = "5m"\n'
    'mcp_servers.docs.refresh_token_validity = "60m"',
    "a machine beside people": f'{CLAUDE}mcp_servers.docs.app_clients = ["job"]\n'
    'app_clients.job = {application_type = "M2M", allowed_oauth_scopes = ["https://mcp.example.com/mcp/invoke"]}',
    "a machine alone": f'{DOMAIN}{SERVER}mcp_servers.docs.app_clients = ["job"]\n'
    'app_clients.job = {application_type = "M2M", allowed_oauth_scopes = ["https://mcp.example.com/mcp/invoke"]}',
    "an application beside it": f'{CLAUDE}app_clients.web = {{application_type = "SPA", '
    'callback_urls = ["https://app.example.com/"]}',
    "a domain of its own": CLAUDE.replace('"acme-tools"', '"auth.example.com"')
    + 'domains.main.certificate_arn = "arn:aws:acm:us-east-1:111122223333:certificate/1a2b3c4d"',
    "the tier said": f'{CLAUDE}user_pool.user_pool_tier = "ESSENTIALS"',
    "a higher tier": f'{CLAUDE}user_pool.user_pool_tier = "PLUS"',
    "Claude by hand": BY_HAND,
    "Cursor by hand": BY_HAND.replace(
        '"https://claude.ai/api/mcp/auth_callback"',
        '"http://localhost:8787/callback", "cursor://anysphere.cursor-mcp/oauth/callback"',
    ),
    "an application on Cursor's port by hand": f'{DOMAIN}app_clients.web = {{application_type = "SPA", '
    'callback_urls = ["http://localhost:8787/callback"]}',
}


@pytest.mark.parametrize("good", GOOD)
def test_good_files_have_no_finding(good: str) -> None:
    assert len(GOOD) >= 20
    sound(GOOD[good])


def test_a_server_makes_ordinary_tables() -> None:
    settings = sound(f'{DOMAIN}{SERVER}mcp_servers.docs.clients = ["CLAUDE_CODE", "CODEX"]')
    assert settings.resource_servers["docs"].identifier == "https://mcp.example.com/mcp"
    assert sorted(settings.app_clients) == ["docs_claude_code", "docs_codex"]
    client = settings.app_clients["docs_claude_code"]
    assert client.callback_urls == ["http://localhost:8080/callback"]
    assert client.allowed_oauth_flows == ["code"]
    assert client.allowed_oauth_scopes == [
        "openid",
        "email",
        "phone",
        "profile",
        "https://mcp.example.com/mcp/invoke",
    ]
    assert not client.generate_secret
    assert client.refresh_token_rotation
    assert settings.tier == "ESSENTIALS"
    assert settings.has_managed_login


def test_another_applications_tokens_and_an_mcp_clients_are_kept_apart() -> None:
    settings = sound(GOOD["an application beside it"])
    assert settings.mcp_clients == {"docs_claude"}
    assert settings.trusted_clients == ["web"]


def test_codex_calls_back_where_a_public_thread_saw_it() -> None:
    """https://github.com/openai/codex/issues/30460"""
    assert codex_callback_id("https://api.us.elevenlabs.io/v1/mcp") == "6MFBM1In3Ey-"


@pytest.mark.parametrize("client", MCP_CLIENTS)
def test_a_clients_row_holds_together(client: McpClientName) -> None:
    row, url = MCP_CLIENTS[client], "https://mcp.example.com/mcp"
    assert [callback for callback in row.callbacks(url) if not row.takes(callback, url)] == []
    TypeAdapter(list[RedirectUrl]).validate_python(row.callbacks(url))
    assert all(source.startswith("https://") for source in row.sources)
    assert set(MCP_CLIENTS) == set(get_args(McpClientName))


def test_the_reference_of_clients_is_the_table() -> None:
    """Run `pipenv run docs` after a change in clients.py."""
    assert mcp_clients.FILE.read_text(encoding="utf-8") == mcp_clients.reference()


URLS = {
    "no URL": ("mcp.example.com/mcp", "is no URL"),
    "another scheme": ("http://mcp.example.com/mcp", "does not begin with https://"),
    "a host that only begins like localhost": ("http://localhost.example.com/mcp", "does not begin with https://"),
    "a fragment": ("https://mcp.example.com/mcp#a", "has a query or a fragment"),
    "a query": ("https://mcp.example.com/mcp?a=1", "has a query or a fragment"),
    "capitals": ("https://MCP.example.com/mcp", "has capitals in its host, which clients lower; write mcp.example.com"),
    "the usual port": ("https://mcp.example.com:443/mcp", "has more than a host before its path"),
    "a password": ("https://user:hunter2@mcp.example.com/mcp", "has more than a host before its path"),
    "a slash at its end": ("https://mcp.example.com/mcp/", "ends at its host or in /"),
    "no path": ("https://mcp.example.com", "ends at its host or in /"),
    "a path of a slash": ("https://mcp.example.com/", "ends at its host or in /"),
    "dots that clients resolve": ("https://mcp.example.com/a/../mcp", "is not as clients would write it"),
    "an escape in small letters": ("https://mcp.example.com/a%3ab", "is not as clients would write it"),
    "two slashes": ("https://mcp.example.com//mcp", "is not as clients would write it"),
    "no name": ("https://mcp/mcp", "is not as clients would write it"),
    "too long": (f"https://mcp.example.com/{'m' * 180}", "is 204 characters long; use 1 to 192 characters"),
}


@pytest.mark.parametrize("wrong", URLS)
def test_a_url_is_written_as_every_client_writes_it(wrong: str) -> None:
    url, message = URLS[wrong]
    (finding,) = said(CLAUDE.replace("https://mcp.example.com/mcp", url))
    assert finding.startswith("mcp_servers.docs.url: ")
    assert message in finding


WRITTEN = """\
region = "eu-central-1"
account_id = "111122223333"
user_pool.name = "test"
domains.main.domain = "acme-tools"

[mcp_servers.docs]
url = "https://mcp.example.com/mcp"
clients = ["CLAUDE", "CURSOR", "VSCODE"]
supported_identity_providers = ["Okta"]
access_token_validity = "10m"

[mcp_servers.docs.scopes]
read = "Read"

[mcp_servers.wiki]
clients = ["CLAUDE"]
url = "https://mcp.example.com/mcp"
"""


def test_a_mistake_in_what_is_made_is_said_once_at_the_line_that_was_written(tmp_path: Path) -> None:
    file = tmp_path / "prod.toml"
    file.write_text(WRITTEN)
    found = check_environments([file]).findings
    assert [(line_of(each), each.dotted_key, each.rule) for each in found] == [
        (9, "mcp_servers.docs.supported_identity_providers", "CLI-22"),
        (17, "mcp_servers.wiki.url", "RS-1"),
    ]
    assert found[0].message == (
        'makes app_clients.docs_claude.supported_identity_providers: "Okta" is no identity provider of this file; '
        "use COGNITO, or add [identity_providers.Okta]"
    )
    assert found[1].message == (
        'makes resource_servers.wiki, which has the identifier "https://mcp.example.com/mcp", as docs has; give it '
        "another"
    )


def test_show_tells_which_line_of_a_server_says_each_value(tmp_path: Path) -> None:
    file = tmp_path / "prod.toml"
    file.write_text(WRITTEN.partition("[mcp_servers.wiki]")[0].replace("Okta", "COGNITO"))
    settings = check_environments([file]).require_sound()["prod"]
    where = {
        ".".join(map(str, value.key)): value.where.removeprefix(f"{file}:")
        for value in effective_values(file, read_tables(file, takes_text), settings)
    }
    assert where["resource_servers.docs.identifier"] == "7 (mcp_servers)"
    assert where["resource_servers.docs.scopes.read"] == "12 (mcp_servers)"
    assert where["resource_servers.docs.name"] == "default"
    assert where["app_clients.docs_cursor.callback_urls"] == "6 (mcp_servers)"
    assert where["app_clients.docs_cursor.allowed_oauth_flows"] == "8 (mcp_servers)"
    assert where["app_clients.docs_cursor.access_token_validity"] == "10 (mcp_servers)"
    assert where["app_clients.docs_cursor.auth_session_validity"] == "default"


def test_beside_a_wrong_key_nothing_is_said_of_what_the_server_would_have_made() -> None:
    """The wrong client may have been the one that is named elsewhere."""
    text = f'{DOMAIN}{SERVER}mcp_servers.docs.clients = ["CLAUD"]\n'
    named = 'protected.api = {kind = "VERIFIER", app_clients = ["docs_claude"]}\n'
    (finding,) = said(text + named)
    assert finding.startswith('mcp_servers.docs.clients[0]: "CLAUD" is not allowed; did you mean "CLAUDE"?')


@pytest.mark.parametrize("app", ["CLAUDE_DESKTOP", "Claude Desktop", "claude-mobile", "CLAUDE_WEB"])
def test_an_app_that_comes_back_to_claude_ai_is_claude(app: str) -> None:
    (finding,) = said(f'{DOMAIN}{SERVER}mcp_servers.docs.clients = ["{app}"]\n')
    assert finding.startswith(f'mcp_servers.docs.clients[0]: "{app}" is not allowed; did you mean "CLAUDE"? use ')


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *((key, 5) for key in McpServerSettings.model_fields),
        ("callback_urls.CLAUDE", "text"),
        ("callback_urls.CLOUD", ["https://claude.ai/api/mcp/auth_callback"]),
        ("callback_urls.CLAUDE", [5]),
        ("scopes.read", 5),
        ("clients", [5]),
        ("uri", "https://mcp.example.com/mcp"),
    ],
)
def test_a_wrong_value_is_said_once_where_it_is(key: str, value: Any) -> None:
    tables = tomllib.loads(HEAD + CLAUDE)
    table = tables["mcp_servers"]["docs"]
    *around, last = key.split(".")
    for part in around:
        table = table.setdefault(part, {})
    table[last] = value
    (finding,) = check(tables)[1]
    assert finding.dotted_key.removesuffix("[0]") == f"mcp_servers.docs.{key}"
    assert "; " in finding.message


def test_a_table_in_the_place_of_one_that_is_made_is_said_to_clash() -> None:
    clash = """\
app_clients.docs_claude.allowed_oauth_flows = ["code"]
app_clients.docs_claude.allowed_oauth_scopes = ["openid"]
app_clients.docs_claude.callback_urls = ["https://app.example.com/"]
resource_servers.docs.scopes.read = "Read"
"""
    ours, theirs = (
        "is what [mcp_servers.docs] makes; rename this table, or remove it and say there what differs",
        "MCP-1",
    )
    assert said(CLAUDE + clash) == [
        f"app_clients.docs_claude: {ours} [{theirs}]",
        f"resource_servers.docs: {ours} [{theirs}]",
    ]


def test_the_same_comes_of_settings_that_were_made_already() -> None:
    """Dumped and read again, as from Python."""
    settings = sound(CLAUDE)
    again = EnvironmentSettings.model_validate(settings.model_dump(by_alias=True))
    assert again == settings
    assert EnvironmentSettings.model_validate(dict(settings)) == settings


CLIENTS: list[McpClientName] = sorted(MCP_CLIENTS)
SERVERS = st.fixed_dictionaries(
    {
        "url": st.from_regex(r"https://[a-z]{1,9}\.example\.com(/[A-Za-z0-9._~-]*[A-Za-z0-9]){1,3}", fullmatch=True),
        "clients": st.lists(st.sampled_from(CLIENTS), unique=True, min_size=1),
    },
    optional={
        "scopes": st.dictionaries(
            st.from_regex(r"[!#-.0-\[\]-~]{1,63}", fullmatch=True), st.just("x"), min_size=1, max_size=40
        ),
        "access_token_validity": st.sampled_from(["5m", "1d"]),
    },
)


@budget(max_examples=60, deadline=None)
@given(st.dictionaries(st.from_regex(r"[A-Za-z_][A-Za-z0-9_-]{0,49}", fullmatch=True), SERVERS, max_size=2))
def test_any_choice_of_clients_is_sound_and_makes_one_app_client_each(servers: dict[str, dict[str, Any]]) -> None:
    for server in servers.values():
        if "CHATGPT" in server["clients"]:
            server["callback_urls"] = {"CHATGPT": ["https://chatgpt.com/connector/oauth/x"]}
    tables = tomllib.loads(HEAD + DOMAIN) | {"mcp_servers": servers}
    settings, findings = check(tables)
    assert settings
    urls = [server["url"] for server in servers.values()]
    assert {finding.rule for finding in findings} == ({"RS-1"} if len({*urls}) < len(urls) else set())
    made = {client_table(name, client): name for name, server in servers.items() for client in server["clients"]}
    assert len(made) == sum(len(server["clients"]) for server in servers.values())
    assert set(settings.app_clients) == set(made) == settings.mcp_clients
    assert settings.trusted_clients == []
    assert {f"aws_cognito_user_pool_client.{name}" for name in made} <= set(addresses(settings))
    for table, name in made.items():
        client = settings.app_clients[table]
        assert {*scopes_of(settings.mcp_servers[name])} <= {*client.allowed_oauth_scopes}
        assert client.allowed_oauth_flows == ["code"]
        assert client.callback_urls
