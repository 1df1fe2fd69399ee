"""Rules about what signs users in itself: a load balancer, an application."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.app_client.model import AppClientSettings
from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.protected.admission import admitted, asked_scopes, callback_url
from cognito_as_code.settings.protected.model import ProtectedSettings

_ALB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html"


def _client(settings: EnvironmentSettings, protected: ProtectedSettings) -> tuple[str, AppClientSettings] | None:
    """The one client that users are signed in with, where it is one that there is."""
    names = admitted(settings, protected) if protected.takes.signs_in else []
    return (names[0], settings.app_clients[names[0]]) if len(names) == 1 and names[0] in settings.app_clients else None


@rule(
    "PRT-13",
    "What signs users in has one client, with a secret and the code flow",
    why="It signs in with one client id, and AWS refuses a load balancer whose client has no secret.",
    source=_ALB,
)
def sign_in_has_a_client(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, protected in settings.protected.items():
        names = admitted(settings, protected) if protected.takes.signs_in else []
        if len(names) > 1:
            suited = [each for each in names if each in settings.app_clients and _is_suited(settings.app_clients[each])]
            yield (
                ("protected", name, "app_clients"),
                f"{', '.join(names)} are {len(names)}, and {protected.kind} signs in with one; write "
                f"app_clients = {shown(suited[:1] or ['NAME'])}",
            )
        found = _client(settings, protected)
        if found and not _is_suited(found[1]):
            yield (
                ("protected", name, "app_clients"),
                f"{found[0]} has {'no secret' if not found[1].generate_secret else 'no code flow'}, and "
                f'{protected.kind} needs both; make a client for it: application_type = "WEB", callback_urls = '
                f"{shown([callback_url(protected)])}",
            )


def _is_suited(client: AppClientSettings) -> bool:
    return client.generate_secret and "code" in client.allowed_oauth_flows


@rule(
    "PRT-14",
    "Its client sends users back to it",
    why="Cognito refuses to redirect to a URL that is not among the client's (redirect_mismatch).",
    source=_ALB,
)
def sign_in_comes_back(settings: EnvironmentSettings) -> Iterator[Problem]:
    for protected in settings.protected.values():
        found = _client(settings, protected)
        if found and protected.host and _is_suited(found[1]):
            url = callback_url(protected)
            if url not in found[1].callback_urls:
                yield (
                    ("app_clients", found[0], "callback_urls"),
                    f"is without {shown(url)}, where {protected.kind} takes users back; add it",
                )


@rule(
    "PRT-15",
    "Its client may ask for the scopes that it asks for",
    why="Cognito refuses the whole request for one scope that the client may not ask for (invalid_scope).",
    source=_ALB,
)
def sign_in_may_ask(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, protected in settings.protected.items():
        found = _client(settings, protected)
        if found and _is_suited(found[1]):
            asked = asked_scopes(settings, protected)
            lacking = [scope for scope in asked if scope not in found[1].allowed_oauth_scopes]
            if lacking:
                yield (
                    ("app_clients", found[0], "allowed_oauth_scopes"),
                    f"is without {', '.join(lacking)}, which {protected.kind} asks for; add it",
                )
            if protected.scopes and "openid" not in protected.scopes:
                yield ("protected", name, "scopes"), 'is without "openid", without which nobody is signed in; add it'


@rule(
    "PRT-16",
    "What signs users in has a domain to send them to",
    why="AWS refuses a load balancer without the pool's domain; applications are told its endpoints.",
    source=_ALB,
)
def sign_in_has_a_domain(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, protected in settings.protected.items():
        if protected.takes.signs_in and not settings.domains:
            yield (
                ("protected", name),
                f"has no sign-in pages to send users to, which {protected.kind} needs; add [domains.NAME]",
            )
