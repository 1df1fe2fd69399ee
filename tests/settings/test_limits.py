"""Limits and choices are AWS's own: those of botocore's service models, but for differences that have a reason."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest
from botocore.loaders import Loader
from pydantic import TypeAdapter

from cognito_as_code.reference import settings as reference
from cognito_as_code.settings.core.fields import Text
from cognito_as_code.settings.core.regions import PARTITIONS
from cognito_as_code.settings.core.walk import places
from cognito_as_code.settings.protected.model import ProtectedSettings
from cognito_as_code.settings.protected.rules.keys import NAMES

SCHEMA = reference.json_schema()
SHAPES: dict[str, Any] = {
    name: shape
    for service in ("cognito-identity", "cognito-idp")
    for name, shape in Loader().load_service_model(service, "service-2")["shapes"].items()
}

# Model -> key -> AWS's shape. KEY[] is what a list holds, KEY{} what tables by name are called.
LIMITS = {
    "UserPoolSettings": {
        "name": "UserPoolNameType",
        "username_attributes[]": "UsernameAttributeType",
        "alias_attributes[]": "AliasAttributeType",
        "auto_verified_attributes[]": "VerifiedAttributeType",
        "deletion_protection": "DeletionProtectionType",
        "user_pool_tier": "UserPoolTierType",
        "sms_authentication_message": "SmsVerificationMessageType",
        "schema": "SchemaAttributesListType",
        "schema{}": "CustomAttributeNameType",
    },
    "MfaSettings": {"configuration": "UserPoolMfaType"},
    "PasswordPolicySettings": {
        "minimum_length": "PasswordPolicyMinLengthType",
        "password_history_size": "PasswordHistorySizeType",
        "temporary_password_validity_days": "TemporaryPasswordValidityDaysType",
    },
    "SignInPolicySettings": {
        "allowed_first_auth_factors": "AllowedFirstAuthFactorsListType",
        "allowed_first_auth_factors[]": "AuthFactorType",
    },
    "WebAuthnConfigurationSettings": {
        "relying_party_id": "RelyingPartyIdType",
        "user_verification": "UserVerificationType",
    },
    "VerificationMessageTemplateSettings": {
        "default_email_option": "DefaultEmailOptionType",
        "email_subject": "EmailVerificationSubjectType",
        "email_message": "EmailVerificationMessageType",
        "email_subject_by_link": "EmailVerificationSubjectByLinkType",
        "email_message_by_link": "EmailVerificationMessageByLinkType",
        "sms_message": "SmsVerificationMessageType",
    },
    "InviteMessageTemplateSettings": {
        "email_subject": "EmailVerificationSubjectType",
        "email_message": "EmailInviteMessageType",
        "sms_message": "SmsInviteMessageType",
    },
    "EmailMfaConfigurationSettings": {"message": "EmailMfaMessageType"},
    "EmailConfigurationSettings": {
        "email_sending_account": "EmailSendingAccountType",
        "source_arn": "ArnType",
        "configuration_set": "SESConfigurationSet",
    },
    "SmsConfigurationSettings": {"sns_region": "RegionCodeType"},
    "AccountRecoverySettingSettings": {
        "recovery_mechanisms": "RecoveryMechanismsType",
        "recovery_mechanisms[]": "RecoveryOptionNameType",
    },
    "UserAttributeUpdateSettingsSettings": {
        "attributes_require_verification_before_update[]": "VerifiedAttributeType",
    },
    "UserPoolAddOnsSettings": {"advanced_security_mode": "AdvancedSecurityModeType"},
    "AdvancedSecurityAdditionalFlowsSettings": {"custom_auth_mode": "AdvancedSecurityEnabledModeType"},
    "SchemaSettings": {"attribute_data_type": "AttributeDataType"},
    "LambdaConfigSettings": {"pre_sign_up": "ArnType", "kms_key_id": "ArnType"},
    "PreTokenGenerationConfigSettings": {
        "lambda_arn": "ArnType",
        "lambda_version": "PreTokenGenerationLambdaVersionType",
    },
    "CustomSenderSettings": {"lambda_version": "CustomEmailSenderLambdaVersionType"},
    "AppClientSettings": {
        "name": "ClientNameType",
        "explicit_auth_flows[]": "ExplicitAuthFlowsType",
        "allowed_oauth_flows[]": "OAuthFlowType",
        "allowed_oauth_scopes": "ScopeListType",
        "allowed_oauth_scopes[]": "ScopeType",
        "callback_urls": "CallbackURLsListType",
        "callback_urls[]": "RedirectUrlType",
        "logout_urls": "LogoutURLsListType",
        "logout_urls[]": "RedirectUrlType",
        "default_redirect_uri": "RedirectUrlType",
        "prevent_user_existence_errors": "PreventUserExistenceErrorTypes",
        "read_attributes[]": "ClientPermissionType",
    },
    "RefreshTokenRotationSettings": {
        "feature": "FeatureType",
        "retry_grace_period_seconds": "RetryGracePeriodSecondsType",
    },
    "DomainSettings": {"domain": "DomainType", "certificate_arn": "ArnType"},
    "AssetSettings": {
        "category": "AssetCategoryType",
        "color_mode": "ColorSchemeModeType",
        "extension": "AssetExtensionType",
        "resource_id": "ResourceIdType",
    },
    "ManagedLoginBrandingSettings": {"asset": "AssetListType"},
    "UiCustomizationSettings": {"css": "CSSType"},
    "IdentityProviderSettings": {
        "provider_type": "IdentityProviderTypeType",
        "attribute_mapping{}": "AttributeMappingKeyType",
        "idp_identifiers": "IdpIdentifiersListType",
        "idp_identifiers[]": "IdpIdentifierType",
    },
    "ResourceServerSettings": {
        "identifier": "ResourceServerIdentifierType",
        "name": "ResourceServerNameType",
        "scopes": "ResourceServerScopeListType",
        "scopes{}": "ResourceServerScopeNameType",
        "scopes[]": "ResourceServerScopeDescriptionType",
    },
    "GroupSettings": {
        "name": "GroupNameType",
        "description": "DescriptionType",
        "precedence": "PrecedenceType",
    },
    "UserSettings": {
        "username": "UsernameType",
        "desired_delivery_mediums[]": "DeliveryMediumType",
        "message_action": "MessageActionType",
    },
    "RiskActionSettings": {"event_action": "AccountTakeoverEventActionType"},
    "CompromisedCredentialsActionsSettings": {"event_action": "CompromisedCredentialsEventActionType"},
    "CompromisedCredentialsRiskConfigurationSettings": {"event_filter[]": "EventFilterType"},
    "RiskExceptionConfigurationSettings": {
        "blocked_ip_range_list": "BlockedIPRangeListType",
        "skipped_ip_range_list": "SkippedIPRangeListType",
    },
    "NotifyEmailSettings": {
        "subject": "EmailNotificationSubjectType",
        "html_body": "EmailNotificationBodyType",
        "text_body": "EmailNotificationBodyType",
    },
    "IdentityPoolSettings": {
        "identity_pool_name": "IdentityPoolName",
        "developer_provider_name": "DeveloperProviderName",
        "supported_login_providers": "IdentityProviders",
        "supported_login_providers{}": "IdentityProviderName",
        "supported_login_providers[]": "IdentityProviderId",
        "principal_tags": "PrincipalTags",
        "principal_tags{}": "PrincipalTagID",
        "principal_tags[]": "PrincipalTagValue",
        "role_mapping": "RoleMappingMap",
    },
    "RoleMappingSettings": {
        "type": "RoleMappingType",
        "ambiguous_role_resolution": "AmbiguousRoleResolutionType",
        "mapping_rule": "MappingRulesList",
    },
    "MappingRuleSettings": {
        "claim": "ClaimName",
        "match_type": "MappingRuleMatchType",
        "value": "ClaimValue",
        "role_arn": "ARNString",
    },
}

# What differs on purpose: MODEL.KEY -> limit -> (ours, AWS's, why).
DELIBERATE: dict[str, dict[str, tuple[Any, Any, str]]] = {
    "UserPoolSettings.schema": {"least": (None, 1, "no table at all is no list to AWS")},
    "SignInPolicySettings.allowed_first_auth_factors": {"most": (None, 5, "the choices are four, each once")},
    "SignInPolicySettings.allowed_first_auth_factors[]": {
        "choices": (
            ["EMAIL_OTP", "PASSWORD", "SMS_OTP", "WEB_AUTHN"],
            ["EMAIL_OTP", "PASSWORD", "SMS_OTP", "SOFTWARE_TOKEN", "WEB_AUTHN"],
            "the provider refuses SOFTWARE_TOKEN as a first factor",
        )
    },
    "AppClientSettings.explicit_auth_flows[]": {
        "choices": (
            [
                "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_AUTH",
                "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH",
            ],
            [
                "ADMIN_NO_SRP_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH",
                "ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY",
                "USER_PASSWORD_AUTH",
            ],
            "AWS replaced the names without ALLOW_, and refuses them beside those with it",
        )
    },
    "AppClientSettings.read_attributes[]": {"most": (27, 2048, "custom: and the 20 characters of a name")},
    "RoleMappingSettings.mapping_rule": {
        "least": (None, 1, "for Token mappings; rule IP-10 wants one for Rules"),
        "most": (25, 400, "the service's quota, which the model does not know"),
    },
    "GroupSettings.description": {"least": (1, None, "an empty text is no description")},
    "GroupSettings.precedence": {
        "least": (1, 0, "the provider drops 0"),
        "most": (2_147_483_647, None, "the number is a 32-bit integer"),
    },
    "IdentityPoolSettings.developer_provider_name": {"most": (100, 128, "the provider refuses more")},
    "SmsConfigurationSettings.sns_region": {
        "least": (None, 5, "a Region has the name it has"),
        "most": (None, 32, "a Region has the name it has"),
        "choices": (sorted(PARTITIONS), None, "the provider refuses what is no Region"),
    },
    "UiCustomizationSettings.css": {"least": (1, 0, "an empty text is no style")},
    "ResourceServerSettings.name": {"most": (128, 256, "one kind of name for all; long ones are cut in the console")},
}  # fmt: skip


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    """A key's own schema: without null and without contents of files."""
    for each in node.get("anyOf", []):
        if each.get("type") not in ("null", "object") or ("additionalProperties" in each and "properties" not in each):
            return each  # type: ignore[no-any-return]
    return node


MODELS = {model.__name__: model for model in reference._models()}


def ours(model: str, key: str) -> dict[str, Any]:
    """The least, the most and the choices of a key."""
    name = key.rstrip("[]{}")
    node = resolved(SCHEMA["$defs"][model]["properties"][name])
    if key.endswith("{}"):
        fields = {field.alias or name: field for name, field in MODELS[model].model_fields.items()}
        node = TypeAdapter(get_args(fields[name].annotation)[0]).json_schema()
    elif key.endswith("[]"):
        node = node.get("items") or reference._values(node)
    least = next((node[name] for name in ("minLength", "minimum", "minItems", "minProperties") if name in node), None)
    most = next((node[name] for name in ("maxLength", "maximum", "maxItems", "maxProperties") if name in node), None)
    choices = node.get("enum") or ([node["const"]] if "const" in node else None)
    return {"least": least, "most": most, "choices": sorted(choices) if choices else None}


def amazons(shape: str) -> dict[str, Any]:
    found = SHAPES[shape]
    return {"least": found.get("min"), "most": found.get("max"), "choices": sorted(found.get("enum", [])) or None}


@pytest.mark.parametrize(("model", "key"), [(model, key) for model, keys in LIMITS.items() for key in keys])
def test_a_limit_is_awss_own(model: str, key: str) -> None:
    mine, theirs = ours(model, key), amazons(LIMITS[model][key])
    for limit, value in mine.items():
        expected = DELIBERATE.get(f"{model}.{key}", {}).get(limit)
        if expected:
            assert (value, theirs[limit]) == expected[:2], limit
        else:
            assert (value or None) == (theirs[limit] or None), limit


def test_every_difference_is_still_one() -> None:
    for place, limits in DELIBERATE.items():
        model, _, key = place.partition(".")
        assert key in LIMITS[model]
        assert all(mine != theirs for mine, theirs, _ in limits.values())
        assert all(why for _, _, why in limits.values())


# Key of [protected.NAME] -> the service and shape that it is given to.
PROTECTED = {
    "container_uri": ("bedrock-agentcore-control", "RuntimeContainerUri"),
    "group_entity_type": ("verifiedpermissions", "GroupEntityType"),
    "security_groups": ("bedrock-agentcore-control", "SecurityGroupId"),
    "subnets": ("bedrock-agentcore-control", "SubnetId"),
}


def shape_of(service: str, name: str) -> dict[str, Any]:
    shape: dict[str, Any] = Loader().load_service_model(service, "service-2")["shapes"][name]
    return shape


@pytest.mark.parametrize("key", PROTECTED)
def test_what_is_protected_is_written_as_its_service_takes_it(key: str) -> None:
    (place,) = (each for each in places(ProtectedSettings) if each.key == key)
    (text,) = place.facts(Text)
    shape = shape_of(*PROTECTED[key])
    assert text.pattern == shape["pattern"]
    assert text.most <= shape.get("max", text.most)
    assert text.least >= shape.get("min", 0)


def test_a_policy_stores_id_has_the_characters_that_aws_takes() -> None:
    """Whose own pattern editors cannot read."""
    (place,) = (each for each in places(ProtectedSettings) if each.key == "policy_store_id")
    (text,) = place.facts(Text)
    theirs = shape_of("verifiedpermissions", "PolicyStoreId")
    assert text.most == theirs["max"]
    for character in map(chr, range(32, 127)):
        assert bool(re.fullmatch(text.pattern, character)) == bool(re.fullmatch(theirs["pattern"], character))


@pytest.mark.parametrize(
    ("kind", "shape"), [("AGENTCORE_GATEWAY", "GatewayName"), ("AGENTCORE_RUNTIME", "AgentRuntimeName")]
)
def test_gateways_and_runtimes_have_names_that_aws_takes(kind: str, shape: str) -> None:
    assert NAMES[kind][0] == shape_of("bedrock-agentcore-control", shape)["pattern"]


def test_a_listeners_rule_has_a_priority_that_aws_takes() -> None:
    limits = SCHEMA["$defs"]["ProtectedSettings"]["properties"]["priority"]["anyOf"][0]
    shape = shape_of("elbv2", "RulePriority")
    assert (limits["minimum"], limits["maximum"]) == (shape["min"], shape["max"])
