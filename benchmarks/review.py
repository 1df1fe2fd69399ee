"""How fast a plan is reviewed, as ratios within one run: a plan of one resource, and one of 20,000 in 50 MB.

Prints a table; writes nothing outside a temporary folder.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.synth import Measured, measure

RESOURCES = 20_000


def review(folder: Path, resources: int) -> tuple[int, Measured]:
    """Review a plan that changes one resource in ten: the plan's size, and what was measured."""
    values = {"id": "i-1", "body": "x" * 900, "tags": {"team": "a"}, "rules": [{"port": port} for port in range(8)]}
    changes = [
        {
            "address": f"aws_instance.i{number}",
            "mode": "managed",
            "type": "aws_instance",
            "change": {"actions": ["no-op" if number % 10 else "update"], "before": values, "after": values},
        }
        for number in range(resources)
    ]
    plan = folder / f"{resources}.json"
    plan.write_text(json.dumps({"format_version": "1.2", "planned_values": {}, "resource_changes": changes}))
    return plan.stat().st_size, measure([sys.executable, "-m", "cognito_as_code.review", str(plan)])


def main() -> None:
    """Measure and print."""
    table = Table(title="plan review")
    for heading in ("what", "seconds", "MB", "ratio to the first line"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    with tempfile.TemporaryDirectory() as folder:
        _, first = min((review(Path(folder), 1) for _ in range(3)), key=lambda measured: measured[1].seconds)
        size, large = review(Path(folder), RESOURCES)
    for what, measured in (("1 resource", first), (f"{RESOURCES:,} resources, {size / 1e6:.0f} MB", large)):
        ratio = f"{measured.seconds / first.seconds:.1f} x time, {measured.megabytes / first.megabytes:.1f} x memory"
        table.add_row(what, f"{measured.seconds:.2f}", f"{measured.megabytes:.0f}", ratio)
    Console(width=120 if not sys.stdout.isatty() else None).print(table)


if __name__ == "__main__":
    main()
