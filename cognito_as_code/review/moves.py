"""Which one is which: a place in a list, or a key made of one, gives a thing to another when the list changes."""

from __future__ import annotations

import json
from collections.abc import Iterable

from .addresses import split_index
from .changes import Change, Plan

MOST_MOVED = 30
"""More blocks than that nobody copies from a comment."""
BY_NAME = (
    "Key the resource by name, with for_each, so that nothing moves when one goes, and tell Terraform what was what"
)


def moved(plan: Plan, pairs: Iterable[tuple[Change, Change]]) -> str:
    """The blocks that tell Terraform of new addresses: for HCL, or in JSON where the project's own output is it."""
    return _blocks(plan, [(_address(old), _address(new)) for old, new in pairs])


def _blocks(plan: Plan, pairs: list[tuple[str, str]]) -> str:
    if plan.is_ours:
        return json.dumps({"moved": [{"from": old, "to": new} for old, new in pairs]}, ensure_ascii=False)
    return "\n".join(f"moved {{\n  from = {old}\n  to   = {new}\n}}" for old, new in pairs)


def _address(change: Change) -> str:
    return change.address.removeprefix(f"{change.stack}: ") if change.stack else change.address


def heirs(change: Change, plan: Plan) -> list[Change]:
    """What stays at other addresses and takes the name of this one, which loses it."""
    was, becomes = change.identity
    if was is None or was == becomes:
        return []
    return [
        each
        for each in plan.identities.get((change.type, was), ([], []))[1]
        if each.stays and each.identity[0] not in (was, None) and are_of_one_pool(each, change, plan)
    ]


def donors(change: Change, plan: Plan) -> list[Change]:
    """What had, at other addresses, the name that this one takes."""
    was, becomes = change.identity
    if was is None or becomes is None or was == becomes:
        return []
    return [
        each
        for each in plan.identities.get((change.type, becomes), ([], []))[0]
        if each is not change and are_of_one_pool(each, change, plan)
    ]


def are_of_one_pool(one: Change, other: Change, plan: Plan) -> bool:
    return plan.owners(one) == plan.owners(other) or split_index(one.address)[0] == split_index(other.address)[0]


def moved_by_name(change: Change, plan: Plan) -> str:
    """What was what, under addresses that are made of names: no two things swap places."""
    instances = plan.instances[split_index(change.address)[0]]
    if len(instances) > MOST_MOVED:
        return ""
    names = {
        _address(each): f"{split_index(_address(each))[0]}[{_key(name)}]"
        for each in instances
        if each.before is not None and (name := each.identity[0]) is not None
    }
    pairs = [(old, new) for old, new in names.items() if old != new]
    clear = len(set(names.values())) == len(names) and not {new for _, new in pairs} & names.keys()
    return _blocks(plan, pairs) if clear else ""


def _key(name: str) -> str:
    return json.dumps(name, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
