"""docs/tokens.md is what the evaluator says of the blocks that Terraform is given, cell by cell."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from cognito_as_code.access.table import APPLIED_KINDS, NOT_ENFORCED, cells
from cognito_as_code.access.tokens import judge
from cognito_as_code.checks import check_environments, load_environment
from cognito_as_code.constructs.authorizers import Names
from cognito_as_code.reference.tokens import EXAMPLE, FILE, NOW, POOL, blocks, example, reference
from cognito_as_code.settings.protected.model import KINDS
from tests.conftest import Synthesize


def test_the_page_is_the_table() -> None:
    """Run `pipenv run docs` after a change."""
    assert reference() == FILE.read_text()


def test_the_example_is_right() -> None:
    assert check_environments([EXAMPLE]).findings == []


def test_every_kind_that_takes_tokens_has_a_column() -> None:
    kinds = {kind for kind, _ in example().values()}
    assert {kind for kind, takes in KINDS.items() if not takes.signs_in} <= kinds
    assert kinds - {*KINDS} == {"IDENTITY_POOL"}


def _by_name(value: Any, addresses: dict[str, str]) -> Any:
    """A value of the stack's, with names where it refers to what AWS will call it."""
    if isinstance(value, dict):
        return {key: _by_name(each, addresses) for key, each in value.items()}
    if isinstance(value, list):
        return [_by_name(each, addresses) for each in value]
    if isinstance(value, str):
        return re.sub(r"\$\{([a-z_]+\.[a-z_]+\.[a-z_]+)\}", lambda found: addresses[found[1]], value)
    return value


def test_the_blocks_are_those_of_the_output(synthesize: Synthesize) -> None:
    stack = synthesize(load_environment(EXAMPLE))
    pool = "aws_cognito_user_pool.main"
    issuer = POOL.issuer.removeprefix("https://")
    known = {
        f"{pool}.id": issuer.rpartition("/")[2],
        f"{pool}.arn": f"arn:aws:cognito-idp:eu-central-1:111122223333:userpool/{issuer.rpartition('/')[2]}",
        f"{pool}.endpoint": issuer,
        "aws_cognito_user_pool_domain.main.domain": "tokens-example",
        **{f"aws_cognito_user_pool_client.{name}.id": name for name in ("web", "mobile", "chat", "job")},
    }
    told = _by_name(stack["output"]["authorizers"]["value"], known)
    beside = ("identity_pool", "jwt_configuration")
    assert told == {name: block for name, (_, block) in example().items() if name not in beside}
    assert _by_name(stack["output"]["jwt_configuration"]["value"], known) == example()["jwt_configuration"][1]
    providers = _by_name(stack["resource"]["aws_cognito_identity_pool"]["main"]["cognito_identity_providers"], known)
    assert sorted(providers, key=json.dumps) == sorted(
        example()["identity_pool"][1]["cognito_identity_providers"], key=json.dumps
    )


CELLS = {(cell.consumer, cell.token.name): cell for cell in cells(example(), POOL, now=NOW)}


@pytest.mark.parametrize("consumer", example())
def test_a_machine_an_expired_token_and_another_pools_get_in_nowhere(consumer: str) -> None:
    for token in ("machine's access token", "expired access token", "another pool's access token"):
        assert not CELLS[consumer, token].verdict.is_in


@pytest.mark.parametrize("consumer", [name for name, (kind, _) in example().items() if kind != "ALB"])
def test_some_token_gets_in_everywhere_but_where_none_is_taken(consumer: str) -> None:
    assert any(cell.verdict.is_in for (name, _), cell in CELLS.items() if name == consumer)


def test_what_is_said_to_be_proven_by_applying_is_of_those_kinds() -> None:
    applied = {example()[cell.consumer][0] for cell in CELLS.values() if cell.proof == "APPLIED"}
    assert applied == {*APPLIED_KINDS}
    by_text = [cell for cell in CELLS.values() if cell.proof == "TEXT" and example()[cell.consumer][0] in APPLIED_KINDS]
    assert {(example()[cell.consumer][0], cell.verdict.why) for cell in by_text} == {*NOT_ENFORCED}


def test_the_evaluator_knows_every_kind() -> None:
    """Those that sign users in take no token, whatever it says."""
    for kind, takes in KINDS.items():
        if takes.signs_in:
            assert not judge(kind, {}, {"iss": POOL.issuer, "exp": NOW + 60, "token_use": "access"}, now=NOW).is_in


def test_where_only_machines_are_there_is_no_jwt_configuration() -> None:
    settings = load_environment(EXAMPLE)
    machines = {name: client for name, client in settings.app_clients.items() if client.is_machine}
    alone = settings.model_copy(update={"app_clients": machines, "protected": {}, "mcp_servers": {}})
    names = Names(issuer=POOL.issuer, user_pool_id="", user_pool_arn="", client_ids={name: name for name in machines})
    assert machines
    assert blocks(alone, names) == {}
