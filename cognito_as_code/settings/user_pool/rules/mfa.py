"""Rules about MFA, passkeys and remembered devices."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE, USER_POOL_API
from cognito_as_code.settings.environment import EnvironmentSettings

FACTORS: KeyPath = ("user_pool", "mfa", "factors")
RECOVERY: KeyPath = ("user_pool", "account_recovery_setting", "recovery_mechanisms")
EMAIL: KeyPath = ("user_pool", "email_configuration")


@rule(
    "MFA-1",
    "MFA that is on or optional has a factor",
    why="AWS refuses a pool with MFA and no factor, half-way through its creation, and leaves it tainted.",
    source=f"{USER_POOL_API}/API_SetUserPoolMfaConfig.html",
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
    source=f"{USER_POOL_API}/API_SetUserPoolMfaConfig.html",
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
            'only "verified_phone_number" while SMS is an MFA factor; put "verified_email" first, or use "admin_only" '
            "instead",
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
        sms = "" if pool.sends_sms else ', with "SMS" in mfa.factors to reach phones'
        yield (
            RECOVERY,
            'only "verified_email" while EMAIL is an MFA factor; use "admin_only" instead, or add '
            f'"verified_phone_number"{sms}',
        )


@rule(
    "MFA-16",
    "SMS that Cognito can send is listed as a factor",
    why="With an SMS configuration and MFA on or optional, Cognito offers SMS as a second factor, asked for or not.",
    source=f"{GUIDE}/user-pool-settings-mfa-sms-email-message.html",
    promise="MFA is never weaker than the file says",
)
def sms_is_a_listed_factor(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if pool.mfa.configuration != "OFF" and pool.mfa.factors and pool.sends_sms and "SMS" not in pool.mfa.factors:
        why, there = (
            ("auto_verified_attributes has phone_number", '"phone_number"')
            if "phone_number" in pool.auto_verified_attributes
            else ("sign_in_policy.allowed_first_auth_factors has SMS_OTP", '"SMS_OTP"')
        )
        recovery = pool.account_recovery_setting.recovery_mechanisms
        first, and_recovery = "", ""  # so that neither REC-4 nor MFA-9 refuses what is done
        if recovery == ["verified_phone_number"]:
            first = 'put "verified_email" first in recovery_mechanisms, and '
        if "verified_phone_number" in recovery:
            and_recovery = ', and "verified_phone_number" from recovery_mechanisms'
        yield (
            FACTORS,
            f"{shown(pool.mfa.factors)} while {why}, so that Cognito will offer SMS as a factor too; "
            f'{first}add "SMS", or remove {there} there{and_recovery}',
        )


@rule(
    "MFA-7",
    "Sign-in by a code or passkey alone goes with MFA that is off, or is meant",
    why="With optional MFA, users who set up a second factor can no longer sign in by code, and the others show one "
    "factor.",
    source=f"{GUIDE}/user-pool-settings-mfa.html",
    severity="warning",
)
def optional_mfa_has_no_passwordless_sign_in(settings: EnvironmentSettings) -> Iterator[Problem]:
    factors = settings.user_pool.sign_in_policy.allowed_first_auth_factors
    alone = [factor for factor in factors if factor != "PASSWORD"]
    if settings.user_pool.mfa.configuration == "OPTIONAL" and alone:
        yield (
            ("user_pool", "sign_in_policy", "allowed_first_auth_factors"),
            f"{shown(alone)} lets users in with one factor while MFA is optional, and codes are closed to those with "
            'MFA; set mfa.configuration = "ON" and keep "PASSWORD" as the only first factor, or leave it if it is '
            "meant",
        )


@rule(
    "MFA-14",
    "Users can have the second factor that is required",
    why="With SMS as the only factor, a user without a phone number cannot finish a sign-in.",
    source=f"{GUIDE}/user-pool-settings-mfa-sms-email-message.html",
    severity="warning",
)
def required_sms_has_a_phone_number(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    phone = pool.attributes.get("phone_number")
    have_phones = "phone_number" in pool.username_attributes or (phone and phone.required)
    if pool.mfa.configuration == "ON" and pool.mfa.factors == ["SMS"] and not have_phones:
        yield (
            ("user_pool", "mfa", "factors"),
            '["SMS"] asks for a phone number that users need not have; add "TOTP", or [user_pool.schema.phone_number] '
            "with required = true",
        )


@rule(
    "MFA-15",
    "A message is for a factor that is used",
    why="Cognito would never send it: most often the factor was forgotten.",
    source=f"{GUIDE}/user-pool-settings-mfa-sms-email-message.html",
    severity="warning",
)
def messages_have_a_factor(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    used = {*pool.mfa.factors, *pool.sign_in_policy.allowed_first_auth_factors}
    for key, factor in (("sms_authentication_message", "SMS"), ("email_mfa_configuration", "EMAIL")):
        if key in pool.model_fields_set and not {factor, f"{factor}_OTP"} & used:
            wants = "" if factor == "SMS" else ", which wants Amazon SES, and another recovery beside e-mail"
            yield ("user_pool", key), f'is not used; remove it, or list "{factor}" in mfa.factors{wants}'


@rule(
    "DEV-1",
    "Remembered devices do not stand in for the second factor",
    why="challenge_required_on_new_device lets a remembered device sign in without a code from an app or an SMS.",
    source=f"{USER_POOL_API}/API_DeviceConfigurationType.html",
    severity="warning",
)
def devices_replace_no_factor(settings: EnvironmentSettings) -> Iterator[Problem]:
    devices = settings.user_pool.device_configuration
    if devices and devices.challenge_required_on_new_device and settings.user_pool.mfa.configuration != "OFF":
        yield (
            ("user_pool", "device_configuration", "challenge_required_on_new_device"),
            "true lets remembered devices sign in without the second factor; set it to false, or keep it if it is "
            "meant",
        )
