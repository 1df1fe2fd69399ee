"""Rules about groups, users and their roles."""

from __future__ import annotations

from collections.abc import Iterator

from settings.environment import EnvironmentSettings
from settings.fields import parse_arn, shown
from settings.findings import KeyPath, did_you_mean
from settings.role import RoleSettings
from settings.rules import Problem, rule
from settings.schema import STANDARD_ATTRIBUTES

IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
RBAC = "https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html"


def roles(settings: EnvironmentSettings) -> Iterator[tuple[KeyPath, RoleSettings]]:
    """Every role of the file, with its place."""
    if settings.identity_pool:
        place: KeyPath = ("identity_pool", "roles")
        yield (*place, "authenticated"), settings.identity_pool.roles.authenticated
        if settings.identity_pool.roles.unauthenticated:
            yield (*place, "unauthenticated"), settings.identity_pool.roles.unauthenticated
    for name, group in settings.groups.items():
        if group.role:
            yield ("groups", name, "role"), group.role


@rule(
    "GRP-1",
    "Roles are of the pool's account",
    why="AWS refuses others (Cross-account pass role is not allowed).",
    source="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html",
)
def roles_are_in_this_account(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, role in roles(settings):
        if role.role_arn and parse_arn(role.role_arn).account_id != settings.account_id:
            yield (
                (*place, "role_arn"),
                f"{shown(role.role_arn)} is in another account; use a role in {settings.account_id}",
            )
        others = sorted(role.model_fields_set - {"role_arn"})
        if role.role_arn and others:
            yield (
                place,
                f"has role_arn, an existing role, and {', '.join(others)} for a new one; keep one of the two",
            )


@rule(
    "GRP-2",
    "Groups with roles have distinct precedence",
    why="Of two groups with the same, a user gets no preferred role.",
    source=RBAC,
)
def precedences_are_distinct(settings: EnvironmentSettings) -> Iterator[Problem]:
    owners: dict[int, str] = {}
    for name, group in sorted(settings.groups.items()):
        if not group.role:
            continue
        if group.precedence is None:
            if len([each for each in settings.groups.values() if each.role]) > 1:
                yield (
                    ("groups", name, "precedence"),
                    "is missing, and other groups have roles too; add it: the lowest number's role is preferred",
                )
        elif owners.setdefault(group.precedence, name) != name:
            yield (
                ("groups", name, "precedence"),
                f"{group.precedence} is that of {owners[group.precedence]} too; give each group its own",
            )


@rule(
    "GRP-4",
    "A role made for a group has an identity pool to trust",
    why="Users get a group's role from an identity pool only.",
    source=RBAC,
)
def group_roles_have_an_identity_pool(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, group in settings.groups.items():
        if group.role and not group.role.role_arn and not settings.identity_pool:
            yield ("groups", name, "role"), "needs an identity pool; add [identity_pool], or give role_arn"


@rule(
    "USR-1",
    "Users are in groups of the file",
    why="AWS refuses others.",
    source="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html",
)
def groups_of_users_exist(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, user in settings.users.items():
        for index, group in enumerate(user.groups):
            if group not in settings.groups:
                known = ", ".join(sorted(settings.groups)) or "none yet"
                yield (
                    ("users", name, "groups", index),
                    f"{shown(group)} is no group of this file ({known}); {did_you_mean(group, settings.groups)}add "
                    f"[groups.{group}]",
                )


@rule(
    "USR-2",
    "Users have one password at most, and attributes of the pool",
    why="The provider refuses two passwords, AWS unknown attributes.",
    source="https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cognito_user",
)
def users_are_possible(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, user in settings.users.items():
        if user.password and user.temporary_password:
            yield ("users", name), "has password and temporary_password; keep one of the two"
        for attribute in user.attributes:
            if attribute not in {*STANDARD_ATTRIBUTES, *settings.user_pool.attributes}:
                yield (
                    ("users", name, "attributes", attribute),
                    f"is no attribute of this pool; use a standard one, or add [user_pool.schema.{attribute}]",
                )


@rule(
    "IAM-1",
    "A wildcard that allows says why",
    why="* and ? let in what nobody listed: a reviewer should see that it is meant.",
    source=f"{IAM}/best-practices.html#grant-least-privilege",
)
def wildcards_have_a_reason(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, role in roles(settings):
        for index, statement in enumerate(role.statement):
            wild = [each for each in (*statement.actions, *statement.resources) if "*" in each or "?" in each]
            if wild and statement.effect == "Allow" and not statement.wildcard_reason:
                yield (
                    (*place, "statement", index),
                    f"allows {shown(wild)}; list exact actions and ARNs, or say why not in wildcard_reason",
                )


@rule(
    "AI-1",
    "Streaming and guardrails belong to models",
    why="They would have no effect without a model, an inference profile or an endpoint.",
    source="https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-id.html",
)
def model_settings_have_a_model(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, role in roles(settings):
        models = bool(role.bedrock_models or role.bedrock_inference_profiles)
        if role.bedrock_guardrail and not models:
            yield (*place, "bedrock_guardrail"), "has no effect without models; add bedrock_models, or remove it"
        if role.bedrock_streaming and not models and not role.sagemaker_endpoints:
            yield (*place, "bedrock_streaming"), "has no effect without models; add bedrock_models, or remove it"


@rule(
    "AI-3",
    "The guardrail is in this Region",
    why="Bedrock applies guardrails of the Region that is called only: with another no model call would be allowed.",
    source="https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-use-converse-api.html",
)
def guardrail_is_in_this_region(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, role in roles(settings):
        if role.bedrock_guardrail and parse_arn(role.bedrock_guardrail).region != settings.region:
            yield (
                (*place, "bedrock_guardrail"),
                f"{shown(role.bedrock_guardrail)} is in another Region; use a guardrail in {settings.region}",
            )


@rule(
    "AI-2",
    "Guests reach no Bedrock",
    why="Cognito limits guests' credentials to a list of services, and Bedrock is not on it.",
    source="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonCognitoUnAuthedIdentitiesSessionPolicy.html",
)
def guests_reach_no_models(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, role in roles(settings):
        keys = sorted(key for key in role.model_fields_set if key.startswith("bedrock_"))
        if place[-1] == "unauthenticated" and keys:
            yield (
                place,
                f"has {', '.join(keys)}, which guests cannot use; give it to signed-in users instead",
            )


@rule(
    "NAM-1",
    "Names that AWS knows things by are distinct",
    why="AWS refuses two groups, users or secrets of one name.",
    source="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html",
)
def names_in_aws_are_distinct(settings: EnvironmentSettings) -> Iterator[Problem]:
    names: dict[str, dict[KeyPath, str | None]] = {
        "groups": {("groups", table): group.name or table for table, group in settings.groups.items()},
        "users": {("users", table): user.username or table for table, user in settings.users.items()},
        "secrets": {
            ("app_clients", table, "secretsmanager_secret_name"): client.secretsmanager_secret_name
            for table, client in settings.app_clients.items()
        },
        "memberships": {  # their addresses, made of the names of both tables
            ("users", table, "groups", index): f"{table}--{group}"
            for table, user in settings.users.items()
            for index, group in enumerate(user.groups)
        },
    }
    for kind, places in names.items():
        owners: dict[str, KeyPath] = {}
        for place, name in sorted(places.items(), key=str):
            if name and owners.setdefault(name, place) != place:
                yield place, f"is called {shown(name)}, as another of the {kind} is; give it another name"
