"""Rules about the identity pool."""

from __future__ import annotations

from collections.abc import Iterator

from settings.environment import EnvironmentSettings
from settings.rules import Problem, rule


@rule(
    "IP-3",
    "An identity pool trusts an app client",
    why="Without one nobody can get credentials: tokens are accepted from the clients it names.",
    source="https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_CognitoIdentityProvider.html",
)
def identity_pool_has_a_client(settings: EnvironmentSettings) -> Iterator[Problem]:
    if settings.identity_pool is not None and not settings.app_clients:
        yield (
            ("identity_pool",),
            "trusts the app clients of this file, and there is none; add [app_clients.NAME], or remove the table",
        )
