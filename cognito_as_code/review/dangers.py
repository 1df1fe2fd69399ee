"""How dangerous a grant is in the hands of those who sign in, and what it lets them do, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .findings import SEVERITIES, Severity
from .policies import Grant, actions_meet, covers_text, meet

# Each of these turns into other rights, or takes guards away.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_actions-resources-contextkeys.html
HAND_OUT = (
    *(f"iam:{verb}*" for verb in ("passrole", "add", "attach", "create", "put", "set", "update", "delete", "detach")),
    *("sts:assumerole", "organizations:attach*", "organizations:detach*", "sso:create*", "sso:put*", "sso:attach*"),
    *(
        "lambda:updatefunctioncode",
        "lambda:createfunction",
        "lambda:addpermission",
        "lambda:updatefunctionconfiguration",
    ),
    *("cloudformation:createstack", "cloudformation:updatestack", "codebuild:startbuild", "glue:createjob"),
    *(
        "ssm:sendcommand",
        "ssm:startsession",
        "ecs:runtask",
        "ecs:executecommand",
        "ec2-instance-connect:sendsshpublickey",
        "bedrock-agentcore:invokeagentruntimecommand*",
    ),
)
USERS = (
    *(
        "cognito-idp:admin*",
        "cognito-idp:listusers*",
        "cognito-idp:setuserpoolmfaconfig",
        "cognito-idp:setriskconfiguration",
    ),
    *(
        f"cognito-idp:{verb}{noun}*"
        for verb in ("create", "update", "delete")
        for noun in ("userpool", "group", "identityprovider", "resourceserver")
    ),
    *("cognito-idp:createuserimportjob", "cognito-idp:startuserimportjob", "cognito-idp:describeuserpoolclient"),
)
IDENTITIES = (
    *(
        "cognito-identity:setidentitypoolroles",
        "cognito-identity:updateidentitypool",
        "cognito-identity:deleteidentit*",
    ),
    *("cognito-identity:setprincipaltagattributemap", "cognito-identity:getopenidtokenfordeveloperidentity"),
)
SECRETS = (
    *("secretsmanager:getsecretvalue", "secretsmanager:batchgetsecretvalue", "ssm:getparameter*", "kms:decrypt"),
    *("kms:creategrant", "kms:putkeypolicy", "secretsmanager:putresourcepolicy"),
)
MODELS = ("bedrock:invokemodel*", "bedrock:invokeagent", "bedrock-agentcore:invoke*")
# The caller says which user the agent acts for, and nothing checks it.
# https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-oauth.html
IN_ANY_NAME = (
    "bedrock-agentcore:invokeagentruntimeforuser",
    "bedrock-agentcore:invokeagentruntimewithwebsocketstreamforuser",
    "bedrock-agentcore:getworkloadaccesstokenforuserid",
)
_NAMES = {
    "s3": "S3 bucket",
    "dynamodb": "DynamoDB table",
    "sqs": "SQS queue",
    "lambda": "Lambda function",
    "bedrock": "Bedrock model",
    "bedrock-agentcore": "AgentCore runtime",
}
# Actions that can only be allowed on *, and what AWS's own example of a role for users has.
ONLY_EVERYWHERE = (
    *(
        "mobileanalytics:putevents",
        "cognito-sync:*",
        "cognito-identity:getcredentialsforidentity",
        "cognito-identity:getid",
    ),
    *(
        "sts:getcalleridentity",
        "polly:synthesizespeech",
        "translate:translatetext",
        "transcribe:startstreamtranscription*",
    ),
    *("comprehend:detect*", "rekognition:detect*", "xray:put*", "cloudwatch:putmetricdata", "textract:*document*"),
)
_PER_USER = (
    "cognito-identity.amazonaws.com:sub",
    "cognito-identity-us-gov.amazonaws.com:sub",
    "aws:PrincipalTag/",
    "aws:principaltag/",
)


class Danger(NamedTuple):
    """What a grant lets somebody do."""

    words: str
    """After "lets users"."""
    severity: Severity
    at_first: Severity | None
    """The severity in a role that this plan makes; None where any role may have it."""


def danger_of(grant: Grant, before: Sequence[Grant] = ()) -> Danger:  # noqa: C901, PLR0912
    """How dangerous a new grant is, in view of those there were."""
    action, everywhere = grant.action.lower(), grant.is_everywhere and not grant.but_resources
    where = "" if everywhere else f" on {grant.resource}"
    if grant.but_actions:
        return Danger(f"do everything but {', '.join(grant.but_actions)}{where}", "blocking", "blocking")
    if action in ("*", "*:*"):
        at_first: Severity = "blocking" if everywhere else "warning"
        return Danger(f"do anything{' in the account' if everywhere else where}", "blocking", at_first)
    if _meets(action, HAND_OUT):
        at_first = "blocking" if "*" in grant.resource else "warning"
        return Danger(f"give themselves other rights with {grant.action}{where}", "blocking", at_first)
    if _meets(action, USERS):
        return Danger(f"administer users with {grant.action}{where}", "blocking", "blocking")
    if _meets(action, IDENTITIES):
        exact = None if action == "cognito-identity:*" else "warning"
        return Danger(f"change identity pools with {grant.action}{where}", "blocking", exact)  # type: ignore[arg-type]
    if _meets(action, IN_ANY_NAME):
        return Danger(f"have an agent act for any user they name with {grant.action}{where}", "blocking", "warning")
    is_every = grant.service in _NAMES and _is_every(grant)
    if _others(grant, before) and not is_every:
        return Danger(f"reach with {grant.action}{where} what belongs to every other user", "blocking", None)
    if _meets(action, SECRETS):
        wide = "*" in grant.resource
        words = f"read secrets with {grant.action}{where or ' everywhere'}"
        return Danger(words, "blocking" if wide else "warning", "warning" if wide else None)
    if _meets(action, MODELS) and _is_every(grant):
        return Danger(
            f"invoke every {_NAMES.get(grant.service, 'model')} with {grant.action}{where}", "blocking", "warning"
        )
    if any(covers_text(each, action) for each in ONLY_EVERYWHERE):
        return Danger(f"use {grant.action}", "warning", None)
    if is_every:
        return Danger(f"reach every {_NAMES[grant.service]} with {grant.action}", "blocking", "warning")
    if action.endswith(":*"):
        return Danger(
            f"use all of {grant.service}{where or ' everywhere'}", "blocking", "warning" if everywhere else None
        )
    if (
        "*" in action
        and not everywhere
        and action.partition(":")[2].startswith(("get", "list", "describe", "batchget", "query"))
    ):
        return Danger(f"use {grant.action}{where}", "warning", None)
    if grant.is_wide or everywhere:
        return Danger(f"use {grant.action}{where or ' everywhere'}", "blocking", None)
    return Danger(f"use {grant.action}{where}", "warning", None)


def worst(severities: Iterable[Severity | None]) -> Severity | None:
    """The worst of them; None where there is none."""
    found = [each for each in severities if each]
    return min(found, key=SEVERITIES.index) if found else None


def _meets(action: str, patterns: Iterable[str]) -> bool:
    return any(actions_meet(action, each) for each in patterns)


def _is_every(grant: Grant) -> bool:
    """Whether the resources are all of a service's: `*`, `arn:aws:s3:::*`, `...:foundation-model/*`."""
    name = grant.resource.rpartition(":")[2]
    kind = "" if grant.service == "s3" else "(?:[a-z-]+/)?"
    return bool(grant.but_resources) or grant.is_everywhere or bool(re.fullmatch(rf"{kind}[*/]+", name))


def _others(grant: Grant, before: Sequence[Grant]) -> bool:
    """Whether users could do it with their own things alone before, and now with any."""
    return not _is_per_user(grant) and any(
        _is_per_user(each)
        and covers_text(each.action.lower(), grant.action.lower())
        and meet(each.resource, grant.resource)
        for each in before
    )


def _is_per_user(grant: Grant) -> bool:
    said = f"{grant.resource} {' '.join(map(str, grant.conditions))}"
    return any(each in said for each in _PER_USER)
