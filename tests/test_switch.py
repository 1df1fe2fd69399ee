"""Old or new, and nothing between: at every single step of the switch."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cognito_as_code.switch import OutputError, staging_folder, switch
from tests.conftest import PROJECT

OLD = {"manifest.json": "old", "stacks/a/cdk.tf.json": "old", "stacks/b/cdk.tf.json": "old", "stacks/c/state": "state"}
NEW = {"manifest.json": "new", "stacks/a/cdk.tf.json": "new", "stacks/d/cdk.tf.json": "new"}
STEPS = ("replace", "symlink", "link", "mkdir", "unlink", "rmdir")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An output folder: `b` is to go, `d` to come, and `c` holds what is not ours."""
    write(tmp_path / "out", OLD)
    return tmp_path / "out"


def write(folder: Path, contents: dict[str, str]) -> None:
    for path, content in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content)


def seen(root: Path) -> dict[str, str]:
    """What a reader finds that knows nothing of the switch."""
    paths = [root / "manifest.json", *root.glob("stacks/*/*")]
    return {str(path.relative_to(root)): path.read_text() for path in paths if path.exists()}


def whole(root: Path, contents: dict[str, str]) -> bool:
    """Whether there are these files and nothing else, not even a folder or a link."""
    paths = sorted(path for path in root.rglob("*") if not path.is_dir() or path.is_symlink())
    folders = {path.name for path in root.glob("*/*")} | {path.name for path in root.glob("*")}
    return (
        {str(path.relative_to(root)): path.read_text() for path in paths} == contents
        and not any(path.is_symlink() for path in paths)
        and folders == {part for path in contents for part in Path(path).parts[:2] if part != "cdk.tf.json"}
    )


def renew(root: Path) -> None:
    with staging_folder(root) as staging:
        write(staging / "0", NEW)
        switch(staging, {Path(path): staging / "0" / path for path in NEW}, [Path("stacks/b/cdk.tf.json")])


def in_a_process(run: Callable[[], None]) -> int:
    """Run it in a fork. 0, or the number of the signal that ended it, or 128 when it raised."""
    if child := os.fork():
        status = os.waitpid(child, 0)[1]
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    try:
        run()
    except BaseException:
        os._exit(128)
    os._exit(0)


def at_step(number: int, do: Callable[[], None]) -> None:
    """Let something happen just before one of the steps that change the file system."""
    count = 0

    def counted(step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **options: Any) -> Any:
            nonlocal count
            count += 1
            if count == number:
                do()
            return step(*arguments, **options)

        return run

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))


def after_steps(number: int, do: Callable[[], None], root: Path) -> int:
    def run() -> None:
        at_step(number, do)
        renew(root)

    return in_a_process(run)


AFTER = {**NEW, "stacks/c/state": "state"}


def test_killed_at_any_step_every_file_is_old_or_every_file_is_new(root: Path) -> None:
    outcomes = []
    for number in range(1, 200):
        shutil.rmtree(root)
        write(root, OLD)
        ended = after_steps(number, lambda: os.kill(os.getpid(), signal.SIGKILL), root)
        now = seen(root)
        assert now in (OLD, AFTER), number
        outcomes.append(now == AFTER)
        if ended == 0:
            break
        assert ended == signal.SIGKILL
        with staging_folder(root):
            pass  # the next run, whatever comes of it
        assert whole(root, now), number
    assert outcomes == sorted(outcomes)  # first old, then new
    assert 15 < outcomes.index(True) < len(outcomes) - 5
    assert whole(root, AFTER)


def test_an_error_at_any_step_leaves_all_old_or_all_new(root: Path) -> None:
    def fail() -> None:
        raise OSError(28, "No space left on device", "somewhere")

    for number in range(1, 200):
        shutil.rmtree(root)
        write(root, OLD)
        if after_steps(number, fail, root) == 0 and seen(root) == AFTER and number > 40:
            break
        now = seen(root)
        assert now in (OLD, AFTER), number
        with staging_folder(root):
            pass
        assert whole(root, now), number
    assert whole(root, AFTER)


def test_an_interruption_waits_for_the_switch_and_says_that_it_is_done(root: Path) -> None:
    def interrupted_in_the_switch() -> None:
        at_step(38, lambda: os.kill(os.getpid(), signal.SIGINT))
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with pytest.raises(KeyboardInterrupt) as interrupted:
            renew(root)
        assert interrupted.value.__notes__ == ["the new output is in its place"]
        assert whole(root, AFTER)

    assert in_a_process(interrupted_in_the_switch) == 0


def test_without_symbolic_links_it_still_writes(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.symlink", refuse)
    renew(root)
    assert whole(root, AFTER)


def test_without_hard_links_it_still_writes(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    renew(root)
    assert whole(root, AFTER)


def test_a_folder_that_is_a_link_stays_one(root: Path, tmp_path: Path) -> None:
    (root / "stacks/a").rename(tmp_path / "elsewhere")
    (root / "stacks/a").symlink_to(tmp_path / "elsewhere")
    renew(root)
    assert (root / "stacks/a").is_symlink()
    assert not (tmp_path / "elsewhere/cdk.tf.json").is_symlink()
    assert (tmp_path / "elsewhere/cdk.tf.json").read_text() == "new"


def test_a_read_only_folder_is_named_before_anything_changes(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    access = os.access
    monkeypatch.setattr("os.access", lambda path, mode: Path(path).name != "d" and access(path, mode))
    (root / "stacks/d").mkdir()
    with pytest.raises(OutputError, match=r"stacks/d: cannot be written; give this user the right to write there"):
        renew(root)
    (root / "stacks/d").rmdir()
    assert whole(root, OLD)


@pytest.mark.parametrize("place", ["stacks/a/cdk.tf.json", "manifest.json"])
def test_a_link_of_another_hand_is_not_written_through(place: str, root: Path, tmp_path: Path) -> None:
    (root / place).rename(tmp_path / "mine")
    (root / place).symlink_to(tmp_path / "mine")
    with pytest.raises(OutputError, match="is a symbolic link that this command did not make; move it away"):
        renew(root)
    assert (tmp_path / "mine").read_text() == "old"


def test_a_file_in_a_folders_place_is_named(root: Path) -> None:
    (root / "stacks/d").write_text("a file")
    with pytest.raises(OutputError, match="stacks/d: is not a folder; move it away"):
        renew(root)
    (root / "stacks/d").unlink()
    assert whole(root, OLD)


def test_a_second_run_waits_for_the_first(root: Path) -> None:
    second = "from pathlib import Path; from tests.test_switch import renew; import sys; renew(Path(sys.argv[1]))"
    with staging_folder(root) as staging:
        run = subprocess.Popen([sys.executable, "-c", second, root], cwd=PROJECT, stderr=subprocess.PIPE, text=True)
        assert run.stderr is not None
        assert run.stderr.readline() == f"{root}: waiting for another run that writes there\n"
        time.sleep(0.1)
        assert list(root.glob(".synth-*")) == [staging]
        assert seen(root) == OLD
    assert run.wait(timeout=20) == 0
    run.stderr.close()
    assert whole(root, AFTER)


def test_a_new_folder_goes_again_when_nothing_was_written(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), staging_folder(tmp_path / "new"):
        raise ZeroDivisionError
    assert not (tmp_path / "new").exists()


def test_a_hundred_kills_at_random_moments_leave_sixty_stacks_of_one_kind(tmp_path: Path) -> None:
    root = tmp_path / "out"
    paths = ["manifest.json", *(f"stacks/{number}/cdk.tf.json" for number in range(60))]
    chance = random.Random(60)  # noqa: S311
    write(root, dict.fromkeys(paths, "0"))

    def next_generation(word: str) -> None:
        with staging_folder(root) as staging:
            write(staging / "0", dict.fromkeys(paths, word))
            switch(staging, {Path(path): staging / "0" / path for path in paths}, [])

    begin = time.monotonic()
    next_generation("1")
    duration = time.monotonic() - begin
    for number in range(2, 102):
        child = os.fork()
        if not child:
            next_generation(str(number))
            os._exit(0)
        time.sleep(chance.uniform(0, duration))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        now = seen(root)
        assert now.keys() == set(paths)
        assert len(set(now.values())) == 1
    next_generation("last")
    assert whole(root, dict.fromkeys(paths, "last"))
