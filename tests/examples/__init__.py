"""Environment files, one a use case, that tests synthesize and plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

EXAMPLES = {path.stem: path for path in sorted(Path(__file__).parent.glob("*.toml"))}
"""Name -> file."""

Synthesized = dict[str, dict[str, Any]]
"""Name -> parsed JSON."""
