"""Which of the pool's tokens a door takes, where it looks for them, and for how long."""

from __future__ import annotations

from collections.abc import Iterator

from ..changes import Change, Plan
from ..doors import BEHIND, CLIENT_LIMITS, SCOPE_LIMITS, Part, Text, lets_users_in, part_of, sign_in_actions, to_compare
from ..findings import Problem, Severity, rule
from ..wording import joined, named, shown
from .door import APIS, BALANCER, GUIDE, TYPES, differences, was_cognitos, who

_OF_EVERYBODY = frozenset({"aws.cognito.signin.user.admin", "email", "openid", "phone", "profile"})


@rule(
    "door-widened",
    "More tokens of the pool are let in",
    severity="blocking",
    types=TYPES,
    means="Whoever holds one of them gets in: a token for another application, for another purpose, or of a machine.",
    source=f"{GUIDE}/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html",
)
def door_is_widened(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays or not was_cognitos(change, plan):
        return
    for was, becomes in differences(change, plan)[2]:
        if was.who != "pool":
            continue
        for name, asked in sorted(was.limits.items()):
            now = becomes.limits.get(name)
            if now is None:
                yield Problem(
                    f"asks for no {named(name)} any more: {_everybody(name)} gets in", "Keep what it asks for"
                )
            elif more := sorted(now - asked, key=to_compare):
                yield from _more(change, plan, name, asked, more)


def _everybody(name: str) -> str:
    if name in CLIENT_LIMITS:
        return "every client of the pool, machines included,"
    if name in SCOPE_LIMITS:
        return "every token of the pool, whatever its scopes, id tokens too,"
    if name == "default_action":
        return "every user of the pool, to whatever no directive of the schema guards,"
    return "every user of the pool"


def _more(change: Change, plan: Plan, name: str, asked: frozenset[Text], more: list[Text]) -> Iterator[Problem]:
    severity: Severity = "blocking"
    others = joined([shown(each) for each in more])
    what = f"lets in tokens with {named(name)} {others} too"
    if name in SCOPE_LIMITS:
        if {*more} & _OF_EVERYBODY and not asked & _OF_EVERYBODY:
            what = f"{what}, which every user who signs in can have"
        else:
            severity = "note"
    elif name in CLIENT_LIMITS:
        machines, new = _clients(plan, more)
        if machines:
            what = f"{what}, and {joined([shown(each) for each in machines])} is a machine's"
        elif new:
            severity = "warning"
    yield Problem(what, "Check that each of them is meant to get in", severity)


def _clients(plan: Plan, ids: list[Text]) -> tuple[list[Text], bool]:
    """Which of these app clients are machines', and whether this plan makes all of them."""
    clients = {
        str(name): each
        for each in plan.by_type("aws_cognito_user_pool_client")
        for name in ((each.before or {}).get("id"), each.address)
        if name
    }
    known = {id_: clients[to_compare(id_)] for id_ in ids if to_compare(id_) in clients}
    machines = [
        id_ for id_, each in known.items() if "client_credentials" in (each.becomes("allowed_oauth_flows") or [])
    ]
    return machines, len(known) == len(ids) and all(each.action == "create" for each in known.values())


@rule(
    "door-narrowed",
    "Users may be shut out",
    severity="warning",
    types=TYPES,
    means="Tokens that got in are refused: applications that do not have the others yet stop working.",
    source=f"{GUIDE}/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html",
)
def door_is_narrowed(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays or not was_cognitos(change, plan):
        return
    go, come, stay = differences(change, plan)
    gone = [who(way, change) for way in go]
    if gone and not come:
        yield Problem(f"no longer lets in {joined(gone)}", "Check that nobody needs it any more")
    for was, becomes in stay:
        for name, now in sorted(becomes.limits.items()):
            asked = was.limits.get(name, frozenset())
            if not asked and now:
                yield Problem(
                    f"asks for {named(name)} {shown(sorted(now, key=to_compare))}", "Have applications send it first"
                )
            elif (less := sorted(asked - now, key=to_compare)) and not now - asked:
                yield Problem(f"no longer lets in {named(name)} {shown(less)}", "Check that nobody uses it any more")


@rule(
    "token-looked-for-elsewhere",
    "The token has to come in another place",
    severity="warning",
    types=[*BEHIND.values()],
    means="Applications that send it where it was are refused.",
    source=f"{APIS}/http-api-jwt-authorizer.html",
)
def token_is_looked_for_elsewhere(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays or not lets_users_in(change, plan):
        return
    for path in ("identity_source", "identity_sources", "identity_validation_expression"):
        if change.differs(path) and change.was(path):
            what = f"sets {named(path)} from {shown(change.was(path))} to {shown(change.becomes(path))}"
            yield Problem(what, "Have applications send it there first")


@rule(
    "door-open-for-longer",
    "A user who was let in stays in for longer",
    severity="note",
    types=TYPES,
    means="Whoever is signed out, disabled or loses a group is let in until it has passed.",
    source=f"{BALANCER}/listener-authenticate-users.html",
)
def door_is_open_for_longer(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays or not was_cognitos(change, plan):
        return
    was, becomes = (_seconds(part_of(change, plan, is_after=when)) for when in (False, True))
    for name in sorted(was.keys() & becomes.keys()):
        if becomes[name] > was[name]:
            what = f"sets {named(name)} from {was[name]:,} to {becomes[name]:,} seconds"
            yield Problem(what, "Keep it as short as applications can bear")


_DAYS_7 = 604_800


def _seconds(door: Part) -> dict[str, float]:
    found = {}
    for name, each in sign_in_actions(door):
        if name != "jwt_validation":
            found["session_timeout"] = each.get("session_timeout") or _DAYS_7
    if isinstance(ttl := door.get("authorizer_result_ttl_in_seconds"), int | float):
        found["authorizer_result_ttl_in_seconds"] = ttl
    return found
