"""What the versions of the AWS provider can do, and which of them a constraint lets in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from cognito_as_code.settings.core.facts import NeedsProvider, Version
from cognito_as_code.settings.core.walk import facts_of

if TYPE_CHECKING:
    from cognito_as_code.settings.core.findings import KeyPath
    from cognito_as_code.settings.environment import EnvironmentSettings

EARLIEST: Version = (5, 100, 0)
"""The earliest version that has every argument which is always written, and the one that the tests run."""

BINDINGS: Version = (6, 25, 0)
"""The version whose arguments the bindings know; what later ones have is added by [overrides]."""


class Requirement(NamedTuple):
    """A setting that needs a later version than the earliest."""

    key: KeyPath
    needs: NeedsProvider


@cache
def guaranteed(constraint: str) -> Version:
    """The lowest version that a constraint lets in; 0.0.0 when it names no lower bound."""
    lowest: Version = (0, 0, 0)
    for part in constraint.split(","):
        matched = re.fullmatch(r"\s*(=|!=|>=?|<=?|~>)?\s*([0-9.]+)\S*\s*", part)
        if matched and matched[1] not in ("!=", "<", "<="):
            numbers = [int(number) for number in matched[2].split(".")] + [0, 0]
            lowest = max(lowest, (numbers[0], numbers[1], numbers[2]))
    return lowest


def requirements(settings: EnvironmentSettings) -> Iterator[Requirement]:
    """Every setting that needs more than the earliest version."""
    for key, fact, value in facts_of(settings, NeedsProvider):
        if not (value in fact.values if fact.values else value is not None):
            continue
        if (fact.unless and fact.unless(value)) or (fact.where and not fact.where(settings)):
            continue
        yield Requirement(key, fact)
