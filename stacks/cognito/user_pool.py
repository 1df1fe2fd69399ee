"""The user pool."""

from __future__ import annotations

from settings import EnvironmentSettings
from settings.rules.user_pool import SNS_REGIONS
from settings.user_pool import (
    AccountRecoverySettingSettings,
    AdminCreateUserConfigSettings,
    EmailConfigurationSettings,
    MfaSettings,
    PasswordPolicySettings,
    UserPoolSettings,
    VerificationMessageTemplateSettings,
)
from stacks.aws import (
    CognitoUserPool,
    CognitoUserPoolAccountRecoverySetting,
    CognitoUserPoolAccountRecoverySettingRecoveryMechanism,
    CognitoUserPoolAdminCreateUserConfig,
    CognitoUserPoolAdminCreateUserConfigInviteMessageTemplate,
    CognitoUserPoolEmailConfiguration,
    CognitoUserPoolEmailMfaConfiguration,
    CognitoUserPoolPasswordPolicy,
    CognitoUserPoolSignInPolicy,
    CognitoUserPoolSmsConfiguration,
    CognitoUserPoolSoftwareTokenMfaConfiguration,
    CognitoUserPoolUsernameConfiguration,
    CognitoUserPoolVerificationMessageTemplate,
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
            user_pool_tier=settings.user_pool_tier,
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
            sms_authentication_message=settings.sms_authentication_message if "SMS" in settings.mfa.factors else None,
            email_mfa_configuration=_email_mfa_configuration(settings),
            email_configuration=_email_configuration(settings.email_configuration),
            sign_in_policy=CognitoUserPoolSignInPolicy(allowed_first_auth_factors=["PASSWORD"]),
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
        default_email_option="CONFIRM_WITH_CODE",
        email_subject=settings.email_subject,
        email_message=settings.email_message,
        sms_message=settings.sms_message,
    )
