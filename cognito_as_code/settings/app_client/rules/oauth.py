"""Rules about OAuth 2.0 grants, scopes and redirects."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.app_client.model import SELF_SERVICE
from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import did_you_mean
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import CLIENT, GUIDE
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.places import clients

STANDARD_SCOPES = {"openid", "email", "phone", "profile", SELF_SERVICE}


@rule(
    "CLI-1",
    "Machine clients are not also sign-in clients",
    why="AWS refuses client_credentials together with code or implicit.",
    source=CLIENT,
)
def client_credentials_stand_alone(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in clients(settings):
        if client.is_machine and client.has_login_page:
            yield (
                (*place, "allowed_oauth_flows"),
                f"{shown(client.allowed_oauth_flows)} mixes client_credentials with a sign-in flow; make two clients",
            )


@rule("CLI-2", "Machine clients have a secret", why="AWS refuses client_credentials without one.", source=CLIENT)
def client_credentials_have_a_secret(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in clients(settings):
        if client.is_machine and not client.generate_secret:
            yield (
                (*place, "generate_secret"),
                "false while allowed_oauth_flows has client_credentials; set generate_secret = true",
            )


@rule(
    "CLI-3",
    "Machine clients ask for a resource server's scopes",
    why="client_credentials tokens carry custom scopes only: there is no user for the standard ones to speak of.",
    source="https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html",
    promise="a machine client gets a token",
)
def client_credentials_have_custom_scopes(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in clients(settings):
        standard = sorted(STANDARD_SCOPES.intersection(client.allowed_oauth_scopes))
        if client.is_machine and standard:
            yield (
                (*place, "allowed_oauth_scopes"),
                f"{shown(standard)} cannot be had with client_credentials; use resource server scopes like api/read",
            )


@rule("CLI-4", "Sign-in flows have a callback URL", why="AWS refuses code and implicit without one.", source=CLIENT)
def login_has_a_callback(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in clients(settings):
        if client.has_login_page and not client.callback_urls:
            yield (
                (*place, "callback_urls"),
                f"is empty while allowed_oauth_flows is {shown(client.allowed_oauth_flows)}; list where users "
                f"return to",
            )


@rule("CLI-5", "OAuth flows have scopes", why="AWS refuses flows without scopes.", source=CLIENT)
def flows_have_scopes(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in clients(settings):
        if client.allowed_oauth_flows and not client.allowed_oauth_scopes:
            example = '["openid", "email"]' if client.has_login_page else '["api/read"] of a resource server'
            yield (
                (*place, "allowed_oauth_scopes"),
                f"is empty while allowed_oauth_flows is {shown(client.allowed_oauth_flows)}; "
                f"list scopes, for example {example}",
            )


@rule(
    "CLI-6",
    "OAuth settings belong to an OAuth flow",
    why="Cognito ignores them without one.",
    source=CLIENT,
    severity="warning",
)
def oauth_settings_have_a_flow(settings: EnvironmentSettings) -> Iterator[Problem]:
    oauth = ("allowed_oauth_scopes", "callback_urls", "logout_urls", "default_redirect_uri")
    for place, client in clients(settings):
        idle = [key for key in oauth if getattr(client, key)]
        if idle and not client.allowed_oauth_flows:
            yield (
                (*place, "allowed_oauth_flows"),
                f"is empty, so that {', '.join(idle)} would have no effect; "
                'list a flow like "code", or remove the rest',
            )


@rule(
    "CLI-7",
    "Scopes are standard or a resource server's",
    why="AWS refuses an unknown scope (ScopeDoesNotExistException).",
    source=CLIENT,
)
def scopes_are_known(settings: EnvironmentSettings) -> Iterator[Problem]:
    custom = {
        f"{server.identifier_at(name)}/{scope}"
        for name, server in settings.resource_servers.items()
        for scope in server.scopes
    }
    for place, client in clients(settings):
        for index, scope in enumerate(client.allowed_oauth_scopes):
            if scope not in STANDARD_SCOPES | custom:
                known = ", ".join(sorted(custom)) or "a scope of [resource_servers.NAME], as NAME/SCOPE"
                yield (
                    (*place, "allowed_oauth_scopes", index),
                    f"{shown(scope)} is no scope of this file; {did_you_mean(scope, STANDARD_SCOPES | custom)}use "
                    f"{', '.join(sorted(STANDARD_SCOPES))}, or {known}",
                )


@rule(
    "CLI-8",
    "Scopes about the user come with openid",
    why="email, phone and profile can be requested only together with openid.",
    source="https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html",
    promise="an application gets the scopes it lists",
)
def user_scopes_come_with_openid(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in clients(settings):
        about_user = sorted({"email", "phone", "profile"}.intersection(client.allowed_oauth_scopes))
        if about_user and "openid" not in client.allowed_oauth_scopes and not client.is_machine:
            yield (*place, "allowed_oauth_scopes"), f'{shown(about_user)} without "openid"; add "openid"'


@rule("CLI-12", "The default redirect is a callback URL", why="AWS refuses another.", source=CLIENT)
def default_redirect_is_a_callback(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in clients(settings):
        if client.default_redirect_uri and client.default_redirect_uri not in client.callback_urls:
            yield (
                (*place, "default_redirect_uri"),
                f"{shown(client.default_redirect_uri)} is not one of callback_urls; add it there, letter for letter",
            )


@rule(
    "CLI-25",
    "OAuth flows have a domain",
    why="The sign-in pages and the token endpoint are at the pool's domain: without one there are none.",
    source=f"{GUIDE}/cognito-user-pools-assign-domain.html",
    severity="warning",
)
def flows_have_a_domain(settings: EnvironmentSettings) -> Iterator[Problem]:
    of_mcp_servers = settings.mcp_clients  # MCP-2 asks for theirs
    clients = sorted(
        name
        for name, client in settings.app_clients.items()
        if client.allowed_oauth_flows and name not in of_mcp_servers
    )
    if clients and not settings.domains:
        yield (
            ("domains",),
            f"is missing while {', '.join(clients)} {'has' if len(clients) == 1 else 'have'} allowed_oauth_flows; add "
            "[domains.NAME], unless the pool has a domain made elsewhere",
        )
