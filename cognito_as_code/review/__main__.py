"""Review a plan: PLAN.json, or --before OLD --after NEW (stacks or files), or --revisions A B.

With --adopt, PLAN.json is to take over what is there and do nothing else.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from traceback import walk_tb
from typing import NamedTuple

from . import rules
from .accepted import Accepted, accepted_in, hints_about, read_accepted, with_accepted, with_fingerprints
from .adopt import review_adoption, summary
from .changes import NotReadableError, Plan
from .findings import Finding, review
from .html import as_html
from .markdown import markdown
from .report import as_json, as_sarif, as_text
from .stacks import hints_about_stacks, read_stacks
from .synthesized import (
    file_in_revision,
    plan_between,
    plan_between_revisions,
    plan_between_stacks,
    read_synthesized,
)
from .terraform import plan_of, read_json
from .wording import plain

assert rules  # imported to register themselves

ACCEPTED = "accepted.toml"
SNAPSHOTS = "tests/__snapshots__"
_TRUSTED = (
    "Compared what is committed, and trusted it: nobody looked whether it is what the settings become. "
    "A gate compares two folders that it synthesized itself, with `--before` and `--after`."
)


class Reviewed(NamedTuple):
    """What is reviewed, what to call it, and what to say about how it was come by."""

    plan: Plan
    name: str
    hints: tuple[str, ...] = ()


def main(arguments: list[str] | None = None) -> int:
    """Print a review. 0 when nothing blocks, 1 when something does, 2 when there was no review."""
    options = _options(arguments)
    try:
        return _run(options)
    except NotReadableError as error:
        print("\n".join(map(plain, str(error).split("\n"))), file=sys.stderr)
    except RecursionError:
        print("What is given is nested deeper than any plan; make one with terraform show -json", file=sys.stderr)
    except Exception as error:  # whatever it is: a gate that breaks says so, and looks like no verdict
        *_, (frame, line) = walk_tb(error.__traceback__)
        place = f"{Path(frame.f_code.co_filename).name}:{line}"
        said = plain(f"{type(error).__name__}: {error}")
        print(f"Nothing was judged: the review failed, in {place} ({said})", file=sys.stderr)
    return 2


def _run(options: argparse.Namespace) -> int:
    reviewed = _reviewed(options)
    accepted = _accepted(options, datetime.now(UTC).date())
    found = review_adoption(reviewed.plan) if options.adopt else review(reviewed.plan)
    findings = with_accepted(with_fingerprints(found, reviewed.plan, options.title or ""), accepted)
    hints = [*reviewed.hints, *hints_about(findings, accepted)]
    if options.adopt:
        hints.insert(0, f"{summary(reviewed.plan)}.")
    elif not options.accepted and not options.revisions and Path(ACCEPTED).exists():
        hints.append(f"`{ACCEPTED}` was not read: give the base's own with `--accepted`.")
    try:
        _write(_printed(options, reviewed, findings, hints), options.output)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # who reads has seen enough; the verdict stands
    except OSError as error:
        raise NotReadableError(f"{options.output or 'The output'} cannot be written ({error.strerror})") from None
    return 1 if any(finding.blocks for finding in findings) else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="review", description="What a plan would do to users and to MFA.")
    parser.add_argument("plan", nargs="?", metavar="PLAN.json", help="terraform show -json; - for standard input")
    parser.add_argument(
        "--before",
        type=Path,
        metavar="PATH",
        help="a folder of synthesized stacks, or one file, as it was; none: no stack was",
    )
    parser.add_argument("--after", type=Path, metavar="PATH", help="the same, as it will be")
    parser.add_argument(
        "--revisions",
        nargs=2,
        metavar=("BEFORE", "AFTER"),
        help="git revisions whose snapshots are compared and trusted",
    )
    parser.add_argument("--snapshots", default=SNAPSHOTS, metavar="FOLDER", help=f"default: {SNAPSHOTS}")
    parser.add_argument(
        "--title",
        help="what to call it, as an environment; default: the file's name. An acceptance holds for one title",
    )
    parser.add_argument(
        "--adopt", action="store_true", help="the plan takes over what is there: whatever else it does blocks"
    )
    parser.add_argument("--format", choices=["markdown", "text", "json", "sarif", "html"], default="markdown")
    parser.add_argument("--output", type=Path, metavar="FILE", help="where to write it; default: standard output")
    parser.add_argument(
        "--accepted",
        type=Path,
        metavar="FILE",
        help=f"accepted findings, from the base; default: none, and with --revisions {ACCEPTED} of BEFORE",
    )
    options = parser.parse_args(arguments)
    files = options.before is not None and options.after is not None
    if (options.before is None) != (options.after is None):
        parser.error("--before and --after go together")
    if sum([options.plan is not None, files, options.revisions is not None]) != 1:
        parser.error("give PLAN.json, or --before and --after, or --revisions")
    if options.adopt and (options.plan is None or options.accepted):
        parser.error("--adopt goes with PLAN.json, and takes no --accepted: an adoption changes nothing")
    if options.title is not None and not (options.title.isprintable() and options.title.strip()):
        parser.error("--title is no line of text")
    return options


def _reviewed(options: argparse.Namespace) -> Reviewed:
    if options.revisions:
        before, after = options.revisions
        plan = plan_between_revisions(before, after, options.snapshots)
        return Reviewed(plan, f"Snapshots of {before} and {after}", (_TRUSTED,))
    if options.before:
        if options.after.is_file():
            plan = plan_between(read_synthesized(options.before), read_synthesized(options.after))
            return Reviewed(plan, options.after.as_posix())
        old, new = read_stacks(options.before), read_stacks(options.after)
        return Reviewed(plan_between_stacks(old, new), options.after.as_posix(), tuple(hints_about_stacks(old, new)))
    if options.plan == "-":
        return Reviewed(plan_of(read_json(sys.stdin.buffer, "standard input"), "standard input"), "Plan")
    try:
        with Path(options.plan).open("rb") as file:
            return Reviewed(plan_of(read_json(file, options.plan), options.plan), Path(options.plan).as_posix())
    except OSError as error:
        raise NotReadableError(f"{options.plan} cannot be read ({error.strerror}); check the name") from None


def _accepted(options: argparse.Namespace, today: date) -> Accepted:
    """What was accepted, in the file named or the revision that is changed: nobody accepts his own change."""
    if options.accepted:
        return read_accepted(options.accepted, today)
    if not options.revisions:
        return {}
    before, _ = options.revisions
    return accepted_in(file_in_revision(before, ACCEPTED), f"{before}:{ACCEPTED}", today)


def _printed(options: argparse.Namespace, reviewed: Reviewed, findings: list[Finding], hints: list[str]) -> str:
    title = options.title or reviewed.name
    match options.format:
        case "text":
            return as_text(reviewed.plan, findings, hints)
        case "html":
            return as_html(reviewed.plan, findings, hints, title)
        case "markdown":
            return markdown(reviewed.plan, findings, hints, title)
    for hint in hints:
        print(hint, file=sys.stderr)
    return as_json(findings) if options.format == "json" else as_sarif(reviewed.plan, findings, reviewed.name)


def _write(printed: str, output: Path | None) -> None:
    if output:
        output.write_text(printed, encoding="utf-8", errors="backslashreplace", newline="\n")
    else:
        # A lone half of a character, which JSON allows, is written as its code.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
        sys.stdout.write(printed)
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
