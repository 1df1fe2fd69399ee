"""The user pool."""

from __future__ import annotations

from settings import EnvironmentSettings
from settings.lambda_config import LambdaConfigSettings
from settings.rules.user_pool import SNS_REGIONS
from settings.schema import NumberAttributeConstraintsSettings, SchemaSettings
from settings.user_pool import (
    AccountRecoverySettingSettings,
    AdminCreateUserConfigSettings,
    DeviceConfigurationSettings,
    EmailConfigurationSettings,
    MfaSettings,
    PasswordPolicySettings,
    UserPoolSettings,
    VerificationMessageTemplateSettings,
    WebAuthnConfigurationSettings,
)
from stacks.aws import (
    CognitoUserPool,
    CognitoUserPoolAccountRecoverySetting,
    CognitoUserPoolAccountRecoverySettingRecoveryMechanism,
    CognitoUserPoolAdminCreateUserConfig,
    CognitoUserPoolAdminCreateUserConfigInviteMessageTemplate,
    CognitoUserPoolDeviceConfiguration,
    CognitoUserPoolEmailConfiguration,
    CognitoUserPoolEmailMfaConfiguration,
    CognitoUserPoolLambdaConfig,
    CognitoUserPoolLambdaConfigCustomEmailSender,
    CognitoUserPoolLambdaConfigCustomSmsSender,
    CognitoUserPoolLambdaConfigPreTokenGenerationConfig,
    CognitoUserPoolPasswordPolicy,
    CognitoUserPoolSchema,
    CognitoUserPoolSchemaNumberAttributeConstraints,
    CognitoUserPoolSchemaStringAttributeConstraints,
    CognitoUserPoolSignInPolicy,
    CognitoUserPoolSmsConfiguration,
    CognitoUserPoolSoftwareTokenMfaConfiguration,
    CognitoUserPoolUserAttributeUpdateSettings,
    CognitoUserPoolUsernameConfiguration,
    CognitoUserPoolUserPoolAddOns,
    CognitoUserPoolUserPoolAddOnsAdvancedSecurityAdditionalFlows,
    CognitoUserPoolVerificationMessageTemplate,
    CognitoUserPoolWebAuthnConfiguration,
    Construct,
    TerraformResourceLifecycle,
)
from stacks.cognito.sms_role import SmsRole


class UserPool(CognitoUserPool):
    """aws_cognito_user_pool.main.

    What the provider shows no change for when it is removed, or AWS fills with a weaker default, is always written.
    """

    def __init__(
        self, scope: Construct, id: str, *, environment: EnvironmentSettings, sms_role: SmsRole | None
    ) -> None:
        settings = environment.user_pool
        super().__init__(
            scope,
            id,
            name=settings.name,
            user_pool_tier=environment.tier,
            deletion_protection=settings.deletion_protection,
            username_attributes=settings.username_attributes or None,
            alias_attributes=settings.alias_attributes or None,
            username_configuration=CognitoUserPoolUsernameConfiguration(
                case_sensitive=settings.username_configuration.case_sensitive
            ),
            auto_verified_attributes=settings.auto_verified_attributes,
            mfa_configuration=settings.mfa.configuration,
            software_token_mfa_configuration=_software_token_mfa_configuration(settings.mfa),
            sms_configuration=_sms_configuration(environment, sms_role),
            sms_authentication_message=settings.sms_authentication_message if _sends_codes(settings) else None,
            email_mfa_configuration=_email_mfa_configuration(settings),
            email_configuration=_email_configuration(settings.email_configuration),
            sign_in_policy=CognitoUserPoolSignInPolicy(
                allowed_first_auth_factors=sorted(settings.sign_in_policy.allowed_first_auth_factors)
            ),
            web_authn_configuration=_web_authn_configuration(settings.web_authn_configuration),
            schema=[_schema(name, attribute) for name, attribute in sorted(settings.attributes.items())] or None,
            user_attribute_update_settings=_user_attribute_update_settings(settings),
            device_configuration=_device_configuration(settings.device_configuration),
            user_pool_add_ons=_user_pool_add_ons(settings),
            lambda_config=_lambda_config(settings.lambda_config),
            password_policy=_password_policy(settings.password_policy),
            account_recovery_setting=_account_recovery_setting(settings.account_recovery_setting),
            admin_create_user_config=_admin_create_user_config(settings.admin_create_user_config),
            verification_message_template=_verification_message_template(settings.verification_message_template),
            lifecycle=TerraformResourceLifecycle(prevent_destroy=settings.lifecycle.prevent_destroy),
            # Cognito tries the role when the pool is made: the permission must be there by then.
            depends_on=[sms_role.policy] if sms_role else None,
        )
        self.override_logical_id("main")
        # Published once each, under the names of the arguments that take them: every read of an attribute asks Node.
        self.user_pool_id = self.id
        self.pool_arn = self.arn
        self.provider_name = self.endpoint


def _software_token_mfa_configuration(
    mfa: MfaSettings,
) -> CognitoUserPoolSoftwareTokenMfaConfiguration | None:
    if mfa.configuration == "OFF":
        return None  # AWS refuses any factor's block then, even a disabled one
    return CognitoUserPoolSoftwareTokenMfaConfiguration(enabled="TOTP" in mfa.factors)


def _sms_configuration(
    environment: EnvironmentSettings, role: SmsRole | None
) -> CognitoUserPoolSmsConfiguration | None:
    sms, region = environment.user_pool.sms_configuration, environment.region
    caller_arn, external_id = (role.arn, role.external_id) if role else (sms.sns_caller_arn, sms.external_id)
    if not environment.user_pool.sends_sms or not caller_arn or not external_id:
        return None
    return CognitoUserPoolSmsConfiguration(
        sns_caller_arn=caller_arn,
        external_id=external_id,
        sns_region=sms.sns_region or SNS_REGIONS.get(region, (region,))[0],
    )


def _email_mfa_configuration(settings: UserPoolSettings) -> CognitoUserPoolEmailMfaConfiguration | None:
    if "EMAIL" not in settings.mfa.factors:
        return None
    email = settings.email_mfa_configuration
    return CognitoUserPoolEmailMfaConfiguration(subject=email.subject, message=email.message)


def _email_configuration(settings: EmailConfigurationSettings) -> CognitoUserPoolEmailConfiguration:
    return CognitoUserPoolEmailConfiguration(
        email_sending_account=settings.email_sending_account,
        source_arn=settings.source_arn,
        from_email_address=settings.from_email_address,
        reply_to_email_address=settings.reply_to_email_address,
        configuration_set=settings.configuration_set,
    )


def _password_policy(settings: PasswordPolicySettings) -> CognitoUserPoolPasswordPolicy:
    return CognitoUserPoolPasswordPolicy(
        minimum_length=settings.minimum_length,
        require_lowercase=settings.require_lowercase,
        require_uppercase=settings.require_uppercase,
        require_numbers=settings.require_numbers,
        require_symbols=settings.require_symbols,
        password_history_size=settings.password_history_size,
        temporary_password_validity_days=settings.temporary_password_validity_days,
    )


def _account_recovery_setting(settings: AccountRecoverySettingSettings) -> CognitoUserPoolAccountRecoverySetting:
    return CognitoUserPoolAccountRecoverySetting(
        recovery_mechanism=[
            CognitoUserPoolAccountRecoverySettingRecoveryMechanism(name=name, priority=priority)
            for priority, name in enumerate(settings.recovery_mechanisms, start=1)
        ]
    )


def _admin_create_user_config(settings: AdminCreateUserConfigSettings) -> CognitoUserPoolAdminCreateUserConfig:
    return CognitoUserPoolAdminCreateUserConfig(
        allow_admin_create_user_only=settings.allow_admin_create_user_only,
        invite_message_template=CognitoUserPoolAdminCreateUserConfigInviteMessageTemplate(
            email_subject=settings.invite_message_template.email_subject,
            email_message=settings.invite_message_template.email_message,
            sms_message=settings.invite_message_template.sms_message,
        ),
    )


def _verification_message_template(
    settings: VerificationMessageTemplateSettings,
) -> CognitoUserPoolVerificationMessageTemplate:
    return CognitoUserPoolVerificationMessageTemplate(
        default_email_option=settings.default_email_option,
        email_subject=settings.email_subject,
        email_message=settings.email_message,
        email_subject_by_link=settings.email_subject_by_link,
        email_message_by_link=settings.email_message_by_link,
        sms_message=settings.sms_message,
    )


def _sends_codes(settings: UserPoolSettings) -> bool:
    return "SMS" in settings.mfa.factors or "SMS_OTP" in settings.sign_in_policy.allowed_first_auth_factors


def _web_authn_configuration(
    settings: WebAuthnConfigurationSettings | None,
) -> CognitoUserPoolWebAuthnConfiguration | None:
    if settings is None:
        return None
    return CognitoUserPoolWebAuthnConfiguration(
        relying_party_id=settings.relying_party_id, user_verification=settings.user_verification
    )


def _schema(name: str, settings: SchemaSettings) -> CognitoUserPoolSchema:
    # Whole, with its bounds: what is left out AWS fills in, and the provider then plans a change that AWS refuses.
    length, number = settings.string_attribute_constraints, settings.number_attribute_constraints
    return CognitoUserPoolSchema(
        name=name,
        attribute_data_type=settings.attribute_data_type,
        mutable=settings.mutable,
        required=settings.required,
        developer_only_attribute=settings.developer_only_attribute,
        string_attribute_constraints=CognitoUserPoolSchemaStringAttributeConstraints(
            min_length=str(length.min_length), max_length=str(length.max_length)
        )
        if settings.attribute_data_type == "String"
        else None,
        number_attribute_constraints=CognitoUserPoolSchemaNumberAttributeConstraints(
            min_value=None if number.min_value is None else str(number.min_value),
            max_value=None if number.max_value is None else str(number.max_value),
        )
        if settings.attribute_data_type == "Number" and number != NumberAttributeConstraintsSettings()
        else None,  # AWS has no word for "no bounds", and the provider takes its silence for none
    )


def _user_attribute_update_settings(settings: UserPoolSettings) -> CognitoUserPoolUserAttributeUpdateSettings | None:
    if not settings.verified_before_update:
        return None  # an empty block is a change at every plan
    return CognitoUserPoolUserAttributeUpdateSettings(
        attributes_require_verification_before_update=sorted(settings.verified_before_update)
    )


def _device_configuration(settings: DeviceConfigurationSettings | None) -> CognitoUserPoolDeviceConfiguration | None:
    if settings is None:
        return None
    return CognitoUserPoolDeviceConfiguration(
        challenge_required_on_new_device=settings.challenge_required_on_new_device,
        device_only_remembered_on_user_prompt=settings.device_only_remembered_on_user_prompt,
    )


def _user_pool_add_ons(settings: UserPoolSettings) -> CognitoUserPoolUserPoolAddOns | None:
    add_ons = settings.user_pool_add_ons
    if add_ons is None:
        return None
    flows = add_ons.advanced_security_additional_flows
    return CognitoUserPoolUserPoolAddOns(
        advanced_security_mode=add_ons.advanced_security_mode,
        advanced_security_additional_flows=CognitoUserPoolUserPoolAddOnsAdvancedSecurityAdditionalFlows(
            custom_auth_mode=flows.custom_auth_mode
        )
        if flows
        else None,
    )


def _lambda_config(settings: LambdaConfigSettings) -> CognitoUserPoolLambdaConfig | None:
    if not any(settings.functions):
        return None  # an empty block is a change at every plan
    token, email, sms = (
        settings.pre_token_generation_config,
        settings.custom_email_sender,
        settings.custom_sms_sender,
    )
    return CognitoUserPoolLambdaConfig(
        pre_sign_up=settings.pre_sign_up,
        post_confirmation=settings.post_confirmation,
        pre_authentication=settings.pre_authentication,
        post_authentication=settings.post_authentication,
        custom_message=settings.custom_message,
        define_auth_challenge=settings.define_auth_challenge,
        create_auth_challenge=settings.create_auth_challenge,
        verify_auth_challenge_response=settings.verify_auth_challenge_response,
        user_migration=settings.user_migration,
        # AWS mirrors the one in the other: both are said, and the same.
        pre_token_generation=token.lambda_arn if token else None,
        pre_token_generation_config=CognitoUserPoolLambdaConfigPreTokenGenerationConfig(
            lambda_arn=token.lambda_arn, lambda_version=token.lambda_version
        )
        if token
        else None,
        custom_email_sender=CognitoUserPoolLambdaConfigCustomEmailSender(
            lambda_arn=email.lambda_arn, lambda_version=email.lambda_version
        )
        if email
        else None,
        custom_sms_sender=CognitoUserPoolLambdaConfigCustomSmsSender(
            lambda_arn=sms.lambda_arn, lambda_version=sms.lambda_version
        )
        if sms
        else None,
        kms_key_id=settings.kms_key_id,
    )
