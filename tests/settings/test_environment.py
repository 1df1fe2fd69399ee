"""What a file that says little means, and how files are read."""

from __future__ import annotations

import subprocess
import sys
from contextlib import nullcontext, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from settings import EnvironmentSettings, SettingsError, load_environment
from settings.app_client import AppClientSettings
from settings.fields import Lasting, parse_duration
from settings.files import check
from tests.conftest import PROJECT, minimal

GOOD = 'region = "eu-central-1"\naccount_id = "111122223333"\n[user_pool]\nname = "test"\n'


def test_what_is_left_out_is_secure() -> None:
    settings = minimal(app_clients={"web": AppClientSettings()})
    pool, client = settings.user_pool, settings.app_clients["web"]
    assert pool.deletion_protection == "ACTIVE"
    assert pool.lifecycle.prevent_destroy
    assert pool.admin_create_user_config.allow_admin_create_user_only
    assert not pool.username_configuration.case_sensitive
    assert pool.account_recovery_setting.recovery_mechanisms == ["verified_email"]
    assert (pool.mfa.configuration, pool.mfa.factors) == ("ON", ["TOTP"])
    assert pool.password_policy.minimum_length == 14
    assert pool.password_policy.temporary_password_validity_days == 1
    assert pool.password_policy.require_lowercase
    assert pool.password_policy.require_uppercase
    assert pool.password_policy.require_numbers
    assert pool.password_policy.require_symbols
    assert not client.generate_secret
    assert set(client.explicit_auth_flows) == {"ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}
    assert client.prevent_user_existence_errors == "ENABLED"
    assert client.enable_token_revocation
    assert (client.access_token_validity, client.id_token_validity) == ("60m", "60m")
    assert client.allowed_oauth_flows == []
    assert settings.identity_pool is None


def test_extending_merges_tables_and_replaces_lists(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text('[user_pool.mfa]\nconfiguration = "OPTIONAL"\nfactors = ["TOTP", "SMS"]')
    (tmp_path / "test.toml").write_text(f'extends = "base.toml"\n{GOOD}[user_pool.mfa]\nfactors = ["TOTP"]')
    mfa = load_environment(tmp_path / "test.toml").user_pool.mfa
    assert (mfa.configuration, mfa.factors) == ("OPTIONAL", ["TOTP"])


def test_files_extend_files_that_extend_files(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/a.toml").write_text('[tags]\na = "a"\nb = "a"')
    (tmp_path / "b.toml").write_text('extends = "deep/a.toml"\n[tags]\nb = "b"')
    (tmp_path / "test.toml").write_text(f'extends = "b.toml"\n{GOOD}')
    assert load_environment(tmp_path / "test.toml").tags == {"a": "a", "b": "b"}


def test_windows_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "test.toml").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load_environment(tmp_path / "test.toml").user_pool.name == "test"


def test_checking_loads_no_framework() -> None:
    """It would start Node."""
    loaded = "import settings, sys; assert not {'jsii', 'cdktf', 'constructs'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", loaded], cwd=PROJECT, env={"PATH": ""}, check=True)


def test_region_decides_the_partition() -> None:
    partitions = {
        "eu-central-1": "aws",
        "us-gov-west-1": "aws-us-gov",
        "cn-north-1": "aws-cn",
        "us-iso-east-1": "aws-iso",
    }
    assert {region: minimal(region=region).partition for region in partitions} == partitions


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = [
    ("user_pool", key)
    for key in EnvironmentSettings.model_fields["user_pool"].annotation.model_fields  # type: ignore[union-attr]
] + [("app_clients", "web", key) for key in AppClientSettings.model_fields]


@budget(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(EnvironmentSettings.model_fields)), VALUES))
def test_any_table_gives_settings_or_findings(data: dict[str, object]) -> None:
    settings, findings = check(data)
    assert (settings is None) <= bool(findings)


@budget(max_examples=300, deadline=None)
@given(st.sampled_from(FIELDS), VALUES)
def test_any_value_of_any_key_gives_settings_or_findings(key: tuple[str, ...], value: object) -> None:
    data: dict[str, object] = {"region": "eu-central-1", "account_id": "111122223333", "user_pool": {"name": "test"}}
    table: dict[str, object] = data
    for name in key[:-1]:
        table = table.setdefault(name, {})  # type: ignore[assignment]
    table[key[-1]] = value
    settings, findings = check(data)
    assert (settings is None) <= bool(findings)
    assert all(str(finding) for finding in findings)


@budget(max_examples=200, deadline=None)
@given(content=st.binary() | st.text().map(str.encode))
def test_any_file_gives_settings_or_messages(content: bytes, tmp_path_factory: object) -> None:
    path = tmp_path_factory.getbasetemp() / "test.toml"  # type: ignore[attr-defined]
    path.write_bytes(content)
    with suppress(SettingsError):
        load_environment(path)


@given(st.integers(min_value=0, max_value=10_000), st.sampled_from("smhd"))
def test_a_duration_is_accepted_exactly_within_its_bounds(number: int, unit: str) -> None:
    duration = f"{number}{unit}"
    within = 300 <= parse_duration(duration).seconds <= 86_400
    with nullcontext() if within else pytest.raises(PydanticCustomError):
        assert Lasting("5m", "1d").check(duration) == duration
