"""What changes for those who get AWS credentials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..changes import Change, Plan, shown
from ..findings import Problem, rule
from ..wording import listed, named
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
    "role-changed",
    "Users get another role",
    severity="warning",
    types=[*ROLES, "aws_cognito_user_group"],
    means="What users may do in AWS is another role's say; while the attachment is replaced they get no credentials.",
    source=f"{GUIDE}/iam-roles.html",
)
def role_is_changed(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays:
        return
    if change.type in ROLES:
        was, becomes = change.was("roles") or {}, change.becomes("roles") or {}
        changed = sorted(kind for kind in {*was, *becomes} if was.get(kind) != becomes.get(kind))
        if change.is_unknown("roles") and "roles" in change.because:
            yield Problem("changes roles, to what is known after apply", "Check the new roles' policies")
        elif changed and not change.is_unknown("roles"):
            yield Problem(f"changes the role of {listed(changed)} users", "Check the new role's policies")
    elif not change.is_lost:
        for path in ("role_arn", "precedence"):
            if change.differs(path):
                yield Problem(f"sets {from_to(change, path)}", "Check which role its users now prefer")


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
