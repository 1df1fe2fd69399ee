"""The evaluator against what AWS says, sentence by sentence, and against what holds for every token and every block."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_as_code.access.tokens import judge
from cognito_as_code.constructs.authorizers import Names, authorizer, custom_jwt_authorizer
from cognito_as_code.settings.protected.model import KINDS, ProtectedSettings
from tests.conftest import minimal

NOW = 1_800_000_000
REGION = "eu-central-1"
POOL_ID = f"{REGION}_Example01"
ISSUER = f"https://cognito-idp.{REGION}.amazonaws.com/{POOL_ID}"
OTHER = f"https://cognito-idp.{REGION}.amazonaws.com/{REGION}_Example02"
POOL_ARN = f"arn:aws:cognito-idp:{REGION}:111122223333:userpool/{POOL_ID}"
RESOURCE = "https://mcp.example.com/mcp"
READ, WRITE = "api/read", "api/write"
DATES = {"iss": ISSUER, "exp": NOW + 3600}


def access(client: str = "web", scope: str = f"openid {READ}", **claims: Any) -> dict[str, Any]:
    return {**DATES, "token_use": "access", "client_id": client, "scope": scope, **claims}


def member(*groups: str) -> dict[str, Any]:
    return {**access(), "cognito:groups": [*groups]}


def identity(client: str = "web", **claims: Any) -> dict[str, Any]:
    return {**DATES, "token_use": "id", "aud": client, **claims}


def agentcore(**lists: Any) -> dict[str, Any]:
    return {"custom_jwt_authorizer": custom_jwt_authorizer(f"{ISSUER}/.well-known/openid-configuration", **lists)}


def http(audience: list[str], scopes: list[str]) -> dict[str, Any]:
    return {"issuer": ISSUER, "audience": audience, "authorization_scopes": scopes}


def rest(scopes: list[str]) -> dict[str, Any]:
    return {"user_pool_arns": [POOL_ARN], "authorization_scopes": scopes}


def appsync(action: str = "ALLOW", expression: str = "^(web)$") -> dict[str, Any]:
    pool = {"user_pool_id": POOL_ID, "aws_region": REGION, "app_id_client_regex": expression, "default_action": action}
    return {"user_pool_config": pool}


def policies(client_ids: list[str]) -> dict[str, Any]:
    pool = {"user_pool_arn": POOL_ARN, "client_ids": client_ids}
    return {"configuration": {"cognito_user_pool_configuration": pool}}


def verifier(**claims: list[str]) -> dict[str, Any]:
    return {"issuer": ISSUER, "claims": claims}


def identity_pool(*client_ids: str) -> dict[str, Any]:
    name = ISSUER.removeprefix("https://")
    return {"cognito_identity_providers": [{"client_id": each, "provider_name": name} for each in client_ids]}


SENTENCES = [
    # client_id counts only where there is no aud: http-api-troubleshooting-jwt
    ("HTTP_API", http(["web"], []), access(), True),
    ("HTTP_API", http(["web"], []), access("job"), False),
    ("HTTP_API", http(["web", "job"], []), access("job"), True),  # the machine that the old output let in
    ("HTTP_API", http(["web"], []), identity(), True),
    # Of a token with both, aud counts: the same page
    ("HTTP_API", http(["web"], []), access(aud=RESOURCE), False),
    ("HTTP_API", http([RESOURCE], []), access("job", aud=RESOURCE), True),
    ("HTTP_API", http([RESOURCE], []), access(), False),
    # One scope of the route is enough, and one is needed: http-api-jwt-authorizer
    ("HTTP_API", http(["web"], [READ, WRITE]), access(), True),
    ("HTTP_API", http(["web"], [WRITE]), access(), False),
    ("HTTP_API", http(["web"], [READ]), identity(), False),
    ("HTTP_API", http(["web"], []), access(exp=NOW), False),
    # A method without scopes takes id tokens, one with scopes access tokens, and pools are named, clients are not:
    # apigateway-enable-cognito-user-pool
    ("REST_API", rest([]), identity("mobile"), True),
    ("REST_API", rest([]), access(), False),
    ("REST_API", rest([READ]), access("job"), True),
    ("REST_API", rest([READ]), identity(), False),
    ("REST_API", rest([WRITE]), access(), False),
    # The app client's id is matched with a regular expression: appsync API_UserPoolConfig
    ("APPSYNC", appsync(), access(), True),
    ("APPSYNC", appsync(), identity(), True),
    ("APPSYNC", appsync(), access("website"), False),
    ("APPSYNC", appsync(expression=""), access("job"), True),  # without one, any client
    ("APPSYNC", appsync("DENY"), access(), False),
    ("APPSYNC", appsync("DENY"), member("analysts"), True),
    # Audiences are compared with aud, clients with client_id, and all that is configured has to hold:
    # inbound-jwt-authorizer
    ("AGENTCORE_GATEWAY", agentcore(allowed_clients=["web"]), access(), True),
    ("AGENTCORE_GATEWAY", agentcore(allowed_clients=["web"]), identity(), False),
    ("AGENTCORE_GATEWAY", agentcore(allowed_audience=["web"]), access(), False),
    ("AGENTCORE_GATEWAY", agentcore(allowed_audience=["web"]), identity(), True),
    ("AGENTCORE_RUNTIME", agentcore(allowed_clients=["web"], allowed_audience=[RESOURCE]), access(), False),
    ("AGENTCORE_RUNTIME", agentcore(allowed_clients=["web"], allowed_audience=[RESOURCE]), access(aud=RESOURCE), True),
    ("AGENTCORE_RUNTIME", agentcore(allowed_clients=["web"], allowed_audience=[RESOURCE]), access("x", aud=RESOURCE),
     False),
    # One of the scopes is enough: the same page
    ("AGENTCORE_RUNTIME", agentcore(allowed_clients=["web"], allowed_scopes=[READ, WRITE]), access(), True),
    ("AGENTCORE_RUNTIME", agentcore(allowed_clients=["web"], allowed_scopes=[WRITE]), access(), False),
    ("AGENTCORE_RUNTIME", agentcore(groups=["analysts"]), member("x", "analysts"), True),
    ("AGENTCORE_RUNTIME", agentcore(groups=["analysts"]), member("x"), False),
    ("AGENTCORE_RUNTIME", agentcore(groups=["analysts"]), access(), False),
    # Client ids are compared with aud of id tokens and client_id of access tokens; the audience of an access token is
    # not looked at: verifiedpermissions cognito-validation
    ("VERIFIED_PERMISSIONS", policies(["web"]), access(aud=RESOURCE), True),
    ("VERIFIED_PERMISSIONS", policies(["web"]), identity(), True),
    ("VERIFIED_PERMISSIONS", policies(["web"]), access("job"), False),
    ("VERIFIED_PERMISSIONS", policies([]), access("job"), True),
    ("VERIFIER", verifier(token_use=["access"], client_id=["web"], scope=[READ]), access(), True),
    ("VERIFIER", verifier(token_use=["access"], client_id=["web"], scope=[READ]), identity(), False),
    # A login is an id token, whose aud is an app client of the identity pool: amazon-cognito-integrating-user-pools...
    ("IDENTITY_POOL", identity_pool("web"), identity(), True),
    ("IDENTITY_POOL", identity_pool("web"), identity("mobile"), False),
    ("IDENTITY_POOL", identity_pool("web"), access(), False),
    ("ALB", {"authenticate_cognito": {}}, identity(), False),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "block", "claims", "is_in"), SENTENCES)
def test_a_consumer_does_what_aws_says(kind: str, block: dict[str, Any], claims: dict[str, Any], is_in: bool) -> None:
    verdict = judge(kind, block, claims, now=NOW)
    assert verdict.is_in is is_in, verdict
    assert verdict.why
    assert verdict.source.startswith("https://")


LETS_IN = [(kind, block, said) for kind, block, said, is_in in SENTENCES if is_in]


@pytest.mark.parametrize(("kind", "block", "claims"), LETS_IN)
def test_what_gets_in_does_not_once_it_has_expired_or_another_pool_signed_it(
    kind: str, block: dict[str, Any], claims: dict[str, Any]
) -> None:
    for change in ({"exp": NOW}, {"exp": None}, {"iss": OTHER}, {"iss": None}):
        assert not judge(kind, block, {**claims, **change}, now=NOW).is_in, change


CLIENTS = ("web", "mobile", "job")
SCOPES = (READ, WRITE)
GROUPS = ("admins", "analysts")
SETTINGS = minimal(
    app_clients={
        "web": {"callback_urls": ["https://app.example.com/"]},
        "mobile": {"callback_urls": ["https://app.example.com/"]},
        "job": {"application_type": "M2M", "allowed_oauth_scopes": [READ]},
    },
    groups={group: {} for group in GROUPS},
)
NAMES = Names(ISSUER, POOL_ID, POOL_ARN, {client: client for client in CLIENTS})
TAKE_TOKENS = sorted(kind for kind, takes in KINDS.items() if not takes.signs_in)


@st.composite
def protected(draw: st.DrawFn, kinds: list[str] = TAKE_TOKENS) -> ProtectedSettings:
    """What is protected, with whatever its kind takes."""
    kind = draw(st.sampled_from(kinds))
    takes = KINDS[kind].keys
    said: dict[str, Any] = {"kind": kind, "app_clients": draw(st.lists(st.sampled_from(CLIENTS), unique=True))}
    if "token" in takes:
        said["token"] = draw(st.sampled_from(["ACCESS", "ID"]))
    if "scopes" in takes and said.get("token") == "ACCESS":
        said["scopes"] = draw(st.lists(st.sampled_from(SCOPES), unique=True))
    if "groups" in takes:
        said["groups"] = draw(st.lists(st.sampled_from(GROUPS), unique=True))
    if "resource" in takes and said.get("token") == "ACCESS":
        said["resource"] = draw(st.sampled_from([None, RESOURCE]))
    if "principal_entity_type" in takes:
        said["principal_entity_type"] = "Example::User"
    return ProtectedSettings(**said)


@st.composite
def claims(draw: st.DrawFn) -> dict[str, Any]:
    """Those of a token of the pool, or of another, whatever it may say."""
    groups = draw(st.lists(st.sampled_from(GROUPS), unique=True))
    client = draw(st.sampled_from([*CLIENTS, "unknown"]))
    said = {
        "iss": draw(st.sampled_from([ISSUER, ISSUER, OTHER])),
        "exp": draw(st.sampled_from([NOW + 60, NOW + 60, NOW - 60])),
        **({"cognito:groups": groups} if groups else {}),
    }
    if draw(st.booleans()):
        return {**said, "token_use": "id", "aud": client}
    bound = {"aud": RESOURCE} if draw(st.booleans()) else {}
    scope = " ".join(["openid", *draw(st.lists(st.sampled_from(SCOPES), unique=True))])
    return {**said, "token_use": "access", "client_id": client, "scope": scope, **bound}


def gets_in(each: ProtectedSettings, token: dict[str, Any]) -> bool:
    return judge(each.kind, authorizer(SETTINGS, each, NAMES), token, now=NOW).is_in


def client_of(token: dict[str, Any]) -> str:
    return str(token["client_id"] if token["token_use"] == "access" else token["aud"])


@given(protected(), claims())
def test_no_token_of_another_pool_and_none_that_expired_gets_in(each: ProtectedSettings, token: dict[str, Any]) -> None:
    assert not (gets_in(each, token) and (token["iss"] != ISSUER or token["exp"] <= NOW))


@given(protected([kind for kind in TAKE_TOKENS if kind != "REST_API"]), claims())
def test_no_token_of_a_client_that_is_not_named_gets_in(each: ProtectedSettings, token: dict[str, Any]) -> None:
    """Where clients are compared: not of a REST API, and not of an HTTP API whose tokens are bound to a resource."""
    compares = not (each.kind == "HTTP_API" and each.resource)
    named = each.app_clients or SETTINGS.trusted_clients
    assert not (compares and gets_in(each, token) and client_of(token) not in named)


@given(protected(), claims())
def test_a_machine_that_is_not_named_stays_out_where_clients_are_compared(
    each: ProtectedSettings, token: dict[str, Any]
) -> None:
    compares = each.kind != "REST_API" and not (each.kind == "HTTP_API" and each.resource)
    assert not (compares and client_of(token) == "job" and "job" not in each.app_clients and gets_in(each, token))


@given(protected(), claims())
def test_an_id_token_never_passes_where_access_tokens_with_scopes_are_asked_for(
    each: ProtectedSettings, token: dict[str, Any]
) -> None:
    assert not (each.scopes and token["token_use"] == "id" and gets_in(each, token))


@given(protected(), claims(), st.data())
def test_a_token_that_loses_scopes_or_groups_never_gets_in_for_it(
    each: ProtectedSettings, token: dict[str, Any], data: st.DataObject
) -> None:
    less = dict(token)
    if "scope" in token:
        kept = data.draw(st.lists(st.sampled_from(token["scope"].split()), unique=True))
        less["scope"] = " ".join(kept)
    less.pop("cognito:groups", None)
    assert not (gets_in(each, less) and not gets_in(each, token))


@given(protected(), claims(), st.data())
def test_asking_for_fewer_scopes_shuts_nobody_out_and_for_more_groups_neither(
    each: ProtectedSettings, token: dict[str, Any], data: st.DataObject
) -> None:
    """Any one of those listed is enough: a longer list lets in at least as many, unless there was none before."""
    for key in ("scopes", "groups"):
        listed = getattr(each, key)
        if len(listed) > 1:
            shorter = each.model_copy(update={key: [data.draw(st.sampled_from(listed))]})
            assert not (gets_in(shorter, token) and not gets_in(each, token))


@given(protected(["HTTP_API", "AGENTCORE_GATEWAY", "AGENTCORE_RUNTIME", "VERIFIER"]), claims())
def test_where_a_resource_is_asked_for_only_tokens_bound_to_it_get_in(
    each: ProtectedSettings, token: dict[str, Any]
) -> None:
    assert not (each.resource and gets_in(each, token) and token.get("aud") != each.resource)


@given(protected(["AGENTCORE_GATEWAY", "AGENTCORE_RUNTIME", "VERIFIER"]), claims())
def test_where_both_are_said_and_a_verifier_asks_the_same_agentcore_and_it_agree(
    each: ProtectedSettings, token: dict[str, Any]
) -> None:
    """Two blocks of one meaning, made and judged apart, let in the same tokens of users' and machines' clients."""
    same = {key: getattr(each, key) for key in ("app_clients", "scopes", "groups", "token", "resource")}
    found = {kind: gets_in(ProtectedSettings(kind=kind, **same), token) for kind in ("AGENTCORE_RUNTIME", "VERIFIER")}
    # AgentCore does not look at token_use: with a resource's audience alone an access token could be taken for an id's.
    confused = each.token == "ID" and token["token_use"] == "access"
    assert confused or found["AGENTCORE_RUNTIME"] == found["VERIFIER"]


def test_a_kind_that_is_not_known_is_no_verdict() -> None:
    with pytest.raises(KeyError):
        judge("SOMETHING", {}, access(), now=NOW)
