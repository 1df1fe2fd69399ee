"""The rule about AWS's default quotas."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.facts import Quota
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE
from cognito_as_code.settings.core.walk import facts_of
from cognito_as_code.settings.domain.model import MOST_STYLES
from cognito_as_code.settings.environment import EnvironmentSettings


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
    for key, quota, tables in facts_of(settings, Quota):
        if len(tables) > quota.usual:
            yield key, f"{len(tables)} are more than {quota.usual}; ask AWS for a higher quota first"
