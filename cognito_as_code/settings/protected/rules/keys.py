"""Rules about what the kinds of [protected.NAME] take."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cognito_as_code.settings.core.facts import Version, written
from cognito_as_code.settings.core.fields import ArnText, parse_arn, shown
from cognito_as_code.settings.core.provider_version import guaranteed
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.walk import facts_of
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.protected.model import KINDS

_API_GATEWAY = "API Gateway looks at scopes alone: compare cognito:groups in the backend, or have a trigger add a scope"
# Kind and key -> what to do instead.
_INSTEAD = {
    ("HTTP_API", "groups"): _API_GATEWAY,
    ("REST_API", "groups"): _API_GATEWAY,
    ("REST_API", "resource"): "its authorizer compares no audience: use scopes that only the right clients may ask for",
    ("APPSYNC", "scopes"): "AppSync looks at no scope: open fields to groups by @aws_cognito_user_pools in the schema",
    ("ALB", "groups"): "a load balancer looks at no group: compare cognito:groups of x-amzn-oidc-accesstoken behind it",
    ("VERIFIED_PERMISSIONS", "groups"): "Cedar policies say what a group may do, as group_entity_type names it",
    ("VERIFIED_PERMISSIONS", "scopes"): "Cedar policies say which scope opens what",
    ("LITELLM", "groups"): "LiteLLM lets in whom the client signs in: let its teams and roles tell them apart",
}
_KEYS = sorted({key for takes in KINDS.values() for key in takes.keys})


@rule(
    "PRT-1",
    "What is protected says what its kind takes",
    why="What looks at no such thing lets everybody in all the same, and AWS refuses a block that is not whole.",
    source="https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-accessing-resources-api-gateway-and-lambda.html",
)
def keys_are_of_their_kind(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, protected in settings.protected.items():
        kind, takes = protected.kind, protected.takes
        for key in _KEYS:
            if key in protected.model_fields_set and key not in takes.keys:
                others = [other for other, each in KINDS.items() if key in each.keys]
                instead = _INSTEAD.get((kind, key)) or f"it is for {', '.join(others)}"
                yield ("protected", name, key), f"means nothing to {kind}; {instead}; remove it here"
        given = [key for key in takes.made_of if getattr(protected, key) is not None]
        needed = {*takes.needs, *(takes.made_of if given else ())}
        for key in sorted(key for key in needed if getattr(protected, key) is None):
            why = (
                f"{kind} needs it"
                if key in takes.needs
                else f"{given[0]} asks for {takes.resource_type}, which needs it"
            )
            yield ("protected", name, key), f"is missing; {why}: add it"
        if bool(protected.subnets) != bool(protected.security_groups):
            lacking = "security_groups" if protected.subnets else "subnets"
            yield ("protected", name, lacking), "is missing; subnets and security_groups go together: add it"


NAMES = {
    "AGENTCORE_GATEWAY": (r"([0-9a-zA-Z][-]?){1,48}", "letters and digits, 48 at most, each with a - after it or none"),
    "AGENTCORE_RUNTIME": (r"[a-zA-Z][a-zA-Z0-9_]{0,47}", "a letter, then letters, digits and _, 48 at most"),
}
"""Kind -> what AWS takes for a name, as a pattern and in words."""


@rule(
    "PRT-2",
    "A gateway or runtime has a name that AWS takes",
    why="AWS refuses others: of gateways with _, of runtimes with -.",
    source="https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_CreateAgentRuntime.html",
)
def agentcore_names_are_taken(settings: EnvironmentSettings) -> Iterator[Problem]:
    for table, protected in settings.protected.items():
        name = protected.name or table
        pattern, allowed = NAMES.get(protected.kind, (".*", ""))
        if protected.makes_a_resource and not re.fullmatch(pattern, name):
            yield (
                ("protected", table, "name"),
                f"{shown(name)} is no name for {protected.kind}; write name = ... with {allowed}",
            )


@rule(
    "PRT-3",
    "What is protected is in this account and Region",
    why="AWS refuses a listener, a target group or a role of another account, and a listener of another Region.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html",
)
def what_is_protected_is_here(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, _, arn in facts_of(settings, ArnText):
        if place[0] == "protected" and arn:
            parts = parse_arn(arn)
            if parts.account_id != settings.account_id or parts.region not in ("", settings.region):
                yield (
                    place,
                    f"{shown(arn)} is in another account or Region; use one in {settings.account_id}, "
                    f"{settings.region}",
                )


@rule(
    "PRT-4",
    "Each rule of a listener has a priority of its own",
    why="AWS refuses a second one (PriorityInUse).",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html",
)
def priorities_are_distinct(settings: EnvironmentSettings) -> Iterator[Problem]:
    owners: dict[tuple[str | None, int], str] = {}
    for name, protected in sorted(settings.protected.items()):
        if protected.priority is not None:
            owner = owners.setdefault((protected.listener_arn, protected.priority), name)
            if owner != name:
                yield (
                    ("protected", name, "priority"),
                    f"{protected.priority} is that of {owner} at the same listener; choose another",
                )


FILTERS: Version = (6, 69, 0)
"""A provider that has allowed_scopes and custom_claim; 6.25, whose arguments are known here, has neither."""


@rule(
    "PRT-5",
    "A gateway or runtime that asks for scopes or groups has a provider that can say so",
    why="Until some 6.x the provider refuses allowed_scopes and custom_claim, without which any user comes in.",
    source="https://github.com/hashicorp/terraform-provider-aws/issues/47032",
)
def agentcore_filters_have_a_provider(settings: EnvironmentSettings) -> Iterator[Problem]:
    constraint = settings.terraform.aws_provider
    for name, protected in settings.protected.items():
        if protected.makes_a_resource and guaranteed(constraint) < FILTERS:
            for key, argument in (("scopes", "allowed_scopes"), ("groups", "custom_claim")):
                if getattr(protected, key) and "role_arn" in protected.takes.keys:
                    yield (
                        ("protected", name, key),
                        f"needs {argument} of custom_jwt_authorizer, and terraform.aws_provider = {shown(constraint)} "
                        f'lets in {written(guaranteed(constraint))}; set that to ">= {written(FILTERS)}", or leave '
                        f"{' and '.join(protected.takes.made_of)} out and take the output's block to where it is made",
                    )
