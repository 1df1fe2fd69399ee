"""What a look at the changes alone would miss."""

from __future__ import annotations

from collections.abc import Iterator

from ..changes import Change, Plan, block_at, shown, value_at
from ..facts import EXPECTED, LEFT_BEHIND, PROTECTING, rows
from ..findings import Problem, rule
from .role import is_judged_later

PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"


@rule(
    "unknown-until-apply",
    "This cannot be judged before it is applied",
    severity="warning",
    types=PROTECTING,
    means="The plan does not know the value yet: whether it protects users less than now shows only afterwards.",
    source="https://developer.hashicorp.com/terraform/internals/json-format",
)
def value_is_unknown(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays or change.is_lost:
        return  # anew: what is unknown was not there before
    unknown = [path for path, each in sorted(rows(change.type).items()) if each.protects and change.has_unknown(path)]
    if change.type.startswith("aws_iam_"):
        unknown = [path for path in unknown if is_judged_later(change, plan, path)]
    if unknown:
        named = ", ".join(f"`{path}`" for path in unknown)
        yield Problem(
            f"sets {named} to what is known after apply", "Look at the next plan, or apply what it needs first"
        )


@rule(
    "left-behind",
    "What the configuration no longer says stays on",
    severity="warning",
    types=LEFT_BEHIND,
    means="The provider takes a missing argument for no wish: the plan shows no change, and AWS keeps the old value.",
    source=f"{PROVIDER}/cognito_user_pool",
)
def argument_is_left_behind(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays or change.is_lost or change.configured is None:
        return
    for name, each in sorted(rows(change.type).items()):
        usual = each.by_itself
        kept = value_at(change.after, name) if isinstance(usual, list) else block_at(change.after, name)
        if isinstance(usual, dict) and plan.origin != "files":
            continue  # what a plan says of a configuration leaves out the blocks that a dynamic block makes
        if usual is not None and name not in change.configured and kept and kept != usual:
            yield Problem(f"keeps `{name}` as it is, though the configuration has it no more", "Say what it should be")


@rule(
    "weak-already",
    "It protects users less than it could",
    severity="note",
    types=EXPECTED,
    means="This plan does not make it worse; it leaves it so, or makes it so from the start.",
    source="https://docs.aws.amazon.com/cognito/latest/developerguide/security.html",
)
def it_is_weak_already(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.after is None:
        return
    is_new = change.before is None
    weak = [
        f"`{path}` {shown(change.becomes(path))}"
        for path, each in rows(change.type).items()
        if each.expected
        and not change.is_unknown(path)
        and change.becomes(path) in each.order[:-1]
        and (is_new or not change.differs(path))
    ]
    if weak:
        yield Problem(f"{'makes' if is_new else 'leaves'} it with {', '.join(weak)}", "Set it, if that is not meant")
