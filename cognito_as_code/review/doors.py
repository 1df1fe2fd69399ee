"""Who gets in where Cognito's tokens are checked: every type of door, read into the same few words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .changes import Change, Plan, any_true
from .facts import DOORS, KINDS, fact
from .ties import by_id, is_cognitos, named_by, pool_id
from .wording import Sensitive, bare, opened

Text = str | Sensitive
Who = Literal["pool", "anybody", "key", "aws", "program", "issuer", "own"]

SCOPE_LIMITS = frozenset({"allowed_scopes", "authorization_scopes"})
"""Arguments that ask for a scope."""
CLIENT_LIMITS = frozenset(
    {
        "allowed_audience",
        "allowed_clients",
        "app_id_client_regex",
        "audience",
        "client_id",
        "client_ids",
        "user_pool_client_id",
    }
)
"""Arguments that ask for an app client, or for whom a token is."""
BEHIND = {
    "aws_api_gateway_method": "aws_api_gateway_authorizer",
    "aws_apigatewayv2_route": "aws_apigatewayv2_authorizer",
}
"""What stands behind an authorizer -> the authorizer's type."""


@dataclass(frozen=True)
class Way:
    """One kind of people that a door lets in."""

    who: Who
    source: Text = ""
    """The pool's id, or what else vouches for them."""
    limits: Mapping[str, frozenset[Text]] = field(default_factory=dict)
    """Argument -> what of it is asked for, any of which will do. What is not there is not asked for."""

    @property
    def key(self) -> tuple[str, Text]:
        """What makes it another way, not the same one with other limits."""
        return self.who, self.source


@dataclass(frozen=True)
class Part:
    """A block of a door, before or after, with what is not known of it yet."""

    change: Change
    plan: Plan
    values: Mapping[str, Any]
    unknown: Any
    argument: str = ""
    """The outermost argument that it stands in."""

    def get(self, name: str) -> Any:
        """The value of an argument, or what its absence means."""
        value = opened(self.values.get(name))
        if value is None or value == "":
            return None if self.argument else fact(self.change.type, name).default
        return value

    def text(self, name: str) -> str:
        """A text that is no secret, "" where there is none."""
        value = self.get(name)
        inner = bare(value)
        return inner if isinstance(inner, str) else ""

    def is_unknown(self, name: str) -> bool:
        """Whether anything in it is known after apply only."""
        marks = self.unknown if self.unknown is True else _mark(self.unknown, name)
        return any_true(marks)

    def parts(self, name: str) -> list[Part]:
        """The blocks of a name."""
        value, marks = opened(self.values.get(name)), _mark(self.unknown, name)
        if marks is True:
            return [Part(self.change, self.plan, {}, True, self.argument or name)]
        blocks = value if isinstance(value, list) else [] if value is None else [value]
        every = marks if isinstance(marks, list) else [marks] * len(blocks)
        every = [*every, *[None] * (len(blocks) - len(every))]
        argument = self.argument or name
        return [
            Part(self.change, self.plan, block, mark, argument)
            for block, mark in zip(blocks, every, strict=False)
            if isinstance(block, Mapping) and (block or any_true(mark))
        ]

    def named(self, name: str, *types: str) -> list[Change]:
        """What its configuration names there, of these types."""
        return named_by(self.change, self.argument or name, self.plan, *types)

    def names(self, name: str) -> frozenset[Text]:
        """The texts of a list, or the one there is; app clients that are not known yet by what they are now."""
        value = self.get(name)
        found = {each for each in (value if isinstance(value, list) else [value]) if each}
        if self.is_unknown(name):
            clients = self.named(name, "aws_cognito_user_pool_client")
            found |= {str((each.before or {}).get("id") or each.address) for each in clients} or {NOT_KNOWN}
        return frozenset(found)

    def pools(self, name: str) -> list[Text]:
        """The pools, or issuers, that are meant: of one that is lost, which is told there, the old one."""
        value = self.get(name)
        known = [each for each in (value if isinstance(value, list) else [value]) if each]
        found: list[Text] = [
            Sensitive(pool_id(str(each.value))) if isinstance(each, Sensitive) else pool_id(str(each)) for each in known
        ]
        if self.is_unknown(name):
            pools = self.named(name, "aws_cognito_user_pool")
            found += [str((each.before or {}).get("id") or each.address) for each in pools] or [NOT_KNOWN]
        return found or [""]

    def ways(self, name: str, **limits: frozenset[Text]) -> list[Way]:
        """Those for whom the pools or issuers in an argument vouch."""
        asked = {key: value for key, value in limits.items() if value}
        return [Way(_who(source), source, asked) for source in dict.fromkeys(self.pools(name))]


NOT_KNOWN = "known after apply"


def _who(source: Text) -> Who:
    return "pool" if is_cognitos(to_compare(source)) else "issuer"


def to_compare(source: Text) -> str:
    """What is hidden too: never to be shown."""
    return str(bare(source))


def _mark(marks: Any, name: str) -> Any:
    return marks.get(name) if isinstance(marks, Mapping) else marks if marks is True else None


ANYBODY = Way("anybody")
KEY = Way("key")
AWS = Way("aws")
_OWN = Way("own")


def _http_authorizer(door: Part) -> Iterator[Way]:
    if door.text("authorizer_type") != "JWT":
        yield Way("program", door.text("authorizer_uri"))
    for jwt in door.parts("jwt_configuration"):
        yield from jwt.ways("issuer", audience=jwt.names("audience"))


def _rest_authorizer(door: Part) -> Iterator[Way]:
    if door.text("type") == "COGNITO_USER_POOLS":
        yield from door.ways("provider_arns")
    else:
        yield Way("program", door.text("authorizer_uri"))


def _http_route(door: Part) -> Iterator[Way]:
    checked = door.text("authorization_type")
    if checked == "NONE":
        yield from [] if door.text("route_key").startswith("OPTIONS ") else [ANYBODY]
    elif checked == "AWS_IAM":
        yield AWS
    else:
        yield from _by_authorizer(door, _http_authorizer)


def _rest_method(door: Part) -> Iterator[Way]:
    checked = door.text("authorization")
    if checked == "NONE":
        key = door.get("api_key_required") is True
        yield from [] if door.text("http_method") == "OPTIONS" else [KEY if key else ANYBODY]
    elif checked == "AWS_IAM":
        yield AWS
    else:
        yield from _by_authorizer(door, _rest_authorizer)


def authorizers_of(door: Part) -> list[Change]:
    """The authorizers that a route or method names: by id, or by reference as in a synthesized file."""
    type_ = BEHIND[door.change.type]
    id_ = door.text("authorizer_id")
    if id_ and not id_.startswith("${"):
        return [each for each in by_id(door.plan, id_) if each.type == type_]
    return door.named("authorizer_id", type_)


def _by_authorizer(door: Part, read: Callable[[Part], Iterator[Way]]) -> Iterator[Way]:
    """Those whom an authorizer lets in: by what becomes of it, since its own changes are told there."""
    id_ = door.text("authorizer_id")
    found = authorizers_of(door)
    scopes = door.names("authorization_scopes")
    limits = {"authorization_scopes": scopes} if scopes else {}
    for each in found[:1]:
        for way in read(part_of(each, door.plan, is_after=each.after is not None)):
            yield Way(way.who, way.source, {**way.limits, **limits})
    if not found:
        is_cognitos = door.text("authorization") == "COGNITO_USER_POOLS"
        yield Way("pool" if is_cognitos else "issuer", f"authorizer {id_ or NOT_KNOWN}", limits)


def _graphql_api(door: Part) -> Iterator[Way]:
    for each in (door, *door.parts("additional_authentication_provider")):
        checked = each.text("authentication_type")
        if checked == "AMAZON_COGNITO_USER_POOLS":
            for pool in each.parts("user_pool_config"):
                yield from pool.ways(
                    "user_pool_id",
                    app_id_client_regex=pool.names("app_id_client_regex") - {".*", "^.*$", ".+"},
                    default_action=pool.names("default_action") - {"ALLOW"},
                )
        elif checked == "OPENID_CONNECT":
            for issuer in each.parts("openid_connect_config"):
                yield from issuer.ways("issuer", client_id=issuer.names("client_id"))
        elif checked == "AWS_LAMBDA":
            yield from (Way("program", one.text("authorizer_uri")) for one in each.parts("lambda_authorizer_config"))
        else:
            yield KEY if checked == "API_KEY" else AWS


def _actions(door: Part) -> list[Part]:
    return [*door.parts("default_action"), *door.parts("action")]


def sign_in_actions(door: Part) -> list[tuple[str, Part]]:
    """The blocks of a listener or rule that ask users to sign in, by name.

    The type of an action says whether its block counts: where an action goes, the provider leaves the block of the one
    before in the next.
    """
    return [
        (name, each)
        for action in _actions(door)
        for name in ("authenticate_cognito", "authenticate_oidc", "jwt_validation")
        if action.text("type").replace("-", "_") in (name, "")
        for each in action.parts(name)
    ]


def _load_balancer(door: Part) -> Iterator[Way]:
    actions = sign_in_actions(door)
    for name, each in actions:
        if name == "authenticate_cognito":
            yield from each.ways("user_pool_arn", user_pool_client_id=each.names("user_pool_client_id"))
        else:
            yield from each.ways("issuer", client_id=each.names("client_id"))
        yield from [ANYBODY] if each.text("on_unauthenticated_request") == "allow" else []
    if not actions and any(action.text("type") == "forward" for action in _actions(door)):
        yield ANYBODY


def _agent(door: Part) -> Iterator[Way]:
    checked = door.text("authorizer_type")
    tokens = [jwt for each in door.parts("authorizer_configuration") for jwt in each.parts("custom_jwt_authorizer")]
    if checked == "NONE":
        yield ANYBODY
    elif checked in ("CUSTOM_JWT", "") and tokens:
        for jwt in tokens:
            asked = {name: jwt.names(name) for name in ("allowed_audience", "allowed_clients", "allowed_scopes")}
            claims = {
                f"custom_claim {each.text('inbound_token_claim_name')}": frozenset[Text]([_json(each.values)])
                for each in jwt.parts("custom_claim")
            }
            yield from jwt.ways("discovery_url", **asked, **claims)
    elif checked in ("AWS_IAM", ""):
        yield AWS
    else:
        yield Way("program", checked)


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=repr)


def _identity_source(door: Part) -> Iterator[Way]:
    for each in door.parts("configuration"):
        for pool in each.parts("cognito_user_pool_configuration"):
            yield from pool.ways("user_pool_arn", client_ids=pool.names("client_ids"))
        for issuer in each.parts("open_id_connect_configuration"):
            yield from issuer.ways("issuer")


def _search(door: Part) -> Iterator[Way]:
    enabled = [each for each in door.parts("cognito_options") if each.get("enabled") is True]
    for each in enabled:
        yield from each.ways("user_pool_id", identity_pool_id=each.names("identity_pool_id"))
    if not enabled:
        yield _OWN


def _workforce(door: Part) -> Iterator[Way]:
    for each in door.parts("cognito_config"):
        yield from each.ways("user_pool", client_id=each.names("client_id"))
    for each in door.parts("oidc_config"):
        yield from each.ways("issuer", client_id=each.names("client_id"))


_READERS: dict[str, Callable[[Part], Iterator[Way]]] = {
    "aws_alb_listener": _load_balancer,
    "aws_alb_listener_rule": _load_balancer,
    "aws_api_gateway_authorizer": _rest_authorizer,
    "aws_api_gateway_method": _rest_method,
    "aws_apigatewayv2_authorizer": _http_authorizer,
    "aws_apigatewayv2_route": _http_route,
    "aws_appsync_graphql_api": _graphql_api,
    "aws_bedrockagentcore_agent_runtime": _agent,
    "aws_bedrockagentcore_gateway": _agent,
    "aws_elasticsearch_domain": _search,
    "aws_lb_listener": _load_balancer,
    "aws_lb_listener_rule": _load_balancer,
    "aws_opensearch_domain": _search,
    "aws_sagemaker_workforce": _workforce,
    "aws_verifiedpermissions_identity_source": _identity_source,
}


def part_of(change: Change, plan: Plan, *, is_after: bool) -> Part:
    """The whole of a door, before or after."""
    values = change.after if is_after else change.before
    return Part(change, plan, values or {}, change.unknown if is_after else None)


def ways_in(change: Change, plan: Plan, *, is_after: bool) -> dict[tuple[str, Text], Way]:
    """Whom a door lets in, by what vouches for them: of two ways for the same people, the wider one."""
    if (change.after if is_after else change.before) is None:
        return {}
    found: dict[tuple[str, Text], Way] = {}
    for way in _READERS[change.type](part_of(change, plan, is_after=is_after)):
        if other := found.get(way.key):
            both = way.limits.keys() & other.limits.keys()
            found[way.key] = Way(way.who, way.source, {name: way.limits[name] | other.limits[name] for name in both})
        else:
            found[way.key] = way
    return found


def lets_users_in(change: Change, plan: Plan) -> bool:
    """Whether it lets a pool's users in, before or after."""
    return any(way.who == "pool" for when in (False, True) for way in ways_in(change, plan, is_after=when).values())


def houses(change: Change) -> frozenset[str]:
    """The API, listener or load balancer whose door it is: by id, and by address."""
    found: set[str] = set()
    for name in KINDS[change.type].house:
        found |= {text for values in (change.before, change.after) if values and (text := values.get(name))}
        found |= change.named.get(name, frozenset())
    return frozenset(found)


def neighbours(change: Change, plan: Plan) -> list[Change]:
    """The other doors of its house."""
    if "houses" not in plan.indexes:
        index: dict[str, list[Change]] = {}
        for each in plan.by_type(*sorted(DOORS)):
            for house in houses(each):
                index.setdefault(house, []).append(each)
        plan.indexes["houses"] = index
    rooms: Mapping[str, list[Change]] = plan.indexes["houses"]
    found = {each.address: each for house in houses(change) for each in rooms.get(house, ())}
    found.pop(change.address, None)
    return list(found.values())


def count_doors(plan: Plan) -> int:
    """How many let a pool's users in; what stands behind an authorizer is counted with it."""
    return sum(_is_counted(each, plan) for each in plan.by_type(*sorted(DOORS)) if each.type not in BEHIND)


def _is_counted(change: Change, plan: Plan) -> bool:
    try:
        return lets_users_in(change, plan)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return True  # told as one that cannot be judged
