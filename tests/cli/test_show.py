"""Every value in force, with what says it; and where two environments differ."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

BASE = """\
[user_pool]
name = "shared"

[user_pool.password_policy]
minimum_length = 20
"""
FILE = """\
extends    = "shared/base.toml"
region     = "eu-central-1"
account_id = "111122223333"
compliance = ["strict"]

[user_pool.password_policy]
require_symbols = true

[user_pool.email_configuration]
email_sending_account = "DEVELOPER"
source_arn            = "arn:aws:ses:eu-central-1:111122223333:identity/example.com"

[app_clients.web]
application_type = "SPA"
callback_urls    = ["https://app.example.com/"]
explicit_auth_flows = ["ALLOW_USER_AUTH"]
"""


@pytest.fixture
def values(cognito: Run, tmp_path: Path) -> dict[str, dict[str, Any]]:
    (tmp_path / "environments/shared").mkdir(parents=True)
    (tmp_path / "environments/shared/base.toml").write_text(BASE)
    (tmp_path / "environments/a.toml").write_text(FILE)
    result = cognito("show", "a", "--format", "json")
    assert result.exit_code == 0, result.output
    return {each.pop("key"): each for each in json.loads(result.stdout)}


A, SHARED = "environments/a.toml", "environments/shared/base.toml"
STRICT = "user_pool.user_pool_add_ons.advanced_security_mode"


@pytest.mark.parametrize(
    ("key", "value", "source", "file", "line"),
    [
        ("region", "eu-central-1", "file", A, 2),
        ("user_pool.name", "shared", "extends", SHARED, 2),
        ("user_pool.password_policy.minimum_length", 20, "extends", SHARED, 5),
        ("user_pool.password_policy.require_symbols", True, "file", A, 7),
        ("user_pool.password_policy.require_numbers", True, "default", "", 0),
        ("user_pool.mfa.factors", ["TOTP"], "default", "", 0),
        ("user_pool.user_pool_tier", "PLUS", "default", "", 0),
        (STRICT, "ENFORCED", "profile", A, 4),
        ("web_acl.rate_limit", 300, "profile", A, 4),
        ("app_clients.web.allowed_oauth_flows", ["code"], "preset", A, 14),
        ("app_clients.web.refresh_token_rotation.feature", "ENABLED", "preset", A, 14),
        ("app_clients.web.explicit_auth_flows", ["ALLOW_USER_AUTH"], "file", A, 16),
        ("app_clients.web.name", "web", "default", "", 0),
        ("app_clients.web.enable_token_revocation", True, "default", "", 0),
    ],
)
def test_a_value_has_its_source(
    key: str, value: object, source: str, file: str, line: int, values: dict[str, dict[str, Any]]
) -> None:
    assert values[key] == {"value": value, "source": source, "file": file, "line": line}


def test_the_table_says_the_place_and_leaves_out_what_is_not_set(values: dict[str, Any], cognito: Run) -> None:
    assert values
    rows = {line.split()[0]: line.rstrip() for line in cognito("show", "a").output.splitlines()}
    assert rows["user_pool.name"].split() == ["user_pool.name", '"shared"', f"{SHARED}:2", "(extends)"]
    assert rows[STRICT].split(maxsplit=2)[1:] == ['"ENFORCED"', f'{A}:4 (compliance = ["strict"])']
    assert rows["app_clients.web.allowed_oauth_flows"].endswith(f"{A}:14 (application_type)")
    assert rows["user_pool.mfa.configuration"].split() == ["user_pool.mfa.configuration", '"ON"', "default"]
    assert "renamed_from" not in rows


def test_a_mistake_is_told_instead(cognito: Run, project: Path) -> None:
    (project / "environments/dev.toml").write_text("region = 1")
    result = cognito("-C", project, "show", "dev")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "environments/dev.toml" in result.stderr
    assert "1 is an integer; write text" in result.stderr


class TestDiff:
    """Where two environments differ, and which protects less."""

    def test_it_says_what_differs_and_which_is_weaker(self, cognito: Run, project: Path) -> None:
        dev = project / "environments/dev.toml"
        dev.write_text(
            dev.read_text()
            + '\n[user_pool.password_policy]\nminimum_length = 8\n\n[user_pool.mfa]\nconfiguration = "OPTIONAL"\n'
        )
        prod = project / "environments/prod.toml"
        prod.write_text(prod.read_text() + 'access_token_validity = "2h"\n')
        result = cognito("-C", project / "stacks", "diff", "dev", "prod", "--format", "json")
        assert result.exit_code == 0
        rows = {each["key"]: each for each in json.loads(result.stdout)}
        assert {key: row["weaker"] for key, row in rows.items()} == {
            "account_id": "",
            "production": "",
            "user_pool.name": "",
            "user_pool.mfa.configuration": "dev",
            "user_pool.password_policy.minimum_length": "dev",
            "user_pool.email_configuration.email_sending_account": "",
            "user_pool.email_configuration.source_arn": "",
            "app_clients.web.access_token_validity": "prod",
            "app_clients.web.callback_urls": "",
            "domains.main.domain": "",
        }
        assert (rows["user_pool.mfa.configuration"]["dev"], rows["user_pool.mfa.configuration"]["prod"]) == (
            "OPTIONAL",
            "ON",
        )

    def test_a_table_that_one_lacks_is_weaker(self, cognito: Run, project: Path) -> None:
        prod = project / "environments/prod.toml"
        prod.write_text(prod.read_text() + "\n[web_acl]\n")
        rows = json.loads(cognito("-C", project, "diff", "dev", "prod", "--format", "json").stdout)
        assert {each["weaker"] for each in rows if each["key"].startswith("web_acl")} == {"dev"}

    def test_an_environment_does_not_differ_from_itself(self, cognito: Run, project: Path) -> None:
        assert cognito("-C", project, "diff", "dev", "dev").output == "dev and dev come to the same\n"


def test_what_an_environment_adopts_is_shown_below(cognito: Run, tmp_path: Path) -> None:
    (tmp_path / "environments/adoption").mkdir(parents=True)
    (tmp_path / "environments/prod.toml").write_text(
        'region = "eu-central-1"\naccount_id = "111122223333"\nuser_pool.name = "test"\n'
    )
    (tmp_path / "environments/adoption/prod.toml").write_text(
        '[import]\n"aws_cognito_user_pool.main" = "eu-central-1_AbCdEf123"\n'
        '[unmanaged]\n"aws_cognito_user_pool.main" = ["sign_in_policy", "tags"]\n'
    )
    table = cognito("show", "prod").output.split("\n\n")[-1].splitlines()
    assert [line.strip().split(maxsplit=2) for line in table] == [
        ["adopted", "from", "left as it is"],
        ["aws_cognito_user_pool.main", "eu-central-1_AbCdEf123", "sign_in_policy, tags"],
    ]
