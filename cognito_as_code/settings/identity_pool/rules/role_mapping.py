"""Rules about who gets which role."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.app_client.model import SELF_SERVICE
from cognito_as_code.settings.core.fields import parse_arn, shown
from cognito_as_code.settings.core.findings import KeyPath, did_you_mean
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE, IDENTITY_POOL_API, ROLES
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.identity_pool.model import RoleMappingSettings
from cognito_as_code.settings.user_pool.schema import STANDARD_ATTRIBUTES


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
    "IP-9",
    "Role mappings are for providers that the identity pool trusts",
    why="AWS refuses others (not a configured provider).",
    source=f"{IDENTITY_POOL_API}/API_SetIdentityPoolRoles.html",
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
    source=ROLES,
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


def _writers(settings: EnvironmentSettings, claim: str) -> list[str]:
    """The trusted app clients whose users can write the attribute that a claim shows, by name.

    A client may have to write what its identity providers map to. Its users cannot, where they can neither sign up by
    themselves nor get a token that changes attributes.
    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html
    """
    return sorted(
        name
        for name in settings.trusted_clients
        if claim in settings.write_attributes(name)
        and not (
            settings.app_clients[name].gives_tokens_of_pages_only
            and SELF_SERVICE not in settings.app_clients[name].allowed_oauth_scopes
            and settings.user_pool.admin_create_user_config.allow_admin_create_user_only
        )
    )


@rule(
    "IP-11",
    "Users cannot write the claim that decides their role",
    why="Whoever can write the attribute chooses the role.",
    source=ROLES,
    promise="whoever signs in cannot make himself an administrator",
)
def role_claims_are_not_writable(settings: EnvironmentSettings) -> Iterator[Problem]:
    if settings.identity_pool is None:
        return
    for name, mapping in settings.identity_pool.role_mapping.items():
        for index, each in enumerate(mapping.mapping_rule):
            if writers := _writers(settings, each.claim):
                yield (
                    ("identity_pool", "role_mapping", name, "mapping_rule", index, "claim"),
                    f"{shown(each.claim)} can be written by users of {', '.join(writers)}, who would choose a role; "
                    f"list write_attributes without it in [app_clients.{writers[0]}], or use cognito:groups",
                )


@rule(
    "IP-16",
    "Users cannot write the claim that becomes their session tag",
    why="Policies that compare the tag would let in whoever writes the right value into the attribute.",
    source=f"{GUIDE}/attributes-for-access-control.html",
    promise="whoever signs in cannot make himself an administrator",
)
def tagged_claims_are_not_writable(settings: EnvironmentSettings) -> Iterator[Problem]:
    for tag, claim in settings.identity_pool.principal_tags.items() if settings.identity_pool else ():
        if writers := _writers(settings, claim):
            yield (
                ("identity_pool", "principal_tags", tag),
                f"{shown(claim)} can be written by users of {', '.join(writers)}, who would choose the tag's value; "
                f"list write_attributes without it in [app_clients.{writers[0]}], or use cognito:groups",
            )


@rule(
    "IP-12",
    "Mapping rules and session tags look at claims that tokens have",
    why="A rule on a claim that no token has never matches, and a tag of one is never set. "
    "Custom attributes are claims as custom:NAME.",
    source=ROLES,
    severity="warning",
)
def mapped_claims_exist(settings: EnvironmentSettings) -> Iterator[Problem]:
    custom = {name for name in settings.user_pool.attributes if name not in STANDARD_ATTRIBUTES}
    for place, claim in _claims(settings):
        if claim in custom:
            yield place, f'{shown(claim)} is a custom attribute; write "custom:{claim}"'
        elif claim.startswith("custom:") and claim.removeprefix("custom:") not in custom:
            known = [f"custom:{attribute}" for attribute in sorted(custom)]
            yield (
                place,
                f"{shown(claim)} is no attribute of this pool; {did_you_mean(claim, known)}add it under "
                "[user_pool.schema], or use another claim",
            )


def _claims(settings: EnvironmentSettings) -> Iterator[tuple[KeyPath, str]]:
    """The claims that decide a role, and those that become session tags."""
    pool = settings.identity_pool
    for name, mapping in pool.role_mapping.items() if pool else ():
        for index, each in enumerate(mapping.mapping_rule):
            yield ("identity_pool", "role_mapping", name, "mapping_rule", index, "claim"), each.claim
    for tag, claim in pool.principal_tags.items() if pool else ():
        yield ("identity_pool", "principal_tags", tag), claim


@rule(
    "GRP-6",
    "A group's role is used by a role mapping",
    why="Users get the authenticated role unless a mapping of their app client says Token, or names the group.",
    source=ROLES,
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
