"""What an environment file may say under [user_pool]."""

from __future__ import annotations

import re
from math import inf
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from cognito_as_code.settings.core.facts import (
    HIGHER,
    LOWER,
    DecidesDefaults,
    NeedsTier,
    Strength,
    Tier,
    safer,
    weak_to_strong,
    without,
)
from cognito_as_code.settings.core.fields import (
    EmailMessage,
    EmailSubject,
    Name,
    Region,
    RoleArn,
    SesIdentityArn,
    Settings,
    SmsMessage,
    Text,
    distinct,
    holding,
    printable,
    refused,
    shown,
)
from cognito_as_code.settings.user_pool.lambda_config import LambdaConfigSettings
from cognito_as_code.settings.user_pool.schema import AttributeName, SchemaSettings

Factor = Literal["TOTP", "SMS", "EMAIL"]
VerifiedAttribute = Literal["email", "phone_number"]


def _usual_factors(mfa: dict[str, Any]) -> list[Factor]:
    return [] if mfa.get("configuration") == "OFF" else ["TOTP"]


class MfaSettings(Settings):
    """Whether users need a second factor, and which.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    """

    configuration: Annotated[
        Literal["ON", "OPTIONAL", "OFF"],
        weak_to_strong("OFF", "OPTIONAL", "ON"),
        DecidesDefaults({"factors": {}}),
    ] = "ON"
    """ON: every user needs a second factor. OPTIONAL: those who set one up. OFF: nobody. Default: ON.

    Becomes mfa_configuration.
    """

    factors: Annotated[list[Factor], AfterValidator(distinct), without("SMS"), NeedsTier("ESSENTIALS", ("EMAIL",))] = (
        Field(default_factory=_usual_factors)
    )
    """The second factors users may choose from. Default: ["TOTP"], or [] when configuration is OFF.

    TOTP (an authenticator app) becomes software_token_mfa_configuration. SMS becomes sms_configuration, with an
    IAM role that lets Cognito send messages. EMAIL becomes email_mfa_configuration and needs
    email_configuration.email_sending_account = "DEVELOPER" (Amazon SES).
    """


def _not_zero(days: int) -> int:
    if days == 0:
        raise refused("0 would mean 7 days to AWS", "use 1 to 365")
    return days


class PasswordPolicySettings(Settings):
    """What a password must look like.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_PasswordPolicyType.html
    """

    minimum_length: Annotated[int, HIGHER] = Field(default=14, ge=6, le=99)
    """Fewest characters, 6 to 99. Default: 14; AWS's own is 8."""

    require_lowercase: Annotated[bool, safer(True)] = True
    """At least one of a-z. Default: true."""

    require_uppercase: Annotated[bool, safer(True)] = True
    """At least one of A-Z. Default: true."""

    require_numbers: Annotated[bool, safer(True)] = True
    """At least one of 0-9. Default: true."""

    require_symbols: Annotated[bool, safer(True)] = True
    """At least one special character. Default: true."""

    password_history_size: Annotated[int, HIGHER, NeedsTier("ESSENTIALS")] = Field(default=0, ge=0, le=24)
    """How many former passwords may not be used again, 0 to 24. Default: 0, none."""

    temporary_password_validity_days: Annotated[int, AfterValidator(_not_zero), LOWER] = Field(
        default=1, ge=0, le=365, json_schema_extra={"x-least": 1}
    )
    """Days until the password in an invitation expires, 1 to 365. Default: 1; AWS's own is 7."""


def _has_link(message: str) -> str:
    if not re.search(r"\{##.*?##\}", message, re.DOTALL):
        raise refused(f"{shown(message)} has no {{##text##}}", "write the link's text between {## and ##}")
    return message


class VerificationMessageTemplateSettings(Settings):
    """The messages with a code that prove an e-mail address or a phone number is the user's.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerificationMessageTemplateType.html
    """

    default_email_option: Literal["CONFIRM_WITH_CODE", "CONFIRM_WITH_LINK"] = "CONFIRM_WITH_CODE"
    """Whether e-mail addresses are verified by a code or by a link, which needs a domain. Default: by code."""

    email_subject: EmailSubject = "Your verification code"
    """Subject of the verification e-mail, 1 to 140 characters."""

    email_message: EmailMessage = "Your verification code is {####}."
    """Body of the verification e-mail, 6 to 20,000 characters with {####}."""

    email_subject_by_link: EmailSubject = "Verify your e-mail address"
    """Subject of the verification e-mail with a link, 1 to 140 characters."""

    email_message_by_link: Annotated[
        str, Field(min_length=6, max_length=20_000), AfterValidator(_has_link), AfterValidator(printable)
    ] = "Please {##verify your e-mail address##}."
    """Body of the verification e-mail with a link, 6 to 20,000 characters with {##text of the link##}."""

    sms_message: SmsMessage = "Your verification code is {####}."
    """Text of the verification SMS, 6 to 140 characters with {####}."""


Invitation = AfterValidator(holding("{username}", "{####}"))


class InviteMessageTemplateSettings(Settings):
    """The invitation a user gets when an administrator creates the account: {username} and {####}, the password.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_MessageTemplateType.html
    """

    email_subject: EmailSubject = "Your temporary password"
    """Subject of the invitation e-mail, 1 to 140 characters."""

    email_message: Annotated[str, Field(min_length=6, max_length=20_000), Invitation, AfterValidator(printable)] = (
        "Your username is {username} and your temporary password is {####}"
    )
    """Body of the invitation e-mail, 6 to 20,000 characters with {username} and {####}."""

    sms_message: Annotated[str, Field(min_length=6, max_length=140), Invitation] = (
        "Your username is {username} and your temporary password is {####}"
    )
    """Text of the invitation SMS, 6 to 140 characters with {username} and {####}."""


class AdminCreateUserConfigSettings(Settings):
    """Who may create users.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUserConfigType.html
    """

    allow_admin_create_user_only: Annotated[bool, safer(True)] = True
    """true: only administrators create users. false: anybody may sign up. Default: true."""

    invite_message_template: InviteMessageTemplateSettings = InviteMessageTemplateSettings()


class UsernameConfigurationSettings(Settings):
    """How usernames are compared. Fixed when the pool is created: a change replaces the pool, with all its users.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UsernameConfigurationType.html
    """

    case_sensitive: Annotated[bool, safer(False)] = False
    """true: Ana and ana are two users. Default: false; AWS's own is true."""


FirstFactor = Literal["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]


class SignInPolicySettings(Settings):
    """What users may prove first: for app clients with ALLOW_USER_AUTH, choice-based sign-in.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
    """

    allowed_first_auth_factors: Annotated[
        list[FirstFactor],
        AfterValidator(distinct),
        without("EMAIL_OTP", "SMS_OTP"),
        NeedsTier("ESSENTIALS", ("EMAIL_OTP", "SMS_OTP", "WEB_AUTHN")),
    ] = Field(default=["PASSWORD"], min_length=1)
    """PASSWORD, which AWS wants always, and any of EMAIL_OTP, SMS_OTP, WEB_AUTHN (passkeys). Default: ["PASSWORD"].

    More than PASSWORD needs mfa.configuration other than "ON": whoever signs in by a code alone has shown one factor.
    """


class WebAuthnConfigurationSettings(Settings):
    """Passkeys; used when sign_in_policy allows WEB_AUTHN.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnConfigurationType.html
    """

    relying_party_id: Annotated[
        str,
        Text(
            r"localhost|[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+",
            "a host name like auth.example.com, without a scheme, a port or a path",
            most=127,
        ),
    ] = Field(examples=["auth.example.com"])
    """The domain that passkeys are bound to, 1 to 127 characters; a custom domain's own name where there is one.

    A change makes every passkey useless. localhost is for development.
    """

    user_verification: Annotated[Literal["required", "preferred"], weak_to_strong("preferred", "required")] = "required"
    """required: the device asks for a PIN or biometrics. preferred: it may. Default: required; AWS's own: preferred."""


class DeviceConfigurationSettings(Settings):
    """Remembered devices. No table: Cognito remembers none.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html
    """

    challenge_required_on_new_device: Annotated[bool, safer(False, absent=False)] = False
    """true: a remembered device may stand in for the second factor of TOTP or SMS. Default: false."""

    device_only_remembered_on_user_prompt: Annotated[bool, safer(True, absent=True)] = True
    """true: users choose which devices are remembered. false: all are. Default: true."""


def _verified_first(attributes: list[VerifiedAttribute] | None) -> float:
    return inf if attributes is None else len(attributes)


class UserAttributeUpdateSettingsSettings(Settings):
    """What happens when users change a verified attribute.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserAttributeUpdateSettingsType.html
    """

    attributes_require_verification_before_update: Annotated[
        Annotated[list[VerifiedAttribute], AfterValidator(distinct)] | None, Strength(_verified_first)
    ] = None
    """Attributes whose new value counts only once it is verified; all auto-verified. Default: auto_verified_attributes.

    Without this, a stolen session changes the address and takes over the account.
    """


ThreatProtection = Literal["OFF", "AUDIT", "ENFORCED"]


class AdvancedSecurityAdditionalFlowsSettings(Settings):
    """Threat protection for custom authentication.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdvancedSecurityAdditionalFlowsType.html
    """

    custom_auth_mode: Annotated[
        Literal["AUDIT", "ENFORCED"], weak_to_strong("OFF", "AUDIT", "ENFORCED", absent="OFF")
    ] = Field(examples=["ENFORCED"])
    """AUDIT: watch only. ENFORCED: act on risks."""


class UserPoolAddOnsSettings(Settings):
    """Threat protection, formerly advanced security.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-threat-protection.html
    """

    advanced_security_mode: Annotated[
        ThreatProtection,
        weak_to_strong("OFF", "AUDIT", "ENFORCED", absent="OFF"),
        NeedsTier("PLUS", ("AUDIT", "ENFORCED")),
    ] = Field(examples=["ENFORCED"])
    """AUDIT: watch only. ENFORCED: act as [risk_configuration] says. No table is OFF, for a pool that never had it."""

    advanced_security_additional_flows: AdvancedSecurityAdditionalFlowsSettings | None = None
    """For custom authentication. Default: none, not watched."""


RecoveryMechanism = Literal["verified_email", "verified_phone_number", "admin_only"]


def _recovery_not_by_sms(mechanisms: list[RecoveryMechanism]) -> float:
    """An administrator is better than an e-mail, and that better than an SMS, second or first."""
    if "verified_phone_number" in mechanisms:
        return 0 if mechanisms[0] == "verified_phone_number" else 1
    return 3 if mechanisms == ["admin_only"] else 2


class AccountRecoverySettingSettings(Settings):
    """How users who forgot their password get back in.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AccountRecoverySettingType.html
    """

    recovery_mechanisms: Annotated[
        list[RecoveryMechanism], AfterValidator(distinct), Strength(_recovery_not_by_sms)
    ] = Field(default=["verified_email"], min_length=1, max_length=2)
    """One or two mechanisms, preferred one first; each becomes a recovery_mechanism with its place as priority.

    admin_only stands alone: only an administrator can reset. Default: ["verified_email"]; AWS's own prefers SMS.
    """


class EmailConfigurationSettings(Settings):
    """Who sends the pool's e-mail.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html
    """

    email_sending_account: Literal["COGNITO_DEFAULT", "DEVELOPER"] = "COGNITO_DEFAULT"
    """COGNITO_DEFAULT: Cognito itself, 50 messages a day. DEVELOPER: your Amazon SES identity. Default: the former."""

    source_arn: SesIdentityArn | None = None
    """ARN of the SES identity to send with; needed with DEVELOPER. Default: none."""

    from_email_address: Annotated[str, Field(min_length=3, max_length=320)] | None = None
    """Sender, as user@example.com or Name <user@example.com>, under the SES identity. Default: Cognito's."""

    reply_to_email_address: (
        Annotated[str, Text(r"[^\s@<>]+@[^\s@<>]+", "one address like help@example.com", most=320, least=3)] | None
    ) = None
    """Where answers go. Default: none."""

    configuration_set: Annotated[str, Text(r"[A-Za-z0-9_-]+", "letters, digits, _ and -", most=64)] | None = None
    """SES configuration set, 1 to 64 characters. Default: none."""


class EmailMfaConfigurationSettings(Settings):
    """The e-mail with the second factor's code; used when mfa.factors has EMAIL.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EmailMfaConfigType.html
    """

    subject: EmailSubject = "Your sign-in code"
    """Subject, 1 to 140 characters."""

    message: EmailMessage = "Your sign-in code is {####}."
    """Body, 6 to 20,000 characters with {####}."""


class SmsConfigurationSettings(Settings):
    """How Cognito sends SMS; used when mfa.factors has SMS or auto_verified_attributes has phone_number.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SmsConfigurationType.html
    """

    sns_caller_arn: RoleArn | None = None
    """An IAM role of your own for Cognito to assume. Default: none; a least-privilege role is created."""

    external_id: (
        Annotated[str, Text(r"[\w+=,.@:/-]+", "letters, digits and any of _ + = , . @ : / -", most=1224, least=2)]
        | None
    ) = None
    """The sts:ExternalId the role asks for. Needed with sns_caller_arn. Default: the stack's name."""

    sns_region: Region | None = None
    """Region whose Amazon SNS sends. Default: the pool's own, or the one AWS prescribes for it."""


class LifecycleSettings(Settings):
    """Terraform's own guards. Source: https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle"""

    prevent_destroy: Annotated[bool, safer(True)] = True
    """true: a plan that would destroy this resource, or replace it, fails. Default: true."""


class UserPoolSettings(Settings):
    """The user pool: who may sign in, and how.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html
    """

    name: Name = Field(examples=["ai-gateway"])
    """The pool's name, 1 to 128 characters. A change replaces the pool, with all its users."""

    username_attributes: Annotated[list[VerifiedAttribute], AfterValidator(distinct)] = []
    """Attributes used as the username; not with alias_attributes. Default: none.

    A change replaces the pool, with all its users.
    """

    alias_attributes: Annotated[
        list[Literal["email", "phone_number", "preferred_username"]], AfterValidator(distinct)
    ] = []
    """Attributes that work beside the username; not with username_attributes. Default: none.

    A change replaces the pool, with all its users.
    """

    auto_verified_attributes: Annotated[list[VerifiedAttribute], AfterValidator(distinct)] = ["email"]
    """What Cognito verifies with a code at sign-up. phone_number brings sms_configuration. Default: ["email"]."""

    deletion_protection: Annotated[Literal["ACTIVE", "INACTIVE"], weak_to_strong("INACTIVE", "ACTIVE")] = "ACTIVE"
    """ACTIVE: AWS refuses to delete the pool. Default: ACTIVE; AWS's own is INACTIVE."""

    user_pool_tier: Tier | None = None
    """Feature plan, which sets features and price. Default: the lowest that has all the file asks for.

    A lower one than that is an error, which lists the settings that need more.
    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html
    """

    sms_authentication_message: SmsMessage = "Your sign-in code is {####}."
    """Text of the SMS with the second factor's code, 6 to 140 characters with {####}; used when mfa.factors has SMS."""

    mfa: MfaSettings = MfaSettings()
    password_policy: PasswordPolicySettings = PasswordPolicySettings()
    username_configuration: UsernameConfigurationSettings = UsernameConfigurationSettings()
    admin_create_user_config: AdminCreateUserConfigSettings = AdminCreateUserConfigSettings()
    account_recovery_setting: AccountRecoverySettingSettings = AccountRecoverySettingSettings()
    verification_message_template: VerificationMessageTemplateSettings = VerificationMessageTemplateSettings()
    email_configuration: EmailConfigurationSettings = EmailConfigurationSettings()
    email_mfa_configuration: EmailMfaConfigurationSettings = EmailMfaConfigurationSettings()
    sms_configuration: SmsConfigurationSettings = SmsConfigurationSettings()
    sign_in_policy: SignInPolicySettings = SignInPolicySettings()
    web_authn_configuration: WebAuthnConfigurationSettings | None = None
    user_attribute_update_settings: UserAttributeUpdateSettingsSettings = UserAttributeUpdateSettingsSettings()
    device_configuration: DeviceConfigurationSettings | None = None
    user_pool_add_ons: UserPoolAddOnsSettings | None = None
    lambda_config: LambdaConfigSettings = LambdaConfigSettings()
    attributes: dict[AttributeName, SchemaSettings] = Field(default={}, max_length=50, alias="schema")
    """[user_pool.schema.NAME]: attributes of users, by name. Default: the standard ones, optional."""

    lifecycle: LifecycleSettings = LifecycleSettings()

    @property
    def sends_sms(self) -> bool:
        """Whether anything here makes Cognito send SMS, so that it needs a role to do so."""
        return (
            "SMS" in self.mfa.factors
            or "phone_number" in self.auto_verified_attributes
            or "SMS_OTP" in self.sign_in_policy.allowed_first_auth_factors
        )

    @property
    def verified_before_update(self) -> list[VerifiedAttribute]:
        """Attributes whose new value counts only once it is verified."""
        chosen = self.user_attribute_update_settings.attributes_require_verification_before_update
        return self.auto_verified_attributes if chosen is None else chosen

    @property
    def threat_protection(self) -> ThreatProtection:
        """The mode of threat protection."""
        return self.user_pool_add_ons.advanced_security_mode if self.user_pool_add_ons else "OFF"
