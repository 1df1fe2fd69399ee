"""The addresses, and names, of everything that settings ask for: a contract, since what changes them is made anew.

constructs/ builds exactly these; tests/constructs/test_addresses.py holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.app_client.model import AppClientSettings
from cognito_as_code.settings.core.fields import parse_arn
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.places import roles
from cognito_as_code.settings.role.model import LONGEST_ROLE_NAME


def addresses(settings: EnvironmentSettings) -> Iterator[str]:
    """TYPE.NAME of every resource, in no order."""
    yield "aws_cognito_user_pool.main"
    yield from _beside_the_pool(settings)
    yield from _protection(settings)
    for name, client in settings.app_clients.items():
        yield from (label.format(name) for label in labels_of_a_client(settings, client))
    for name in settings.identity_providers:
        yield f"aws_cognito_identity_provider.{name}"
    for name in settings.resource_servers:
        yield f"aws_cognito_resource_server.{name}"
    for name, domain in settings.domains.items():
        yield f"aws_cognito_user_pool_domain.{name}"
        if domain.route53_zone_id:
            yield f"aws_route53_record.{name}"
            yield f"aws_route53_record.{name}_ipv6"
    for name in settings.groups:
        yield f"aws_cognito_user_group.{name}"
    for name, user in settings.users.items():
        yield f"aws_cognito_user.{name}"
        yield from (f"aws_cognito_user_in_group.{name}--{group}" for group in user.groups)
    yield from _identity_pool(settings)
    for name, protected in settings.protected.items():
        if protected.makes_a_resource:
            yield f"{protected.takes.resource_type}.{name}"


def labels_of_a_client(settings: EnvironmentSettings, client: AppClientSettings) -> Iterator[str]:
    """The addresses of all that is made for an app client, with {} for its name."""
    yield "aws_cognito_user_pool_client.{}"
    if client.secretsmanager_secret_name:
        yield "aws_secretsmanager_secret.{}"
        yield "aws_secretsmanager_secret_version.{}"
    if settings.has_managed_login and client.has_login_page:
        yield "aws_cognito_managed_login_branding.{}"
    if client.ui_customization:
        yield "aws_cognito_user_pool_ui_customization.client_{}"
    if client.risk_configuration:
        yield "aws_cognito_risk_configuration.client_{}"
    if settings.alarms:
        yield "aws_cloudwatch_metric_alarm.throttled_{}"


def renamed(settings: EnvironmentSettings) -> dict[str, str]:
    """Address -> the address before, of what is made for app clients that were renamed."""
    return {
        label.format(name): label.format(client.renamed_from)
        for name, client in sorted(settings.app_clients.items())
        if client.renamed_from
        for label in labels_of_a_client(settings, client)
    }


def _beside_the_pool(settings: EnvironmentSettings) -> Iterator[str]:
    pool = settings.user_pool
    if pool.sends_sms and not pool.sms_configuration.sns_caller_arn:
        yield "aws_iam_role.cognito_sms"
        yield "aws_iam_role_policy.cognito_sms"
    for trigger, arn in pool.lambda_config.functions:
        if parse_arn(arn).account_id == settings.account_id:
            yield f"aws_lambda_permission.{trigger}"
    if settings.ui_customization:
        yield "aws_cognito_user_pool_ui_customization.main"
    if settings.risk_configuration:
        yield "aws_cognito_risk_configuration.main"
    if logs := settings.log_delivery:
        yield "aws_cognito_log_delivery_configuration.main"
        yield from (f"aws_cloudwatch_log_group.{key}" for key in logs.log_groups_to_make)
        if logs.log_groups_to_make:
            yield "aws_cloudwatch_log_resource_policy.log_delivery"


def _protection(settings: EnvironmentSettings) -> Iterator[str]:
    if settings.web_acl:
        yield "aws_wafv2_web_acl_association.main"
        if not settings.web_acl.web_acl_arn:
            yield "aws_wafv2_web_acl.main"
    if settings.alarms:
        if settings.user_pool.threat_protection != "OFF":
            yield "aws_cloudwatch_metric_alarm.compromised_credentials"
        if settings.alarms.sms_month_to_date_spent_usd:
            yield "aws_cloudwatch_metric_alarm.sms_spend"


def _identity_pool(settings: EnvironmentSettings) -> Iterator[str]:
    if not settings.identity_pool:
        return
    yield "aws_cognito_identity_pool.main"
    yield "aws_cognito_identity_pool_roles_attachment.main"
    if settings.identity_pool.principal_tags:
        yield "aws_cognito_identity_pool_provider_principal_tag.main"
    for place, role in roles(settings):
        if not role.role_arn:
            address = f"group_{place[1]}" if place[0] == "groups" else str(place[-1])
            yield f"aws_iam_role.{address}"
            if role.allows_something:
                yield f"aws_iam_role_policy.{address}"


def long_role_names(prefix: str, settings: EnvironmentSettings) -> Iterator[tuple[KeyPath, str]]:
    """Groups whose role would have a longer name than IAM takes; the prefix is the stack's name."""
    for name, group in settings.groups.items():
        role_name = f"{prefix}-group-{name}"
        if group.role and not group.role.role_arn and len(role_name) > LONGEST_ROLE_NAME:
            yield (
                ("groups", name, "role"),
                f'would be called "{role_name}", and IAM takes {LONGEST_ROLE_NAME} characters; '
                "shorten the table's name, or the environment's, or give role_arn",
            )
