"""Who may take the roles that Cognito, or its users, have, and whether they are still there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..changes import Change, Plan
from ..findings import Problem, Severity, rule
from ..iam import Role, model_of
from ..trust import first_weaknesses, weaknesses

GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"
_ACCOUNT = re.compile(r"arn:[\w-]+:[\w-]+:[\w-]*:(\d{12}):")


def is_judged_later(change: Change, plan: Plan, path: str) -> bool:
    """Whether a policy of one of Cognito's roles is known after apply only, by the plan's data sources too."""
    model = model_of(plan)
    if change.type == "aws_iam_role":
        role = model.role(change)
        is_cognitos = role is not None and bool(role.uses["before"] or role.uses["after"])
    else:
        is_cognitos = bool(model.given_by(change))
    return is_cognitos and not model.document(change, path, "after").is_known


@rule(
    "trust-weakened",
    "Others can take the role",
    severity="blocking",
    types=["aws_iam_role"],
    means="The conditions of the trust policy are all that keeps other identity pools, guests and other accounts out.",
    source=f"{GUIDE}/role-trust-and-permissions.html",
)
def trust_is_weakened(change: Change, plan: Plan) -> Iterator[Problem]:
    model = model_of(plan)
    role = model.role(change)
    if role is None or change.after is None or not (role.uses["before"] or role.uses["after"]):
        return
    was, becomes = model.trust(role, "before"), model.trust(role, "after")
    if not becomes.is_known or was == becomes:
        return
    account, kinds = account_of(plan), {use.kind for use in role.uses["after"]}
    if role.is_new:
        found = first_weaknesses(becomes.statements, account=account, kinds=kinds)
    else:
        found = weaknesses(was.statements, becomes.statements, account=account, kinds=kinds, has_tags=_has_tags(plan))
    for each in found:
        yield Problem(f"{each.what} ({role.title} is for {role.whose()})", each.instead, each.severity)


def account_of(plan: Plan) -> str:
    """The AWS account that a plan is for: that of the ARNs in its resources; "" where none has one."""
    if "account" not in plan.memory:
        counts: dict[str, int] = {}
        for change in plan.changes:
            for values in (change.before, change.after):
                arn = (values or {}).get("arn")
                if isinstance(arn, str) and (found := _ACCOUNT.match(arn)):
                    counts[found[1]] = counts.get(found[1], 0) + 1
        plan.memory["account"] = max(counts, key=lambda each: counts[each], default="")
    account: str = plan.memory["account"]
    return account


def _has_tags(plan: Plan) -> bool:
    return bool(model_of(plan).of_type("aws_cognito_identity_pool_provider_principal_tag"))


@rule(
    "role-lost",
    "A role of Cognito's is lost",
    severity="warning",
    types=["aws_iam_role"],
    means="Until another is in its place Cognito sends no SMS with it, and users who should get it get no credentials.",
    source=f"{GUIDE}/iam-roles.html",
)
def role_is_lost(change: Change, plan: Plan) -> Iterator[Problem]:
    role = model_of(plan).role(change, "before")
    if not change.is_lost or role is None or not role.uses["before"] or role.after not in (None, change):
        return
    if all(_goes(use.by, change, plan) for use in role.uses["before"]):
        return
    severity: Severity = "warning"
    what = f"{'replaces' if change.action == 'replace' else 'deletes'} it, the role of {role.whose('before')}"
    if users := _still_used_by(role) if change.action == "delete" else []:
        what += f"; {', '.join(users)} still name{'s' if len(users) == 1 else ''} it"
        severity = "blocking"
    yield Problem(what, "Keep the role, or give them another first", severity)


def _goes(user: str, change: Change, plan: Plan) -> bool:
    """Whether who gives the role is lost too, which is told of; where nobody does, whether a pool of the plan's is."""
    if user == change.address:
        return any(each.is_lost for each in plan.by_type("aws_cognito_user_pool", "aws_cognito_identity_pool"))
    found = plan.by_address.get(user)
    return found is not None and (
        plan.loses_its_owner(found) or (found.is_lost and not found.type.endswith("attachment"))
    )


def _still_used_by(role: Role) -> list[str]:
    return list(dict.fromkeys(each.by for each in role.uses["after"] if each.kind not in ("trust", "service")))
