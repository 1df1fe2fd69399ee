"""The least that lets a role use AI services: exact actions on exact ARNs."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.settings.role.model import RoleSettings

Statement = dict[str, object]


def ai_statements(environment: EnvironmentSettings, settings: RoleSettings) -> Iterator[Statement]:
    """Policy statements for the models, profiles, guardrail, knowledge bases, agents, runtimes and endpoints of a role.

    Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
    """
    bedrock = f"arn:{environment.partition}:bedrock:{environment.region}"
    invoke = ["bedrock:InvokeModel"]
    if settings.bedrock_streaming:
        invoke.append("bedrock:InvokeModelWithResponseStream")
    guarded: dict[str, object] = {}
    if guardrail := settings.bedrock_guardrail:
        # With a version the key has it too; without one any version will do.
        operator = "StringEquals" if _has_version(guardrail) else "ArnLike"
        value = guardrail if _has_version(guardrail) else [guardrail, f"{guardrail}:*"]
        guarded = {operator: {"bedrock:GuardrailIdentifier": value}}
        yield _allow("ApplyGuardrail", ["bedrock:ApplyGuardrail"], [_without_version(guardrail)])
    if settings.bedrock_models:
        models = [f"{bedrock}::foundation-model/{model}" for model in sorted(settings.bedrock_models)]
        yield _allow("InvokeModels", invoke, models, guarded)
    for number, (profile, regions) in enumerate(sorted(settings.bedrock_inference_profiles.items()), start=1):
        arn = f"{bedrock}:{environment.account_id}:inference-profile/{profile}"
        yield _allow(f"InvokeProfile{number}", invoke, [arn], guarded)
        # The models behind the profile, but only when asked through it.
        condition = _merged(guarded, {"StringEquals": {"bedrock:InferenceProfileArn": arn}})
        yield _allow(f"ThroughProfile{number}", invoke, _models_behind(environment, profile, regions), condition)
    if bases := settings.bedrock_knowledge_bases:
        owned = f"{bedrock}:{environment.account_id}"
        yield _allow("Retrieve", ["bedrock:Retrieve"], [f"{owned}:knowledge-base/{base}" for base in sorted(bases)])
    if agents := settings.bedrock_agents:
        owned = f"{bedrock}:{environment.account_id}"
        yield _allow(
            "InvokeAgents", ["bedrock:InvokeAgent"], [f"{owned}:agent-alias/{agent}" for agent in sorted(agents)]
        )
    if settings.bedrock_agentcore_runtimes:
        actions = ["bedrock-agentcore:InvokeAgentRuntime"]
        if settings.bedrock_streaming:
            actions.append("bedrock-agentcore:InvokeAgentRuntimeWithWebSocketStream")
        yield _allow("InvokeAgentRuntimes", actions, _runtimes(environment, settings.bedrock_agentcore_runtimes))
    if endpoints := settings.sagemaker_endpoints:
        owned = f"arn:{environment.partition}:sagemaker:{environment.region}:{environment.account_id}"
        actions = ["sagemaker:InvokeEndpoint"]
        if settings.bedrock_streaming:
            actions.append("sagemaker:InvokeEndpointWithResponseStream")
        # SageMaker compares endpoint names in lower case.
        yield _allow("InvokeEndpoints", actions, [f"{owned}:endpoint/{name.lower()}" for name in sorted(endpoints)])


def _runtimes(environment: EnvironmentSettings, runtimes: list[str]) -> list[str]:
    # A call is authorized for the runtime and for the endpoint of it that is called.
    # https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/resource-based-policies.html
    arn = f"arn:{environment.partition}:bedrock-agentcore:{environment.region}:{environment.account_id}:runtime"
    parted = [each.partition("/") for each in sorted(runtimes)]
    endpoints = [f"{arn}/{runtime}/runtime-endpoint/{name or 'DEFAULT'}" for runtime, _, name in parted]
    return [*dict.fromkeys(f"{arn}/{runtime}" for runtime, _, _ in parted), *dict.fromkeys(endpoints)]


def _models_behind(environment: EnvironmentSettings, profile: str, regions: list[str]) -> list[str]:
    geography, _, model = profile.partition(".")
    # A global profile is authorized for a model without a Region as well.
    places = ([""] if geography == "global" else []) + sorted(regions)
    return [f"arn:{environment.partition}:bedrock:{region}::foundation-model/{model}" for region in places]


def _has_version(guardrail: str) -> bool:
    return ":" in guardrail.partition(":guardrail/")[2]


def _without_version(guardrail: str) -> str:
    return guardrail.rpartition(":")[0] if _has_version(guardrail) else guardrail


def _merged(first: dict[str, object], second: dict[str, object]) -> dict[str, object]:
    """Conditions that must both hold."""
    merged = dict(first)
    for operator, keys in second.items():
        before = merged.get(operator, {})
        if isinstance(before, dict) and isinstance(keys, dict):
            merged[operator] = before | keys
    return merged


def _allow(sid: str, actions: list[str], resources: list[str], condition: dict[str, object] | None = None) -> Statement:
    statement: Statement = {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources}
    return statement | ({"Condition": condition} if condition else {})
