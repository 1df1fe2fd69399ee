"""Rules across several settings: what AWS or Terraform would refuse, or accept and leave broken.

A rule is a generator function that yields the key path and the message of each mistake it finds. Limits of a single
field stand beside the field instead. Ids are stable: people quote them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from settings.environment import EnvironmentSettings
from settings.findings import Finding, KeyPath, Severity

Problem = tuple[KeyPath, str]
Check = Callable[[EnvironmentSettings], Iterator[Problem]]
CheckAcross = Callable[[Mapping[str, EnvironmentSettings]], Iterator[tuple[str, KeyPath, str]]]
_F = TypeVar("_F", Check, CheckAcross)


@dataclass(frozen=True)
class Rule(Generic[_F]):
    """A rule's id, its title in one line, why it exists, where that is documented, its severity, and its function."""

    id: str
    title: str
    why: str
    source: str
    severity: Severity
    check: _F


RULES: dict[str, Rule[Check]] = {}
"""Rules over one environment."""

RULES_ACROSS: dict[str, Rule[CheckAcross]] = {}
"""Rules over all environments, whose functions yield an environment's name too."""


def _register(
    rules: dict[str, Rule[_F]], id: str, title: str, why: str, source: str, severity: Severity
) -> Callable[[_F], _F]:
    def register(check: _F) -> _F:
        if id in RULES or id in RULES_ACROSS:
            raise ValueError(f"two rules are called {id}")
        rules[id] = Rule(id, title, why, source, severity, check)
        return check

    return register


def rule(id: str, title: str, *, why: str, source: str, severity: Severity = "error") -> Callable[[Check], Check]:
    """Register a rule over one environment. Raises ValueError when the id is taken."""
    return _register(RULES, id, title, why, source, severity)


def rule_across(
    id: str, title: str, *, why: str, source: str, severity: Severity = "error"
) -> Callable[[CheckAcross], CheckAcross]:
    """Register a rule over all environments. Raises ValueError when the id is taken."""
    return _register(RULES_ACROSS, id, title, why, source, severity)


def broken_rules(settings: EnvironmentSettings) -> list[Finding]:
    """What the rules find in an environment."""
    return [
        Finding(key, message, rule.id, rule.severity)
        for rule in RULES.values()
        for key, message in rule.check(settings)
    ]


def broken_rules_across(environments: Mapping[str, EnvironmentSettings]) -> dict[str, list[Finding]]:
    """What the rules find in several environments together, by environment."""
    findings: dict[str, list[Finding]] = {}
    for rule in RULES_ACROSS.values():
        for name, key, message in rule.check(environments):
            findings.setdefault(name, []).append(Finding(key, message, rule.id, rule.severity))
    return findings


from settings.rules import (  # noqa: E402, F401  (they register themselves)
    app_client,
    compliance,
    domain,
    environment,
    group,
    identity_pool,
    identity_provider,
    protection,
    terraform,
    user_pool,
)
