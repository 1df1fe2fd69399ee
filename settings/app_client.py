"""What an environment file may say under [app_clients.NAME]."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from settings.fields import Address, Lasting, Name, Settings, Text, distinct, printable, refused, shown

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


class AppClientSettings(Settings):
    """An application that signs users in. The table's name is its Terraform address: renaming makes a new client id.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
    """

    name: Name | None = None
    """The client's name in AWS, 1 to 128 characters. Default: renamed_from, else the table's name."""

    renamed_from: Address | None = None
    """The table's former name: a moved block keeps the client, its id and its users' sessions. Default: none.

    Source: https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
    """

    generate_secret: bool = False
    """true: a confidential client; its secret lands in the Terraform state. A change replaces it. Default: false."""

    explicit_auth_flows: Annotated[list[AuthFlow], AfterValidator(distinct)] = Field(
        default=["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"], min_length=1
    )
    """Sign-in flows the client may use. Default: ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"]."""

    allowed_oauth_flows: Annotated[list[OAuthFlow], AfterValidator(distinct)] = []
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

    access_token_validity: Annotated[str, Lasting("5m", "1d")] = "60m"
    """How long an access token is good for, 5 minutes to 1 day. Default: "60m".

    This and the two below become the numbers and their token_validity_units.
    """

    id_token_validity: Annotated[str, Lasting("5m", "1d")] = "60m"
    """How long an id token is good for, 5 minutes to 1 day. Default: "60m"."""

    refresh_token_validity: Annotated[str, Lasting("60m", "3650d")] = "30d"
    """How long a user stays signed in, 60 minutes to 10 years. Default: "30d"."""

    auth_session_validity: Annotated[str, Lasting("3m", "15m", units="m")] = "3m"
    """How long one sign-in may take, MFA code included, 3 to 15 minutes. Default: "3m"."""

    prevent_user_existence_errors: Literal["ENABLED", "LEGACY"] = "ENABLED"
    """ENABLED: errors do not tell whether a user exists. Default: ENABLED; AWS's own is LEGACY."""

    enable_token_revocation: bool = True
    """true: refresh tokens can be revoked. Default: true."""

    enable_propagate_additional_user_context_data: bool = False
    """true: the client may pass on its users' IP addresses to threat protection; needs a secret. Default: false."""
