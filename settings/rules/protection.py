"""Rules about threat protection, logs, web ACLs and alarms."""

from __future__ import annotations

from collections.abc import Iterator

from settings.environment import EnvironmentSettings
from settings.fields import parse_arn, shown
from settings.findings import KeyPath
from settings.risk_configuration import EventAction, RiskConfigurationSettings
from settings.rules import Problem, rule

API = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference"
GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"
FROM_WEAK_TO_STRONG: tuple[EventAction, ...] = ("NO_ACTION", "MFA_IF_CONFIGURED", "MFA_REQUIRED", "BLOCK")


def _risks(settings: EnvironmentSettings) -> Iterator[tuple[KeyPath, RiskConfigurationSettings]]:
    if settings.risk_configuration:
        yield ("risk_configuration",), settings.risk_configuration
    for name, client in settings.app_clients.items():
        if client.risk_configuration:
            yield ("app_clients", name, "risk_configuration"), client.risk_configuration


@rule(
    "RSK-2",
    "Risks are acted on where threat protection is on",
    why="AWS refuses a risk configuration without it (UserPoolAddOnNotEnabledException), and AUDIT only watches.",
    source=f"{API}/API_SetRiskConfiguration.html",
)
def risks_have_threat_protection(settings: EnvironmentSettings) -> Iterator[Problem]:
    mode = settings.user_pool.threat_protection
    for place, _ in _risks(settings):
        if mode != "ENFORCED":
            yield (
                place,
                f'has no effect while user_pool.user_pool_add_ons.advanced_security_mode is "{mode}"; set it to '
                '"ENFORCED", or remove the table',
            )


@rule(
    "RSK-4",
    "A higher risk is not answered more mildly",
    why="Cognito's console refuses it: whoever looks more dangerous would get in more easily.",
    source=f"{GUIDE}/cognito-user-pool-settings-adaptive-authentication.html",
)
def actions_grow_with_risk(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, risk in _risks(settings):
        takeover = risk.account_takeover_risk_configuration
        if not takeover:
            continue
        strongest = 0
        for level in ("low_action", "medium_action", "high_action"):
            action = getattr(takeover.actions, level)
            strength = FROM_WEAK_TO_STRONG.index(action.event_action) if action else 0
            if strength < strongest:
                yield (
                    (*place, "account_takeover_risk_configuration", "actions", level),
                    f"does less than a lower level's {FROM_WEAK_TO_STRONG[strongest]}; use that or a stronger action",
                )
            strongest = max(strongest, strength)


@rule(
    "RSK-5",
    "Users are told by e-mails that are set up",
    why="notify sends through an SES identity, which notify_configuration names.",
    source=f"{API}/API_NotifyConfigurationType.html",
)
def notifications_are_configured(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, risk in _risks(settings):
        takeover = risk.account_takeover_risk_configuration
        if not takeover:
            continue
        actions = [takeover.actions.low_action, takeover.actions.medium_action, takeover.actions.high_action]
        if not any(actions):
            yield (
                (*place, "account_takeover_risk_configuration", "actions"),
                "says nothing; add low_action, medium_action or high_action",
            )
        if not takeover.notify_configuration and any(action and action.notify for action in actions):
            yield (
                (*place, "account_takeover_risk_configuration", "notify_configuration"),
                "is missing while an action has notify = true; add it with source_arn, or set notify = false",
            )


@rule(
    "RSK-6",
    "A risk configuration says something, and each range once",
    why="The provider refuses an empty one; a range cannot be both blocked and skipped.",
    source=f"{API}/API_SetRiskConfiguration.html",
)
def ranges_are_in_one_list(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, risk in _risks(settings):
        if not risk.model_fields_set:
            yield place, "is empty; add account_takeover_, compromised_credentials_risk_configuration, or remove it"
        exceptions = risk.risk_exception_configuration
        if exceptions:
            both = sorted(set(exceptions.blocked_ip_range_list) & set(exceptions.skipped_ip_range_list))
            if both:
                yield (*place, "risk_exception_configuration"), f"{shown(both)} is in both lists; keep it in one"


@rule(
    "RSK-9",
    "Custom authentication is watched where threat protection is on",
    why="The mode for custom authentication has no effect by itself.",
    source=f"{API}/API_UserPoolAddOnsType.html",
)
def additional_flows_have_threat_protection(settings: EnvironmentSettings) -> Iterator[Problem]:
    add_ons = settings.user_pool.user_pool_add_ons
    if add_ons and add_ons.advanced_security_additional_flows and add_ons.advanced_security_mode == "OFF":
        yield (
            ("user_pool", "user_pool_add_ons", "advanced_security_additional_flows"),
            'has no effect while advanced_security_mode is "OFF"; set "AUDIT" or "ENFORCED" there, or remove it',
        )


@rule(
    "LOG-2",
    "Logs have one destination",
    why="AWS refuses several.",
    source=f"{API}/API_LogConfigurationType.html",
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
    "WAF-1",
    "A web ACL is yours or made here",
    why="Rules for one to be made cannot change one that exists.",
    source=f"{GUIDE}/user-pool-waf.html",
)
def web_acl_is_one_or_the_other(settings: EnvironmentSettings) -> Iterator[Problem]:
    if settings.web_acl and settings.web_acl.web_acl_arn:
        others = sorted(settings.web_acl.model_fields_set - {"web_acl_arn"})
        if others:
            yield ("web_acl",), f"has web_acl_arn and {', '.join(others)}; keep one of the two"


@rule(
    "ALM-1",
    "An SMS spend alarm has SMS to watch",
    why="Nothing makes this pool send SMS.",
    source="https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html",
)
def sms_alarm_has_sms(settings: EnvironmentSettings) -> Iterator[Problem]:
    if settings.alarms and settings.alarms.sms_month_to_date_spent_usd and not settings.user_pool.sends_sms:
        yield ("alarms", "sms_month_to_date_spent_usd"), "is set, but nothing sends SMS; remove it"


@rule(
    "RSK-3",
    "Risky sign-ins are met with a factor that exists",
    why="With MFA off nobody has a second factor: MFA_REQUIRED blocks everybody, MFA_IF_CONFIGURED lets everybody in.",
    source=f"{GUIDE}/cognito-user-pool-settings-adaptive-authentication.html",
    severity="warning",
)
def risks_have_a_factor(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, risk in _risks(settings):
        takeover = risk.account_takeover_risk_configuration
        for level, action in takeover.actions if takeover else ():
            if action and action.event_action.startswith("MFA_") and settings.user_pool.mfa.configuration == "OFF":
                yield (
                    (*place, "account_takeover_risk_configuration", "actions", level, "event_action"),
                    f'{shown(action.event_action)} while user_pool.mfa.configuration is "OFF"; use "BLOCK", or turn '
                    "MFA on",
                )


@rule(
    "RSK-7",
    "Compromised passwords are looked for where Cognito sees passwords",
    why="With SRP, custom authentication and passkeys Cognito never gets the password.",
    source=f"{GUIDE}/cognito-user-pool-settings-compromised-credentials.html",
    severity="warning",
)
def passwords_are_seen(settings: EnvironmentSettings) -> Iterator[Problem]:
    with_passwords = {"ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_AUTH"}
    for place, risk in _risks(settings):
        own = [settings.app_clients[str(place[1])]] if place[0] == "app_clients" else settings.app_clients.values()
        seen = any(client.has_login_page or with_passwords & {*client.explicit_auth_flows} for client in own)
        compromised = risk.compromised_credentials_risk_configuration
        if compromised and compromised.event_filter == ["SIGN_IN"] and not seen:
            yield (
                (*place, "compromised_credentials_risk_configuration", "event_filter"),
                '["SIGN_IN"] sees no password, since clients sign in by SRP; add "PASSWORD_CHANGE" and "SIGN_UP"',
            )


@rule(
    "RSK-8",
    "A client's risk configuration says all that the pool's says",
    why="It replaces the pool's as a whole: what it leaves out is not watched for that client.",
    source=f"{API}/API_SetRiskConfiguration.html",
    severity="warning",
)
def client_risks_are_whole(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.risk_configuration
    for place, risk in _risks(settings):
        left_out = sorted(key for key, value in pool or () if value and not getattr(risk, key))
        if left_out:
            yield place, f"is without {', '.join(left_out)}, which the pool has and this replaces; add it"
