"""Rules about users."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import did_you_mean
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.user_pool.schema import STANDARD_ATTRIBUTES


@rule(
    "USR-1",
    "Users are in groups of the file",
    why="AWS refuses others.",
    source="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html",
)
def groups_of_users_exist(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, user in settings.users.items():
        for index, group in enumerate(user.groups):
            if group not in settings.groups:
                known = ", ".join(sorted(settings.groups)) or "none yet"
                yield (
                    ("users", name, "groups", index),
                    f"{shown(group)} is no group of this file ({known}); {did_you_mean(group, settings.groups)}add "
                    f"[groups.{group}]",
                )


@rule(
    "USR-2",
    "Users have one password at most, and attributes of the pool",
    why="The provider refuses two passwords, AWS unknown attributes.",
    source="https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cognito_user",
)
def users_are_possible(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, user in settings.users.items():
        if user.password and user.temporary_password:
            yield ("users", name), "has password and temporary_password; keep one of the two"
        for attribute in user.attributes:
            if attribute not in {*STANDARD_ATTRIBUTES, *settings.user_pool.attributes}:
                yield (
                    ("users", name, "attributes", attribute),
                    f"is no attribute of this pool; use a standard one, or add [user_pool.schema.{attribute}]",
                )
