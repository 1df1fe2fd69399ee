"""Rules about who gets credentials."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.fields import parse_arn, shown
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import IDENTITY_POOL_API
from cognito_as_code.settings.environment import EnvironmentSettings


@rule(
    "IP-3",
    "An identity pool trusts somebody",
    why="Without a trusted app client or login provider nobody can get credentials.",
    source=f"{IDENTITY_POOL_API}/API_CreateIdentityPool.html",
    promise="an identity pool is made for somebody",
)
def identity_pool_trusts_somebody(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.identity_pool
    if pool is None:
        return
    others = [
        pool.supported_login_providers,
        pool.openid_connect_provider_arns,
        pool.saml_provider_arns,
        pool.developer_provider_name,
    ]
    if not settings.trusted_clients and not any(others):
        yield (
            ("identity_pool",),
            "trusts the app clients of this file where users sign in, and there is none; add [app_clients.NAME], or "
            "remove the table",
        )


@rule(
    "IP-4",
    "Users who signed out get no more credentials",
    why="Without the server-side check a revoked token, or a disabled user's, still buys AWS credentials.",
    source=f"{IDENTITY_POOL_API}/API_CognitoIdentityProvider.html",
    severity="warning",
)
def tokens_are_checked(settings: EnvironmentSettings) -> Iterator[Problem]:
    if settings.identity_pool and not settings.identity_pool.server_side_token_check:
        yield (
            ("identity_pool", "server_side_token_check"),
            "false gives credentials to users who are signed out or disabled; use true",
        )


@rule(
    "IP-5",
    "Applications do not assume roles themselves",
    why="The classic flow passes by Cognito's limits on what guests may reach, and its choice of the role.",
    source="https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html",
    severity="warning",
)
def flow_is_enhanced(settings: EnvironmentSettings) -> Iterator[Problem]:
    if settings.identity_pool and settings.identity_pool.allow_classic_flow:
        yield ("identity_pool", "allow_classic_flow"), "true lets applications choose the role; use the enhanced flow"


@rule(
    "IP-6",
    "Guests have a role, and a guest role has guests",
    why="Guests without a role get no credentials, and a role without guests waits for a slip.",
    source=f"{IDENTITY_POOL_API}/API_SetIdentityPoolRoles.html",
    promise="guests get credentials only where the file says so twice",
)
def guests_have_a_role(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.identity_pool
    if pool is None:
        return
    if pool.allow_unauthenticated_identities and not pool.roles.unauthenticated:
        yield (
            ("identity_pool", "roles", "unauthenticated"),
            "is missing while guests are allowed; add [identity_pool.roles.unauthenticated], or set "
            "identity_pool.allow_unauthenticated_identities = false",
        )
    if pool.roles.unauthenticated and not pool.allow_unauthenticated_identities:
        yield (
            ("identity_pool", "roles", "unauthenticated"),
            "is for guests, and allow_unauthenticated_identities is false; remove the table, or set that to true",
        )


@rule(
    "IP-7",
    "IAM identity providers are of this account",
    why="AWS refuses others.",
    source=f"{IDENTITY_POOL_API}/API_CreateIdentityPool.html",
)
def iam_providers_are_in_this_account(settings: EnvironmentSettings) -> Iterator[Problem]:
    for key, kind in (("openid_connect_provider_arns", "oidc"), ("saml_provider_arns", "saml")):
        for index, arn in enumerate(getattr(settings.identity_pool, key, [])):
            parsed = parse_arn(arn)
            if parsed.account_id != settings.account_id or not parsed.resource.startswith(f"{kind}-provider/"):
                yield (
                    ("identity_pool", key, index),
                    f"{shown(arn)} is no {kind} provider of this account; use one in {settings.account_id}",
                )
