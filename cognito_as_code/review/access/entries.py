"""What an app client's tokens are good for beside AWS credentials: scopes that it may ask for, doors that let it in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..changes import Change
from ..doors import (
    BEHIND,
    CLIENT_LIMITS,
    NOT_KNOWN,
    SCOPE_LIMITS,
    Text,
    Way,
    authorizers_of,
    part_of,
    to_compare,
    ways_in,
)
from ..expressions import named_in
from ..facts import DOORS
from ..ties import texts
from ..wording import Sensitive
from .pools import GROUP, HIDDEN, Sides, blocks

_BY_API = "aws.cognito.signin.user.admin"
"""The scope of access tokens that are got without the pages: by InitiateAuth.

Source: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
"""
_NOUNS = {
    "aws_alb_listener": "load balancer",
    "aws_alb_listener_rule": "load balancer",
    "aws_api_gateway_authorizer": "REST API",
    "aws_api_gateway_method": "REST API",
    "aws_apigatewayv2_authorizer": "HTTP API",
    "aws_apigatewayv2_route": "HTTP API",
    "aws_appsync_graphql_api": "GraphQL API",
    "aws_bedrockagentcore_agent_runtime": "agent runtime",
    "aws_bedrockagentcore_gateway": "AgentCore gateway",
    "aws_elasticsearch_domain": "OpenSearch",
    "aws_lb_listener": "load balancer",
    "aws_lb_listener_rule": "load balancer",
    "aws_opensearch_domain": "OpenSearch",
    "aws_sagemaker_workforce": "workforce",
    "aws_verifiedpermissions_identity_source": "Verified Permissions",
}
_FOR_PEOPLE = ("load balancer", "OpenSearch", "workforce")
"""Doors that send users to the sign-in pages, which no machine has."""


class Entry(NamedTuple):
    """A scope that tokens may have, or a door that lets them in."""

    kind: str
    """scope or door."""
    name: str
    asks: tuple[str, ...] = ()
    """What a door asks for, each of it, in words."""
    groups: tuple[str, ...] = ()
    """The groups of which a user must be in one."""
    is_known: bool = True


def flows(sides: Sides, client: Change) -> frozenset[str]:
    """The OAuth flows of an app client that it may use."""
    return frozenset(sides.texts(client, "allowed_oauth_flows") if _may_use_flows(sides, client) else ())


def has_flows(sides: Sides, client: Change) -> bool:
    """Whether an app client may use an OAuth flow, or one that is not shown."""
    is_hidden = _may_use_flows(sides, client) and sides.is_hidden(client, "allowed_oauth_flows")
    return is_hidden or bool(flows(sides, client))


def _may_use_flows(sides: Sides, client: Change) -> bool:
    return (sides.values(client) or {}).get("allowed_oauth_flows_user_pool_client") is not False


def is_machine(sides: Sides, client: Change) -> bool:
    """Whether nobody signs in through an app client."""
    return "client_credentials" in flows(sides, client)


def scopes(sides: Sides, client: Change) -> list[Entry]:
    """The OAuth scopes that an app client may ask for."""
    if not has_flows(sides, client):
        return []
    found = [Entry("scope", _resolved(sides, client, each)) for each in sides.texts(client, "allowed_oauth_scopes")]
    if sides.is_unknown(client, "allowed_oauth_scopes"):
        found.append(Entry("scope", NOT_KNOWN, is_known=False))
    if sides.is_hidden(client, "allowed_oauth_scopes"):
        found.append(Entry("scope", HIDDEN, is_known=False))
    return sorted({*found})


def _resolved(sides: Sides, client: Change, scope: str) -> str:
    """A scope with the resource server's identifier in it, where that is only named."""
    for name in named_in(scope):
        for server in sides.model.at(name, client)[:1]:
            if identifier := sides.text(server, "identifier"):
                scope = re.sub(r"\$\{" + re.escape(name) + r"\.(?:identifier|id)\}", identifier, scope)
    return scope


def doors(sides: Sides, client: Change) -> list[Entry]:
    """The doors of a plan that let an app client's tokens in."""
    return sides.once(("doors", id(client)), lambda: _doors(sides, client))


def _doors(sides: Sides, client: Change) -> list[Entry]:
    found: list[Entry] = []
    pool = sides.pool_of(client)
    for door, way in sides.once("ways", lambda: _ways(sides)):
        if _is_of(sides, way.source, pool):
            found += _entry(sides, client, door, way)
    return sorted(found)


def _ways(sides: Sides) -> list[tuple[Change, Way]]:
    """The doors of a plan that let users of Cognito in, each with how."""
    behind = _with_routes(sides)
    return [
        (door, way)
        for door in sides.plan.in_aws
        if door.type in DOORS and (door.type not in BEHIND.values() or door.address not in behind)
        for way in ways_in(door, sides.plan, is_after=sides.when == "after").values()
        if way.who == "pool"
    ]


def doors_of_group(sides: Sides, client: Change, group: str) -> list[Entry]:
    """The doors that ask for a group, among others perhaps, and let its users in through an app client."""
    return [each._replace(groups=()) for each in doors(sides, client) if group in each.groups]


def _with_routes(sides: Sides) -> set[str]:
    """The authorizers whose routes or methods the plan has: those say what is asked for."""
    return {
        each.address
        for route in sides.plan.in_aws
        if route.type in BEHIND
        for each in authorizers_of(part_of(route, sides.plan, is_after=sides.when == "after"))
    }


def _is_of(sides: Sides, source: Text, pool: str) -> bool:
    """Whether what vouches for users is the pool: by id, or by address."""
    text = to_compare(source)
    return text in sides.once(("ids", pool), lambda: _ids(sides, pool)) or any(
        name in (pool, _bare(pool)) for name in named_in(text)
    )


def _ids(sides: Sides, pool: str) -> set[str]:
    """What a pool is called: its address, or id, and the ids that its resource has and had."""
    resources = [each for each in sides.all("aws_cognito_user_pool") if each.address == pool]
    ids = {sides.text(each, "id") for each in resources} | {(each.before or {}).get("id") for each in resources}
    return {each for each in (pool, *ids) if each}


def _bare(address: str) -> str:
    """An address without the stack before it, as a synthesized file names it."""
    return address.rpartition(": ")[2]


def _entry(sides: Sides, client: Change, door: Change, way: Way) -> Iterator[Entry]:
    noun = _NOUNS[door.type]
    machine = is_machine(sides, client)
    if machine and (noun in _FOR_PEOPLE or (noun == "REST API" and not SCOPE_LIMITS & {*way.limits})):
        return  # without scopes a REST API takes id tokens, which no machine has
    groups = _groups(sides, door, way)
    said = [
        each
        for name, values in sorted(way.limits.items())
        if not (name == _GROUPS and groups)
        for each in [_asked(sides, client, name, values)]
    ]
    if None in said or (machine and _GROUPS in way.limits):
        return
    asks = [each for each in said if each]
    if {"allowed_clients", "allowed_audience"} <= {*way.limits} and not any(each.startswith(_BOUND) for each in asks):
        return  # no token has both: an access token says its client, an id token its audience
    told = tuple(each for each in asks if each != NOT_KNOWN)
    yield Entry("door", f"{noun} {_called(sides, door)}", told, groups, is_known=NOT_KNOWN not in asks)


_GROUPS = "custom_claim cognito:groups"
_BOUND = "bound to "


def _groups(sides: Sides, door: Change, way: Way) -> tuple[str, ...]:
    """The groups of which a door asks for one; none where it asks otherwise, or for nothing."""
    if _GROUPS not in way.limits:
        return ()
    found: set[str] = set()
    for value in way.limits[_GROUPS]:
        try:
            claim = json.loads(value) if isinstance(value, str) else {}
        except ValueError:
            return ()
        match = next(blocks(claim, "authorizing_claim_match_value"), {})
        if match.get("claim_match_operator") not in ("CONTAINS", "CONTAINS_ANY"):
            return ()
        found |= {text for text in texts(match.get("claim_match_value")) if text}
    return tuple(sorted(_named_group(sides, door, each) for each in found))


def _named_group(sides: Sides, door: Change, text: str) -> str:
    found = [each for name in named_in(text) for each in sides.model.at(name, door) if each.type == GROUP]
    return sides.name(found[0]) if found else text


def _asked(sides: Sides, client: Change, name: str, values: frozenset[Text]) -> str | None:
    """What a door asks of an app client's tokens, in words: "" nothing more; None where it never lets them in."""
    if name in CLIENT_LIMITS:
        return _as_client(sides, client, name, values)
    if name in SCOPE_LIMITS:
        return _with_scope(sides, client, values)
    if name == "default_action":
        return "where the schema lets them"
    return "" if name == "identity_pool_id" else f"with {name.replace('_', ' ')} {_listed(values)}"


def _called(sides: Sides, door: Change) -> str:
    key = sides.text(door, "route_key") or sides.text(door, "http_method")
    return f"{door.address} ({key})" if key else door.address


def _as_client(sides: Sides, client: Change, name: str, values: frozenset[Text]) -> str | None:
    """What an app client's token must be besides its own: "" nothing; None where it is never let in."""
    said = {to_compare(each): each for each in values}
    ids = {sides.text(client, "id"), (client.before or {}).get("id"), client.address} - {"", None}
    if any(each in ids or {client.address, _bare(client.address)} & {*named_in(each)} for each in said):
        return ""
    if NOT_KNOWN in said:
        return NOT_KNOWN
    if name == "app_id_client_regex":
        return _by_pattern(sides.text(client, "id"), list(said))
    resources = sorted({str(each) for text, each in said.items() if "://" in text})
    return f"{_BOUND}{' or '.join(resources)}" if "audience" in name and resources else None


def _by_pattern(id_: str, patterns: list[str]) -> str | None:
    if not id_:
        # Where other clients are named, none of what is left of the pattern is an id.
        return None if any(map(named_in, patterns)) else NOT_KNOWN
    try:
        return "" if any(re.search(each, id_) for each in patterns) else None
    except re.error:
        return NOT_KNOWN


def _with_scope(sides: Sides, client: Change, values: frozenset[Text]) -> str | None:
    asked = {_resolved(sides, client, to_compare(each)): each for each in values}
    may = {each.name for each in scopes(sides, client)} | ({_BY_API} if _signs_in_by_api(sides, client) else set())
    if {NOT_KNOWN, HIDDEN} & {*asked, *may}:
        return NOT_KNOWN
    both = {HIDDEN if isinstance(asked[each], Sensitive) else each for each in asked.keys() & may}
    return f"with scope {' or '.join(sorted(both))}" if both else None


def _signs_in_by_api(sides: Sides, client: Change) -> bool:
    said = {*sides.texts(client, "explicit_auth_flows")}
    is_hidden = sides.is_hidden(client, "explicit_auth_flows")
    return not is_machine(sides, client) and (is_hidden or said != {"ALLOW_REFRESH_TOKEN_AUTH"})


def _listed(values: Iterable[Text]) -> str:
    return " or ".join(sorted(map(str, values)))
