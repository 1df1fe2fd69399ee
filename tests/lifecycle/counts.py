"""How much the lifecycle tests did."""

from __future__ import annotations

from collections import Counter

COUNTS: Counter[str] = Counter({"applies": 0, "plans": 0, "sign-ins": 0, "lost answers": 0})
