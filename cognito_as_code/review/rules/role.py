"""What changes in the IAM roles that Cognito, or its users, assume."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..changes import Change, Plan, shown
from ..findings import Problem, Severity, rule
from ..policies import denies, lost_conditions, new_grants, open_principals, trusts_cognito

GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"
IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
MOST_LISTED = 5


def is_cognitos(change: Change) -> bool:
    """Whether a role is, or was, one for Cognito."""
    return any(trusts_cognito((values or {}).get("assume_role_policy")) for values in (change.before, change.after))


def role_of(change: Change, plan: Plan) -> Change | None:
    """The role of Cognito's that a policy belongs to."""
    names = [(values or {}).get("role") for values in (change.after, change.before)]
    for role in plan.by_type("aws_iam_role"):
        own = {
            value for values in (role.after, role.before) if values for value in (values.get("name"), values.get("id"))
        }
        if is_cognitos(role) and (role.address in change.references or {*names} & (own - {None})):
            return role
    return None


@rule(
    "trust-weakened",
    "Others can take the role",
    severity="blocking",
    types=["aws_iam_role"],
    means="The conditions of the trust policy are all that keeps other identity pools, guests and other accounts out.",
    source=f"{GUIDE}/iam-roles.html",
)
def trust_is_weakened(change: Change, plan: Plan) -> Iterator[Problem]:
    path = "assume_role_policy"
    if not change.stays or not is_cognitos(change) or change.is_unknown(path):
        return
    was, becomes = change.was(path), change.becomes(path)
    if gone := lost_conditions(was, becomes):
        yield Problem(f"no longer asks for {', '.join(gone)}", "Keep the conditions")
    if not open_principals(was) and open_principals(becomes):
        yield Problem("lets everybody assume it", "Name who may")


def holders(change: Change, plan: Plan) -> list[Change]:
    """The roles of Cognito's that a policy gives its rights to: its own role, or those it is attached to."""
    if change.type == "aws_iam_role":
        return [change] if is_cognitos(change) else []
    if change.type == "aws_iam_role_policy":
        role = role_of(change, plan)
        return [role] if role else []
    arn = change.was("arn")
    attachments = [
        each
        for each in plan.by_type("aws_iam_role_policy_attachment")
        if change.address in each.references or (arn and each.was("policy_arn") == arn)
    ]
    return [role for each in attachments if (role := role_of(each, plan))]


def _documents(change: Change) -> list[tuple[Any, Any]]:
    """The policy documents of a role or policy, before and after."""
    if change.type != "aws_iam_role":
        return [(change.was("policy") if change.before else None, change.becomes("policy"))]
    was, becomes = (
        {each.get("name"): each.get("policy") for each in (values or {}).get("inline_policy") or []}
        for values in (change.before, change.after)
    )
    return [(was.get(name), policy) for name, policy in becomes.items()]


@rule(
    "policy-widened",
    "A role may do more",
    severity="warning",
    types=["aws_iam_policy", "aws_iam_role", "aws_iam_role_policy"],
    means="Everybody who gets the role's credentials may do it: each user of the pool, for the authenticated role.",
    source=f"{IAM}/best-practices.html#grant-least-privilege",
)
def policy_is_widened(change: Change, plan: Plan) -> Iterator[Problem]:
    roles = holders(change, plan)
    if not roles or change.after is None or change.is_unknown("policy") or change.is_unknown("inline_policy"):
        return
    if all(role.action == "create" for role in roles):
        return  # a new role: there is nothing to compare it with
    for before, after in _documents(change):
        if grants := new_grants(before, after):
            listed = [f"{each.action} on {each.resource}" for each in grants[:MOST_LISTED]]
            more = f" and {len(grants) - MOST_LISTED} more" if len(grants) > MOST_LISTED else ""
            severity: Severity = "blocking" if any(each.is_wide for each in grants) else "warning"
            yield Problem(f"allows {', '.join(listed)}{more}", "Allow exact actions on exact ARNs", severity)
        if before and denies(before) - denies(after):
            yield Problem("no longer denies what it did", "Keep the statements that deny")


@rule(
    "policy-attached",
    "A role gets another policy",
    severity="warning",
    types=["aws_iam_role_policy_attachment"],
    means="Everybody who gets the role's credentials may do what that policy allows, now and after it is changed.",
    source=f"{IAM}/access_policies_managed-vs-inline.html",
)
def policy_is_attached(change: Change, plan: Plan) -> Iterator[Problem]:
    role = role_of(change, plan)
    if role and change.action in ("create", "replace"):
        arn = change.becomes("policy_arn")
        severity: Severity = "blocking" if str(arn).endswith(("AdministratorAccess", "FullAccess")) else "warning"
        yield Problem(f"attaches {shown(arn)} to {role.address}", "Allow exact actions in an inline policy", severity)


@rule(
    "role-lost",
    "A role of Cognito's is lost",
    severity="warning",
    types=["aws_iam_role"],
    means="Until another is in its place Cognito sends no SMS with it, and users who should get it get no credentials.",
    source=f"{GUIDE}/iam-roles.html",
)
def role_is_lost(change: Change, plan: Plan) -> Iterator[Problem]:
    pools_go = any(each.is_lost for each in plan.by_type("aws_cognito_user_pool", "aws_cognito_identity_pool"))
    if change.is_lost and is_cognitos(change) and not pools_go:
        yield Problem(f"{'replaces' if change.action == 'replace' else 'deletes'} it", "Keep the role")
