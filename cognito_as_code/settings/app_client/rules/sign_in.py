"""Rules about sign-in flows, tokens and secrets of app clients."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.fields import parse_arn, parse_duration, shown
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import CLIENT, GUIDE
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.places import clients


@rule("CLI-14", "Access and id tokens do not outlive the refresh token", why="AWS refuses it.", source=CLIENT)
def refresh_token_lives_longest(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in clients(settings):
        for key in ("access_token_validity", "id_token_validity"):
            duration = getattr(client, key)
            if parse_duration(duration).seconds > parse_duration(client.refresh_token_validity).seconds:
                yield (
                    (*place, key),
                    f"{shown(duration)} is longer than refresh_token_validity "
                    f"{shown(client.refresh_token_validity)}; shorten the one or lengthen the other",
                )


@rule(
    "CLI-16",
    "A client whose refresh tokens rotate has no ALLOW_REFRESH_TOKEN_AUTH",
    why="AWS refuses both together: that flow would use a refresh token again.",
    source=f"{GUIDE}/amazon-cognito-user-pools-using-the-refresh-token.html",
)
def rotation_excludes_the_old_flow(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in clients(settings):
        rotation = client.refresh_token_rotation
        if rotation and rotation.feature == "ENABLED" and "ALLOW_REFRESH_TOKEN_AUTH" in client.explicit_auth_flows:
            yield (
                (*place, "explicit_auth_flows"),
                'has "ALLOW_REFRESH_TOKEN_AUTH" while refresh_token_rotation is ENABLED; '
                'remove "ALLOW_REFRESH_TOKEN_AUTH", or set '
                'refresh_token_rotation.feature = "DISABLED"',
            )


@rule(
    "CLI-19",
    "Passing on user context needs a secret",
    why="AWS refuses it on a public client: anybody could claim any address.",
    source=CLIENT,
)
def user_context_needs_a_secret(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in clients(settings):
        if client.enable_propagate_additional_user_context_data and not client.generate_secret:
            yield (
                (*place, "enable_propagate_additional_user_context_data"),
                "true without a secret; set generate_secret = true, or leave it false",
            )


@rule(
    "CLI-23",
    "Errors do not tell whether a user exists",
    why="LEGACY answers who has an account here, to anybody who asks.",
    source=f"{GUIDE}/cognito-user-pool-managing-errors.html",
    severity="warning",
)
def existence_is_hidden(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in clients(settings):
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
    for place, client in clients(settings):
        if not client.enable_token_revocation:
            yield (*place, "enable_token_revocation"), "false leaves stolen tokens good until they expire; use true"


@rule(
    "CLI-28",
    "Public clients sign in in ways made for them",
    why="Implicit grants show tokens in URLs; password flows hand passwords to whoever holds the client id; admin "
    "flows are for servers, which can keep a secret.",
    source=f"{GUIDE}/amazon-cognito-user-pools-authentication-flow-methods.html",
    severity="warning",
)
def public_clients_are_careful(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in clients(settings):
        if "implicit" in client.allowed_oauth_flows:
            yield (*place, "allowed_oauth_flows"), '"implicit" shows tokens in URLs; use "code", with PKCE'
        for flow in ("ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_PASSWORD_AUTH"):
            if flow in client.explicit_auth_flows and not client.generate_secret:
                yield (
                    (*place, "explicit_auth_flows"),
                    f'"{flow}" in a client without a secret; use "ALLOW_USER_SRP_AUTH", or set generate_secret = true',
                )


@rule(
    "CLI-30",
    "A secret that is stored exists, and its key is beside it",
    why="AWS refuses an empty secret, which is all that a public client has, and a key of another Region.",
    source="https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/secretsmanager_secret_version",
)
def stored_secret_exists(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in clients(settings):
        if client.secretsmanager_secret_name and not client.generate_secret:
            yield (
                (*place, "secretsmanager_secret_name"),
                "has no secret to store; set generate_secret = true, or remove it",
            )
        key_arn = client.secretsmanager_kms_key_id
        if key_arn and not client.secretsmanager_secret_name:
            yield (
                (*place, "secretsmanager_kms_key_id"),
                "has no secret to encrypt; add secretsmanager_secret_name, or remove it",
            )
        elif key_arn and parse_arn(key_arn).region != settings.region:
            yield (
                (*place, "secretsmanager_kms_key_id"),
                f"{shown(key_arn)} is in another Region, and a secret's key is in its own; use a key in "
                f"{settings.region}",
            )


@rule(
    "CLI-34",
    "Users' addresses are passed on to threat protection",
    why="Nothing else looks at them.",
    source=f"{GUIDE}/cognito-user-pool-settings-viewing-threat-protection-app.html",
    severity="warning",
)
def user_context_is_looked_at(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in clients(settings):
        if client.enable_propagate_additional_user_context_data and settings.user_pool.threat_protection == "OFF":
            yield (
                (*place, "enable_propagate_additional_user_context_data"),
                "true while threat protection is off, which nothing looks at; set it to false, or turn on "
                "user_pool.user_pool_add_ons.advanced_security_mode",
            )


@rule(
    "CLI-35",
    "Grace is given to refresh tokens that rotate",
    why="A token that does not rotate needs none.",
    source=f"{GUIDE}/amazon-cognito-user-pools-using-the-refresh-token.html",
    severity="warning",
)
def grace_is_for_rotation(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in clients(settings):
        rotation = client.refresh_token_rotation
        if rotation and rotation.feature == "DISABLED" and rotation.retry_grace_period_seconds:
            yield (
                (*place, "refresh_token_rotation", "retry_grace_period_seconds"),
                'has no effect while feature is "DISABLED"; remove it',
            )
