"""Six questions about every key: its form, its Region, its account, what it refers to, its effect, what contradicts it.

What stands here are the answers that are more than a key's type says: a rule, or why none is needed. docs/questions.md
is written from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import NoneType
from typing import Any, Literal, NamedTuple, get_args, get_origin

from cognito_as_code.settings.core.fields import ArnText, Lasting, Settings, Text
from cognito_as_code.settings.core.walk import Place, places

Question = Literal["format", "region", "account", "refers", "effect", "contradicts"]
QUESTIONS: tuple[Question, ...] = get_args(Question)


class Answers(NamedTuple):
    """A key of a model and what answers each question: rules by id, or why none is needed."""

    key: str
    """MODEL.KEY."""
    answers: dict[Question, str]


_NO_PLACE = "names no place"
_DEFAULT: dict[Question, str] = {
    "region": _NO_PLACE,
    "account": "names no account",
    "refers": "to nothing in the file",
    "effect": "has one wherever its table has",
    "contradicts": "nothing in the file",
}

WITHOUT_REGION = {
    "AnalyticsConfigurationSettings.role_arn": "IAM is in no Region",
    "AuthEventLogSettings.bucket_arn": "a bucket's ARN names none",
    "EnvironmentSettings.permissions_boundary": "IAM is in no Region",
    "IdentityPoolSettings.openid_connect_provider_arns": "IAM is in no Region",
    "IdentityPoolSettings.saml_provider_arns": "IAM is in no Region",
    "MappingRuleSettings.role_arn": "IAM is in no Region",
    "ProtectedSettings.role_arn": "IAM is in no Region",
    "RoleSettings.role_arn": "IAM is in no Region",
    "SmsConfigurationSettings.sns_caller_arn": "IAM is in no Region",
    "StatementSettings.resources": "IAM takes ARNs of every Region",
}
"""ARNs whose Region no rule judges, and why."""

WITHOUT_ACCOUNT = {
    "AppClientSettings.secretsmanager_kms_key_id": "a key of another account may be shared",
    "AuthEventLogSettings.bucket_arn": "a bucket's ARN names none",
    "LambdaConfigSettings.kms_key_id": "a key of another account may be shared",
    "RoleSettings.bedrock_guardrail": "a guardrail of another account may be shared",
    "StatementSettings.resources": "IAM takes ARNs of every account",
}
"""ARNs whose account no rule judges, and why; the partition is judged by ARN-1."""

ANSWERS: dict[str, dict[Question, str]] = {
    "AccountRecoverySettingSettings.recovery_mechanisms": {
        "contradicts": "MFA-11 MFA-9 REC-1",
        "effect": "REC-4 REC-5 REC-6",
    },
    "AccountTakeoverRiskConfigurationSettings.actions": {"contradicts": "RSK-5"},
    "AccountTakeoverRiskConfigurationSettings.notify_configuration": {"contradicts": "RSK-5"},
    "AdoptionSettings.import": {"format": "ADO-3", "region": "ADO-4", "refers": "ADO-1", "contradicts": "ADO-2"},
    "AdoptionSettings.moved": {"format": "ADO-5", "refers": "ADO-1", "contradicts": "ADO-2"},
    "AdoptionSettings.unmanaged": {"format": "ADO-6", "refers": "ADO-1"},
    "AdvancedSecurityAdditionalFlowsSettings.custom_auth_mode": {"contradicts": "CMP-1"},
    "AlarmsSettings.alarm_actions": {"account": "LOG-4", "region": "LOG-4"},
    "AlarmsSettings.compromised_credentials": {"effect": "ALM-2"},
    "AlarmsSettings.sms_month_to_date_spent_usd": {"effect": "ALM-1"},
    "AlarmsSettings.throttled_requests": {"effect": "ALM-2"},
    "AnalyticsConfigurationSettings.application_arn": {"account": "CLI-32", "region": "CLI-32"},
    "AnalyticsConfigurationSettings.role_arn": {"account": "CLI-32", "region": "CLI-32"},
    "AppClientSettings.access_token_validity": {"contradicts": "CLI-14"},
    "AppClientSettings.allowed_oauth_flows": {"contradicts": "CLI-1 CLI-28 MCP-9", "effect": "CLI-6"},
    "AppClientSettings.allowed_oauth_scopes": {
        "contradicts": "CLI-3 CLI-5 CLI-8 PRT-15",
        "effect": "MCP-10 MCP-13 MCP-6",
        "refers": "CLI-7",
    },
    "AppClientSettings.analytics_configuration": {"contradicts": "CLI-27"},
    "AppClientSettings.callback_urls": {"contradicts": "CLI-4 MCP-8 PRT-14"},
    "AppClientSettings.default_redirect_uri": {"refers": "CLI-12"},
    "AppClientSettings.enable_propagate_additional_user_context_data": {"contradicts": "CLI-19", "effect": "CLI-34"},
    "AppClientSettings.enable_token_revocation": {"contradicts": "CLI-24"},
    "AppClientSettings.explicit_auth_flows": {"contradicts": "CLI-16 CLI-28 LAM-6"},
    "AppClientSettings.generate_secret": {"contradicts": "CLI-2 MCP-9"},
    "AppClientSettings.managed_login_branding": {"effect": "BRD-3"},
    "AppClientSettings.name": {"contradicts": "CLI-33"},
    "AppClientSettings.prevent_user_existence_errors": {"contradicts": "CLI-23"},
    "AppClientSettings.read_attributes": {"format": "CLI-31", "refers": "CLI-20"},
    "AppClientSettings.renamed_from": {"refers": "REN-1"},
    "AppClientSettings.risk_configuration": {"contradicts": "RSK-8"},
    "AppClientSettings.secretsmanager_kms_key_id": {"region": "CLI-30"},
    "AppClientSettings.secretsmanager_secret_name": {"contradicts": "NAM-1", "region": "CLI-30"},
    "AppClientSettings.supported_identity_providers": {"contradicts": "IDP-9", "refers": "CLI-22"},
    "AppClientSettings.write_attributes": {"contradicts": "CLI-21", "format": "CLI-31", "refers": "CLI-20"},
    "AssetSettings.extension": {"contradicts": "BRD-2"},
    "AuthEventLogSettings.log_group_arn": {"account": "LOG-4", "region": "LOG-4"},
    "AuthEventLogSettings.stream_arn": {"account": "LOG-4", "region": "LOG-4"},
    "CompromisedCredentialsRiskConfigurationSettings.event_filter": {"effect": "RSK-7"},
    "CustomSenderSettings.lambda_arn": {"account": "LAM-7", "region": "LAM-1"},
    "DeviceConfigurationSettings.challenge_required_on_new_device": {"contradicts": "DEV-1"},
    "DomainSettings.certificate_arn": {"account": "DOM-8", "region": "DOM-5"},
    "DomainSettings.managed_login_version": {"contradicts": "PRV-1 MCP-12 MCP-3"},
    "DomainSettings.route53_zone_id": {"region": "DOM-5"},
    "EmailConfigurationSettings.configuration_set": {"effect": "EML-9"},
    "EmailConfigurationSettings.email_sending_account": {"contradicts": "EML-8 MFA-10 SIG-4"},
    "EmailConfigurationSettings.from_email_address": {"format": "EML-3"},
    "EmailConfigurationSettings.source_arn": {"account": "EML-5", "contradicts": "EML-1", "region": "EML-4"},
    "EnvironmentSettings.app_clients": {"contradicts": "QUO-1 MCP-1"},
    "EnvironmentSettings.domains": {"contradicts": "DOM-7", "effect": "CLI-25"},
    "EnvironmentSettings.groups": {"contradicts": "NAM-1"},
    "EnvironmentSettings.identity_pool": {"effect": "IP-3"},
    "EnvironmentSettings.identity_providers": {
        "contradicts": "IDP-1 IDP-3 IDP-4",
        "effect": "IDP-10",
        "format": "IDP-5 IDP-8",
    },
    "EnvironmentSettings.log_delivery": {"contradicts": "LOG-2 PRV-1"},
    "EnvironmentSettings.mcp_servers": {"effect": "MCP-2"},
    "EnvironmentSettings.overrides": {"contradicts": "OVR-1 OVR-2", "refers": "OVR-3"},
    "EnvironmentSettings.permissions_boundary": {"account": "IAM-3", "effect": "IAM-4"},
    "EnvironmentSettings.protected": {"effect": "PRT-16"},
    "EnvironmentSettings.region": {"region": "REG-1"},
    "EnvironmentSettings.resource_servers": {"contradicts": "QUO-1 RS-1 MCP-1"},
    "EnvironmentSettings.risk_configuration": {"contradicts": "RSK-2 RSK-6", "effect": "RSK-10"},
    "EnvironmentSettings.ui_customization": {"contradicts": "UI-3", "effect": "UI-1"},
    "EnvironmentSettings.users": {"contradicts": "NAM-1", "refers": "USR-2"},
    "EnvironmentSettings.waivers": {"effect": "CMP-2"},
    "EnvironmentSettings.web_acl": {"contradicts": "WAF-1"},
    "GroupSettings.precedence": {"contradicts": "GRP-2"},
    "GroupSettings.role": {"account": "GRP-1", "effect": "GRP-4 GRP-6"},
    "IdentityPoolSettings.allow_classic_flow": {"contradicts": "IP-5"},
    "IdentityPoolSettings.openid_connect_provider_arns": {"account": "IP-7"},
    "IdentityPoolSettings.principal_tags": {"contradicts": "IP-16", "refers": "IP-12"},
    "IdentityPoolSettings.role_mapping": {"refers": "IP-9"},
    "IdentityPoolSettings.saml_provider_arns": {"account": "IP-7"},
    "IdentityPoolSettings.server_side_token_check": {"contradicts": "IP-4"},
    "IdentityProviderSettings.attribute_mapping": {"refers": "IDP-7"},
    "IdentityProviderSettings.client_secret": {"contradicts": "IDP-2"},
    "IdentityProviderSettings.idp_identifiers": {"contradicts": "IDP-6"},
    "IdentityProviderSettings.oidc_issuer": {"contradicts": "IDP-2"},
    "IdentityProviderSettings.provider_name": {"contradicts": "IDP-1", "format": "IDP-8"},
    "InviteMessageTemplateSettings.sms_message": {"effect": "MSG-4"},
    "LambdaConfigSettings.create_auth_challenge": {"account": "LAM-7", "region": "LAM-1"},
    "LambdaConfigSettings.custom_message": {"account": "LAM-7", "region": "LAM-1"},
    "LambdaConfigSettings.define_auth_challenge": {"account": "LAM-7", "region": "LAM-1"},
    "LambdaConfigSettings.kms_key_id": {"contradicts": "LAM-2", "region": "LAM-3"},
    "LambdaConfigSettings.post_authentication": {"account": "LAM-7", "region": "LAM-1"},
    "LambdaConfigSettings.post_confirmation": {"account": "LAM-7", "region": "LAM-1"},
    "LambdaConfigSettings.pre_authentication": {"account": "LAM-7", "region": "LAM-1"},
    "LambdaConfigSettings.pre_sign_up": {"account": "ARN-1 LAM-7", "region": "LAM-1"},
    "LambdaConfigSettings.user_migration": {"account": "LAM-7", "effect": "LAM-8", "region": "LAM-1"},
    "LambdaConfigSettings.verify_auth_challenge_response": {"account": "LAM-7", "region": "LAM-1"},
    "LogDeliverySettings.user_auth_events": {"contradicts": "LOG-2", "effect": "LOG-3"},
    "ManagedLoginBrandingSettings.asset": {"contradicts": "BRD-2"},
    "MappingRuleSettings.claim": {"contradicts": "IP-11", "refers": "IP-12"},
    "MappingRuleSettings.role_arn": {"account": "IP-10"},
    "McpServerSettings.app_clients": {"refers": "MCP-6"},
    "McpServerSettings.callback_urls": {"effect": "MCP-5"},
    "McpServerSettings.clients": {"effect": "MCP-4"},
    "McpServerSettings.supported_identity_providers": {"refers": "CLI-22"},
    "McpServerSettings.url": {"contradicts": "MCP-7 RS-1"},
    "MfaSettings.configuration": {"contradicts": "CMP-1"},
    "MfaSettings.factors": {"contradicts": "MFA-1 MFA-14 MFA-16 MFA-3"},
    "NotificationLogSettings.log_group_arn": {"account": "LOG-4", "region": "LOG-4"},
    "NotificationLogSettings.retention_in_days": {"effect": "LOG-5"},
    "NotifyConfigurationSettings.from": {"region": "RSK-11"},
    "NotifyConfigurationSettings.mfa_email": {"effect": "RSK-12"},
    "NotifyConfigurationSettings.source_arn": {"account": "RSK-11", "region": "RSK-11"},
    "PreTokenGenerationConfigSettings.lambda_arn": {"account": "LAM-7", "region": "LAM-1"},
    "ProtectedSettings.api_id": {"effect": "PRT-1"},
    "ProtectedSettings.app_clients": {"contradicts": "PRT-1 PRT-11 PRT-13 PRT-8 PRT-9", "refers": "PRT-6"},
    "ProtectedSettings.container_uri": {"effect": "PRT-1"},
    "ProtectedSettings.group_entity_type": {"effect": "PRT-1"},
    "ProtectedSettings.groups": {"contradicts": "PRT-5", "effect": "PRT-1", "refers": "PRT-6"},
    "ProtectedSettings.host": {"effect": "PRT-1"},
    "ProtectedSettings.listener_arn": {"account": "PRT-3", "effect": "PRT-1", "region": "PRT-3"},
    "ProtectedSettings.name": {"effect": "PRT-1", "format": "PRT-2"},
    "ProtectedSettings.policy_store_id": {"effect": "PRT-1"},
    "ProtectedSettings.principal_entity_type": {"effect": "PRT-1"},
    "ProtectedSettings.priority": {"contradicts": "PRT-4", "effect": "PRT-1"},
    "ProtectedSettings.resource": {"contradicts": "PRT-7 PRT-10", "effect": "PRT-1", "refers": "PRT-10"},
    "ProtectedSettings.rest_api_id": {"effect": "PRT-1"},
    "ProtectedSettings.role_arn": {"account": "PRT-3", "contradicts": "PRV-1", "effect": "PRT-1"},
    "ProtectedSettings.scopes": {
        "contradicts": "PRT-11 PRT-12 PRT-15 PRT-5 PRT-7",
        "effect": "PRT-1",
        "refers": "PRT-8",
    },
    "ProtectedSettings.security_groups": {"effect": "PRT-1"},
    "ProtectedSettings.server_protocol": {"effect": "PRT-1"},
    "ProtectedSettings.session_timeout": {"effect": "PRT-1"},
    "ProtectedSettings.subnets": {"effect": "PRT-1"},
    "ProtectedSettings.target_group_arn": {"account": "PRT-3", "effect": "PRT-1", "region": "PRT-3"},
    "ProtectedSettings.token": {"contradicts": "PRT-12", "effect": "PRT-1"},
    "RefreshTokenRotationSettings.retry_grace_period_seconds": {"effect": "CLI-35"},
    "ResourceServerSettings.identifier": {"effect": "MCP-11"},
    "RiskActionSettings.event_action": {"contradicts": "RSK-3"},
    "RiskActionsSettings.high_action": {"contradicts": "RSK-4"},
    "RiskConfigurationSettings.account_takeover_risk_configuration": {"contradicts": "PRV-1"},
    "RiskConfigurationSettings.risk_exception_configuration": {"contradicts": "RSK-6"},
    "RoleMappingSettings.mapping_rule": {"refers": "IP-10"},
    "RoleSettings.bedrock_guardrail": {"effect": "AI-1", "region": "AI-3"},
    "RoleSettings.bedrock_inference_profiles": {"region": "AI-5"},
    "RoleSettings.bedrock_models": {"region": "AI-4"},
    "RoleSettings.bedrock_streaming": {"effect": "AI-1"},
    "RoleSettings.role_arn": {"account": "GRP-1"},
    "RoleSettings.statement": {"contradicts": "IAM-1"},
    "RolesSettings.unauthenticated": {"contradicts": "IP-6", "effect": "AI-2"},
    "SchemaSettings.attribute_data_type": {"contradicts": "ATT-8"},
    "SchemaSettings.developer_only_attribute": {"contradicts": "ATT-8"},
    "SchemaSettings.number_attribute_constraints": {"contradicts": "ATT-7"},
    "SchemaSettings.required": {"contradicts": "ATT-2 ATT-5"},
    "SchemaSettings.string_attribute_constraints": {"contradicts": "ATT-11 ATT-7"},
    "SecretSettings.secretsmanager_secret": {"region": "SEC-1"},
    "SignInPolicySettings.allowed_first_auth_factors": {
        "contradicts": "MFA-4 MFA-5 MFA-7 SIG-1",
        "effect": "SIG-15 SIG-5",
    },
    "SmsConfigurationSettings.external_id": {"contradicts": "SMS-4"},
    "SmsConfigurationSettings.sns_caller_arn": {"account": "SMS-3"},
    "SmsConfigurationSettings.sns_region": {"region": "SMS-2"},
    "StatementSettings.actions": {"contradicts": "IAM-2"},
    "StatementSettings.condition": {"contradicts": "IAM-6"},
    "StatementSettings.resources": {"account": "ARN-1"},
    "StatementSettings.wildcard_reason": {"effect": "IAM-5"},
    "TerraformSettings.aws_provider": {"contradicts": "PRV-1"},
    "TerraformSettings.backend": {"contradicts": "BCK-1 BCK-2"},
    "UiCustomizationSettings.css": {"refers": "UI-2"},
    "UserAttributeUpdateSettingsSettings.attributes_require_verification_before_update": {"contradicts": "ATT-14"},
    "UserPoolAddOnsSettings.advanced_security_additional_flows": {"effect": "RSK-9"},
    "UserPoolAddOnsSettings.advanced_security_mode": {"contradicts": "CMP-1"},
    "UserPoolSettings.alias_attributes": {"contradicts": "ATT-1 ATT-3 ATT-4"},
    "UserPoolSettings.email_mfa_configuration": {"effect": "MFA-15"},
    "UserPoolSettings.lambda_config": {"contradicts": "LAM-6"},
    "UserPoolSettings.sms_authentication_message": {"effect": "MFA-15", "format": "MSG-5"},
    "UserPoolSettings.sms_configuration": {"effect": "SMS-9"},
    "UserPoolSettings.user_pool_tier": {"contradicts": "TIER-0"},
    "UserPoolSettings.username_attributes": {"contradicts": "ATT-3"},
    "UserPoolSettings.web_authn_configuration": {"contradicts": "P5", "effect": "SIG-8"},
    "UserSettings.attributes": {"contradicts": "USR-4", "format": "USR-5", "refers": "USR-2"},
    "UserSettings.client_metadata": {"effect": "USR-7"},
    "UserSettings.desired_delivery_mediums": {"effect": "USR-6"},
    "UserSettings.force_alias_creation": {"effect": "USR-7"},
    "UserSettings.groups": {"contradicts": "NAM-1", "refers": "USR-1"},
    "UserSettings.message_action": {"effect": "USR-7"},
    "UserSettings.username": {"format": "USR-3"},
    "UserSettings.validation_data": {"effect": "USR-7"},
    "VerificationMessageTemplateSettings.default_email_option": {"contradicts": "MSG-3"},
    "VerificationMessageTemplateSettings.email_message_by_link": {"effect": "MSG-4"},
    "VerificationMessageTemplateSettings.sms_message": {"effect": "MSG-4"},
    "WebAclSettings.managed_rule_groups": {"format": "WAF-2", "refers": "WAF-3"},
    "WebAclSettings.web_acl_arn": {"account": "LOG-4", "region": "LOG-4"},
    "WebAuthnConfigurationSettings.relying_party_id": {"contradicts": "SIG-11", "format": "SIG-10 SIG-16 SIG-17"},
    "WebAuthnConfigurationSettings.user_verification": {"contradicts": "SIG-14"},
}
"""MODEL.KEY -> question -> the rules that answer it."""


def models(model: type[Settings] = Settings) -> Iterator[type[Settings]]:
    """Every model of the settings."""
    for each in model.__subclasses__():
        if each.__module__.startswith("cognito_as_code."):
            yield each
            yield from models(each)


def _form(place: Place, annotation: Any) -> str:
    """The form of a value, as its type says it."""
    if texts := place.facts(Text):
        return texts[0].allowed
    if lasting := place.facts(Lasting):
        return f"a duration from {lasting[0].least} to {lasting[0].most}"
    if place.model:
        return f"a {place.shape}" if place.shape == "table" else place.shape
    parts = [each for each in get_args(annotation) if each is not NoneType]
    if get_origin(annotation) is Literal:
        return "one of its choices"
    if parts and get_origin(annotation) is not dict:
        return _form(place, parts[0])
    return {bool: "true or false", int: "a number in its range", str: "text of its length"}.get(annotation, "a table")


def questions() -> Iterator[Answers]:
    """Every key of every model with its six answers."""
    for model in models():
        for place in places(model):
            key = f"{model.__name__}.{place.key}"
            answers: dict[Question, str] = {"format": _form(place, place.info.annotation), **_DEFAULT}
            if place.facts(ArnText):
                answers |= {"region": WITHOUT_REGION.get(key, ""), "account": WITHOUT_ACCOUNT.get(key, "")}
            for question, rules in ANSWERS.get(key, {}).items():
                answers[question] = f"{answers[question]}; {rules}" if question == "format" else rules
            if place.facts(ArnText):
                answers["account"] = f"{answers['account']}; ARN-1".replace("; ARN-1; ARN-1", "; ARN-1")
            yield Answers(key, answers)


def questions_markdown() -> str:
    """The answers as Markdown: a row a key."""
    rows = [(each.key, *(each.answers[question].replace("|", "\\|") for question in QUESTIONS)) for each in questions()]
    by_rule = sum(len(answers) for answers in ANSWERS.values())
    return (
        "\n".join(
            [
                "# Six questions about every key\n",
                f"{len(rows)} keys, {len(rows) * len(QUESTIONS)} answers, {by_rule} of them by rules of "
                "[rules.md](rules.md); the others say why none is needed.",
                "Written from `cognito_as_code/reference/questions.py` by `pipenv run docs`: change it there. Limits "
                "are compared with AWS's own in `tests/settings/test_limits.py`.\n",
                "| Key | Form | Region | Partition and account | Refers | Effect | Contradicted |",
                "| --- | --- | --- | --- | --- | --- | --- |",
                *("| " + " | ".join(row) + " |" for row in rows),
            ]
        )
        + "\n"
    )
