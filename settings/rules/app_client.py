"""Rules about app clients."""

from __future__ import annotations

from collections.abc import Iterator

from settings.app_client import AppClientSettings
from settings.attributes import NOT_WRITABLE, mapped_attributes, readable_attributes
from settings.environment import EnvironmentSettings
from settings.fields import parse_duration, shown
from settings.findings import KeyPath, did_you_mean
from settings.rules import Problem, rule

CLIENT = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html"
API = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference"
GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"
STANDARD_SCOPES = {"openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"}


def _clients(settings: EnvironmentSettings) -> Iterator[tuple[KeyPath, AppClientSettings]]:
    for name, client in settings.app_clients.items():
        yield ("app_clients", name), client


@rule(
    "REN-1",
    "A renamed client has one former name, which no client has now",
    why="Terraform refuses to move two resources to one address, and one resource to two.",
    source="https://developer.hashicorp.com/terraform/language/modules/develop/refactoring",
)
def former_names_are_free(settings: EnvironmentSettings) -> Iterator[Problem]:
    former_names = [client.renamed_from for client in settings.app_clients.values()]
    for place, client in _clients(settings):
        if client.renamed_from in settings.app_clients:
            yield (
                (*place, "renamed_from"),
                f"{shown(client.renamed_from)} is still there; remove that table, or this key",
            )
        elif client.renamed_from and former_names.count(client.renamed_from) > 1:
            yield (*place, "renamed_from"), f"{shown(client.renamed_from)} became several clients; keep it in one"


@rule(
    "CLI-1",
    "Machine clients are not also sign-in clients",
    why="AWS refuses client_credentials together with code or implicit.",
    source=CLIENT,
)
def client_credentials_stand_alone(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in _clients(settings):
        if "client_credentials" in client.allowed_oauth_flows and client.has_login_page:
            yield (
                (*place, "allowed_oauth_flows"),
                f"{shown(client.allowed_oauth_flows)} mixes client_credentials with a sign-in flow; make two clients",
            )


@rule("CLI-2", "Machine clients have a secret", why="AWS refuses client_credentials without one.", source=CLIENT)
def client_credentials_have_a_secret(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in _clients(settings):
        if "client_credentials" in client.allowed_oauth_flows and not client.generate_secret:
            yield (
                (*place, "generate_secret"),
                "false while allowed_oauth_flows has client_credentials; set generate_secret = true",
            )


@rule(
    "CLI-3",
    "Machine clients ask for a resource server's scopes",
    why="client_credentials tokens carry custom scopes only: there is no user for the standard ones to speak of.",
    source="https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html",
)
def client_credentials_have_custom_scopes(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in _clients(settings):
        standard = sorted(STANDARD_SCOPES.intersection(client.allowed_oauth_scopes))
        if "client_credentials" in client.allowed_oauth_flows and standard:
            yield (
                (*place, "allowed_oauth_scopes"),
                f"{shown(standard)} cannot be had with client_credentials; use resource server scopes like api/read",
            )


@rule("CLI-4", "Sign-in flows have a callback URL", why="AWS refuses code and implicit without one.", source=CLIENT)
def login_has_a_callback(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in _clients(settings):
        if client.has_login_page and not client.callback_urls:
            yield (
                (*place, "callback_urls"),
                f"is empty while allowed_oauth_flows is {shown(client.allowed_oauth_flows)}; list where users "
                f"return to",
            )


@rule("CLI-5", "OAuth flows have scopes", why="AWS refuses flows without scopes.", source=CLIENT)
def flows_have_scopes(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in _clients(settings):
        if client.allowed_oauth_flows and not client.allowed_oauth_scopes:
            example = '["openid", "email"]' if client.has_login_page else '["api/read"] of a resource server'
            yield (
                (*place, "allowed_oauth_scopes"),
                f"is empty while allowed_oauth_flows is {shown(client.allowed_oauth_flows)}; "
                f"list scopes, for example {example}",
            )


@rule("CLI-6", "OAuth settings belong to an OAuth flow", why="Cognito ignores them without one.", source=CLIENT)
def oauth_settings_have_a_flow(settings: EnvironmentSettings) -> Iterator[Problem]:
    oauth = ("allowed_oauth_scopes", "callback_urls", "logout_urls", "default_redirect_uri")
    for place, client in _clients(settings):
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
        f"{server.identifier or name}/{scope}"
        for name, server in settings.resource_servers.items()
        for scope in server.scopes
    }
    for place, client in _clients(settings):
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
)
def user_scopes_come_with_openid(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in _clients(settings):
        about_user = sorted({"email", "phone", "profile"}.intersection(client.allowed_oauth_scopes))
        if (
            about_user
            and "openid" not in client.allowed_oauth_scopes
            and "client_credentials" not in client.allowed_oauth_flows
        ):
            yield (*place, "allowed_oauth_scopes"), f'{shown(about_user)} without "openid"; add "openid"'


@rule("CLI-12", "The default redirect is a callback URL", why="AWS refuses another.", source=CLIENT)
def default_redirect_is_a_callback(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in _clients(settings):
        if client.default_redirect_uri and client.default_redirect_uri not in client.callback_urls:
            yield (
                (*place, "default_redirect_uri"),
                f"{shown(client.default_redirect_uri)} is not one of callback_urls; add it there, letter for letter",
            )


@rule("CLI-14", "Access and id tokens do not outlive the refresh token", why="AWS refuses it.", source=CLIENT)
def refresh_token_lives_longest(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in _clients(settings):
        for key in ("access_token_validity", "id_token_validity"):
            duration = getattr(client, key)
            if parse_duration(duration).seconds > parse_duration(client.refresh_token_validity).seconds:
                yield (
                    (*place, key),
                    f"{shown(duration)} is longer than refresh_token_validity "
                    f"{shown(client.refresh_token_validity)}; shorten the one or lengthen the other",
                )


@rule(
    "CLI-19",
    "Passing on user context needs a secret",
    why="AWS refuses it on a public client: anybody could claim any address.",
    source=CLIENT,
)
def user_context_needs_a_secret(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in _clients(settings):
        if client.enable_propagate_additional_user_context_data and not client.generate_secret:
            yield (
                (*place, "enable_propagate_additional_user_context_data"),
                "true without a secret; set generate_secret = true, or leave it false",
            )


@rule(
    "CLI-16",
    "A client whose refresh tokens rotate has no ALLOW_REFRESH_TOKEN_AUTH",
    why="AWS refuses both together: that flow would use a refresh token again.",
    source=f"{GUIDE}/amazon-cognito-user-pools-using-the-refresh-token.html",
)
def rotation_excludes_the_old_flow(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in _clients(settings):
        rotation = client.refresh_token_rotation
        if rotation and rotation.feature == "ENABLED" and "ALLOW_REFRESH_TOKEN_AUTH" in client.explicit_auth_flows:
            yield (
                (*place, "explicit_auth_flows"),
                'has "ALLOW_REFRESH_TOKEN_AUTH" while refresh_token_rotation is ENABLED; remove it there, or set '
                'feature = "DISABLED"',
            )


@rule(
    "CLI-20",
    "Attributes that clients read and write are the pool's",
    why="AWS refuses others, and lets nobody write those it sets itself.",
    source=CLIENT,
)
def client_attributes_exist(settings: EnvironmentSettings) -> Iterator[Problem]:
    readable = readable_attributes(settings.user_pool)
    for place, client in _clients(settings):
        for key, allowed in (("read_attributes", readable), ("write_attributes", readable - NOT_WRITABLE)):
            for index, name in enumerate(getattr(client, key) or []):
                if name not in allowed:
                    custom = sorted(each for each in allowed if ":" in each)
                    others = ", ".join(custom) or "declare it in [user_pool.schema.NAME] and write custom:NAME"
                    yield (
                        (*place, key, index),
                        f"{shown(name)} is set by Cognito alone; remove it"
                        if name in readable
                        else f"{shown(name)} is no attribute of this pool; {did_you_mean(name, allowed)}use a "
                        f"standard one, or {others}",
                    )


@rule(
    "CLI-21",
    "Clients may write what users must have",
    why="Sign-up fails at a client that may not write a required attribute, or one its identity provider maps to.",
    source=CLIENT,
)
def clients_write_what_is_needed(settings: EnvironmentSettings) -> Iterator[Problem]:
    required = {name for name, attribute in settings.user_pool.attributes.items() if attribute.required}
    for place, client in _clients(settings):
        if client.write_attributes is not None:
            lacking = sorted((required | mapped_attributes(settings, client)) - set(client.write_attributes))
            if lacking:
                yield (
                    (*place, "write_attributes"),
                    f"is without {', '.join(lacking)}, which sign-up has to write; add it",
                )


@rule(
    "CLI-22",
    "Identity providers that clients name are in the file",
    why="AWS refuses others (The provider does not exist for the user pool).",
    source=CLIENT,
)
def client_providers_exist(settings: EnvironmentSettings) -> Iterator[Problem]:
    known = {"COGNITO", *settings.identity_providers}
    for place, client in _clients(settings):
        for index, name in enumerate(client.supported_identity_providers):
            if name not in known:
                yield (
                    (*place, "supported_identity_providers", index),
                    f"{shown(name)} is no identity provider of this file; {did_you_mean(name, known)}use "
                    f"{', '.join(sorted(known))}, or add "
                    f"[identity_providers.{name}]",
                )


@rule(
    "CLI-27",
    "Analytics names its project in one way",
    why="The provider refuses application_arn with application_id, and the id without external_id and role_arn.",
    source=f"{API}/API_AnalyticsConfigurationType.html",
)
def analytics_names_one_project(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in _clients(settings):
        analytics = client.analytics_configuration
        if not analytics:
            continue
        by_id = [analytics.application_id, analytics.external_id, analytics.role_arn]
        if bool(analytics.application_arn) == any(by_id) or (any(by_id) and not all(by_id)):
            yield (
                (*place, "analytics_configuration"),
                "names no project, or two; give application_arn, or application_id, external_id and role_arn",
            )


@rule(
    "CLI-30",
    "A secret that is stored exists",
    why="A public client has no secret to put into Secrets Manager.",
    source="https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/secretsmanager_secret_version",
)
def stored_secret_exists(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in _clients(settings):
        if client.secretsmanager_secret_name and not client.generate_secret:
            yield (
                (*place, "secretsmanager_secret_name"),
                "has no secret to store; set generate_secret = true, or remove it",
            )


@rule(
    "CLI-23",
    "Errors do not tell whether a user exists",
    why="LEGACY answers who has an account here, to anybody who asks.",
    source=f"{GUIDE}/cognito-user-pool-managing-errors.html",
    severity="warning",
)
def existence_is_hidden(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in _clients(settings):
        if client.prevent_user_existence_errors == "LEGACY":
            yield (*place, "prevent_user_existence_errors"), '"LEGACY" tells who has an account; use "ENABLED"'


@rule(
    "CLI-24",
    "Refresh tokens can be revoked",
    why="A stolen one works until it expires otherwise, whatever an administrator does.",
    source=f"{GUIDE}/token-revocation.html",
    severity="warning",
)
def tokens_can_be_revoked(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in _clients(settings):
        if not client.enable_token_revocation:
            yield (*place, "enable_token_revocation"), "false leaves stolen tokens good until they expire; use true"


@rule(
    "CLI-25",
    "OAuth flows have a domain",
    why="The sign-in pages and the token endpoint are at the pool's domain: without one there are none.",
    source=f"{GUIDE}/cognito-user-pools-assign-domain.html",
    severity="warning",
)
def flows_have_a_domain(settings: EnvironmentSettings) -> Iterator[Problem]:
    clients = sorted(name for name, client in settings.app_clients.items() if client.allowed_oauth_flows)
    if clients and not settings.domains:
        yield (
            ("domains",),
            f"is missing while {', '.join(clients)} {'has' if len(clients) == 1 else 'have'} allowed_oauth_flows; add "
            "[domains.NAME], unless the pool has a domain made elsewhere",
        )


@rule(
    "CLI-28",
    "Public clients sign in in ways made for them",
    why="Implicit grants show tokens in URLs; password flows hand passwords to whoever holds the client id; admin "
    "flows are for servers, which can keep a secret.",
    source=f"{GUIDE}/amazon-cognito-user-pools-authentication-flow-methods.html",
    severity="warning",
)
def public_clients_are_careful(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in _clients(settings):
        if "implicit" in client.allowed_oauth_flows:
            yield (*place, "allowed_oauth_flows"), '"implicit" shows tokens in URLs; use "code", with PKCE'
        for flow in ("ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_PASSWORD_AUTH"):
            if flow in client.explicit_auth_flows and not client.generate_secret:
                yield (
                    (*place, "explicit_auth_flows"),
                    f'"{flow}" in a client without a secret; use "ALLOW_USER_SRP_AUTH", or set generate_secret = true',
                )
