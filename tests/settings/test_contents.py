"""Texts and bytes that come from files, secrets that never do, and what kinds of applications mean."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest

from cognito_as_code.checks import load_environment
from cognito_as_code.settings import SettingsError
from cognito_as_code.settings.app_client.model import PRESETS, AppClientSettings
from cognito_as_code.settings.core.contents import LARGEST_FILE_BYTES

GOOD = """\
region     = "eu-central-1"
account_id = "111122223333"
user_pool.name = "test"
"""
INVITATION = "user_pool.admin_create_user_config.invite_message_template.email_message"


def mistakes(folder: Path, added: str) -> list[str]:
    (folder / "test.toml").write_text(GOOD + added)
    with pytest.raises(SettingsError) as error:
        load_environment(folder / "test.toml")
    return [line.removeprefix(f"{folder}/") for line in error.value.lines]


def test_a_text_is_read_from_beside_the_file_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/invitation.html").write_text("<p>{username}: {####} ä</p>", encoding="utf-8")
    (tmp_path / "shared/base.toml").write_text(f'{GOOD}{INVITATION} = {{ file = "invitation.html" }}')
    (tmp_path / "test.toml").write_text('extends = "shared/base.toml"')
    invitation = load_environment(tmp_path / "test.toml").user_pool.admin_create_user_config.invite_message_template
    assert invitation.email_message == "<p>{username}: {####} ä</p>"


def test_bytes_are_read_as_base64(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\xff")
    classic = 'domains.main = {domain = "example", managed_login_version = 1}\n'
    (tmp_path / "test.toml").write_text(f'{GOOD}{classic}ui_customization.image_file = {{ filebase64 = "logo.png" }}')
    look = load_environment(tmp_path / "test.toml").ui_customization
    assert look
    assert base64.b64decode(look.image_file or "") == b"\x89PNG\xff"


def test_what_the_file_holds_is_checked_like_any_text(tmp_path: Path) -> None:
    (tmp_path / "invitation.html").write_text("Welcome!")
    assert mistakes(tmp_path, f'{INVITATION} = {{ file = "invitation.html" }}') == [
        f'test.toml: {INVITATION}: the content of "invitation.html" has no {{username}}; '
        f"write {{username}} where Cognito puts the value"
    ]


def test_files_that_cannot_be_read_are_said_all_at_once(tmp_path: Path) -> None:
    (tmp_path / "latin-1.txt").write_bytes(b"\xe4")
    (tmp_path / "large.txt").write_bytes(b" " * (LARGEST_FILE_BYTES + 1))
    names = {"email_subject": "missing.txt", "email_message": "latin-1.txt", "sms_message": "large.txt"}
    template = "user_pool.verification_message_template"
    assert mistakes(
        tmp_path, "".join(f'{template}.{key} = {{ file = "{name}" }}\n' for key, name in names.items())
    ) == [
        f'test.toml: {template}.email_message.file: "latin-1.txt" is not UTF-8; save it as UTF-8, or use filebase64',
        f'test.toml: {template}.email_subject.file: "missing.txt" cannot be read; paths start at this file\'s folder',
        f'test.toml: {template}.sms_message.file: "large.txt" is larger than 1,000,000 bytes; AWS takes none so large',
    ]


OUTSIDE = "is outside of {}, whose files alone are read"


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/hostname", "/proc/self/environ", "/dev/zero", "link.txt"])
def test_a_file_outside_of_the_project_is_not_read(name: str, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "secret.txt").write_text("hunter2")
    (project / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert mistakes(project, f'{INVITATION} = {{ file = "{name}" }}') == [
        f'test.toml: {INVITATION}.file: "{name}" {OUTSIDE.format("project")}; copy it there'
    ]


def test_a_link_within_the_project_may_lead_to_a_file(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "environments").mkdir()
    (tmp_path / "invitation.html").write_text("{username}: {####}")
    (tmp_path / "environments/link.html").symlink_to(tmp_path / "invitation.html")
    (tmp_path / "environments/test.toml").write_text(f'{GOOD}{INVITATION} = {{ file = "link.html" }}')
    load_environment(tmp_path / "environments/test.toml")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert mistakes(tmp_path, f'{INVITATION} = {{ file = "pipe" }}') == [
        f'test.toml: {INVITATION}.file: "pipe" is not a regular file; name one'
    ]


def test_what_is_extended_is_in_the_project(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "base.toml").write_text("secret = 1")
    (tmp_path / "project/test.toml").write_text('extends = "../base.toml"')
    with pytest.raises(SettingsError) as error:
        load_environment(tmp_path / "project/test.toml")
    (line,) = error.value.lines
    assert line.endswith(f'test.toml: extends: "../base.toml" {OUTSIDE.format("project")}')


def test_the_content_of_a_wrong_file_is_in_no_message(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("hunter2 " * 20_000)
    places = [INVITATION, "user_pool.name", "user_pool.sms_authentication_message", "region"]
    for place in places:
        added = f'{place} = {{ file = "secret.txt" }}\n'
        text = "".join(line for line in GOOD.splitlines(keepends=True) if not line.startswith(f"{place} ")) + added
        (tmp_path / "test.toml").write_text(text)
        with pytest.raises(SettingsError) as error:
            load_environment(tmp_path / "test.toml")
        assert "hunter2" not in str(error.value)
        assert 'the content of "secret.txt"' in str(error.value)


def test_a_mistake_beside_a_file_that_cannot_be_read_is_said_too(tmp_path: Path) -> None:
    assert mistakes(tmp_path, f'{INVITATION} = {{ file = "missing.html" }}\nproduction = 1') == [
        "test.toml: production: 1 is an integer; write true or false, without quotes",
        f'test.toml: {INVITATION}.file: "missing.html" cannot be read; paths start at this file\'s folder',
    ]


def test_what_is_called_file_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "test.toml").write_text(
        f'{GOOD}resource_servers.api.scopes = {{ file = "Read files" }}\n'
        'user_pool.schema.file = {}\ntags = { file = "a" }\nusers.ana.attributes = { file = "b" }\n'
        'overrides."aws_cognito_user_pool.main".new = { file = "c" }\n'
    )
    settings = load_environment(tmp_path / "test.toml")
    assert settings.resource_servers["api"].scopes == {"file": "Read files"}
    assert settings.tags == {"file": "a"}
    assert settings.users["ana"].attributes == {"file": "b"}
    assert settings.overrides == {"aws_cognito_user_pool.main": {"new": {"file": "c"}}}


@pytest.mark.parametrize(
    "source",
    [
        '{ variable = "hunter2!" }',
        "{ variable = { hunter2 = 1 } }",
        '{ ssm_parameter = "hunter2 " }',
        '{ ssm_parameter = ["hunter2"] }',
        '["hunter2"]',
        '{ secretsmanager_secret = "hunter2\\n" }',
        '{ secretsmanager_secret = "a", json_key = "" }',
    ],
)
def test_what_stands_where_a_secret_is_named_is_never_shown(source: str, tmp_path: Path) -> None:
    lines = mistakes(tmp_path, f"{GOOGLE}identity_providers.google.client_secret = {source}")
    assert lines
    assert "hunter2" not in "".join(lines)


GOOGLE = 'identity_providers.google.provider_type = "Google"\nidentity_providers.google.client_id = "id"\n'
SOURCES = 'write where it comes from: { variable = "name" }, { secretsmanager_secret = "name" } or '


def test_a_secret_in_a_file_is_refused_and_not_repeated(tmp_path: Path) -> None:
    assert mistakes(tmp_path, f'{GOOGLE}identity_providers.google.client_secret = "hunter2"') == [
        "test.toml: identity_providers.google.client_secret: a secret does not belong in a file; "
        f'{SOURCES}{{ ssm_parameter = "/name" }}'
    ]


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("{}", "names 0 sources; give one of variable, secretsmanager_secret, ssm_parameter"),
        (
            '{variable = "a", ssm_parameter = "b"}',
            "names 2 sources; give one of variable, secretsmanager_secret, ssm_parameter",
        ),
        ('{variable = "a", json_key = "b"}', "json_key is for secretsmanager_secret only; remove it"),
    ],
)
def test_a_secret_has_one_source(source: str, problem: str, tmp_path: Path) -> None:
    assert mistakes(tmp_path, f"{GOOGLE}identity_providers.google.client_secret = {source}") == [
        f"test.toml: identity_providers.google.client_secret: {problem}"
    ]


@pytest.mark.parametrize("kind", PRESETS)
def test_a_kind_of_application_sets_what_is_left_out(kind: str) -> None:
    client = AppClientSettings.model_validate({"application_type": kind})
    plain = AppClientSettings().model_dump()
    changed = {key: value for key, value in client.model_dump().items() if value != plain[key]}
    assert changed == {"application_type": kind, **PRESETS[kind]}


def test_no_kind_of_application_weakens_a_default() -> None:
    for kind in PRESETS:
        client = AppClientSettings.model_validate({"application_type": kind})
        assert "implicit" not in client.allowed_oauth_flows
        assert "ALLOW_USER_PASSWORD_AUTH" not in client.explicit_auth_flows
        assert client.explicit_auth_flows  # AWS takes an empty list for its own default
        assert client.enable_token_revocation
        assert client.prevent_user_existence_errors == "ENABLED"
        assert client.generate_secret == (kind in {"WEB", "M2M", "BACKEND"})


def test_what_a_table_says_goes_before_its_kind() -> None:
    client = AppClientSettings.model_validate(
        {"application_type": "SPA", "allowed_oauth_scopes": ["openid"], "generate_secret": True}
    )
    assert (client.allowed_oauth_scopes, client.generate_secret) == (["openid"], True)
