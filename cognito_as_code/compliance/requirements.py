"""What controls ask for: each once, however many profiles ask for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.core.walk import NAME, strengths_at
from cognito_as_code.settings.environment import EnvironmentSettings


@dataclass(frozen=True)
class Unmet:
    """A key that does not meet a requirement: what it says, and what has to be said instead."""

    key: KeyPath
    said: str
    fix: str


@dataclass(frozen=True)
class AtLeast:
    """A key whose value has to protect as well as the one wanted; NAME in its path is every table's."""

    key: KeyPath
    wanted: Any
    how: str = ""

    @property
    def fix(self) -> str:
        """What to write."""
        return self.how or f"set it to {shown(self.wanted)}"

    def unmet(self, settings: EnvironmentSettings) -> list[Unmet] | None:
        """Where it is not met; None where there is nothing for it to be met by."""
        found = list(strengths_at(settings, self.key))
        return (
            [
                Unmet(key, shown(strength.said(value)), self.fix)
                for key, strength, value in found
                if strength.of(value) < strength.of(self.wanted)
            ]
            if found
            else None
        )


@dataclass(frozen=True)
class Across:
    """What spans keys: the one to say it at, whether it is met, and what the settings say."""

    key: KeyPath
    fix: str
    is_met: Callable[[EnvironmentSettings], bool]
    given: Callable[[EnvironmentSettings], Any]

    def unmet(self, settings: EnvironmentSettings) -> list[Unmet]:
        """Where it is not met."""
        return [] if self.is_met(settings) else [Unmet(self.key, shown(self.given(settings)), self.fix)]


Requirement = AtLeast | Across


def _blocks_compromised_sign_ins(settings: EnvironmentSettings) -> bool:
    risks = settings.risk_configuration
    compromised = risks.compromised_credentials_risk_configuration if risks else None
    return bool(compromised and "SIGN_IN" in compromised.event_filter and compromised.actions.event_action == "BLOCK")


def _blocks_risky_sign_ins(settings: EnvironmentSettings) -> bool:
    risks = settings.risk_configuration
    takeover = risks.account_takeover_risk_configuration if risks else None
    actions = [action for _, action in takeover.actions] if takeover else [None]
    return all(action and action.event_action == "BLOCK" for action in actions)


_PASSWORDS = ("user_pool", "password_policy")
_ADD_ONS = ("user_pool", "user_pool_add_ons")

MFA_ON = AtLeast(("user_pool", "mfa", "configuration"), "ON")
MFA_WITH_APP_OR_SMS = Across(
    ("user_pool", "mfa", "factors"),
    'use "TOTP" or "SMS", with configuration "ON" or "OPTIONAL"',
    lambda settings: bool({"TOTP", "SMS"}.intersection(settings.user_pool.mfa.factors)),
    lambda settings: settings.user_pool.mfa.factors,
)
LENGTH_8 = AtLeast((*_PASSWORDS, "minimum_length"), 8, "use 8 or more")
LENGTH_14 = AtLeast((*_PASSWORDS, "minimum_length"), 14, "use 14 or more")
LOWERCASE = AtLeast((*_PASSWORDS, "require_lowercase"), True)
NUMBERS = AtLeast((*_PASSWORDS, "require_numbers"), True)
SYMBOLS = AtLeast((*_PASSWORDS, "require_symbols"), True)
UPPERCASE = AtLeast((*_PASSWORDS, "require_uppercase"), True)
TEMPORARY_7_DAYS = AtLeast((*_PASSWORDS, "temporary_password_validity_days"), 7, "use 7 or less")
DELETION_PROTECTION = AtLeast(("user_pool", "deletion_protection"), "ACTIVE")
PREVENT_DESTROY = AtLeast(("user_pool", "lifecycle", "prevent_destroy"), True)
ADMINISTRATORS_CREATE_USERS = AtLeast(("user_pool", "admin_create_user_config", "allow_admin_create_user_only"), True)
RECOVERY_NOT_BY_SMS_FIRST = AtLeast(
    ("user_pool", "account_recovery_setting", "recovery_mechanisms"),
    ["verified_email", "verified_phone_number"],
    'put "verified_email" first',
)
THREAT_PROTECTION = AtLeast(
    (*_ADD_ONS, "advanced_security_mode"), "ENFORCED", 'set it to "ENFORCED"; this brings the Plus tier'
)
THREAT_PROTECTION_OF_CUSTOM_AUTH = AtLeast(
    (*_ADD_ONS, "advanced_security_additional_flows", "custom_auth_mode"), "ENFORCED"
)
PLUS = Across(
    ("user_pool", "user_pool_tier"),
    'set it to "PLUS"',
    lambda settings: settings.tier == "PLUS",
    lambda settings: settings.tier,
)
COMPROMISED_CREDENTIALS = Across(
    ("risk_configuration", "compromised_credentials_risk_configuration"),
    "add the table: it blocks compromised passwords at sign-in by default",
    lambda settings: _blocks_compromised_sign_ins(settings) and settings.user_pool.threat_protection == "ENFORCED",
    lambda settings: "no block at SIGN_IN" if not _blocks_compromised_sign_ins(settings) else "not enforced",
)
RISKY_SIGN_INS = Across(
    ("risk_configuration", "account_takeover_risk_configuration", "actions"),
    'set low_action, medium_action and high_action to event_action = "BLOCK"',
    lambda settings: _blocks_risky_sign_ins(settings) and settings.user_pool.threat_protection == "ENFORCED",
    lambda settings: "not all BLOCK" if not _blocks_risky_sign_ins(settings) else "not enforced",
)
WEB_ACL = AtLeast(("web_acl",), {}, "add [web_acl], with web_acl_arn or empty for one that is made here")
NO_GUESTS = AtLeast(("identity_pool", "allow_unauthenticated_identities"), False)
NO_CLASSIC_FLOW = AtLeast(("identity_pool", "allow_classic_flow"), False)
EXISTENCE_HIDDEN = AtLeast(("app_clients", NAME, "prevent_user_existence_errors"), "ENABLED")
TOKENS_REVOCABLE = AtLeast(("app_clients", NAME, "enable_token_revocation"), True)
