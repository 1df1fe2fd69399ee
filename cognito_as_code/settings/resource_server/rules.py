"""Rules about resource servers."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.environment import EnvironmentSettings


@rule(
    "RS-1",
    "Each resource server has an identifier of its own",
    why="AWS refuses two of one identifier.",
    source="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateResourceServer.html",
)
def identifiers_of_servers_are_distinct(settings: EnvironmentSettings) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for table, server in sorted(settings.resource_servers.items()):
        identifier = server.identifier_at(table)
        if owners.setdefault(identifier, table) != table:
            yield (
                ("resource_servers", table),
                f"has the identifier {shown(identifier)}, as {owners[identifier]} has; give it another",
            )
