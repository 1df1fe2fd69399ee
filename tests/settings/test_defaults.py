"""What a file that says little means, and what a file takes from the one it extends."""

from __future__ import annotations

import subprocess
import sys
from operator import attrgetter
from pathlib import Path

import pytest

from cognito_as_code.checks import load_environment, load_environments
from cognito_as_code.settings import EnvironmentSettings
from tests.conftest import PROJECT

GOOD = """\
region     = "eu-central-1"
account_id = "111122223333"

[user_pool]
name = "test"
"""


def load(folder: Path, text: str = GOOD, **extended: str) -> EnvironmentSettings:
    """The settings of a file, beside others that it may extend."""
    for name, content in extended.items():
        (folder / f"{name}.toml").write_text(content)
    (folder / "test.toml").write_text(text)
    return load_environment(folder / "test.toml")


POOL = {
    "deletion_protection": "ACTIVE",
    "lifecycle.prevent_destroy": True,
    "user_pool_tier": None,
    "admin_create_user_config.allow_admin_create_user_only": True,
    "username_configuration.case_sensitive": False,
    "username_attributes": [],
    "alias_attributes": [],
    "auto_verified_attributes": ["email"],
    "account_recovery_setting.recovery_mechanisms": ["verified_email"],
    "mfa.configuration": "ON",
    "mfa.factors": ["TOTP"],
    "password_policy.minimum_length": 14,
    "password_policy.require_lowercase": True,
    "password_policy.require_uppercase": True,
    "password_policy.require_numbers": True,
    "password_policy.require_symbols": True,
    "password_policy.password_history_size": 0,
    "password_policy.temporary_password_validity_days": 1,
    "email_configuration.email_sending_account": "COGNITO_DEFAULT",
    "sends_sms": False,
}

CLIENT = {
    "generate_secret": False,
    "explicit_auth_flows": ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
    "allowed_oauth_flows": [],
    "allowed_oauth_scopes": [],
    "callback_urls": [],
    "logout_urls": [],
    "prevent_user_existence_errors": "ENABLED",
    "enable_token_revocation": True,
    "enable_propagate_additional_user_context_data": False,
    "access_token_validity": "60m",
    "id_token_validity": "60m",
    "refresh_token_validity": "30d",
    "auth_session_validity": "3m",
}

EMPTY_TABLES = "".join(
    f"\n[user_pool.{table}]"
    for table in (
        "account_recovery_setting",
        "admin_create_user_config",
        "email_configuration",
        "lifecycle",
        "mfa",
        "password_policy",
        "sms_configuration",
        "username_configuration",
    )
)


class TestWhatIsLeftOut:
    """It is secure."""

    @pytest.mark.parametrize("text", [GOOD, f"{GOOD}{EMPTY_TABLES}"], ids=["no tables", "empty tables"])
    @pytest.mark.parametrize("key", POOL)
    def test_a_pool_is_guarded(self, key: str, text: str, tmp_path: Path) -> None:
        assert attrgetter(key)(load(tmp_path, text).user_pool) == POOL[key]

    @pytest.mark.parametrize("key", CLIENT)
    def test_a_client_may_do_little(self, key: str, tmp_path: Path) -> None:
        assert attrgetter(key)(load(tmp_path, f"{GOOD}[app_clients.web]").app_clients["web"]) == CLIENT[key]

    def test_there_is_no_client_and_no_identity_pool_unless_asked_for(self, tmp_path: Path) -> None:
        settings = load(tmp_path)
        assert settings.app_clients == {}
        assert settings.identity_pool is None

    def test_an_identity_pool_lets_users_do_nothing_and_is_guarded(self, tmp_path: Path) -> None:
        identity_pool = load(tmp_path, f"{GOOD}[app_clients.web]\n[identity_pool]").identity_pool
        assert identity_pool is not None
        assert identity_pool.roles.authenticated.statement == []
        assert identity_pool.lifecycle.prevent_destroy

    def test_mfa_that_is_off_has_no_factor(self, tmp_path: Path) -> None:
        assert load(tmp_path, f'{GOOD}[user_pool.mfa]\nconfiguration = "OFF"').user_pool.mfa.factors == []

    def test_terraform_is_told_the_provider_and_no_backend(self, tmp_path: Path) -> None:
        terraform = load(tmp_path).terraform
        assert (terraform.required_version, terraform.aws_provider, terraform.backend) == (None, "~> 6.25", {})


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("eu-central-1", "aws"),
        ("us-gov-west-1", "aws-us-gov"),
        ("cn-north-1", "aws-cn"),
        ("us-iso-east-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"),
    ],
)
def test_the_region_decides_the_partition(region: str, partition: str, tmp_path: Path) -> None:
    assert load(tmp_path, GOOD.replace("eu-central-1", region)).partition == partition


class TestExtends:
    """A file lies over the one it extends."""

    def test_tables_merge_at_every_depth_and_the_upper_file_wins(self, tmp_path: Path) -> None:
        base = (
            '[tags]\nteam = "identity"\nstage = "any"\n'
            '[user_pool.verification_message_template]\nemail_subject = "Base"\nsms_message = "Base {####}"'
        )
        over = '[tags]\nstage = "test"\n[user_pool.verification_message_template]\nemail_subject = "Test"'
        settings = load(tmp_path, f'extends = "base.toml"\n{GOOD}{over}', base=base)
        assert settings.tags == {"team": "identity", "stage": "test"}
        template = settings.user_pool.verification_message_template
        assert (template.email_subject, template.sms_message) == ("Test", "Base {####}")

    def test_lists_replace_lists(self, tmp_path: Path) -> None:
        base = '[user_pool.mfa]\nconfiguration = "OPTIONAL"\nfactors = ["TOTP", "SMS"]'
        settings = load(tmp_path, f'extends = "base.toml"\n{GOOD}[user_pool.mfa]\nfactors = ["TOTP"]', base=base)
        assert settings.user_pool.mfa.model_dump() == {"configuration": "OPTIONAL", "factors": ["TOTP"]}

    def test_lists_of_tables_replace_lists_of_tables(self, tmp_path: Path) -> None:
        def statement(sid: str) -> str:
            return (
                f'[[identity_pool.roles.authenticated.statement]]\nsid = "{sid}"\n'
                'actions = ["s3:GetObject"]\nresources = ["arn:aws:s3:::example-bucket/one"]\n'
            )

        base = f"[app_clients.web]\n{statement('One')}{statement('Two')}"
        settings = load(tmp_path, f'extends = "base.toml"\n{GOOD}{statement("Three")}', base=base)
        assert settings.identity_pool is not None
        assert [each.sid for each in settings.identity_pool.roles.authenticated.statement] == ["Three"]

    def test_a_mistake_that_the_upper_file_replaces_is_none(self, tmp_path: Path) -> None:
        base = 'tags = "none"\n[user_pool]\nname = 5'
        over = '[tags]\nteam = "identity"'
        settings = load(tmp_path, f'extends = "base.toml"\n{GOOD}{over}', base=base)
        assert (settings.tags, settings.user_pool.name) == ({"team": "identity"}, "test")

    def test_files_extend_files_that_extend_files_from_their_own_folders(self, tmp_path: Path) -> None:
        (tmp_path / "shared/deep").mkdir(parents=True)
        (tmp_path / "shared/deep/a.toml").write_text('[tags]\na = "a"\nb = "a"')
        (tmp_path / "shared/b.toml").write_text('extends = "deep/a.toml"\n[tags]\nb = "b"\nc = "b"')
        settings = load(tmp_path, f'extends = "shared/b.toml"\n{GOOD}[tags]\nc = "c"')
        assert settings.tags == {"a": "a", "b": "b", "c": "c"}

    def test_two_environments_over_one_file_do_not_mix(self, tmp_path: Path) -> None:
        (tmp_path / "base.toml").write_text('[tags]\nteam = "identity"')
        (tmp_path / "a.toml").write_text(f'extends = "base.toml"\n{GOOD}[tags]\nstage = "a"')
        (tmp_path / "b.toml").write_text(f'extends = "base.toml"\n{GOOD}')
        environments = load_environments([tmp_path / "a.toml", tmp_path / "b.toml"])
        assert environments["a"].tags == {"team": "identity", "stage": "a"}
        assert environments["b"].tags == {"team": "identity"}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["no byte order mark", "byte order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_files_of_every_system_are_read(mark: bytes, end: str, tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_bytes(mark + f'[tags]{end}team = "identity"{end}'.encode())
    text = f'extends = "base.toml"\n{GOOD}'.replace("\n", end)
    (tmp_path / "test.toml").write_bytes(mark + text.encode())
    settings = load_environment(tmp_path / "test.toml")
    assert (settings.user_pool.name, settings.tags) == ("test", {"team": "identity"})


def test_checking_loads_no_framework_and_needs_no_node(tmp_path: Path) -> None:
    (tmp_path / "test.toml").write_text(GOOD)
    program = (
        "import sys\n"
        "from cognito_as_code.settings.__main__ import main\n"
        "main(sys.argv[1:])\n"
        "print({'cdktf', 'cdktf_cdktf_provider_aws', 'constructs', 'jsii', 'stacks'} & set(sys.modules))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "test.toml")],
        cwd=PROJECT,
        env={"PATH": "", "JSII_NODE": "/nonexistent/node"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout == "checked test: no mistake found\nset()\n"
