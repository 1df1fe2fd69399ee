"""Rules about account recovery and the feature plan."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE, USER_POOL_API
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.user_pool.model import RecoveryMechanism, UserPoolSettings

RECOVERY: KeyPath = ("user_pool", "account_recovery_setting", "recovery_mechanisms")


@rule(
    "REC-1",
    "Recovery by administrators only stands alone",
    why="AWS refuses admin_only next to another mechanism.",
    source=f"{USER_POOL_API}/API_AccountRecoverySettingType.html",
)
def admin_only_stands_alone(settings: EnvironmentSettings) -> Iterator[Problem]:
    mechanisms = settings.user_pool.account_recovery_setting.recovery_mechanisms
    if "admin_only" in mechanisms and len(mechanisms) > 1:
        yield RECOVERY, f'{shown(mechanisms)} mixes "admin_only" with another mechanism; keep one or the other'


@rule(
    "REC-4",
    "Recovery by phone alone can send",
    why="Without an SMS configuration Cognito can send no code, and users who forget their password are locked out.",
    source=f"{GUIDE}/managing-users-passwords.html",
    promise="users who forget their password get back in",
)
def phone_recovery_can_send(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if pool.account_recovery_setting.recovery_mechanisms == ["verified_phone_number"] and not pool.sends_sms:
        send = (
            'add "phone_number" to auto_verified_attributes'
            if pool.mfa.configuration == "OFF"  # else Cognito would offer SMS as a factor: MFA-16
            else 'add "SMS" to mfa.factors and put "verified_email" first'  # MFA-9
        )
        yield (
            RECOVERY,
            'has "verified_phone_number" only, and nothing makes the pool send SMS; use "admin_only" instead, or '
            f"{send}",
        )


@rule(
    "REC-5",
    "Recovery goes to addresses that are verified",
    why="Cognito sends a recovery code to a verified address only, and nothing here verifies this one.",
    source=f"{GUIDE}/managing-users-passwords.html",
    severity="warning",
)
def recovery_is_verified(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    for mechanism in pool.account_recovery_setting.recovery_mechanisms:
        attribute = mechanism.removeprefix("verified_")
        if mechanism != "admin_only" and attribute not in pool.auto_verified_attributes and _can_send(pool, mechanism):
            yield (
                RECOVERY,
                f'"{mechanism}" recovers no password, unless something else verifies the address; add "{attribute}" '
                "to auto_verified_attributes",
            )


@rule(
    "REC-6",
    "Recovery by phone beside another mechanism can send",
    why="Without an SMS configuration Cognito can send no code: the other mechanism is the only one.",
    source=f"{GUIDE}/managing-users-passwords.html",
    severity="warning",
)
def second_recovery_can_send(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    mechanisms = pool.account_recovery_setting.recovery_mechanisms
    if "verified_phone_number" in mechanisms and len(mechanisms) > 1 and not pool.sends_sms:
        without = 'use "admin_only" instead' if "EMAIL" in pool.mfa.factors else 'remove "verified_phone_number"'
        send = (
            'add "phone_number" to auto_verified_attributes'
            if pool.mfa.configuration == "OFF"  # else Cognito would offer SMS as a factor: MFA-16
            else 'add "SMS" to mfa.factors'
        )
        yield RECOVERY, f'has "verified_phone_number", but nothing makes the pool send SMS; {without}, or {send}'


def _can_send(pool: UserPoolSettings, mechanism: RecoveryMechanism) -> bool:
    return mechanism != "verified_phone_number" or pool.sends_sms
