"""The rule about AWS's default quotas."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE
from cognito_as_code.settings.environment import EnvironmentSettings

MOST_STYLES = 20
USUAL_RESOURCE_SERVERS = 25


@rule(
    "QUO-1",
    "A pool stays within AWS's default quotas",
    why="AWS refuses what is over a quota, half-way through an apply; most can be raised on request.",
    source=f"{GUIDE}/quotas.html",
    severity="warning",
)
def quotas_are_kept(settings: EnvironmentSettings) -> Iterator[Problem]:
    pages = [client for client in settings.app_clients.values() if client.has_login_page]
    if len(pages) > MOST_STYLES and settings.has_managed_login:
        yield (
            ("app_clients",),
            f"{len(pages)} have managed login pages, and a pool has {MOST_STYLES} styles; use the classic pages, "
            "managed_login_version = 1, or several pools",
        )
    if len(settings.resource_servers) > USUAL_RESOURCE_SERVERS:
        yield (
            ("resource_servers",),
            f"{len(settings.resource_servers)} are more than {USUAL_RESOURCE_SERVERS}; ask AWS for a higher quota "
            "first",
        )
