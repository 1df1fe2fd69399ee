"""What all commands have in common: help, exit codes, and that they work from any folder of a project."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cognito_as_code import __version__
from cognito_as_code.cli.command import app
from tests.cli.conftest import Run
from tests.conftest import PROJECT

COMMANDS = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]


def test_every_command_is_known() -> None:
    assert " ".join(sorted(COMMANDS)) == (
        "access adopt check compliance diff docs explain export harden init new review settle show snapshots synth try"
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example_and_the_exit_codes(command: str, cognito: Run) -> None:
    result = cognito(command, "--help")
    assert result.exit_code == 0
    assert f"Example: cognito {command}" in result.output
    assert "Exit codes: 0 all is well; 1 there are findings, or something blocks; 2 it could not run." in result.output


def test_the_version_is_the_librarys(cognito: Run) -> None:
    assert cognito("--version").output == f"cognito {__version__}\n"


def test_help_needs_neither_settings_nor_the_framework() -> None:
    program = "import sys, cognito_as_code.cli.command; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in ran.stdout.split()}
    assert "typer" in loaded
    assert loaded.isdisjoint({"boto3", "cdktf", "jsii", "ministack", "pydantic"})


def test_what_main_py_imports_needs_no_typer() -> None:
    program = "import sys, main; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert {"typer", "rich"}.isdisjoint(name.partition(".")[0] for name in ran.stdout.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["synth"],
        ["export", "x"],
        ["compliance"],
        ["snapshots"],
        ["show", "a"],
        ["diff", "a", "b"],
        ["docs"],
        ["try"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_outside_of_a_project_one_sentence_says_so(arguments: list[str], cognito: Run, tmp_path: Path) -> None:
    result = cognito(*arguments)
    assert result.exit_code == 2
    assert result.stderr == (
        f"{tmp_path} is in no project: neither it nor a folder above has cdktf.json or environments/; go to one, name "
        "one with --directory, or make one with `cognito init`\n"
    )


def test_a_directory_that_is_not_there_is_named(cognito: Run) -> None:
    result = cognito("-C", "nowhere", "check")
    assert (result.exit_code, result.stderr) == (2, "nowhere: No such file or directory; name a folder that is there\n")


def test_a_wrong_option_is_no_finding(cognito: Run) -> None:
    assert cognito("check", "--format", "xml").exit_code == 2


def test_what_the_system_refuses_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    program = "import sys; sys.argv[1:] = ['init', 'file/below']; from cognito_as_code.cli import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (2, "file/below: Not a directory\n")


def test_a_project_without_main_py_says_what_it_lacks(cognito: Run, tmp_path: Path) -> None:
    (tmp_path / "environments").mkdir()
    result = cognito("synth")
    assert (result.exit_code, result.stderr) == (
        2,
        f"{tmp_path} has no main.py, which says what is built; `cognito init` writes one\n",
    )


@pytest.mark.parametrize("command", ["show", "diff"])
def test_an_unknown_environment_is_named_with_the_nearest(command: str, cognito: Run, project: Path) -> None:
    result = cognito("-C", project, command, *["prd", "prod"][: 1 + (command == "diff")])
    assert (result.exit_code, result.stderr) == (
        2,
        'no environment is called "prd"; did you mean "prod"? there are dev, prod; `cognito new prd` makes it\n',
    )


class TestCheck:
    """The same as python -m cognito_as_code.settings, from any folder."""

    @pytest.mark.parametrize("folder", [".", "environments", "stacks"])
    def test_it_works_from_any_folder(self, folder: str, cognito: Run, project: Path) -> None:
        os.chdir(project / folder)
        assert cognito("check").output == "checked dev, prod: no mistake found\n"

    def test_a_file_is_named_from_where_one_is_and_told_from_the_project(self, cognito: Run, project: Path) -> None:
        os.chdir(project / "environments")
        Path("dev.toml").write_text("region = 1")
        result = cognito("check", "dev.toml")
        assert result.exit_code == 1
        assert result.stderr.startswith("environments/dev.toml")
        assert "1 is an integer; write text: put it in quotes\n" in result.stderr

    def test_a_file_needs_no_project(self, cognito: Run, tmp_path: Path) -> None:
        file = tmp_path / "some.toml"
        file.write_text('region = "eu-central-1"\naccount_id = "111122223333"\nuser_pool.name = "test"\n')
        result = cognito("check", "some.toml")
        assert (result.exit_code, result.output) == (0, "checked some: no mistake found\n")

    @pytest.mark.parametrize("format", ["json", "sarif"])
    def test_it_reports_what_the_module_reports(self, format: str, cognito: Run, project: Path) -> None:
        (project / "environments/dev.toml").write_text("region = 1")
        result = cognito("-C", project, "check", "--format", format)
        module = subprocess.run(
            [sys.executable, "-m", "cognito_as_code.settings", "--format", format],
            cwd=project,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.exit_code == module.returncode == 1
        assert json.loads(result.stdout) == json.loads(module.stdout)


class TestReview:
    """The same as python -m cognito_as_code.review, from any folder."""

    def test_what_blocks_is_1_and_what_cannot_be_read_is_2(self, cognito: Run, tmp_path: Path) -> None:
        for name, pools in (("before", {"main": {"name": "a"}}), ("after", {})):
            stack = {"resource": {"aws_cognito_user_pool": pools}, "provider": {"aws": [{}]}}
            (tmp_path / f"{name}.json").write_text(json.dumps(stack))
        result = cognito("review", "--before", "before.json", "--after", "after.json", "--format", "json")
        assert result.exit_code == 1
        assert json.loads(result.stdout)
        assert cognito("review", "nowhere.json").exit_code == 2

    def test_what_a_project_accepts_counts_only_where_it_is_named(self, cognito: Run, project: Path) -> None:
        """Else a pull request would accept its own findings."""
        (project / "accepted.toml").write_text("[[accepted]]\nrule = 1\n")
        (project / "plan.json").write_text('{"format_version": "1.2", "resource_changes": []}')
        assert cognito("review", "plan.json").exit_code == 0
        result = cognito("review", "plan.json", "--accepted", "accepted.toml")
        assert result.exit_code == 2
        assert "accepted.toml" in result.stderr

    def test_records_of_two_revisions_are_found_from_any_folder(self, cognito: Run, project: Path) -> None:
        def git(*arguments: str) -> None:
            author = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
            subprocess.run(["git", *author, *arguments], cwd=project, check=True, capture_output=True)

        record = project / "tests/__snapshots__/cognito-dev.json"
        record.parent.mkdir()
        git("init", "--initial-branch=main")
        for pools in ({"main": {"name": "a"}}, {}):
            record.write_text(json.dumps({"resource": {"aws_cognito_user_pool": pools}, "terraform": {}}))
            git("add", ".")
            git("commit", "--message=Change")
        os.chdir(project / "stacks")
        Path("accepted.toml").write_text("")
        result = cognito("review", "--revisions", "HEAD~1", "HEAD", "--format", "json", "--accepted", "accepted.toml")
        assert result.exit_code == 1
        assert [each["rule"] for each in json.loads(result.stdout)][:1] == ["pool-lost"]

    def test_its_options_are_the_modules(self, cognito: Run) -> None:
        assert re.search(r"--revisions BEFORE\s+AFTER", cognito("review", "--help").output)


def test_compliance_says_how_the_environments_stand(cognito: Run, project: Path) -> None:
    prod = project / "environments/prod.toml"
    prod.write_text(f'compliance = ["baseline"]\n{prod.read_text()}')
    result = cognito("-C", project, "compliance", "--format", "json")
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert said["dev"] == []
    assert {each["profile"] for each in said["prod"]} == {"baseline"}


def test_docs_are_those_of_this_version(cognito: Run, project: Path) -> None:
    os.chdir(project / "stacks")
    result = cognito("docs")
    pages = ("controls", "mcp_clients", "questions", "review", "rules", "settings", "tokens")
    written = sorted(["docs/settings.schema.json", *(f"docs/{page}.md" for page in pages)])
    assert result.output.split() == written
    for path in written:
        assert (project / path).read_text() == (PROJECT / path).read_text()


class TestSynthAndExport:
    """What the project's own main.py does, with its words and its exit code."""

    def test_a_mistake_is_main_pys(
        self, cognito: Run, project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("PYTHONPATH", str(PROJECT))
        (project / "environments/dev.toml").write_text("region = 1")
        assert cognito("-C", project / "stacks", "synth").exit_code == 1
        said = capfd.readouterr().err
        assert said.startswith("environments/dev.toml")
        assert "1 is an integer; write text" in said

    def test_folders_and_lock_file_are_named_from_where_one_is(
        self, cognito: Run, project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("PYTHONPATH", str(PROJECT))
        os.chdir(project / "stacks")
        Path("lock").write_text("# hashes")
        assert cognito("export", "out", "--lock-file", "lock").exit_code == 0
        assert str(project / "stacks/out/cognito-dev/cdk.tf.json") in capfd.readouterr().out
        assert (project / "stacks/out/cognito-prod/.terraform.lock.hcl").read_text() == "# hashes"
