"""Rules about what threat protection does."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE, USER_POOL_API
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.places import risks
from cognito_as_code.settings.risk_configuration.model import FROM_WEAK_TO_STRONG


@rule(
    "RSK-2",
    "Risks are looked for where threat protection is on",
    why="AWS refuses a risk configuration without it (UserPoolAddOnNotEnabledException).",
    source=f"{USER_POOL_API}/API_SetRiskConfiguration.html",
)
def risks_have_threat_protection(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, _ in risks(settings):
        if settings.user_pool.threat_protection == "OFF":
            yield (
                place,
                'needs threat protection, and user_pool.user_pool_add_ons.advanced_security_mode is "OFF"; make that '
                '"ENFORCED", or remove the table',
            )


@rule(
    "RSK-10",
    "Risks are acted on where threat protection is enforced",
    why="AUDIT only watches: nothing is blocked, and nobody is told.",
    source=f"{GUIDE}/cognito-user-pool-settings-threat-protection.html",
    severity="warning",
)
def risks_are_acted_on(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, _ in risks(settings):
        if settings.user_pool.threat_protection == "AUDIT":
            yield (
                place,
                'only watches while user_pool.user_pool_add_ons.advanced_security_mode is "AUDIT"; make that '
                '"ENFORCED" once you know what would be blocked',
            )


@rule(
    "RSK-3",
    "Risky sign-ins are met with a factor that exists",
    why="With MFA off nobody has a second factor: MFA_REQUIRED blocks everybody, MFA_IF_CONFIGURED lets everybody in.",
    source=f"{GUIDE}/cognito-user-pool-settings-adaptive-authentication.html",
    severity="warning",
)
def risks_have_a_factor(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, risk in risks(settings):
        takeover = risk.account_takeover_risk_configuration
        for level, action in takeover.actions if takeover else ():
            if action and action.event_action.startswith("MFA_") and settings.user_pool.mfa.configuration == "OFF":
                yield (
                    (*place, "account_takeover_risk_configuration", "actions", level, "event_action"),
                    f'{shown(action.event_action)} while user_pool.mfa.configuration is "OFF"; use "BLOCK", or turn '
                    "MFA on",
                )


@rule(
    "RSK-4",
    "A higher risk is not answered more mildly",
    why="Cognito's console refuses it: whoever looks more dangerous would get in more easily.",
    source=f"{GUIDE}/cognito-user-pool-settings-adaptive-authentication.html",
    promise="whoever looks more dangerous does not get in more easily",
)
def actions_grow_with_risk(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, risk in risks(settings):
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
    "RSK-6",
    "A risk configuration says something, and each range once",
    why="The provider refuses an empty one; a range cannot be both blocked and skipped.",
    source=f"{USER_POOL_API}/API_SetRiskConfiguration.html",
)
def ranges_are_in_one_list(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, risk in risks(settings):
        if not risk.model_fields_set:
            yield place, "is empty; add account_takeover_, compromised_credentials_risk_configuration, or remove it"
        exceptions = risk.risk_exception_configuration
        if exceptions:
            both = sorted(set(exceptions.blocked_ip_range_list) & set(exceptions.skipped_ip_range_list))
            if both:
                yield (*place, "risk_exception_configuration"), f"{shown(both)} is in both lists; keep it in one"


@rule(
    "RSK-7",
    "Compromised passwords are looked for where Cognito sees passwords",
    why="With SRP, custom authentication and passkeys Cognito never gets the password.",
    source=f"{GUIDE}/cognito-user-pool-settings-compromised-credentials.html",
    severity="warning",
)
def passwords_are_seen(settings: EnvironmentSettings) -> Iterator[Problem]:
    with_passwords = {"ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_AUTH"}
    for place, risk in risks(settings):
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
    source=f"{USER_POOL_API}/API_SetRiskConfiguration.html",
    severity="warning",
)
def client_risks_are_whole(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.risk_configuration
    for place, risk in risks(settings):
        left_out = sorted(key for key, value in pool or () if value and not getattr(risk, key))
        if left_out:
            yield place, f"is without {', '.join(left_out)}, which the pool has and this replaces; add it"


@rule(
    "RSK-9",
    "Custom authentication is watched where threat protection is on",
    why="The mode for custom authentication has no effect by itself.",
    source=f"{USER_POOL_API}/API_UserPoolAddOnsType.html",
    severity="warning",
)
def additional_flows_have_threat_protection(settings: EnvironmentSettings) -> Iterator[Problem]:
    add_ons = settings.user_pool.user_pool_add_ons
    if add_ons and add_ons.advanced_security_additional_flows and add_ons.advanced_security_mode == "OFF":
        yield (
            ("user_pool", "user_pool_add_ons", "advanced_security_additional_flows"),
            'has no effect while advanced_security_mode is "OFF"; set "AUDIT" or "ENFORCED" there, or remove it',
        )
