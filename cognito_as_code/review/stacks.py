"""Two folders of synthesized stacks, as synth writes them, compared stack by stack."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .changes import NotReadableError
from .synthesized import read_synthesized

NOTHING = Path("none")
"""Instead of a folder: there was no stack before."""

_SYNTHESIZED = "cdk.tf.json"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")

Stacks = dict[str, Any]
"""Stack -> its JSON."""


def read_stacks(folder: Path) -> Stacks:
    """The stacks in a folder: cdktf.out, its stacks/, or any with a folder a stack that holds a cdk.tf.json.

    Raises NotReadableError, a sentence a mistake, for a folder without stacks, and for a stack with other files that
    Terraform would read: what is reviewed has to be all that is planned.
    """
    if folder == NOTHING:
        return {}
    root = folder / "stacks" if (folder / "stacks").is_dir() else folder
    try:
        found = sorted(path for path in root.iterdir() if path.is_dir())
        hidden = [] if root == folder else [path.parent.name for path in sorted(folder.glob(f"*/{_SYNTHESIZED}"))]
    except OSError as error:
        raise NotReadableError(f"{folder} cannot be read ({error.strerror}); check the name") from None
    mistakes = [f"{folder} has {name!r} beside stacks/; name the folder that has all stacks" for name in hidden]
    for path in found:
        others = sorted(each.name for each in path.iterdir() if each.name != _SYNTHESIZED and _is_terraform(each.name))
        if not _NAME.fullmatch(path.name):
            mistakes.append(f"{folder} has a stack called {path.name!r}; use letters, digits, - and _")
        elif others:
            mistakes.append(
                f"{path} has {', '.join(others)}, which Terraform reads too; remove what synth did not write"
            )
        elif not (path / _SYNTHESIZED).is_file():
            mistakes.append(f"{path} has no {_SYNTHESIZED}; synthesize again, or remove the folder")
    if mistakes:
        raise NotReadableError("\n".join(mistakes))
    if not found:
        raise NotReadableError(
            f"{folder} has no stack in it; synthesize first, or write none where there was no stack yet"
        )
    return {path.name: read_synthesized(path / _SYNTHESIZED) for path in found}


def _is_terraform(name: str) -> bool:
    return name.endswith((".tf", ".tf.json", ".tofu", ".tofu.json", ".tfvars", ".tfvars.json"))


def hints_about_stacks(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Which stacks are new, and which are gone, with all that is in them."""
    hints = [f"New stacks: {', '.join(new)}."] if (new := sorted(after.keys() - before.keys())) else []
    if gone := sorted(before.keys() - after.keys()):
        hints.append(
            f"Removed stacks: {', '.join(gone)}. Under another name, a stack has another state: Terraform would build "
            "it anew, and nobody manages what there is."
        )
    return hints
