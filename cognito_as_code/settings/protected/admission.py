"""Whose tokens come in: the clients of what is protected, and what their tokens can say."""

from __future__ import annotations

from cognito_as_code.settings.app_client.model import SELF_SERVICE, AppClientSettings
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.protected.model import ProtectedSettings


def admitted(settings: EnvironmentSettings, protected: ProtectedSettings) -> list[str]:
    """The app clients that come in, by name: those named, or all that have users."""
    return sorted(protected.app_clients) or settings.trusted_clients


def possible_scopes(client: AppClientSettings) -> set[str]:
    """The scopes that its access tokens may have, as far as no trigger adds others."""
    return {
        *({SELF_SERVICE} if client.signs_in_by_api else ()),
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
