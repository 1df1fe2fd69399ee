"""Which environments two synths differ in, a JSON list: python3 changed.py BEFORE AFTER, each a folder of stacks.

The JSON is compared, so none is forgotten, whatever changed it: a shared file, a stack, a library or a lock file.
With --all it is every environment there is. With --gitlab it prints a child pipeline with their jobs, and needs
CI_PROJECT_PATH and CI_DEFAULT_BRANCH.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

_PREFIX = "cognito-"


def changed(before: Path, after: Path) -> list[str]:
    """The environments that are new or other than before, by name. Raises ValueError for a name that is none."""
    if not after.is_dir():
        raise ValueError(f"{after} is no folder")
    names = sorted(path.parent.name for path in after.glob("*/cdk.tf.json"))
    if not names:
        raise ValueError(f"{after} has no stack in it")
    for name in names:
        if not re.fullmatch(rf"{_PREFIX}[a-z0-9][a-z0-9_-]*", name, re.IGNORECASE):
            raise ValueError(f"{name!r} is no stack's name")
    return [name.removeprefix(_PREFIX) for name in names if _read(before / name) != _read(after / name)]


def _read(stack: Path) -> bytes | None:
    file = stack / "cdk.tf.json"
    return file.read_bytes() if file.is_file() else None


def child_pipeline(environments: list[str], *, apply: bool) -> dict[str, Any]:
    """A GitLab pipeline with a plan an environment, and its apply; it needs a job, so where none is, one says so."""
    template = {
        "project": os.environ["CI_PROJECT_PATH"],
        "ref": os.environ["CI_DEFAULT_BRANCH"],
        "file": "examples/pipelines/gitlab/plan.gitlab-ci.yml",
    }
    jobs: dict[str, Any] = {}
    for name in environments:
        jobs[f"plan {name}"] = _job("plan", name)
        if apply:
            jobs[f"apply {name}"] = {**_job("apply", name), "needs": [f"plan {name}"]}
    return {"include": [template], **(jobs or {"nothing to plan": {"extends": ".nothing"}})}


def _job(what: str, environment: str) -> dict[str, Any]:
    return {
        "extends": f".{what}",
        "variables": {"ENVIRONMENT": environment},
        "environment": {"name": f"{what}/{environment}"},
    }


def main(*arguments: str) -> int:
    """Print them. 1 when there is nothing to compare."""
    options = {each for each in arguments if each.startswith("--")}
    folders = [Path(each) for each in arguments if not each.startswith("--")]
    try:
        after = folders[-1]
        found = changed(Path("/nowhere") if "--all" in options else folders[0], after)
    except (IndexError, OSError, ValueError) as error:
        print(f"changed.py: {error or __doc__}", file=sys.stderr)
        return 1
    print(json.dumps(child_pipeline(found, apply="--all" in options) if "--gitlab" in options else found))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
