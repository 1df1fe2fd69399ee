"""What an environment file may say under [identity_pool]."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from settings.fields import Name, Settings, Text, distinct
from settings.user_pool import LifecycleSettings

Action = Annotated[str, Text(r"\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+", "an action like bedrock:InvokeModel", most=256)]
Resource = Annotated[
    str,
    Text(r"\*|arn:[^\s:]+:[^\s:]+:[^\s:]*:[^\s:]*:\S+", "an ARN like arn:aws:s3:::example-bucket/*, or *", most=2048),
]


class ConditionSettings(Settings):
    """When a statement holds.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
    """

    test: Annotated[
        str, Text(r"((ForAnyValue|ForAllValues):)?[A-Za-z]+", "an IAM operator like StringEquals", most=64)
    ] = Field(examples=["StringEquals"])
    """IAM's condition operator."""

    variable: Annotated[str, Text(r"[A-Za-z0-9-]+:\S+", "a condition key like aws:SourceIp", most=256)] = Field(
        examples=["aws:RequestedRegion"]
    )
    """The condition key."""

    values: list[str] = Field(min_length=1, examples=[["eu-central-1"]])
    """What the key is compared with; one match is enough."""


class StatementSettings(Settings):
    """One statement of a role's policy, in the words of Terraform's aws_iam_policy_document.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
    """

    sid: Annotated[str, Text(r"[A-Za-z0-9]+", "letters and digits", most=128)] | None = None
    """A name for the statement. Default: none."""

    effect: Literal["Allow", "Deny"] = "Allow"
    """Whether it allows or denies. Default: Allow."""

    actions: Annotated[list[Action], AfterValidator(distinct)] = Field(min_length=1, examples=[["bedrock:InvokeModel"]])
    """What may be done."""

    resources: Annotated[list[Resource], AfterValidator(distinct)] = Field(
        min_length=1, examples=[["arn:aws:s3:::example-bucket/*"]]
    )
    """To what. IAM policy variables such as ${cognito-identity.amazonaws.com:sub} go to IAM as they stand."""

    condition: list[ConditionSettings] = []
    """Conditions, all of which must hold. Default: none."""


class RoleSettings(Settings):
    """A role that identities of the pool assume. Its trust policy is ours: this pool (aud), this kind of user (amr).

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html
    """

    statement: list[StatementSettings] = []
    """What the role may do, as its inline policy. Default: nothing."""


class RolesSettings(Settings):
    """The identity pool's roles."""

    authenticated: RoleSettings = RoleSettings()
    """The role of signed-in users."""


class IdentityPoolSettings(Settings):
    """The identity pool, which trades a signed-in user's id token for AWS credentials. No table, no identity pool.

    Guests and the classic flow are off, and every id token is checked with the user pool (server_side_token_check).
    Source: https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_CreateIdentityPool.html
    """

    identity_pool_name: Name | None = None
    """1 to 128 characters. A change replaces the identity pool, with all its identity ids. Default: user_pool.name."""

    roles: RolesSettings = RolesSettings()
    lifecycle: LifecycleSettings = LifecycleSettings()
