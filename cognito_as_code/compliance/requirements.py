"""What controls ask for: each once, however many profiles ask for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.environment import EnvironmentSettings

Met = bool | None
"""Whether a requirement is met; None where there is nothing for it to be met by."""


@dataclass(frozen=True)
class Requirement:
    """A key, what has to be said there, and whether it is."""

    key: KeyPath
    fix: str
    is_met: Callable[[EnvironmentSettings], Met]
    given: Callable[[EnvironmentSettings], Any]

    def said(self, settings: EnvironmentSettings) -> str:
        """What the settings say at the key."""
        return shown(self.given(settings))


def _of_password(key: str, least: int | bool, fix: str) -> Requirement:
    return Requirement(
        ("user_pool", "password_policy", key),
        fix,
        lambda settings: getattr(settings.user_pool.password_policy, key) >= least,
        lambda settings: getattr(settings.user_pool.password_policy, key),
    )


def _of_clients(key: str, wanted: Any) -> Requirement:
    def wrong(settings: EnvironmentSettings) -> list[str]:
        return sorted(name for name, client in settings.app_clients.items() if getattr(client, key) != wanted)

    return Requirement(
        ("app_clients",),
        f"set {key} = {shown(wanted)} in each",
        lambda settings: not wrong(settings) if settings.app_clients else None,
        lambda settings: [f"{name}.{key}" for name in wrong(settings)],
    )


def _of_identity_pool(key: str) -> Requirement:
    return Requirement(
        ("identity_pool", key),
        "set it to false",
        lambda settings: None if settings.identity_pool is None else not getattr(settings.identity_pool, key),
        lambda settings: getattr(settings.identity_pool, key, None),
    )


def _custom_auth_mode(settings: EnvironmentSettings) -> str:
    add_ons = settings.user_pool.user_pool_add_ons
    flows = add_ons.advanced_security_additional_flows if add_ons else None
    return flows.custom_auth_mode if flows else "OFF"


def _blocks_compromised_sign_ins(settings: EnvironmentSettings) -> bool:
    risks = settings.risk_configuration
    compromised = risks.compromised_credentials_risk_configuration if risks else None
    return bool(compromised and "SIGN_IN" in compromised.event_filter and compromised.actions.event_action == "BLOCK")


def _blocks_risky_sign_ins(settings: EnvironmentSettings) -> bool:
    risks = settings.risk_configuration
    takeover = risks.account_takeover_risk_configuration if risks else None
    actions = [action for _, action in takeover.actions] if takeover else [None]
    return all(action and action.event_action == "BLOCK" for action in actions)


MFA_ON = Requirement(
    ("user_pool", "mfa", "configuration"),
    'set it to "ON"',
    lambda settings: settings.user_pool.mfa.configuration == "ON",
    lambda settings: settings.user_pool.mfa.configuration,
)
MFA_WITH_APP_OR_SMS = Requirement(
    ("user_pool", "mfa", "factors"),
    'use "TOTP" or "SMS", with configuration "ON" or "OPTIONAL"',
    lambda settings: bool({"TOTP", "SMS"}.intersection(settings.user_pool.mfa.factors)),
    lambda settings: settings.user_pool.mfa.factors,
)
LENGTH_8 = _of_password("minimum_length", 8, "use 8 or more")
LENGTH_14 = _of_password("minimum_length", 14, "use 14 or more")
LOWERCASE = _of_password("require_lowercase", True, "set it to true")
NUMBERS = _of_password("require_numbers", True, "set it to true")
SYMBOLS = _of_password("require_symbols", True, "set it to true")
UPPERCASE = _of_password("require_uppercase", True, "set it to true")
TEMPORARY_7_DAYS = Requirement(
    ("user_pool", "password_policy", "temporary_password_validity_days"),
    "use 7 or less",
    lambda settings: settings.user_pool.password_policy.temporary_password_validity_days <= 7,  # noqa: PLR2004
    lambda settings: settings.user_pool.password_policy.temporary_password_validity_days,
)
DELETION_PROTECTION = Requirement(
    ("user_pool", "deletion_protection"),
    'set it to "ACTIVE"',
    lambda settings: settings.user_pool.deletion_protection == "ACTIVE",
    lambda settings: settings.user_pool.deletion_protection,
)
PREVENT_DESTROY = Requirement(
    ("user_pool", "lifecycle", "prevent_destroy"),
    "set it to true",
    lambda settings: settings.user_pool.lifecycle.prevent_destroy,
    lambda settings: settings.user_pool.lifecycle.prevent_destroy,
)
ADMINISTRATORS_CREATE_USERS = Requirement(
    ("user_pool", "admin_create_user_config", "allow_admin_create_user_only"),
    "set it to true",
    lambda settings: settings.user_pool.admin_create_user_config.allow_admin_create_user_only,
    lambda settings: settings.user_pool.admin_create_user_config.allow_admin_create_user_only,
)
RECOVERY_NOT_BY_SMS_FIRST = Requirement(
    ("user_pool", "account_recovery_setting", "recovery_mechanisms"),
    'put "verified_email" first',
    lambda settings: settings.user_pool.account_recovery_setting.recovery_mechanisms[0] != "verified_phone_number",
    lambda settings: settings.user_pool.account_recovery_setting.recovery_mechanisms,
)
THREAT_PROTECTION = Requirement(
    ("user_pool", "user_pool_add_ons", "advanced_security_mode"),
    'set it to "ENFORCED"; this brings the Plus tier',
    lambda settings: settings.user_pool.threat_protection == "ENFORCED",
    lambda settings: settings.user_pool.threat_protection,
)
THREAT_PROTECTION_OF_CUSTOM_AUTH = Requirement(
    ("user_pool", "user_pool_add_ons", "advanced_security_additional_flows", "custom_auth_mode"),
    'set it to "ENFORCED"',
    lambda settings: _custom_auth_mode(settings) == "ENFORCED",
    _custom_auth_mode,
)
PLUS = Requirement(
    ("user_pool", "user_pool_tier"),
    'set it to "PLUS"',
    lambda settings: settings.tier == "PLUS",
    lambda settings: settings.tier,
)
COMPROMISED_CREDENTIALS = Requirement(
    ("risk_configuration", "compromised_credentials_risk_configuration"),
    "add the table: it blocks compromised passwords at sign-in by default",
    lambda settings: _blocks_compromised_sign_ins(settings) and settings.user_pool.threat_protection == "ENFORCED",
    lambda settings: "no block at SIGN_IN" if not _blocks_compromised_sign_ins(settings) else "not enforced",
)
RISKY_SIGN_INS = Requirement(
    ("risk_configuration", "account_takeover_risk_configuration", "actions"),
    'set low_action, medium_action and high_action to event_action = "BLOCK"',
    lambda settings: _blocks_risky_sign_ins(settings) and settings.user_pool.threat_protection == "ENFORCED",
    lambda settings: "not all BLOCK" if not _blocks_risky_sign_ins(settings) else "not enforced",
)
WEB_ACL = Requirement(
    ("web_acl",),
    "add [web_acl], with web_acl_arn or empty for one that is made here",
    lambda settings: settings.web_acl is not None,
    lambda settings: "none" if settings.web_acl is None else "one",
)
NO_GUESTS = _of_identity_pool("allow_unauthenticated_identities")
NO_CLASSIC_FLOW = _of_identity_pool("allow_classic_flow")
EXISTENCE_HIDDEN = _of_clients("prevent_user_existence_errors", "ENABLED")
TOKENS_REVOCABLE = _of_clients("enable_token_revocation", True)
