"""Whose tokens come in: the clients of what is protected, and what their tokens can say."""

from __future__ import annotations

from cognito_as_code.settings.app_client.model import AppClientSettings
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.protected.model import ProtectedSettings

SELF_SERVICE = "aws.cognito.signin.user.admin"
"""The scope of every access token that comes from signing in by Cognito's API, and of no machine's.

Source: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
"""


def admitted(settings: EnvironmentSettings, protected: ProtectedSettings) -> list[str]:
    """The app clients that come in, by name: those named, or all that have users."""
    return sorted(protected.app_clients) or settings.trusted_clients


def is_machine(client: AppClientSettings) -> bool:
    """Whether its tokens are of no user."""
    return "client_credentials" in client.allowed_oauth_flows


def possible_scopes(client: AppClientSettings) -> set[str]:
    """The scopes that its access tokens may have, as far as no trigger adds others."""
    signs_in_by_api = not is_machine(client) and {*client.explicit_auth_flows} - {"ALLOW_REFRESH_TOKEN_AUTH"}
    return {
        *({SELF_SERVICE} if signs_in_by_api else ()),
        *(client.allowed_oauth_scopes if client.allowed_oauth_flows else ()),
    }


def asked_scopes(settings: EnvironmentSettings, protected: ProtectedSettings) -> list[str]:
    """The scopes that something asks for which signs users in itself: those said, or what it cannot do without.

    Applications know users by e-mail, and show the name of a profile where the client may ask for one.
    """
    if protected.scopes:
        return sorted(protected.scopes)
    if protected.kind == "ALB":
        return ["openid"]
    allowed = settings.app_clients[admitted(settings, protected)[0]].allowed_oauth_scopes
    return ["email", "openid", *(["profile"] if "profile" in allowed else [])]


def callback_url(protected: ProtectedSettings) -> str:
    """Where users come back to from the sign-in pages of what signs them in itself; at HOST until its host is said."""
    return f"https://{protected.host or 'HOST'}{protected.takes.callback_path}"


def shown_domain(settings: EnvironmentSettings) -> str:
    """The table of the domain that users should see, the custom one where there are two; "" where there is none."""
    domains = settings.domains
    return min(domains, key=lambda name: (not domains[name].is_custom, name), default="")
