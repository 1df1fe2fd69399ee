"""What is dangerous in a plan, and the rules that find it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple

from .changes import DELETED_OUTSIDE, Change, Plan

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
    block: str = ""
    """What to put into the configuration: HCL, or JSON where the project's own output is reviewed."""


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
    block: str = ""
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


UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What reading a value that is not of its kind ends in."""


def review(plan: Plan) -> list[Finding]:
    """All that the rules find in a plan, worst first: each stack for itself, whatever is said of another."""
    order = {id_: place for place, id_ in enumerate([*RULES, DRIFT.id, NOT_JUDGED.id])}
    found: list[Finding] = []
    for stack in stacks_of(plan):
        planned = list(_found(stack, stack.changes))
        found += [*planned, *_drifted(stack, planned)]
    found.sort(
        key=lambda each: (SEVERITIES.index(each.severity), order[each.rule.id], each.address, each.what, each.instead)
    )
    return list(dict.fromkeys(found))


def stacks_of(plan: Plan) -> list[Plan]:
    """A plan as one for each of its stacks, made once."""
    if "stacks" not in plan.memory:
        by_stack: dict[str, list[Change]] = {}
        for change in plan.changes:
            by_stack.setdefault(change.stack, []).append(change)
        several = len(by_stack) > 1  # one is the plan itself
        plan.memory["stacks"] = (
            [replace(plan, changes=tuple(each)) for each in by_stack.values()] if several else [plan]
        )
    found: list[Plan] = plan.memory["stacks"]
    return found


def _found(plan: Plan, changes: Iterable[Change]) -> Iterator[Finding]:
    """What rules find in these changes, which are among the plan's."""
    by_type: dict[str, list[Change]] = {}
    for change in changes:
        by_type.setdefault(change.type, []).append(change)
    for rule in RULES.values():
        for type_ in rule.types:
            for change in by_type.get(type_, ()):
                yield from _judged(rule, change, plan)


def _judged(rule: Rule, change: Change, plan: Plan) -> Iterator[Finding]:
    """What one rule finds in one change: also what it found before it met what it cannot read."""
    try:
        for what, instead, severity, steps, block in rule.check(change, plan):
            yield Finding(rule, severity or rule.severity, change.address, what, instead, steps, block)
    except UNREADABLE:
        what = f"sets what the rule {rule.id} cannot read"
        yield Finding(NOT_JUDGED, NOT_JUDGED.severity, change.address, what, "Look at the values yourself")


def _drifted(plan: Plan, planned: Iterable[Finding]) -> Iterator[Finding]:
    """What was changed outside of Terraform, by where it ends: what the plan keeps of it counts as the plan's own."""
    if not plan.drift:
        return
    ends = [_end(drift, plan.by_address.get(drift.address)) for drift in plan.drift]
    drifted = {each.address for each in ends}
    others = [change for change in plan.changes if change.address not in drifted]
    whole = replace(plan, changes=(*others, *ends), drift=())
    told = {(each.rule.id, each.address) for each in planned}
    kept = {(each.rule.id, each.address): each for each in _found(whole, ends) if each.severity != "note"}
    for key, finding in kept.items():
        if key not in told:
            what = f"keeps what somebody did outside of Terraform: it {finding.what}"
            yield replace(finding, what=what)
    titles: dict[str, list[str]] = {}
    for finding in _found(replace(plan, changes=plan.drift, drift=()), plan.drift):
        if finding.severity != "note" and (finding.rule.id, finding.address) not in kept:
            titles.setdefault(finding.address, []).append(finding.rule.title)
    for address, said in titles.items():
        what = f"found that somebody else had: {'; '.join(dict.fromkeys(said))}"
        yield Finding(DRIFT, DRIFT.severity, address, what, "Find out who did; check that this plan undoes it")


def _end(drift: Change, planned: Change | None) -> Change:
    """From what the state knew to what the plan makes of it."""
    if planned is None:
        return drift
    if drift.after is None and planned.action == "create":
        return replace(planned, before=drift.before, actions=("delete", "create"), reason=DELETED_OUTSIDE)
    return planned if planned.before is None else replace(planned, before=drift.before)
