"""Write atlantis.yaml, a project for every stack that synth wrote, so that none is forgotten: python3 atlantis.py."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

_WATCHED = ("environments/**", "stacks/**", "cognito_as_code/**", "main.py", "Pipfile.lock", ".terraform.lock.hcl")


def main() -> int:
    """Write it. 1 when there is no stack, or a name that is none."""
    names = sorted(path.parent.name for path in Path("cdktf.out/stacks").glob("*/cdk.tf.json"))
    if wrong := [name for name in names if not re.fullmatch(r"cognito-[A-Za-z0-9][A-Za-z0-9_-]*", name)]:
        print(f"{wrong[0]!r} is no stack's name", file=sys.stderr)
        return 1
    if not names:
        print("cdktf.out/stacks has no stack in it; run make synth", file=sys.stderr)
        return 1
    projects = [
        {
            "name": name.removeprefix("cognito-"),
            "dir": f"cdktf.out/stacks/{name}",
            "autoplan": {"when_modified": [f"../../../{path}" for path in _WATCHED]},
        }
        for name in names
    ]
    Path("atlantis.yaml").write_text(
        json.dumps({"version": 3, "projects": projects}, indent=2) + "\n", encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
