"""What a review cannot vouch for: it blocks until somebody has looked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..changes import Change, Plan, value_at
from ..doors import lets_users_in
from ..facts import DEPENDED_ON, DOORS, KINDS, rows
from ..findings import Problem, rule
from ..wording import bare, hides, named, shown

FORMAT = "https://developer.hashicorp.com/terraform/internals/json-format"
LANGUAGE = "https://developer.hashicorp.com/terraform/language"
_EXPRESSION = re.compile(r"\s*[$%]\{.*\}\s*", re.DOTALL)


def _said(change: Change) -> str:
    return str((change.after or {})["what"])


@rule(
    "plan-incomplete",
    "The plan is not the whole",
    severity="blocking",
    types=["incomplete"],
    means="What it leaves out is applied later, and nobody has looked at that.",
    source=FORMAT,
)
def plan_is_incomplete(change: Change, plan: Plan) -> Iterator[Problem]:
    yield Problem(_said(change), "Plan without -target, and review that")


@rule(
    "change-deferred",
    "A change is put off",
    severity="blocking",
    types=["deferred"],
    means="Terraform will say only in a later plan what it does there.",
    source=FORMAT,
)
def change_is_deferred(change: Change, plan: Plan) -> Iterator[Problem]:
    yield Problem(_said(change), "Apply what it waits for first, and review the plan after it")


@rule(
    "action-unknown",
    "It is not known what would be done",
    severity="blocking",
    types=["action"],
    means="A newer Terraform does what this review has no word for.",
    source=FORMAT,
)
def action_is_unknown(change: Change, plan: Plan) -> Iterator[Problem]:
    yield Problem(_said(change), "Look at what Terraform says of it, and take a newer review")


@rule(
    "program-run",
    "A program runs that no plan shows",
    severity="blocking",
    types=["program"],
    means="It has the credentials of the apply, and can do to users whatever they can; what it says can be anything.",
    source=f"{LANGUAGE}/provisioners",
)
def program_is_run(change: Change, plan: Plan) -> Iterator[Problem]:
    yield Problem(_said(change), "Read the program, or do without it")


@rule(
    "place-changed",
    "It is somewhere else",
    severity="blocking",
    types=["place"],
    means="In another account, Region or state Terraform finds none of what is there: it makes a second, empty pool, "
    "and nothing guards the first.",
    source=f"{LANGUAGE}/providers/configuration",
)
def place_is_changed(change: Change, plan: Plan) -> Iterator[Problem]:
    yield Problem(_said(change), "Keep provider and backend; move a state with terraform init -migrate-state")


@rule(
    "hidden-change",
    "A change cannot be seen",
    severity="blocking",
    types=[
        type_
        for type_, kind in KINDS.items()
        if type_ not in DEPENDED_ON and any(not each.secret for each in kind.rows.values())
    ],
    means="The value is sensitive: that it changes shows, and whether it protects users less does not.",
    source=f"{LANGUAGE}/manage-sensitive-data",
)
def change_is_hidden(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays or (change.type in DOORS and not lets_users_in(change, plan)):
        return
    known = rows(change.type)
    for name in sorted({path.partition(".")[0] for path, each in known.items() if not each.secret}):
        was, becomes = value_at(change.before, name), value_at(change.after, name)
        if bare(was) != bare(becomes) and (hides(was) or hides(becomes)):
            yield Problem(f"changes {named(name)}, which is sensitive", "Take it out of what is sensitive, and look")


@rule(
    "expression-unread",
    "An expression stands where a value did",
    severity="blocking",
    types=[type_ for type_, kind in KINDS.items() if any(each.protects or each.order for each in kind.rows.values())],
    means="Without a plan nobody knows what it will be.",
    source=f"{LANGUAGE}/expressions",
)
def expression_is_unread(change: Change, plan: Plan) -> Iterator[Problem]:
    if plan.origin != "files" or change.after is None:
        return
    variables_change = any(each.action != "no-op" for each in plan.by_type("variable"))
    for path, each in rows(change.type).items():
        becomes = value_at(change.after, path)
        is_one = any(isinstance(text, str) and _EXPRESSION.fullmatch(text) for text in _values(becomes))
        if (each.protects or each.order) and is_one and (variables_change or value_at(change.before, path) != becomes):
            yield Problem(f"sets {named(path)} to {shown(becomes)}", "Write the value, or review a plan")


def _values(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
