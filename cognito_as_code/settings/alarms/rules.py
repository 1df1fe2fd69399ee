"""Rules about alarms."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE
from cognito_as_code.settings.environment import EnvironmentSettings


@rule(
    "ALM-1",
    "An SMS spend alarm has SMS to watch",
    why="Nothing makes this pool send SMS.",
    source="https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html",
    severity="warning",
)
def sms_alarm_has_sms(settings: EnvironmentSettings) -> Iterator[Problem]:
    if settings.alarms and settings.alarms.sms_month_to_date_spent_usd and not settings.user_pool.sends_sms:
        yield ("alarms", "sms_month_to_date_spent_usd"), "is set, but nothing sends SMS; remove it"


@rule(
    "ALM-2",
    "An alarm's threshold has something to count",
    why="Without app clients there are no requests, without threat protection no compromised passwords are looked for: "
    "no such alarm is made.",
    source=f"{GUIDE}/metrics-for-cognito-user-pools.html",
    severity="warning",
)
def thresholds_have_a_subject(settings: EnvironmentSettings) -> Iterator[Problem]:
    said = settings.alarms.model_fields_set if settings.alarms else set()
    if "throttled_requests" in said and not settings.app_clients:
        yield ("alarms", "throttled_requests"), "is for app clients, and there is none; add one, or remove it"
    if "compromised_credentials" in said and settings.user_pool.threat_protection == "OFF":
        yield (
            ("alarms", "compromised_credentials"),
            "has no effect while threat protection is off; remove it, or turn on "
            "user_pool.user_pool_add_ons.advanced_security_mode",
        )
