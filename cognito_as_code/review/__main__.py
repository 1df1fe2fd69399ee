"""Review a plan: PLAN.json, or --before OLD.tf.json --after NEW.tf.json, or --revisions A B."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from . import rules
from .accepted import read_accepted, with_accepted, without_a_finding
from .changes import NotReadableError, Plan
from .findings import review
from .markdown import markdown
from .report import as_json, as_sarif, as_text
from .synthesized import plan_between, plan_between_revisions, read_synthesized
from .terraform import plan_of, read_json
from .wording import plain

assert rules  # imported to register themselves

ACCEPTED = Path("accepted.toml")
SNAPSHOTS = "tests/__snapshots__"


def main(arguments: list[str] | None = None) -> int:
    """Print a review. 0 when nothing blocks, 1 when something does, 2 when there is no plan to read."""
    options = _options(arguments)
    try:
        printed, blocks = _reviewed(options)
    except NotReadableError as error:
        print(plain(str(error)), file=sys.stderr)
        return 2
    except RecursionError:
        print("What is given is nested deeper than any plan; make one with terraform show -json", file=sys.stderr)
        return 2
    # A lone half of a character, which JSON allows, is written as its code.
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    sys.stdout.write(printed)
    return 1 if blocks else 0


def _reviewed(options: argparse.Namespace) -> tuple[str, bool]:
    """What to print, and whether something blocks."""
    plan, name = _plan(options)
    accepted = {}
    if options.accepted or ACCEPTED.exists():
        accepted = read_accepted(options.accepted or ACCEPTED, datetime.now(UTC).date())
    findings = with_accepted(review(plan), accepted)
    hints = [f"Accepted, and not found: {each}. Remove it." for each in without_a_finding(findings, accepted)]
    match options.format:
        case "text":
            printed = as_text(plan, findings, hints)
        case "json":
            printed = as_json(findings)
        case "sarif":
            printed = as_sarif(findings, name)
        case _:
            printed = markdown(plan, findings, hints, options.title or name)
    return printed, any(finding.blocks for finding in findings)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="review", description="What a plan would do to users and to MFA.")
    parser.add_argument("plan", nargs="?", metavar="PLAN.json", help="terraform show -json; - for standard input")
    parser.add_argument("--before", type=Path, metavar="FILE", help="a synthesized file, as it was")
    parser.add_argument("--after", type=Path, metavar="FILE", help="a synthesized file, as it will be")
    parser.add_argument(
        "--revisions", nargs=2, metavar=("BEFORE", "AFTER"), help="git revisions whose snapshots are compared"
    )
    parser.add_argument("--snapshots", default=SNAPSHOTS, metavar="FOLDER", help=f"default: {SNAPSHOTS}")
    parser.add_argument("--title", help="what to call what is reviewed, as an environment; default: the file's name")
    parser.add_argument("--format", choices=["markdown", "text", "json", "sarif"], default="markdown")
    parser.add_argument(
        "--accepted", type=Path, metavar="FILE", help=f"accepted findings; default: {ACCEPTED}, if it is there"
    )
    options = parser.parse_args(arguments)
    files = options.before is not None and options.after is not None
    if (options.before is None) != (options.after is None):
        parser.error("--before and --after go together")
    if sum([options.plan is not None, files, options.revisions is not None]) != 1:
        parser.error("give PLAN.json, or --before and --after, or --revisions")
    return options


def _plan(options: argparse.Namespace) -> tuple[Plan, str]:
    """What is to be reviewed, and what to call it."""
    if options.revisions:
        before, after = options.revisions
        return plan_between_revisions(before, after, options.snapshots), f"Snapshots of {before} and {after}"
    if options.before:
        before, after = read_synthesized(options.before), read_synthesized(options.after)
        return plan_between(before, after), options.after.as_posix()
    if options.plan == "-":
        return plan_of(read_json(sys.stdin.buffer, "standard input"), "standard input"), "Plan"
    try:
        with Path(options.plan).open("rb") as file:
            return plan_of(read_json(file, options.plan), options.plan), Path(options.plan).as_posix()
    except OSError as error:
        raise NotReadableError(f"{options.plan} cannot be read ({error.strerror}); check the name") from None


if __name__ == "__main__":
    sys.exit(main())
