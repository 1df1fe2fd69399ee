"""From the folder of environment files to the folder of stacks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cognito_as_code.cli.app import run
from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.settings.core.rule import RULES
from cognito_as_code.synth import synth
from main import build_stack
from tests.conftest import ENVIRONMENTS, minimal
from tests.constructs.test_engine import files

NAMES = ("all-controls", "disposable", "first-program", "production")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the tests' environments, synthesized from there."""
    shutil.copytree(ENVIRONMENTS, tmp_path / "environments")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CDKTF_OUTDIR", raising=False)
    return tmp_path


def test_synth_writes_every_environment_and_says_where(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(build_stack, Path.cwd(), []) == 0
    expected = [f"cdktf.out/stacks/cognito-{name}/cdk.tf.json" for name in NAMES]
    assert capsys.readouterr().out.splitlines() == expected
    assert all((project / path).is_file() for path in expected)


def test_output_is_the_same_in_another_folder(project: Path, synthesized: Path) -> None:
    run(build_stack, Path.cwd(), [])
    assert files(project / "cdktf.out") == files(synthesized)
    assert str(project).encode() not in b"".join(files(project / "cdktf.out").values())


def test_a_removed_environment_leaves_nothing(project: Path) -> None:
    run(build_stack, Path.cwd(), [])
    (project / "environments/disposable.toml").unlink()
    assert run(build_stack, Path.cwd(), []) == 0
    assert sorted(path.name for path in (project / "cdktf.out/stacks").iterdir()) == [
        "cognito-all-controls",
        "cognito-first-program",
        "cognito-production",
    ]
    assert set(json.loads((project / "cdktf.out/manifest.json").read_text())["stacks"]) == {
        "cognito-all-controls",
        "cognito-first-program",
        "cognito-production",
    }


def test_a_removed_environments_state_is_kept(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the state nobody could tell Terraform which pool was meant."""
    run(build_stack, Path.cwd(), [])
    state = project / "cdktf.out/stacks/cognito-disposable/terraform.tfstate"
    state.write_text("{}")
    (project / "environments/disposable.toml").unlink()
    assert run(build_stack, Path.cwd(), []) == 0
    assert state.is_file()
    assert capsys.readouterr().err == (
        "cdktf.out/stacks/cognito-disposable: kept, since terraform.tfstate may hold the state of real resources\n"
    )


def test_what_only_remembers_a_backend_is_no_state(project: Path) -> None:
    run(build_stack, Path.cwd(), [])
    remembered = project / "cdktf.out/stacks/cognito-disposable/.terraform/terraform.tfstate"
    remembered.parent.mkdir()
    remembered.write_text("{}")
    (project / "environments/disposable.toml").unlink()
    run(build_stack, Path.cwd(), [])
    assert not remembered.parents[1].exists()


def test_an_output_folder_that_cannot_be_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "cdktf.out").write_text("a file")
    assert run(build_stack, Path.cwd(), []) == 2
    assert capsys.readouterr().err == (
        "cdktf.out: File exists; a folder belongs there, so move it away; nothing was synthesized\n"
    )


def test_what_terraform_keeps_beside_the_json_stays(project: Path) -> None:
    run(build_stack, Path.cwd(), [])
    lock = project / "cdktf.out/stacks/cognito-production/.terraform.lock.hcl"
    lock.write_text("# lock")
    run(build_stack, Path.cwd(), [])
    assert lock.read_text() == "# lock"


def test_a_mistake_leaves_the_last_output_as_it_was(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(build_stack, Path.cwd(), [])
    before = files(project / "cdktf.out")
    capsys.readouterr()
    (project / "environments/disposable.toml").write_text("region = 1")
    assert run(build_stack, Path.cwd(), []) == 1
    assert files(project / "cdktf.out") == before
    output = capsys.readouterr()
    assert output.out == ""
    assert (
        "environments/disposable.toml:1 error region\n"
        "  1 is an integer; write text: put it in quotes\n"
        "      1 | region = 1\n"
        "        |          ^\n"
    ) in output.err


def test_synth_says_what_the_check_warns_of(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (project / "environments/disposable.toml").open("a") as file:
        file.write('[overrides."aws_cognito_user_pool.main"]\nnew_argument = true\n')
    line = (project / "environments/disposable.toml").read_text().count("\n") - 1
    assert run(build_stack, Path.cwd(), []) == 0
    assert capsys.readouterr().err == (
        f'environments/disposable.toml:{line} warning overrides."aws_cognito_user_pool.main"\n'
        "  sets new_argument unchecked; look at the plan\n"
        f"  OVR-2: {RULES['OVR-2'].source}\n"
        f'  {line:5} | [overrides."aws_cognito_user_pool.main"]\n'
        "        |            ^\n"
        "\n"
        "0 errors, 1 warning\n"
    )


def test_a_failure_of_the_framework_leaves_the_last_output_as_it_was(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(build_stack, Path.cwd(), [])
    before = files(project / "cdktf.out")

    def fail(*_: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr("cognito_as_code.synth._write_part", fail)
    with pytest.raises(RuntimeError):
        run(build_stack, Path.cwd(), [])
    assert files(project / "cdktf.out") == before


def test_several_processes_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environments: dict[str, EnvironmentSettings] = {f"tenant-{number}": minimal() for number in range(4)}
    synth(build_stack, environments, tmp_path / "one")
    monkeypatch.setattr("cognito_as_code.synth.ENVIRONMENTS_PER_PROCESS", 2)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    synth(build_stack, environments, tmp_path / "two")
    assert files(tmp_path / "two") == files(tmp_path / "one")


def test_the_order_in_which_environments_are_given_changes_no_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cognito_as_code.synth.ENVIRONMENTS_PER_PROCESS", 2)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    names = ["c", "a", "d", "b"]
    for folder, ordered in (("one", names), ("two", names[::-1])):
        written = synth(build_stack, {name: minimal() for name in ordered}, tmp_path / folder)
        assert [path.parent.name for path in written] == ["cognito-a", "cognito-b", "cognito-c", "cognito-d"]
    assert files(tmp_path / "two") == files(tmp_path / "one")


class TestExport:
    """Folders for pipelines that have Terraform and nothing of ours."""

    def test_each_environment_gets_a_folder_with_the_same_bytes(
        self, project: Path, synthesized: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        target = tmp_path_factory.mktemp("pipeline")
        assert run(build_stack, Path.cwd(), ["--export", str(target)]) == 0
        stacks = {path: content for path, content in files(synthesized).items() if path != "manifest.json"}
        assert {f"stacks/{path}": content for path, content in files(target).items()} == stacks
        assert not (project / "cdktf.out").exists()

    def test_again_it_changes_what_it_wrote_and_nothing_else(self, project: Path) -> None:
        run(build_stack, Path.cwd(), ["--export", "pipeline"])
        notes = project / "pipeline/cognito-disposable/backend.hcl"
        notes.write_text("bucket = 1")
        production = project / "environments/production.toml"
        production.write_text(production.read_text().replace('name = "ai-gateway"', 'name = "renamed"'))
        assert run(build_stack, Path.cwd(), ["--export", "pipeline"]) == 0
        assert '"name": "renamed"' in (project / "pipeline/cognito-production/cdk.tf.json").read_text()
        assert notes.read_text() == "bucket = 1"

    def test_a_lock_file_goes_with_it(self, project: Path) -> None:
        (project / "lock").write_text("# provider hashes")
        assert run(build_stack, Path.cwd(), ["--export", "pipeline", "--lock-file", "lock"]) == 0
        assert (project / "pipeline/cognito-disposable/.terraform.lock.hcl").read_text() == "# provider hashes"

    @pytest.mark.parametrize("content", ["{}", "[]", "not JSON", '{"//": {"metadata": {"stackName": "another"}}}'])
    def test_what_another_hand_wrote_is_left_alone(
        self, content: str, project: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        foreign = project / "pipeline/cognito-production/cdk.tf.json"
        foreign.parent.mkdir(parents=True)
        foreign.write_text(content)
        assert run(build_stack, Path.cwd(), ["--export", "pipeline"]) == 1
        assert capsys.readouterr().err == (
            f"{foreign} error\n  was not written by this command; move it away\n\n1 error, 0 warnings\n"
        )
        assert foreign.read_text() == content
        assert [path.name for path in (project / "pipeline").iterdir()] == ["cognito-production"]
