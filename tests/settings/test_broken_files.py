"""Every way to get a file wrong gives one message that says where, what and how to mend it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from settings import SettingsError, load_environments
from settings.__main__ import main

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


ADDED_TO_A_GOOD_FILE = {
    "integer for text": ("[tags]\nteam = 5", "tags.team: 5 is an integer; write text: put it in quotes"),
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
    "list for table": ("[[identity_pool]]", "identity_pool: [{}] is an array; write a table"),
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
        "lambda: unknown key; known here: account_id, app_clients, extends, identity_pool, region, renamed_from, tags, "
        "terraform, user_pool",
    ),
    "lower-case enum": (
        '[user_pool.mfa]\nconfiguration = "on"',
        'user_pool.mfa.configuration: "on" is not allowed; use "ON", "OPTIONAL" or "OFF"',
    ),
    "enum in a list": (
        '[user_pool.mfa]\nfactors = ["TOTP", "PHONE"]',
        'user_pool.mfa.factors[1]: "PHONE" is not allowed; use "TOTP", "SMS" or "EMAIL"',
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
    "empty list": (
        "[app_clients.web]\nexplicit_auth_flows = []",
        "app_clients.web.explicit_auth_flows: [] has 0 entries; give at least 1",
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
        'tags.aws:team: "aws:team" is not valid here; use letters A-Z and a-z, digits, spaces and any of '
        "_ . : / = + - @, not starting with aws:",
    ),
    "bad ARN": (
        '[user_pool.email_configuration]\nsource_arn = "arn:aws:s3:::example-bucket"',
        'user_pool.email_configuration.source_arn: "arn:aws:s3:::example-bucket" is not valid here; use an ARN like '
        "arn:aws:ses:eu-west-1:111122223333:identity/example.com",
    ),
    "message without its code": (
        '[user_pool.verification_message_template]\nemail_message = "Hello there"',
        'user_pool.verification_message_template.email_message: "Hello there" has no {####}; '
        "write {####} where Cognito puts the value",
    ),
    "message with a no-break space": (
        '[user_pool.verification_message_template]\nemail_message = "Code\\u00A0{####}"',
        "user_pool.verification_message_template.email_message: character 5 is U+00A0 NO-BREAK SPACE, which Cognito "
        "refuses in messages; remove it, or use a plain space",
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
        'terraform.backend.s3.key: "2026-01-01" is a date or a time, which Terraform does not know; put it in quotes',
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
        ["test.toml: is not TOML: Invalid value (at line 1, column 10); strings need quotes, see https://toml.io"],
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


def test_an_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "test.toml").write_text(GOOD)
    (tmp_path / "test.toml").chmod(0)
    for folder in tmp_path.parents:
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    tmp_path.chmod(0o755)
    with nobody():
        assert mistakes(tmp_path) == ["test.toml: cannot be read (Permission denied); mend its permissions"]


@pytest.mark.parametrize("name", ["Prod.toml", "-prod.toml", "prod eu.toml", f"{'x' * 41}.toml"])
def test_a_file_name_that_names_no_environment(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(GOOD)
    (message,) = mistakes(tmp_path, name)
    assert message.startswith(f"{name}: the file's name is the environment's: ")


def test_a_circle_of_two_files(tmp_path: Path) -> None:
    (tmp_path / "test.toml").write_text('extends = "other.toml"')
    (tmp_path / "other.toml").write_text('extends = "test.toml"')
    assert mistakes(tmp_path) == [
        "other.toml: extends: goes in a circle, test.toml -> other.toml -> test.toml; remove one of the extends"
    ]


CREDENTIALS = {
    "azurerm": ("access_key", "ARM_ACCESS_KEY"),
    "consul": ("access_token", "CONSUL_HTTP_TOKEN"),
    "cos": ("secret_key", "TENCENTCLOUD_SECRET_KEY"),
    "gcs": ("credentials", "GOOGLE_BACKEND_CREDENTIALS"),
    "http": ("password", "TF_HTTP_PASSWORD"),
    "kubernetes": ("token", "KUBE_TOKEN"),
    "oss": ("secret_key", "ALICLOUD_SECRET_KEY"),
    "remote": ("token", "TF_TOKEN_app_terraform_io"),
    "s3": ("secret_key", "AWS_SECRET_ACCESS_KEY"),
}


@pytest.mark.parametrize("backend", CREDENTIALS)
def test_a_credential_is_answered_with_its_environment_variable_and_never_repeated(
    backend: str, tmp_path: Path
) -> None:
    key, variable = CREDENTIALS[backend]
    (tmp_path / "test.toml").write_text(f'{GOOD}\n[terraform.backend.{backend}]\n{key} = "hunter2"')
    assert mistakes(tmp_path) == [
        f"test.toml: terraform.backend.{backend}.{key}: is a credential, which does not belong in a file; "
        f"set the environment variable {variable} instead [BCK-2]"
    ]


def test_a_password_in_a_backends_url(tmp_path: Path) -> None:
    table = '[terraform.backend.pg]\nconn_str = "postgres://user:hunter2@db.example.com/state"'
    (tmp_path / "test.toml").write_text(f"{GOOD}\n{table}")
    assert mistakes(tmp_path) == [
        "test.toml: terraform.backend.pg.conn_str: contains a password, which does not belong in a file; "
        "use PG_CONN_STR instead [BCK-2]"
    ]


def test_everything_wrong_is_said_at_once_and_sorted(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(f"{GOOD}bogus = 1\n[user_pool.mfa]\nfactors = []\n[tags]\nteam = 5")
    (tmp_path / "b.toml").write_text("not TOML")
    assert [line.partition(": ")[2].partition(": ")[0] for line in mistakes(tmp_path, "b.toml", "a.toml")] == [
        "tags.team",
        "user_pool.bogus",
        "user_pool.mfa.factors",
        "is not TOML",
    ]


def test_a_rule_says_nothing_about_what_it_could_not_read(tmp_path: Path) -> None:
    """No factors are right for OFF, and for all we know OFF was meant."""
    (tmp_path / "test.toml").write_text(f'{GOOD}\n[user_pool.mfa]\nconfiguration = "Off"\nfactors = []')
    assert len(mistakes(tmp_path)) == 1


def test_a_mistake_in_an_extended_file_is_said_once_and_names_that_file(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/base.toml").write_text("[tags]\nteam = 5")
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(f'extends = "shared/base.toml"\n{GOOD}')
    assert mistakes(tmp_path, "a.toml", "b.toml") == [
        "shared/base.toml: tags.team: 5 is an integer; write text: put it in quotes"
    ]


class TestCheck:
    """`pipenv run check`."""

    def test_mistakes_go_to_standard_error_and_the_exit_code_is_1(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "test.toml").write_text("region = 5")
        assert main([str(tmp_path / "test.toml")]) == 1
        output = capsys.readouterr()
        assert output.out == ""
        assert len(output.err.splitlines()) == 3

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
            "environments: is not a folder; make it, with one TOML file for each environment",
            "environments: has no environment; add one as NAME.toml",
        ]
