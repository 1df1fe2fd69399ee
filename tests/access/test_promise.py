"""What a sound file promises, of every door: who is not to come in has no token that opens it, who is has one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cognito_as_code.access.tokens import judge
from cognito_as_code.checks import check
from cognito_as_code.constructs.authorizers import Names, authorizer
from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.settings.protected.admission import admitted, possible_scopes
from cognito_as_code.settings.protected.model import KINDS, ProtectedSettings

NOW = 1_800_000_000
POOL_ID = "eu-central-1_Example01"
ISSUER = f"https://cognito-idp.eu-central-1.amazonaws.com/{POOL_ID}"
MCP = "https://mcp.example.com/mcp"
SCOPES = ("api/read", "api/write", f"{MCP}/invoke")
CLIENTS = ("web", "mobile", "job", "other_job")
TAKE_TOKENS = sorted(kind for kind, takes in KINDS.items() if not takes.signs_in)


def some(values: tuple[str, ...], least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), unique=True, min_size=least)


@st.composite
def doors(draw: st.DrawFn) -> dict[str, Any]:
    """A [protected.NAME], right or wrong."""
    kind = draw(st.sampled_from(TAKE_TOKENS))
    said: dict[str, Any] = {"kind": kind}
    strategies = {
        "app_clients": some(CLIENTS),
        "scopes": some(SCOPES),
        "groups": some(("admins", "analysts")),
        "token": st.sampled_from(["ACCESS", "ACCESS", "ID"]),
        "resource": st.just(MCP),
    }
    for key, strategy in strategies.items():
        if key == "app_clients" or (key in KINDS[kind].keys and draw(st.booleans())):
            said[key] = draw(strategy)
    if kind == "VERIFIED_PERMISSIONS":
        said["principal_entity_type"] = "Example::User"
    return said


@st.composite
def environments(draw: st.DrawFn) -> EnvironmentSettings:
    """A file with two clients of users, two machines and a door, that the rules take."""
    users = {
        name: {
            "callback_urls": ["https://app.example.com/"],
            "allowed_oauth_scopes": ["openid", *draw(some(SCOPES))],
            "allowed_oauth_flows": ["code"],
        }
        for name in CLIENTS[:2]
    }
    machines = {
        name: {"application_type": "M2M", "allowed_oauth_scopes": draw(some(SCOPES[:2], least=1))}
        for name in CLIENTS[2:]
    }
    checked, found = check(
        {
            "region": "eu-central-1",
            "account_id": "111122223333",
            "user_pool": {"name": "test"},
            "domains": {"main": {"domain": "test-example", "managed_login_version": 2}},
            "resource_servers": {
                "api": {"identifier": "api", "scopes": {"read": "Read", "write": "Write"}},
                "mcp": {"identifier": MCP, "scopes": {"invoke": "Use"}},
            },
            "groups": {"admins": {"precedence": 1}, "analysts": {"precedence": 2}},
            "app_clients": {**users, **machines},
            "protected": {"door": draw(doors())},
        }
    )
    errors = [str(each) for each in found if each.severity == "error"]
    assert all("[PRT-" in each for each in errors), errors
    assume(checked is not None and not errors)
    assert checked
    return checked


def tokens_of(environment: EnvironmentSettings, client: str) -> Iterator[dict[str, Any]]:
    """Every token that somebody in all groups can get with a client, with all the scopes that it may have."""
    asked = environment.app_clients[client]
    groups = {} if asked.is_machine else {"cognito:groups": ["admins", "analysts"]}
    dates = {"iss": ISSUER, "exp": NOW + 60, **groups}
    access = {**dates, "token_use": "access", "client_id": client, "scope": " ".join(possible_scopes(asked))}
    yield access
    if not asked.is_machine:
        yield {**dates, "token_use": "id", "aud": client}
    if asked.has_login_page:
        for server in environment.resource_servers.values():
            yield {**access, "aud": server.identifier}


def opens(environment: EnvironmentSettings, door: ProtectedSettings, client: str) -> bool:
    names = Names(
        issuer=ISSUER,
        user_pool_id=POOL_ID,
        user_pool_arn=f"arn:aws:cognito-idp:eu-central-1:111122223333:userpool/{POOL_ID}",
        client_ids={name: name for name in environment.app_clients},
    )
    block = authorizer(environment, door, names)
    return any(judge(door.kind, block, token, now=NOW).is_in for token in tokens_of(environment, client))


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(environments())
def test_of_a_sound_file_those_come_in_who_are_named_and_nobody_else(environment: EnvironmentSettings) -> None:
    for door in environment.protected.values():
        inside = {*admitted(environment, door)}
        found = {client for client in environment.app_clients if opens(environment, door, client)}
        assert found - inside == set()
        assert inside - found <= _without_scope(environment, door)


def _without_scope(environment: EnvironmentSettings, door: ProtectedSettings) -> set[str]:
    """Clients of users that are in because nobody is named, but may ask for none of the scopes."""
    return {
        client
        for client in environment.trusted_clients
        if not door.app_clients
        and door.scopes
        and not possible_scopes(environment.app_clients[client]) & {*door.scopes}
    }
