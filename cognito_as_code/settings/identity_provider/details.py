"""Every detail that AWS is told of an identity provider, but for its secrets."""

from __future__ import annotations

from cognito_as_code.settings.identity_provider.model import DEFAULT_SCOPES, IdentityProviderSettings

# What AWS fills in for each type, said beforehand, so that a second plan is empty.
# Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IdentityProviderType.html
_FILLED_IN = {
    "Google": {
        "attributes_url": "https://people.googleapis.com/v1/people/me?personFields=",
        "attributes_url_add_attributes": "true",
        "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
        "oidc_issuer": "https://accounts.google.com",
        "token_request_method": "POST",
        "token_url": "https://www.googleapis.com/oauth2/v4/token",
    },
    "LoginWithAmazon": {
        "attributes_url": "https://api.amazon.com/user/profile",
        "attributes_url_add_attributes": "false",
        "authorize_url": "https://www.amazon.com/ap/oa",
        "token_request_method": "POST",
        "token_url": "https://api.amazon.com/auth/o2/token",
    },
    "SignInWithApple": {
        "attributes_url_add_attributes": "false",
        "authorize_url": "https://appleid.apple.com/auth/authorize",
        "oidc_issuer": "https://appleid.apple.com",
        "token_request_method": "POST",
        "token_url": "https://appleid.apple.com/auth/token",
    },
    "OIDC": {"attributes_url_add_attributes": "false"},
}
# What AWS fills in that nobody can say beforehand: never a secret, so that a rotated one is applied.
FILLED_IN_BY_AWS = {
    "SAML": ["ActiveEncryptionCertificate", "SLORedirectBindingURI", "SSORedirectBindingURI"],
    "OIDC": ["attributes_url", "authorize_url", "jwks_uri", "token_url"],
}


def details_of(settings: IdentityProviderSettings) -> dict[str, str]:
    """Detail, as AWS calls it -> value."""
    type_ = settings.provider_type
    details = dict(_FILLED_IN.get(type_, {}))
    for key in (
        "client_id", "team_id", "key_id", "oidc_issuer", "authorize_url", "token_url", "attributes_url", "jwks_uri",
    ):  # fmt: skip
        if value := getattr(settings, key):
            details[key] = value
    if type_ in DEFAULT_SCOPES:
        scopes = settings.authorize_scopes or DEFAULT_SCOPES[type_]
        details["authorize_scopes"] = (", " if type_ == "Facebook" else " ").join(scopes)
    match type_:
        case "OIDC":
            details["attributes_request_method"] = settings.attributes_request_method or "GET"
        case "Facebook":
            details |= _facebook(settings.api_version or "v17.0")
        case "SAML":
            details |= _saml(settings)
    return details


def _facebook(version: str) -> dict[str, str]:
    return {
        "api_version": version,
        "attributes_url": f"https://graph.facebook.com/{version}/me?fields=",
        "attributes_url_add_attributes": "true",
        "authorize_url": f"https://www.facebook.com/{version}/dialog/oauth",
        "token_request_method": "GET",
        "token_url": f"https://graph.facebook.com/{version}/oauth/access_token",
    }


def _saml(settings: IdentityProviderSettings) -> dict[str, str]:
    details = {
        "IDPSignout": "true" if settings.idp_sign_out else "false",
        "IDPInit": "true" if settings.idp_initiated else "false",
        "EncryptedResponses": "true" if settings.encrypted_responses else "false",
    }
    optional = {
        "MetadataURL": settings.metadata_url,
        "MetadataFile": settings.metadata_file,
        "RequestSigningAlgorithm": settings.request_signing_algorithm,
    }
    return details | {key: value for key, value in optional.items() if value}
