"""What an environment file may say under [log_delivery]."""

from __future__ import annotations

from typing import Annotated, Literal

from cognito_as_code.settings.core.facts import GIVEN, NeedsTier
from cognito_as_code.settings.core.fields import Settings, arn

LogGroupArn = Annotated[
    str,
    arn(
        r"logs:[a-z0-9-]+:\d{12}:log-group:[\w./#-]+",
        "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/vendedlogs/cognito",
    ),
]
BucketArn = Annotated[str, arn(r"s3:::[a-z0-9.-]{3,63}", "arn:aws:s3:::example-bucket")]
StreamArn = Annotated[
    str,
    arn(
        r"firehose:[a-z0-9-]+:\d{12}:deliverystream/[\w.-]+",
        "arn:aws:firehose:eu-central-1:111122223333:deliverystream/name",
    ),
]
Retention = Literal[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653
]


class NotificationLogSettings(Settings):
    """Logs of messages that could not be delivered (userNotification, ERROR), to CloudWatch Logs.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html
    """

    log_group_arn: LogGroupArn | None = None
    """An existing log group in this account and Region, not encrypted with KMS. Default: one is made.

    That one is named /aws/vendedlogs/cognito/STACK/userNotification, with the resource policy that lets logs in.
    """

    retention_in_days: Retention = 365
    """How long the log group made here keeps events. Default: 365."""

    @property
    def has_a_destination(self) -> bool:
        """Whether it names where its events go, so that no log group is made."""
        return self.log_group_arn is not None


class AuthEventLogSettings(NotificationLogSettings):
    """Logs of what threat protection saw (userAuthEvents, INFO).

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html
    """

    bucket_arn: BucketArn | None = None
    """An S3 bucket to deliver to, instead of a log group. Default: none."""

    stream_arn: StreamArn | None = None
    """A Data Firehose stream to deliver to, instead of a log group. Default: none."""

    @property
    def has_a_destination(self) -> bool:
        """Whether it names where its events go, so that no log group is made."""
        return any((self.log_group_arn, self.bucket_arn, self.stream_arn))


class LogDeliverySettings(Settings):
    """What the pool logs.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetLogDeliveryConfiguration.html
    """

    user_notification: NotificationLogSettings | None = None
    """Messages that could not be delivered. Default: none, not logged."""

    user_auth_events: Annotated[AuthEventLogSettings | None, GIVEN, NeedsTier("PLUS")] = None
    """Sign-ins and their risks. Default: none, not logged."""

    @property
    def log_groups_to_make(self) -> list[str]:
        """The keys that name no destination of their own, by name."""
        logs = {"user_auth_events": self.user_auth_events, "user_notification": self.user_notification}
        return [key for key, log in logs.items() if log and not log.has_a_destination]
