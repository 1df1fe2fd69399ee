"""Profiles: whose controls, what each asks for, and where profiles and AWS's own advice part."""

from __future__ import annotations

from dataclasses import dataclass

from cognito_as_code.compliance import requirements as ask
from cognito_as_code.compliance.requirements import Requirement

HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/cognito-controls.html"
PROWLER = "https://hub.prowler.com/check"
NAG = "https://github.com/cdklabs/cdk-nag/blob/main/RULES.md"


@dataclass(frozen=True)
class Control:
    """One control: its id where it comes from, what it asks for, and its source."""

    id: str
    title: str
    source: str
    requirements: tuple[Requirement, ...]
    note: str = ""
    """Where it contradicts another control or AWS's advice, and what this project chose."""


def _hub(number: int, title: str, *requirements: Requirement, note: str = "") -> Control:
    return Control(f"Cognito.{number}", title, f"{HUB}#cognito-{number}", requirements, note)


def _prowler(name: str, title: str, *requirements: Requirement, note: str = "") -> Control:
    return Control(f"cognito_{name}", title, f"{PROWLER}/cognito_{name}", requirements, note)


def _nag(number: int, title: str, *requirements: Requirement, note: str = "") -> Control:
    return Control(f"AwsSolutions-COG{number}", title, NAG, requirements, note)


ON_OR_ADAPTIVE = (
    "AWS advises OPTIONAL for adaptive authentication, which then asks for a factor when a sign-in looks risky, and "
    "refuses codes as first factors with ON. ON asks everybody, always: chosen here."
)
BLOCK_OR_ASK = (
    "BLOCK at every level shuts out users whose sign-ins only look unusual, whom MFA_REQUIRED would ask for a factor. "
    "Chosen here, since MFA is ON for everybody anyway."
)
_PASSWORDS = (ask.LENGTH_8, ask.LOWERCASE, ask.NUMBERS, ask.SYMBOLS, ask.UPPERCASE)

PROFILES: dict[str, list[Control]] = {
    "aws-security-hub": [
        _hub(1, "Threat protection for standard authentication is enforced", ask.THREAT_PROTECTION),
        _hub(2, "Identity pools let in no guests", ask.NO_GUESTS),
        _hub(3, "The password policy is strong", *_PASSWORDS, ask.TEMPORARY_7_DAYS),
        _hub(4, "Threat protection for custom authentication is enforced", ask.THREAT_PROTECTION_OF_CUSTOM_AUTH),
        _hub(5, "MFA is on", ask.MFA_ON, note=ON_OR_ADAPTIVE),
        _hub(6, "Deletion protection is on", ask.DELETION_PROTECTION),
    ],
    "prowler": [
        _prowler("identity_pool_guest_access_disabled", "Guests get no credentials", ask.NO_GUESTS),
        _prowler(
            "user_pool_account_recovery_sms_not_preferred",
            "Recovery is not by SMS first",
            ask.RECOVERY_NOT_BY_SMS_FIRST,
        ),
        _prowler("user_pool_advanced_security_enabled", "Threat protection is enforced", ask.THREAT_PROTECTION),
        _prowler(
            "user_pool_blocks_compromised_credentials_sign_in_attempts",
            "Compromised passwords are blocked at sign-in",
            ask.COMPROMISED_CREDENTIALS,
        ),
        _prowler(
            "user_pool_blocks_potential_malicious_sign_in_attempts",
            "Risky sign-ins are blocked at every level",
            ask.RISKY_SIGN_INS,
            note=BLOCK_OR_ASK,
        ),
        _prowler(
            "user_pool_client_prevent_user_existence_errors",
            "Clients do not tell who has an account",
            ask.EXISTENCE_HIDDEN,
        ),
        _prowler("user_pool_client_token_revocation_enabled", "Tokens can be revoked", ask.TOKENS_REVOCABLE),
        _prowler("user_pool_deletion_protection_enabled", "Deletion protection is on", ask.DELETION_PROTECTION),
        _prowler("user_pool_mfa_enabled", "MFA is on", ask.MFA_ON, note=ON_OR_ADAPTIVE),
        _prowler("user_pool_password_policy_lowercase", "Passwords have lower-case letters", ask.LOWERCASE),
        _prowler("user_pool_password_policy_minimum_length_14", "Passwords have 14 characters", ask.LENGTH_14),
        _prowler("user_pool_password_policy_number", "Passwords have digits", ask.NUMBERS),
        _prowler("user_pool_password_policy_symbol", "Passwords have symbols", ask.SYMBOLS),
        _prowler("user_pool_password_policy_uppercase", "Passwords have upper-case letters", ask.UPPERCASE),
        _prowler(
            "user_pool_self_registration_disabled",
            "Only administrators create users",
            ask.ADMINISTRATORS_CREATE_USERS,
        ),
        _prowler("user_pool_temporary_password_expiration", "Invitations end within 7 days", ask.TEMPORARY_7_DAYS),
        _prowler("user_pool_waf_acl_attached", "A web ACL is before the pool", ask.WEB_ACL),
    ],
    "cdk-nag": [
        _nag(1, "The password policy is strong", *_PASSWORDS),
        _nag(2, "MFA is on", ask.MFA_ON, note="tf-nag's control of this name takes OPTIONAL too; cdk-nag's does not."),
        _nag(7, "Identity pools let in no guests", ask.NO_GUESTS),
        _nag(
            8,
            "The pool has the Plus tier",
            ask.PLUS,
            ask.THREAT_PROTECTION,
            note="cdk-nag asks for the tier, tf-nag for threat protection in its place; here for both.",
        ),
    ],
    "checkov": [
        Control(
            "CKV_AWS_366",
            "Identity pools let in no guests",
            "https://www.checkov.io/5.Policy%20Index/terraform.html",
            (ask.NO_GUESTS,),
        ),
    ],
    "kics": [
        Control(
            "cognito_userpool_without_mfa",
            "MFA has an authenticator app or SMS",
            "https://docs.kics.io/latest/queries/terraform-queries/",
            (ask.MFA_WITH_APP_OR_SMS,),
            "It knows no MFA by e-mail: a pool with that alone fails, though it asks for a second factor.",
        ),
    ],
    "baseline": [
        Control(
            f"baseline.{number}",
            title,
            "https://docs.aws.amazon.com/cognito/latest/developerguide/security-best-practices.html",
            requirements,
        )
        for number, (title, requirements) in enumerate(
            [
                ("MFA is on", (ask.MFA_ON,)),
                ("The password policy is strong", (*_PASSWORDS, ask.TEMPORARY_7_DAYS)),
                ("The pool is not deleted by a slip", (ask.DELETION_PROTECTION, ask.PREVENT_DESTROY)),
                ("Guests and applications get no credentials past Cognito", (ask.NO_GUESTS, ask.NO_CLASSIC_FLOW)),
                ("Clients do not tell who has an account", (ask.EXISTENCE_HIDDEN,)),
                ("Tokens can be revoked", (ask.TOKENS_REVOCABLE,)),
                ("Recovery is not by SMS first", (ask.RECOVERY_NOT_BY_SMS_FIRST,)),
            ],
            start=1,
        )
    ],
}
"""Profile -> its controls. strict is all of these."""
