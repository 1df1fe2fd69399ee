"""Rules about roles and what they may do."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.fields import parse_arn, shown
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.places import roles

IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide"


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
