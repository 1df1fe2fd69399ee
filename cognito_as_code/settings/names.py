"""The rule about names that AWS knows things by."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.environment import EnvironmentSettings


@rule(
    "NAM-1",
    "Names that AWS knows things by are distinct",
    why="AWS refuses two groups, users or secrets of one name.",
    source="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html",
)
def names_in_aws_are_distinct(settings: EnvironmentSettings) -> Iterator[Problem]:
    names: dict[str, dict[KeyPath, str | None]] = {
        "groups": {("groups", table): group.name or table for table, group in settings.groups.items()},
        "users": {("users", table): user.username or table for table, user in settings.users.items()},
        "secrets": {
            ("app_clients", table, "secretsmanager_secret_name"): client.secretsmanager_secret_name
            for table, client in settings.app_clients.items()
        },
        "memberships": {  # their addresses, made of the names of both tables
            ("users", table, "groups", index): f"{table}--{group}"
            for table, user in settings.users.items()
            for index, group in enumerate(user.groups)
        },
    }
    for kind, places in names.items():
        owners: dict[str, KeyPath] = {}
        for place, name in sorted(places.items(), key=str):
            if name and owners.setdefault(name, place) != place:
                yield place, f"is called {shown(name)}, as another of the {kind} is; give it another name"
