"""What an environment file may say under [identity_pool]."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from cognito_as_code.settings.core.facts import safer, weak_to_strong
from cognito_as_code.settings.core.fields import Address, LooseName, Name, RoleArn, Settings, Text, arn, distinct
from cognito_as_code.settings.role.model import RoleSettings
from cognito_as_code.settings.user_pool.model import LifecycleSettings


class RolesSettings(Settings):
    """The identity pool's roles; groups have theirs in [groups.NAME.role]."""

    authenticated: RoleSettings = RoleSettings()
    """The role of signed-in users."""

    unauthenticated: RoleSettings | None = None
    """The role of guests; with allow_unauthenticated_identities only. Default: none."""


class MappingRuleSettings(Settings):
    """One rule: whose claim matches gets the role. The first match decides.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html
    """

    claim: Annotated[LooseName, Field(max_length=64)] = Field(examples=["cognito:groups"])
    """The token's claim, 1 to 64 characters. One that users can write themselves lets them choose their role."""

    match_type: Literal["Equals", "Contains", "StartsWith", "NotEqual"] = "Equals"
    """How the claim is compared. NotEqual is skipped where the claim is missing. Default: Equals."""

    value: Annotated[str, Field(min_length=1, max_length=128)] = Field(examples=["admins"])
    """What it is compared with, 1 to 128 characters."""

    group: Address | None = None
    """Group of this file whose role they get; this or role_arn."""

    role_arn: RoleArn | None = None
    """Role they get, by ARN; this or group."""


class RoleMappingSettings(Settings):
    """How users of one identity provider get a role other than the authenticated one.

    The table's name is an app client's, or a login provider's as in supported_login_providers.
    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html
    """

    type: Literal["Token", "Rules"] = "Token"
    """Token: the role in the token, that of the user's group. Rules: the mapping rules below. Default: Token."""

    ambiguous_role_resolution: Annotated[
        Literal["Deny", "AuthenticatedRole"], weak_to_strong("AuthenticatedRole", "Deny")
    ] = "Deny"
    """What users get whom nothing matches, or too much: no credentials, or the authenticated role. Default: Deny."""

    mapping_rule: list[MappingRuleSettings] = Field(default=[], max_length=25)
    """Up to 25 rules, in order; for Rules only. Default: none."""


LoginProvider = Annotated[str, Text(r"[\w.-]+(/[\w./-]+)?", "a host like accounts.google.com", most=128)]
IamProviderArn = Annotated[
    str,
    arn(r"iam::\d{12}:(oidc|saml)-provider/\S+", "arn:aws:iam::111122223333:oidc-provider/example.com"),
]


class IdentityPoolSettings(Settings):
    """The identity pool, which trades a signed-in user's id token for AWS credentials. No table, no identity pool.

    It trusts every app client of this file where users sign in.
    Source: https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_CreateIdentityPool.html
    """

    identity_pool_name: Name | None = None
    """1 to 128 characters. A change replaces the identity pool, with all its identity ids. Default: user_pool.name."""

    allow_unauthenticated_identities: Annotated[bool, safer(False)] = False
    """true: guests get credentials, of [identity_pool.roles.unauthenticated]. Default: false."""

    allow_classic_flow: Annotated[bool, safer(False)] = False
    """true: applications may assume roles themselves, past Cognito's own limits. Default: false."""

    server_side_token_check: Annotated[bool, safer(True)] = True
    """true: users who signed out, were disabled or deleted get no more credentials. Default: true."""

    developer_provider_name: Annotated[str, Text(r"[\w._-]+", "letters, digits and any of . _ -", most=100)] | None = (
        None
    )
    """Name of your own authentication, for developer-authenticated identities. Default: none.

    A change replaces the identity pool.
    """

    supported_login_providers: dict[LoginProvider, Annotated[str, Text(r"[\w.;_/-]+", "an application id", 128)]] = (
        Field(default={}, max_length=10)
    )
    """Social login without the user pool: host -> application id, as "accounts.google.com" = "...". Default: none."""

    openid_connect_provider_arns: Annotated[list[IamProviderArn], AfterValidator(distinct)] = []
    """IAM OIDC providers of this account to trust. Default: none."""

    saml_provider_arns: Annotated[list[IamProviderArn], AfterValidator(distinct)] = []
    """IAM SAML providers of this account to trust. Default: none."""

    principal_tags: dict[
        Annotated[str, Text(r"[\w\s+=,.@:/-]+", "letters, digits, spaces and any of _ + = , . @ : / -", most=128)],
        Annotated[str, Field(min_length=1, max_length=256)],
    ] = Field(default={}, max_length=50)
    """Session tag -> the user pool token's claim, up to 50, for attribute-based access control. Default: none.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/attributes-for-access-control.html
    """

    roles: RolesSettings = RolesSettings()
    role_mapping: dict[str, RoleMappingSettings] = Field(default={}, max_length=10)
    """[identity_pool.role_mapping.NAME]: other roles than the authenticated one, by app client. Default: none."""

    lifecycle: LifecycleSettings = LifecycleSettings()
