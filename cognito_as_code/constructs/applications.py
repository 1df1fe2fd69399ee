"""What applications that sign users in by OpenID Connect have to be told, as environment variables: plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class OpenIdClient(NamedTuple):
    """An app client as an application sees it."""

    client_id: str
    secret: str
    """Where its secret is kept; never the secret."""
    issuer: str
    domain_url: str
    scopes: Sequence[str]
    groups: Sequence[str]
    """Groups, one of which a user must be in; none: any user."""
    url: str
    """The application's own."""
    callback_path: str
    """Where users come back to, below that URL."""


class Variables(NamedTuple):
    """Environment variables."""

    environment: Mapping[str, str]
    secrets: Mapping[str, str]
    """Variable -> where its value is kept, as a container definition's secrets name it."""


def open_webui(client: OpenIdClient) -> Variables:
    """Its users are those of the pool, and none others. Of the claims it takes the id token's, which has the groups.

    Without a claim for the name it would ask the userInfo endpoint instead, which knows no groups.
    Source: https://docs.openwebui.com/getting-started/env-configuration/
    """
    groups = {
        "ENABLE_OAUTH_ROLE_MANAGEMENT": "true",
        "OAUTH_ROLES_CLAIM": "cognito:groups",
        "OAUTH_ALLOWED_ROLES": ",".join(client.groups),
    }
    environment = {
        "WEBUI_URL": client.url,
        "ENABLE_SIGNUP": "false",
        "ENABLE_LOGIN_FORM": "false",
        "ENABLE_OAUTH_SIGNUP": "true",
        "OAUTH_CLIENT_ID": client.client_id,
        "OAUTH_PROVIDER_NAME": "Cognito",
        "OAUTH_SCOPES": " ".join(client.scopes),
        "OAUTH_USERNAME_CLAIM": "email",
        "OPENID_PROVIDER_URL": f"{client.issuer}/.well-known/openid-configuration",
        "OPENID_REDIRECT_URI": f"{client.url}{client.callback_path}",
    }
    return Variables(environment | (groups if client.groups else {}), {"OAUTH_CLIENT_SECRET": client.secret})


def litellm(client: OpenIdClient) -> Variables:
    """Signs people in to the pages of the proxy; its own keys open the API.

    Source: https://docs.litellm.ai/docs/proxy/admin_ui_sso
    """
    environment = {
        "PROXY_BASE_URL": client.url,
        "GENERIC_CLIENT_ID": client.client_id,
        "GENERIC_AUTHORIZATION_ENDPOINT": f"{client.domain_url}/oauth2/authorize",
        "GENERIC_TOKEN_ENDPOINT": f"{client.domain_url}/oauth2/token",
        "GENERIC_USERINFO_ENDPOINT": f"{client.domain_url}/oauth2/userInfo",
        "GENERIC_SCOPE": " ".join(client.scopes),
        "GENERIC_USER_ID_ATTRIBUTE": "sub",
        "GENERIC_USER_EMAIL_ATTRIBUTE": "email",
        "GENERIC_USER_DISPLAY_NAME_ATTRIBUTE": "email",
    }
    return Variables(environment, {"GENERIC_CLIENT_SECRET": client.secret})


def librechat(client: OpenIdClient) -> Variables:
    """Its users are those of the pool, and none others. OPENID_SESSION_SECRET and the rest are its own.

    Source: https://www.librechat.ai/docs/configuration/authentication/OAuth2-OIDC/aws
    """
    groups = {
        "OPENID_REQUIRED_ROLE": ",".join(client.groups),
        "OPENID_REQUIRED_ROLE_TOKEN_KIND": "id",
        "OPENID_REQUIRED_ROLE_PARAMETER_PATH": "cognito:groups",
    }
    environment = {
        "DOMAIN_CLIENT": client.url,
        "DOMAIN_SERVER": client.url,
        "ALLOW_EMAIL_LOGIN": "false",
        "ALLOW_REGISTRATION": "false",
        "ALLOW_SOCIAL_LOGIN": "true",
        "ALLOW_SOCIAL_REGISTRATION": "true",
        "OPENID_CALLBACK_URL": client.callback_path,
        "OPENID_CLIENT_ID": client.client_id,
        "OPENID_ISSUER": client.issuer,
        "OPENID_SCOPE": " ".join(client.scopes),
    }
    return Variables(environment | (groups if client.groups else {}), {"OPENID_CLIENT_SECRET": client.secret})
