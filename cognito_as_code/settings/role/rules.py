"""Rules about roles and what they may do."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from cognito_as_code.settings.addresses import addresses
from cognito_as_code.settings.core.fields import parse_arn, shown
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.places import roles
from cognito_as_code.settings.role.inference_profiles import destinations_of, profile_for

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
    promise="whoever signs in cannot make himself an administrator",
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
    "IAM-6",
    "A statement tests a key once",
    why="IAM takes the values of one key under one test as alternatives: a second condition would widen the first.",
    source=f"{IAM}/reference_policies_condition-logic-multiple-context-keys-or-values.html",
    promise="all conditions of a statement must hold",
)
def conditions_are_not_joined(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, role in roles(settings):
        for index, statement in enumerate(role.statement):
            before: set[tuple[str, str]] = set()
            for number, each in enumerate(statement.condition):
                tested = each.test, each.variable.lower()
                if tested in before and "Not" not in each.test:  # of values that are all refused, more refuse more
                    yield (
                        (*place, "statement", index, "condition", number),
                        f"tests {each.variable} with {each.test} again, and either would do; name in one condition the "
                        "values that will do, and refuse others in a statement that denies",
                    )
                before.add(tested)


@rule(
    "IAM-3",
    "The permissions boundary is of this account, or AWS's own",
    why="IAM refuses a policy of another account as a boundary.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
)
def boundary_is_in_this_account(settings: EnvironmentSettings) -> Iterator[Problem]:
    boundary = settings.permissions_boundary
    if boundary and parse_arn(boundary).account_id not in (settings.account_id, "aws"):
        yield (
            ("permissions_boundary",),
            f"{shown(boundary)} is in another account; use a policy in {settings.account_id}",
        )


# What lets whoever has it give themselves, or others, more: whole services, and kinds of actions of some.
PRIVILEGES = (
    "account:*", "bedrock-agentcore:InvokeAgentRuntimeCommand*", "cloudformation:Create*", "cloudformation:Update*",
    "cognito-identity:Delete*",
    "cognito-identity:GetOpenIdTokenForDeveloperIdentity", "cognito-identity:Set*", "cognito-identity:Update*",
    "cognito-idp:Add*", "cognito-idp:Admin*", "cognito-idp:Create*", "cognito-idp:Delete*", "cognito-idp:Set*",
    "cognito-idp:Update*", "ec2:RunInstances", "iam:*", "kms:CreateGrant", "kms:PutKeyPolicy", "lambda:AddPermission",
    "lambda:CreateFunction", "lambda:UpdateFunction*", "organizations:*", "s3:PutBucketPolicy",
    "secretsmanager:PutResourcePolicy", "ssm:SendCommand", "ssm:StartSession", "sso:*", "sso-admin:*", "sts:*",
)  # fmt: skip
# What Cognito lets a user do with an access token of their own, and what tells who one is.
HARMLESS = ("cognito-idp:DeleteUser", "cognito-idp:UpdateUserAttributes", "sts:GetCallerIdentity", "sts:TagSession")


def _privilege(action: str) -> str:
    """The privilege that an action is, or lets in by a wildcard; "" where there is none."""
    lowered = action.lower()
    if lowered in map(str.lower, HARMLESS):
        return ""
    found = (
        each for each in PRIVILEGES if fnmatchcase(lowered, each.lower()) or fnmatchcase(_example_of(each), lowered)
    )
    return next(found, "")


def _example_of(privilege: str) -> str:
    """An action that a privilege's wildcard stands for, to be found by the wildcards of others."""
    return privilege.lower().replace("*", "x" * 3)


@rule(
    "IAM-2",
    "Users of a pool cannot give themselves more than they have",
    why="Whoever signs in gets the role: with these actions each of them can become an administrator.",
    source=f"{IAM}/best-practices.html#grant-least-privilege",
    promise="whoever signs in cannot make himself an administrator",
)
def users_get_no_privileges(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, role in roles(settings):
        for index, statement in enumerate(role.statement):
            for number, action in enumerate(statement.actions if statement.effect == "Allow" else ()):
                privilege = _privilege(action)
                own = f":{settings.account_id}:role/"
                exact = all(own in each and "*" not in each and "?" not in each for each in statement.resources)
                if privilege and not (action == "sts:AssumeRole" and exact):
                    yield (
                        (*place, "statement", index, "actions", number),
                        f"{shown(action)} lets users give themselves or others more rights ({privilege}); list the "
                        "actions they need, or name a role of your own with role_arn",
                    )


@rule(
    "AI-1",
    "Streaming and guardrails belong to models",
    why="They would have no effect without a model, an inference profile or an endpoint.",
    source="https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-id.html",
    promise="a guardrail that is asked for guards something",
)
def model_settings_have_a_model(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, role in roles(settings):
        models = bool(role.bedrock_models or role.bedrock_inference_profiles)
        if role.bedrock_guardrail and not models:
            yield (*place, "bedrock_guardrail"), "has no effect without models; add bedrock_models, or remove it"
        streams = models or role.sagemaker_endpoints or role.bedrock_agentcore_runtimes
        if role.bedrock_streaming and not streams:
            yield (*place, "bedrock_streaming"), "has no effect without models; add bedrock_models, or remove it"


@rule(
    "AI-2",
    "Guests reach no Bedrock",
    why="Cognito limits guests' credentials to a list of services, and Bedrock is not on it.",
    source="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonCognitoUnAuthedIdentitiesSessionPolicy.html",
    promise="a permission that is listed can be used",
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
    promise="models can be called",
)
def guardrail_is_in_this_region(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, role in roles(settings):
        if role.bedrock_guardrail and parse_arn(role.bedrock_guardrail).region != settings.region:
            yield (
                (*place, "bedrock_guardrail"),
                f"{shown(role.bedrock_guardrail)} is in another Region; use a guardrail in {settings.region}",
            )


@rule(
    "AI-4",
    "A model that the Region serves through a profile only is allowed through it",
    why="Called by its own id, Bedrock refuses the model there: on-demand throughput isn't supported.",
    source="https://docs.aws.amazon.com/bedrock/latest/userguide/models-region-compatibility.html",
    severity="warning",
)
def models_are_served_in_this_region(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, role in roles(settings):
        for index, model in enumerate(role.bedrock_models):
            if profile := profile_for(model, settings.region):
                known = destinations_of(profile, settings.region)
                regions = ", ".join(f'"{each}"' for each in known or ())
                yield (
                    (*place, "bedrock_models", index),
                    f"{shown(model)} is reached in {settings.region} through an inference profile only; write "
                    f'bedrock_inference_profiles = {{ "{profile}" = [{regions or "..."}] }} instead'
                    + ("" if known else ", with the Regions that `aws bedrock get-inference-profile` lists"),
                )


@rule(
    "AI-5",
    "A profile's Regions are those it routes to",
    why="Bedrock refuses the call where the role may not use the model in one of them; others are for nothing.",
    source="https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html",
    severity="warning",
)
def profiles_list_their_regions(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, role in roles(settings):
        for profile, regions in role.bedrock_inference_profiles.items():
            known = destinations_of(profile, settings.region)
            if known and sorted(regions) != known:
                yield (
                    (*place, "bedrock_inference_profiles", profile),
                    f"lists {shown(regions)}, and from {settings.region} it routes to {', '.join(known)}; list these",
                )


@rule(
    "IAM-4",
    "A permissions boundary has a role to bound",
    why="It is for roles that are made here.",
    source=f"{IAM}/access_policies_boundaries.html",
    severity="warning",
)
def boundary_has_a_role(settings: EnvironmentSettings) -> Iterator[Problem]:
    if settings.permissions_boundary and not any(each.startswith("aws_iam_role.") for each in addresses(settings)):
        yield ("permissions_boundary",), "has no effect, since no role is made here; remove it"


@rule(
    "IAM-5",
    "A reason for wildcards stands beside one",
    why="Elsewhere it is read as if the statement allowed more than it does.",
    source=f"{IAM}/best-practices.html#grant-least-privilege",
    severity="warning",
)
def reasons_have_a_wildcard(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, role in roles(settings):
        for index, statement in enumerate(role.statement):
            wild = any(set("*?") & set(each) for each in (*statement.actions, *statement.resources))
            if statement.wildcard_reason and not (wild and statement.effect == "Allow"):
                yield (
                    (*place, "statement", index, "wildcard_reason"),
                    "is for wildcards that allow, and there is none; remove it",
                )
