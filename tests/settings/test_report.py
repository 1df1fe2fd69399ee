"""Findings as JSON and as SARIF, each at its line."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from sarif_pydantic import Sarif

from cognito_as_code.settings.__main__ import main
from cognito_as_code.settings.core.findings import Finding, KeyPath
from cognito_as_code.settings.core.report import line_of
from cognito_as_code.settings.core.rule import RULES
from tests.conftest import PROJECT
from tests.examples import EXAMPLES
from tests.settings.test_properties import places

BROKEN = """\
region     = "eu-central-1"
account_id = "111122223333"

[user_pool]
name = "test"

[user_pool.password_policy] # a comment
minimum_length = 5

[user_pool.mfa]
configuration = "OPTIONAL"
factors = [
    "TOTP",
    "SMSS",
]
"""
WARNED = (
    'region = "eu-central-1"\naccount_id = "111122223333"\nuser_pool.name = "test"\n'
    '[overrides."aws_cognito_user_pool.main"]\nc = 1\n'
)


def report(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Any:
    """The JSON that the command prints; it exits with 1 exactly when an error is in it."""
    code = main([*map(str, arguments)])
    out = capsys.readouterr()
    assert out.err == ""
    said = json.loads(out.out)
    findings = said if isinstance(said, list) else said["runs"][0]["results"]
    assert code == any("error" in (finding.get("severity"), finding.get("level")) for finding in findings)
    return said


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "broken.toml").write_text(BROKEN)
    (tmp_path / "warned.toml").write_text(WARNED)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_json_says_where_what_and_by_which_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(capsys, "--format", "json", "broken.toml", "warned.toml") == [
        {
            "file": "broken.toml",
            "line": 14,
            "key": "user_pool.mfa.factors[1]",
            "severity": "error",
            "rule": "",
            "message": '"SMSS" is not allowed; did you mean "SMS"? use "TOTP", "SMS" or "EMAIL"',
        },
        {
            "file": "broken.toml",
            "line": 8,
            "key": "user_pool.password_policy.minimum_length",
            "severity": "error",
            "rule": "",
            "message": "5 is below 6, the least Cognito accepts; use 6 to 99",
        },
        {
            "file": "warned.toml",
            "line": 4,
            "key": 'overrides."aws_cognito_user_pool.main"',
            "severity": "warning",
            "rule": "OVR-2",
            "message": "sets c unchecked; look at the plan",
        },
    ]


@pytest.mark.usefixtures("folder")
def test_sarif_is_valid_and_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    said = report(capsys, "--format", "sarif", "broken.toml", "warned.toml")
    (run,) = Sarif.model_validate(said).runs
    assert run.results
    rules = {rule["id"]: rule for rule in said["runs"][0]["tool"]["driver"]["rules"]}
    assert rules["OVR-2"]["helpUri"] == RULES["OVR-2"].source
    assert [
        (each["ruleId"] in rules, each["level"], each["locations"][0]["physicalLocation"])
        for each in said["runs"][0]["results"]
    ] == [
        (True, level, {"artifactLocation": {"uri": file}, "region": {"startLine": line}})
        for level, file, line in (
            ("error", "broken.toml", 14),
            ("error", "broken.toml", 8),
            ("warning", "warned.toml", 4),
        )
    ]


@pytest.mark.usefixtures("folder")
def test_a_warning_stops_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["warned.toml"]) == 0
    out = capsys.readouterr()
    assert out.out == "checked warned: 0 errors, 1 warning\n"
    assert out.err == (
        'warned.toml:4 warning overrides."aws_cognito_user_pool.main"\n'
        "  sets c unchecked; look at the plan\n"
        f"  OVR-2: {RULES['OVR-2'].source}\n"
        '      4 | [overrides."aws_cognito_user_pool.main"]\n'
        "        |            ^\n"
        "\n"
        "0 errors, 1 warning\n"
    )


def test_without_findings_a_report_is_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(PROJECT)
    assert report(capsys, "--format", "json") == []
    assert report(capsys, "--format", "sarif")["runs"][0]["results"] == []


def test_a_folder_that_is_not_there_is_reported_in_the_format_asked_for(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (finding,) = report(capsys, "--format", "json")
    assert (finding["file"], finding["line"]) == ("environments", 1)


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("region",), 1),
        (("user_pool",), 4),
        (("user_pool", "name"), 5),
        (("user_pool", "name", "more"), 5),
        (("user_pool", "tier"), 4),
        (("user_pool", "password_policy"), 7),
        (("user_pool", "mfa", "factors", 1), 14),
        (("app_clients",), 1),
        ((), 1),
    ],
)
def test_a_key_is_found_at_its_line_or_at_the_table_around_it(folder: Path, key: KeyPath, line: int) -> None:
    assert line_of(Finding(key, "", file=str(folder / "broken.toml"))) == line


TRICKY = '''\
# [a]
text = """
[a]
b = 1
"""
[[a]]
b = 1

[[a]]
b = 2
  c.d = [ 1,
    2 ]
'''


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("text",), 2),
        (("a",), 6),
        (("a", 0, "b"), 7),
        (("a", 1), 9),
        (("a", 1, "b"), 10),
        (("a", 1, "c", "d", 1), 12),
        (("a", 2), 6),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_texts_and_tables_in_lists_do_not_mislead_it(tmp_path: Path, key: KeyPath, line: int, ending: str) -> None:
    (tmp_path / "tricky.toml").write_bytes(TRICKY.replace("\n", ending).encode())
    assert line_of(Finding(key, "", file=str(tmp_path / "tricky.toml"))) == line


@pytest.mark.parametrize("file", EXAMPLES.values(), ids=lambda file: file.stem)
def test_every_key_of_an_example_is_found_where_it_is_said(file: Path) -> None:
    lines = file.read_text().splitlines()
    for place in places(tomllib.loads(file.read_text())):
        said = lines[line_of(Finding(place, "", file=str(file), of_key=True)) - 1]
        value = lines[line_of(Finding(place, "", file=str(file))) - 1]
        assert str(place[-1]) in said or (isinstance(place[-1], int) and said == value), place


@pytest.mark.parametrize(
    ("text", "line"), [("a = 1\n\nb = \nc = 3\n", 3), ("a = 1\nb = [\n", 2), ('a = """\n', 1), ("x\n\n\n", 1)]
)
def test_what_is_not_toml_is_at_the_line_of_the_error(
    text: str, line: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "not.toml").write_text(text)
    monkeypatch.chdir(tmp_path)
    (finding,) = report(capsys, "--format", "json", "not.toml")
    assert finding["line"] == line
