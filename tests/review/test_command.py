"""The command: what it reads and refuses, prints, and exits with."""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sarif_pydantic import Sarif

from cognito_as_code.review.__main__ import main
from cognito_as_code.review.markdown import LONGEST_COMMENT
from tests.conftest import PROJECT
from tests.review.plans import document, entry

POOL = "aws_cognito_user_pool.main"
SECURE = {
    "mfa_configuration": "ON",
    "deletion_protection": "ACTIVE",
    "username_configuration": [{"case_sensitive": False}],
}
OPTIONAL = entry(POOL, ["update"], SECURE, {**SECURE, "mfa_configuration": "OPTIONAL"})
HARMLESS = entry(POOL, ["no-op"], SECURE, SECURE)
ACCEPTED = f"""\
[[accepted]]
rule = "mfa-weakened"
address = "{POOL}"
reason = "Pilot, until everybody has an app"
expires = 2999-01-01
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(plan: dict[str, Any], name: str = "plan.json") -> str:
    Path(name).write_text(json.dumps(plan))
    return name


@pytest.mark.usefixtures("folder")
class TestPlans:
    def test_nothing_dangerous_is_0(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([write(document(HARMLESS)), "--title", "prod"]) == 0
        out = capsys.readouterr().out
        assert out.startswith(
            "<!-- plan-review: prod -->\n\n## ✅ Judged 1 resource, 1 of Cognito: nothing found that blocks\n"
        )
        assert "<details>" not in out

    def test_something_that_blocks_is_1(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([write(document(OPTIONAL)), "--format", "text"]) == 1
        assert capsys.readouterr().out.startswith(
            "⛔ Do not merge: 1 blocking finding\n\nblocking: Users no longer need a second factor [mfa-weakened]\n"
            f'  {POOL}: Terraform sets `mfa_configuration` from "ON" to "OPTIONAL".\n'
        )

    def test_a_plan_may_come_by_a_pipe(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(document(OPTIONAL)).encode())))
        assert main(["-", "--format", "json"]) == 1
        (finding,) = json.loads(capsys.readouterr().out)
        assert (finding["rule"], finding["blocks"], finding["accepted"]) == ("mfa-weakened", True, None)

    def test_sarif_is_valid(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([write(document(OPTIONAL)), "--format", "sarif"]) == 1
        said = json.loads(capsys.readouterr().out)
        Sarif.model_validate(said)
        assert said["runs"][0]["results"][0]["ruleId"] == "mfa-weakened"

    def test_unknown_properties_are_ignored(self) -> None:
        assert main([write(document(HARMLESS, from_a_later_terraform={}))]) == 0

    @pytest.mark.parametrize("arguments", [[], ["plan.json", "--before", "a", "--after", "b"], ["--before", "a"]])
    def test_what_to_review_is_said_once(self, arguments: list[str]) -> None:
        with pytest.raises(SystemExit) as exit_:
            main(arguments)
        assert exit_.value.code == 2


NOT_PLANS = {
    "empty": b"",
    "blank": b" \n",
    "HTML": b"<!doctype html><html></html>",
    "text": b"Error: no plan",
    "not text": b"\xff\xfe\x00\x01",
    "binary plan": b"PK\x03\x04tfplan",
    "truncated": json.dumps(document(HARMLESS)).encode()[:-20],
    "a list": b"[]",
    "a number": b"5",
    "another object": b'{"a": 1}',
    "another major version": b'{"format_version": "2.0", "resource_changes": []}',
    "no version at all": b'{"format_version": 1, "resource_changes": []}',
    "a state": b'{"format_version": "1.0", "values": {}}',
    "a plan that failed": b'{"format_version": "1.2", "planned_values": {}, "errored": true}',
    "changes of another shape": b'{"format_version": "1.2", "resource_changes": [5]}',
    "a change without actions": b'{"format_version": "1.2", "resource_changes": [{"mode": "managed", "change": {}}]}',
    "deep nesting": b"[" * 200_000,
}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("kind", NOT_PLANS)
def test_what_is_no_plan_is_2_with_one_sentence(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("plan.json").write_bytes(NOT_PLANS[kind])
    assert main(["plan.json"]) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert out.err.startswith("plan.json ")
    assert out.err.count("\n") == 1


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("name", ["nowhere.json", "."])
def test_what_cannot_be_read_is_2(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name]) == 2
    assert capsys.readouterr().err.startswith(f"{name} cannot be read (")


class EndlessLine(io.RawIOBase):
    """As much as anybody asks for."""

    def read(self, size: int = -1) -> bytes:
        return b"a" * size


@pytest.mark.slow
def test_an_endless_line_is_2(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": EndlessLine()}))
    assert main(["-"]) == 2
    assert capsys.readouterr().err == "standard input is larger than 250,000,000 bytes, which no plan should be\n"


def large_plan(resources: int) -> dict[str, Any]:
    values = {"id": "i-1", "body": "x" * 900, "tags": {"team": "a"}, "rules": [{"port": port} for port in range(8)]}
    others = [
        entry(f"aws_instance.i{number}", ["no-op" if number % 10 else "update"], values, values)
        for number in range(resources)
    ]
    return document(OPTIONAL, *others)


@pytest.mark.slow
def test_a_plan_of_50_megabytes_needs_less_than_500(folder: Path) -> None:
    plan = folder / write(large_plan(20_000))
    assert plan.stat().st_size > 45_000_000
    run = subprocess.run(
        [sys.executable, "-m", "cognito_as_code.review", str(plan)],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (500_000_000, 500_000_000)),
    )
    assert run.returncode == 1, run.stderr
    assert len(run.stdout) <= LONGEST_COMMENT
    assert "more did not fit" in run.stdout
    assert "Users no longer need a second factor" in run.stdout


def test_it_needs_python_alone(folder: Path) -> None:
    """Nothing that pip installs, and nothing of the other folders."""
    plan = folder / write(document(OPTIONAL))
    (folder / "elsewhere").symlink_to(PROJECT / "cognito_as_code/review")
    run = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"import sys; sys.path.insert(0, {str(folder)!r}); "
            f"from elsewhere.__main__ import main; sys.exit(main([{str(plan)!r}]))",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1, run.stderr


@pytest.mark.usefixtures("folder")
class TestAccepted:
    def test_what_is_accepted_is_shown_and_does_not_block(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("accepted.toml").write_text(ACCEPTED)
        assert main([write(document(OPTIONAL))]) == 0
        out = capsys.readouterr().out
        assert "☑️ Users no longer need a second factor" in out
        assert "**accepted until 2999-01-01:** Pilot, until everybody has an app" in out

    def test_what_has_expired_blocks_again(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("mine.toml").write_text(ACCEPTED.replace("2999", "2020"))
        assert main([write(document(OPTIONAL)), "--accepted", "mine.toml"]) == 1
        assert "accepted until 2020-01-01, which has passed" in capsys.readouterr().out

    def test_what_is_accepted_elsewhere_blocks_here(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("accepted.toml").write_text(ACCEPTED.replace("pool.main", "pool.other"))
        assert main([write(document(OPTIONAL))]) == 1
        hint = "Accepted, and not found: mfa-weakened `aws_cognito_user_pool.other`. Remove it."
        assert hint in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("content", "problem"),
        [
            ("accepted = 5", "accepted is no list of tables"),
            ("[[accepted]]\n[[accepted", "is not TOML"),
            ("accepted = [5]", "accepted[0]: is no table"),
            (ACCEPTED.replace("reason", "because"), "accepted[0]: reason is missing"),
            (ACCEPTED.replace("reason", "because"), "accepted[0]: because is unknown"),
            (ACCEPTED.replace("mfa-weakened", "mfa"), "accepted[0]: mfa is no rule; use one of "),
            (ACCEPTED.replace("2999-01-01", '"2999-01-01"'), "accepted[0]: expires is no date"),
            (ACCEPTED.replace("Pilot, until everybody has an app", " "), "accepted[0]: reason is no text"),
        ],
    )
    def test_a_mistake_in_the_file_is_2(self, content: str, problem: str, capsys: pytest.CaptureFixture[str]) -> None:
        Path("accepted.toml").write_text(content)
        assert main([write(document(OPTIONAL))]) == 2
        assert problem in capsys.readouterr().err

    def test_a_file_that_is_named_has_to_be_there(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([write(document(HARMLESS)), "--accepted", "nowhere.toml"]) == 2
        assert "nowhere.toml cannot be read" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
class TestFiles:
    def test_two_synthesized_files_are_compared(self, capsys: pytest.CaptureFixture[str]) -> None:
        snapshot = (PROJECT / "tests/__snapshots__/cognito-prod.json").read_text()
        Path("old.json").write_text(snapshot)
        Path("new.json").write_text(snapshot.replace('"mfa_configuration": "ON"', '"mfa_configuration": "OFF"'))
        assert main(["--before", "old.json", "--after", "new.json"]) == 1
        out = capsys.readouterr().out
        assert "Users no longer need a second factor" in out
        assert "Compared without a state" in out
        assert main(["--before", "old.json", "--after", "old.json"]) == 0

    @pytest.mark.parametrize("content", ["", "5", "{}", '{"resource": 5}', '{"resource": {"a": 5}}', "<html>"])
    def test_what_is_not_synthesized_is_2(self, content: str, capsys: pytest.CaptureFixture[str]) -> None:
        Path("old.json").write_text(content)
        assert main(["--before", "old.json", "--after", "old.json"]) == 2
        assert capsys.readouterr().err.startswith("old.json ")

    def test_two_revisions_are_compared_by_their_snapshots(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        snapshot = (PROJECT / "tests/__snapshots__/cognito-prod.json").read_text()
        (folder / "tests/__snapshots__").mkdir(parents=True)
        prod = folder / "tests/__snapshots__/cognito-prod.json"
        prod.write_text(snapshot)
        commit("first")
        prod.write_text(snapshot.replace('"mfa_configuration": "ON"', '"mfa_configuration": "OPTIONAL"'))
        (folder / "tests/__snapshots__/cognito-new.json").write_text(snapshot)
        commit("second")
        assert main(["--revisions", "HEAD~1", "HEAD", "--format", "json"]) == 1
        (finding,) = json.loads(capsys.readouterr().out)
        assert (finding["rule"], finding["address"]) == ("mfa-weakened", "cognito-prod: aws_cognito_user_pool.main")
        assert main(["--revisions", "HEAD", "HEAD~1", "--format", "json"]) == 1
        lost = {each["address"] for each in json.loads(capsys.readouterr().out)}
        assert "cognito-new: aws_cognito_user_pool.main" in lost

    def test_a_revision_that_git_does_not_know_is_2(self, capsys: pytest.CaptureFixture[str]) -> None:
        commit("first")
        assert main(["--revisions", "nowhere", "HEAD"]) == 2
        assert capsys.readouterr().err.startswith("git does not give nowhere (")
        assert main(["--revisions", "HEAD", "HEAD"]) == 2
        assert capsys.readouterr().err.startswith("neither HEAD nor HEAD has *.json in tests/__snapshots__")


def commit(message: str) -> None:
    git = ["git", "-c", "user.name=test", "-c", "user.email=test@example.com"]
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--allow-empty", "-m", message]):
        subprocess.run([*git, *command], check=True)
