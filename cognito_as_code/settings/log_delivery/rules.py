"""Rules about logs."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.fields import parse_arn, shown
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE, USER_POOL_API
from cognito_as_code.settings.environment import EnvironmentSettings


@rule(
    "LOG-2",
    "Logs have one destination",
    why="AWS refuses several.",
    source=f"{USER_POOL_API}/API_LogConfigurationType.html",
)
def logs_have_one_destination(settings: EnvironmentSettings) -> Iterator[Problem]:
    events = settings.log_delivery and settings.log_delivery.user_auth_events
    if events:
        given = [key for key in ("log_group_arn", "bucket_arn", "stream_arn") if getattr(events, key)]
        if len(given) > 1:
            yield ("log_delivery", "user_auth_events"), f"has {', '.join(given)}; keep one of them"
    if settings.log_delivery and not settings.log_delivery.model_fields_set:
        yield ("log_delivery",), "is empty; add user_notification or user_auth_events, or remove the table"


@rule(
    "LOG-3",
    "Sign-in events are logged where threat protection is on",
    why="Without it Cognito has no such events.",
    source=f"{GUIDE}/exporting-quotas-and-usage.html",
    promise="events that are asked for are logged",
)
def auth_events_have_threat_protection(settings: EnvironmentSettings) -> Iterator[Problem]:
    off = settings.user_pool.threat_protection == "OFF"
    if settings.log_delivery and settings.log_delivery.user_auth_events and off:
        yield (
            ("log_delivery", "user_auth_events"),
            'needs user_pool.user_pool_add_ons.advanced_security_mode; set it to "AUDIT" or "ENFORCED"',
        )


@rule(
    "LOG-4",
    "Where logs, alarms and web requests go is in this account and Region",
    why="AWS refuses other accounts and Regions.",
    source=f"{GUIDE}/exporting-quotas-and-usage.html",
)
def destinations_are_here(settings: EnvironmentSettings) -> Iterator[Problem]:
    places: dict[KeyPath, str | None] = {}
    if settings.log_delivery:
        for name in ("user_notification", "user_auth_events"):
            log = getattr(settings.log_delivery, name)
            for key in ("log_group_arn", "stream_arn"):
                places[("log_delivery", name, key)] = getattr(log, key, None)
    if settings.web_acl:
        places[("web_acl", "web_acl_arn")] = settings.web_acl.web_acl_arn
    if settings.alarms:
        for index, topic in enumerate(settings.alarms.alarm_actions):
            places[("alarms", "alarm_actions", index)] = topic
    for place, arn in places.items():
        if arn and parse_arn(arn)[2:4] != (settings.region, settings.account_id):
            yield (
                place,
                f"{shown(arn)} is in another account or Region; use one in {settings.account_id}, {settings.region}",
            )


@rule(
    "LOG-5",
    "Retention is of a log group that is made here",
    why="Where events go to something that exists, nothing is made that could keep them.",
    source="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html",
    severity="warning",
)
def retention_has_a_log_group(settings: EnvironmentSettings) -> Iterator[Problem]:
    logs = settings.log_delivery
    for name in ("user_notification", "user_auth_events") if logs else ():
        log = getattr(logs, name)
        if log and log.has_a_destination and "retention_in_days" in log.model_fields_set:
            yield (
                ("log_delivery", name, "retention_in_days"),
                "has no effect, since events go to what is there already; remove it",
            )
