"""Whom the resources that check Cognito's tokens let in, before and after."""

from __future__ import annotations

from collections.abc import Iterator

from ..changes import Change, Plan
from ..doors import ANYBODY, KEY, NOT_KNOWN, Way, neighbours, to_compare, ways_in
from ..facts import DOORS, KINDS
from ..findings import Problem, Severity, rule
from ..ties import is_cognitos
from ..wording import Sensitive, joined, named, shown

GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"
APIS = "https://docs.aws.amazon.com/apigateway/latest/developerguide"
BALANCER = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application"
TYPES = sorted(DOORS)


def who(way: Way, change: Change) -> str:
    """Those who come in by a way, in words."""
    if way.who == "anybody":
        balancer = "_lb_" in change.type or "_alb_" in change.type
        return "anybody who reaches the load balancer" if balancer else "anybody on the internet"
    if way.source in (NOT_KNOWN, "") and way.who in ("pool", "issuer"):
        return "users of a pool that is known after apply only"
    source = shown(way.source) if isinstance(way.source, Sensitive) else named(way.source)
    return {
        "key": "whoever has an API key, which applications carry and which is no user's",
        "aws": "whoever has AWS credentials that may call it, and no user's token",
        "program": f"whomever a program lets in{f' ({source})' if way.source else ''}",
        "own": "whoever its access policy, or its own list of users, lets in",
        "pool": f"users of {'the' if is_cognitos(to_compare(way.source)) else 'another'} pool {source}",
        "issuer": f"whoever {source} vouches for",
    }[way.who]


def differences(change: Change, plan: Plan) -> tuple[list[Way], list[Way], list[tuple[Way, Way]]]:
    """The ways that go, those that come, and those that stay, before and after."""
    was, becomes = (ways_in(change, plan, is_after=when) for when in (False, True))
    return (
        [way for key, way in was.items() if key not in becomes],
        [way for key, way in becomes.items() if key not in was],
        [(way, becomes[key]) for key, way in was.items() if key in becomes],
    )


def was_cognitos(change: Change, plan: Plan) -> bool:
    """Whether it let a pool's users in."""
    return any(way.who == "pool" for way in ways_in(change, plan, is_after=False).values())


def is_of_cognitos_house(change: Change, plan: Plan) -> bool:
    """Whether other doors of its API, listener or load balancer let a pool's users in."""
    own = any(way.who == "pool" for way in ways_in(change, plan, is_after=True).values())
    return own or any(
        way.who == "pool"
        for each in neighbours(change, plan)
        for way in ways_in(each, plan, is_after=each.after is not None).values()
    )


@rule(
    "door-opened",
    "A door stands open",
    severity="blocking",
    types=TYPES,
    means="Users need not sign in there any more, and nor does anybody else.",
    source=f"{APIS}/http-api-jwt-authorizer.html",
)
def door_is_opened(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays or not (was_cognitos(change, plan) or is_of_cognitos_house(change, plan)):
        return
    _, come, _ = differences(change, plan)
    for way in come:
        if way in (ANYBODY, KEY):
            yield Problem(f"lets in {who(way, change)}", "Keep the check of the pool's tokens")


@rule(
    "door-of-others",
    "Others vouch for whoever comes in",
    severity="blocking",
    types=TYPES,
    means="Who gets in is no longer for this pool alone to say: its second factor, its groups and its sign-outs do not "
    "count for them.",
    source=f"{GUIDE}/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html",
)
def door_is_of_others(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays or not was_cognitos(change, plan):
        return
    go, come, stay = differences(change, plan)
    others = [way for way in come if way not in (ANYBODY, KEY)]
    if not others:
        return
    keeps = any(way.who == "pool" for way, _ in stay)
    gone = [who(way, change) for way in go if way.who == "pool"]
    only_known_later = all(NOT_KNOWN in to_compare(way.source) for way in others)
    mild = only_known_later or (keeps and all(way.who == "aws" for way in others))
    severity: Severity = "warning" if mild else "blocking"
    what = f"lets in {joined([who(way, change) for way in others])}"
    yield Problem(f"{what}{f', instead of {joined(gone)}' if gone else ''}", "Keep the pool", severity)


@rule(
    "door-made-open",
    "A new door has no check",
    severity="warning",
    types=TYPES,
    means="What is behind it is for everybody, while its neighbours ask for a user's token.",
    source=f"{APIS}/http-api-jwt-authorizer.html",
)
def door_is_made_open(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.before is not None or change.after is None:
        return
    stands_alone = not KINDS[change.type].house
    for way in ways_in(change, plan, is_after=True).values():
        if way not in (ANYBODY, KEY):
            continue
        if is_of_cognitos_house(change, plan) or (stands_alone and way == ANYBODY and plan.of_cognito):
            rooms = neighbours(change, plan)
            severity: Severity = "note" if rooms and all(each.action == "create" for each in rooms) else "warning"
            yield Problem(f"lets in {who(way, change)}", "Give it the check that its neighbours have", severity)
