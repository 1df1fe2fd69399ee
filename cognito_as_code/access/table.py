"""Which tokens there are, and what each consumer does with each of them: the table of docs/tokens.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from cognito_as_code.access.tokens import GROUPS, Block, Claims, Verdict, judge

Proof = Literal["APPLIED", "TEXT"]
"""APPLIED: Terraform made the consumer on an emulator, and it was shown the token. TEXT: AWS says so, as read here."""

APPLIED_KINDS = ("HTTP_API", "REST_API", "IDENTITY_POOL", "VERIFIER")
"""Kinds whose check of tokens the emulator has, or of a verifier any library: every token is shown to them in
tests/lifecycle/test_tokens.py."""

NOT_ENFORCED = {
    ("REST_API", "it is an access token, and the method has no scopes"): "takes access tokens without scopes too",
}
"""Kind and reason -> what the emulator does, where AWS refuses a token and the emulator takes it."""


class Token(NamedTuple):
    """A token of the table."""

    name: str
    claims: Claims
    got: str
    """How somebody gets it."""


class Pool(NamedTuple):
    """What the tokens of the table are of."""

    issuer: str
    other_issuer: str
    """Of another pool."""
    client: str
    """App client that comes in, by id."""
    other_client: str
    """App client of users that does not."""
    machine: str
    scopes: Sequence[str]
    """Of the client's tokens; the other client may ask for the first."""
    machine_scopes: Sequence[str]
    group: str
    resource: str


class Cell(NamedTuple):
    """What a consumer does with a token."""

    consumer: str
    token: Token
    verdict: Verdict
    proof: Proof


def tokens(pool: Pool, *, now: int) -> list[Token]:
    """Every token of the table, as they are at a time in seconds since 1970."""
    dates = {"iat": now - 60, "exp": now + 3540}
    user = {"iss": pool.issuer, "sub": "11112222-3333-4444-5555-666677778888", **dates}
    person: dict[str, Any] = {**user, "username": "ana", GROUPS: [pool.group]}
    asked = " ".join(["openid", *pool.scopes])
    access = {**person, "token_use": "access", "client_id": pool.client, "scope": asked}
    identity = {**user, "token_use": "id", "aud": pool.client, "cognito:username": "ana", GROUPS: [pool.group]}
    machine = {
        **user,
        "sub": pool.machine,
        "token_use": "access",
        "client_id": pool.machine,
        "scope": " ".join(pool.machine_scopes),
    }
    return [
        Token("user's access token", access, "a user in the group signs in, and the client asks for the scopes"),
        Token("user's id token", identity, "comes with it"),
        Token(
            "user's access token, bound to a resource",
            {**access, "aud": pool.resource},
            "the client asks for the resource too (RFC 8707)",
        ),
        Token("machine's access token", machine, "client_credentials"),
        Token(
            "another client's access token",
            {**access, "client_id": pool.other_client, "scope": f"openid {pool.scopes[0]}"},
            "the user signs in to another app client of the pool",
        ),
        Token("access token without the scope", {**access, "scope": "openid"}, "the client asks for openid alone"),
        Token(
            "access token without the group",
            {claim: value for claim, value in access.items() if claim != GROUPS},
            "the user is in no group",
        ),
        Token("expired access token", {**access, "iat": now - 7200, "exp": now - 3600}, "an hour later"),
        Token("another pool's access token", {**access, "iss": pool.other_issuer}, "anybody makes a pool"),
    ]


def cells(consumers: Mapping[str, tuple[str, Block]], pool: Pool, *, now: int) -> Iterator[Cell]:
    """Consumer -> its kind and block; a cell for each of them and each token."""
    for name, (kind, block) in consumers.items():
        for token in tokens(pool, now=now):
            verdict = judge(kind, block, token.claims, now=now)
            yield Cell(name, token, verdict, _proof(kind, verdict))


def _proof(kind: str, verdict: Verdict) -> Proof:
    enforced = verdict.is_in or (kind, verdict.why) not in NOT_ENFORCED
    return "APPLIED" if kind in APPLIED_KINDS and enforced else "TEXT"
