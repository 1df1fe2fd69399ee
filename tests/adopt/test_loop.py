"""The loop of an adoption: what would change is left alone, written down, and planned again."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from cognito_as_code.adopt.live import CannotAdoptError
from cognito_as_code.adopt.loop import MOST_PLANS, Settled, settle
from cognito_as_code.adopt.terraform import Planner
from cognito_as_code.adopt.unmanaged import arguments_to_leave, with_unmanaged
from cognito_as_code.review.changes import Plan
from cognito_as_code.review.terraform import plan_of
from cognito_as_code.terraform import TerraformError
from tests.review.plans import document, entry

POOL, CLIENT, GROUP = "aws_cognito_user_pool.main", "aws_cognito_user_pool_client.web", "aws_cognito_user_group.admins"
STAYS = entry(POOL, ["no-op"], {"name": "a"}, {"name": "a"}, importing={"id": "x"})
FILE = '# mine\n[import]\n"aws_cognito_user_pool.main" = "eu-central-1_AbCdEf123"\n'


def plan(*changes: dict[str, Any]) -> Plan:
    return plan_of(document(*changes), "plan")


class Plans:
    """A planner that has plans already."""

    def __init__(self, *plans: Plan) -> None:
        self.plans = list(plans)
        self.taken = 0

    def plan(self) -> Plan:
        return self.plans.pop(0) if len(self.plans) > 1 else self.plans[0]

    def take(self, stack: Path) -> None:  # noqa: ARG002
        self.taken += 1


def settled(folder: Path, *plans: Plan) -> tuple[Settled, list[str], str, Plans]:
    file, steps, planner = folder / "prod.toml", list[str](), Plans(*plans)
    file.write_text(FILE)
    end = settle(cast("Planner", planner), folder / "cdk.tf.json", file, lambda: None, steps.append)
    return end, steps, file.read_text(), planner


def test_what_would_change_is_left_alone_until_nothing_changes(tmp_path: Path) -> None:
    pool = {"username_configuration": [], "id": "x", "description": ""}
    replaced = entry(
        POOL, ["delete", "create"], pool, {"username_configuration": [{"case_sensitive": False}]},
        replace_paths=[["username_configuration"]], after_unknown={"id": True},
    )  # fmt: skip
    follows = entry(
        GROUP, ["delete", "create"], {"user_pool_id": "x"}, {}, replace_paths=[["user_pool_id"]],
        after_unknown={"user_pool_id": True},
    )  # fmt: skip
    updated = entry(POOL, ["update"], {"mfa_configuration": "OFF"}, {"mfa_configuration": "ON"}, importing={"id": "x"})
    end, steps, text, planner = settled(tmp_path, plan(replaced, follows), plan(updated), plan(STAYS))
    assert end == Settled("1 to import, 0 to move, 0 to add, 0 to change, 0 to destroy")
    assert steps == [
        "Plan 1: 0 to import, 0 to move, 2 to add, 0 to change, 2 to destroy",
        f"  {POOL}: left as it is: username_configuration",
        "Plan 2: 1 to import, 0 to move, 0 to add, 1 to change, 0 to destroy",
        f"  {POOL}: left as it is: mfa_configuration",
        "Plan 3: 1 to import, 0 to move, 0 to add, 0 to change, 0 to destroy",
    ]
    assert text == f'{FILE}\n[unmanaged]\n"{POOL}" = ["mfa_configuration", "username_configuration"]\n'
    assert planner.taken == 2


@pytest.mark.parametrize("actions", [["create"], ["delete"], ["forget"]])
def test_what_nothing_avoids_ends_it_and_writes_nothing(actions: list[str], tmp_path: Path) -> None:
    before, after = (None, {"name": "web"}) if actions == ["create"] else ({"name": "web"}, None)
    updated = entry(POOL, ["update"], {"mfa_configuration": "OFF"}, {"mfa_configuration": "ON"})
    end, _, text, _ = settled(tmp_path, plan(updated, entry(CLIENT, actions, before, after)))
    assert [each.address for each in end.blocking] == [CLIENT]
    assert text == FILE


def test_what_changes_though_it_is_left_alone_ends_it(tmp_path: Path) -> None:
    end, steps, _, _ = settled(tmp_path, plan(entry(POOL, ["update"], {"tags": {"a": "1"}}, {"tags": {}})))
    assert [each.address for each in end.blocking] == [POOL]
    assert len(steps) == 3 < MOST_PLANS


@pytest.mark.parametrize(
    ("path", "argument"),
    [
        (("password_policy", "minimum_length"), "password_policy.minimum_length"),
        (("account_recovery_setting", "recovery_mechanism", "name"), "account_recovery_setting"),
        (("provider_details", "authorize_url"), "provider_details.authorize_url"),
        (("admin_create_user_config", "invite_message_template", "sms_message"),
         "admin_create_user_config.invite_message_template"),
        (("tags_all", "owner"), "tags"),
    ],
)  # fmt: skip
def test_single_arguments_are_left_alone_where_they_can_be(path: tuple[str, ...], argument: str) -> None:
    before: Any = "old"
    after: Any = "new"
    for part in reversed(path):
        before, after = {part: before}, {part: after}
    (change,) = plan(entry(POOL, ["update"], before, after)).changes
    assert arguments_to_leave([change]) == {POOL: {argument}}


def test_the_rest_of_the_file_stays_as_people_wrote_it() -> None:
    text = f'# head\n[unmanaged]\n# why\n"{CLIENT}" = ["generate_secret"]\n\n[import]  # ids\n"{POOL}" = "x"\n'
    assert with_unmanaged(text, {POOL: {"tags", "password_policy"}, CLIENT: {"generate_secret"}}) == (
        f'# head\n\n[unmanaged]\n# why\n"{POOL}" = ["password_policy", "tags"]\n"{CLIENT}" = ["generate_secret"]\n\n'
        f'[import]  # ids\n"{POOL}" = "x"\n'
    )
    assert with_unmanaged(text, {}).count("generate_secret") == 1


def test_a_comment_behind_the_tables_name_stays() -> None:
    text = f'[unmanaged]  # why\n"{CLIENT}" = ["generate_secret"]\n'
    assert with_unmanaged(text, {POOL: {"tags"}}) == (
        f'[unmanaged]  # why\n"{POOL}" = ["tags"]\n"{CLIENT}" = ["generate_secret"]\n'
    )


@pytest.mark.parametrize(
    "text",
    [f'unmanaged."{CLIENT}" = ["generate_secret"]\n', f'unmanaged = {{ "{CLIENT}" = ["generate_secret"] }}\n'],
)
def test_what_cannot_be_added_to_is_left_alone(text: str) -> None:
    with pytest.raises(CannotAdoptError, match=r"give it a line \[unmanaged\] of its own"):
        with_unmanaged(text, {POOL: {"tags"}})


def test_a_program_that_is_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "cdk.tf.json").write_text("{}")
    with pytest.raises(TerraformError, match=r"nowhere cannot be run; install Terraform, or name it with --terraform"):
        Planner(tmp_path / "plan", "nowhere").prepare(tmp_path / "cdk.tf.json", tmp_path / "none")


@pytest.mark.parametrize(
    ("said", "fix"),
    [
        ("Error: Moved object still exists", "The old configuration is still there: remove it, the module block too"),
        ("Error: Cannot import non-existent remote object", "The account and Region that Terraform uses have no such"),
        ("Error: Resource already managed by Terraform", "The state has it: write its address there in [moved]"),
        ("Error: AWS account ID not allowed: 444455556666", "These credentials are of another account than the"),
        ("Error: No valid credential sources found", "Give AWS credentials that may read, as to Terraform itself."),
    ],
)
def test_what_terraform_says_comes_with_what_to_do(said: str, fix: str, tmp_path: Path) -> None:
    (tmp_path / "cdk.tf.json").write_text("{}")
    program = tmp_path / "terraform"
    program.write_text(f"#!/bin/sh\nprintf '│ {said}\\n' >&2\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(TerraformError) as raised:
        Planner(tmp_path / "plan", str(program)).prepare(tmp_path / "cdk.tf.json", tmp_path / "none")
    assert str(raised.value).startswith(f"{said}\n\n{fix}")


def test_a_plan_is_made_without_prevent_destroy(tmp_path: Path) -> None:
    """With it Terraform would only say that it must not replace the pool, and not why it would."""
    (tmp_path / "cdk.tf.json").write_text(
        '{"resource": {"aws_cognito_user_pool": {"main": {"lifecycle": {"prevent_destroy": true, "a": []}}}}}'
    )
    (tmp_path / "plan").mkdir()
    Planner(tmp_path / "plan").take(tmp_path / "cdk.tf.json")
    assert '"lifecycle": {"a": []}' in (tmp_path / "plan/cdk.tf.json").read_text()


def test_what_people_keep_beside_a_stack_is_planned_with_it(tmp_path: Path) -> None:
    """Else what it has in the state would seem to be destroyed."""
    (tmp_path / "cdk.tf.json").write_text("{}")
    for name in ("roles.tf", "cdk.tf.json", "own.tf.json", "terraform.tfvars", "terraform.tfstate", "notes.txt"):
        (tmp_path / "deployed").mkdir(exist_ok=True)
        (tmp_path / "deployed" / name).write_text("deployed")
    Planner(tmp_path / "plan", "true").prepare(tmp_path / "cdk.tf.json", tmp_path / "deployed")
    there = {file.name: file.read_text() for file in (tmp_path / "plan").iterdir()}
    assert there == {
        "cdk.tf.json": "{}",
        **dict.fromkeys(("roles.tf", "own.tf.json", "terraform.tfvars", "terraform.tfstate"), "deployed"),
    }
    Planner(tmp_path / "with", "true").prepare(
        tmp_path / "cdk.tf.json", tmp_path / "deployed", tmp_path / "cdk.tf.json"
    )
    assert (tmp_path / "with/terraform.tfstate").read_text() == "{}"
    assert "local" in (tmp_path / "with/state_override.tf.json").read_text()


def test_what_nobody_has_a_word_for_ends_it(tmp_path: Path) -> None:
    end, steps, text, _ = settled(tmp_path, plan(entry(POOL, ["read", "rename"], {"name": "a"}, {"name": "b"})))
    assert [each.rule.id for each in end.blocking] == ["action-unknown"]
    assert (len(steps), text) == (1, FILE)
