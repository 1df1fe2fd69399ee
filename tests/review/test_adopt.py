"""The gate of an adoption: what takes over passes, and whatever else a plan does is stopped."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cognito_as_code.review.__main__ import main
from cognito_as_code.review.adopt import changed_paths, review_adoption, summary
from cognito_as_code.review.terraform import plan_of
from tests.review.plans import document, entry

POOL, CLIENT = "aws_cognito_user_pool.main", "aws_cognito_user_pool_client.web"
OLD = "module.cognito.aws_cognito_user_pool.pool[0]"
VALUES = {"id": "eu-central-1_AbCdEf123", "name": "users", "mfa_configuration": "OFF"}
IMPORT = {"importing": {"id": "eu-central-1_AbCdEf123"}}

Judged = tuple[str, list[tuple[str, str, str]]]


def judged(*changes: dict[str, Any], **more: Any) -> Judged:
    plan = plan_of(document(*changes, **more), "plan")
    return summary(plan), [(each.rule.id, each.address, each.what) for each in review_adoption(plan) if each.blocks]


def test_what_is_imported_or_moved_and_stays_as_it_is_passes() -> None:
    assert judged(
        entry(POOL, ["no-op"], VALUES, VALUES, previous_address=OLD),
        entry(CLIENT, ["no-op"], {"name": "web"}, {"name": "web"}, **IMPORT),
    ) == ("1 to import, 1 to move, 0 to add, 0 to change, 0 to destroy", [])


def test_a_mark_of_what_is_sensitive_is_no_change() -> None:
    secret = {"provider_details": {"client_secret": "s", "client_id": "i"}}
    assert judged(
        entry(
            "aws_cognito_identity_provider.google", ["update"], secret, secret,
            before_sensitive={}, after_sensitive={"provider_details": {"client_secret": True}}, **IMPORT,
        )
    ) == ("1 to import, 0 to move, 0 to add, 0 to change, 0 to destroy", [])  # fmt: skip


@pytest.mark.parametrize(
    ("change", "counts", "rule", "what"),
    [
        (
            entry(POOL, ["update"], VALUES, {**VALUES, "mfa_configuration": "ON"}, **IMPORT),
            "1 to import, 0 to move, 0 to add, 1 to change, 0 to destroy",
            "adopt-changes",
            'would change `mfa_configuration` from "OFF" to "ON"',
        ),
        (
            entry(POOL, ["update"], VALUES, VALUES, after_unknown={"arn": True}),
            "0 to import, 0 to move, 0 to add, 1 to change, 0 to destroy",
            "adopt-changes",
            "would change `arn` from null to what is known after apply",
        ),
        (
            entry(POOL, ["create"], None, VALUES),
            "0 to import, 0 to move, 1 to add, 0 to change, 0 to destroy",
            "adopt-creates",
            "would create it",
        ),
        (
            entry(CLIENT, ["delete", "create"], {"generate_secret": None}, {"generate_secret": False},
                  replace_paths=[["generate_secret"]]),
            "0 to import, 0 to move, 1 to add, 0 to change, 1 to destroy",
            "adopt-replaces",
            "would replace it, since `generate_secret` would change",
        ),
        (
            entry(POOL, ["delete"], VALUES, None),
            "0 to import, 0 to move, 0 to add, 0 to change, 1 to destroy",
            "adopt-destroys",
            "would destroy it",
        ),
        (
            entry(POOL, ["forget"], VALUES, None),
            "0 to import, 0 to move, 0 to add, 0 to change, 0 to destroy",
            "adopt-forgets",
            "would take it out of its state",
        ),
        (
            entry(POOL, ["read", "rename"], VALUES, VALUES),
            "0 to import, 0 to move, 0 to add, 0 to change, 0 to destroy",
            "action-unknown",
            'does ["read", "rename"]',
        ),
    ],
)  # fmt: skip
def test_whatever_else_a_plan_does_blocks(change: dict[str, Any], counts: str, rule: str, what: str) -> None:
    said, (first, *_) = judged(change)
    assert said == counts
    assert first == (rule, change["address"], what)


def test_a_wrong_address_in_moved_is_told_by_what_would_be_lost() -> None:
    plan = plan_of(document(entry(POOL, ["create"], None, VALUES), entry(OLD, ["delete"], VALUES, None)), "plan")
    destroys, creates = review_adoption(plan)
    assert destroys.instead == f"Write `{OLD}` in [moved] at its new address, one of `{POOL}`"
    assert creates.instead == (
        f"Write its address in the state, one of `{OLD}`, at `{POOL}` in [moved]: what stands there now is not in the "
        "state, which Terraform does not say"
    )


def test_what_nobody_has_a_word_for_is_told_once() -> None:
    _, findings = judged(entry(POOL, ["read", "rename"], VALUES, VALUES))
    assert findings == [("action-unknown", POOL, 'does ["read", "rename"]')]


def test_a_plan_that_is_not_whole_blocks() -> None:
    _, findings = judged(entry(POOL, ["no-op"], VALUES, VALUES, **IMPORT), complete=False)
    assert [rule for rule, _, _ in findings] == ["plan-incomplete"]


def test_a_path_leads_into_blocks_and_maps_and_ends_at_lists() -> None:
    before = {"password_policy": [{"minimum_length": 8, "require_symbols": True}], "flows": ["a"], "tags": {"a": "1"}}
    after = {"password_policy": [{"minimum_length": 14, "require_symbols": True}], "flows": ["b"], "tags": {"a": "2"}}
    (change,) = plan_of(document(entry(POOL, ["update"], before, after)), "plan").changes
    assert changed_paths(change) == {
        "flows": (["a"], ["b"]),
        "password_policy.minimum_length": (8, 14),
        "tags.a": ("1", "2"),
    }
    blocks = {"schema": [{"name": "a"}, {"name": "b"}], "sign_in_policy": []}
    (change,) = plan_of(document(entry(POOL, ["update"], blocks, {"sign_in_policy": [{"x": 1}]})), "plan").changes
    assert [*changed_paths(change)] == ["schema", "sign_in_policy"]


@pytest.fixture
def plan_file(tmp_path: Path) -> Callable[..., str]:
    def write(*changes: dict[str, Any]) -> str:
        (tmp_path / "plan.json").write_text(json.dumps(document(*changes)))
        return str(tmp_path / "plan.json")

    return write


def test_the_command_says_what_is_taken_over(plan_file: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    plan = plan_file(entry(POOL, ["no-op"], VALUES, VALUES, **IMPORT))
    assert main(["--adopt", plan, "--format", "text"]) == 0
    assert main([plan, "--adopt"]) == 0
    assert capsys.readouterr().out.count("1 to import, 0 to move, 0 to add, 0 to change, 0 to destroy.") == 2


def test_the_command_blocks_what_is_more(plan_file: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--adopt", plan_file(entry(CLIENT, ["create"], None, {"name": "web"})), "--format", "text"]) == 1
    assert "blocking: An adoption creates something [adopt-creates]" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--adopt"], ["--adopt", "plan.json", "--accepted", "accepted.toml"]])
def test_an_adoption_is_judged_by_its_plan_alone(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
