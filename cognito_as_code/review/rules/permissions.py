"""What those may do to whom Cognito gives a role, by all of its policies together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..changes import Change, Plan, value_at
from ..dangers import Danger, danger_of, worst
from ..findings import Problem, Severity, rule
from ..iam import Document, Permission, Role, model_of
from ..managed_policies import name_of
from ..policies import Grant, Statement, covers_text, grants, lost_denies, new_grants

IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"
ATTACHMENTS = [
    "aws_iam_policy_attachment",
    "aws_iam_role_policy_attachment",
    "aws_iam_role_policy_attachments_exclusive",
]
MOST_LISTED = 5
_EXACT = 'Name what they need: actions = ["service:Action"] each, and resources = ["ARN"] each'


@rule(
    "policy-widened",
    "A role may do more",
    severity="warning",
    types=["aws_iam_policy", "aws_iam_role", "aws_iam_role_policy"],
    means="Everybody who gets the role's credentials may do it: each user of the pool, for the authenticated role.",
    source=f"{IAM}/best-practices.html#grant-least-privilege",
)
def policy_is_widened(change: Change, plan: Plan) -> Iterator[Problem]:
    for role, permission in model_of(plan).given_by(change):
        if not _is_attached(permission):
            yield from widened(role, permission)
            yield from _undenied(role, permission)


@rule(
    "policy-attached",
    "A role gets another policy",
    severity="warning",
    types=[*ATTACHMENTS, "aws_iam_role"],
    means="Everybody who gets the role's credentials may do what that policy allows, now and after it is changed.",
    source=f"{IAM}/access_policies_managed-vs-inline.html",
)
def policy_is_attached(change: Change, plan: Plan) -> Iterator[Problem]:
    for role, permission in model_of(plan).given_by(change):
        if _is_attached(permission):
            yield from widened(role, permission)
            yield from _undenied(role, permission)


def _is_attached(permission: Permission) -> bool:
    """Whether it is a managed policy that comes or goes, not one whose text changes."""
    return permission.changed is permission.by and (
        permission.by.type in ATTACHMENTS or _is_managed(permission.after or permission.before)
    )


def _is_managed(document: Document | None) -> bool:
    return document is not None and bool(document.name) and not document.name.startswith("inline policy ")


def widened(role: Role, permission: Permission) -> Iterator[Problem]:
    """What a policy gives that the role had by none."""
    if permission.after is None or permission.before == permission.after:
        return
    had = role.allowed("before")
    added = new_grants(had, permission.after.statements)
    denied = [each for each in grants(role.allowed("after"), "Deny") if not each.conditions]
    added = [each for each in added if not any(other.covers(each) for other in denied)]
    yield from told(role, permission.after, added, grants(had))
    is_judged_there = permission.by.type == "aws_iam_role_policy"
    was_known = permission.before is None or (permission.before.is_known and not is_judged_there)
    if not permission.after.is_known and not role.is_new and was_known:
        what = f"gives {role.whose()} {_called(permission.after)}; what that allows does not show here"
        yield Problem(what, "Look at what it allows, or name the actions in a policy of your own", "warning")


def told(role: Role, document: Document, added: Sequence[Grant], had: Sequence[Grant]) -> Iterator[Problem]:
    """A finding of what is allowed now, if it is one in a role as old as this."""
    found = [(each, danger_of(each, had)) for each in added if not _is_its_purpose(role, each)]
    found = [(each, danger) for each, danger in found if _severity(role, danger)]
    if not found:
        return
    found.sort(key=lambda each: _ORDER.index(_severity(role, each[1])))
    severity = worst(_severity(role, danger) for _, danger in found)
    words = list(dict.fromkeys(danger.words for _, danger in found))[:2]
    listed = [str(each) for each, _ in found[:MOST_LISTED]]
    more = f" and {len(found) - MOST_LISTED} more" if len(found) > MOST_LISTED else ""
    by = f" by {_called(document)}" if _is_managed(document) else ""
    what = f"lets {role.whose()} {' and '.join(words)}{by}: {role.title} allows {', '.join(listed)}{more}"
    name = name_of(document.name)
    instead = f"Do not attach {name}. {_EXACT}" if name else _EXACT
    yield Problem(what, instead, severity)


_ORDER: tuple[Severity | None, ...] = ("blocking", "warning", "note", None)


def _severity(role: Role, danger: Danger) -> Severity | None:
    if role.is_new:
        lower: dict[Severity | None, Severity | None] = {"blocking": "warning", "warning": None}
        return danger.at_first if role.is_for_users else lower.get(danger.at_first)
    return "blocking" if role.is_for("unauthenticated") else danger.severity


def _is_its_purpose(role: Role, grant: Grant) -> bool:
    """Whether it is what Cognito has the role for: it sends SMS with sns:Publish on *."""
    return not role.is_for_users and grant.action.lower() in (
        "sns:publish",
        "mobiletargeting:updateendpoint",
        "mobiletargeting:putevents",
    )


def _called(document: Document) -> str:
    return name_of(document.name) or document.name or "a policy that is known after apply"


def _undenied(role: Role, permission: Permission) -> Iterator[Problem]:
    """What a policy denied that none of the role's denies now."""
    if permission.before is None or (role.after is None and not role.is_elsewhere):
        return
    if permission.after is not None and not permission.after.is_known:
        return
    gone = lost_denies(permission.before.statements, role.allowed("after"))
    if not gone:
        return
    allowed = grants(role.allowed("after"))
    open_now = [each for each in gone if any(each.meets(other) for other in allowed)]
    listed = ", ".join(map(str, (open_now or gone)[:MOST_LISTED]))
    if open_now:
        what = f"no longer denies {listed}, which {role.title} allows: {role.whose()} may now do it"
    else:
        what = f"no longer denies {listed} to {role.whose()}"
    yield Problem(what, 'Keep the statements with effect = "Deny"', "blocking" if open_now else "warning")


@rule(
    "boundary-weakened",
    "Nothing limits what a role may be given",
    severity="blocking",
    types=["aws_iam_policy", "aws_iam_role"],
    means="A permissions boundary holds whatever policies the role gets; without it each of them counts in full.",
    source=f"{IAM}/access_policies_boundaries.html",
)
def boundary_is_weakened(change: Change, plan: Plan) -> Iterator[Problem]:
    model = model_of(plan)
    path = "permissions_boundary"
    if change.type == "aws_iam_policy":
        for role in model.cognitos():
            bound = role.after is not None and model.boundary(role, "after")
            if bound and bound.name in (change.was("arn"), change.becomes("arn")) and change.stays:
                old, new = model.document(change, "policy", "before"), model.document(change, "policy", "after")
                if let_through := new_grants(old.statements, new.statements):
                    listed = ", ".join(map(str, let_through[:MOST_LISTED]))
                    yield Problem(f"as the boundary of {role.title} it now lets through {listed}", _EXACT, "warning")
        return
    role_ = model.role(change)
    if role_ is None or not role_.uses["after"] or not change.stays or not change.was(path):
        return
    if change.is_unknown(path):
        yield Problem("sets `permissions_boundary` to what is known after apply", "Check the new boundary", "warning")
    elif not change.becomes(path):
        what = f"removes the boundary {change.was(path)}: {role_.whose()} may do all that its policies say"
        yield Problem(what, f'Keep permissions_boundary = "{change.was(path)}"')
    elif change.differs(path):
        was, becomes = model.boundary(role_, "before"), model.boundary(role_, "after")
        # Of a boundary that is not here, what it let through is not known: then all of the new one counts.
        added = new_grants(was.statements if was else (), becomes.statements) if becomes else []
        wide = worst(danger_of(each).severity for each in added)
        what = f"changes the boundary of {role_.whose()} from {change.was(path)} to {change.becomes(path)}"
        yield Problem(what, "Check what the new boundary lets through", wide or "warning")


@rule(
    "sms-stopped",
    "Users get no codes by SMS",
    severity="warning",
    types=["aws_iam_policy", "aws_iam_role", "aws_iam_role_policy", *ATTACHMENTS],
    means="Cognito may no longer publish messages with its role: codes for sign-in and recovery do not arrive.",
    source=f"{GUIDE}/cognito-user-pool-settings-sms.html",
)
def sms_is_stopped(change: Change, plan: Plan) -> Iterator[Problem]:
    model = model_of(plan)
    roles = {id(role): role for role, _ in model.given_by(change)}
    own = model.role(change) if change.type == "aws_iam_role" else None
    for role in [*roles.values(), *([own] if own and id(own) not in roles else [])]:
        if (role.is_for("sms") and role.after is not None) or (role.is_elsewhere and role.is_for("sms")):
            yield from _sms(change, plan, role)


def _sms(change: Change, plan: Plan, role: Role) -> Iterator[Problem]:
    model = model_of(plan)
    if role.unknown("after") or not can_send(role.allowed("before")):
        return
    boundary = model.boundary(role, "after")
    bounded = bool(boundary and boundary.is_known and not can_send(boundary.statements))
    if can_send(role.allowed("after")) and not bounded:
        return
    given = [each for _, each in model.given_by(change) if each in role.permissions]
    lost_here = any(
        each.before and can_send(each.before.statements) and not (each.after and can_send(each.after.statements))
        for each in given
    )
    denied_here = any(
        each.after
        and any(covers_text(no.action.lower(), "sns:publish") for no in grants(each.after.statements, "Deny"))
        for each in given
        if each.before != each.after
    )
    bounded_here = bounded and change.type == "aws_iam_role" and change.differs("permissions_boundary")
    if not (lost_here or denied_here or bounded_here):
        return
    pools = [
        each
        for each in model.of_type("aws_cognito_user_pool")
        if each.address in {use.by for use in role.uses["after"]}
    ]
    needed = [each.address for each in pools if value_at(each.after, "mfa_configuration") in ("ON", "OPTIONAL")]
    for_whom = f"; SMS is a second factor of {', '.join(needed)}, whose users cannot sign in" if needed else ""
    what = f"Cognito may no longer use sns:Publish on * with {role.title}{for_whom}"
    keep = 'Keep a statement with actions = ["sns:Publish"] and resources = ["*"] in the role\'s policy'
    yield Problem(what, keep, "blocking" if needed else "warning")


def can_send(found: Sequence[Statement]) -> bool:
    """Whether statements let SMS be sent: sns:Publish on *, as a telephone number has no ARN."""
    sends = [
        each
        for each in grants(found)
        if covers_text(each.action.lower(), "sns:publish")
        and each.is_everywhere
        and "sns:publish" not in each.but_actions
    ]
    denies = [each for each in grants(found, "Deny") if not each.conditions]
    return any(not any(no.covers(Grant("sns:publish", "*")) for no in denies) for _ in sends)
