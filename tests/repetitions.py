"""How many random cases the tests try that would take minutes for all of them.

THOROUGH=1 is for all, as in `pipenv run thorough`. Seeds are fixed: the fewer are the same each time.
"""

from __future__ import annotations

import os

THOROUGH = "THOROUGH"
"""The environment variable, of any value."""


def _cases(every: int, fewer: int) -> int:
    return every if os.environ.get(THOROUGH) else fewer


STRANGE_FILES = _cases(20_000, 4_000)
ENVIRONMENTS_WITH_ACCESS = _cases(1_000, 300)
BROKEN_PLANS = _cases(1_000, 300)
