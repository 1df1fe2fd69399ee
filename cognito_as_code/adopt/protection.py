"""What stands around a live pool: threat protection, logs, a web ACL, tags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_as_code.adopt.adopted import Adopted, table_of

_EMAIL = {"Subject": "subject", "HtmlBody": "html_body", "TextBody": "text_body"}
_EMAILS = {"BlockEmail": "block_email", "MfaEmail": "mfa_email", "NoActionEmail": "no_action_email"}
_ACTIONS = {"LowAction": "low_action", "MediumAction": "medium_action", "HighAction": "high_action"}
_LOGS = {"userNotification": "user_notification", "userAuthEvents": "user_auth_events"}


def add_risk_configurations(adopted: Adopted, answers: list[dict[str, Any]], clients: Mapping[str, str]) -> None:
    """risk_configuration, the pool's and clients'."""
    for each in answers:
        live = each.get("RiskConfiguration") or {}
        table = _risk(live)
        client_id = live.get("ClientId")
        name = clients.get(client_id or "")
        if not table or (client_id and name is None):
            continue
        if name:
            address = f"aws_cognito_risk_configuration.client_{name}"
            adopted.settings["app_clients"][name]["risk_configuration"] = table
        else:
            address = "aws_cognito_risk_configuration.main"
            adopted.settings["risk_configuration"] = table
        adopted.imports[address] = f"{live['UserPoolId']}:{client_id}" if client_id else live["UserPoolId"]


def _risk(live: dict[str, Any]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    if takeover := live.get("AccountTakeoverRiskConfiguration"):
        actions = {
            ours: table_of(action, {"EventAction": "event_action", "Notify": "notify"})
            for theirs, ours in _ACTIONS.items()
            if (action := (takeover.get("Actions") or {}).get(theirs))
        }
        inner: dict[str, Any] = {"actions": actions} if actions else {}
        if notify := takeover.get("NotifyConfiguration"):
            emails = {ours: table_of(notify[theirs], _EMAIL) for theirs, ours in _EMAILS.items() if notify.get(theirs)}
            whole = {"SourceArn": "source_arn", "From": "from", "ReplyTo": "reply_to"}
            inner["notify_configuration"] = table_of(notify, whole) | emails
        table["account_takeover_risk_configuration"] = inner
    if credentials := live.get("CompromisedCredentialsRiskConfiguration"):
        inner = {"event_filter": sorted(credentials["EventFilter"])} if credentials.get("EventFilter") else {}
        if action := (credentials.get("Actions") or {}).get("EventAction"):
            inner["actions"] = {"event_action": action}
        table["compromised_credentials_risk_configuration"] = inner
    if exceptions := live.get("RiskExceptionConfiguration"):
        keys = {"BlockedIPRangeList": "blocked_ip_range_list", "SkippedIPRangeList": "skipped_ip_range_list"}
        table["risk_exception_configuration"] = {
            ours: sorted(exceptions[theirs]) for theirs, ours in keys.items() if exceptions.get(theirs)
        }
    return table


def add_log_delivery(adopted: Adopted, answers: list[dict[str, Any]]) -> None:
    """[log_delivery]: where to, by ARN."""
    for each in answers:
        live = each.get("LogDeliveryConfiguration") or {}
        for configuration in live.get("LogConfigurations") or []:
            key = _LOGS.get(configuration.get("EventSource", ""))
            arns = {
                "log_group_arn": (configuration.get("CloudWatchLogsConfiguration") or {}).get("LogGroupArn"),
                "bucket_arn": (configuration.get("S3Configuration") or {}).get("BucketArn"),
                "stream_arn": (configuration.get("FirehoseConfiguration") or {}).get("StreamArn"),
            }
            table = {ours: arn for ours, arn in arns.items() if arn}
            usual = "INFO" if key == "user_auth_events" else "ERROR"
            if key is None or not table or configuration.get("LogLevel", usual) != usual:
                adopted.leave("aws_cognito_log_delivery_configuration.main", "log_configurations")
                adopted.tell(
                    f"Logs of {configuration.get('EventSource')} stay as they are: the settings cannot say them."
                )
                continue
            if "log_group_arn" in table and table["log_group_arn"].endswith(":*"):
                table["log_group_arn"] = table["log_group_arn"].removesuffix(":*")
                adopted.leave("aws_cognito_log_delivery_configuration.main", "log_configurations")
            adopted.settings.setdefault("log_delivery", {})[key] = table
            adopted.imports["aws_cognito_log_delivery_configuration.main"] = live["UserPoolId"]


def add_web_acl(adopted: Adopted, answers: list[dict[str, Any]], pool_arn: str) -> None:
    """[web_acl]: the one that is there, by ARN."""
    for each in answers:
        if arn := (each.get("WebACL") or {}).get("ARN"):
            adopted.settings["web_acl"] = {"web_acl_arn": arn}
            adopted.imports["aws_wafv2_web_acl_association.main"] = f"{arn},{pool_arn}"


def add_tags(adopted: Adopted, tags_of: Mapping[str, dict[str, str]]) -> None:
    """[tags], which every resource gets: what all have that take tags. Takes the tags in AWS by address."""
    own = {address: _without_awss(tags) for address, tags in tags_of.items()}
    shared = dict(set.intersection(*({*tags.items()} for tags in own.values()))) if own else {}
    if shared:
        adopted.settings["tags"] = dict(sorted(shared.items()))
    for address, tags in sorted(own.items()):
        if tags != shared:
            adopted.leave(address, "tags")
            other = ", ".join(sorted(tags.keys() - shared.keys()))
            adopted.tell(f"Tags of {address} that not everything has stay outside of [tags]: {other}.", ("tags",))
    for address, tags in sorted(tags_of.items()):
        if stack := tags.get("aws:cloudformation:stack-name"):
            adopted.tell(
                f"{address} was made by the CloudFormation stack {stack}: keep that from changing or deleting it "
                "(DeletionPolicy: Retain) before Terraform takes over."
            )


def _without_awss(tags: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in (tags or {}).items() if not key.startswith("aws:")}
