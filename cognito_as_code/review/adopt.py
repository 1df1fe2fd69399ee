"""The gate of an adoption: a plan that takes over what is there, and does nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from .changes import NOT_RESOURCES, Change, Plan, Sensitive, any_true
from .findings import SEVERITIES, Finding, Rule, review
from .wording import bare, count, joined, listed, named, shown

_IMPORT = "https://developer.hashicorp.com/terraform/language/import"
_MOVED = "https://developer.hashicorp.com/terraform/language/moved"
_LIFECYCLE = "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle"
_MOST_VALUES = 3


def _rule(id: str, title: str, means: str, source: str) -> Rule:
    return Rule(id, title, means, source, "blocking", (), lambda _change, _plan: iter(()))


DESTROYS = _rule(
    "adopt-destroys",
    "An adoption destroys something",
    "What is there goes, and with a pool all users: most often its new address was not told to Terraform.",
    _MOVED,
)
REPLACES = _rule(
    "adopt-replaces",
    "An adoption replaces something",
    "What is there goes, and a new one with another id comes: users, or whoever knows the id, lose it.",
    _IMPORT,
)
FORGETS = _rule(
    "adopt-forgets",
    "An adoption lets go of something",
    "It stays in AWS, and no configuration has it any more.",
    "https://developer.hashicorp.com/terraform/language/resources/syntax#removing-resources",
)
CREATES = _rule(
    "adopt-creates",
    "An adoption creates something",
    "A second one comes beside the one that users have, or one that nobody decided on yet.",
    _IMPORT,
)
CHANGES = _rule(
    "adopt-changes",
    "An adoption changes a value",
    "What users meet would be another with the first apply; to change it is a step of its own, later.",
    _LIFECYCLE,
)
RULES_OF_ADOPTION = (DESTROYS, REPLACES, FORGETS, CREATES, CHANGES)
_WHOLE_PLAN = {"action-unknown", "change-deferred", "place-changed", "plan-incomplete", "program-run"}
"""What other rules find that makes an adoption unsure."""


def review_adoption(plan: Plan) -> list[Finding]:
    """Everything in a plan that is more than taking over, worst first. Values that are only marked are no change."""
    found = [finding for change in plan.changes if change.is_resource for finding in _judged(change, plan)]
    order = {rule.id: place for place, rule in enumerate(RULES_OF_ADOPTION)}
    found.sort(key=lambda each: (SEVERITIES.index(each.severity), order[each.rule.id], each.address))
    said = replace(plan, changes=tuple(each for each in plan.changes if each.type in NOT_RESOURCES), drift=())
    return [*found, *(each for each in review(said) if each.rule.id in _WHOLE_PLAN and each.blocks)]


def summary(plan: Plan) -> str:
    """What the plan does, as Terraform counts: to import, to move, to add, to change, to destroy."""
    resources = [change for change in plan.changes if change.is_resource]
    does = Counter(change.action for change in resources)
    changed = sum(change.action == "update" and bool(changed_paths(change)) for change in resources)
    counts = {
        "import": sum(change.is_import for change in resources),
        "move": sum(bool(change.previous_address) for change in resources),
        "add": does["create"] + does["replace"],
        "change": changed,
        "destroy": does["delete"] + does["replace"],
    }
    return ", ".join(f"{number:,} to {what}" for what, number in counts.items())


def _judged(change: Change, plan: Plan) -> Iterator[Finding]:
    match change.action:
        case "delete":
            what, instead = "would destroy it", _heir(change, plan)
            yield Finding(DESTROYS, "blocking", change.address, what, instead)
        case "replace":
            because = f", since {listed(change.because)} would change" if change.because else ""
            instead = "Write what it is now into the settings, or the argument at its address in [unmanaged]"
            yield Finding(REPLACES, "blocking", change.address, f"would replace it{because}", instead)
        case "forget":
            what, instead = "would take it out of its state", _heir(change, plan)
            yield Finding(FORGETS, "blocking", change.address, what, instead)
        case "create":
            yield Finding(CREATES, "blocking", change.address, "would create it", _origin(change, plan))
        case "update":
            if paths := changed_paths(change):
                instead = "Write what it is now into the settings, or the argument at its address in [unmanaged]"
                yield Finding(CHANGES, "blocking", change.address, f"would change {_values(paths)}", instead)


def _origin(change: Change, plan: Plan) -> str:
    """Where what would be created may be already."""
    lost = [each.address for each in plan.by_type(change.type) if each.action in ("delete", "forget")]
    if lost:
        return (
            f"Write its address in the state, one of {listed(lost)}, at {named(change.address)} in [moved]: "
            "what stands there now is not in the state, which Terraform does not say"
        )
    if any(each.stays for each in plan.by_type(change.type)):
        return (
            f"Write its id at {named(change.address)} in [import], or the address that the state has at [moved]; "
            "what is not in AWS yet comes with a later plan: take it out of the settings"
        )
    return f"Write its id at {named(change.address)} in [import], or take it out of the settings for now"


def _heir(change: Change, plan: Plan) -> str:
    """What may be meant to be the same under a new address."""
    made = [each.address for each in plan.by_type(change.type) if each.action == "create"]
    if made:
        return f"Write {named(change.address)} in [moved] at its new address, one of {listed(made)}"
    return (
        "Say it in the settings and write its address at [moved]; what stays with another configuration needs a "
        "removed block there, or a state of its own here"
    )


def _values(paths: Mapping[str, tuple[Any, Any]]) -> str:
    said = [f"{named(path)} from {shown(was)} to {_said(will)}" for path, (was, will) in sorted(paths.items())]
    more = [count(len(said) - _MOST_VALUES, "more value")] if len(said) > _MOST_VALUES else []
    return joined([*said[:_MOST_VALUES], *more])


class _Unknown:
    """A value that only the apply knows."""


def _said(value: Any) -> str:
    return "what is known after apply" if isinstance(value, _Unknown) else shown(value)


def changed_paths(change: Change) -> dict[str, tuple[Any, Any]]:
    """Path of each argument whose value changes -> before and after; not of those that are only marked as sensitive.

    A path leads into blocks, which plans write as lists of one, and into maps; lists are compared whole.
    """
    return dict(_changed(change.before or {}, change.after or {}, change.unknown, ""))


def _changed(before: Any, after: Any, unknown: Any, here: str) -> Iterator[tuple[str, tuple[Any, Any]]]:
    if isinstance(before, Sensitive) or isinstance(after, Sensitive):
        for path, (was, will) in _changed(bare(before), bare(after), unknown, here):
            yield path, (Sensitive(was), Sensitive(will))
    elif unknown is True:
        yield here, (before, _Unknown())
    elif bare(before) == bare(after) and not any_true(unknown):
        return
    elif (old := _block(before)) is not None and (new := _block(after)) is not None:
        marks = _block(unknown) or {}
        for name in sorted({*old, *new, *marks}):
            yield from _changed(old.get(name), new.get(name), marks.get(name), f"{here}.{name}".removeprefix("."))
    else:
        yield here, (before, _Unknown() if any_true(unknown) else after)


def _block(value: Any) -> Mapping[str, Any] | None:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, Mapping) else None
