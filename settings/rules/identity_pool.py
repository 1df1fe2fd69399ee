"""Rules about the identity pool."""

from __future__ import annotations

from collections.abc import Iterator

from settings.environment import EnvironmentSettings
from settings.fields import parse_arn, shown
from settings.findings import did_you_mean
from settings.identity_pool import RoleMappingSettings
from settings.rules import Problem, rule
from settings.schema import STANDARD_ATTRIBUTES

API = "https://docs.aws.amazon.com/cognitoidentity/latest/APIReference"
RBAC = "https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html"


@rule(
    "IP-3",
    "An identity pool trusts somebody",
    why="Without a trusted app client or login provider nobody can get credentials.",
    source=f"{API}/API_CreateIdentityPool.html",
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
    "IP-6",
    "Guests have a role, and a guest role has guests",
    why="Guests without a role get no credentials, and a role without guests waits for a slip.",
    source=f"{API}/API_SetIdentityPoolRoles.html",
)
def guests_have_a_role(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.identity_pool
    if pool is None:
        return
    if pool.allow_unauthenticated_identities and not pool.roles.unauthenticated:
        yield (
            ("identity_pool", "roles", "unauthenticated"),
            "is missing while guests are allowed; add [identity_pool.roles.unauthenticated], or set "
            "allow_unauthenticated_identities = false",
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
    source=f"{API}/API_CreateIdentityPool.html",
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


@rule(
    "IP-9",
    "Role mappings are for providers that the identity pool trusts",
    why="AWS refuses others (not a configured provider).",
    source=f"{API}/API_SetIdentityPoolRoles.html",
)
def mapped_providers_are_trusted(settings: EnvironmentSettings) -> Iterator[Problem]:
    if settings.identity_pool is None:
        return
    known = {*settings.trusted_clients, *settings.identity_pool.supported_login_providers}
    for name in settings.identity_pool.role_mapping:
        if name not in known:
            yield (
                ("identity_pool", "role_mapping", name),
                f"is no app client or login provider that the pool trusts; {did_you_mean(name, known)}use "
                f"{', '.join(sorted(known)) or 'one'}",
            )


@rule(
    "IP-10",
    "Mapping rules go with Rules, and name roles that are there",
    why="AWS refuses Rules without a rule and Token with one.",
    source=RBAC,
)
def mapping_rules_fit(settings: EnvironmentSettings) -> Iterator[Problem]:
    if settings.identity_pool is None:
        return
    for name, mapping in settings.identity_pool.role_mapping.items():
        place = ("identity_pool", "role_mapping", name, "mapping_rule")
        if mapping.type == "Rules" and not mapping.mapping_rule:
            yield place, 'is missing while type is "Rules"; add [[identity_pool.role_mapping.NAME.mapping_rule]]'
        if mapping.type == "Token" and mapping.mapping_rule:
            yield place, 'is for type = "Rules"; set that, or remove the rules'
        for index, problem in _wrong_targets(settings, mapping):
            yield (*place, index), problem


def _wrong_targets(settings: EnvironmentSettings, mapping: RoleMappingSettings) -> Iterator[tuple[int, str]]:
    for index, each in enumerate(mapping.mapping_rule):
        group = settings.groups.get(each.group or "")
        if bool(each.group) == bool(each.role_arn):
            yield index, "names no role, or two; give group or role_arn"
        elif each.group and (not group or not group.role):
            yield (
                index,
                f"{shown(each.group)} has no role in this file; add [groups.{each.group}.role], or give role_arn",
            )
        elif each.role_arn and parse_arn(each.role_arn).account_id != settings.account_id:
            yield index, f"{shown(each.role_arn)} is in another account; use a role in {settings.account_id}"


@rule(
    "IP-11",
    "Users cannot write the claim that decides their role",
    why="Whoever can write the attribute chooses the role.",
    source=RBAC,
)
def role_claims_are_not_writable(settings: EnvironmentSettings) -> Iterator[Problem]:
    if settings.identity_pool is None:
        return
    for name, mapping in settings.identity_pool.role_mapping.items():
        for index, each in enumerate(mapping.mapping_rule):
            writers = sorted(
                client for client in settings.trusted_clients if each.claim in settings.write_attributes(client)
            )
            if writers:
                yield (
                    ("identity_pool", "role_mapping", name, "mapping_rule", index, "claim"),
                    f"{shown(each.claim)} can be written by users of {', '.join(writers)}, who would choose a role; "
                    f"list write_attributes without it in [app_clients.{writers[0]}], or use cognito:groups",
                )


@rule(
    "IP-4",
    "Users who signed out get no more credentials",
    why="Without the server-side check a revoked token, or a disabled user's, still buys AWS credentials.",
    source=f"{API}/API_CognitoIdentityProvider.html",
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
    "IP-12",
    "Mapping rules look at claims that tokens have",
    why="A rule on a claim that no token has never matches. Custom attributes are claims as custom:NAME.",
    source=RBAC,
    severity="warning",
)
def mapped_claims_exist(settings: EnvironmentSettings) -> Iterator[Problem]:
    custom = {name for name in settings.user_pool.attributes if name not in STANDARD_ATTRIBUTES}
    for name, mapping in settings.identity_pool.role_mapping.items() if settings.identity_pool else ():
        for index, each in enumerate(mapping.mapping_rule):
            place = ("identity_pool", "role_mapping", name, "mapping_rule", index, "claim")
            if each.claim in custom:
                yield place, f'{shown(each.claim)} is a custom attribute; write "custom:{each.claim}"'
            elif each.claim.startswith("custom:") and each.claim.removeprefix("custom:") not in custom:
                known = [f"custom:{attribute}" for attribute in sorted(custom)]
                yield (
                    place,
                    f"{shown(each.claim)} is no attribute of this pool; {did_you_mean(each.claim, known)}add it under "
                    "[user_pool.schema], or use another claim",
                )


@rule(
    "GRP-6",
    "A group's role is used by a role mapping",
    why="Users get the authenticated role unless a mapping of their app client says Token, or names the group.",
    source=RBAC,
    severity="warning",
)
def group_roles_are_mapped(settings: EnvironmentSettings) -> Iterator[Problem]:
    mappings = settings.identity_pool.role_mapping.values() if settings.identity_pool else ()
    by_token = any(mapping.type == "Token" for mapping in mappings)
    by_rule = {rule.group for mapping in mappings for rule in mapping.mapping_rule}
    for name, group in settings.groups.items():
        if group.role and settings.identity_pool and not by_token and name not in by_rule:
            yield (
                ("groups", name, "role"),
                'is never given to anybody; add [identity_pool.role_mapping.CLIENT] with type = "Token"',
            )
