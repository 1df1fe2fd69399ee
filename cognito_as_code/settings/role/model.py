"""What an environment file may say about a role: of an identity pool's users, or of a group."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from cognito_as_code.settings.core.fields import ArnText, Region, RoleArn, Settings, Text, arn, distinct

Action = Annotated[str, Text(r"\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+", "an action like bedrock:InvokeModel", most=256)]
Resource = Annotated[
    str,
    ArnText(
        r"\*|arn:[^\s:]+:[^\s:]+:[^\s:]*:[^\s:]*:\S+", "an ARN like arn:aws:s3:::example-bucket/*, or *", most=2048
    ),
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

    wildcard_reason: Annotated[str, Field(min_length=10, max_length=500)] | None = None
    """Why a statement that allows has * or ? in an action or a resource: for reviewers, and needed then.

    Default: none, no wildcard. It is not written to AWS.
    """


ModelId = Annotated[str, Text(r"[A-Za-z0-9.:-]+", "a model id like amazon.nova-lite-v1:0", most=140)]
ProfileId = Annotated[
    str,
    Text(r"[a-z]{2,6}(-[a-z]+)?\.[A-Za-z0-9.:-]+", "an inference profile's id like eu.amazon.nova-lite-v1:0", most=140),
]
ResourceId = Annotated[str, Text(r"[0-9A-Z]{10}", "the 10 letters and digits of its id", most=10, least=10)]
AgentAlias = Annotated[
    str, Text(r"[0-9A-Z]{10}/[0-9A-Z]{10}", "agent id/alias id, as AGENT12345/ALIAS12345", most=21, least=21)
]
AgentRuntime = Annotated[
    str,
    Text(
        r"[A-Za-z][A-Za-z0-9_]{0,47}-[A-Za-z0-9]{10}(/[A-Za-z][A-Za-z0-9_]{0,47})?",
        "a runtime's id, or id/endpoint, as support-A1B2C3D4E5/PROD",
        most=107,
    ),
]
GuardrailArn = Annotated[
    str,
    arn(
        r"bedrock:[a-z0-9-]+:\d{12}:guardrail/[a-z0-9]+(:([1-9][0-9]{0,7}|DRAFT))?",
        "arn:aws:bedrock:eu-central-1:111122223333:guardrail/abcdefghij:1",
    ),
]


LONGEST_ROLE_NAME = 64
"""Characters of a role's name. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html"""


class RoleSettings(Settings):
    """A role that users assume through the identity pool, and what AI services it may use.

    Its trust policy is ours: this identity pool (aud), this kind of user (amr). Every permission is for exact ARNs.
    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html
    """

    role_arn: RoleArn | None = None
    """An existing role of this account instead of one made here; then say nothing else. Default: none."""

    bedrock_models: Annotated[list[ModelId], AfterValidator(distinct)] = []
    """Amazon Bedrock foundation models that this Region serves itself, by model id: it may invoke them. Default: none.

    Source: https://docs.aws.amazon.com/bedrock/latest/userguide/models-supported.html
    """

    bedrock_inference_profiles: dict[
        ProfileId, Annotated[list[Region], AfterValidator(distinct), Field(min_length=1)]
    ] = {}
    """Cross-Region inference profile id -> the Regions it may route to; it may be invoked through the profile only.

    `aws bedrock get-inference-profile` lists the Regions. Default: none.
    Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
    """

    bedrock_streaming: bool = False
    """true: models and endpoints may stream their answers (the actions ...WithResponseStream), and AgentCore runtimes

    may be spoken to by WebSocket (InvokeAgentRuntimeWithWebSocketStream). Default: false.
    """

    bedrock_guardrail: GuardrailArn | None = None
    """Guardrail that every model call must name, by ARN, with :VERSION to fix the version. Default: none.

    Source: https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-id.html
    """

    bedrock_knowledge_bases: Annotated[list[ResourceId], AfterValidator(distinct)] = []
    """Bedrock knowledge bases it may retrieve from, by id. Default: none."""

    bedrock_agents: Annotated[list[AgentAlias], AfterValidator(distinct)] = []
    """Bedrock agents it may invoke, as agent id/alias id. Default: none."""

    bedrock_agentcore_runtimes: Annotated[list[AgentRuntime], AfterValidator(distinct)] = []
    """AgentCore runtimes of this Region it may invoke, by runtime id, at their endpoint DEFAULT or as id/endpoint.

    With the role's own credentials, never in the name of a user that the caller names (InvokeAgentRuntimeForUser); a
    runtime with a JWT authorizer takes tokens instead. Default: none.
    Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrockagentcore.html
    Source: https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-oauth.html
    """

    sagemaker_endpoints: Annotated[
        list[Annotated[str, Text(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?", "letters, digits and -", most=63)]],
        AfterValidator(distinct),
    ] = []
    """SageMaker AI endpoints of this Region it may invoke, by name. Default: none."""

    statement: list[StatementSettings] = []
    """What else the role may do, in its inline policy. Default: nothing."""

    @property
    def allows_something(self) -> bool:
        """Whether a role made here gets a policy: whether it names a service, or a statement."""
        services = (
            self.bedrock_models,
            self.bedrock_inference_profiles,
            self.bedrock_guardrail,
            self.bedrock_knowledge_bases,
            self.bedrock_agents,
            self.bedrock_agentcore_runtimes,
            self.sagemaker_endpoints,
        )
        return any(services) or bool(self.statement)
