"""Rules about groups."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import ROLES
from cognito_as_code.settings.environment import EnvironmentSettings


@rule(
    "GRP-2",
    "Groups with roles have distinct precedence",
    why="Of two groups with the same, a user gets no preferred role.",
    source=ROLES,
    promise="a user of two groups gets the role that is meant",
)
def precedences_are_distinct(settings: EnvironmentSettings) -> Iterator[Problem]:
    owners: dict[int, str] = {}
    for name, group in sorted(settings.groups.items()):
        if not group.role:
            continue
        if group.precedence is None:
            if len([each for each in settings.groups.values() if each.role]) > 1:
                yield (
                    ("groups", name, "precedence"),
                    "is missing, and other groups have roles too; add it: the lowest number's role is preferred",
                )
        elif owners.setdefault(group.precedence, name) != name:
            yield (
                ("groups", name, "precedence"),
                f"{group.precedence} is that of {owners[group.precedence]} too; give each group its own",
            )


@rule(
    "GRP-4",
    "A role made for a group has an identity pool to trust",
    why="Users get a group's role from an identity pool only.",
    source=ROLES,
    promise="a role is made with somebody to trust",
)
def group_roles_have_an_identity_pool(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, group in settings.groups.items():
        if group.role and not group.role.role_arn and not settings.identity_pool:
            yield ("groups", name, "role"), "needs an identity pool; add [identity_pool], or give role_arn"
