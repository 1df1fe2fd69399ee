"""The command: what it reads and refuses, prints, and exits with."""

from __future__ import annotations

import io
import json
import re
import resource
import shutil
import subprocess
import sys
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sarif_pydantic import Sarif

from cognito_as_code.review.__main__ import main
from cognito_as_code.review.changes import Plan
from cognito_as_code.review.findings import Finding
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
TOMORROW = datetime.now(UTC).date() + timedelta(days=1)


def acceptance(*arguments: str) -> str:
    """An entry that accepts the one finding, with the fingerprint that the review prints."""
    main([*arguments, "--format", "json", "--output", "findings.json"])
    (finding,) = json.loads(Path("findings.json").read_text())
    return f"""\
[[accepted]]
rule = "{finding["rule"]}"
address = "{finding["address"]}"
fingerprint = "{finding["fingerprint"]}"
reason = "Pilot, until everybody has an app"
expires = {TOMORROW}
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
    """Nothing that pip installs, and nothing of the other folders: its own, copied alone, may have any name."""
    plan = folder / write(document(OPTIONAL))
    shutil.copytree(PROJECT / "cognito_as_code/review", folder / "elsewhere")
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
        plan = write(document(OPTIONAL))
        Path("accepted.toml").write_text(acceptance(plan))
        assert main([plan, "--accepted", "accepted.toml"]) == 0
        out = capsys.readouterr().out
        assert f"## ⚠️ Look before you merge: 1 accepted loss until {TOMORROW}\n" in out
        assert "☑️ Users no longer need a second factor" in out
        assert f"**accepted until {TOMORROW}:** Pilot, until everybody has an app" in out

    @pytest.mark.parametrize("form", ["markdown", "text", "json", "sarif", "html"])
    def test_every_format_prints_the_fingerprint(self, form: str, capsys: pytest.CaptureFixture[str]) -> None:
        plan = write(document(OPTIONAL))
        fingerprint = tomllib.loads(acceptance(plan))["accepted"][0]["fingerprint"]
        assert re.fullmatch("[0-9a-f]{32}", fingerprint)
        main([plan, "--format", form])
        assert fingerprint in capsys.readouterr().out

    def test_what_lies_about_is_not_read(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A pull request brings its own files: only what the pipeline names counts."""
        plan = write(document(OPTIONAL))
        Path("accepted.toml").write_text(acceptance(plan))
        assert main([plan]) == 1
        assert "`accepted.toml` was not read: give the base's own with `--accepted`." in capsys.readouterr().out

    def test_it_survives_a_plan_of_the_same_change(self) -> None:
        """AWS counts users and dates changes meanwhile, and other resources change too."""
        before = {**SECURE, "id": "eu-central-1_a", "estimated_number_of_users": 5, "last_modified_date": "2026-01-01"}
        first = entry(POOL, ["update"], before, {**before, "mfa_configuration": "OPTIONAL"})
        Path("mine.toml").write_text(acceptance(write(document(first))))
        before |= {"estimated_number_of_users": 6, "last_modified_date": "2026-01-02"}
        again = entry(POOL, ["update"], before, {**before, "mfa_configuration": "OPTIONAL"})
        other = entry("aws_cognito_user_pool_client.new", ["create"], None, {"name": "new"})
        assert main([write(document(other, again)), "--accepted", "mine.toml"]) == 0

    def test_a_loss_survives_a_plan_of_the_same_loss(self) -> None:
        client = {"id": "abc", "name": "web", "access_token_validity": 60}
        lost = entry("aws_cognito_user_pool_client.web", ["delete"], client)
        Path("mine.toml").write_text(acceptance(write(document(lost))))
        assert main([write(document(lost)), "--accepted", "mine.toml"]) == 0
        another = entry("aws_cognito_user_pool_client.web", ["delete"], {**client, "id": "def"})
        assert main([write(document(another)), "--accepted", "mine.toml"]) == 1

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ({}, {"mfa_configuration": "OFF"}),
            ({"id": "eu-central-1_other"}, {"id": "eu-central-1_other", "mfa_configuration": "OPTIONAL"}),
            ({}, {"mfa_configuration": "OPTIONAL", "tags": {"also": "this"}}),
        ],
        ids=["weaker still", "another pool", "more in the same resource"],
    )
    def test_it_dies_with_another_change(
        self, before: dict[str, Any], after: dict[str, Any], capsys: pytest.CaptureFixture[str]
    ) -> None:
        Path("mine.toml").write_text(acceptance(write(document(OPTIONAL))))
        changed = entry(POOL, ["update"], SECURE | before, SECURE | after)
        assert main([write(document(changed)), "--accepted", "mine.toml"]) == 1
        assert "was accepted for another change or another environment" in capsys.readouterr().out

    def test_an_acceptance_for_one_environment_is_none_for_another(self) -> None:
        plan = write(document(OPTIONAL))
        Path("mine.toml").write_text(acceptance(plan, "--title", "dev"))
        assert main([plan, "--title", "dev", "--accepted", "mine.toml"]) == 0
        assert main([plan, "--title", "prod", "--accepted", "mine.toml"]) == 1

    def test_a_secret_is_not_in_the_fingerprint(self) -> None:
        """Whoever sees it could try passwords until one fits."""
        provider = "aws_cognito_identity_provider.google"
        fingerprints = set()
        for secret in ("one", "two"):
            details = {"provider_details": {"client_secret": secret}}
            lost = entry(provider, ["delete"], {**details, "provider_name": "Google"})
            fingerprints.add(acceptance(write(document(lost))))
        assert len(fingerprints) == 1

    def test_what_has_expired_blocks_again(self, capsys: pytest.CaptureFixture[str]) -> None:
        plan = write(document(OPTIONAL))
        Path("mine.toml").write_text(acceptance(plan).replace(str(TOMORROW), "2020-01-01"))
        assert main([plan, "--accepted", "mine.toml"]) == 1
        out = capsys.readouterr().out
        assert "## ⛔ Do not merge: 1 blocking finding\n" in out
        assert "accepted until 2020-01-01, which has passed" in out

    def test_what_has_expired_and_is_not_found_is_to_be_removed(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("mine.toml").write_text(acceptance(write(document(OPTIONAL))).replace(str(TOMORROW), "2020-01-01"))
        assert main([write(document(HARMLESS)), "--accepted", "mine.toml"]) == 0
        assert (
            f"Accepted until 2020-01-01, which has passed: mfa-weakened `{POOL}`. Remove it." in capsys.readouterr().out
        )

    def test_a_file_that_windows_wrote_is_read(self) -> None:
        plan = write(document(OPTIONAL))
        Path("mine.toml").write_text(acceptance(plan), encoding="utf-8-sig")
        assert main([plan, "--accepted", "mine.toml"]) == 0

    @pytest.mark.parametrize(
        ("old", "new", "problem"),
        [
            ("*", "accepted = 5", "accepted is no list of tables"),
            ("*", "[[accepted]]\n[[accepted", "is not TOML"),
            ("*", "accepted = [5]", "accepted[0]: is no table"),
            ("[[accepted]]", "[[accept]]", "accept is unknown"),
            ("reason", "because", "accepted[0]: reason is missing"),
            ("reason", "because", "accepted[0]: because is unknown"),
            ("mfa-weakened", "mfa", "accepted[0]: mfa is no rule; use one of "),
            (str(TOMORROW), f'"{TOMORROW}"', "accepted[0]: expires is no date"),
            ("Pilot, until everybody has an app", " ", "accepted[0]: reason is no text"),
            ("fingerprint", "# fingerprint", "accepted[0]: fingerprint is missing: a rule and an address alone would "),
            (str(TOMORROW), "2999-01-01", "accepted[0]: expires on 2999-01-01, more than 90 days away; until "),
            ("*", "twice", "is accepted twice; keep one of the entries"),
        ],
    )
    def test_a_mistake_in_the_file_is_2(
        self, old: str, new: str, problem: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        plan = write(document(OPTIONAL))
        entries = acceptance(plan)
        content = entries + entries if new == "twice" else new if old == "*" else entries.replace(old, new)
        Path("accepted.toml").write_text(content)
        assert main([plan, "--accepted", "accepted.toml"]) == 2
        assert problem in capsys.readouterr().err

    def test_a_file_that_is_named_has_to_be_there(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([write(document(HARMLESS)), "--accepted", "nowhere.toml"]) == 2
        assert "nowhere.toml cannot be read" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
class TestOutput:
    """The verdict is the exit code, whatever becomes of the text."""

    def test_it_is_written_to_a_file(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([write(document(OPTIONAL)), "--output", "review.md"]) == 1
        assert Path("review.md").read_text().startswith("<!-- plan-review: plan.json -->")
        assert capsys.readouterr().out == ""

    def test_what_cannot_be_written_is_2(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([write(document(HARMLESS)), "--output", "nowhere/review.md"]) == 2
        assert capsys.readouterr().err.startswith("nowhere/review.md cannot be written (")

    @pytest.mark.parametrize(("plan", "code"), [(OPTIONAL, 1), (HARMLESS, 0)])
    def test_a_reader_that_goes_away_changes_nothing(self, plan: dict[str, Any], code: int, folder: Path) -> None:
        many = [entry(f"aws_instance.i{number}", ["create"], None, {"a": 1}) for number in range(5_000)]
        file = folder / write(document(plan, *many))
        command = f"{sys.executable} -m cognito_as_code.review {file} | head -c 1; exit ${{PIPESTATUS[0]}}"
        run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=PROJECT, check=False)
        assert (run.returncode, run.stderr) == (code, "")

    def test_a_review_that_breaks_is_2(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def broken(_plan: Plan) -> list[Finding]:
            raise ZeroDivisionError("by a rule")

        monkeypatch.setattr("cognito_as_code.review.__main__.review", broken)
        assert main([write(document(HARMLESS))]) == 2
        out = capsys.readouterr()
        assert out.out == ""
        assert re.fullmatch(
            r"Nothing was judged: the review failed, in test_command.py:\d+ \(ZeroDivisionError: by a rule\)\n", out.err
        )

    @pytest.mark.parametrize("title", ["", "a\nb", "\u202e"])
    def test_a_title_is_a_line_of_text(self, title: str) -> None:
        with pytest.raises(SystemExit):
            main([write(document(HARMLESS)), "--title", title])


@pytest.mark.usefixtures("folder")
class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
    def test_what_powershell_redirected_is_read(self, encoding: str, capsys: pytest.CaptureFixture[str]) -> None:
        Path("plan.json").write_text(json.dumps(document(OPTIONAL), indent=2), encoding=encoding)
        assert main(["plan.json", "--format", "text"]) == 1
        assert "Users no longer need a second factor" in capsys.readouterr().out

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    @pytest.mark.parametrize("program", ["terraform", "tofu"])
    def test_a_log_of_a_plan_names_the_command_to_use(
        self, program: str, encoding: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        version = {"@level": "info", "@message": "1.9", "@module": f"{program}.ui", program: "1.9", "type": "version"}
        resource = {"addr": POOL, "resource_type": "aws_cognito_user_pool"}
        change = {"@level": "info", "@message": "Plan to delete", "type": "planned_change"}
        lines = [version, {**change, "change": {"action": "delete", "resource": resource}}]
        Path("plan.json").write_text("\n".join(json.dumps(line) for line in lines), encoding=encoding)
        assert main(["plan.json"]) == 2
        assert capsys.readouterr().err == (
            f"plan.json is the log of {program} plan -json, which has no values to judge; "
            f"plan with -out=tfplan, then: {program} show -json tfplan > plan.json\n"
        )


@pytest.mark.usefixtures("folder")
class TestFiles:
    def test_two_synthesized_files_are_compared(self, synthesized: Path, capsys: pytest.CaptureFixture[str]) -> None:
        snapshot = (synthesized / "stacks/cognito-production/cdk.tf.json").read_text()
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
        self, folder: Path, synthesized: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        snapshot = (synthesized / "stacks/cognito-production/cdk.tf.json").read_text()
        (folder / "tests/__snapshots__").mkdir(parents=True)
        record = folder / "tests/__snapshots__/cognito-production.json"
        record.write_text(snapshot)
        commit("first")
        record.write_text(snapshot.replace('"mfa_configuration": "ON"', '"mfa_configuration": "OPTIONAL"'))
        (folder / "tests/__snapshots__/cognito-new.json").write_text(snapshot)
        commit("second")
        assert main(["--revisions", "HEAD~1", "HEAD", "--format", "json"]) == 1
        (finding,) = json.loads(capsys.readouterr().out)
        assert finding["rule"] == "mfa-weakened"
        assert finding["address"] == "cognito-production: aws_cognito_user_pool.main"
        assert main(["--revisions", "HEAD", "HEAD~1", "--format", "json"]) == 1
        lost = {each["address"] for each in json.loads(capsys.readouterr().out)}
        assert "cognito-new: aws_cognito_user_pool.main" in lost

    def test_revisions_say_that_they_trust_what_is_committed(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Settings that weaken MFA, and a snapshot left alone: what is compared is no proof, and says so."""
        (folder / "tests/__snapshots__").mkdir(parents=True)
        (folder / "tests/__snapshots__/cognito-prod.json").write_text(snapshot())
        commit("first")
        assert main(["--revisions", "HEAD", "HEAD"]) == 0
        assert "Compared what is committed, and trusted it: nobody looked whether" in capsys.readouterr().out

    def test_revisions_are_accepted_by_the_one_before(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (folder / "tests/__snapshots__").mkdir(parents=True)
        prod = folder / "tests/__snapshots__/cognito-prod.json"
        prod.write_text(snapshot())
        commit("first")
        prod.write_text(snapshot(mfa="OPTIONAL"))
        commit("weaker")
        Path("accepted.toml").write_text(acceptance("--revisions", "HEAD~1", "HEAD"))
        commit("and accepted by whoever did it")
        assert main(["--revisions", "HEAD~2", "HEAD"]) == 1
        assert "accepted loss" not in capsys.readouterr().out
        prod.write_text(snapshot())
        commit("as it was, with the acceptance")
        prod.write_text(snapshot(mfa="OPTIONAL"))
        commit("weaker, as accepted")
        assert main(["--revisions", "HEAD~1", "HEAD"]) == 0
        assert "1 accepted loss until" in capsys.readouterr().out

    def test_a_revision_that_git_does_not_know_is_2(self, capsys: pytest.CaptureFixture[str]) -> None:
        commit("first")
        assert main(["--revisions", "nowhere", "HEAD"]) == 2
        assert capsys.readouterr().err.startswith("git does not give nowhere (")
        assert main(["--revisions", "HEAD", "HEAD"]) == 2
        assert capsys.readouterr().err.startswith("neither HEAD nor HEAD has *.json in tests/__snapshots__")


def snapshot(mfa: str = "ON") -> str:
    """A stack as it is committed, with MFA as said."""
    text = (PROJECT / "tests/__snapshots__/cognito-prod.json").read_text()
    return text.replace('"mfa_configuration": "ON"', f'"mfa_configuration": "{mfa}"')


def stacks(folder: str, **stacks: str) -> str:
    """A folder of synthesized stacks, as synth writes it."""
    for name, text in stacks.items():
        path = Path(folder, "stacks", f"cognito-{name}", "cdk.tf.json")
        path.parent.mkdir(parents=True)
        path.write_text(text)
    return folder


@pytest.mark.usefixtures("folder")
class TestFolders:
    """What a gate compares: base and head, both synthesized by itself."""

    def test_stacks_are_matched_by_name(self, capsys: pytest.CaptureFixture[str]) -> None:
        before = stacks("base", dev=snapshot(), prod=snapshot())
        after = stacks("head", dev=snapshot(), prod=snapshot(mfa="OPTIONAL"), new=snapshot())
        assert main(["--before", before, "--after", after, "--format", "json"]) == 1
        out = capsys.readouterr()
        (finding,) = json.loads(out.out)
        assert (finding["rule"], finding["address"]) == ("mfa-weakened", "cognito-prod: aws_cognito_user_pool.main")
        assert out.err == "New stacks: cognito-new.\n"
        assert main(["--before", "base/stacks", "--after", "base"]) == 0

    def test_a_renamed_stack_loses_all_that_is_in_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        before, after = stacks("base", prod=snapshot()), stacks("head", production=snapshot())
        assert main(["--before", before, "--after", after]) == 1
        out = capsys.readouterr().out
        assert "New stacks: cognito-production." in out
        assert "Removed stacks: cognito-prod. Under another name, a stack has another state" in out
        assert "`cognito-prod: aws_cognito_user_pool.main`" in out

    def test_a_first_stack_is_compared_with_none(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--before", "none", "--after", stacks("head", prod=snapshot())]) == 0
        assert "New stacks: cognito-prod." in capsys.readouterr().out

    @pytest.mark.parametrize("name", ["a.tf", "a_override.tf.json", "a.tofu", "terraform.tfvars", "a.auto.tfvars.json"])
    def test_what_terraform_would_read_beside_a_stack_is_2(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        before, after = stacks("base", prod=snapshot()), stacks("head", prod=snapshot())
        Path(after, "stacks/cognito-prod", name).write_text("{}")
        assert main(["--before", before, "--after", after]) == 2
        assert capsys.readouterr().err == (
            f"head/stacks/cognito-prod has {name}, which Terraform reads too; remove what synth did not write\n"
        )

    def test_no_stack_is_no_proof(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A synth that failed leaves a folder in which every stack would be new."""
        Path("base/stacks").mkdir(parents=True)
        after = stacks("head", prod=snapshot())
        for arguments in (["--before", "base", "--after", after], ["--before", after, "--after", "base"]):
            assert main(arguments) == 2
            assert capsys.readouterr().err.startswith("base has no stack in it; ")
        assert main(["--before", "nowhere", "--after", after]) == 2
        assert capsys.readouterr().err.startswith("nowhere cannot be read (")

    def test_stacks_in_two_places_are_2(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Reviewed would be the one, and planned the other."""
        before, after = stacks("base", prod=snapshot()), stacks("head", prod=snapshot())
        Path("head/cognito-prod").mkdir()
        Path("head/cognito-prod/cdk.tf.json").write_text(snapshot(mfa="OFF"))
        assert main(["--before", before, "--after", after]) == 2
        said = "head has 'cognito-prod' beside stacks/; name the folder that has all stacks\n"
        assert capsys.readouterr().err == said

    def test_a_stack_with_a_crafted_name_is_2(self, capsys: pytest.CaptureFixture[str]) -> None:
        before, after = stacks("base", prod=snapshot()), stacks("head", **{"x --> ](evil": snapshot()})
        Path(after, "stacks/cognito-prod").mkdir()
        assert main(["--before", before, "--after", after]) == 2
        assert capsys.readouterr().err == (
            "head/stacks/cognito-prod has no cdk.tf.json; synthesize again, or remove the folder\n"
            "head has a stack called 'cognito-x --> ](evil'; use letters, digits, - and _\n"
        )


def commit(message: str) -> None:
    git = ["git", "-c", "user.name=test", "-c", "user.email=test@example.com"]
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--allow-empty", "-m", message]):
        subprocess.run([*git, *command], check=True)
