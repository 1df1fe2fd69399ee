"""What a rule across several settings is: of what AWS or Terraform would refuse, or accept and leave broken.

A rule is a generator function that yields the key path and the message of each mistake it finds. Limits of a single
field stand beside the field instead. Ids are stable: people quote them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from cognito_as_code.settings.core.findings import KeyPath, Severity

if TYPE_CHECKING:
    from cognito_as_code.settings.adoption.model import AdoptionSettings
    from cognito_as_code.settings.environment import EnvironmentSettings

Problem = tuple[KeyPath, str]
Check = Callable[["EnvironmentSettings"], Iterator[Problem]]
CheckAcross = Callable[[Mapping[str, "EnvironmentSettings"]], Iterator[tuple[str, KeyPath, str]]]
CheckOfAdoption = Callable[["AdoptionSettings", "EnvironmentSettings"], Iterator[Problem]]
_F = TypeVar("_F", Check, CheckAcross, CheckOfAdoption)


@dataclass(frozen=True)
class Rule(Generic[_F]):
    """A rule's id, its title in one line, why it exists, where that is documented, its severity, and its function."""

    id: str
    title: str
    why: str
    source: str
    severity: Severity
    check: _F
    promise: str = ""
    """Of an error that neither AWS, nor the provider, Terraform or IAM would refuse: what it keeps all the same."""


RULES: dict[str, Rule[Check]] = {}
"""Rules over one environment."""

RULES_ACROSS: dict[str, Rule[CheckAcross]] = {}
"""Rules over all environments, whose functions yield an environment's name too."""

RULES_OF_ADOPTION: dict[str, Rule[CheckOfAdoption]] = {}
"""Rules over an adoption file, with its environment beside it."""


def every_rule() -> dict[str, Rule[Any]]:
    """All rules by id."""
    return {**RULES, **RULES_ACROSS, **RULES_OF_ADOPTION}


def _register(
    rules: dict[str, Rule[_F]], id: str, title: str, why: str, source: str, severity: Severity, promise: str
) -> Callable[[_F], _F]:
    def register(check: _F) -> _F:
        if id in every_rule():
            raise ValueError(f"two rules are called {id}")
        rules[id] = Rule(id, title, why, source, severity, check, promise)
        return check

    return register


def rule(
    id: str, title: str, *, why: str, source: str, severity: Severity = "error", promise: str = ""
) -> Callable[[Check], Check]:
    """Register a rule over one environment. Raises ValueError when the id is taken."""
    return _register(RULES, id, title, why, source, severity, promise)


def rule_across(
    id: str, title: str, *, why: str, source: str, severity: Severity = "error", promise: str = ""
) -> Callable[[CheckAcross], CheckAcross]:
    """Register a rule over all environments. Raises ValueError when the id is taken."""
    return _register(RULES_ACROSS, id, title, why, source, severity, promise)


def rule_of_adoption(
    id: str, title: str, *, why: str, source: str, severity: Severity = "error", promise: str = ""
) -> Callable[[CheckOfAdoption], CheckOfAdoption]:
    """Register a rule over an adoption file. Raises ValueError when the id is taken."""
    return _register(RULES_OF_ADOPTION, id, title, why, source, severity, promise)
