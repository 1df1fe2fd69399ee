"""The loop of an adoption: plan, leave alone what would change, and plan again, until nothing changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cognito_as_code.adopt.terraform import Planner
from cognito_as_code.adopt.unmanaged import arguments_to_leave, write_unmanaged
from cognito_as_code.review.adopt import review_adoption, summary
from cognito_as_code.review.findings import Finding

MOST_PLANS = 8

Report = Callable[[str], None]


@dataclass(frozen=True)
class Settled:
    """How an adoption ends: what its last plan does, and what is left that no unmanaged argument avoids."""

    summary: str
    blocking: tuple[Finding, ...] = ()


def settle(
    planner: Planner, stack: Path, adoption_file: Path, synthesize: Callable[[], None], report: Report
) -> Settled:
    """Plan until nothing changes, leaving alone what would: each step is reported, and written to the adoption file.

    Ends early, with what blocks, when something would be created or destroyed, or changes though it is left alone.
    """
    for number in range(1, MOST_PLANS + 1):
        plan = planner.plan()
        findings = tuple(each for each in review_adoption(plan) if each.blocks)
        report(f"Plan {number}: {summary(plan)}")
        if not findings:
            break
        cannot = tuple(each for each in findings if plan.by_address[each.address].action not in ("update", "replace"))
        more = arguments_to_leave(plan.by_address[address] for address in sorted({each.address for each in findings}))
        text = adoption_file.read_bytes()
        if not cannot:
            write_unmanaged(adoption_file, more)
        if cannot or adoption_file.read_bytes() == text:
            return Settled(summary(plan), cannot or findings)
        for address, left in more.items():
            report(f"  {address}: left as it is: {', '.join(sorted(left))}")
        synthesize()
        planner.take(stack)
    return Settled(summary(plan), findings)
