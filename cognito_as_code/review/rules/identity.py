"""Which client is which, whatever its address."""

from __future__ import annotations

from collections.abc import Iterator

from ..changes import Change, Plan
from ..findings import Problem, rule
from ..moves import BY_NAME, are_of_one_pool, donors, heirs, moved_by_name
from ..wording import listed, shown

MOVED = "https://developer.hashicorp.com/terraform/language/modules/develop/refactoring"


@rule(
    "identity-swapped",
    "One gets what belongs to another",
    severity="blocking",
    types=["aws_cognito_user_pool_client"],
    means="Ids, secrets and users stay where they are, and the names move: whoever holds the id and secret of one is "
    "now taken for the other, with its scopes and addresses.",
    source=MOVED,
)
def identity_is_swapped(change: Change, plan: Plan) -> Iterator[Problem]:
    was, becomes = change.identity
    if not change.stays or change.is_lost or was is None or becomes is None or was == becomes:
        return
    givers, takers = donors(change, plan), heirs(change, plan)
    makers = [
        each
        for each in plan.identities.get((change.type, was), ([], []))[1]
        if each.action == "create" and are_of_one_pool(each, change, plan)
    ]
    if not givers and not takers and not makers:
        return
    what = f"gives the id and secret of {shown(was)} to {shown(becomes)}"
    if givers:
        what += f", whose own are those of {listed(each.address for each in givers)}"
    elif makers:
        what += f", and makes new ones for {shown(was)} at {listed(each.address for each in makers)}"
    yield Problem(what, BY_NAME, block=moved_by_name(change, plan))
