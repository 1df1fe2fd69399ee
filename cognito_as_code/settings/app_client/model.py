"""What an environment file may say under [app_clients.NAME]."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from cognito_as_code.settings.core.facts import (
    LOWER,
    SHORTER,
    DecidesDefaults,
    NeedsProvider,
    NeedsTier,
    StandsIn,
    safer,
    weak_to_strong,
    without,
)
from cognito_as_code.settings.core.fields import (
    Address,
    KmsKeyArn,
    Lasting,
    Name,
    RoleArn,
    Settings,
    Text,
    arn,
    distinct,
    printable,
    refused,
    shown,
)
from cognito_as_code.settings.domain.model import ManagedLoginBrandingSettings, UiCustomizationSettings
from cognito_as_code.settings.risk_configuration.model import RiskConfigurationSettings

_LOOPBACK = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?(/|$)")


def _redirect_url(url: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*://\S+", url):
        raise refused(
            f"{shown(url)} is not an absolute URL",
            "write one like https://app.example.com/callback or myapp://callback",
        )
    if "#" in url:
        raise refused(f"{shown(url)} has a fragment, which Cognito refuses", "remove the # and what follows")
    if url.lower().startswith("http:") and not _LOOPBACK.match(url):
        raise refused(
            f"{shown(url)} uses http, which Cognito allows on localhost, 127.0.0.1 and [::1] only", "use https"
        )
    return url


RedirectUrl = Annotated[
    str, Field(min_length=1, max_length=1024), AfterValidator(printable), AfterValidator(_redirect_url)
]
ClientAttribute = Annotated[str, Field(min_length=1, max_length=27), AfterValidator(printable)]
Scope = Annotated[str, Text(r"[\x21\x23-\x5B\x5D-\x7E]+", 'printable ASCII without spaces, " and \\', most=256)]

AuthFlow = Literal[
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
]
OAuthFlow = Literal["code", "implicit", "client_credentials"]

SELF_SERVICE = "aws.cognito.signin.user.admin"
"""The scope of every access token that comes from signing in by Cognito's API, and of no machine's.

Source: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
"""

ApplicationType = Literal["SPA", "MOBILE", "WEB", "M2M", "BACKEND"]

_PUBLIC: dict[str, Any] = {
    "allowed_oauth_flows": ["code"],
    "allowed_oauth_scopes": ["email", "openid", "profile"],
    "explicit_auth_flows": ["ALLOW_USER_SRP_AUTH"],
    "refresh_token_rotation": {"feature": "ENABLED", "retry_grace_period_seconds": 10},
}
PRESETS: dict[str, dict[str, Any]] = {
    "SPA": _PUBLIC,
    "MOBILE": _PUBLIC,
    "WEB": {
        "generate_secret": True,
        "allowed_oauth_flows": ["code"],
        "allowed_oauth_scopes": ["email", "openid", "profile"],
    },
    "M2M": {
        "generate_secret": True,
        "allowed_oauth_flows": ["client_credentials"],
        "explicit_auth_flows": ["ALLOW_REFRESH_TOKEN_AUTH"],  # AWS takes an empty list for its default, with sign-in
    },
    "BACKEND": {
        "generate_secret": True,
        "explicit_auth_flows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    },
}
"""Application type -> what a table that names it need not say."""
_PRESET_KEYS: dict[str, Any] = {key: {} for preset in PRESETS.values() for key in preset}


class RefreshTokenRotationSettings(Settings):
    """Whether a refresh token is used once.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
    """

    feature: Annotated[
        Literal["ENABLED", "DISABLED"],
        weak_to_strong("DISABLED", "ENABLED", absent="DISABLED"),
        NeedsTier("ESSENTIALS", ("ENABLED",)),
    ] = Field(examples=["ENABLED"])
    """ENABLED: each refresh gives a new refresh token and ends the old one; not with ALLOW_REFRESH_TOKEN_AUTH.

    Once ENABLED, say DISABLED to end it: the provider cannot remove the block.
    """

    retry_grace_period_seconds: Annotated[int, LOWER] = Field(default=0, ge=0, le=60)
    """Seconds for which the old token still works, 0 to 60. Default: 0."""


class AnalyticsConfigurationSettings(Settings):
    """Amazon Pinpoint analytics, by application_arn, or by application_id with external_id and role_arn.

    AWS ends Pinpoint on 30 October 2026. Source:
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AnalyticsConfigurationType.html
    """

    application_arn: (
        Annotated[
            str,
            arn(
                r"mobiletargeting:[a-z0-9-]+:\d{12}:apps/[0-9a-f]+",
                "arn:aws:mobiletargeting:us-east-1:111122223333:apps/1a2b",
            ),
        ]
        | None
    ) = None
    """The Pinpoint project's ARN. Default: none."""

    application_id: Annotated[str, Text(r"[0-9a-fA-F]+", "hexadecimal digits", most=64)] | None = None
    """The Pinpoint project's id. Default: none."""

    external_id: Annotated[str, Field(min_length=2, max_length=1224)] | None = None
    """The sts:ExternalId of role_arn. Default: none."""

    role_arn: RoleArn | None = None
    """The role that lets Cognito publish. Default: none."""

    user_data_shared: Annotated[bool, safer(False, absent=False)] = False
    """true: events hold users' data. Default: false."""


class AppClientSettings(Settings):
    """An application that signs users in. The table's name is its Terraform address: renaming makes a new client id.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
    """

    application_type: Annotated[ApplicationType | None, DecidesDefaults(_PRESET_KEYS)] = None
    """What kind of application it is: sets the defaults of what the table leaves out. Default: none, those below.

    SPA, MOBILE: public, code flow with PKCE, SRP, refresh tokens used once. WEB: confidential, code flow. M2M: a
    machine's, client_credentials. BACKEND: a trusted server that signs users in (ALLOW_ADMIN_USER_PASSWORD_AUTH).
    """

    name: Name | None = None
    """The client's name in AWS, 1 to 128 characters. Default: renamed_from, else the table's name."""

    renamed_from: Address | None = None
    """The table's former name: a moved block keeps the client, its id and its users' sessions. Default: none.

    Source: https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
    """

    generate_secret: bool = False
    """true: a confidential client; its secret lands in the Terraform state. A change replaces it. Default: false."""

    explicit_auth_flows: Annotated[
        list[AuthFlow],
        AfterValidator(distinct),
        without("ALLOW_USER_PASSWORD_AUTH"),
        NeedsTier("ESSENTIALS", ("ALLOW_USER_AUTH",)),
    ] = Field(default=["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"], min_length=1)
    """Sign-in flows the client may use. Default: ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"]."""

    allowed_oauth_flows: Annotated[list[OAuthFlow], AfterValidator(distinct), without("implicit")] = []
    """OAuth 2.0 grants; any turns allowed_oauth_flows_user_pool_client on. Default: none."""

    allowed_oauth_scopes: Annotated[list[Scope], AfterValidator(distinct), Field(max_length=50)] = []
    """OAuth 2.0 scopes, up to 50: openid, email, phone, profile, aws.cognito.signin.user.admin, or a resource server's.

    Needed with allowed_oauth_flows. Default: none.
    """

    callback_urls: Annotated[list[RedirectUrl], AfterValidator(distinct), Field(max_length=100)] = []
    """Where users may be sent after sign-in, up to 100 URLs. Default: none."""

    logout_urls: Annotated[list[RedirectUrl], AfterValidator(distinct), Field(max_length=100)] = []
    """Where users may be sent after sign-out, up to 100 URLs. Default: none."""

    default_redirect_uri: RedirectUrl | None = None
    """The callback URL used when a request names none; one of callback_urls. Default: none."""

    access_token_validity: Annotated[str, Lasting("5m", "1d"), SHORTER] = "60m"
    """How long an access token is good for, 5 minutes to 1 day. Default: "60m".

    This and the two below become the numbers and their token_validity_units.
    """

    id_token_validity: Annotated[str, Lasting("5m", "1d"), SHORTER] = "60m"
    """How long an id token is good for, 5 minutes to 1 day. Default: "60m"."""

    refresh_token_validity: Annotated[str, Lasting("60m", "3650d"), SHORTER] = "30d"
    """How long a user stays signed in, 60 minutes to 10 years. Default: "30d"."""

    auth_session_validity: Annotated[str, Lasting("3m", "15m", units="m"), SHORTER] = "3m"
    """How long one sign-in may take, MFA code included, 3 to 15 minutes. Default: "3m"."""

    prevent_user_existence_errors: Annotated[Literal["ENABLED", "LEGACY"], weak_to_strong("LEGACY", "ENABLED")] = (
        "ENABLED"
    )
    """ENABLED: errors do not tell whether a user exists. Default: ENABLED; AWS's own is LEGACY."""

    enable_token_revocation: Annotated[bool, safer(True)] = True
    """true: refresh tokens can be revoked. Default: true."""

    enable_propagate_additional_user_context_data: bool = False
    """true: the client may pass on its users' IP addresses to threat protection; needs a secret. Default: false."""

    supported_identity_providers: Annotated[list[Address], AfterValidator(distinct)] = Field(
        default=["COGNITO"], min_length=1, max_length=300
    )
    """COGNITO, the pool's own users, and identity providers of this file by table name. Default: ["COGNITO"]."""

    read_attributes: Annotated[list[ClientAttribute], AfterValidator(distinct)] | None = None
    """User attributes the client may read, custom ones as custom:NAME. Default: all of the pool's."""

    write_attributes: Annotated[list[ClientAttribute], AfterValidator(distinct)] | None = None
    """User attributes the client may write, custom ones as custom:NAME.

    Default: the standard ones, and those its identity providers map to.
    Whatever decides what a user may do (a role, a tenant) should not be among them.
    """

    refresh_token_rotation: RefreshTokenRotationSettings | None = None
    analytics_configuration: AnalyticsConfigurationSettings | None = None

    secretsmanager_secret_name: Annotated[str, Text(r"[\w+=,.@/-]+", "a secret's name", most=512)] | None = None
    """Secret of Secrets Manager to make and put the client's secret in, by a write-only argument. Default: none.

    Needs generate_secret and Terraform 1.11. The client's own state holds the secret all the same.
    """

    secretsmanager_kms_key_id: KmsKeyArn | None = None
    """ARN of the KMS key that encrypts that secret, in the pool's Region. Default: Secrets Manager's own key."""

    managed_login_branding: Annotated[
        ManagedLoginBrandingSettings | None, NeedsProvider((6, 12, 0), "aws_cognito_managed_login_branding")
    ] = None
    ui_customization: UiCustomizationSettings | None = None
    risk_configuration: Annotated[
        RiskConfigurationSettings | None, NeedsTier("PLUS"), StandsIn(("risk_configuration",))
    ] = None

    @model_validator(mode="before")
    @classmethod
    def _with_preset(cls, value: Any) -> Any:
        kind = value.get("application_type") if isinstance(value, dict) else None
        return {**PRESETS[kind], **value} if isinstance(kind, str) and kind in PRESETS else value

    def name_at(self, table: str) -> str:
        """The name that the client of a table has in AWS."""
        return self.name or self.renamed_from or table

    @property
    def is_machine(self) -> bool:
        """Whether its tokens are of no user."""
        return "client_credentials" in self.allowed_oauth_flows

    @property
    def signs_in_by_api(self) -> bool:
        """Whether users get tokens from Cognito's API, which have SELF_SERVICE whatever scopes are listed here."""
        return not self.is_machine and not {*self.explicit_auth_flows} <= {"ALLOW_REFRESH_TOKEN_AUTH"}

    @property
    def gives_tokens_of_pages_only(self) -> bool:
        """Whether users get tokens from the sign-in pages alone, with the scopes listed here and no other."""
        return self.has_login_page and not self.signs_in_by_api

    @property
    def has_login_page(self) -> bool:
        """Whether its users see the sign-in pages."""
        return "code" in self.allowed_oauth_flows or "implicit" in self.allowed_oauth_flows
