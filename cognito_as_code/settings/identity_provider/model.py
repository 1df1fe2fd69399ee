"""What an environment file may say under [identity_providers.NAME]."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from cognito_as_code.settings.core.facts import safer, weak_to_strong
from cognito_as_code.settings.core.fields import SecretSettings, Settings, Text, distinct, refused, shown

ProviderType = Literal["Google", "Facebook", "LoginWithAmazon", "SignInWithApple", "OIDC", "SAML"]
SOCIAL = ("Google", "Facebook", "LoginWithAmazon", "SignInWithApple")
_FEWEST = 3
_MOST = 32


def provider_name_is_valid(name: str) -> bool:
    """Whether Cognito takes it: 3 to 32 characters without spaces, and no _ at either end."""
    fits = _FEWEST <= len(name) <= _MOST and name[0] != "_" and name[-1] != "_" and name.upper() != "COGNITO"
    return fits and all(unicodedata.category(character)[0] in "LMSNP" for character in name)


def _provider_name(name: str) -> str:
    if not provider_name_is_valid(name):
        raise refused(
            f"{shown(name)} is no provider name", "use 3 to 32 characters without spaces and without _ at either end"
        )
    return name


def _https(url: str) -> str:
    if not url.startswith("https://") or any(character.isspace() for character in url):
        raise refused(f"{shown(url)} does not start with https://", "use an https URL")
    return url


HttpsUrl = Annotated[str, Field(min_length=9, max_length=2048), AfterValidator(_https)]
Scope = Annotated[str, Field(min_length=1, max_length=256)]

# provider type -> keys it must have, keys it may have; every type may have those of COMMON
COMMON = {"provider_type", "provider_name", "attribute_mapping", "idp_identifiers"}
_SOCIAL_KEYS = ({"client_id", "client_secret"}, {"authorize_scopes"})
KEYS: dict[str, tuple[set[str], set[str]]] = {
    "Google": _SOCIAL_KEYS,
    "Facebook": (_SOCIAL_KEYS[0], {"authorize_scopes", "api_version"}),
    "LoginWithAmazon": _SOCIAL_KEYS,
    "SignInWithApple": ({"client_id", "team_id", "key_id", "private_key"}, {"authorize_scopes"}),
    "OIDC": (
        {"client_id", "oidc_issuer"},
        {
            "client_secret", "authorize_scopes", "attributes_request_method", "authorize_url", "token_url",
            "attributes_url", "jwks_uri",
        },
    ),
    "SAML": (
        set(),
        {
            "metadata_url", "metadata_file", "idp_sign_out", "idp_initiated", "encrypted_responses",
            "request_signing_algorithm",
        },
    ),
}  # fmt: skip
DEFAULT_SCOPES = {
    "Google": ["email", "profile", "openid"],
    "Facebook": ["public_profile", "email"],
    "LoginWithAmazon": ["profile"],
    "SignInWithApple": ["email", "name"],
    "OIDC": ["openid", "email", "profile"],
}


_USER_ID = {
    "Google": "sub",
    "Facebook": "id",
    "LoginWithAmazon": "user_id",
    "SignInWithApple": "sub",
    "OIDC": "sub",
}


class IdentityProviderSettings(Settings):
    """Another place where users sign in. Which keys go with which provider_type stands with each.

    The table's name is the Terraform address, and what app clients list in supported_identity_providers.
    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateIdentityProvider.html
    """

    provider_type: ProviderType = Field(examples=["Google"])
    """Google, Facebook, LoginWithAmazon, SignInWithApple, OIDC or SAML. A change replaces the provider."""

    provider_name: Annotated[str, AfterValidator(_provider_name)] | None = None
    """OIDC and SAML: the name in AWS, 3 to 32 characters. Default: the table's name. A change replaces the provider.

    Social providers have their type's name.
    """

    attribute_mapping: dict[
        Annotated[str, Field(min_length=1, max_length=32)], Annotated[str, Field(min_length=1)]
    ] = {}
    """User attribute -> the provider's claim, as email = "email"; custom attributes as "custom:department".

    Default: none for SAML; else email = "email", and username = the provider's user id.
    """

    idp_identifiers: Annotated[
        list[Annotated[str, Text(r"[\w\s+=.@-]+", "letters, digits, spaces and any of _ + = . @ -", most=40)]],
        AfterValidator(distinct),
        Field(max_length=50),
    ] = []
    """Up to 50 e-mail domains or names that lead a user to this provider. Default: none."""

    client_id: Annotated[str, Field(min_length=1, max_length=2048)] | None = None
    """All but SAML: the id that the provider gave your application (Apple: the Services ID)."""

    client_secret: SecretSettings | None = None
    """Google, Facebook, LoginWithAmazon, OIDC: where the application's secret comes from."""

    private_key: SecretSettings | None = None
    """SignInWithApple: where the private key comes from."""

    team_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    """SignInWithApple: the team's id."""

    key_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    """SignInWithApple: the private key's id."""

    authorize_scopes: Annotated[list[Scope], AfterValidator(distinct)] = Field(default=[], max_length=50)
    """All but SAML: OAuth scopes to ask for. Default: openid, email and profile, or what the provider calls those."""

    api_version: Annotated[str, Text(r"v[0-9]+\.[0-9]+", "a version like v17.0", most=8)] | None = None
    """Facebook: the Graph API's version. Default: "v17.0"."""

    oidc_issuer: HttpsUrl | None = None
    """OIDC: the issuer, an https URL; the endpoints below are discovered from it."""

    attributes_request_method: Literal["GET", "POST"] | None = None
    """OIDC: how the userinfo endpoint is asked. Default: GET."""

    authorize_url: HttpsUrl | None = None
    """OIDC without discovery: the authorization endpoint; give all four endpoints or none. Default: discovered."""

    token_url: HttpsUrl | None = None
    """OIDC without discovery: the token endpoint. Default: discovered."""

    attributes_url: HttpsUrl | None = None
    """OIDC without discovery: the userinfo endpoint. Default: discovered."""

    jwks_uri: HttpsUrl | None = None
    """OIDC without discovery: where the provider's keys are. Default: discovered."""

    metadata_url: HttpsUrl | None = None
    """SAML: where the provider's metadata is; this or metadata_file."""

    metadata_file: Annotated[str, Field(min_length=1, max_length=131_072)] | None = None
    """SAML: the metadata itself: { file = "metadata.xml" }."""

    idp_sign_out: Annotated[bool | None, safer(True)] = None
    """SAML: sign out at the provider too (IDPSignout). Default: false."""

    idp_initiated: Annotated[bool | None, safer(False)] = None
    """SAML: accept sign-in that the provider starts (IDPInit). Default: false; AWS warns of it."""

    encrypted_responses: Annotated[bool | None, safer(True)] = None
    """SAML: require encrypted assertions (EncryptedResponses). Default: false."""

    request_signing_algorithm: Annotated[Literal["rsa-sha256"] | None, weak_to_strong(None, "rsa-sha256")] = None
    """SAML: sign requests (RequestSigningAlgorithm). Default: none, not signed."""

    def name(self, table: str) -> str:
        """The provider's name in AWS."""
        return self.provider_type if self.provider_type in SOCIAL else self.provider_name or table

    @property
    def mapping(self) -> dict[str, str]:
        """User attribute -> the provider's claim."""
        user_id = _USER_ID.get(self.provider_type)
        if self.attribute_mapping or user_id is None:
            return self.attribute_mapping
        return {"email": "email", "username": user_id}
