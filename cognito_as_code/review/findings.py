"""What is dangerous in a plan, and the rules that find it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from .changes import Change, Plan

Severity = Literal["blocking", "warning", "note"]
"""blocking: users, or the protection of all of them, would be lost. warning: look at it. note: good to know."""

SEVERITIES: tuple[Severity, ...] = ("blocking", "warning", "note")


class Problem(NamedTuple):
    """What a rule finds: what Terraform will do, and what to do instead."""

    what: str
    instead: str
    severity: Severity | None = None
    """Another severity than the rule's."""
    steps: tuple[str, ...] = ()
    """What to apply first, in order, where one apply cannot do it."""


Check = Callable[[Change, Plan], Iterator[Problem]]


@dataclass(frozen=True)
class Rule:
    """A rule's id, its headline, what it means for users, where that is documented, and what it judges."""

    id: str
    title: str
    means: str
    source: str
    severity: Severity
    types: tuple[str, ...]
    check: Check


RULES: dict[str, Rule] = {}


def rule(
    id: str, title: str, *, severity: Severity, types: Iterable[str], means: str, source: str
) -> Callable[[Check], Check]:
    """Register a rule over each change of resources of these types. Raises ValueError when the id is taken."""

    def register(check: Check) -> Check:
        if id in RULES:
            raise ValueError(f"two rules are called {id}")
        RULES[id] = Rule(id, title, means, source, severity, tuple(types), check)
        return check

    return register


class Acceptance(NamedTuple):
    """Why a finding may stand, and until when."""

    reason: str
    expires: date
    has_expired: bool


@dataclass(frozen=True)
class Finding:
    """One thing to look at in a plan."""

    rule: Rule
    severity: Severity
    address: str
    what: str
    instead: str
    steps: tuple[str, ...] = ()
    acceptance: Acceptance | None = None
    fingerprint: str = ""
    """What an acceptance names, so that it holds for this change and no other."""

    @property
    def is_accepted(self) -> bool:
        """Whether somebody accepted it, and not too long ago."""
        return self.acceptance is not None and not self.acceptance.has_expired

    @property
    def blocks(self) -> bool:
        """Whether it should stop a merge."""
        return self.severity == "blocking" and (self.acceptance is None or self.acceptance.has_expired)


DRIFT = Rule(
    "drift",
    "It was changed outside of Terraform",
    "Somebody changed it by hand or by another program, and not for the better.",
    "https://developer.hashicorp.com/terraform/tutorials/state/resource-drift",
    "warning",
    (),
    lambda _change, _plan: iter(()),
)


NOT_JUDGED = Rule(
    "not-judged",
    "This could not be judged",
    "A value is not of the kind that the provider has there: whether users are protected less does not show.",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs",
    "blocking",
    (),
    lambda _change, _plan: iter(()),
)


def review(plan: Plan) -> list[Finding]:
    """All that the rules find in a plan, worst first."""
    order = [NOT_JUDGED.id, *RULES, DRIFT.id]
    found = [*_found(plan), *_drifted(plan)]
    return sorted(
        found, key=lambda each: (SEVERITIES.index(each.severity), order.index(each.rule.id), each.address, each.what)
    )


def _found(plan: Plan) -> Iterator[Finding]:
    for rule in RULES.values():
        for change in plan.by_type(*rule.types):
            try:
                problems = list(rule.check(change, plan))
            except (AttributeError, KeyError, TypeError, ValueError):
                what = f"sets what the rule {rule.id} cannot read"
                yield Finding(NOT_JUDGED, NOT_JUDGED.severity, change.address, what, "Look at the values yourself")
            else:
                for what, instead, severity, steps in problems:
                    yield Finding(rule, severity or rule.severity, change.address, what, instead, steps)


def _drifted(plan: Plan) -> Iterator[Finding]:
    """What was made weaker outside of Terraform, a finding a resource."""
    titles: dict[str, list[str]] = {}
    for finding in _found(Plan(changes=plan.drift)):
        if finding.severity != "note":
            titles.setdefault(finding.address, []).append(finding.rule.title)
    for address, said in titles.items():
        what = f"found that somebody else had: {'; '.join(said)}"
        yield Finding(DRIFT, DRIFT.severity, address, what, "Find out who did; check that this plan undoes it")
