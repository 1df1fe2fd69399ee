"""Every way to get a file wrong gives one message that says where, what and how to mend it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cognito_as_code.checks import load_environments
from cognito_as_code.settings import SettingsError
from cognito_as_code.settings.__main__ import main
from cognito_as_code.settings.core.files import Tables
from cognito_as_code.settings.terraform.rules.backend import CREDENTIALS
from tests.conftest import PROJECT

GOOD = """\
region     = "eu-central-1"
account_id = "111122223333"

[user_pool]
name = "test"
"""


def mistakes(folder: Path, *names: str) -> list[str]:
    """The messages for files of a folder, with paths relative to it."""
    with pytest.raises(SettingsError) as error:
        load_environments(folder / name for name in names or ["test.toml"])
    return [line.replace(f"{folder}/", "") for line in error.value.lines]


TOP_LEVEL = (
    "account_id, alarms, app_clients, compliance, domains, extends, groups, identity_pool, identity_providers, "
    "log_delivery, mcp_servers, overrides, permissions_boundary, production, protected, region, renamed_from, "
    "resource_servers, risk_configuration, tags, terraform, ui_customization, user_pool, users, waivers, web_acl"
)
ADDED_TO_A_GOOD_FILE = {
    "integer for text": ("[tags]\nteam = 5", "tags.team: 5 is an integer; write text: put it in quotes"),
    "boolean for text": ("[tags]\nteam = true", "tags.team: true is a boolean; write text: put it in quotes"),
    "list for text": ('[tags]\nteam = ["a"]', 'tags.team: ["a"] is an array; write text: put it in quotes'),
    "text for integer": (
        '[user_pool.password_policy]\nminimum_length = "14"',
        'user_pool.password_policy.minimum_length: "14" is a string; write a whole number, without quotes',
    ),
    "text for boolean": (
        '[user_pool.password_policy]\nrequire_symbols = "yes"',
        'user_pool.password_policy.require_symbols: "yes" is a string; write true or false, without quotes',
    ),
    "float for integer": (
        "[user_pool.password_policy]\nminimum_length = 14.0",
        "user_pool.password_policy.minimum_length: 14.0 is a float; write a whole number, without quotes",
    ),
    "text for list": (
        '[user_pool.mfa]\nfactors = "TOTP"',
        'user_pool.mfa.factors: "TOTP" is a string; write a list in square brackets, like [...]',
    ),
    "text for table": (
        '[app_clients]\nweb = "web"',
        'app_clients.web: "web" is a string; write a table',
    ),
    "list for table": ("[[identity_pool]]", "identity_pool: [{}] is an array; write one table, [identity_pool]"),
    "table for list": (
        "[user_pool.mfa.factors]\nTOTP = true",
        'user_pool.mfa.factors: {"TOTP": true} is a table; write a list in square brackets, like [...]',
    ),
    "misspelled key": (
        '[user_pool.mfa]\nfactor = ["TOTP"]',
        'user_pool.mfa.factor: unknown key; did you mean "factors"?',
    ),
    "unknown key": (
        "[user_pool.mfa]\nquorum = 2",
        "user_pool.mfa.quorum: unknown key; known here: configuration, factors",
    ),
    "unknown table": (
        "[lambda]",
        f"lambda: unknown key; known here: {TOP_LEVEL}",
    ),
    "misspelled table": ("[identitypool]", 'identitypool: unknown key; did you mean "identity_pool"?'),
    "lower-case enum": (
        '[user_pool.mfa]\nconfiguration = "on"',
        'user_pool.mfa.configuration: "on" is not allowed; did you mean "ON"? use "ON", "OPTIONAL" or "OFF"',
    ),
    "enum in a list": (
        '[user_pool.mfa]\nfactors = ["TOTP", "PHONE"]',
        'user_pool.mfa.factors[1]: "PHONE" is not allowed; did you mean "SMS"? use "TOTP", "SMS" or "EMAIL"',
    ),
    "too small": (
        "[user_pool.password_policy]\nminimum_length = 5",
        "user_pool.password_policy.minimum_length: 5 is below 6, the least Cognito accepts; use 6 to 99",
    ),
    "too large": (
        "[user_pool.password_policy]\npassword_history_size = 25",
        "user_pool.password_policy.password_history_size: 25 is above 24, the most Cognito accepts; use 0 to 24",
    ),
    "text too long": (
        f'[user_pool.verification_message_template]\nsms_message = "{{####}}{"x" * 135}"',
        f'user_pool.verification_message_template.sms_message: "{{####}}{"x" * 53}... (143 characters) '
        "is 141 characters long; use 6 to 140 characters",
    ),
    "empty text": (
        '[user_pool.email_mfa_configuration]\nsubject = ""',
        'user_pool.email_mfa_configuration.subject: "" is 0 characters long; use 1 to 140 characters',
    ),
    "empty list": (
        "[app_clients.web]\nexplicit_auth_flows = []",
        "app_clients.web.explicit_auth_flows: [] has 0 entries; give at least 1",
    ),
    "list too long": (
        "[tags]\n" + "\n".join(f'tag{number} = "x"' for number in range(51)),
        "tags: has more than 50 entries, the most AWS accepts; remove some",
    ),
    "missing factor": (
        "[user_pool.mfa]\nfactors = []",
        'user_pool.mfa.factors: is empty while configuration is "ON"; list at least one of "TOTP", "SMS", "EMAIL" '
        "[MFA-1]",
    ),
    "listed twice": (
        '[user_pool.mfa]\nfactors = ["TOTP", "TOTP"]',
        'user_pool.mfa.factors: "TOTP" is listed more than once; list it once',
    ),
    "bad name": (
        '[app_clients.web]\nname = "a/b"',
        'app_clients.web.name: "a/b" is not valid here; use letters A-Z and a-z, digits, spaces and any of '
        "_ + = , . @ -",
    ),
    "bad table name": (
        "[app_clients.1st]",
        'app_clients.1st: "1st" is not valid here; use a letter or _, then letters, digits, _ and -',
    ),
    "bad tag key": (
        '[tags]\n"aws:team" = "identity"',
        'tags."aws:team": "aws:team" is not valid here; use letters, digits, spaces and any of '
        "_ . : / = + - @, not starting with aws:",
    ),
    "a line's end in a tag key": (
        '[tags]\n"cost\\ncentre" = "7"',
        'tags."cost\\ncentre": "cost\\ncentre" is not valid here; use letters, digits, spaces and any of '
        "_ . : / = + - @, not starting with aws:",
    ),
    "a tab in a tag": (
        '[tags]\nteam = "a\\tb"',
        'tags.team: "a\\tb" is not valid here; use letters, digits, spaces and any of _ . : / = + - @',
    ),
    "bad ARN": (
        '[user_pool.email_configuration]\nsource_arn = "arn:aws:s3:::example-bucket"',
        'user_pool.email_configuration.source_arn: "arn:aws:s3:::example-bucket" is not valid here; use an ARN like '
        "arn:aws:ses:eu-west-1:111122223333:identity/example.com",
    ),
    "role ARN with a short account": (
        '[user_pool.mfa]\nfactors = ["SMS"]\n'
        '[user_pool.sms_configuration]\nexternal_id = "id"\nsns_caller_arn = "arn:aws:iam::1234:role/sms"',
        'user_pool.sms_configuration.sns_caller_arn: "arn:aws:iam::1234:role/sms" is not valid here; use an ARN like '
        "arn:aws:iam::111122223333:role/name",
    ),
    "invitation without the username": (
        '[user_pool.admin_create_user_config.invite_message_template]\nemail_message = "Your password: {####}"',
        'user_pool.admin_create_user_config.invite_message_template.email_message: "Your password: {####}" has no '
        "{username}; write {username} where Cognito puts the value",
    ),
    "message without its code": (
        '[user_pool.verification_message_template]\nemail_message = "Hello there"',
        'user_pool.verification_message_template.email_message: "Hello there" has no {####}; '
        "write {####} where Cognito puts the value",
    ),
    "message with a no-break space": (
        '[user_pool.verification_message_template]\nemail_message = "Code\\u00A0{####}"',
        "user_pool.verification_message_template.email_message: character 5 is U+00A0 NO-BREAK SPACE, which Cognito "
        "refuses here; remove it, or use a plain space",
    ),
    "message with a control character": (
        '[user_pool.verification_message_template]\nemail_subject = "Code\\u0007"',
        "user_pool.verification_message_template.email_subject: character 5 is U+0007 control character, which Cognito "
        "refuses here; remove it, or use a plain space",
    ),
    "duration in a unit Cognito does not take": (
        '[app_clients.web]\nauth_session_validity = "180s"',
        'app_clients.web.auth_session_validity: "180s" is not a whole number followed by m (minutes); '
        'write a duration from "3m" to "15m"',
    ),
    "duration without a unit": (
        '[app_clients.web]\naccess_token_validity = "60"',
        'app_clients.web.access_token_validity: "60" is not a whole number followed by s (seconds) or m (minutes) or '
        'h (hours) or d (days); write a duration from "5m" to "1d"',
    ),
    "duration too short": (
        '[app_clients.web]\nrefresh_token_validity = "3599s"',
        'app_clients.web.refresh_token_validity: "3599s" is shorter than "60m", the least Cognito accepts; '
        'write a duration from "60m" to "3650d"',
    ),
    "duration too long": (
        '[app_clients.web]\nid_token_validity = "25h"',
        'app_clients.web.id_token_validity: "25h" is longer than "1d", the most Cognito accepts; '
        'write a duration from "5m" to "1d"',
    ),
    "http callback": (
        '[app_clients.web]\nallowed_oauth_flows = ["code"]\nallowed_oauth_scopes = ["openid"]\n'
        'callback_urls = ["http://app.example.com/"]',
        'app_clients.web.callback_urls[0]: "http://app.example.com/" uses http, which Cognito allows on localhost, '
        "127.0.0.1 and [::1] only; use https",
    ),
    "callback with a fragment": (
        '[app_clients.web]\nallowed_oauth_flows = ["code"]\nallowed_oauth_scopes = ["openid"]\n'
        'callback_urls = ["https://app.example.com/#/in"]',
        'app_clients.web.callback_urls[0]: "https://app.example.com/#/in" has a fragment, which Cognito refuses; '
        "remove the # and what follows",
    ),
    "relative callback": (
        '[app_clients.web]\nallowed_oauth_flows = ["code"]\nallowed_oauth_scopes = ["openid"]\n'
        'callback_urls = ["/callback"]',
        'app_clients.web.callback_urls[0]: "/callback" is not an absolute URL; '
        "write one like https://app.example.com/callback or myapp://callback",
    ),
    "unknown backend": (
        "[terraform.backend.s4]",
        'terraform.backend.s4: "s4" is not allowed; use "azurerm", "cloud", "consul", "cos", "gcs", "http", '
        '"kubernetes", "local", "oss", "pg", "remote" or "s3"',
    ),
    "two backends": (
        "[terraform.backend.s3]\n[terraform.backend.gcs]",
        "terraform.backend: there are 2 backends, gcs, s3; keep one [BCK-1]",
    ),
    "date in a backend": (
        "[terraform.backend.s3]\nkey = 2026-01-01",
        "terraform.backend.s3.key: 2026-01-01 is a date or a time, which Terraform does not know; put it in quotes",
    ),
    "bad version": (
        '[terraform]\naws_provider = "latest"',
        'terraform.aws_provider: "latest" is not valid here; use a version constraint like ">= 1.5" or "~> 6.25"',
    ),
    "extends that is not a name": (
        "extends = 5",
        'extends: 5 is not a file name; write one, as in extends = "shared/base.toml"',
    ),
    "extends that is not there": (
        'extends = "gone.toml"',
        'extends: "gone.toml" is not there; paths start at this file\'s folder',
    ),
}


@pytest.mark.parametrize(("added", "message"), ADDED_TO_A_GOOD_FILE.values(), ids=ADDED_TO_A_GOOD_FILE)
def test_mistake_in_a_file(added: str, message: str, tmp_path: Path) -> None:
    text = f"{added}\n{GOOD}" if added.startswith("extends") else f"{GOOD}\n{added}\n"
    (tmp_path / "test.toml").write_text(text)
    assert mistakes(tmp_path) == [f"test.toml: {message}"]


WHOLE_FILES = {
    "not TOML": (
        b"region = eu-central-1",
        ['test.toml: line 1: "eu-central-1" is text without quotes; write region = "eu-central-1"'],
    ),
    "empty": (
        b"",
        [
            'test.toml: account_id: is missing; add it, for example account_id = "111122223333"',
            'test.toml: region: is missing; add it, for example region = "eu-central-1"',
            "test.toml: user_pool: is missing; add the table [user_pool] with its keys name",
        ],
    ),
    "huge": (b"#" * 1_000_001, ["test.toml: is larger than 1,000,000 bytes; no settings file is"]),
    "not UTF-8": (b"# caf\xe9", ["test.toml: is not UTF-8 (byte 6); save it as UTF-8"]),
    "nested too deeply": (
        b"a = " + b"[" * 5000 + b"]" * 5000,
        ["test.toml: is nested too deeply; no settings file is"],
    ),
    "misspelled required key": (
        GOOD.replace("account_id", "acount_id").encode(),
        ['test.toml: acount_id: unknown key; did you mean "account_id"?'],
    ),
    "misspelled required table": (
        GOOD.replace("[user_pool]", "[userpool]").encode(),
        ['test.toml: userpool: unknown key; did you mean "user_pool"?'],
    ),
    "required table is text": (
        GOOD.replace("[user_pool]", 'user_pool = "test"\n[tags]').encode(),
        ['test.toml: user_pool: "test" is a string; write a table'],
    ),
    "extends itself": (
        b'extends = "test.toml"',
        ["test.toml: extends: goes in a circle, test.toml -> test.toml; remove one of the extends"],
    ),
}


@pytest.mark.parametrize(("content", "expected"), WHOLE_FILES.values(), ids=WHOLE_FILES)
def test_whole_file_is_wrong(content: bytes, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / "test.toml").write_bytes(content)
    assert mistakes(tmp_path) == expected


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "test.toml").mkdir()
    assert mistakes(tmp_path) == ["test.toml: is a folder; make it a TOML file, or move it"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "test.toml")
    assert mistakes(tmp_path) == ["test.toml: is not a regular file; write the settings into one"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert mistakes(tmp_path) == ["test.toml: is not there; check the name"]


@contextmanager
def nobody() -> Iterator[None]:
    """Be a user whom file permissions hold back, where the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def let_in(folder: Path) -> None:
    """Let every user go into a folder of the tests' own, for file permissions alone to hold them back."""
    for each in folder.parents:
        if each.stat().st_uid == os.geteuid() and each != Path("/"):
            each.chmod(each.stat().st_mode | 0o011)
    folder.chmod(0o755)


needs_file_permissions = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other file permissions")


@needs_file_permissions
def test_an_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "test.toml").write_text(GOOD)
    (tmp_path / "test.toml").chmod(0)
    let_in(tmp_path)
    with nobody():
        assert mistakes(tmp_path) == ["test.toml: cannot be read (Permission denied); mend its permissions"]


CHARACTERS = "use letters a-z, digits and -, but no - at either end"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Prod", f'"Prod" is not valid here; {CHARACTERS}'),
        ("-prod", f'"-prod" is not valid here; {CHARACTERS}'),
        ("prod eu", f'"prod eu" is not valid here; {CHARACTERS}'),
        ("prod.eu", f'"prod.eu" is not valid here; {CHARACTERS}'),
        ("x" * 41, f'"{"x" * 41}" is 41 characters long; use 1 to 40 characters'),
    ],
)
def test_a_file_name_that_names_no_environment(name: str, message: str, tmp_path: Path) -> None:
    (tmp_path / f"{name}.toml").write_text(GOOD)
    assert mistakes(tmp_path, f"{name}.toml") == [f"{name}.toml: the file's name is the environment's: {message}"]


def test_a_circle_of_two_files(tmp_path: Path) -> None:
    (tmp_path / "test.toml").write_text('extends = "other.toml"')
    (tmp_path / "other.toml").write_text('extends = "test.toml"')
    assert mistakes(tmp_path) == [
        "other.toml: extends: goes in a circle, test.toml -> other.toml -> test.toml; remove one of the extends"
    ]


VARIABLES = {
    "azurerm.access_key": "ARM_ACCESS_KEY",
    "azurerm.client_certificate": "ARM_CLIENT_CERTIFICATE",
    "azurerm.client_certificate_password": "ARM_CLIENT_CERTIFICATE_PASSWORD",
    "azurerm.client_secret": "ARM_CLIENT_SECRET",
    "azurerm.oidc_request_token": "ARM_OIDC_REQUEST_TOKEN",
    "azurerm.oidc_token": "ARM_OIDC_TOKEN",
    "azurerm.sas_token": "ARM_SAS_TOKEN",
    "cloud.token": "TF_TOKEN_app_terraform_io",
    "consul.access_token": "CONSUL_HTTP_TOKEN",
    "consul.http_auth": "CONSUL_HTTP_AUTH",
    "cos.secret_id": "TENCENTCLOUD_SECRET_ID",
    "cos.secret_key": "TENCENTCLOUD_SECRET_KEY",
    "cos.security_token": "TENCENTCLOUD_SECURITY_TOKEN",
    "gcs.access_token": "GOOGLE_OAUTH_ACCESS_TOKEN",
    "gcs.credentials": "GOOGLE_BACKEND_CREDENTIALS",
    "gcs.encryption_key": "GOOGLE_ENCRYPTION_KEY",
    "http.client_private_key_pem": "TF_HTTP_CLIENT_PRIVATE_KEY_PEM",
    "http.password": "TF_HTTP_PASSWORD",
    "kubernetes.client_key": "KUBE_CLIENT_KEY_DATA",
    "kubernetes.password": "KUBE_PASSWORD",
    "kubernetes.token": "KUBE_TOKEN",
    "oss.access_key": "ALICLOUD_ACCESS_KEY",
    "oss.secret_key": "ALICLOUD_SECRET_KEY",
    "oss.security_token": "ALICLOUD_SECURITY_TOKEN",
    "remote.token": "TF_TOKEN_app_terraform_io",
    "s3.access_key": "AWS_ACCESS_KEY_ID",
    "s3.secret_key": "AWS_SECRET_ACCESS_KEY",
    "s3.sse_customer_key": "AWS_SSE_CUSTOMER_KEY",
    "s3.token": "AWS_SESSION_TOKEN",
    "s3.web_identity_token": "AWS_WEB_IDENTITY_TOKEN_FILE",
}


@pytest.mark.parametrize("key", VARIABLES)
def test_a_credential_is_answered_with_its_environment_variable_and_never_repeated(key: str, tmp_path: Path) -> None:
    (tmp_path / "test.toml").write_text(f'{GOOD}\n[terraform]\nbackend.{key} = "hunter2"')
    assert mistakes(tmp_path) == [
        f"test.toml: terraform.backend.{key}: is a credential, which does not belong in a file; "
        f"set the environment variable {VARIABLES[key]} instead [BCK-2]"
    ]


def test_every_credential_is_tested() -> None:
    assert set(VARIABLES) == {f"{backend}.{key}" for backend, keys in CREDENTIALS.items() for key in keys}


def test_a_password_in_a_backends_url(tmp_path: Path) -> None:
    table = '[terraform.backend.pg]\nconn_str = "postgres://user:hunter2@db.example.com/state"'
    (tmp_path / "test.toml").write_text(f"{GOOD}\n{table}")
    assert mistakes(tmp_path) == [
        "test.toml: terraform.backend.pg.conn_str: contains a password or a token, which does not belong in a file; "
        "use PG_CONN_STR instead [BCK-2]"
    ]


def test_everything_wrong_is_said_at_once_and_sorted(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(f"{GOOD}bogus = 1\n[user_pool.mfa]\nfactors = []\n[tags]\nteam = 5")
    (tmp_path / "b.toml").write_text("not TOML")
    assert mistakes(tmp_path, "b.toml", "a.toml") == [
        "a.toml: tags.team: 5 is an integer; write text: put it in quotes",
        "a.toml: user_pool.bogus: unknown key; known here: account_recovery_setting, admin_create_user_config, "
        "alias_attributes, auto_verified_attributes, deletion_protection, device_configuration, email_configuration, "
        "email_mfa_configuration, lambda_config, lifecycle, mfa, name, password_policy, schema, sign_in_policy, "
        "sms_authentication_message, sms_configuration, user_attribute_update_settings, user_pool_add_ons, "
        "user_pool_tier, username_attributes, username_configuration, verification_message_template, "
        "web_authn_configuration",
        'a.toml: user_pool.mfa.factors: is empty while configuration is "ON"; list at least one of "TOTP", "SMS", '
        '"EMAIL" [MFA-1]',
        'b.toml: line 1: the "=" behind not is missing; write not = "TOML", or # before a comment',
    ]


def test_a_rule_says_nothing_about_what_it_could_not_read(tmp_path: Path) -> None:
    """No factors are right for OFF, and for all we know OFF was meant."""
    (tmp_path / "test.toml").write_text(f'{GOOD}\n[user_pool.mfa]\nconfiguration = "Off"\nfactors = []')
    assert mistakes(tmp_path) == [
        'test.toml: user_pool.mfa.configuration: "Off" is not allowed; did you mean "OFF"? use "ON", "OPTIONAL" or '
        '"OFF"'
    ]


def test_a_mistake_in_an_extended_file_is_said_once_and_names_that_file(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/base.toml").write_text("[tags]\nteam = 5")
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(f'extends = "shared/base.toml"\n{GOOD}')
    assert mistakes(tmp_path, "a.toml", "b.toml") == [
        "shared/base.toml: tags.team: 5 is an integer; write text: put it in quotes"
    ]


def test_a_mistake_over_a_good_extended_file_names_the_file_that_makes_it(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text('[user_pool.mfa]\nconfiguration = "ON"\nfactors = ["TOTP"]')
    (tmp_path / "test.toml").write_text(f'extends = "base.toml"\n{GOOD}[user_pool.mfa]\nfactors = ["FAX"]')
    assert mistakes(tmp_path) == [
        'test.toml: user_pool.mfa.factors[0]: "FAX" is not allowed; use "TOTP", "SMS" or "EMAIL"'
    ]


def test_a_table_that_a_file_replaces_by_a_value_is_blamed_on_that_file(tmp_path: Path) -> None:
    """The base's keys in it are gone, and with them where they came from."""
    (tmp_path / "base.toml").write_text('[tags]\nteam = "a"\n[user_pool.schema.level]\nmutable = true')
    (tmp_path / "test.toml").write_text(f'extends = "base.toml"\n{GOOD}schema = [{{ level = 1 }}]')
    assert mistakes(tmp_path) == [
        'test.toml: user_pool.schema: [{"level": 1}] is an array; write a table for each, by name, as in '
        "[user_pool.schema.NAME]"
    ]
    tables = Tables()
    tables.merge(Path("base.toml"), {"a": {"b": {"c": 1}}})
    tables.merge(Path("test.toml"), {"a": {"b": 2}})
    assert tables.origin(("a", "b", "c")) == Path("test.toml")


def test_a_broken_extended_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_bytes(b"\xff")
    (tmp_path / "test.toml").write_text(f'extends = "base.toml"\n{GOOD}')
    assert mistakes(tmp_path) == ["base.toml: is not UTF-8 (byte 1); save it as UTF-8"]


class TestCheck:
    """`pipenv run check`."""

    def test_mistakes_go_to_standard_error_and_the_exit_code_is_1(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "test.toml").write_text(GOOD.replace('"eu-central-1"', "5"))
        assert main([str(tmp_path / "test.toml")]) == 1
        output = capsys.readouterr()
        assert output.out == ""
        assert output.err.replace(str(tmp_path), "FOLDER") == (
            "FOLDER/test.toml:1 error region\n"
            "  5 is an integer; write text: put it in quotes\n"
            "      1 | region     = 5\n"
            "        |              ^\n"
            "\n"
            "1 error, 0 warnings\n"
        )

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b"region = 5", id="wrong type"),
            pytest.param(b"\xff", id="not UTF-8"),
            pytest.param(b"a = " + b"[" * 5000, id="lists nested too deeply"),
            pytest.param(b".".join([b"a"] * 5000) + b" = 1", id="tables nested too deeply"),
        ],
    )
    def test_no_mistake_ends_in_a_traceback(self, content: bytes, tmp_path: Path) -> None:
        (tmp_path / "test.toml").write_bytes(content)
        command = [sys.executable, "-m", "cognito_as_code.settings", str(tmp_path / "test.toml")]
        ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
        assert (ended.returncode, ended.stdout) == (1, "")
        *said, number = ended.stderr.splitlines()
        assert re.fullmatch("[1-9] errors?, 0 warnings", number)
        assert all(re.match(f"{tmp_path}/test.toml(:1)? error|  |$", line) for line in said), said

    def test_good_files_are_named_and_the_exit_code_is_0(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "test.toml").write_text(GOOD)
        assert main([str(tmp_path / "test.toml")]) == 0
        assert capsys.readouterr().out == "checked test: no mistake found\n"

    def test_a_folder_without_environments_is_a_mistake(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert main([]) == 1
        (tmp_path / "environments").mkdir()
        assert main([]) == 1
        assert capsys.readouterr().err.splitlines() == [
            "environments error",
            "  is not a folder; make it, with one TOML file for each environment",
            "",
            "1 error, 0 warnings",
            "environments error",
            "  has no environment; add one as NAME.toml",
            "",
            "1 error, 0 warnings",
        ]


class TestStrangeFiles:
    """Files that came out wrong once."""

    STRANGE_FILES = {
        "number of too many hexadecimal digits": (
            f"{GOOD}[tags]\nteam = 0x{'f' * 5000}",
            "tags.team: a number of thousands of digits is an integer; write text: put it in quotes",
        ),
        "number that fills the screen": (
            f"{GOOD}[user_pool.password_policy]\nminimum_length = {'9' * 4000}",
            f"user_pool.password_policy.minimum_length: {'9' * 60}... (4000 characters) is above 99, "
            "the most Cognito accepts; use 6 to 99",
        ),
        "key that is called [key]": (f'"[key]" = 1\n{GOOD}', f'"[key]": unknown key; known here: {TOP_LEVEL}'),
        "key of two lines": (f'"two\\nlines" = 1\n{GOOD}', f'"two\\nlines": unknown key; known here: {TOP_LEVEL}'),
        "extends with a null character": (
            f'extends = "a\\u0000b"\n{GOOD}',
            'extends: "a\\u0000b" cannot be read; name another file',
        ),
        "extends with a name that is too long": (
            f'extends = "{"a" * 300}.toml"\n{GOOD}',
            f'extends: "{"a" * 59}... (307 characters) cannot be read; name another file',
        ),
        "extends that is empty": (
            f'extends = ""\n{GOOD}',
            'extends: "" is not a file name; write one, as in extends = "shared/base.toml"',
        ),
        "extends that is a folder": (f'extends = "."\n{GOOD}', 'extends: "." is a folder; name a file'),
        "misspelled factor that would use another table": (
            f'{GOOD}[user_pool.mfa]\nfactors = ["SMSS"]\n[user_pool.sms_configuration]\nexternal_id = "id"',
            'user_pool.mfa.factors[0]: "SMSS" is not allowed; did you mean "SMS"? use "TOTP", "SMS" or "EMAIL"',
        ),
        "misspelled attribute that recovery needs": (
            f'{GOOD}auto_verified_attributes = ["phone"]\n'
            '[user_pool.account_recovery_setting]\nrecovery_mechanisms = ["verified_email", "verified_phone_number"]',
            'user_pool.auto_verified_attributes[0]: "phone" is not allowed; did you mean "phone_number"? use "email" '
            'or "phone_number"',
        ),
        "misnamed client that an identity pool needs": (
            f"{GOOD}[app_clients.1st]\n[identity_pool]",
            'app_clients.1st: "1st" is not valid here; use a letter or _, then letters, digits, _ and -',
        ),
        "password of a key": (
            f'{GOOD}[terraform.backend.pg]\nconn_str = "host=db.example.com sslpassword=hunter2"',
            "terraform.backend.pg.conn_str: contains a password or a token, which does not belong in a file; "
            "use PG_CONN_STR instead [BCK-2]",
        ),
        "credential in a list": (
            f'{GOOD}[terraform.backend.s3]\nsecret_key = ["hunter2"]',
            "terraform.backend.s3.secret_key[0]: is a credential, which does not belong in a file; "
            "set the environment variable AWS_SECRET_ACCESS_KEY instead [BCK-2]",
        ),
        "date, which is shown as it was written": (
            f"{GOOD}[tags]\nsince = 2026-01-01",
            "tags.since: 2026-01-01 is a date or a time; write text: put it in quotes",
        ),
        "key that is there twice": (
            f'{GOOD}name = "again"\n',
            "line 6: name has a value already, at line 5; keep one of the two",
        ),
        "limit that is ours": (
            f"{GOOD}[user_pool.password_policy]\ntemporary_password_validity_days = 0",
            "user_pool.password_policy.temporary_password_validity_days: 0 would mean 7 days to AWS; use 1 to 365",
        ),
        "length that is one number": (
            GOOD.replace("111122223333", "1234"),
            'account_id: "1234" is 4 characters long; use 12 characters',
        ),
    }

    @pytest.mark.parametrize(("content", "message"), STRANGE_FILES.values(), ids=STRANGE_FILES)
    def test_a_strange_file_gives_one_short_message(self, content: str, message: str, tmp_path: Path) -> None:
        (tmp_path / "test.toml").write_text(content)
        assert mistakes(tmp_path) == [f"test.toml: {message}"]

    def test_a_number_that_python_cannot_read_is_no_traceback(self, tmp_path: Path) -> None:
        (tmp_path / "test.toml").write_text(f"{GOOD}[tags]\nteam = {'9' * 5000}")
        (message,) = mistakes(tmp_path)
        assert message.startswith("test.toml: line 7: is not TOML: exceeds the limit (4300 digits)")

    def test_extending_a_link_to_itself(self, tmp_path: Path) -> None:
        (tmp_path / "base.toml").symlink_to("base.toml")
        (tmp_path / "test.toml").write_text(f'extends = "base.toml"\n{GOOD}')
        assert mistakes(tmp_path) == ['test.toml: extends: "base.toml" cannot be read; name another file']

    @needs_file_permissions
    def test_extending_a_file_in_an_unreadable_folder(self, tmp_path: Path) -> None:
        (tmp_path / "shared").mkdir()
        (tmp_path / "shared/base.toml").touch()
        (tmp_path / "shared").chmod(0)
        (tmp_path / "test.toml").write_text(f'extends = "shared/base.toml"\n{GOOD}')
        let_in(tmp_path)
        with nobody():
            assert mistakes(tmp_path) == ['test.toml: extends: "shared/base.toml" cannot be read; name another file']

    def test_two_files_of_one_name_are_two_environments_of_one_name(self, tmp_path: Path) -> None:
        for folder in ("a", "b"):
            (tmp_path / folder).mkdir()
            (tmp_path / folder / "test.toml").write_text(GOOD)
        assert mistakes(tmp_path, "a/test.toml", "b/test.toml") == [
            "b/test.toml: another file has that name, which is the environment's; rename one"
        ]

    @pytest.mark.parametrize("backend", ["cloud", "remote"])
    def test_a_token_for_another_host_is_answered_with_that_hosts_variable(self, backend: str, tmp_path: Path) -> None:
        (tmp_path / "test.toml").write_text(
            f'{GOOD}[terraform.backend.{backend}]\nhostname = "my-tfe.example.com"\ntoken = "hunter2"'
        )
        assert mistakes(tmp_path) == [
            f"test.toml: terraform.backend.{backend}.token: is a credential, which does not belong in a file; "
            "set the environment variable TF_TOKEN_my__tfe_example_com instead [BCK-2]"
        ]

    REFUSED_URLS = {
        "with a zero-width space": (
            "https://app\\u200B.example.com/",
            "character 12 is U+200B ZERO WIDTH SPACE, which Cognito refuses here; remove it, or use a plain space",
        ),
        "with a control character": (
            "https://app.example.com/\\u0001",
            "character 25 is U+0001 control character, which Cognito refuses here; remove it, or use a plain space",
        ),
        "with http, a query and no path": (
            "http://localhost:3000?from=cognito",
            '"http://localhost:3000?from=cognito" uses http, which Cognito allows on localhost, 127.0.0.1 and [::1] '
            "only; use https",
        ),
    }

    @pytest.mark.parametrize(("url", "message"), REFUSED_URLS.values(), ids=REFUSED_URLS)
    def test_a_url_that_cognito_refuses_is_a_mistake(self, url: str, message: str, tmp_path: Path) -> None:
        (tmp_path / "test.toml").write_text(
            f'{GOOD}[app_clients.web]\nallowed_oauth_flows = ["code"]\nallowed_oauth_scopes = ["openid"]\n'
            f'callback_urls = ["{url}"]'
        )
        assert mistakes(tmp_path) == [f"test.toml: app_clients.web.callback_urls[0]: {message}"]

    ALLOWED_URLS = [
        "https://app.example.com/callback?from=cognito",
        "http://localhost",
        "http://localhost:3000/",
        "http://127.0.0.1:80/in",
        "http://[::1]/",
        "myapp://callback",
    ]

    @pytest.mark.parametrize("url", ALLOWED_URLS)
    def test_a_url_that_cognito_takes_is_no_mistake(self, url: str, tmp_path: Path) -> None:
        (tmp_path / "test.toml").write_text(
            f'{GOOD}[app_clients.web]\nallowed_oauth_flows = ["code"]\nallowed_oauth_scopes = ["openid"]\n'
            f'callback_urls = ["{url}"]\nlogout_urls = ["{url}"]\ndefault_redirect_uri = "{url}"'
        )
        load_environments([tmp_path / "test.toml"])

    ACCEPTED_BY_AWS = {
        "SMS with a no-break space": 'sms_authentication_message = "Code:\\u00A0{####}"',
        "SMS with a joined emoji": 'sms_authentication_message = "👩\\u200D💻 {####}"',
        "tag value with an accent": '[tags]\nowner = "Zoë"',
        "tag key with an accent": '[tags]\n"Geschäft" = "identity"',
    }

    @pytest.mark.parametrize("added", ACCEPTED_BY_AWS.values(), ids=ACCEPTED_BY_AWS)
    def test_what_aws_and_terraform_accept_is_no_mistake(self, added: str, tmp_path: Path) -> None:
        (tmp_path / "test.toml").write_text(f"{GOOD}{added}", encoding="utf-8")
        load_environments([tmp_path / "test.toml"])
