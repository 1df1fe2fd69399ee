"""Rules about account recovery and the feature plan."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE, USER_POOL_API
from cognito_as_code.settings.environment import EnvironmentSettings

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
    "Recovery by phone needs verified phones",
    why="Without an SMS configuration Cognito can send no code, and users who forget their password are locked out.",
    source=f"{GUIDE}/managing-users-passwords.html",
)
def phone_recovery_can_send(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    mechanisms = pool.account_recovery_setting.recovery_mechanisms
    if "verified_phone_number" in mechanisms and not pool.sends_sms:
        others = [each for each in mechanisms if each != "verified_phone_number"]
        stays = others and not ("EMAIL" in pool.mfa.factors and others == ["verified_email"])  # MFA-11
        without = 'remove "verified_phone_number"' if stays else 'use "admin_only" instead'
        send = (
            'add "phone_number" to auto_verified_attributes'
            if pool.mfa.configuration == "OFF"  # else Cognito would offer SMS as a factor: MFA-16
            else 'add "SMS" to mfa.factors' + ("" if others else ' and put "verified_email" first')  # MFA-9
        )
        yield RECOVERY, f'has "verified_phone_number", but nothing makes the pool send SMS; {without}, or {send}'
