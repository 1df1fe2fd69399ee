"""Environment files, one a use case, that tests synthesize and plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

EXAMPLES = {path.stem: path for path in sorted(Path(__file__).parents[1].glob("examples/settings/*.toml"))}
"""Name -> file."""

Synthesized = dict[str, dict[str, Any]]
"""Name -> parsed JSON."""
