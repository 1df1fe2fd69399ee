"""Rules about the user pool: MFA, recovery, SMS, e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from settings.environment import EnvironmentSettings
from settings.fields import parse_arn, shown
from settings.findings import KeyPath
from settings.rules import Problem, rule

API = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference"
GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"
FACTORS: KeyPath = ("user_pool", "mfa", "factors")
RECOVERY: KeyPath = ("user_pool", "account_recovery_setting", "recovery_mechanisms")
EMAIL: KeyPath = ("user_pool", "email_configuration")
SMS: KeyPath = ("user_pool", "sms_configuration")

_ADDRESS = r"[^\s@<>]+@[^\s@<>]+"
SENDER = re.compile(rf"[^<>]*<(?P<named>{_ADDRESS})>|(?P<bare>{_ADDRESS})")

# Pool Region -> Regions whose SNS it may use; a Region not listed uses its own. The first is the default.
SNS_REGIONS = {
    "us-east-2": ("us-east-2", "us-east-1"),
    "ca-central-1": ("ca-central-1", "us-east-1"),
    "eu-central-1": ("eu-central-1", "eu-west-1"),
    "eu-west-2": ("eu-west-2", "eu-west-1"),
    "ap-south-1": ("ap-south-1", "ap-southeast-1"),
    "ap-northeast-2": ("ap-northeast-1",),
    "ap-east-1": ("ap-southeast-1",),
    "ap-southeast-5": ("ap-southeast-1",),
    "ap-southeast-7": ("ap-south-1",),
}

# Pool Region -> Regions whose SES identities it may use; a Region not listed uses its own.
_SES_EVERYWHERE = ("us-east-1", "us-west-2", "eu-west-1")
SES_REGIONS = {
    region: (region, *(other for other in _SES_EVERYWHERE if other != region))
    for region in (
        "us-east-1", "us-east-2", "us-west-2", "ca-central-1", "ap-northeast-1", "ap-northeast-2", "ap-south-1",
        "ap-southeast-1", "ap-southeast-2", "eu-west-1", "eu-west-2", "eu-central-1",
    )
} | {
    "ca-west-1": ("ca-central-1",),
    "mx-central-1": ("us-east-1",),
    "ap-east-1": ("ap-southeast-1",),
    "ap-southeast-5": ("ap-southeast-2",),
    "ap-southeast-7": ("ap-southeast-1",),
    "ap-south-2": ("ap-south-1",),
    "ap-southeast-4": ("ap-southeast-2",),
    "eu-central-2": ("eu-central-1",),
    "eu-south-2": ("eu-west-3",),
    "me-central-1": ("eu-central-1",),
}  # fmt: skip


@rule(
    "MFA-1",
    "MFA that is on or optional has a factor",
    why="AWS refuses a pool with MFA and no factor, half-way through its creation, and leaves it tainted.",
    source=f"{API}/API_SetUserPoolMfaConfig.html",
)
def mfa_has_a_factor(settings: EnvironmentSettings) -> Iterator[Problem]:
    mfa = settings.user_pool.mfa
    if mfa.configuration != "OFF" and not mfa.factors:
        yield (
            FACTORS,
            f'is empty while configuration is "{mfa.configuration}"; list at least one of "TOTP", "SMS", "EMAIL"',
        )


@rule(
    "MFA-3",
    "MFA that is off has no factors",
    why="AWS refuses to turn MFA off and configure a factor together.",
    source=f"{API}/API_SetUserPoolMfaConfig.html",
)
def no_factor_without_mfa(settings: EnvironmentSettings) -> Iterator[Problem]:
    mfa = settings.user_pool.mfa
    if mfa.configuration == "OFF" and mfa.factors:
        yield (
            FACTORS,
            f'{shown(mfa.factors)} while configuration is "OFF"; remove the factors, or set configuration = "ON"',
        )


@rule(
    "MFA-9",
    "SMS is not both the second factor and the only way to recover",
    why="AWS refuses phone recovery next to SMS MFA: whoever holds the phone would hold both.",
    source=f"{GUIDE}/managing-users-passwords.html",
)
def sms_factor_and_recovery_differ(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if "SMS" in pool.mfa.factors and pool.account_recovery_setting.recovery_mechanisms == ["verified_phone_number"]:
        yield (
            RECOVERY,
            'only "verified_phone_number" while SMS is an MFA factor; put "verified_email" first, or use "admin_only"',
        )


@rule(
    "MFA-10",
    "E-mail MFA sends through Amazon SES",
    why="AWS refuses e-mail MFA on a pool that sends e-mail with Cognito's own account.",
    source=f"{GUIDE}/user-pool-settings-mfa-sms-email-message.html",
)
def email_factor_has_ses(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if "EMAIL" in pool.mfa.factors and pool.email_configuration.email_sending_account != "DEVELOPER":
        yield (
            (*EMAIL, "email_sending_account"),
            '"COGNITO_DEFAULT" while EMAIL is an MFA factor; set "DEVELOPER" and source_arn, the ARN of your '
            "SES identity",
        )


@rule(
    "MFA-11",
    "E-mail is not both the second factor and the only way to recover",
    why="AWS refuses e-mail MFA on a pool whose only recovery is e-mail: whoever holds the mailbox would hold both.",
    source=f"{GUIDE}/managing-users-passwords.html",
)
def email_factor_and_recovery_differ(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if "EMAIL" in pool.mfa.factors and pool.account_recovery_setting.recovery_mechanisms == ["verified_email"]:
        yield (
            RECOVERY,
            'only "verified_email" while EMAIL is an MFA factor; add "verified_phone_number", or use "admin_only"',
        )


@rule(
    "MFA-12",
    "E-mail MFA needs the Essentials tier",
    why="AWS refuses it on the Lite tier (FeatureUnavailableInTierException).",
    source=f"{GUIDE}/cognito-sign-in-feature-plans.html",
)
def email_factor_needs_essentials(settings: EnvironmentSettings) -> Iterator[Problem]:
    if "EMAIL" in settings.user_pool.mfa.factors and settings.user_pool.user_pool_tier == "LITE":
        yield (
            ("user_pool", "user_pool_tier"),
            '"LITE" has no e-mail MFA; use "ESSENTIALS", or remove EMAIL from mfa.factors',
        )


@rule(
    "MFA-16",
    "SMS that Cognito can send is listed as a factor",
    why="With an SMS configuration and MFA on or optional, Cognito offers SMS as a second factor, asked for or not.",
    source=f"{GUIDE}/user-pool-settings-mfa-sms-email-message.html",
)
def sms_is_a_listed_factor(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if pool.mfa.configuration != "OFF" and pool.mfa.factors and pool.sends_sms and "SMS" not in pool.mfa.factors:
        yield (
            FACTORS,
            f"{shown(pool.mfa.factors)} while auto_verified_attributes has phone_number, so that Cognito will "
            f"offer SMS as a "
            'factor too; add "SMS", or remove "phone_number" there',
        )


@rule(
    "PWD-1",
    "Password history needs the Essentials tier",
    why="AWS refuses it on the Lite tier.",
    source=f"{GUIDE}/cognito-sign-in-feature-plans.html",
)
def password_history_needs_essentials(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if pool.password_policy.password_history_size and pool.user_pool_tier == "LITE":
        yield (
            ("user_pool", "user_pool_tier"),
            '"LITE" has no password history; use "ESSENTIALS", or set password_history_size = 0',
        )


@rule(
    "ATT-1",
    "Users sign in with attributes as usernames or as aliases, not both",
    why="AWS refuses a pool with both.",
    source=f"{API}/API_CreateUserPool.html",
)
def aliases_or_usernames(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if pool.alias_attributes and pool.username_attributes:
        yield (
            ("user_pool", "alias_attributes"),
            f"{shown(pool.alias_attributes)} together with username_attributes "
            f"{shown(pool.username_attributes)}; keep one of the two",
        )


@rule(
    "REC-1",
    "Recovery by administrators only stands alone",
    why="AWS refuses admin_only next to another mechanism.",
    source=f"{API}/API_AccountRecoverySettingType.html",
)
def admin_only_stands_alone(settings: EnvironmentSettings) -> Iterator[Problem]:
    mechanisms = settings.user_pool.account_recovery_setting.recovery_mechanisms
    if "admin_only" in mechanisms and len(mechanisms) > 1:
        yield RECOVERY, f'{shown(mechanisms)} mixes "admin_only" with another mechanism; keep one or the other'


@rule(
    "REC-4",
    "Recovery by phone needs verified phones",
    why="Without an SMS configuration Cognito can send no code, and users who forget their password are locked out.",
    source=f"{GUIDE}/managing-users-passwords.html",
)
def phone_recovery_can_send(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if "verified_phone_number" in pool.account_recovery_setting.recovery_mechanisms and not pool.sends_sms:
        yield (
            RECOVERY,
            'has "verified_phone_number", but nothing makes the pool send SMS; add "phone_number" to '
            "auto_verified_attributes, "
            'or remove "verified_phone_number"',
        )


@rule(
    "SMS-2",
    "SMS are sent from a Region the pool may use",
    why="AWS refuses any other (Invalid snsRegion).",
    source=f"{GUIDE}/user-pool-sms-settings.html",
)
def sns_region_is_allowed(settings: EnvironmentSettings) -> Iterator[Problem]:
    asked = settings.user_pool.sms_configuration.sns_region
    allowed = SNS_REGIONS.get(settings.region, (settings.region,))
    if asked and asked not in allowed:
        yield (
            (*SMS, "sns_region"),
            f"{shown(asked)} cannot serve a pool in {settings.region}; use {' or '.join(allowed)}",
        )


@rule(
    "SMS-3",
    "The SMS role is in the pool's account",
    why="AWS refuses a role of another account (Cross-account pass role is not allowed).",
    source=f"{API}/API_SmsConfigurationType.html",
)
def sms_role_is_in_this_account(settings: EnvironmentSettings) -> Iterator[Problem]:
    role = settings.user_pool.sms_configuration.sns_caller_arn
    if role and parse_arn(role).account_id != settings.account_id:
        yield (*SMS, "sns_caller_arn"), f"{shown(role)} is in another account; use a role in {settings.account_id}"


@rule(
    "SMS-4",
    "A role of one's own comes with its external id",
    why="The role's trust policy names an sts:ExternalId; another one makes Cognito's attempts to assume it fail.",
    source=f"{GUIDE}/user-pool-sms-settings.html",
)
def own_sms_role_has_external_id(settings: EnvironmentSettings) -> Iterator[Problem]:
    sms = settings.user_pool.sms_configuration
    if sms.sns_caller_arn and not sms.external_id:
        yield (
            (*SMS, "external_id"),
            "is missing next to sns_caller_arn; write the sts:ExternalId of that role's trust policy",
        )


@rule(
    "SMS-9",
    "An SMS configuration is used by something",
    why="It would be ignored: nothing makes this pool send SMS.",
    source=f"{API}/API_SmsConfigurationType.html",
)
def sms_configuration_is_used(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if pool.sms_configuration.model_fields_set and not pool.sends_sms:
        yield SMS, 'has no effect, since nothing sends SMS; add "SMS" to mfa.factors, or remove the table'


@rule(
    "EML-1",
    "Sending with your own SES identity names it",
    why="AWS refuses DEVELOPER without the identity's ARN.",
    source=f"{GUIDE}/user-pool-email.html",
)
def ses_identity_is_named(settings: EnvironmentSettings) -> Iterator[Problem]:
    email = settings.user_pool.email_configuration
    if email.email_sending_account == "DEVELOPER" and not email.source_arn:
        yield (
            (*EMAIL, "source_arn"),
            'is missing while email_sending_account is "DEVELOPER"; write the ARN of your SES identity',
        )


@rule(
    "EML-3",
    "The sender's address is the SES identity's",
    why="AWS refuses a sender the identity does not cover, and any without DEVELOPER.",
    source=f"{GUIDE}/user-pool-email.html",
)
def sender_is_under_the_identity(settings: EnvironmentSettings) -> Iterator[Problem]:
    email = settings.user_pool.email_configuration
    if not email.from_email_address:
        return
    place = (*EMAIL, "from_email_address")
    matched = SENDER.fullmatch(email.from_email_address)
    if not matched:
        yield (
            place,
            f"{shown(email.from_email_address)} is no address; write user@example.com or Name <user@example.com>",
        )
    elif email.email_sending_account != "DEVELOPER":
        yield place, 'needs your own SES identity; set email_sending_account = "DEVELOPER" and source_arn, or remove it'
    elif email.source_arn:
        identity = parse_arn(email.source_arn).resource.removeprefix("identity/")
        address = matched["named"] or matched["bare"]
        domain = address.rpartition("@")[2]
        covered = address == identity if "@" in identity else domain == identity or domain.endswith(f".{identity}")
        if not covered:
            yield place, f"{shown(address)} is not under the SES identity {identity}; use an address that is"


@rule(
    "EML-4",
    "The SES identity is in a Region the pool may use",
    why="AWS refuses any other.",
    source=f"{GUIDE}/user-pool-email.html",
)
def ses_region_is_allowed(settings: EnvironmentSettings) -> Iterator[Problem]:
    source_arn = settings.user_pool.email_configuration.source_arn
    allowed = SES_REGIONS.get(settings.region, (settings.region,))
    if source_arn and parse_arn(source_arn).region not in allowed:
        yield (
            (*EMAIL, "source_arn"),
            f"{shown(source_arn)} cannot serve a pool in {settings.region}; use an identity in {' or '.join(allowed)}",
        )


@rule(
    "EML-5",
    "The SES identity is in the pool's account",
    why="Cognito does not share resources across accounts.",
    source=f"{GUIDE}/user-pool-email.html",
)
def ses_identity_is_in_this_account(settings: EnvironmentSettings) -> Iterator[Problem]:
    source_arn = settings.user_pool.email_configuration.source_arn
    if source_arn and parse_arn(source_arn).account_id != settings.account_id:
        yield (
            (*EMAIL, "source_arn"),
            f"{shown(source_arn)} is in another account; use an identity in {settings.account_id}",
        )
