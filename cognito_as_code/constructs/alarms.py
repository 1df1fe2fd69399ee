"""CloudWatch alarms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from cognito_as_code.constructs.app_client import AppClient
from cognito_as_code.constructs.engine import cloudwatch_metric_alarm, constructs
from cognito_as_code.constructs.user_pool import UserPool
from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.settings.alarms.model import AlarmsSettings

# https://docs.aws.amazon.com/cognito/latest/developerguide/metrics-for-cognito-user-pools.html
_THROTTLES = ("FederationThrottles", "SignInThrottles", "SignUpThrottles", "TokenRefreshThrottles")
_OPERATIONS = ("PasswordChange", "SignIn", "SignUp")
_PERIOD_SECONDS = 300


class _Common(TypedDict):
    comparison_operator: str
    evaluation_periods: int
    treat_missing_data: str
    alarm_actions: list[str]
    ok_actions: list[str]


def _common(settings: AlarmsSettings) -> _Common:
    return {
        "comparison_operator": "GreaterThanOrEqualToThreshold",
        "evaluation_periods": 1,
        "treat_missing_data": "notBreaching",
        "alarm_actions": sorted(settings.alarm_actions),
        "ok_actions": sorted(settings.alarm_actions),
    }


class ThrottlingAlarm(cloudwatch_metric_alarm.CloudwatchMetricAlarm):
    """aws_cloudwatch_metric_alarm.throttled_CLIENT: requests of an app client that AWS turned away."""

    def __init__(
        self,
        scope: constructs.Construct,
        id: str,
        *,
        address: str,
        stack_name: str,
        settings: AlarmsSettings,
        user_pool: UserPool,
        app_client: AppClient,
    ) -> None:
        dimensions = {"UserPool": user_pool.user_pool_id, "UserPoolClient": app_client.client_id}
        super().__init__(
            scope,
            id,
            alarm_name=f"{stack_name}-throttled-{address}",
            alarm_description=f"Cognito throttled requests of the app client {address}",
            threshold=settings.throttled_requests,
            metric_query=_sum_of({metric: (metric, dimensions) for metric in _THROTTLES}),
            **_common(settings),
        )
        self.override_logical_id(f"throttled_{address}")


class CompromisedCredentialsAlarm(cloudwatch_metric_alarm.CloudwatchMetricAlarm):
    """aws_cloudwatch_metric_alarm.compromised_credentials: passwords that are known to others."""

    def __init__(
        self, scope: constructs.Construct, id: str, *, stack_name: str, settings: AlarmsSettings, user_pool: UserPool
    ) -> None:
        metrics = {
            operation: (
                "CompromisedCredentialRisk",
                {"Operation": operation, "RiskLevel": "high", "UserPoolId": user_pool.user_pool_id},
            )
            for operation in _OPERATIONS
        }
        super().__init__(
            scope,
            id,
            alarm_name=f"{stack_name}-compromised-credentials",
            alarm_description="Cognito saw passwords that are known to others",
            threshold=settings.compromised_credentials,
            metric_query=_sum_of(metrics),
            **_common(settings),
        )
        self.override_logical_id("compromised_credentials")


class SmsSpendAlarm(cloudwatch_metric_alarm.CloudwatchMetricAlarm):
    """aws_cloudwatch_metric_alarm.sms_spend: what the whole account spent on SMS this month, in US dollars."""

    def __init__(
        self, scope: constructs.Construct, id: str, *, stack_name: str, settings: AlarmsSettings, dollars: int
    ) -> None:
        super().__init__(
            scope,
            id,
            alarm_name=f"{stack_name}-sms-spend",
            alarm_description="The account's SMS of this month cost more than expected",
            namespace="AWS/SNS",
            metric_name="SMSMonthToDateSpentUSD",
            period=_PERIOD_SECONDS,
            statistic="Maximum",
            threshold=dollars,
            **_common(settings),
        )
        self.override_logical_id("sms_spend")


def add_alarms(
    scope: constructs.Construct,
    *,
    environment: EnvironmentSettings,
    settings: AlarmsSettings,
    stack_name: str,
    user_pool: UserPool,
    app_clients: Mapping[str, AppClient],
) -> None:
    """The alarms that the settings ask for, as far as there is something to watch."""
    for name, client in app_clients.items():
        ThrottlingAlarm(
            scope,
            f"alarm_throttled.{name}",
            address=name,
            stack_name=stack_name,
            settings=settings,
            user_pool=user_pool,
            app_client=client,
        )
    if environment.user_pool.threat_protection != "OFF":
        CompromisedCredentialsAlarm(
            scope, "alarm_compromised_credentials", stack_name=stack_name, settings=settings, user_pool=user_pool
        )
    if dollars := settings.sms_month_to_date_spent_usd:
        SmsSpendAlarm(scope, "alarm_sms_spend", stack_name=stack_name, settings=settings, dollars=dollars)


def _sum_of(
    metrics: Mapping[str, tuple[str, dict[str, str]]],
) -> list[cloudwatch_metric_alarm.CloudwatchMetricAlarmMetricQuery]:
    """Metric math: each of the metrics, and their sum, which the alarm looks at. A metric without data counts 0."""
    ids = [f"{name[0].lower()}{name[1:]}" for name in metrics]
    queries = [
        cloudwatch_metric_alarm.CloudwatchMetricAlarmMetricQuery(
            id=name,
            metric=cloudwatch_metric_alarm.CloudwatchMetricAlarmMetricQueryMetric(
                namespace="AWS/Cognito",
                metric_name=metric,
                dimensions=dimensions,
                period=_PERIOD_SECONDS,
                stat="Sum",
            ),
        )
        for name, (metric, dimensions) in zip(ids, metrics.values(), strict=True)
    ]
    expression = " + ".join(f"FILL({name}, 0)" for name in ids)
    return [
        *queries,
        cloudwatch_metric_alarm.CloudwatchMetricAlarmMetricQuery(
            id="total", expression=expression, label="total", return_data=True
        ),
    ]
