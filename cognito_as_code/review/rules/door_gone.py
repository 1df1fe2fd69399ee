"""Doors that go away, and those that requests pass by."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..changes import Change, Plan
from ..doors import ANYBODY, BEHIND, Way, houses, neighbours, ways_in
from ..facts import DOORS
from ..findings import Problem, rule
from ..ties import by_id, instances
from ..wording import listed, named
from .door import APIS, BALANCER, TYPES

_RULES = ("aws_alb_listener_rule", "aws_lb_listener_rule")


def _pool_ways(change: Change, plan: Plan, *, is_after: bool) -> list[Way]:
    return [way for way in ways_in(change, plan, is_after=is_after).values() if way.who == "pool"]


def _house_goes(change: Change, plan: Plan) -> bool:
    """Whether the API, listener or load balancer is deleted: nobody comes in where nothing is."""
    return any(
        each.after is None and each is not change
        for house in houses(change)
        for each in (*by_id(plan, house), *instances(plan, house))
        if each.type not in DOORS or each.type.endswith("_listener")
    )


def _is_made_anew(change: Change, plan: Plan) -> bool:
    """Whether another one that lets the same people in is created beside it, at another address."""
    was = ways_in(change, plan, is_after=False)
    return any(
        each.type == change.type and each.action == "create" and ways_in(each, plan, is_after=True) == was
        for each in neighbours(change, plan)
    )


@rule(
    "door-removed",
    "A check of tokens is removed",
    severity="blocking",
    types=[*BEHIND.values(), *_RULES],
    means="Requests that had to bring a user's token, or a user who signs in, are treated like all others.",
    source=f"{APIS}/http-api-jwt-authorizer.html",
)
def door_is_removed(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.after is not None or "delete" not in change.actions or not _pool_ways(change, plan, is_after=False):
        return
    if _house_goes(change, plan) or _is_made_anew(change, plan):
        return
    rooms = neighbours(change, plan)
    if change.type in _RULES:
        open_ = [
            each for each in rooms if each.after is not None and ANYBODY in ways_in(each, plan, is_after=True).values()
        ]
        listener = [each for each in rooms if each.type.endswith("_listener")] or _listeners(change, plan)
        if (
            listener
            and not open_
            and not any(ANYBODY in ways_in(each, plan, is_after=True).values() for each in listener)
        ):
            return  # what it matched is asked for a user, or turned away, by the listener's default
        where = f", such as {listed(each.address for each in open_)}" if open_ else ", or its default"
        what = (
            f"deletes it: anybody who reaches the load balancer gets to what the listener's other rules{where}, allow"
        )
        yield Problem(what, "Keep the rule")
        return
    behind = [each for each in rooms if each.type in BEHIND]
    uses = [each for each in behind if (each.before or {}).get("authorizer_id") == (change.before or {}).get("id")]
    if uses and all(each.after is None for each in uses):
        return
    what = f"deletes it, and whatever asked it lets in anybody on the internet: {listed(each.address for each in uses)}"
    yield Problem(what if uses else "deletes it: nothing checks the pool's tokens there", "Keep the authorizer")


def _listeners(change: Change, plan: Plan) -> list[Change]:
    return [
        each
        for house in houses(change)
        for each in (*by_id(plan, house), *instances(plan, house))
        if each.type.endswith("_listener") and each.after is not None
    ]


@rule(
    "door-lost",
    "Nobody gets in there any more",
    severity="warning",
    types=[type_ for type_ in TYPES if type_ not in (*BEHIND.values(), *BEHIND, *_RULES)],
    means="Whatever users reached through it, they reach no more; one that is made anew has another address.",
    source=f"{BALANCER}/listener-authenticate-users.html",
)
def door_is_lost(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.is_lost or not _pool_ways(change, plan, is_after=False) or _house_goes(change, plan):
        return
    if change.after is None and not _is_made_anew(change, plan):
        yield Problem("deletes it", "Make sure that nobody uses it any more")
    elif change.after is not None:
        yield Problem("replaces it: in between nobody gets in, and its address changes", "Apply when few use it")


@rule(
    "door-passed-by",
    "Requests may pass a check by",
    severity="warning",
    types=_RULES,
    means="What the rule no longer matches, or what another rule matches first, goes where no user has to sign in.",
    source=f"{BALANCER}/listener-authenticate-users.html",
)
def door_is_passed_by(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays or not _pool_ways(change, plan, is_after=True) or not _pool_ways(change, plan, is_after=False):
        return
    before, after = (change.before or {}), (change.after or {})
    if not change.has_unknown("condition") and (gone := sorted(_matched(before) - _matched(after))):
        yield Problem(f"no longer asks users to sign in where {listed(gone)}", "Check which rule takes them now")
    was, becomes = before.get("priority"), after.get("priority")
    if isinstance(was, int) and isinstance(becomes, int) and becomes > was:
        yield Problem(f"comes later: {named('priority')} from {was} to {becomes}", "Check what other rules take first")


def _matched(values: Mapping[str, Any]) -> set[str]:
    """What a rule matches: each value of each condition."""
    found = set()
    for condition in values.get("condition") or []:
        for kind, blocks in condition.items():
            for block in blocks or []:
                each = block.get("values") if isinstance(block, Mapping) else None
                found |= {f"{kind} is {value}" for value in each} if each else {f"{kind} is {json.dumps(block)}"}
    return found
