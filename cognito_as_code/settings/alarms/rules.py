"""Rules about alarms."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.environment import EnvironmentSettings


@rule(
    "ALM-1",
    "An SMS spend alarm has SMS to watch",
    why="Nothing makes this pool send SMS.",
    source="https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html",
)
def sms_alarm_has_sms(settings: EnvironmentSettings) -> Iterator[Problem]:
    if settings.alarms and settings.alarms.sms_month_to_date_spent_usd and not settings.user_pool.sends_sms:
        yield ("alarms", "sms_month_to_date_spent_usd"), "is set, but nothing sends SMS; remove it"
