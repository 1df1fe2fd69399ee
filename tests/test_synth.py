"""State is never deleted, nothing is left half-written, and no process outlives its run."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from cognito_as_code.cli.interruption import Interrupted, interruptible
from cognito_as_code.synth import FormerStacks
from tests.conftest import ENVIRONMENTS, PROJECT
from tests.constructs.test_engine import files

REMEMBERED = '{"version": 3, "backend": {"type": "s3"}, "modules": [{"path": ["root"], "resources": {}}]}'
STATE = '{"version": 4, "resources": [{}]}'


@pytest.fixture
def stacks(tmp_path: Path) -> Path:
    """A folder of stacks in which `cognito-gone` is a former one."""
    folder = tmp_path / "stacks/cognito-gone"
    folder.mkdir(parents=True)
    (folder / "cdk.tf.json").write_text('{"//": {"metadata": {"stackName": "cognito-gone"}}}')
    return tmp_path / "stacks"


def remove(stacks: Path) -> list[str]:
    """Remove former stacks as synth does, and return what it says."""
    former = FormerStacks.below(stacks, {"cognito-prod"})
    for path in former.ours:
        path.unlink()
    former.clear()
    return [sentence.removeprefix(f"{stacks}/") for sentence in former.kept()]


@pytest.mark.parametrize(
    "name",
    [
        "terraform.tfstate",
        "terraform.tfstate.backup",
        "prod.state",
        "state/prod",
        "terraform.tfstate.d/blue/terraform.tfstate",
        ".terraform/prod.state",
        ".terraform/terraform.tfstate",
        "prod.auto.tfvars",
    ],
)
def test_state_under_any_name_is_kept_and_named_in_every_run(name: str, stacks: Path) -> None:
    state = stacks / "cognito-gone" / name
    state.parent.mkdir(parents=True, exist_ok=True)
    state.write_text(STATE)
    said = [f"cognito-gone: kept, since {Path(name).parts[0]} may hold the state of real resources"]
    assert remove(stacks) == said
    assert remove(stacks) == said
    assert files(stacks) == {f"cognito-gone/{name}": STATE.encode()}


def test_what_init_writes_again_goes_with_the_stack(stacks: Path) -> None:
    terraform = stacks / "cognito-gone/.terraform"
    (terraform / "providers/registry").mkdir(parents=True)
    (terraform / "terraform.tfstate").write_text(REMEMBERED)
    (terraform / "environment").write_text("default")
    (stacks / "cognito-gone/.terraform.lock.hcl").write_text("# hashes")
    assert remove(stacks) == []
    assert list(stacks.iterdir()) == []


def test_a_former_stack_that_is_a_link_is_left_alone(stacks: Path, tmp_path: Path) -> None:
    (stacks / "cognito-gone").rename(tmp_path / "elsewhere")
    (stacks / "cognito-gone").symlink_to(tmp_path / "elsewhere")
    for _ in range(2):
        assert remove(stacks) == [
            "cognito-gone: kept, since it is a link that synth did not make; remove it if nobody needs it"
        ]
    assert (tmp_path / "elsewhere/cdk.tf.json").is_file()


def test_a_file_among_the_stacks_is_left_alone(stacks: Path) -> None:
    (stacks / "cognito-old").write_text("a file")
    assert remove(stacks) == [
        "cognito-old: kept, since it is a file that synth did not write; remove it if nobody needs it"
    ]


@pytest.mark.parametrize("content", ["{}", "not JSON", '{"//": {"metadata": {"stackName": "another"}}}', "[" * 100_000])
def test_a_stack_of_another_hand_is_left_alone(content: str, stacks: Path) -> None:
    json_file = stacks / "cognito-gone/cdk.tf.json"
    json_file.write_text(content)
    assert remove(stacks) == [
        "cognito-gone: kept, since synth did not write its cdk.tf.json, or cannot read it; see whether anybody needs it"
    ]
    assert json_file.read_text() == content


def test_folders_that_are_no_stacks_of_ours_are_not_spoken_of(stacks: Path) -> None:
    (stacks / "network").mkdir()
    assert remove(stacks) == []
    assert (stacks / "network").is_dir()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with 60 environments: enough for several processes."""
    text = (ENVIRONMENTS / "production.toml").read_text()
    shutil.copytree(ENVIRONMENTS / "shared", tmp_path / "environments/shared")
    for number in range(60):
        copy = text.replace('"ai-gateway"', f'"ai-gateway-{number}"').replace("production.tfstate", f"{number}.tfstate")
        (tmp_path / f"environments/t-{number}.toml").write_text(copy)
    (tmp_path / "main.py").write_text((PROJECT / "main.py").read_text())
    (tmp_path / "tmp").mkdir()
    return tmp_path


def start(project: Path, **variables: str) -> subprocess.Popen[str]:
    """Run main.py, with two processors whatever the machine has, and with temporary files of its own."""
    two = "import os, sys; os.cpu_count = lambda: 2; sys.argv = ['main.py']; import main"
    run = f"{two}; from cognito_as_code.cli.app import run; from pathlib import Path"
    environment = {"PYTHONPATH": f"{project}:{PROJECT}", "TMPDIR": str(project / "tmp"), **variables}
    return subprocess.Popen(
        [sys.executable, "-c", f"{run}; sys.exit(run(main.build_stack, Path({str(project)!r}), []))"],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def living(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [each for each in processes if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]


def all_end(processes: list[psutil.Process], seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while living(processes) and time.monotonic() < end:
        time.sleep(0.01)
    return not living(processes)


def with_node(process: subprocess.Popen[str], number: int) -> list[psutil.Process]:
    """Wait until so many Nodes run for it, and return all of its processes."""
    end = time.monotonic() + 20
    while sum("jsii-runtime.js" in " ".join(each.cmdline()) for each in living(family(process))) < number:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.01)
    return family(process)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("everyone", [False, True], ids=["the main process alone", "the terminal's whole group"])
def test_an_interruption_ends_in_one_line(number: int, everyone: bool, project: Path) -> None:
    (project / "cdktf.out").mkdir()
    run = start(project)
    children = with_node(run, 2)
    os.killpg(run.pid, number) if everyone else run.send_signal(number)
    output = run.communicate(timeout=20)
    assert output == ("", "interrupted; the last output stays as it was\n")
    assert run.returncode == 128 + number
    assert all_end(children)
    assert list((project / "cdktf.out").iterdir()) == []
    # A Node that the signal reaches first cannot remove its program's copy in the temporary folder.
    assert everyone or list((project / "tmp").iterdir()) == []


def test_a_killed_run_takes_its_processes_along(project: Path) -> None:
    run = start(project)
    children = with_node(run, 2)
    run.kill()
    assert all_end(children)
    run.communicate()


@pytest.mark.parametrize("victim", ["jsii-runtime.js", "spawn_main"])
def test_a_process_that_dies_in_the_middle_is_said_in_one_sentence(victim: str, project: Path) -> None:
    run = start(project)
    children = with_node(run, 2)
    next(each for each in children if victim in " ".join(each.cmdline())).kill()
    out, err = run.communicate(timeout=20)
    assert out == ""
    assert err.rstrip().count("\n") == 0
    assert err.endswith("run again; nothing was synthesized\n")
    assert run.returncode == 2
    assert all_end(children)
    assert not (project / "cdktf.out").exists()


def generation(project: Path) -> dict[str, str | None]:
    """What each stack and the manifest say which run they are of: the tag of the settings, by path."""
    outdir = project / "cdktf.out"
    paths = [outdir / f"stacks/cognito-t-{number}/cdk.tf.json" for number in range(60)]
    texts = {path: path.read_text() if path.exists() else None for path in paths}
    return {
        path.parent.name: text and next((word for word in ("run-old", "run-new") if word in text), None)
        for path, text in texts.items()
    }


@pytest.mark.slow
def test_killed_again_and_again_it_is_old_or_new_and_leaves_nothing(project: Path) -> None:
    """As many kills as fit into KILLING_SECONDS, 40 unless said, up to 100; test_switch.py has 100 of the switch."""
    environments = sorted((project / "environments").glob("t-*.toml"))
    originals = {path: path.read_text() for path in environments}

    def settings_of(word: str) -> None:
        for path, text in originals.items():
            path.write_text(text.replace("ai-gateway", word))

    settings_of("run-old")
    begin = time.monotonic()
    out, err = (first := start(project)).communicate(timeout=60)
    assert first.returncode == 0, (out, err)
    whole_run = time.monotonic() - begin
    assert set(generation(project).values()) == {"run-old"}
    chance = random.Random(60)  # noqa: S311
    words = ("run-new", "run-old")
    kills = 0
    while kills < 100 and time.monotonic() - begin < float(os.environ.get("KILLING_SECONDS", "40")):
        settings_of(words[kills % 2])
        run = start(project)
        # Half of them at any moment; half around the end, where the switch is.
        moment = chance.uniform(0, whole_run) if kills % 2 else chance.uniform(0.7, 1.05) * whole_run
        end = time.monotonic() + moment
        children: dict[int, psutil.Process] = {}
        while time.monotonic() < end and run.poll() is None:
            children |= {each.pid: each for each in family(run)}
            time.sleep(0.01)
        children |= {each.pid: each for each in family(run)}
        run.kill()
        run.communicate()
        kills += 1
        assert len(set(generation(project).values())) == 1, generation(project)
        assert all_end(list(children.values())), children
    settings_of("run-new")
    out, err = (last := start(project)).communicate(timeout=60)
    assert last.returncode == 0, (out, err)
    assert set(generation(project).values()) == {"run-new"}
    assert sorted(path.name for path in (project / "cdktf.out").iterdir()) == ["manifest.json", "stacks"]
    assert not any(path.is_symlink() for path in (project / "cdktf.out").rglob("*"))
    assert len(json.loads((project / "cdktf.out/manifest.json").read_text())["stacks"]) == 60
    print(f"{kills} kills")
    assert kills


def test_signals_are_as_they_were_after_a_run() -> None:
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has none")
def test_a_hangup_that_nohup_ignores_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with interruptible():
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            with pytest.raises(Interrupted):
                signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGHUP, before)
