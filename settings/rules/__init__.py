"""Rules across several settings: what AWS or Terraform would refuse, or accept and leave broken.

A rule is a generator function that yields the key path and the message of each mistake it finds. Limits of a single
field stand beside the field instead. Ids are stable: people quote them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from settings.environment import EnvironmentSettings
from settings.findings import Finding, KeyPath

Problem = tuple[KeyPath, str]
Check = Callable[[EnvironmentSettings], Iterator[Problem]]


@dataclass(frozen=True)
class Rule:
    """A rule's id, its title in one line, why it exists, where that is documented, and the function that checks it."""

    id: str
    title: str
    why: str
    source: str
    check: Check


RULES: dict[str, Rule] = {}


def rule(id: str, title: str, *, why: str, source: str) -> Callable[[Check], Check]:
    """Register a rule. Raises ValueError when the id is taken."""

    def register(check: Check) -> Check:
        if id in RULES:
            raise ValueError(f"two rules are called {id}")
        RULES[id] = Rule(id, title, why, source, check)
        return check

    return register


def broken_rules(settings: EnvironmentSettings) -> list[Finding]:
    """Every mistake that the rules find."""
    return [Finding(key, message, rule.id) for rule in RULES.values() for key, message in rule.check(settings)]


from settings.rules import (  # noqa: E402, F401  (they register themselves)
    app_client,
    domain,
    group,
    identity_pool,
    identity_provider,
    protection,
    terraform,
    user_pool,
)
