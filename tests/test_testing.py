"""The records of a project: which are missing, stale, or left of an environment that is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from cognito_as_code.cli.init import repository
from cognito_as_code.testing import RECORDS, SynthError, records, stale_records, write_records
from tests.conftest import PROJECT


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A team's project without records."""
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    for path, text in repository().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def test_this_repositorys_records_are_those_that_its_snapshots_hold() -> None:
    """So that teams record what this repository does."""
    current = records(PROJECT)
    assert {path: (PROJECT / path).read_text() for path in current} == current


def test_records_are_missing_then_written_then_current(project: Path) -> None:
    assert stale_records(project) == [
        f"tests/__snapshots__/cognito-{name}.{kind} is missing, the record of environments/{name}.toml: run `make "
        "snapshots`, which is `cognito snapshots`, and commit what it writes"
        for name in ("dev", "prod")
        for kind in ("json", "md")
    ]
    written = [RECORDS / f"cognito-{name}.{kind}" for name in ("dev", "prod") for kind in ("json", "md")]
    assert write_records(project) == written
    assert stale_records(project) == []
    assert write_records(project) == []


def test_a_record_of_a_former_environment_is_stale_and_removed(project: Path) -> None:
    write_records(project)
    (project / "environments/dev.toml").unlink()
    assert [each.partition(" is of no environment")[0] for each in stale_records(project)] == [
        "tests/__snapshots__/cognito-dev.json",
        "tests/__snapshots__/cognito-dev.md",
    ]
    assert write_records(project) == [RECORDS / "cognito-dev.json", RECORDS / "cognito-dev.md"]
    assert stale_records(project) == []


def test_what_main_py_says_is_passed_on(project: Path) -> None:
    (project / "environments/dev.toml").write_text("region = 1")
    with pytest.raises(SynthError, match="1 is an integer; write text") as raised:
        records(project)
    assert raised.value.code == 1
