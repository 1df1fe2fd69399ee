"""What changes for everybody in a user pool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..changes import Change, Plan, block_at, value_at
from ..facts import LARGER, fact, paths_about, rows
from ..findings import Problem, rule
from ..wording import Sensitive, listed, named, shown

GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"
API = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference"
POOL = ["aws_cognito_user_pool"]


def falls(change: Change, path: str) -> bool:
    """Whether a value becomes a weaker one."""
    return change.differs(path) and _gain(change, path) < 0


def rises(change: Change, path: str) -> bool:
    """Whether a value becomes a stronger one."""
    return change.differs(path) and _gain(change, path) > 0


def _gain(change: Change, path: str) -> float:
    """How much stronger a value becomes; 0 where it is hidden, or was none of those known.

    Raises ValueError where a known value becomes one of which nobody knows how strong it is.
    """
    was, becomes = (_rank(change.type, path, value) for value in (change.was(path), change.becomes(path)))
    if was is not None and becomes is None and not isinstance(change.becomes(path), Sensitive):
        raise ValueError(f"{path} becomes what nobody knows")
    return 0 if was is None or becomes is None else becomes - was


def _rank(type_: str, path: str, value: Any) -> float | None:
    """How strong a value is, None where nobody knows. Raises TypeError for what should be a number and is none."""
    order = fact(type_, path).order
    if isinstance(value, Sensitive):
        return None  # told as a change that cannot be seen
    if isinstance(order, str):
        return float(+value if order == LARGER else -value)
    return order.index(value) if value in order else None


def from_to(change: Change, path: str) -> str:
    """What a value is, and what it becomes; where it is taken away, what that leaves."""
    is_removed = value_at(change.after, path) is None and value_at(change.before, path) is not None
    becomes = "what its removal leaves, " if is_removed else ""
    return f"{named(path)} from {shown(change.was(path))} to {becomes}{shown(change.becomes(path))}"


def factors(values: Mapping[str, Any] | None) -> set[str]:
    """The second factors a pool offers."""
    offers = {name: each.factor for name, each in rows(POOL[0]).items() if each.factor}
    found = {factor for name, factor in offers.items() if block_at(values, name)}
    return found if block_at(values, "software_token_mfa_configuration").get("enabled") else found - {"TOTP"}


@rule(
    "mfa-weakened",
    "Users no longer need a second factor",
    severity="blocking",
    types=POOL,
    means="A stolen password is enough: with OFF for every user, with OPTIONAL for those who have not set up a factor.",
    source=f"{GUIDE}/user-pool-settings-mfa.html",
)
def mfa_is_weakened(change: Change, plan: Plan) -> Iterator[Problem]:
    if falls(change, "mfa_configuration"):
        yield Problem(f"sets {from_to(change, 'mfa_configuration')}", "Keep MFA as it is")


@rule(
    "factor-removed",
    "A second factor goes away",
    severity="blocking",
    types=POOL,
    means="Users who set up that factor and no other cannot sign in, or sign in without one where MFA is optional.",
    source=f"{GUIDE}/user-pool-settings-mfa.html",
)
def factor_is_removed(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.stays and change.becomes("mfa_configuration") != "OFF" and change.was("mfa_configuration") != "OFF":
        for factor in sorted(factors(change.before) - factors(change.after)):
            yield Problem(f"removes {factor}", f"Keep {factor} until its users have another factor")


@rule(
    "factor-added",
    "A weaker second factor is offered",
    severity="warning",
    types=POOL,
    means="Messages can be diverted: by taking over a phone number or a mailbox. An authenticator app's codes cannot.",
    source=f"{GUIDE}/user-pool-settings-mfa-sms-email-message.html",
)
def weaker_factor_is_added(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.stays and change.was("mfa_configuration") != "OFF" and change.becomes("mfa_configuration") != "OFF":
        for factor in sorted(factors(change.after) - factors(change.before) - {"TOTP"}):
            yield Problem(f"adds {factor} as a second factor", "Keep to TOTP, unless users need another")


@rule(
    "single-factor-sign-in",
    "Users can sign in with a code alone",
    severity="blocking",
    types=POOL,
    means="Whoever reads a user's e-mail or SMS is in, with no password and no second factor.",
    source=f"{GUIDE}/amazon-cognito-user-pools-authentication-flow-methods.html",
)
def sign_in_by_code_is_added(change: Change, plan: Plan) -> Iterator[Problem]:
    path = "sign_in_policy.allowed_first_auth_factors"
    codes = [each for each in change.added(path) if str(each).endswith("_OTP")]
    if codes:
        yield Problem(f"adds {shown(codes)} to `{path}`", "Leave codes out, or use passkeys")


@rule(
    "passkeys-lost",
    "Users' passkeys stop working",
    severity="blocking",
    types=POOL,
    means="A passkey is bound to its domain, and used only where WEB_AUTHN is allowed: users have to make new ones.",
    source=f"{GUIDE}/amazon-cognito-user-pools-authentication-flow-methods.html",
)
def passkeys_are_lost(change: Change, plan: Plan) -> Iterator[Problem]:
    domain = "web_authn_configuration.relying_party_id"
    if change.differs(domain) and change.was(domain):
        yield Problem(f"sets {from_to(change, domain)}", "Keep the domain that passkeys were made for")
    elif "WEB_AUTHN" in change.removed("sign_in_policy.allowed_first_auth_factors"):
        yield Problem("removes `WEB_AUTHN` from the first factors", "Keep it while users have passkeys")


@rule(
    "passkeys-weakened",
    "Passkeys ask for the device only",
    severity="warning",
    types=POOL,
    means="Whoever holds the device is in: it need not ask for a PIN or biometrics.",
    source=f"{API}/API_WebAuthnConfigurationType.html",
)
def passkeys_are_weakened(change: Change, plan: Plan) -> Iterator[Problem]:
    path = "web_authn_configuration.user_verification"
    if falls(change, path) and block_at(change.after, "web_authn_configuration"):
        yield Problem(f"sets {from_to(change, path)}", 'Keep "required"')


@rule(
    "recovery-weakened",
    "A forgotten password is a way past MFA",
    severity="warning",
    types=POOL,
    means="Whoever has the user's mailbox or phone number can set a new password.",
    source=f"{GUIDE}/managing-users-passwords.html",
)
def recovery_is_weakened(change: Change, plan: Plan) -> Iterator[Problem]:
    was, becomes = (_recovery(values) for values in (change.before, change.after))
    if change.stays and was and becomes and was != becomes:
        if added := [each for each in becomes if each not in was and each != "admin_only"]:
            yield Problem(f"lets users recover by {', '.join(added)}", "Keep recovery as it is")
        elif becomes[0] == "verified_phone_number" and was[0] != "verified_phone_number":
            yield Problem("prefers the phone number for recovery", 'Keep "verified_email" first')


def _recovery(values: Mapping[str, Any] | None) -> list[str]:
    mechanisms = block_at(values, "account_recovery_setting").get("recovery_mechanism") or []
    return [each["name"] for each in sorted(mechanisms, key=lambda each: int(each.get("priority") or 0))]


@rule(
    "deletion-protection-removed",
    "The pool may be deleted",
    severity="blocking",
    types=POOL,
    means="AWS no longer refuses to delete the pool: a slip in a later plan, or in the console, loses every user.",
    source=f"{GUIDE}/user-pool-settings-deletion-protection.html",
)
def deletion_protection_is_removed(change: Change, plan: Plan) -> Iterator[Problem]:
    if falls(change, "deletion_protection") and not change.is_lost:
        yield Problem(f"sets {from_to(change, 'deletion_protection')}", 'Keep "ACTIVE", unless the pool is to go')


@rule(
    "prevent-destroy-removed",
    "Terraform may destroy it",
    severity="blocking",
    types=["aws_cognito_user_pool", "aws_cognito_identity_pool"],
    means="A later plan that destroys or replaces it is no longer refused.",
    source="https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle",
)
def prevent_destroy_is_removed(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.stays and change.was("lifecycle.prevent_destroy") and not change.becomes("lifecycle.prevent_destroy"):
        yield Problem("no longer has `prevent_destroy`", "Keep it, unless the pool is to go")


@rule(
    "schema-changed",
    "An attribute cannot be changed or removed",
    severity="blocking",
    types=POOL,
    means="AWS only ever adds attributes: the apply fails half-way, after other settings have changed.",
    source=f"{GUIDE}/user-pool-settings-attributes.html",
)
def schema_is_changed(change: Change, plan: Plan) -> Iterator[Problem]:
    was, becomes = _schema(change.before), _schema(change.after)
    if change.stays and not change.is_lost:
        for name in sorted(was):
            if name not in becomes:
                yield Problem(f"removes attribute {shown(name)}", "Put it back: an attribute stays for good")
            elif was[name] != becomes[name]:
                yield Problem(f"changes attribute {shown(name)}", "Undo that, and add another attribute instead")


@rule(
    "schema-added",
    "An attribute is added for good",
    severity="note",
    types=POOL,
    means="It can never be removed or changed, and is one of 50.",
    source=f"{GUIDE}/user-pool-settings-attributes.html",
)
def schema_grows(change: Change, plan: Plan) -> Iterator[Problem]:
    added = sorted(_schema(change.after).keys() - _schema(change.before).keys())
    if change.stays and not change.is_lost and added:
        yield Problem(f"adds {shown(added)[1:-1]}", "Look at type, limits and mutable once more")


def _schema(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Attributes by name, without what neither Terraform nor AWS tells apart: nothing, "" and an empty block."""
    found = {}
    for each in (values or {}).get("schema") or []:
        said: dict[str, Any] = {}
        for key, value in each.items():
            block = value[0] if isinstance(value, list) and value else value
            if isinstance(block, Mapping):
                block = {inner: str(limit) for inner, limit in block.items() if limit not in (None, "")}
            if block not in (None, {}, [], False, ""):
                said[key] = block
        found[str(each["name"]).removeprefix("custom:")] = said
    return found


@rule(
    "password-policy-weakened",
    "Weaker passwords are allowed",
    severity="warning",
    types=POOL,
    means="New passwords may be easier to guess; an invitation that is open for longer can be found for longer.",
    source=f"{API}/API_PasswordPolicyType.html",
)
def password_policy_is_weakened(change: Change, plan: Plan) -> Iterator[Problem]:
    weaker = [from_to(change, path) for path in paths_about(change.type, "password") if falls(change, path)]
    if weaker:
        yield Problem(f"sets {', '.join(weaker)}", "Keep the policy as it is")


@rule(
    "self-sign-up-opened",
    "Anybody can make an account",
    severity="blocking",
    types=POOL,
    means="Users need no invitation any more: whoever finds the client id can sign up and gets a token.",
    source=f"{GUIDE}/signing-up-users-in-your-app.html",
)
def self_sign_up_is_opened(change: Change, plan: Plan) -> Iterator[Problem]:
    path = "admin_create_user_config.allow_admin_create_user_only"
    if change.differs(path) and change.becomes(path) is False:
        yield Problem(f"sets {from_to(change, path)}", "Keep it true, unless sign-up is meant to be open")


@rule(
    "threat-protection-weakened",
    "Attacks on accounts are no longer stopped",
    severity="blocking",
    types=POOL,
    means="Stolen passwords and strange sign-ins are only watched, or not even that.",
    source=f"{GUIDE}/cognito-user-pool-settings-threat-protection.html",
)
def threat_protection_is_weakened(change: Change, plan: Plan) -> Iterator[Problem]:
    for path in ("advanced_security_mode", "advanced_security_additional_flows.custom_auth_mode"):
        place = f"user_pool_add_ons.{path}"
        if falls(change, place):
            yield Problem(f"sets {from_to(change, place)}", "Keep threat protection as it is")


@rule(
    "tier-lowered",
    "The feature plan is lowered",
    severity="warning",
    types=POOL,
    means="Features of the higher plan end; AWS refuses the change while one is still in use.",
    source=f"{GUIDE}/cognito-sign-in-feature-plans.html",
)
def tier_is_lowered(change: Change, plan: Plan) -> Iterator[Problem]:
    if falls(change, "user_pool_tier"):
        yield Problem(f"sets {from_to(change, 'user_pool_tier')}", "Check that nobody needs what the higher plan has")


@rule(
    "tier-raised",
    "The feature plan costs more",
    severity="note",
    types=POOL,
    means="Each monthly active user is charged at the higher plan's price.",
    source="https://aws.amazon.com/cognito/pricing/",
)
def tier_is_raised(change: Change, plan: Plan) -> Iterator[Problem]:
    if rises(change, "user_pool_tier"):
        yield Problem(f"sets {from_to(change, 'user_pool_tier')}", "Nothing, if the price is known")


@rule(
    "verification-weakened",
    "Addresses count unverified",
    severity="warning",
    types=POOL,
    means="A stolen session can change the address that recovers the password, and so take the account over.",
    source=f"{API}/API_UserAttributeUpdateSettingsType.html",
)
def verification_is_weakened(change: Change, plan: Plan) -> Iterator[Problem]:
    for path in paths_about(change.type, "verification"):
        if removed := change.removed(path):
            yield Problem(f"removes {shown(removed)} from `{path}`", "Keep addresses verified")


@rule(
    "device-replaces-factor",
    "A remembered device stands in for the second factor",
    severity="warning",
    types=POOL,
    means="On a remembered device users are not asked for a code any more, nor is whoever holds the device.",
    source=f"{API}/API_DeviceConfigurationType.html",
)
def device_replaces_factor(change: Change, plan: Plan) -> Iterator[Problem]:
    path = "device_configuration.challenge_required_on_new_device"
    if change.differs(path) and change.becomes(path) and change.becomes("mfa_configuration") != "OFF":
        yield Problem(f"sets {from_to(change, path)}", "Keep it false")


@rule(
    "trigger-changed",
    "Other code decides about sign-ins",
    severity="warning",
    types=POOL,
    means="A trigger can let users in, keep them out, write their tokens' claims, and read codes that are sent.",
    source=f"{GUIDE}/cognito-user-pools-working-with-lambda-triggers.html",
)
def trigger_is_changed(change: Change, plan: Plan) -> Iterator[Problem]:
    was, becomes = (block_at(values, "lambda_config") for values in (change.before, change.after))
    if change.stays and not change.is_unknown("lambda_config"):
        changed = [name for name in sorted({*was, *becomes}) if (was.get(name) or None) != (becomes.get(name) or None)]
        if changed:
            yield Problem(f"changes the triggers {listed(changed)}", "Review the functions' code as well")


@rule(
    "sender-changed",
    "Messages come from somebody else",
    severity="warning",
    types=POOL,
    means="Codes and invitations go out by another identity, role or Region: they may not arrive, or look forged.",
    source=f"{GUIDE}/user-pool-email.html",
)
def sender_is_changed(change: Change, plan: Plan) -> Iterator[Problem]:
    places = paths_about(change.type, "sender")
    moved = [from_to(change, path) for path in places if change.differs(path) and change.was(path)]
    if moved and all(change.becomes(path.partition(".")[0]) for path in places if change.was(path)):
        yield Problem(f"sets {', '.join(moved)}", "Send one message of each kind before users need them")


@rule(
    "messages-changed",
    "Users get other messages",
    severity="note",
    types=POOL,
    means="What users are told to do, and which links they are given, is other than before.",
    source=f"{GUIDE}/cognito-user-pool-settings-message-customizations.html",
)
def messages_are_changed(change: Change, plan: Plan) -> Iterator[Problem]:
    messages = paths_about(change.type, "message")
    changed = [path for path in messages if change.differs(path) and change.was(path) and change.becomes(path)]
    if changed:
        yield Problem(f"changes {listed(changed)}", "Read them as a user would")
