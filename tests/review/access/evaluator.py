"""Who may do what by what an environment's file says: a second evaluator, which sees no JSON and nothing of the review.

It asks of one user and one request at a time, as AWS does, where the review reads policies as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.settings.role.model import RoleSettings, StatementSettings
from tests.review.access.requests import Request, holds, takes
from tests.settings.strategies import BUCKET, MODELS, PROFILES, SUB

INVOKE, STREAM = "bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"
GUARDRAIL, PROFILE = "bedrock:GuardrailIdentifier", "bedrock:InferenceProfileArn"


@dataclass(frozen=True)
class User:
    """Somebody who comes through an app client, or a guest."""

    client: str = ""
    groups: tuple[str, ...] = ()
    sub: str = "b"

    @property
    def is_guest(self) -> bool:
        """Whether nobody signed in."""
        return not self.client


def roles_of(user: User, settings: EnvironmentSettings, *, classic: bool = False) -> list[RoleSettings]:
    """The roles that a user can get credentials of."""
    pool = settings.identity_pool
    if pool is None:
        return []
    if user.is_guest:
        return [pool.roles.unauthenticated] if pool.roles.unauthenticated else []
    if classic:
        groups = [group.role for group in settings.groups.values() if group.role]
        return [pool.roles.authenticated, *groups]
    mapping = pool.role_mapping.get(user.client)
    if mapping is None:
        return [pool.roles.authenticated]
    if mapping.type == "Token":
        ranked = sorted(
            (each for each in settings.groups if each in user.groups), key=lambda each: _rank(settings, each)
        )
        if chosen := [role for each in ranked if (role := settings.groups[each].role)]:
            return chosen[:1]
    for rule in mapping.mapping_rule:
        claim = {"cognito:groups": user.groups, "sub": user.sub}[rule.claim]
        if (rule.value in claim) if rule.match_type == "Contains" else str(claim).startswith(rule.value):
            role = settings.groups[rule.group or ""].role
            return [role] if role else []
    return [pool.roles.authenticated] if mapping.ambiguous_role_resolution == "AuthenticatedRole" else []


def _rank(settings: EnvironmentSettings, group: str) -> int:
    precedence = settings.groups[group].precedence
    return 2**32 if precedence is None else precedence


def is_allowed(user: User, request: Request, settings: EnvironmentSettings, *, classic: bool = False) -> bool:
    """Whether AWS does what a user asks for."""
    service = request.action.partition(":")[0].lower()
    if user.is_guest and not classic and service in ("bedrock", "bedrock-agentcore"):
        return False  # Cognito's policy for the sessions of guests
    return any(_role_allows(role, request, settings) for role in roles_of(user, settings, classic=classic))


def _role_allows(role: RoleSettings, request: Request, settings: EnvironmentSettings) -> bool:
    if any(each.effect == "Deny" and _is_about(each, request) for each in role.statement):
        return False
    return any(_services_allow(role, request, settings)) or any(
        each.effect == "Allow" and _is_about(each, request) for each in role.statement
    )


def _is_about(statement: StatementSettings, request: Request) -> bool:
    return (
        any(takes(each.lower(), request.action.lower()) for each in statement.actions)
        and any(takes(each, request.resource) for each in statement.resources)
        and all(holds(each.test, each.variable, each.values, request.context) for each in statement.condition)
    )


def _services_allow(role: RoleSettings, request: Request, settings: EnvironmentSettings) -> Iterator[bool]:
    """What each key of a role says of a request."""
    action, resource, context = request
    region, account = settings.region, settings.account_id
    _, _, service, where, whose, what = resource.split(":", 5) if resource.count(":") >= 5 else (*[""] * 5, resource)
    kind, _, id_ = what.partition("/")
    is_here = where == region
    streams = [False, True] if role.bedrock_streaming else [False]
    if (
        service == "bedrock"
        and action in (INVOKE, STREAM)
        and (action == STREAM) in streams
        and _guarded(role, context)
    ):
        yield kind == "foundation-model" and is_here and id_ in role.bedrock_models
        yield kind == "inference-profile" and is_here and whose == account and id_ in role.bedrock_inference_profiles
        for profile, regions in role.bedrock_inference_profiles.items():
            geography, _, model = profile.partition(".")
            places = [*regions, ""] if geography == "global" else regions
            through = f"arn:aws:bedrock:{region}:{account}:inference-profile/{profile}"
            yield kind == "foundation-model" and id_ == model and where in places and context.get(PROFILE) == through
    mine = is_here and whose == account
    yield mine and action == "bedrock:Retrieve" and kind == "knowledge-base" and id_ in role.bedrock_knowledge_bases
    yield mine and action == "bedrock:InvokeAgent" and kind == "agent-alias" and id_ in role.bedrock_agents
    if action == "bedrock:ApplyGuardrail" and role.bedrock_guardrail:
        yield resource == ":".join(role.bedrock_guardrail.split(":")[:6])
    if mine and service == "sagemaker" and kind == "endpoint":
        asked = ["sagemaker:InvokeEndpoint", "sagemaker:InvokeEndpointWithResponseStream"][: len(streams)]
        yield action in asked and id_ in [each.lower() for each in role.sagemaker_endpoints]
    if mine and service == "bedrock-agentcore" and kind == "runtime":
        call = ["InvokeAgentRuntime", "InvokeAgentRuntimeWithWebSocketStream"][: len(streams)]
        runtime, _, endpoint = id_.partition("/runtime-endpoint/")
        listed = [each.partition("/") for each in role.bedrock_agentcore_runtimes]
        is_listed = any(runtime == each and endpoint in ("", name or "DEFAULT") for each, _, name in listed)
        yield action.partition(":")[2] in call and is_listed


def _guarded(role: RoleSettings, context: object) -> bool:
    """Whether a call of a model names the guardrail that it has to."""
    named = context.get(GUARDRAIL, "") if isinstance(context, dict) else ""
    asked = role.bedrock_guardrail
    if asked is None:
        return True
    has_version = len(asked.split(":")) > 6
    return bool(named == asked or (not has_version and named.startswith(f"{asked}:")))


def requests(settings: EnvironmentSettings) -> Iterator[Request]:
    """Requests about all that the roles of an environment name, and about what they do not."""
    owned = f"{settings.region}:{settings.account_id}"
    places = [settings.region, "eu-central-1", "eu-west-1", "eu-north-1", ""]
    profiles = [f"arn:aws:bedrock:{owned}:inference-profile/{each}" for each in PROFILES]
    guardrail = f"arn:aws:bedrock:{owned}:guardrail/abcdefghij"
    models = [
        f"arn:aws:bedrock:{place}::foundation-model/{model}" for place in dict.fromkeys(places) for model in MODELS
    ]
    contexts: list[dict[str, str]] = [
        {},
        {GUARDRAIL: f"{guardrail}:1"},
        {GUARDRAIL: guardrail, "aws:RequestedRegion": "us-east-1"},
        *({PROFILE: each, GUARDRAIL: f"{guardrail}:DRAFT"} for each in profiles),
        {PROFILE: profiles[0], "aws:RequestedRegion": "eu-central-1"},
    ]
    for resource in [*models, *profiles]:
        for action in (INVOKE, STREAM, "bedrock:GetFoundationModel"):
            yield from (Request(action, resource, context) for context in contexts)
    endpoints = [f"arn:aws:sagemaker:{owned}:endpoint/{each}" for each in ("summaries", "ranking", "Ranking")]
    runtimes = [
        f"arn:aws:bedrock-agentcore:{owned}:runtime/helper-0123456789{each}"
        for each in ("", "/runtime-endpoint/DEFAULT", "/runtime-endpoint/blue", "/runtime-endpoint/green")
    ]
    bases = [f"arn:aws:bedrock:{owned}:knowledge-base/{each}" for each in ("ABCDEFGHIJ", "KBEXAMPLE1", "X")]
    agents = [f"arn:aws:bedrock:{owned}:agent-alias/AGENT12345/{each}" for each in ("ALIAS12345", "ALIAS67890", "X")]
    objects = [BUCKET, f"{BUCKET}/a", f"{BUCKET}/shared/a", f"{BUCKET}/{SUB}/a", "arn:aws:s3:::other/a"]
    services = {
        "bedrock": (("Retrieve", "InvokeAgent", "ApplyGuardrail"), [*bases, *agents, guardrail]),
        "sagemaker": (("InvokeEndpoint", "InvokeEndpointWithResponseStream"), endpoints),
        "bedrock-agentcore": (("InvokeAgentRuntime", "InvokeAgentRuntimeWithWebSocketStream"), runtimes),
        "s3": (("GetObject", "PutObject", "GetBucketAcl", "DeleteObject"), objects),
        "dynamodb": (("Query", "Scan"), objects),
        "iam": (("PassRole",), objects),
    }
    for service, (actions, resources) in services.items():
        for action in actions:
            for resource in resources:
                for region in ("", "eu-central-1", "us-east-1", "sa-east-1"):
                    context = {"aws:RequestedRegion": region} if region else {}
                    yield Request(f"{service}:{action}", resource, context)


def scopes_of(client: str, settings: EnvironmentSettings) -> list[str]:
    """The OAuth scopes that an app client may ask for."""
    asked = settings.app_clients[client]
    return sorted(asked.allowed_oauth_scopes) if asked.allowed_oauth_flows else []


def doors_of(client: str, settings: EnvironmentSettings, group: str | None = None) -> set[str]:
    """What is protected and lets an app client's tokens in: of somebody in a group, where that is asked for."""
    asked = settings.app_clients[client]
    is_machine = "client_credentials" in asked.allowed_oauth_flows
    by_api = not is_machine and {*asked.explicit_auth_flows} != {"ALLOW_REFRESH_TOKEN_AUTH"}
    may = {*scopes_of(client, settings), *(["aws.cognito.signin.user.admin"] if by_api else [])}
    found = set()
    for name, door in settings.protected.items():
        listed = door.app_clients or [each for each in settings.app_clients if each in settings.trusted_clients]
        # A REST API's authorizer names the pool; without scopes, which methods have, it takes id tokens.
        is_listed = not is_machine if door.kind == "REST_API" else client in listed
        has_scope = door.kind != "AGENTCORE_GATEWAY" or not door.scopes or bool({*door.scopes} & may)
        in_group = group in door.groups if group else not (is_machine and door.groups)
        if is_listed and has_scope and in_group:
            found.add(name)
    return found
