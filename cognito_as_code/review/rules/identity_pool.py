"""What changes for those who get AWS credentials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..changes import Change, Plan, shown
from ..dangers import danger_of
from ..findings import SEVERITIES, Problem, Severity, rule
from ..iam import WHOSE, Role, When, model_of
from ..policies import grants, new_grants
from ..wording import named
from .user_pool import from_to

GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"
RBAC = f"{GUIDE}/role-based-access-control.html"
POOL = ["aws_cognito_identity_pool"]
ROLES = ["aws_cognito_identity_pool_roles_attachment"]


@rule(
    "guests-allowed",
    "Anybody gets AWS credentials",
    severity="blocking",
    types=POOL,
    means="Whoever knows the identity pool's id, which every application carries, gets credentials without signing in.",
    source=f"{GUIDE}/identity-pools.html",
)
def guests_are_allowed(change: Change, plan: Plan) -> Iterator[Problem]:
    path = "allow_unauthenticated_identities"
    if change.differs(path) and change.becomes(path):
        yield Problem(f"sets {from_to(change, path)}", "Keep guests out")


@rule(
    "classic-flow-on",
    "Applications assume roles themselves",
    severity="blocking",
    types=POOL,
    means="The classic flow passes by the limits that Cognito puts on guests, and by its choice of a user's role.",
    source=f"{GUIDE}/authentication-flow.html",
)
def classic_flow_is_on(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.differs("allow_classic_flow") and change.becomes("allow_classic_flow"):
        yield Problem(f"sets {from_to(change, 'allow_classic_flow')}", "Use the enhanced flow")


@rule(
    "token-check-off",
    "Users who were signed out keep their AWS credentials",
    severity="warning",
    types=POOL,
    means="Tokens of users who are disabled, deleted or signed out everywhere still buy credentials until they expire.",
    source="https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_CognitoIdentityProvider.html",
)
def token_check_is_off(change: Change, plan: Plan) -> Iterator[Problem]:
    was, becomes = _providers(change.before), _providers(change.after)
    for key in sorted({*was} & {*becomes}) if change.stays else []:
        if was[key].get("server_side_token_check") and not becomes[key].get("server_side_token_check"):
            yield Problem("sets `server_side_token_check` from true to false", "Keep it true")


@rule(
    "login-added",
    "Other users get AWS credentials",
    severity="warning",
    types=POOL,
    means="Whoever the added login vouches for gets the authenticated role, with that login's second factor or none.",
    source=f"{GUIDE}/external-identity-providers.html",
)
def login_is_added(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays:
        return
    if change.before and not change.is_unknown("cognito_identity_providers"):
        new = len(_providers(change.after).keys() - _providers(change.before).keys())
        if new and len(_providers(change.after)) > len(_providers(change.before)):
            yield Problem(f"trusts {new} more app client{'s' if new > 1 else ''}", "Check whose users they sign in")
    for path in ("openid_connect_provider_arns", "saml_provider_arns", "supported_login_providers"):
        was, becomes = change.was(path) or [], change.becomes(path) or []
        if added := sorted({*becomes} - {*was}):
            yield Problem(f"adds {shown(added)} to `{path}`", "Check whose users they are")
    if change.becomes("developer_provider_name") and not change.was("developer_provider_name"):
        yield Problem("lets your own servers vouch for users (`developer_provider_name`)", "Check that they do")


def _providers(values: Mapping[str, Any] | None) -> dict[tuple[str, str], Mapping[str, Any]]:
    entries = (values or {}).get("cognito_identity_providers") or []
    return {(str(each.get("provider_name")), str(each.get("client_id"))): each for each in entries}


@rule(
    "login-swapped",
    "Other users than before get AWS credentials",
    severity="blocking",
    types=POOL,
    means="Those who sign in with what is gone get no credentials, and whoever the other vouches for gets theirs.",
    source=f"{GUIDE}/external-identity-providers.html",
)
def login_is_swapped(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays or change.is_lost or change.unknown.get("cognito_identity_providers") is True:
        return
    was, becomes = _providers(change.before), _providers(change.after)
    gone, new = sorted(was.keys() - becomes.keys()), sorted(becomes.keys() - was.keys())
    gone = [each for each in gone if not _goes(each, plan)]
    for old, other in zip(gone, new, strict=False):
        yield Problem(f"trusts {_login(other)} instead of {_login(old)}", f"Keep {_login(old)}, and add the other")
    for old in gone[len(new) :]:
        what = f"no longer trusts {_login(old)}: its users get no credentials"
        yield Problem(what, f"Keep {_login(old)} among cognito_identity_providers", "warning")
    for path in ("openid_connect_provider_arns", "saml_provider_arns"):
        if removed := change.removed(path):
            swapped = change.added(path)
            what = f"trusts {shown(swapped)} instead of {shown(removed)}" if swapped else f"removes {shown(removed)}"
            yield Problem(f"{what} in `{path}`", "Keep what users sign in with", None if swapped else "warning")
    path = "supported_login_providers"
    if change.differs(path):
        old_apps, new_apps = change.was(path) or {}, change.becomes(path) or {}
        for name in sorted({*old_apps} & {*new_apps}):
            if old_apps[name] != new_apps[name]:
                what = f"trusts the app {shown(new_apps[name])} of {name} instead of {shown(old_apps[name])}"
                yield Problem(what, "Keep the app that users sign in with")


def _goes(login: tuple[str, str], plan: Plan) -> bool:
    """Whether a login's client or pool is lost, which is told of."""
    lost = {
        str(value)
        for each in plan.by_type("aws_cognito_user_pool_client", "aws_cognito_user_pool")
        if each.is_lost
        for value in (each.was("id"), each.was("endpoint"))
        if value
    }
    provider, client = login
    named = {
        each.address for each in plan.by_type("aws_cognito_user_pool_client", "aws_cognito_user_pool") if each.is_lost
    }
    return client in lost or provider in lost or any(f"{{{each}." in f"{provider}{client}" for each in named)


def _login(login: tuple[str, str]) -> str:
    provider, client = ("what is known after apply" if each == "None" else each for each in login)
    return f"app client {client} of {provider}"


@rule(
    "roles-detached",
    "Nobody gets AWS credentials",
    severity="blocking",
    types=ROLES,
    means="An identity pool without roles gives credentials to nobody: everything that users reach in AWS is shut.",
    source=f"{GUIDE}/role-based-access-control.html",
)
def roles_are_detached(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.before is None or plan.loses_its_owner(change):
        return
    roles = ", ".join(f"{role.title} of {kind} users" for kind, role in given(change, "before", plan).items())
    if change.action == "delete":
        others = [each for each in plan.by_type(*ROLES) if each.action == "create" and _same_pool(each, change)]
        what = f"deletes it, with {roles}" if roles else "deletes it"
        instead = "Keep the attachment"
        if others:
            what += f", and creates {others[0].address} for the same pool, whose roles the deletion may take away again"
            instead = f"Say that it is the same one: moved {{ from = {change.address}, to = {others[0].address} }}"
        yield Problem(what, instead)
    elif change.differs("identity_pool_id"):
        yield Problem(
            f"sets {from_to(change, 'identity_pool_id')}: users of the first get no role", "Make a second one"
        )


def _same_pool(one: Change, other: Change) -> bool:
    id_ = one.becomes("identity_pool_id")
    return id_ == other.was("identity_pool_id") or one.is_unknown("identity_pool_id")


def given(change: Change, when: When, plan: Plan) -> dict[str, Role]:
    """Whom a roles attachment, or a group, gives which role."""
    return {
        use.kind: role
        for role in model_of(plan).cognitos()
        for use in role.uses[when]
        if use.by == change.address and use.kind in ("authenticated", "unauthenticated", "role", "group", "sms")
    }


@rule(
    "role-changed",
    "Users get another role",
    severity="warning",
    types=[*ROLES, "aws_cognito_user_group"],
    means="What users may do in AWS is another role's say; while the attachment is replaced they get no credentials.",
    source=f"{GUIDE}/iam-roles.html",
)
def role_is_changed(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays or (change.is_lost and change.type not in ROLES) or plan.loses_its_owner(change):
        return
    was, becomes = given(change, "before", plan), given(change, "after", plan)
    unsure = "role" in becomes or (change.is_unknown("roles") and not becomes)
    for kind in sorted({*was, *becomes} - {"role"}):
        who = WHOSE.get(kind) or f"the group {shown(change.was('name'))}"
        yield from _swapped(kind, who, was.get(kind), becomes.get(kind), unsure=unsure, others=was)
    if (
        unsure
        and (change.is_lost or {*was.values()} != {*becomes.values()})
        and "roles" in (*change.because, *change.changed_arguments)
    ):
        roles = ", ".join(sorted({each.title for each in becomes.values()})) or "what is known after apply"
        yield Problem(f"changes roles to {roles}", "Check the new roles' policies")
    if change.type not in ROLES:
        if change.is_unknown("role_arn") and not becomes:
            yield Problem("sets `role_arn` to what is known after apply", "Check the new role's policies")
        if change.differs("precedence"):
            yield Problem(f"sets {from_to(change, 'precedence')}", "Check which role its users now prefer")


def _swapped(
    kind: str, who: str, old: Role | None, new: Role | None, *, unsure: bool, others: Mapping[str, Role]
) -> Iterator[Problem]:
    """That a kind of users gets another role, both named, with what it may do beyond the first.

    A guest is anybody: a role that others had, or one that does not show, is no guest's unless somebody looked.
    """
    if old is new:
        return
    if new is None:
        if not unsure and old is not None:
            who_else = "its members get what others get" if kind == "group" else "they get no credentials"
            severity: Severity = "warning" if kind == "group" else "blocking"
            yield Problem(f"takes the role {old.title} from {who}: {who_else}", "Keep the role", severity)
        return
    if old is None:
        what = f"gives {who} the role {new.title}"
    else:
        what = f"gives {who} the role {new.title} instead of {old.title}"
    had = old.allowed("before") if old else []
    found = new_grants(had, new.allowed("after"))
    dangers = sorted(
        ((danger_of(each, grants(had)), each) for each in found), key=lambda each: SEVERITIES.index(each[0].severity)
    )
    blocks = bool(dangers) and dangers[0][0].severity == "blocking"
    if dangers:
        what += f": they may now {dangers[0][0].words} ({', '.join(str(each) for _, each in dangers[:5])})"
    elif new.is_elsewhere or new.unknown("after"):
        what += "; what that one allows does not show here"
        blocks = kind == "unauthenticated"
    if kind == "unauthenticated" and new is others.get("authenticated"):
        what += "; it is the role of authenticated users"
        blocks = True
    severity = "blocking" if blocks else "warning"
    yield Problem(what, "Check the new role's policies, or keep the one they have", severity)


@rule(
    "role-mapping-changed",
    "Users get roles by other rules",
    severity="warning",
    types=ROLES,
    means="A claim that users can influence, or a looser match, lets them choose a role; AuthenticatedRole gives those "
    "whom nothing matches the authenticated role.",
    source=RBAC,
)
def role_mapping_is_changed(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays or change.has_unknown("role_mapping"):
        return
    was, becomes = _mappings(change.before), _mappings(change.after)
    for name in sorted({*was, *becomes}):
        old, new = was.get(name), becomes.get(name)
        if old == new:
            continue
        if new is None:
            yield Problem(
                f"removes the mapping of {named(name)}: its users get the authenticated role", "Keep the mapping"
            )
        elif old is None:
            yield Problem(f"adds a mapping for {named(name)}", "Check who gets which role")
        elif old["ambiguous_role_resolution"] == "Deny" != new["ambiguous_role_resolution"]:
            yield Problem(
                f"gives users of {named(name)} whom no rule matches the authenticated role, instead of none",
                'Keep ambiguous_role_resolution = "Deny"',
                "blocking",
            )
        else:
            yield Problem(f"changes the mapping of {named(name)}", "Check who gets which role: the first match decides")


def _mappings(values: Mapping[str, Any] | None) -> dict[str, dict[str, Any]]:
    return {
        str(each["identity_provider"]): {
            "type": each.get("type"),
            "ambiguous_role_resolution": each.get("ambiguous_role_resolution"),
            "rules": each.get("mapping_rule") or [],
        }
        for each in (values or {}).get("role_mapping") or []
    }


@rule(
    "principal-tags-changed",
    "Policies see other tags of users",
    severity="warning",
    types=["aws_cognito_identity_pool_provider_principal_tag"],
    means="Policies with conditions on principal tags let in other users than before.",
    source=f"{GUIDE}/attributes-for-access-control.html",
)
def principal_tags_are_changed(change: Change, plan: Plan) -> Iterator[Problem]:
    for path in ("principal_tags", "use_defaults"):
        if change.differs(path):
            yield Problem(f"sets {from_to(change, path)}", "Check the policies that use them")
    if change.action == "delete" and not plan.loses_its_owner(change):
        tags = ", ".join(sorted(change.was("principal_tags") or {})) or "its tags"
        what = f"deletes it: sessions carry {tags} no more, and policies with aws:PrincipalTag let nobody in"
        yield Problem(what, "Keep it, or take the tags from the policies first")
