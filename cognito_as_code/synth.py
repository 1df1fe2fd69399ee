"""From checked settings to the folder of stacks, all or nothing, and to folders for pipelines."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from cognito_as_code.settings import EnvironmentSettings, SettingsError
from cognito_as_code.settings.core.findings import Finding

if TYPE_CHECKING:
    from cognito_as_code.constructs.engine import cdktf

ENVIRONMENTS_PER_PROCESS = 25  # fewer do not repay the second that another process takes to start

BuildStack = Callable[["cdktf.App", str, EnvironmentSettings], None]
"""Adds an environment's stack to the app, under the id given. A function at the top of a module, which other processes
can import."""


def build_app(build_stack: BuildStack, environments: Mapping[str, EnvironmentSettings], outdir: Path) -> cdktf.App:
    """One stack an environment, named cognito-<environment>.

    Raises SettingsError with every mistake that only shows in a stack: a broken rule, or an override out of place.
    """
    # Imported here: it starts Node, which mistakes in settings should not wait for.
    from cognito_as_code.constructs.engine import cdktf  # noqa: PLC0415

    app = cdktf.App(outdir=str(outdir.resolve()))  # Node may have started in another folder
    mistakes: list[Finding] = []
    for name, settings in environments.items():
        try:
            build_stack(app, f"cognito-{name}", settings)
        except SettingsError as error:
            mistakes += [replace(finding, file=name) for finding in error.findings]
    if mistakes:
        raise SettingsError(mistakes)
    return app


def synth(build_stack: BuildStack, environments: Mapping[str, EnvironmentSettings], outdir: Path) -> list[Path]:
    """Write every environment's JSON, all or nothing, and remove what former environments left. Returns the files."""
    outdir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=outdir, prefix=".synth-") as staging:
        parts = _write_parts(build_stack, environments, Path(staging))
        manifest = Path(staging, "manifest.json")
        manifest.write_text(_merged_manifest(parts), encoding="utf-8")
        for part in parts:
            for path in part.glob("stacks/*/*"):
                target = outdir / path.relative_to(part)
                target.parent.mkdir(parents=True, exist_ok=True)
                path.replace(target)
        manifest.replace(outdir / manifest.name)
    _remove_former_stacks(outdir / "stacks", keep={f"cognito-{name}" for name in environments})
    return [outdir / "stacks" / f"cognito-{name}" / "cdk.tf.json" for name in sorted(environments)]


def _write_parts(build_stack: BuildStack, environments: Mapping[str, EnvironmentSettings], staging: Path) -> list[Path]:
    """Synthesize into folders below staging, many environments in several processes at once."""
    processes = min(os.cpu_count() or 1, -(-len(environments) // ENVIRONMENTS_PER_PROCESS))
    slices = [dict(sorted(environments.items())[start::processes]) for start in range(processes)]
    parts = [staging / str(number) for number in range(processes)]
    if processes == 1:
        _write_part(build_stack, slices[0], parts[0])
    else:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            list(pool.map(partial(_write_part, build_stack), slices, parts))
    return parts


def _write_part(build_stack: BuildStack, environments: Mapping[str, EnvironmentSettings], folder: Path) -> None:
    build_app(build_stack, environments, folder).synth()


def _merged_manifest(parts: list[Path]) -> str:
    manifests = [json.loads((part / "manifest.json").read_text(encoding="utf-8")) for part in parts]
    stacks = {name: stack for manifest in manifests for name, stack in manifest["stacks"].items()}
    return json.dumps({**manifests[0], "stacks": stacks}, indent=2, sort_keys=True) + "\n"


def _remove_former_stacks(stacks: Path, keep: set[str]) -> None:
    for folder in sorted(stacks.iterdir()):
        if folder.name in keep or not (folder / "cdk.tf.json").is_file():
            continue
        # .terraform/terraform.tfstate only remembers the backend.
        states = (path for path in folder.rglob("*.tfstate") if ".terraform" not in path.parts)
        if state := next(states, None):
            print(f"{folder}: kept, since {state.name} may hold the state of real resources", file=sys.stderr)
        else:
            shutil.rmtree(folder)


def export(
    build_stack: BuildStack,
    environments: Mapping[str, EnvironmentSettings],
    directory: Path,
    lock_file: Path | None = None,
) -> list[Path]:
    """Write one folder an environment for a pipeline that has Terraform and nothing of ours. Returns the files.

    With a lock file, each folder gets a copy as .terraform.lock.hcl. Raises SettingsError, and writes nothing, when
    that would overwrite what another hand wrote.
    """
    with tempfile.TemporaryDirectory() as staging:
        copies: dict[Path, Path] = {}
        for path in synth(build_stack, environments, Path(staging)):
            folder = directory / path.parent.name
            copies[folder / path.name] = path
            if lock_file:
                copies[folder / ".terraform.lock.hcl"] = lock_file
        if foreign := [target for target, source in copies.items() if not _is_ours(target, source)]:
            message = "was not written by this command; move it away"
            raise SettingsError(Finding((), message, file=str(target)) for target in foreign)
        for target, source in copies.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    return sorted(copies)


def _is_ours(target: Path, source: Path) -> bool:
    """Whether a file may be overwritten: it is not there, it is the same, or it is an earlier output for this stack."""
    if not target.exists():
        return True
    written = target.read_bytes()
    if written == source.read_bytes():
        return True
    try:
        return bool(json.loads(written)["//"]["metadata"]["stackName"] == target.parent.name)
    except (ValueError, KeyError, TypeError):
        return False
