"""The reference, docs/review.md, written from the rules; a test compares."""

from __future__ import annotations

from pathlib import Path

from cognito_as_code.review import rules
from cognito_as_code.review.adopt import RULES_OF_ADOPTION
from cognito_as_code.review.findings import DRIFT, NOT_JUDGED, RULES, Rule

assert rules  # imported to register themselves

FILE = Path(__file__).parents[2] / "docs/review.md"

_HEAD = """\
# Plan review

What `cognito review` looks for in a plan. Written from `cognito_as_code/review/rules/` by `cognito docs`:
change it there. What blocks can be accepted by its fingerprint, for 90 days at most; see the README.
"""

_ADOPTION = """
## Adoption

What `cognito review --adopt` looks for instead, in a plan that is to take over what is there and change nothing.
None of it can be accepted.
"""


def reference() -> str:
    """The rules as Markdown: a row a rule, in the order in which findings are told."""
    rows = [_row(rule) for rule in (NOT_JUDGED, *RULES.values(), DRIFT)]
    table = ["| Rule | | What is found | For users |", "| --- | --- | --- | --- |"]
    adopting = [_row(rule) for rule in RULES_OF_ADOPTION]
    return "\n".join([_HEAD, *table, *rows, _ADOPTION, *table, *adopting]) + "\n"


def _row(rule: Rule) -> str:
    return (
        f'| <a id="{rule.id}"></a>`{rule.id}` | {rule.severity} | {rule.title} | {rule.means} [Source]({rule.source}) |'
    )


if __name__ == "__main__":
    FILE.write_text(reference(), encoding="utf-8")
