"""The token truth table, docs/tokens.md, written from the evaluator and the blocks of a file; a test compares."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from cognito_as_code.access.table import APPLIED_KINDS, NOT_ENFORCED, Cell, Pool, cells, tokens
from cognito_as_code.access.tokens import Block
from cognito_as_code.checks import load_environment
from cognito_as_code.constructs.authorizers import Names, authorizer, jwt_configuration
from cognito_as_code.settings import EnvironmentSettings

FILE = Path(__file__).parents[2] / "docs/tokens.md"
EXAMPLE = Path(__file__).parent / "examples/tokens.toml"
"""What is protected, one of each kind that takes tokens."""

NOW = 1_800_000_000
"""When the tokens are shown, in seconds since 1970."""
_POOL_ID = "eu-central-1_Example01"
POOL = Pool(
    issuer=f"https://cognito-idp.eu-central-1.amazonaws.com/{_POOL_ID}",
    other_issuer="https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Example02",
    client="web",
    other_client="mobile",
    machine="job",
    scopes=("https://api.example.com/read", "https://mcp.example.com/mcp/invoke"),
    machine_scopes=("https://jobs.example.com/run",),
    group="analysts",
    resource="https://mcp.example.com/mcp",
)
"""The pool of the example; a client's id is its name."""

_MARKS = {"APPLIED": "", "TEXT": "¹"}
_HEAD = """\
# Which token gets in where

What each consumer does with each token of a pool when it is told what the output `authorizers` says. Written from
`cognito_as_code/access/` and [`examples/tokens.toml`](../cognito_as_code/reference/examples/tokens.toml) by
`cognito docs`: change it there.

**in** and out without a mark: Terraform made the consumer from this output on an emulator of AWS, and it was shown real
signed tokens (`tests/lifecycle/test_tokens.py`); of a VERIFIER, PyJWT was told the block. ¹ From AWS's text alone,
whose page is beside the reason below: the emulator has no such consumer or does not look at its tokens, or takes what
AWS refuses.

The tokens are what the emulator's pool gives to users who sign in and to machines, but for three that the test signs
with the key of their pool: bound to a resource, which the emulator does not do, expired, and another pool's that copies
ours.

What no consumer knows: whether a token was revoked. It gets in until it expires, but for an identity pool with
`server_side_token_check`.
"""


def blocks(settings: EnvironmentSettings, names: Names) -> dict[str, tuple[str, Block]]:
    """What is protected, the output jwt_configuration, and the identity pool -> its kind and its block."""
    found: dict[str, tuple[str, Block]] = {
        name: (each.kind, authorizer(settings, each, names)) for name, each in settings.protected.items()
    }
    users = [names.client_ids[client] for client in settings.trusted_clients]
    if users:
        found["jwt_configuration"] = ("HTTP_API", jwt_configuration(names.issuer, users))
    providers = [
        {
            "client_id": names.client_ids[client],
            "provider_name": names.issuer.removeprefix("https://"),
            "server_side_token_check": settings.identity_pool.server_side_token_check,
        }
        for client in (settings.trusted_clients if settings.identity_pool else ())
        if settings.identity_pool
    ]
    return found | (
        {"identity_pool": ("IDENTITY_POOL", {"cognito_identity_providers": providers})} if providers else {}
    )


def example() -> dict[str, tuple[str, Block]]:
    """The blocks of the example."""
    settings = load_environment(EXAMPLE)
    names = Names(
        issuer=POOL.issuer,
        user_pool_id=_POOL_ID,
        user_pool_arn=f"arn:aws:cognito-idp:eu-central-1:111122223333:userpool/{_POOL_ID}",
        client_ids={name: name for name in settings.app_clients},
        domain="tokens-example",
    )
    return blocks(settings, names)


def reference() -> str:
    """The table as Markdown: a row a token, a column a consumer, then each consumer's block and reasons."""
    consumers = example()
    found = {
        name: list(each) for name, each in groupby(cells(consumers, POOL, now=NOW), key=lambda cell: cell.consumer)
    }
    parts = [_HEAD, *_matrix(consumers, found), "", *_rows_of_tokens(), "", *_emulator()]
    for name, (kind, block) in consumers.items():
        parts += ["", f"## {name}", "", kind, "", *_block(block), "", *_reasons(found[name])]
    return "\n".join(parts) + "\n"


def _matrix(consumers: Mapping[str, object], found: Mapping[str, list[Cell]]) -> list[str]:
    links = [f"[{name}](#{name})" for name in consumers]
    rows = [f"| | {' | '.join(links)} |", "| --- |" + " --- |" * len(consumers)]
    for number, token in enumerate(tokens(POOL, now=NOW)):
        row = [found[name][number] for name in consumers]
        rows.append(f"| {token.name} | {' | '.join(map(_shown, row))} |")
    return rows


def _shown(cell: Cell) -> str:
    return f"{'**in**' if cell.verdict.is_in else 'out'}{_MARKS[cell.proof]}"


def _rows_of_tokens() -> list[str]:
    rows = ["## The tokens", "", "| Token | How somebody gets it | Claims that are looked at |", "| --- | --- | --- |"]
    looked_at = ("token_use", "client_id", "aud", "scope", "cognito:groups")
    for token in tokens(POOL, now=NOW):
        claims = {claim: token.claims[claim] for claim in looked_at if claim in token.claims}
        rows.append(f"| {token.name} | {token.got} | `{json.dumps(claims)}` |")
    return rows


def _emulator() -> list[str]:
    return [
        "## What the emulator does not refuse",
        "",
        f"Every token was shown to {', '.join(APPLIED_KINDS)}. These the emulator takes though AWS does not:",
        "",
        *(f"- {kind}: {does}. AWS: {why}." for (kind, why), does in NOT_ENFORCED.items()),
    ]


def _block(block: Block) -> list[str]:
    return ["```json", json.dumps(block, indent=2), "```"]


def _reasons(found: list[Cell]) -> list[str]:
    rows = (
        f"| {cell.token.name} | {_shown(cell)} | {cell.verdict.why} [Source]({cell.verdict.source}) |" for cell in found
    )
    return ["| Token | | Why |", "| --- | --- | --- |", *rows]


if __name__ == "__main__":
    FILE.write_text(reference(), encoding="utf-8")
