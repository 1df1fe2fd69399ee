"""From checked settings to the folder of stacks, all or nothing, and to folders for pipelines."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING

from cognito_as_code.canonical import canonical_manifest, canonical_stack
from cognito_as_code.settings import EnvironmentSettings, SettingsError
from cognito_as_code.settings.adoption.model import Adoption
from cognito_as_code.settings.core.findings import Finding
from cognito_as_code.switch import staging_folder, switch

if TYPE_CHECKING:
    from cognito_as_code.constructs.engine import cdktf

ENVIRONMENTS_PER_PROCESS = 25  # fewer do not repay the second that another process takes to start


class EngineError(Exception):
    """Node, or CDKTF in it, failed, in its own words. The last output is as it was."""


_SYSTEM_ERROR = re.compile(r"Cannot use the jsii package cache.*|\bE[A-Z]{2,}: .*")

BuildStack = Callable[["cdktf.App", str, EnvironmentSettings], None]
"""Adds an environment's stack to the app, under the id given. A function at the top of a module, which other processes
can import."""


_NOTHING: Mapping[str, Adoption] = {}


def build_app(
    build_stack: BuildStack,
    environments: Mapping[str, EnvironmentSettings],
    outdir: Path,
    adoptions: Mapping[str, Adoption] = _NOTHING,
) -> cdktf.App:
    """One stack an environment, named cognito-<environment>, with what the environment adopts.

    Raises SettingsError with every mistake that only shows in a stack: a broken rule, an override out of place, or an
    unmanaged argument that there is not.
    """
    # Imported here: it starts Node, which mistakes in settings should not wait for.
    from cognito_as_code.constructs.adoption import adopt  # noqa: PLC0415
    from cognito_as_code.constructs.engine import cdktf  # noqa: PLC0415

    app = cdktf.App(outdir=str(outdir.resolve()))  # Node may have started in another folder
    mistakes: list[Finding] = []
    for name, settings in environments.items():
        try:
            build_stack(app, f"cognito-{name}", settings)
        except SettingsError as error:
            mistakes += [replace(finding, file=name) for finding in error.findings]
            continue
        if name in adoptions:
            try:
                adopt(app.node.find_child(f"cognito-{name}"), adoptions[name].settings)
            except SettingsError as error:
                mistakes += [replace(finding, file=str(adoptions[name].file)) for finding in error.findings]
    if mistakes:
        raise SettingsError(mistakes)
    return app


def synth(
    build_stack: BuildStack,
    environments: Mapping[str, EnvironmentSettings],
    outdir: Path,
    adoptions: Mapping[str, Adoption] = _NOTHING,
) -> list[Path]:
    """Write every environment's JSON, all or nothing, and remove what former environments left. Returns the files.

    The guarantee is cognito_as_code.switch's. Of a former environment only what this wrote goes, and what `terraform
    init` can write again; what is kept is said on standard error. Raises SettingsError, OutputError, EngineError or
    OSError, and then the last output is as it was.
    """
    with staging_folder(outdir) as staging:
        parts = _write_parts(build_stack, environments, adoptions, staging)
        manifest = staging / "manifest.json"
        manifest.write_bytes(canonical_manifest([(part / manifest.name).read_bytes() for part in parts]))
        new = {path.relative_to(part): path for part in parts for path in sorted(part.glob("stacks/*/*"))}
        former = FormerStacks.below(outdir / "stacks", {f"cognito-{name}" for name in environments})
        switch(staging, {**new, Path(manifest.name): manifest}, [path.relative_to(outdir) for path in former.ours])
    former.clear()
    for sentence in former.kept():
        print(sentence, file=sys.stderr)
    return [outdir / "stacks" / f"cognito-{name}" / "cdk.tf.json" for name in sorted(environments)]


def _write_parts(
    build_stack: BuildStack,
    environments: Mapping[str, EnvironmentSettings],
    adoptions: Mapping[str, Adoption],
    staging: Path,
) -> list[Path]:
    """Synthesize into folders below staging, many environments in several processes at once."""
    processes = min(os.cpu_count() or 1, -(-len(environments) // ENVIRONMENTS_PER_PROCESS))
    slices = [dict(sorted(environments.items())[start::processes]) for start in range(processes)]
    parts = [staging / str(number) for number in range(processes)]
    if processes == 1:
        _write_part(build_stack, adoptions, slices[0], parts[0])
    else:
        pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_end_with_parent)
        try:
            with _interrupts_held():
                done = pool.map(partial(_write_part, build_stack, adoptions), slices, parts)
            list(done)
        except BaseException:
            _end(pool)
            raise
        finally:
            pool.shutdown()
    return parts


def _write_part(
    build_stack: BuildStack,
    adoptions: Mapping[str, Adoption],
    environments: Mapping[str, EnvironmentSettings],
    folder: Path,
) -> None:
    try:
        build_app(build_stack, environments, folder, adoptions).synth()
    except Exception as error:
        if reason := _failure_of_node(error):
            raise EngineError(reason) from error
        raise
    for file in folder.glob("stacks/*/cdk.tf.json"):
        file.write_bytes(canonical_stack(file.read_bytes()))
    if mistakes := [
        each for name in environments if name in adoptions for each in _missed(adoptions[name], name, folder)
    ]:
        raise SettingsError(mistakes)


def _missed(adoption: Adoption, name: str, folder: Path) -> Iterator[Finding]:
    """What an adoption leaves out of a stack that is written, and the stack refers to."""
    from cognito_as_code.constructs.adoption import named_though_left_out  # noqa: PLC0415  (Node runs by now)

    stack = json.loads((folder / f"stacks/cognito-{name}/cdk.tf.json").read_text(encoding="utf-8"))
    for finding in named_though_left_out(stack, adoption.settings):
        yield replace(finding, file=str(adoption.file))


def _end(pool: ProcessPoolExecutor) -> None:
    """Do not wait for what nobody wants any more."""
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        process.terminate()


def _failure_of_node(error: Exception) -> str | None:
    """What went wrong in Node or with it; None for a mistake in Python code."""
    if isinstance(error, OSError) and error.filename in {"node", os.environ.get("JSII_NODE", "node")}:
        return f"{error.filename} cannot be run as Node ({error.strerror})"
    # By name, since importing jsii may be what failed. Without an error of the system it is a mistake in a stack.
    if type(error.__cause__).__name__ == "JavaScriptError" and (system := _SYSTEM_ERROR.search(str(error))):
        return system.group()
    speaking = any(Path(frame.filename).match("jsii/_kernel/*/*.py") for frame in extract_tb(error.__traceback__))
    if speaking and isinstance(error, BrokenPipeError | ValueError | AssertionError):
        return "Node ended in the middle of its work, or is no Node"
    return None


def _end_with_parent() -> None:
    """Let a process of the pool end when the main one does, however that ends. Its Node follows: its input closes."""

    def watch() -> None:
        if parent := parent_process():
            wait([parent.sentinel])
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Start processes that leave Ctrl-C, which reaches every process of a terminal, to the main one."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@dataclass
class FormerStacks:
    """What stands beside the stacks of now: former ones, and whatever else."""

    ours: list[Path]
    """The JSON that this wrote for environments that are no more."""
    folders: list[Path]

    @classmethod
    def below(cls, stacks: Path, now: set[str]) -> FormerStacks:
        """Look through a folder that need not be there."""
        found = sorted(stacks.glob("cognito-*"))
        folders = [path for path in found if path.name not in now]
        return cls([path / "cdk.tf.json" for path in folders if _is_own_stack(path)], folders)

    def clear(self) -> None:
        """Remove what `terraform init` wrote into the folders, where nothing else is left in them."""
        for json_file in self.ours:
            folder = json_file.parent
            with suppress(OSError):  # what stays is said
                if all(_is_rewritten_by_init(path) for path in folder.iterdir()):
                    shutil.rmtree(folder)

    def kept(self) -> Iterator[str]:
        """A sentence for each folder that is still there."""
        for folder in self.folders:
            if folder.is_symlink():
                yield f"{folder}: kept, since it is a link that synth did not make; remove it if nobody needs it"
            elif folder.is_file():
                yield f"{folder}: kept, since it is a file that synth did not write; remove it if nobody needs it"
            elif folder.exists():
                try:
                    names = sorted(path.name for path in folder.iterdir())
                except OSError as error:
                    yield f"{folder}: kept, since it cannot be read ({error.strerror}); see whether state is in it"
                else:
                    yield f"{folder}: kept, since {_reason(names)}"


def _reason(names: list[str]) -> str:
    if "cdk.tf.json" in names:
        return "synth did not write its cdk.tf.json, or cannot read it; see whether anybody needs it"
    if not names:
        return "it is not to be removed, though empty"
    listed = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if names[5:] else "")
    return f"{listed} may hold the state of real resources"


def _is_own_stack(folder: Path) -> bool:
    try:
        return not folder.is_symlink() and _stack_name((folder / "cdk.tf.json").read_bytes()) == folder.name
    except OSError:
        return False


def _is_rewritten_by_init(path: Path) -> bool:
    """Whether `terraform init` writes it again: what it downloaded and locked, and which backend it remembers.

    A state can be anywhere, with a local backend's `path`, so that only what is known goes.
    """
    if path.is_symlink():
        return False
    if path.name == ".terraform.lock.hcl":
        return path.is_file()
    return (
        path.name == ".terraform"
        and path.is_dir()
        and all(
            _only_remembers_a_backend(each)
            if each.name == "terraform.tfstate"
            else each.name in {"providers", "modules", "environment"}
            for each in path.iterdir()
        )
    )


def _only_remembers_a_backend(file: Path) -> bool:
    """Whether it is Terraform's note of a backend, not a state: without a resource, in either of the two layouts."""
    try:
        content = json.loads(file.read_bytes())
        return not content.get("resources") and not any(module["resources"] for module in content.get("modules", ()))
    except (ValueError, AttributeError, KeyError, TypeError):
        return False


def export(
    build_stack: BuildStack,
    environments: Mapping[str, EnvironmentSettings],
    directory: Path,
    lock_file: Path | None = None,
    adoptions: Mapping[str, Adoption] = _NOTHING,
) -> list[Path]:
    """Write one folder an environment for a pipeline that has Terraform and nothing of ours. Returns the files.

    With a lock file, each folder gets a copy as .terraform.lock.hcl. Raises SettingsError, and writes nothing, when
    that would overwrite what another hand wrote; otherwise it is all or nothing as in synth.
    """
    with staging_folder(directory) as staging:
        new: dict[Path, Path] = {}
        for part in _write_parts(build_stack, environments, adoptions, staging):
            for source in sorted(part.glob("stacks/*/cdk.tf.json")):
                folder = Path(source.parent.name)
                new[folder / source.name] = source
                if lock_file:
                    new[folder / ".terraform.lock.hcl"] = Path(shutil.copyfile(lock_file, source.with_name("lock")))
        if foreign := sorted(path for path, source in new.items() if not _is_ours(directory / path, source)):
            message = "was not written by this command; move it away"
            raise SettingsError(Finding((), message, file=str(directory / path)) for path in foreign)
        switch(staging, new, former=[])
    return sorted(directory / path for path in new)


def _is_ours(target: Path, source: Path) -> bool:
    """Whether a file may be overwritten: it is not there, it is the same, or it is an earlier output for this stack."""
    if not target.exists():
        return not target.is_symlink()
    written = target.read_bytes()
    return written == source.read_bytes() or _stack_name(written) == target.parent.name


def _stack_name(written: bytes) -> object:
    """The stack that a synthesized file says it is; None for any other file."""
    try:
        return json.loads(written)["//"]["metadata"]["stackName"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
