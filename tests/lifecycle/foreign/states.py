"""Pools in the states of other configurations: modules/NAME has the form that a module, a person or a program gives."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from tests.lifecycle.deployment import Deployment
from tests.lifecycle.foreign.takeover import REQUIRED

FOLDER = Path(__file__).parent / "modules"
FORMS = sorted(path.name for path in FOLDER.iterdir())


def configure(root: Path) -> None:
    """Write a configuration that has every form as a module."""
    shutil.copytree(FOLDER, root / "modules")
    modules = {name: {"source": f"./modules/{name}"} for name in FORMS}
    stack = {"terraform": REQUIRED, "provider": {"aws": {"region": "eu-central-1"}}, "module": modules}
    (root / "main.tf.json").write_text(json.dumps(stack))


def state_of(deployment: Deployment, form: str) -> dict[str, Any]:
    """What the state has of one form, as if that were all of it: its module is the root."""
    state: dict[str, Any] = json.loads((deployment.stack / "terraform.tfstate").read_text())
    root, inside = f"module.{form}", list[dict[str, Any]]()
    for each in state["resources"]:
        module = each.pop("module", "")
        if module == root:
            inside.append(each)
        elif module.startswith(f"{root}."):
            inside.append({**each, "module": module.removeprefix(f"{root}.")})
    return {**state, "resources": inside}
