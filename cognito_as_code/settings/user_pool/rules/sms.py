"""Rules about SMS."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.fields import parse_arn, shown
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE, USER_POOL_API
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.user_pool.regions import SNS_REGIONS

SMS: KeyPath = ("user_pool", "sms_configuration")


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
    source=f"{USER_POOL_API}/API_SmsConfigurationType.html",
)
def sms_role_is_in_this_account(settings: EnvironmentSettings) -> Iterator[Problem]:
    role = settings.user_pool.sms_configuration.sns_caller_arn
    if role and parse_arn(role).account_id != settings.account_id:
        yield (*SMS, "sns_caller_arn"), f"{shown(role)} is in another account; use a role in {settings.account_id}"


@rule(
    "SMS-4",
    "A role of one's own comes with its external id",
    why="AWS refuses a role that it cannot assume (InvalidSmsRoleTrustRelationshipException): its policy names the id.",
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
    source=f"{USER_POOL_API}/API_SmsConfigurationType.html",
    severity="warning",
)
def sms_configuration_is_used(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if pool.sms_configuration.model_fields_set and not pool.sends_sms:
        yield SMS, 'has no effect, since nothing sends SMS; add "SMS" to mfa.factors, or remove the table'
