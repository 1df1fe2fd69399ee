"""What a look at the changes alone would miss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..changes import Change, Plan, block_at, shown, value_at
from ..findings import Problem, Severity, rule
from .role import is_judged_later

PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
# Type -> what protects users: a plan that does not know it yet cannot be judged.
_PROTECTING = {
    "aws_cognito_user_pool": (
        "account_recovery_setting",
        "admin_create_user_config",
        "deletion_protection",
        "mfa_configuration",
        "password_policy",
        "sign_in_policy",
        "user_pool_add_ons",
    ),
    "aws_cognito_user_pool_client": (
        "allowed_oauth_flows",
        "callback_urls",
        "enable_token_revocation",
        "explicit_auth_flows",
        "prevent_user_existence_errors",
    ),
    "aws_cognito_identity_pool": ("allow_classic_flow", "allow_unauthenticated_identities"),
    "aws_cognito_identity_pool_roles_attachment": ("role_mapping",),
    "aws_iam_role": ("assume_role_policy",),
    "aws_iam_role_policy": ("policy",),
}


@rule(
    "unknown-until-apply",
    "This cannot be judged before it is applied",
    severity="warning",
    types=_PROTECTING,
    means="The plan does not know the value yet: whether it protects users less than now shows only afterwards.",
    source="https://developer.hashicorp.com/terraform/internals/json-format",
)
def value_is_unknown(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays or change.is_lost:
        return  # anew: what is unknown was not there before
    if unknown := [
        path
        for path in _PROTECTING[change.type]
        if change.is_unknown(path) and (not change.type.startswith("aws_iam_") or is_judged_later(change, plan, path))
    ]:
        named = ", ".join(f"`{path}`" for path in unknown)
        yield Problem(
            f"sets {named} to what is known after apply", "Look at the next plan, or apply what it needs first"
        )


# Type -> arguments that stay as they are when the configuration no longer has them -> what AWS has by itself.
_KEPT: dict[str, dict[str, Any]] = {
    "aws_cognito_user_pool": {
        "sign_in_policy": {"allowed_first_auth_factors": ["PASSWORD"]},
        "sms_configuration": {},
    },
    "aws_cognito_user_pool_client": {
        "allowed_oauth_flows": [],
        "callback_urls": [],
        "logout_urls": [],
    },
}


@rule(
    "left-behind",
    "What the configuration no longer says stays on",
    severity="warning",
    types=_KEPT,
    means="The provider takes a missing argument for no wish: the plan shows no change, and AWS keeps the old value.",
    source=f"{PROVIDER}/cognito_user_pool",
)
def argument_is_left_behind(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays or change.is_lost or change.configured is None:
        return
    for name, usual in _KEPT[change.type].items():
        kept = value_at(change.after, name) if isinstance(usual, list) else block_at(change.after, name)
        if name not in change.configured and kept and kept != usual:
            yield Problem(f"keeps `{name}` as it is, though the configuration has it no more", "Say what it should be")


_WEAK = {
    "aws_cognito_user_pool": (
        ("mfa_configuration", ("OFF", "OPTIONAL")),
        ("deletion_protection", ("INACTIVE",)),
        ("username_configuration.case_sensitive", (True,)),
    ),
    "aws_cognito_user_pool_client": (
        ("enable_token_revocation", (False,)),
        ("prevent_user_existence_errors", ("LEGACY",)),
    ),
    "aws_cognito_identity_pool": (
        ("allow_classic_flow", (True,)),
        ("allow_unauthenticated_identities", (True,)),
    ),
}


@rule(
    "weak-already",
    "It protects users less than it could",
    severity="note",
    types=_WEAK,
    means="This plan does not make it worse; it leaves it so, or makes it so from the start.",
    source="https://docs.aws.amazon.com/cognito/latest/developerguide/security.html",
)
def it_is_weak_already(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.after is None:
        return
    is_new = change.before is None
    weak = [
        f"`{path}` {shown(change.becomes(path))}"
        for path, values in _WEAK[change.type]
        if not change.is_unknown(path) and change.becomes(path) in values and (is_new or not change.differs(path))
    ]
    if weak:
        severity: Severity = "warning" if is_new else "note"
        yield Problem(
            f"{'makes' if is_new else 'leaves'} it with {', '.join(weak)}", "Set it, if that is not meant", severity
        )
