"""What a user pool logs, and where."""

from __future__ import annotations

import json

from cognito_as_code.constructs.engine import (
    cloudwatch_log_group,
    cloudwatch_log_resource_policy,
    cognito_log_delivery_configuration,
    constructs,
)
from cognito_as_code.constructs.user_pool import UserPool
from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.settings.log_delivery.model import LogDeliverySettings, NotificationLogSettings

# Settings' key -> AWS's event source and the only level it has.
_SOURCES = {"user_auth_events": ("userAuthEvents", "INFO"), "user_notification": ("userNotification", "ERROR")}


class LogDelivery(cognito_log_delivery_configuration.CognitoLogDeliveryConfiguration):
    """aws_cognito_log_delivery_configuration.main; log groups made for it, and a policy that lets logs in."""

    def __init__(
        self,
        scope: constructs.Construct,
        id: str,
        *,
        environment: EnvironmentSettings,
        settings: LogDeliverySettings,
        stack_name: str,
        user_pool: UserPool,
    ) -> None:
        asked = {key: log for key in sorted(_SOURCES) if (log := getattr(settings, key))}
        groups = {
            key: _log_group(scope, key, log, f"/aws/vendedlogs/cognito/{stack_name}/{_SOURCES[key][0]}")
            for key, log in asked.items()
            if key in settings.log_groups_to_make
        }
        policy = _let_logs_in(scope, environment, stack_name, [group.arn for group in groups.values()])
        super().__init__(
            scope,
            id,
            user_pool_id=user_pool.user_pool_id,
            log_configurations=[_log_configuration(key, log, groups.get(key)) for key, log in asked.items()],
            depends_on=[policy] if policy else None,
        )
        self.override_logical_id("main")


def _log_group(
    scope: constructs.Construct, key: str, settings: NotificationLogSettings, name: str
) -> cloudwatch_log_group.CloudwatchLogGroup:
    group = cloudwatch_log_group.CloudwatchLogGroup(
        scope, f"log_group.{key}", name=name, retention_in_days=settings.retention_in_days
    )
    group.override_logical_id(key)
    return group


def _let_logs_in(
    scope: constructs.Construct, environment: EnvironmentSettings, stack_name: str, log_groups: list[str]
) -> cloudwatch_log_resource_policy.CloudwatchLogResourcePolicy | None:
    """A resource policy for the log delivery service. The account may have ten such: one for all log groups."""
    if not log_groups:
        return None
    source = f"arn:{environment.partition}:logs:{environment.region}:{environment.account_id}:*"
    document = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "delivery.logs.amazonaws.com"},
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": [f"{arn}:log-stream:*" for arn in log_groups],
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": environment.account_id},
                    "ArnLike": {"aws:SourceArn": source},
                },
            }
        ],
    }
    policy = cloudwatch_log_resource_policy.CloudwatchLogResourcePolicy(
        scope, "log_resource_policy", policy_name=stack_name, policy_document=json.dumps(document)
    )
    policy.override_logical_id("log_delivery")
    return policy


def _log_configuration(
    key: str, settings: NotificationLogSettings, group: cloudwatch_log_group.CloudwatchLogGroup | None
) -> cognito_log_delivery_configuration.CognitoLogDeliveryConfigurationLogConfigurations:
    source, level = _SOURCES[key]
    log_group = group.arn if group else settings.log_group_arn
    bucket, stream = getattr(settings, "bucket_arn", None), getattr(settings, "stream_arn", None)
    return cognito_log_delivery_configuration.CognitoLogDeliveryConfigurationLogConfigurations(
        event_source=source,
        log_level=level,
        cloud_watch_logs_configuration=[
            cognito_log_delivery_configuration.CognitoLogDeliveryConfigurationLogConfigurationsCloudWatchLogsConfiguration(
                log_group_arn=log_group
            )
        ]
        if log_group
        else None,
        s3_configuration=[
            cognito_log_delivery_configuration.CognitoLogDeliveryConfigurationLogConfigurationsS3Configuration(
                bucket_arn=bucket
            )
        ]
        if bucket
        else None,
        firehose_configuration=[
            cognito_log_delivery_configuration.CognitoLogDeliveryConfigurationLogConfigurationsFirehoseConfiguration(
                stream_arn=stream
            )
        ]
        if stream
        else None,
    )
