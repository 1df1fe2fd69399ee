"""What an environment file may say under [protected.NAME]."""

from __future__ import annotations

import re
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, Field

from cognito_as_code.settings.app_client.model import Scope
from cognito_as_code.settings.core.facts import SHORTER, NeedsProvider, NeedsTier
from cognito_as_code.settings.core.fields import (
    Address,
    ArnText,
    Lasting,
    RoleArn,
    Settings,
    Text,
    arn,
    distinct,
    printable,
    refused,
    shown,
)

Kind = Literal[
    "HTTP_API",
    "REST_API",
    "APPSYNC",
    "ALB",
    "AGENTCORE_GATEWAY",
    "AGENTCORE_RUNTIME",
    "VERIFIED_PERMISSIONS",
    "VERIFIER",
    "OPEN_WEBUI",
    "LITELLM",
    "LIBRECHAT",
]


class Takes(NamedTuple):
    """What a kind of consumer takes."""

    keys: tuple[str, ...]
    """The keys that it takes beside kind and app_clients."""
    needs: tuple[str, ...] = ()
    """Those of them without which it is nothing."""
    resource_type: str = ""
    """The Terraform resource that is made for it."""
    made_of: tuple[str, ...] = ()
    """The keys that are there together where that resource is to be made, or not at all."""
    callback_path: str = ""
    """Where its users come back to after sign-in: it signs them in itself, with one client."""

    @property
    def signs_in(self) -> bool:
        """Whether it sends users to the sign-in pages, rather than taking tokens that others got."""
        return bool(self.callback_path)


_TOKENS = ("scopes", "token", "resource")
_AGENTCORE = (*_TOKENS, "groups", "name", "role_arn")
KINDS: dict[str, Takes] = {
    "HTTP_API": Takes((*_TOKENS, "api_id"), (), "aws_apigatewayv2_authorizer", ("api_id",)),
    "REST_API": Takes(("scopes", "token", "rest_api_id"), (), "aws_api_gateway_authorizer", ("rest_api_id",)),
    "APPSYNC": Takes(("groups",)),
    "ALB": Takes(
        ("scopes", "host", "listener_arn", "priority", "target_group_arn", "session_timeout"),
        ("host",),
        "aws_lb_listener_rule",
        ("listener_arn", "priority", "target_group_arn"),
        callback_path="/oauth2/idpresponse",
    ),
    "AGENTCORE_GATEWAY": Takes(_AGENTCORE, (), "aws_bedrockagentcore_gateway", ("role_arn",)),
    "AGENTCORE_RUNTIME": Takes(
        (*_AGENTCORE, "container_uri", "server_protocol", "subnets", "security_groups"),
        (),
        "aws_bedrockagentcore_agent_runtime",
        ("role_arn", "container_uri"),
    ),
    "VERIFIED_PERMISSIONS": Takes(
        ("principal_entity_type", "group_entity_type", "policy_store_id"),
        ("principal_entity_type",),
        "aws_verifiedpermissions_identity_source",
        ("policy_store_id",),
    ),
    "VERIFIER": Takes((*_TOKENS, "groups")),
    "OPEN_WEBUI": Takes(("scopes", "groups", "host"), ("host",), callback_path="/oauth/oidc/callback"),
    "LITELLM": Takes(("scopes", "host"), ("host",), callback_path="/sso/callback"),
    "LIBRECHAT": Takes(("scopes", "groups", "host"), ("host",), callback_path="/oauth/openid/callback"),
}
"""Kind -> what it takes."""


def _resource_url(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s?#]+", url):
        raise refused(
            f"{shown(url)} is no resource", "write its URL without a query or fragment, as https://mcp.example.com/mcp"
        )
    return url


def _elb(what: str, example: str) -> ArnText:
    return arn(rf"elasticloadbalancing:[a-z0-9-]+:\d{{12}}:{what}/[A-Za-z0-9/-]+", example)


_LISTENER = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:listener/app/chat/0123456789abcdef/0123456789abcdef"
_TARGET_GROUP = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/chat/0123456789abcdef"
# https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_ContainerConfiguration.html
_IMAGE = (
    r"(([0-9]{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?|public\.ecr\.aws)/"
    r"((?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*)(?::([^:@]{1,300}))?(?:@(.+))?"
)
EntityType = Annotated[
    str, Text(r"([_a-zA-Z][_a-zA-Z0-9]*::)*[_a-zA-Z][_a-zA-Z0-9]*", "a Cedar type like MyApp::User", most=200)
]


class ProtectedSettings(Settings):
    """What this pool's users get into, and who of them: its output authorizers.NAME is the block that AWS needs there.

    Its resource is made here too where the ids of what it belongs to are given.
    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-accessing-resources-api-gateway-and-lambda.html
    """

    kind: Kind = Field(examples=["HTTP_API"])
    """What it is.

    APIs: HTTP_API, REST_API, APPSYNC. AI agents and their tools: AGENTCORE_GATEWAY, AGENTCORE_RUNTIME. A load balancer
    that signs users in: ALB. Applications that do: OPEN_WEBUI, LITELLM, LIBRECHAT. Cedar policies:
    VERIFIED_PERMISSIONS. Whatever checks tokens itself: VERIFIER.
    """

    app_clients: Annotated[list[Address], AfterValidator(distinct)] = []
    """App clients that come in, by table name; a machine's is named or stays out. Default: all that have users."""

    scopes: Annotated[list[Scope], AfterValidator(distinct)] = []
    """Scopes, one of which an access token must have; of what signs in, those it asks for. Default: none, then openid.

    Scopes alone tell API Gateway an access token from an id token.
    """

    groups: Annotated[list[Address], AfterValidator(distinct)] = []
    """Groups, one of which the user must be in, by table name. Default: any, or none."""

    token: Literal["ACCESS", "ID"] = "ACCESS"
    """The token that is to be shown. Default: ACCESS, which is made to open doors; ID tells who somebody is."""

    resource: Annotated[
        Annotated[str, Field(min_length=1, max_length=256), AfterValidator(printable), AfterValidator(_resource_url)]
        | None,
        NeedsTier("ESSENTIALS"),
    ] = None
    """URL that the access token must be bound to: its client asked for it as resource, and aud says it (RFC 8707).

    It is the identifier of a resource server. A token without it does not come in. Default: none.
    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
    """

    host: (
        Annotated[
            str,
            Text(
                r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+", "a name like chat.example.com", 253
            ),
        ]
        | None
    ) = None
    """Host that users know it by, as chat.example.com; sign-in pages send them back to it. Default: none."""

    api_id: Annotated[str, Text(r"[a-z0-9]+", "an API's id like a1b2c3d4e5", most=64)] | None = None
    """HTTP API for which the authorizer is made; its routes name authorizer and scopes. Default: none is made."""

    rest_api_id: Annotated[str, Text(r"[a-z0-9]+", "an API's id like a1b2c3d4e5", most=64)] | None = None
    """REST API for which the authorizer is made; its methods name authorizer and scopes. Default: none is made."""

    listener_arn: Annotated[str, _elb("listener/app", _LISTENER)] | None = None
    """HTTPS listener for which a rule is made: sign in, then forward to target_group_arn. Default: none is made."""

    priority: int | None = Field(default=None, ge=1, le=50_000)
    """The rule's priority, 1 to 50,000: the lowest that fits is taken. Default: none."""

    target_group_arn: Annotated[str, _elb("targetgroup", _TARGET_GROUP)] | None = None
    """Where whoever has signed in is forwarded to. Default: none."""

    session_timeout: Annotated[str, Lasting("5m", "7d"), SHORTER] = "12h"
    """How long a load balancer takes a user for signed in, 5 minutes to 7 days. Default: "12h"; AWS's own: 7 days."""

    policy_store_id: (
        Annotated[str, Text(r"[a-zA-Z0-9/_-]*", "a policy store's id: letters, digits and any of / _ -", most=200)]
        | None
    ) = None
    """Policy store for which the identity source is made. Default: none is made."""

    principal_entity_type: EntityType | None = None
    """Cedar type of users, as MyApp::User. Default: none; AWS would take AWS::Cognito, which no schema knows."""

    group_entity_type: EntityType | None = None
    """Cedar type of groups, as MyApp::Group: policies can then permit a group. Default: none."""

    name: Annotated[str, Text(r"[A-Za-z0-9][A-Za-z0-9_-]*", "letters, digits, - and _", most=96)] | None = None
    """Its name in AWS: of a gateway letters, digits and -, of a runtime letters, digits and _. Default: the table's."""

    role_arn: Annotated[RoleArn | None, NeedsProvider((6, 25, 0), "aws_bedrockagentcore_gateway, _agent_runtime")] = (
        None
    )
    """Role that it runs as: with it, the gateway or runtime itself is made. Default: none is made."""

    container_uri: Annotated[str, Text(_IMAGE, "an image of Amazon ECR", most=1024)] | None = None
    """Image of the runtime's agent, in Amazon ECR. Default: none."""

    server_protocol: Literal["HTTP", "MCP", "A2A"] = "HTTP"
    """What the runtime's agent speaks. Default: HTTP."""

    subnets: Annotated[
        list[Annotated[str, Text(r"subnet-[0-9a-zA-Z]{8,17}", "a subnet's id", 40)]], AfterValidator(distinct)
    ] = []
    """Subnets that the runtime is in, with security_groups. Default: none, the public network."""

    security_groups: Annotated[
        list[Annotated[str, Text(r"sg-[0-9a-zA-Z]{8,17}", "a security group's id", 40)]], AfterValidator(distinct)
    ] = []
    """Security groups of the runtime in its subnets. Default: none."""

    @property
    def takes(self) -> Takes:
        """What its kind takes."""
        return KINDS[self.kind]

    @property
    def makes_a_resource(self) -> bool:
        """Whether the Terraform resource of its kind is made here."""
        made_of = self.takes.made_of
        return bool(made_of) and all(getattr(self, key) is not None for key in made_of)
