"""What is left to make better after an adoption."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.conftest import Run

POOL = "aws_cognito_user_pool.main"
ENVIRONMENT = """\
region     = "eu-central-1"
account_id = "111122223333"

[user_pool]
name                = "test"
deletion_protection = "INACTIVE"

[user_pool.mfa]
configuration = "OFF"

[user_pool.password_policy]
minimum_length = 20

[app_clients.web]
access_token_validity = "12h"
"""


def written(folder: Path, environment: str, adoption: str | None = None) -> None:
    (folder / "environments/adoption").mkdir(parents=True)
    (folder / "environments/prod.toml").write_text(environment)
    if adoption is not None:
        (folder / "environments/adoption/prod.toml").write_text(adoption)


def test_what_is_weaker_than_the_defaults_comes_worst_first_with_its_line(cognito: Run, tmp_path: Path) -> None:
    written(tmp_path, ENVIRONMENT)
    run = cognito("harden", "prod")
    assert run.exit_code == 0
    places = re.findall(r"^\d\. environments/prod\.toml:(\d+)\n   (\S+) = ", run.output, re.MULTILINE)
    assert sorted(places[:2]) == [("6", "user_pool.deletion_protection"), ("9", "user_pool.mfa.configuration")]
    assert places[2:] == [("15", "app_clients.web.access_token_validity")]
    assert '= "OFF" protects less than the default, "ON"\n   Change: configuration = "ON"\n' in run.output
    assert "minimum_length" not in run.output  # stronger than the default
    assert "can go" not in run.output


def test_what_is_unmanaged_is_listed_and_what_protects_users_first(cognito: Run, tmp_path: Path) -> None:
    adoption = f'[unmanaged]\n"{POOL}" = [\n  "username_configuration",\n  "tags",\n  "mfa_configuration",\n]\n'
    written(tmp_path, ENVIRONMENT.partition("deletion_protection")[0], adoption)
    output = cognito("harden", "prod").output
    assert re.findall(r"toml:(\d)\n   \S+: (\w+)", output) == [
        ("5", "mfa_configuration"),
        ("4", "tags"),
        ("3", "username_configuration"),
    ]
    assert "It blocks where the values differ: that replaces it." in output.partition("username_configuration")[2]
    assert "can go" not in output


def test_when_nothing_is_unmanaged_the_adoption_file_can_go(cognito: Run, tmp_path: Path) -> None:
    written(
        tmp_path, ENVIRONMENT.partition("deletion_protection")[0], f'[import]\n"{POOL}" = "eu-central-1_AbCdEf123"\n'
    )
    assert cognito("harden", "prod").output.splitlines() == [
        "environments/prod.toml: nothing is unmanaged, and nothing weaker than the defaults.",
        "environments/adoption/prod.toml leaves nothing unmanaged: once its imports and moves are applied everywhere, "
        "it can go.",
    ]


def test_mistakes_come_first(cognito: Run, tmp_path: Path) -> None:
    written(tmp_path, ENVIRONMENT.replace('"OFF"', '"off"'))
    assert cognito("harden", "prod").exit_code == 1
