"""A token and a consumer's block, as the output `authorizers` has it -> in or out, and why.

Written from what AWS says of each consumer, not from how a block is made. Of the signature it knows what `iss` says:
whose keys signed the token. Whether a token was revoked no consumer knows but an identity pool that asks the pool.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Claims = Mapping[str, Any]
Block = Mapping[str, Any]

_HTTP_API = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html"
_HTTP_API_AUD = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt.html"
_REST_API = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html"
_APPSYNC = "https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html"
_ALB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html"
_AGENTCORE = "https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/inbound-jwt-authorizer.html"
_VERIFIED_PERMISSIONS = "https://docs.aws.amazon.com/verifiedpermissions/latest/userguide/cognito-validation.html"
_VERIFIER = (
    "https://docs.aws.amazon.com/cognito/latest/developerguide/"
    "amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html"
)
_IDENTITY_POOL = (
    "https://docs.aws.amazon.com/cognito/latest/developerguide/"
    "amazon-cognito-integrating-user-pools-with-identity-pools.html"
)
GROUPS = "cognito:groups"


class Verdict(NamedTuple):
    """Whether a token gets in."""

    is_in: bool
    why: str
    """What lets it in, or the first thing that keeps it out."""
    source: str
    """Where AWS says so."""


class _Check(NamedTuple):
    """One thing that a consumer looks at."""

    holds: bool
    met: str
    """What is said of a token that gets in; "" for what goes without saying."""
    broken: str
    source: str


def judge(kind: str, block: Block, claims: Claims, *, now: float) -> Verdict:
    """Whether a token with these claims gets into what is protected by this block, at a time in seconds since 1970.

    kind is a [protected.NAME]'s, or IDENTITY_POOL. Raises KeyError for another.
    """
    checks = [*_CONSUMERS[kind](block, claims, now)]
    for check in checks:
        if not check.holds:
            return Verdict(False, check.broken, check.source)
    said = [check for check in checks if check.met]
    return Verdict(True, "; ".join(check.met for check in said), said[-1].source)


def _signed(issuer: str, claims: Claims, source: str) -> _Check:
    return _Check(claims.get("iss") == issuer, "", "another pool's keys signed it", source)


def _unexpired(claims: Claims, now: float, source: str) -> _Check:
    expires = claims.get("exp")
    return _Check(isinstance(expires, (int, float)) and expires > now, "", "it has expired", source)


def _issuer_of(user_pool_arn: str) -> str:
    _, partition, _, region, _, pool = user_pool_arn.split(":", 5)
    suffix = "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com"
    return f"https://cognito-idp.{region}.{suffix}/{pool.removeprefix('userpool/')}"


def _scopes(claims: Claims) -> set[str]:
    return {*str(claims.get("scope", "")).split()}


def _audiences(claims: Claims) -> set[str]:
    aud = claims.get("aud", ())
    return {aud} if isinstance(aud, str) else {*aud}


def _is_id(claims: Claims) -> bool:
    return claims.get("token_use") == "id"


def _client(claims: Claims) -> str:
    """The app client that a token is of: an id token says it in aud, an access token in client_id."""
    return str((claims.get("aud") if _is_id(claims) else claims.get("client_id")) or "")


def _scope_is_one_of(scopes: Sequence[str], claims: Claims, source: str) -> _Check:
    none = "it is an id token, which has no scope" if _is_id(claims) else f"it lacks {_listed(scopes)}"
    return _Check(bool({*scopes} & _scopes(claims)), "it has the scope", none, source)


def _listed(values: Sequence[str]) -> str:
    return f"the scope {values[0]}" if len(values) == 1 else f"each of the scopes {', '.join(values)}"


def _client_is_one_of(clients: Sequence[str], claims: Claims, claim: str, source: str) -> _Check:
    return _Check(
        bool(_client(claims)) and _client(claims) in clients,
        f"{claim} is a client that is named",
        f"{claim} is a client that is not named",
        source,
    )


def _http_api(block: Block, claims: Claims, now: float) -> Iterator[_Check]:
    """API Gateway compares aud with the audience; client_id only of a token without aud."""
    yield _signed(block["issuer"], claims, _HTTP_API)
    yield _unexpired(claims, now, _HTTP_API)
    claim = "aud" if "aud" in claims else "client_id"
    said = _audiences(claims) if claim == "aud" else {str(claims.get("client_id"))}
    yield _Check(
        bool(said & {*block["audience"]}),
        f"{claim} is in the audience",
        f"{claim} is not in the audience" + (", and client_id is not looked at" if claim == "aud" else ""),
        _HTTP_API_AUD,
    )
    if scopes := block.get("authorization_scopes"):
        yield _scope_is_one_of(scopes, claims, _HTTP_API)


def _rest_api(block: Block, claims: Claims, now: float) -> Iterator[_Check]:
    """The authorizer knows pools and no clients. With scopes a method takes access tokens, without them id tokens."""
    issuers = {_issuer_of(arn) for arn in block["user_pool_arns"]}
    yield _Check(claims.get("iss") in issuers, "", "another pool's keys signed it", _REST_API)
    yield _unexpired(claims, now, _REST_API)
    if scopes := block.get("authorization_scopes"):
        yield _scope_is_one_of(scopes, claims, _REST_API)._replace(met="it has the scope; no client is looked at")
    else:
        yield _Check(
            _is_id(claims),
            "it is an id token; no client is looked at",
            "it is an access token, and the method has no scopes",
            _REST_API,
        )


def _appsync(block: Block, claims: Claims, now: float) -> Iterator[_Check]:
    """The client's id is matched with an expression. What DENY closes, the schema opens to groups."""
    pool = block["user_pool_config"]
    yield _signed(f"https://cognito-idp.{pool['aws_region']}.amazonaws.com/{pool['user_pool_id']}", claims, _APPSYNC)
    yield _unexpired(claims, now, _APPSYNC)
    expression = pool.get("app_id_client_regex")
    yield _Check(
        not expression or bool(re.search(expression, _client(claims))),
        "its client matches",
        "its client does not match",
        _APPSYNC,
    )
    if pool["default_action"] == "DENY":
        yield _Check(
            bool(claims.get(GROUPS)),
            "fields that the schema opens to one of its groups are open",
            "it is of no group, and a field is closed that the schema does not open to one",
            _APPSYNC,
        )


def _agentcore(block: Block, claims: Claims, now: float) -> Iterator[_Check]:
    """Whatever is configured must hold: allowed_clients of client_id, allowed_audience of aud."""
    authorizer = block["custom_jwt_authorizer"]
    yield _signed(authorizer["discovery_url"].removesuffix("/.well-known/openid-configuration"), claims, _AGENTCORE)
    yield _unexpired(claims, now, _AGENTCORE)
    if clients := authorizer.get("allowed_clients"):
        yield _Check(
            claims.get("client_id") in clients,
            "client_id is a client that is named",
            "client_id is a client that is not named" if "client_id" in claims else "it has no client_id",
            _AGENTCORE,
        )
    if audience := authorizer.get("allowed_audience"):
        yield _Check(
            bool(_audiences(claims) & {*audience}),
            "aud is in the audience",
            "aud is not in the audience" if "aud" in claims else "it has no aud",
            _AGENTCORE,
        )
    if scopes := authorizer.get("allowed_scopes"):
        yield _scope_is_one_of(scopes, claims, _AGENTCORE)
    for each in authorizer.get("custom_claim", ()):
        name = each["inbound_token_claim_name"]
        yield _Check(_claim_matches(each, claims.get(name)), f"{name} matches", f"{name} does not match", _AGENTCORE)


def _claim_matches(custom_claim: Block, claim: object) -> bool:
    wanted = custom_claim["authorizing_claim_match_value"]
    value = wanted["claim_match_value"]
    match wanted["claim_match_operator"], claim:
        case "EQUALS", str():
            return bool(claim == value["match_value_string"])
        case "CONTAINS", list():
            return value["match_value_string"] in claim
        case "CONTAINS_ANY", list():
            return bool({*claim} & {*value["match_value_string_list"]})
    return False


def _verified_permissions(block: Block, claims: Claims, now: float) -> Iterator[_Check]:
    """Clients are compared with aud of id tokens and client_id of access tokens; the audience of none is looked at."""
    pool = block["configuration"]["cognito_user_pool_configuration"]
    yield _signed(_issuer_of(pool["user_pool_arn"]), claims, _VERIFIED_PERMISSIONS)
    yield _unexpired(claims, now, _VERIFIED_PERMISSIONS)
    claim = "aud" if _is_id(claims) else "client_id"
    if clients := pool.get("client_ids"):
        check = _client_is_one_of(clients, claims, claim, _VERIFIED_PERMISSIONS)
        yield check._replace(met=f"{check.met}; policies decide further")
    else:
        yield _Check(True, "no client is looked at; policies decide further", "", _VERIFIED_PERMISSIONS)


def _verifier(block: Block, claims: Claims, now: float) -> Iterator[_Check]:
    """Each claim that is listed has one of its values."""
    yield _signed(block["issuer"], claims, _VERIFIER)
    yield _unexpired(claims, now, _VERIFIER)
    for name, wanted in block["claims"].items():
        claim = claims.get(name, ())
        values = _scopes(claims) if name == "scope" else {claim} if isinstance(claim, str) else {*claim}
        broken = f"{name} is none of those asked for" if values else f"it has no {name}"
        yield _Check(bool(values & {*wanted}), f"{name} is one of those asked for", broken, _VERIFIER)


def _identity_pool(block: Block, claims: Claims, now: float) -> Iterator[_Check]:
    """A login is an id token: its aud is an app client that the identity pool names beside the user pool."""
    providers = block["cognito_identity_providers"]
    ours = [each for each in providers if f"https://{each['provider_name']}" == claims.get("iss")]
    yield _Check(bool(ours), "", "another pool's keys signed it", _IDENTITY_POOL)
    yield _unexpired(claims, now, _IDENTITY_POOL)
    yield _Check(
        bool(_audiences(claims) & {each["client_id"] for each in ours}),
        "aud is an app client of the identity pool",
        "aud is no app client of the identity pool" if "aud" in claims else "it has no aud: only an id token signs in",
        _IDENTITY_POOL,
    )


def _signs_in(source: str) -> Callable[[Block, Claims, float], Iterator[_Check]]:
    def checks(_block: Block, _claims: Claims, _now: float) -> Iterator[_Check]:
        broken = "it takes no token from a request: it signs users in itself, and keeps a session of its own"
        yield _Check(False, "", broken, source)

    return checks


_CONSUMERS: dict[str, Callable[[Block, Claims, float], Iterator[_Check]]] = {
    "HTTP_API": _http_api,
    "REST_API": _rest_api,
    "APPSYNC": _appsync,
    "ALB": _signs_in(_ALB),
    "AGENTCORE_GATEWAY": _agentcore,
    "AGENTCORE_RUNTIME": _agentcore,
    "VERIFIED_PERMISSIONS": _verified_permissions,
    "VERIFIER": _verifier,
    "OPEN_WEBUI": _signs_in("https://docs.openwebui.com/getting-started/env-configuration/"),
    "LITELLM": _signs_in("https://docs.litellm.ai/docs/proxy/admin_ui_sso"),
    "LIBRECHAT": _signs_in("https://www.librechat.ai/docs/configuration/authentication/OAuth2-OIDC/aws"),
    "IDENTITY_POOL": _identity_pool,
}
"""Kind -> what it looks at, in this order."""
