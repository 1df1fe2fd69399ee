"""What stands beside the keys, whole and true."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import date
from types import NoneType
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import ValidationError

from cognito_as_code.checks import broken_rules_across, check
from cognito_as_code.settings.core.facts import NeedsProvider, NeedsTier, Strength
from cognito_as_code.settings.core.fields import Lasting, Settings
from cognito_as_code.settings.core.provider_version import BINDINGS, EARLIEST
from cognito_as_code.settings.core.walk import Place, facts_of, fields_of, places
from cognito_as_code.settings.domain.model import LARGEST_ASSET_BYTES, AssetSettings
from cognito_as_code.settings.environment import EnvironmentSettings
from tests.settings.test_properties import full

_LOAD = "depends on the load"
_KIND = "says what it is, not how well it is protected"
_LOOK = "is how pages look"
_FORM = "is the form of data"
_USER = "is about one user, not all"
_MADE = "is compared in the app clients that are made"
# Key -> why none of its values protects better than another.
WITHOUT_STRENGTH = {
    "AlarmsSettings.compromised_credentials": _LOAD,
    "AlarmsSettings.sms_month_to_date_spent_usd": _LOAD,
    "AlarmsSettings.throttled_requests": _LOAD,
    "AppClientSettings.application_type": _KIND,
    "AppClientSettings.enable_propagate_additional_user_context_data": "tells more, and trusts the client's word",
    "AppClientSettings.generate_secret": "a public client cannot keep one",
    "AssetSettings.category": _LOOK,
    "AssetSettings.color_mode": _LOOK,
    "AssetSettings.extension": _LOOK,
    "DomainSettings.managed_login_version": _LOOK,
    "EmailConfigurationSettings.email_sending_account": _LOAD,
    "EnvironmentSettings.compliance": "asks for other keys, which are compared",
    "EnvironmentSettings.production": "says which environments are compared",
    "GroupSettings.precedence": "orders groups",
    "IdentityProviderSettings.attributes_request_method": "is what the provider takes",
    "IdentityProviderSettings.provider_type": _KIND,
    "MappingRuleSettings.match_type": _KIND,
    "McpServerSettings.access_token_validity": _MADE,
    "McpServerSettings.clients": _KIND,
    "McpServerSettings.refresh_token_validity": _MADE,
    "NotificationLogSettings.retention_in_days": "law may ask for longer as for shorter",
    "CustomSenderSettings.lambda_version": _FORM,
    "NumberAttributeConstraintsSettings.max_value": _FORM,
    "NumberAttributeConstraintsSettings.min_value": _FORM,
    "PreTokenGenerationConfigSettings.lambda_version": _FORM,
    "ProtectedSettings.kind": _KIND,
    "ProtectedSettings.priority": "orders rules",
    "ProtectedSettings.server_protocol": _KIND,
    "ProtectedSettings.token": "each says something else",
    "RoleMappingSettings.type": _KIND,
    "RoleSettings.bedrock_streaming": "streams the same answers",
    "SchemaSettings.attribute_data_type": _FORM,
    "SchemaSettings.developer_only_attribute": _FORM,
    "SchemaSettings.mutable": _FORM,
    "SchemaSettings.required": _FORM,
    "StatementSettings.effect": _KIND,
    "StringAttributeConstraintsSettings.max_length": _FORM,
    "StringAttributeConstraintsSettings.min_length": _FORM,
    "UserPoolSettings.alias_attributes": _KIND,
    "UserPoolSettings.auto_verified_attributes": "a phone number brings SMS, the weaker factor",
    "UserPoolSettings.user_pool_tier": "what it brings is compared",
    "UserPoolSettings.username_attributes": _KIND,
    "UserSettings.desired_delivery_mediums": _USER,
    "UserSettings.enabled": _USER,
    "UserSettings.message_action": _USER,
    "VerificationMessageTemplateSettings.default_email_option": "a link and a code prove the same",
    "WaiverSettings.expires": "says until when",
    "WebAclSettings.rate_limit": _LOAD,
}
WITH_STRENGTH = {
    "AccountRecoverySettingSettings.recovery_mechanisms",
    "AdminCreateUserConfigSettings.allow_admin_create_user_only",
    "AdvancedSecurityAdditionalFlowsSettings.custom_auth_mode",
    "AnalyticsConfigurationSettings.user_data_shared",
    "AppClientSettings.access_token_validity",
    "AppClientSettings.allowed_oauth_flows",
    "AppClientSettings.auth_session_validity",
    "AppClientSettings.enable_token_revocation",
    "AppClientSettings.explicit_auth_flows",
    "AppClientSettings.id_token_validity",
    "AppClientSettings.prevent_user_existence_errors",
    "AppClientSettings.refresh_token_validity",
    "CompromisedCredentialsActionsSettings.event_action",
    "CompromisedCredentialsRiskConfigurationSettings.event_filter",
    "DeviceConfigurationSettings.challenge_required_on_new_device",
    "DeviceConfigurationSettings.device_only_remembered_on_user_prompt",
    "EnvironmentSettings.web_acl",
    "IdentityPoolSettings.allow_classic_flow",
    "IdentityPoolSettings.allow_unauthenticated_identities",
    "IdentityPoolSettings.server_side_token_check",
    "IdentityProviderSettings.encrypted_responses",
    "IdentityProviderSettings.idp_initiated",
    "IdentityProviderSettings.idp_sign_out",
    "IdentityProviderSettings.request_signing_algorithm",
    "LifecycleSettings.prevent_destroy",
    "LogDeliverySettings.user_auth_events",
    "MfaSettings.configuration",
    "MfaSettings.factors",
    "PasswordPolicySettings.minimum_length",
    "PasswordPolicySettings.password_history_size",
    "PasswordPolicySettings.require_lowercase",
    "PasswordPolicySettings.require_numbers",
    "PasswordPolicySettings.require_symbols",
    "PasswordPolicySettings.require_uppercase",
    "PasswordPolicySettings.temporary_password_validity_days",
    "ProtectedSettings.session_timeout",
    "RefreshTokenRotationSettings.feature",
    "RefreshTokenRotationSettings.retry_grace_period_seconds",
    "RiskActionSettings.event_action",
    "RiskActionSettings.notify",
    "RoleMappingSettings.ambiguous_role_resolution",
    "SignInPolicySettings.allowed_first_auth_factors",
    "UserAttributeUpdateSettingsSettings.attributes_require_verification_before_update",
    "UserPoolAddOnsSettings.advanced_security_mode",
    "UserPoolSettings.deletion_protection",
    "UserSettings.force_alias_creation",
    "UsernameConfigurationSettings.case_sensitive",
    "WebAuthnConfigurationSettings.user_verification",
}


def models(model: type[Settings] = Settings) -> Iterator[type[Settings]]:
    for each in model.__subclasses__():
        if each.__module__.startswith("cognito_as_code."):
            yield each
            yield from models(each)


PLACES: dict[str, Place] = {
    f"{model.__name__}.{place.attribute}": place
    for model in models()
    for place in places(model)
    if place.attribute not in model.__mro__[1].__dict__.get("__pydantic_fields__", {})  # a base has it
}


def is_a_choice(place: Place) -> bool:
    """Whether a key is a switch, a number, a date, a duration, or one or some of the values that are listed."""

    def holds(annotation: Any) -> bool:
        if get_origin(annotation) is dict:
            return False
        if get_origin(annotation) is Literal:
            return True
        return annotation in (bool, int, date) or any(
            holds(each) for each in get_args(annotation) if each is not NoneType
        )

    return holds(place.info.annotation) or bool(place.facts(Lasting))


def test_every_choice_has_a_strength_or_a_reason_to_have_none() -> None:
    with_strength = {name for name, place in PLACES.items() if place.facts(Strength)}
    assert with_strength == WITH_STRENGTH
    choices = {name for name, place in PLACES.items() if is_a_choice(place)}
    assert choices - with_strength == set(WITHOUT_STRENGTH)


@pytest.mark.parametrize("name", sorted(WITH_STRENGTH))
def test_a_strength_can_judge_every_choice(name: str) -> None:
    """And not all alike, or it would be none."""
    place = PLACES[name]
    (strength,) = place.facts(Strength)
    literals = [value for each in [place.info.annotation] for value in literal_values(each)]
    if get_origin(place.info.annotation) is list or "list" in str(place.info.annotation):
        choices: list[Any] = [[value] for value in literals] + [literals]
    elif place.facts(Lasting):
        choices = ["5m", "10m"]
    elif place.model:
        choices = [None, object()]
    else:
        choices = literals or ([False, True] if "bool" in str(place.info.annotation) else [1, 2])
        choices += [None] if NoneType in get_args(place.info.annotation) else []
    assert len({strength.of(each) for each in choices}) > 1
    if strength.holds_when_absent:
        strength.of(strength.absent)


def literal_values(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        for each in get_args(annotation):
            yield from literal_values(each)


def test_what_a_key_needs_is_between_what_is_always_there_and_what_the_bindings_know() -> None:
    versions = {fact.version for place in PLACES.values() for fact in place.facts(NeedsProvider)}
    assert all(EARLIEST < version <= BINDINGS for version in versions)
    tiers = {fact.tier for place in PLACES.values() for fact in place.facts(NeedsTier)}
    assert tiers == {"ESSENTIALS", "PLUS"}


def test_the_walk_finds_every_key_that_a_file_says() -> None:
    settings, _ = check(full())
    assert settings
    found = {key: value for key, _, value in fields_of(settings)}
    said = settings.model_dump(by_alias=True)
    for key, value in found.items():
        dumped: Any = said
        for part in key:
            dumped = dumped[part]
        assert (value is None) == (dumped is None)
    assert ("app_clients", "web", "access_token_validity") in found
    assert ("identity_pool", "roles", "authenticated", "statement", 0, "condition", 0, "test") in found
    assert ("user_pool", "schema") in found


def two(production: dict[str, Any], staging: dict[str, Any]) -> list[str]:
    """What is said about a production beside another environment."""
    base: dict[str, Any] = {"region": "eu-central-1", "account_id": "111122223333"}
    both = {
        "production": EnvironmentSettings.model_validate({**base, "production": True, **production}),
        "staging": EnvironmentSettings.model_validate({**base, **staging}),
    }
    return [f"{each.dotted_key}: {each.message}" for each in broken_rules_across(both).get("production", [])]


POOL = {"name": "test"}
DEVICES = {"challenge_required_on_new_device": True}
CLIENT_RISK = {"compromised_credentials_risk_configuration": {"actions": {"event_action": "NO_ACTION"}}}


@pytest.mark.parametrize(
    ("production", "staging", "keys"),
    [
        ({"user_pool": {**POOL, "device_configuration": DEVICES}}, {"user_pool": POOL}, ["challenge_required"]),
        ({"user_pool": POOL}, {"user_pool": {**POOL, "device_configuration": DEVICES}}, []),
        ({"user_pool": POOL}, {"user_pool": {**POOL, "password_policy": {"password_history_size": 5}}}, ["history"]),
        (
            {
                "user_pool": {
                    **POOL,
                    "web_authn_configuration": {"relying_party_id": "a.b.c", "user_verification": "preferred"},
                }
            },
            {"user_pool": {**POOL, "web_authn_configuration": {"relying_party_id": "a.b.c"}}},
            ["user_verification"],
        ),
        (
            {"user_pool": {**POOL, "account_recovery_setting": {"recovery_mechanisms": ["verified_phone_number"]}}},
            {"user_pool": POOL},
            ["recovery_mechanisms"],
        ),
        (
            {"user_pool": POOL, "app_clients": {"web": {"explicit_auth_flows": ["ALLOW_USER_PASSWORD_AUTH"]}}},
            {"user_pool": POOL, "app_clients": {"web": {}, "other": {}}},
            ["explicit_auth_flows"],
        ),
        # A client's own risk configuration replaces the pool's: where there is none, not nothing holds.
        (
            {"user_pool": POOL, "app_clients": {"web": {}}},
            {"user_pool": POOL, "app_clients": {"web": {"risk_configuration": CLIENT_RISK}}},
            [],
        ),
        ({"user_pool": POOL}, {"user_pool": POOL, "log_delivery": {"user_auth_events": {}}}, ["user_auth_events"]),
    ],
)
def test_production_is_compared_by_every_key_with_a_strength(
    production: dict[str, Any], staging: dict[str, Any], keys: list[str]
) -> None:
    found = two(production, staging)
    assert len(found) == len(keys), found
    assert all(key in line and "protects less than" in line for key, line in zip(keys, found, strict=True))


def test_strengths_of_a_default_environment_are_found_once_each() -> None:
    settings = EnvironmentSettings.model_validate({"region": "eu-central-1", "account_id": "1" * 12, "user_pool": POOL})
    found = [key for key, _, _ in facts_of(settings, Strength)]
    assert len(found) == len(set(found))


def test_an_image_larger_than_cognito_takes_is_refused() -> None:
    def image(size: int) -> str:
        return base64.b64encode(bytes(size)).decode()

    AssetSettings(category="FORM_LOGO", extension="PNG", bytes=image(LARGEST_ASSET_BYTES))
    with pytest.raises(ValidationError, match="has more than 1,000,000 bytes; use a smaller image"):
        AssetSettings(category="FORM_LOGO", extension="PNG", bytes=image(LARGEST_ASSET_BYTES + 1))
