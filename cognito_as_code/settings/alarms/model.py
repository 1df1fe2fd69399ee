"""What an environment file may say under [alarms]."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from cognito_as_code.settings.core.fields import Settings, arn, distinct

TopicArn = Annotated[str, arn(r"sns:[a-z0-9-]+:\d{12}:[\w-]+", "arn:aws:sns:eu-central-1:111122223333:alarms")]


class AlarmsSettings(Settings):
    """CloudWatch alarms. No table, no alarms.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/metrics-for-cognito-user-pools.html
    """

    alarm_actions: Annotated[list[TopicArn], AfterValidator(distinct)] = Field(
        min_length=1, max_length=5, examples=[["arn:aws:sns:eu-central-1:111122223333:alarms"]]
    )
    """SNS topics that are told, 1 to 5."""

    throttled_requests: int = Field(default=1, ge=1, le=1_000_000)
    """Throttled requests of an app client in 5 minutes that raise its alarm: one alarm a client. Default: 1."""

    sms_month_to_date_spent_usd: int | None = Field(default=None, ge=1, le=1_000_000)
    """US dollars the account spent on SMS this month that raise an alarm; where the pool sends SMS. Default: none."""

    compromised_credentials: int = Field(default=1, ge=1, le=1_000_000)
    """Compromised passwords seen in 5 minutes that raise an alarm; where threat protection is on. Default: 1."""
