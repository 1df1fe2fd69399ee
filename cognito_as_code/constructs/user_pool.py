"""The user pool."""

from __future__ import annotations

from cognito_as_code.constructs.engine import cdktf, cognito_user_pool, constructs
from cognito_as_code.constructs.sms_role import SmsRole
from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.settings.user_pool.lambda_config import LambdaConfigSettings
from cognito_as_code.settings.user_pool.model import (
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
from cognito_as_code.settings.user_pool.regions import SNS_REGIONS
from cognito_as_code.settings.user_pool.schema import NumberAttributeConstraintsSettings, SchemaSettings


class UserPool(cognito_user_pool.CognitoUserPool):
    """aws_cognito_user_pool.main.

    What the provider shows no change for when it is removed, or AWS fills with a weaker default, is always written.
    """

    def __init__(
        self, scope: constructs.Construct, id: str, *, environment: EnvironmentSettings, sms_role: SmsRole | None
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
            username_configuration=cognito_user_pool.CognitoUserPoolUsernameConfiguration(
                case_sensitive=settings.username_configuration.case_sensitive
            ),
            auto_verified_attributes=settings.auto_verified_attributes,
            mfa_configuration=settings.mfa.configuration,
            software_token_mfa_configuration=_software_token_mfa_configuration(settings.mfa),
            sms_configuration=_sms_configuration(environment, sms_role),
            sms_authentication_message=settings.sms_authentication_message if _sends_codes(settings) else None,
            email_mfa_configuration=_email_mfa_configuration(settings),
            email_configuration=_email_configuration(settings.email_configuration),
            sign_in_policy=cognito_user_pool.CognitoUserPoolSignInPolicy(
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
            lifecycle=cdktf.TerraformResourceLifecycle(prevent_destroy=settings.lifecycle.prevent_destroy),
            # Cognito tries the role when the pool is made: the permission must be there by then.
            depends_on=[sms_role.policy] if sms_role else None,
        )
        self.override_logical_id("main")
        # Published once each, under the names of the arguments that take them: every read of an attribute asks Node.
        self.user_pool_id = self.id
        self.pool_arn = self.arn
        self.provider_name = self.endpoint
        self.issuer = f"https://{self.provider_name}"


def _software_token_mfa_configuration(
    mfa: MfaSettings,
) -> cognito_user_pool.CognitoUserPoolSoftwareTokenMfaConfiguration | None:
    if mfa.configuration == "OFF":
        return None  # AWS refuses any factor's block then, even a disabled one
    return cognito_user_pool.CognitoUserPoolSoftwareTokenMfaConfiguration(enabled="TOTP" in mfa.factors)


def _sms_configuration(
    environment: EnvironmentSettings, role: SmsRole | None
) -> cognito_user_pool.CognitoUserPoolSmsConfiguration | None:
    sms, region = environment.user_pool.sms_configuration, environment.region
    caller_arn, external_id = (role.arn, role.external_id) if role else (sms.sns_caller_arn, sms.external_id)
    if not environment.user_pool.sends_sms or not caller_arn or not external_id:
        return None
    return cognito_user_pool.CognitoUserPoolSmsConfiguration(
        sns_caller_arn=caller_arn,
        external_id=external_id,
        sns_region=sms.sns_region or SNS_REGIONS.get(region, (region,))[0],
    )


def _email_mfa_configuration(
    settings: UserPoolSettings,
) -> cognito_user_pool.CognitoUserPoolEmailMfaConfiguration | None:
    if "EMAIL" not in settings.mfa.factors:
        return None
    email = settings.email_mfa_configuration
    return cognito_user_pool.CognitoUserPoolEmailMfaConfiguration(subject=email.subject, message=email.message)


def _email_configuration(settings: EmailConfigurationSettings) -> cognito_user_pool.CognitoUserPoolEmailConfiguration:
    return cognito_user_pool.CognitoUserPoolEmailConfiguration(
        email_sending_account=settings.email_sending_account,
        source_arn=settings.source_arn,
        from_email_address=settings.from_email_address,
        reply_to_email_address=settings.reply_to_email_address,
        configuration_set=settings.configuration_set,
    )


def _password_policy(settings: PasswordPolicySettings) -> cognito_user_pool.CognitoUserPoolPasswordPolicy:
    return cognito_user_pool.CognitoUserPoolPasswordPolicy(
        minimum_length=settings.minimum_length,
        require_lowercase=settings.require_lowercase,
        require_uppercase=settings.require_uppercase,
        require_numbers=settings.require_numbers,
        require_symbols=settings.require_symbols,
        password_history_size=settings.password_history_size,
        temporary_password_validity_days=settings.temporary_password_validity_days,
    )


def _account_recovery_setting(
    settings: AccountRecoverySettingSettings,
) -> cognito_user_pool.CognitoUserPoolAccountRecoverySetting:
    return cognito_user_pool.CognitoUserPoolAccountRecoverySetting(
        recovery_mechanism=[
            cognito_user_pool.CognitoUserPoolAccountRecoverySettingRecoveryMechanism(name=name, priority=priority)
            for priority, name in enumerate(settings.recovery_mechanisms, start=1)
        ]
    )


def _admin_create_user_config(
    settings: AdminCreateUserConfigSettings,
) -> cognito_user_pool.CognitoUserPoolAdminCreateUserConfig:
    return cognito_user_pool.CognitoUserPoolAdminCreateUserConfig(
        allow_admin_create_user_only=settings.allow_admin_create_user_only,
        invite_message_template=cognito_user_pool.CognitoUserPoolAdminCreateUserConfigInviteMessageTemplate(
            email_subject=settings.invite_message_template.email_subject,
            email_message=settings.invite_message_template.email_message,
            sms_message=settings.invite_message_template.sms_message,
        ),
    )


def _verification_message_template(
    settings: VerificationMessageTemplateSettings,
) -> cognito_user_pool.CognitoUserPoolVerificationMessageTemplate:
    return cognito_user_pool.CognitoUserPoolVerificationMessageTemplate(
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
) -> cognito_user_pool.CognitoUserPoolWebAuthnConfiguration | None:
    if settings is None:
        return None
    return cognito_user_pool.CognitoUserPoolWebAuthnConfiguration(
        relying_party_id=settings.relying_party_id, user_verification=settings.user_verification
    )


def _schema(name: str, settings: SchemaSettings) -> cognito_user_pool.CognitoUserPoolSchema:
    # Whole, with its bounds: what is left out AWS fills in, and the provider then plans a change that AWS refuses.
    length, number = settings.string_attribute_constraints, settings.number_attribute_constraints
    return cognito_user_pool.CognitoUserPoolSchema(
        name=name,
        attribute_data_type=settings.attribute_data_type,
        mutable=settings.mutable,
        required=settings.required,
        developer_only_attribute=settings.developer_only_attribute,
        string_attribute_constraints=cognito_user_pool.CognitoUserPoolSchemaStringAttributeConstraints(
            min_length=str(length.min_length), max_length=str(length.max_length)
        )
        if settings.attribute_data_type == "String"
        else None,
        number_attribute_constraints=cognito_user_pool.CognitoUserPoolSchemaNumberAttributeConstraints(
            min_value=None if number.min_value is None else str(number.min_value),
            max_value=None if number.max_value is None else str(number.max_value),
        )
        if settings.attribute_data_type == "Number" and number != NumberAttributeConstraintsSettings()
        else None,  # AWS has no word for "no bounds", and the provider takes its silence for none
    )


def _user_attribute_update_settings(
    settings: UserPoolSettings,
) -> cognito_user_pool.CognitoUserPoolUserAttributeUpdateSettings | None:
    if not settings.verified_before_update:
        return None  # an empty block is a change at every plan
    return cognito_user_pool.CognitoUserPoolUserAttributeUpdateSettings(
        attributes_require_verification_before_update=sorted(settings.verified_before_update)
    )


def _device_configuration(
    settings: DeviceConfigurationSettings | None,
) -> cognito_user_pool.CognitoUserPoolDeviceConfiguration | None:
    if settings is None:
        return None
    return cognito_user_pool.CognitoUserPoolDeviceConfiguration(
        challenge_required_on_new_device=settings.challenge_required_on_new_device,
        device_only_remembered_on_user_prompt=settings.device_only_remembered_on_user_prompt,
    )


def _user_pool_add_ons(settings: UserPoolSettings) -> cognito_user_pool.CognitoUserPoolUserPoolAddOns | None:
    add_ons = settings.user_pool_add_ons
    if add_ons is None:
        return None
    flows = add_ons.advanced_security_additional_flows
    return cognito_user_pool.CognitoUserPoolUserPoolAddOns(
        advanced_security_mode=add_ons.advanced_security_mode,
        advanced_security_additional_flows=cognito_user_pool.CognitoUserPoolUserPoolAddOnsAdvancedSecurityAdditionalFlows(
            custom_auth_mode=flows.custom_auth_mode
        )
        if flows
        else None,
    )


def _lambda_config(settings: LambdaConfigSettings) -> cognito_user_pool.CognitoUserPoolLambdaConfig | None:
    if not any(settings.functions):
        return None  # an empty block is a change at every plan
    token, email, sms = (
        settings.pre_token_generation_config,
        settings.custom_email_sender,
        settings.custom_sms_sender,
    )
    return cognito_user_pool.CognitoUserPoolLambdaConfig(
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
        pre_token_generation_config=cognito_user_pool.CognitoUserPoolLambdaConfigPreTokenGenerationConfig(
            lambda_arn=token.lambda_arn, lambda_version=token.lambda_version
        )
        if token
        else None,
        custom_email_sender=cognito_user_pool.CognitoUserPoolLambdaConfigCustomEmailSender(
            lambda_arn=email.lambda_arn, lambda_version=email.lambda_version
        )
        if email
        else None,
        custom_sms_sender=cognito_user_pool.CognitoUserPoolLambdaConfigCustomSmsSender(
            lambda_arn=sms.lambda_arn, lambda_version=sms.lambda_version
        )
        if sms
        else None,
        kms_key_id=settings.kms_key_id,
    )
