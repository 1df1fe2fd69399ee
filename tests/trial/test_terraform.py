"""Where a provider is looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from cognito_as_code.trial.terraform import PROVIDER, newest_version
from cognito_as_code.trial.terraform import provider_folders as found


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which nothing of Terraform's is set up."""
    for name in ("TF_CLI_CONFIG_FILE", "TF_PLUGIN_CACHE_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def with_provider(folder: Path, *names: str) -> Path:
    """A folder laid out as a mirror or a cache."""
    for name in names or ("6.25.0",):
        (folder / PROVIDER / name).mkdir(parents=True)
    return folder


def test_caches_mirrors_and_what_init_left_are_looked_through(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = with_provider(tmp_path / "cache")
    monkeypatch.setenv("TF_PLUGIN_CACHE_DIR", str(cache))
    mirror, other = with_provider(tmp_path / "mirror"), tmp_path / "without the provider"
    (home / ".terraformrc").write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n# "{other}"\n'
    )
    implied = with_provider(home / ".terraform.d/plugins")
    initialized = with_provider(tmp_path / "project/cdktf.out/stacks/cognito-dev/.terraform/providers")
    folders = [folder for folder in found(tmp_path / "project") if folder.is_relative_to(tmp_path)]
    assert folders == [cache, mirror, implied, initialized]


def test_a_configuration_that_is_not_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(tmp_path / "nowhere"))
    assert not [folder for folder in found(tmp_path) if folder.is_relative_to(tmp_path)]


def test_versions_are_numbers(tmp_path: Path) -> None:
    unpacked = with_provider(tmp_path / "a", "5.100.0", "5.99.0")
    packed = with_provider(tmp_path / "b", "terraform-provider-aws_5.9.1_linux_amd64.zip", "index.json")
    assert newest_version([unpacked, packed]) == "5.100.0"
    assert newest_version([packed]) == "5.9.1"
    assert newest_version([]) is None
