"""Who is in which group, and the role with which Cognito sends SMS."""

from __future__ import annotations

from collections.abc import Iterator

from ..changes import Change, Plan, shown, value_at
from ..dangers import danger_of
from ..findings import SEVERITIES, Problem, rule
from ..iam import Role, model_of
from ..policies import grants
from .identity_pool import given
from .permissions import can_send

GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"


@rule(
    "membership-changed",
    "A user comes into a group, or out of it",
    severity="warning",
    types=["aws_cognito_user_in_group"],
    means="Tokens name a user's groups, and identity pools give the first group's role: applications go by that.",
    source=f"{GUIDE}/cognito-user-pools-user-groups.html",
)
def membership_is_changed(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.is_lost and not _goes(change, plan):
        user, group = (_named(change, path, before=True) for path in ("username", "group_name"))
        yield Problem(
            f"takes {user} out of the group {group}{_role_of(change, plan, before=True)}", "Keep the membership"
        )
    if "create" in change.actions and (found := _group(change, plan, before=False)) and found.before is not None:
        user, group = (_named(change, path, before=False) for path in ("username", "group_name"))
        if role := _role_of(change, plan, before=False):
            yield Problem(f"puts {user} into the group {group}{role}", "Check that this user is to have it")


def _goes(change: Change, plan: Plan) -> bool:
    """Whether its pool, group or user is lost, which is told of."""
    if plan.loses_its_owner(change):
        return True
    group = _group(change, plan, before=True)
    if group and group.is_lost:
        return True
    model = model_of(plan)
    return change.was("username") in model.lost_users


def _named(change: Change, path: str, *, before: bool) -> str:
    value = change.was(path) if before else change.becomes(path)
    return "what is known after apply" if value is None else shown(value)


def _group(change: Change, plan: Plan, *, before: bool) -> Change | None:
    """The group that a membership is in."""
    name, pool = (change.was(each) if before else change.becomes(each) for each in ("group_name", "user_pool_id"))
    for each in model_of(plan).groups.get(name, []) if name is not None else ():
        values = (each.before if each.before is not None else each.after) or {}
        if pool is None or values.get("user_pool_id") in (None, pool):
            return each
    named = [each for each in model_of(plan).named_by(change, "group_name") if each.type == "aws_cognito_user_group"]
    return named[0] if named and name is None else None


def _role_of(change: Change, plan: Plan, *, before: bool) -> str:
    """The role that a membership brings, in words; "" for a group without one."""
    group = _group(change, plan, before=before)
    role = given(group, "before" if before else "after", plan).get("group") if group else None
    if role is None:
        return ""
    found = sorted(
        (danger_of(each) for each in grants(role.allowed("after"))), key=lambda each: SEVERITIES.index(each.severity)
    )
    words = f", which may {found[0].words}" if found and not before else ""
    return f", and its role {role.title}{words}"


@rule(
    "sms-role-changed",
    "Cognito sends SMS with another role",
    severity="warning",
    types=["aws_cognito_user_pool"],
    means="If the other role does not let Cognito publish messages, codes do not arrive, and the apply may be refused.",
    source=f"{GUIDE}/cognito-user-pool-settings-sms.html",
)
def sms_role_is_changed(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays or change.is_lost:
        return
    old, new = given(change, "before", plan).get("sms"), given(change, "after", plan).get("sms")
    if old and new and old is not new:
        what = f"sends SMS with the role {new.title} instead of {old.title}"
        if not new.is_elsewhere and not new.unknown("after") and not can_send(new.allowed("after")):
            yield Problem(f"{what}, which does not allow sns:Publish on *", "Keep the role", "blocking")
        elif not new.is_new or new.is_elsewhere:
            yield Problem(what, "Check that it allows sns:Publish on *, and trusts Cognito")
    path = "sms_configuration.external_id"
    if new and change.differs(path) and (wanted := _external_ids(new, plan)) and change.becomes(path) not in wanted:
        what = f"sets `{path}` to {shown(change.becomes(path))}, and {new.title} asks for {shown(sorted(wanted))}"
        needed = value_at(change.after, "mfa_configuration") in ("ON", "OPTIONAL")
        yield Problem(f"{what}: no SMS is sent", "Change both, or neither", "blocking" if needed else None)


def _external_ids(role: Role, plan: Plan) -> set[str]:
    """The external ids that a role's trust policy asks for."""
    return {
        value
        for each in model_of(plan).trust(role, "after").statements
        for condition in each.conditions
        if condition.key.lower() == "sts:externalid"
        for value in condition.values
    }
