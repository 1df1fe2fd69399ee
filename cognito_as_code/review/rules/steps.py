"""What one apply cannot do: AWS refuses it half-way, or the provider does things in the wrong order."""

from __future__ import annotations

from collections.abc import Iterator

from ..changes import Change, Plan, block_at, shown
from ..findings import Problem, rule
from .user_pool import POOL, factors, falls

ISSUES = "https://github.com/hashicorp/terraform-provider-aws/issues"
GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"
MOST_ADDED_ATTRIBUTES = 25
HALF_WAY = "The apply fails half-way, with some settings changed and others not."


def _mfa(plan: Plan) -> str:
    """What whoever wrote it calls the key."""
    return "mfa.configuration" if plan.is_ours else "mfa_configuration"


@rule(
    "email-factor-needs-two-applies",
    "E-mail MFA needs an apply of its own",
    severity="blocking",
    types=POOL,
    means=f"{HALF_WAY} The provider turns MFA on before it changes what MFA by e-mail needs.",
    source=f"{ISSUES}/41049",
)
def email_factor_needs_two_applies(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays or change.is_lost or "e-mail" not in factors(change.after) - factors(change.before):
        return
    mechanisms = block_at(change.before, "account_recovery_setting").get("recovery_mechanism") or []
    lacking = []
    if change.was("email_configuration.email_sending_account") != "DEVELOPER":
        lacking.append('email_configuration.email_sending_account = "DEVELOPER"')
    if {each["name"] for each in mechanisms} <= {"verified_email"}:
        lacking.append("account_recovery_setting with more than verified_email")
    if change.was("user_pool_tier") == "LITE":
        lacking.append('user_pool_tier = "ESSENTIALS"')
    if lacking:
        yield Problem(
            "adds e-mail as a second factor together with what that needs",
            "Make two pull requests",
            steps=(
                f"Apply {', '.join(lacking)}, and no other factor.",
                'Then add "EMAIL" to mfa.factors.' if plan.is_ours else "Then add email_mfa_configuration.",
            ),
        )


@rule(
    "email-factor-stays",
    "E-mail MFA cannot be removed like this",
    severity="blocking",
    types=POOL,
    means="The provider sends an empty block, and AWS keeps e-mail MFA on; together with MFA that is turned off, the "
    "apply fails.",
    source=f"{ISSUES}/46801",
)
def email_factor_stays(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.stays and not change.is_lost and "e-mail" in factors(change.before) - factors(change.after):
        steps = [
            'Run "aws cognito-idp set-user-pool-mfa-config" with the pool\'s other factors and no e-mail one.',
            "Then apply the settings without e-mail MFA.",
        ]
        if change.becomes("mfa_configuration") == "OFF":
            steps.append(f'Then set {_mfa(plan)} = "OFF" in an apply of its own.')
        yield Problem("removes `email_mfa_configuration`", "Do it in steps", steps=tuple(steps))


@rule(
    "codes-before-mfa",
    "Sign-in by a code has to go before MFA can be required",
    severity="blocking",
    types=POOL,
    means=f"{HALF_WAY} The provider requires MFA first, and AWS refuses that while codes are first factors.",
    source=f"{GUIDE}/amazon-cognito-user-pools-authentication-flow-methods.html",
)
def codes_go_before_mfa(change: Change, plan: Plan) -> Iterator[Problem]:
    codes = [each for each in change.was("sign_in_policy.allowed_first_auth_factors") if str(each).endswith("_OTP")]
    if change.differs("mfa_configuration") and change.becomes("mfa_configuration") == "ON" and codes:
        yield Problem(
            f"requires MFA while {shown(codes)} are first factors",
            "Make two pull requests",
            steps=(f"Apply sign_in_policy without {shown(codes)}.", f'Then set {_mfa(plan)} = "ON".'),
        )


@rule(
    "features-before-tier",
    "Features have to go before the tier can be lowered",
    severity="blocking",
    types=POOL,
    means="AWS refuses the lower feature plan while a feature of the higher one is on: the apply fails.",
    source=f"{GUIDE}/cognito-sign-in-feature-plans.html",
)
def features_go_before_tier(change: Change, plan: Plan) -> Iterator[Problem]:
    if not falls(change, "user_pool_tier"):
        return
    features = []
    if change.was("user_pool_add_ons.advanced_security_mode") != "OFF":
        features.append("user_pool_add_ons")
    if change.becomes("user_pool_tier") == "LITE":
        if change.was("sign_in_policy.allowed_first_auth_factors") != ["PASSWORD"]:
            features.append("sign_in_policy")
        if change.was("password_policy.password_history_size"):
            features.append("password_policy.password_history_size")
        if "e-mail" in factors(change.before):
            features.append("email_mfa_configuration")
    if features:
        yield Problem(
            f"lowers the tier while {', '.join(features)} is on",
            "Make two pull requests",
            steps=(f"Apply without {', '.join(features)}, on the tier as it is.", "Then lower user_pool_tier."),
        )


@rule(
    "too-many-attributes",
    "Too many attributes at once",
    severity="blocking",
    types=POOL,
    means=f"AWS adds {MOST_ADDED_ATTRIBUTES} attributes in a request at most: the apply fails.",
    source="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddCustomAttributes.html",
)
def too_many_attributes_are_added(change: Change, plan: Plan) -> Iterator[Problem]:
    names = [{each["name"] for each in (values or {}).get("schema") or []} for values in (change.before, change.after)]
    added = len(names[1] - names[0])
    if change.stays and not change.is_lost and added > MOST_ADDED_ATTRIBUTES:
        yield Problem(
            f"adds {added} attributes",
            "Make several pull requests",
            steps=(f"Apply {MOST_ADDED_ATTRIBUTES} of them.", "Then the others."),
        )


@rule(
    "creation-fails",
    "The pool would be left half made",
    severity="blocking",
    types=POOL,
    means="AWS makes the pool and then refuses its MFA: Terraform calls it tainted, and replaces it at the next apply.",
    source=f"{GUIDE}/user-pool-settings-mfa.html",
)
def creation_fails(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.after is None or change.before is not None or change.is_unknown("mfa_configuration"):
        return
    mode, offered = change.becomes("mfa_configuration"), factors(change.after)
    if mode in ("ON", "OPTIONAL") and not offered and not change.is_unknown("sms_configuration"):
        yield Problem(f"creates it with MFA {shown(mode)} and no factor", "Configure a factor")
    elif mode == "OFF" and offered - {"SMS"}:
        yield Problem(
            f"creates it with MFA off and {', '.join(sorted(offered - {'SMS'}))}", "Turn MFA on, or remove it"
        )
