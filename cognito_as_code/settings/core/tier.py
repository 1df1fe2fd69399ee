"""Which feature plan a user pool needs.

Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from cognito_as_code.settings.environment import EnvironmentSettings

Tier = Literal["LITE", "ESSENTIALS", "PLUS"]
TIERS: tuple[Tier, ...] = ("LITE", "ESSENTIALS", "PLUS")


class Need(NamedTuple):
    """A setting that some tiers do not have."""

    tier: Tier
    """The lowest that has it."""
    setting: str
    """The setting, as one would write it."""


def needs(settings: EnvironmentSettings) -> Iterator[Need]:
    """Every setting that needs more than the Lite tier."""
    pool = settings.user_pool
    for factor in pool.sign_in_policy.allowed_first_auth_factors:
        if factor != "PASSWORD":
            yield Need("ESSENTIALS", f'user_pool.sign_in_policy.allowed_first_auth_factors = [... "{factor}"]')
    if "EMAIL" in pool.mfa.factors:
        yield Need("ESSENTIALS", 'user_pool.mfa.factors = [... "EMAIL"]')
    if pool.password_policy.password_history_size:
        yield Need("ESSENTIALS", "user_pool.password_policy.password_history_size")
    token = pool.lambda_config.pre_token_generation_config
    if token and token.lambda_version != "V1_0":
        yield Need(
            "ESSENTIALS",
            f'user_pool.lambda_config.pre_token_generation_config.lambda_version = "{token.lambda_version}"',
        )
    if pool.threat_protection != "OFF":
        yield Need("PLUS", f'user_pool.user_pool_add_ons.advanced_security_mode = "{pool.threat_protection}"')
    yield from _needs_of_other_tables(settings)


def _needs_of_other_tables(settings: EnvironmentSettings) -> Iterator[Need]:
    for name, client in settings.app_clients.items():
        if "ALLOW_USER_AUTH" in client.explicit_auth_flows:
            yield Need("ESSENTIALS", f'app_clients.{name}.explicit_auth_flows = [... "ALLOW_USER_AUTH"]')
        if client.refresh_token_rotation and client.refresh_token_rotation.feature == "ENABLED":
            yield Need("ESSENTIALS", f"app_clients.{name}.refresh_token_rotation")
        if client.risk_configuration:
            yield Need("PLUS", f"app_clients.{name}.risk_configuration")
    for name, domain in settings.domains.items():
        if domain.managed_login_version > 1:
            yield Need("ESSENTIALS", f"domains.{name}.managed_login_version = 2")
    if settings.risk_configuration:
        yield Need("PLUS", "risk_configuration")
    if settings.log_delivery and settings.log_delivery.user_auth_events:
        yield Need("PLUS", "log_delivery.user_auth_events")


def lowest_tier(settings: EnvironmentSettings) -> Tier:
    """The lowest tier that has everything the settings ask for."""
    return max((need.tier for need in needs(settings)), key=TIERS.index, default="LITE")
