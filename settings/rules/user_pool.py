"""Rules about the user pool: MFA, recovery, SMS, e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from settings.environment import EnvironmentSettings
from settings.fields import parse_arn, shown
from settings.findings import KeyPath
from settings.rules import Problem, rule
from settings.schema import STANDARD_ATTRIBUTES
from settings.tier import TIERS, lowest_tier, needs

API = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference"
GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"
FACTORS: KeyPath = ("user_pool", "mfa", "factors")
RECOVERY: KeyPath = ("user_pool", "account_recovery_setting", "recovery_mechanisms")
EMAIL: KeyPath = ("user_pool", "email_configuration")
SMS: KeyPath = ("user_pool", "sms_configuration")
FIRST_FACTORS: KeyPath = ("user_pool", "sign_in_policy", "allowed_first_auth_factors")
WEB_AUTHN: KeyPath = ("user_pool", "web_authn_configuration")
SCHEMA: KeyPath = ("user_pool", "schema")
LAMBDA: KeyPath = ("user_pool", "lambda_config")
TWO_FACTOR_PASSKEYS = "MULTI_FACTOR_WITH_USER_VERIFICATION"
TRIGGERS = f"{GUIDE}/cognito-user-pools-working-with-lambda-triggers.html"

_ADDRESS = r"[^\s@<>]+@[^\s@<>]+"
SENDER = re.compile(rf"[^<>]*<(?P<named>{_ADDRESS})>|(?P<bare>{_ADDRESS})")

# Pool Region -> Regions whose SNS it may use; a Region not listed uses its own. The first is the default.
SNS_REGIONS = {
    "us-east-2": ("us-east-2", "us-east-1"),
    "ca-central-1": ("ca-central-1", "us-east-1"),
    "eu-central-1": ("eu-central-1", "eu-west-1"),
    "eu-west-2": ("eu-west-2", "eu-west-1"),
    "ap-south-1": ("ap-south-1", "ap-southeast-1"),
    "ap-northeast-2": ("ap-northeast-1",),
    "ap-east-1": ("ap-southeast-1",),
    "ap-southeast-5": ("ap-southeast-1",),
    "ap-southeast-7": ("ap-south-1",),
}

# Pool Region -> Regions whose SES identities it may use; a Region not listed uses its own.
_SES_EVERYWHERE = ("us-east-1", "us-west-2", "eu-west-1")
SES_REGIONS = {
    region: (region, *(other for other in _SES_EVERYWHERE if other != region))
    for region in (
        "us-east-1", "us-east-2", "us-west-2", "ca-central-1", "ap-northeast-1", "ap-northeast-2", "ap-south-1",
        "ap-southeast-1", "ap-southeast-2", "eu-west-1", "eu-west-2", "eu-central-1",
    )
} | {
    "ca-west-1": ("ca-central-1",),
    "mx-central-1": ("us-east-1",),
    "ap-east-1": ("ap-southeast-1",),
    "ap-southeast-5": ("ap-southeast-2",),
    "ap-southeast-7": ("ap-southeast-1",),
    "ap-south-2": ("ap-south-1",),
    "ap-southeast-4": ("ap-southeast-2",),
    "eu-central-2": ("eu-central-1",),
    "eu-south-2": ("eu-west-3",),
    "me-central-1": ("eu-central-1",),
}  # fmt: skip


@rule(
    "MFA-1",
    "MFA that is on or optional has a factor",
    why="AWS refuses a pool with MFA and no factor, half-way through its creation, and leaves it tainted.",
    source=f"{API}/API_SetUserPoolMfaConfig.html",
)
def mfa_has_a_factor(settings: EnvironmentSettings) -> Iterator[Problem]:
    mfa = settings.user_pool.mfa
    if mfa.configuration != "OFF" and not mfa.factors:
        yield (
            FACTORS,
            f'is empty while configuration is "{mfa.configuration}"; list at least one of "TOTP", "SMS", "EMAIL"',
        )


@rule(
    "MFA-3",
    "MFA that is off has no factors",
    why="AWS refuses to turn MFA off and configure a factor together.",
    source=f"{API}/API_SetUserPoolMfaConfig.html",
)
def no_factor_without_mfa(settings: EnvironmentSettings) -> Iterator[Problem]:
    mfa = settings.user_pool.mfa
    if mfa.configuration == "OFF" and mfa.factors:
        yield (
            FACTORS,
            f'{shown(mfa.factors)} while configuration is "OFF"; remove the factors, or set configuration = "ON"',
        )


@rule(
    "MFA-9",
    "SMS is not both the second factor and the only way to recover",
    why="AWS refuses phone recovery next to SMS MFA: whoever holds the phone would hold both.",
    source=f"{GUIDE}/managing-users-passwords.html",
)
def sms_factor_and_recovery_differ(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if "SMS" in pool.mfa.factors and pool.account_recovery_setting.recovery_mechanisms == ["verified_phone_number"]:
        yield (
            RECOVERY,
            'only "verified_phone_number" while SMS is an MFA factor; put "verified_email" first, or use "admin_only"',
        )


@rule(
    "MFA-10",
    "E-mail MFA sends through Amazon SES",
    why="AWS refuses e-mail MFA on a pool that sends e-mail with Cognito's own account.",
    source=f"{GUIDE}/user-pool-settings-mfa-sms-email-message.html",
)
def email_factor_has_ses(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if "EMAIL" in pool.mfa.factors and pool.email_configuration.email_sending_account != "DEVELOPER":
        yield (
            (*EMAIL, "email_sending_account"),
            '"COGNITO_DEFAULT" while EMAIL is an MFA factor; set "DEVELOPER" and source_arn, the ARN of your '
            "SES identity",
        )


@rule(
    "MFA-11",
    "E-mail is not both the second factor and the only way to recover",
    why="AWS refuses e-mail MFA on a pool whose only recovery is e-mail: whoever holds the mailbox would hold both.",
    source=f"{GUIDE}/managing-users-passwords.html",
)
def email_factor_and_recovery_differ(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if "EMAIL" in pool.mfa.factors and pool.account_recovery_setting.recovery_mechanisms == ["verified_email"]:
        yield (
            RECOVERY,
            'only "verified_email" while EMAIL is an MFA factor; add "verified_phone_number", or use "admin_only"',
        )


@rule(
    "MFA-16",
    "SMS that Cognito can send is listed as a factor",
    why="With an SMS configuration and MFA on or optional, Cognito offers SMS as a second factor, asked for or not.",
    source=f"{GUIDE}/user-pool-settings-mfa-sms-email-message.html",
)
def sms_is_a_listed_factor(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if pool.mfa.configuration != "OFF" and pool.mfa.factors and pool.sends_sms and "SMS" not in pool.mfa.factors:
        why, there = (
            ("auto_verified_attributes has phone_number", '"phone_number"')
            if "phone_number" in pool.auto_verified_attributes
            else ("sign_in_policy.allowed_first_auth_factors has SMS_OTP", '"SMS_OTP"')
        )
        yield (
            FACTORS,
            f"{shown(pool.mfa.factors)} while {why}, so that Cognito will offer SMS as a factor too; "
            f'add "SMS", or remove {there} there',
        )


@rule(
    "MFA-4",
    "Sign-in by a code alone goes with optional MFA only",
    why="AWS refuses EMAIL_OTP and SMS_OTP as first factors while MFA is required: one code would be all there is.",
    source=f"{GUIDE}/amazon-cognito-user-pools-authentication-flow-methods.html",
)
def no_code_sign_in_with_required_mfa(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    codes = [factor for factor in pool.sign_in_policy.allowed_first_auth_factors if factor in ("EMAIL_OTP", "SMS_OTP")]
    if pool.mfa.configuration == "ON" and codes:
        yield (
            FIRST_FACTORS,
            f'{shown(codes)} while mfa.configuration is "ON"; remove {" and ".join(codes)}, or accept that MFA becomes '
            'optional and set mfa.configuration = "OPTIONAL"',
        )


@rule(
    "MFA-5",
    "Passkeys go with required MFA only where they count as two factors",
    why="AWS refuses others; FactorConfiguration, which says so, is in no provider up to 6.25, and not known here.",
    source="https://github.com/hashicorp/terraform-provider-aws/issues/50110",
)
def no_passkey_with_required_mfa(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    added = settings.overrides.get("aws_cognito_user_pool.main", {}).get("web_authn_configuration")
    two_factors = isinstance(added, dict) and added.get("factor_configuration") == TWO_FACTOR_PASSKEYS
    passkeys = "WEB_AUTHN" in pool.sign_in_policy.allowed_first_auth_factors
    if pool.mfa.configuration == "ON" and passkeys and not two_factors:
        yield (
            FIRST_FACTORS,
            '"WEB_AUTHN" while mfa.configuration is "ON"; remove it, or, with a provider that knows it, set '
            f'overrides."aws_cognito_user_pool.main".web_authn_configuration.factor_configuration = '
            f'"{TWO_FACTOR_PASSKEYS}", or accept that MFA becomes optional and set mfa.configuration = "OPTIONAL"',
        )


@rule(
    "P5",
    "Passkeys and SMS are not set up together while MFA is off",
    why="The provider sends both in one call without the MFA mode, AWS refuses it, and the new pool is left tainted.",
    source=f"{API}/API_SetUserPoolMfaConfig.html",
)
def no_passkeys_beside_sms_without_mfa(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if pool.mfa.configuration == "OFF" and pool.web_authn_configuration and pool.sends_sms:
        yield (
            WEB_AUTHN,
            'beside SMS while mfa.configuration is "OFF", which AWS refuses for a new pool; set "OPTIONAL", or leave '
            "out phone_number and SMS_OTP",
        )


@rule(
    "SIG-1",
    "Passwords are among the first factors",
    why="AWS refuses a pool without them.",
    source=f"{API}/API_SignInPolicyType.html",
)
def password_is_a_first_factor(settings: EnvironmentSettings) -> Iterator[Problem]:
    factors = settings.user_pool.sign_in_policy.allowed_first_auth_factors
    if "PASSWORD" not in factors:
        yield FIRST_FACTORS, f'{shown(factors)} is without "PASSWORD", which AWS wants always; add it'


@rule(
    "SIG-4",
    "Sign-in by e-mailed code sends through Amazon SES",
    why="Cognito's own account sends 50 messages a day, and its documentation asks for SES here.",
    source=f"{GUIDE}/amazon-cognito-user-pools-authentication-flow-methods.html",
)
def email_codes_have_ses(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    codes = "EMAIL_OTP" in pool.sign_in_policy.allowed_first_auth_factors
    if codes and pool.email_configuration.email_sending_account != "DEVELOPER":
        yield (
            (*EMAIL, "email_sending_account"),
            '"COGNITO_DEFAULT" while users sign in with EMAIL_OTP; set "DEVELOPER" and source_arn, the ARN of your '
            "SES identity",
        )


@rule(
    "SIG-5",
    "Some app client lets users choose how to sign in",
    why="Codes and passkeys work in choice-based sign-in only: without ALLOW_USER_AUTH nobody can use them.",
    source=f"{GUIDE}/authentication-flows-selection-sdk.html",
)
def passwordless_has_a_client(settings: EnvironmentSettings) -> Iterator[Problem]:
    factors = settings.user_pool.sign_in_policy.allowed_first_auth_factors
    clients = settings.app_clients.values()
    if factors != ["PASSWORD"] and not any("ALLOW_USER_AUTH" in client.explicit_auth_flows for client in clients):
        yield (
            FIRST_FACTORS,
            f'{shown(factors)}, but no app client has "ALLOW_USER_AUTH"; add it to explicit_auth_flows of one, or keep '
            '"PASSWORD" only',
        )


@rule(
    "SIG-8",
    "Passkeys come with the domain they are bound to",
    why="Without a relying party id Cognito takes the pool's domain, and every passkey is lost when that changes.",
    source=f"{API}/API_WebAuthnConfigurationType.html",
)
def passkeys_have_a_relying_party(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    allowed = "WEB_AUTHN" in pool.sign_in_policy.allowed_first_auth_factors
    if allowed and not pool.web_authn_configuration:
        yield (
            WEB_AUTHN,
            'is missing while WEB_AUTHN is allowed; add relying_party_id = "auth.example.com", your domain',
        )
    if pool.web_authn_configuration and not allowed:
        yield WEB_AUTHN, "has no effect; add WEB_AUTHN to sign_in_policy.allowed_first_auth_factors, or remove it"


@rule(
    "SIG-11",
    "Passkeys are bound to the custom domain, where there is one",
    why="Browsers offer a passkey on its own domain only; with managed login AWS wants the custom domain's name.",
    source=f"{API}/API_WebAuthnConfigurationType.html",
)
def relying_party_is_the_custom_domain(settings: EnvironmentSettings) -> Iterator[Problem]:
    web_authn = settings.user_pool.web_authn_configuration
    custom = [domain.domain for domain in settings.domains.values() if domain.is_custom]
    if web_authn and custom and web_authn.relying_party_id not in custom:
        yield (
            (*WEB_AUTHN, "relying_party_id"),
            f"{shown(web_authn.relying_party_id)} is not the custom domain; use {shown(custom[0])}",
        )


@rule(
    "TIER-0",
    "The tier has what the settings ask for",
    why="AWS refuses features of a higher tier (FeatureUnavailableInTierException), half-way through an apply.",
    source=f"{GUIDE}/cognito-sign-in-feature-plans.html",
)
def tier_has_everything(settings: EnvironmentSettings) -> Iterator[Problem]:
    tier = settings.user_pool.user_pool_tier
    lacking = [need for need in needs(settings) if tier and TIERS.index(need.tier) > TIERS.index(tier)]
    if lacking:
        listed = ", ".join(need.setting for need in lacking)
        yield (
            ("user_pool", "user_pool_tier"),
            f'{shown(tier)} is too low for {listed}; use "{lowest_tier(settings)}", leave the key out, or remove those',
        )


@rule(
    "ATT-2",
    "preferred_username is an alias or required, not both",
    why="AWS lets users take an alias after sign-up only.",
    source=f"{GUIDE}/user-pool-settings-attributes.html",
)
def preferred_username_is_alias_or_required(settings: EnvironmentSettings) -> Iterator[Problem]:
    attribute = settings.user_pool.attributes.get("preferred_username")
    if attribute and attribute.required and "preferred_username" in settings.user_pool.alias_attributes:
        yield (
            (*SCHEMA, "preferred_username", "required"),
            "true while alias_attributes has preferred_username; remove one of the two",
        )


@rule(
    "ATT-5",
    "Custom attributes are optional",
    why="AWS refuses required ones (Required custom attributes are not supported currently).",
    source=f"{API}/API_SchemaAttributeType.html",
)
def custom_attributes_are_optional(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, attribute in settings.user_pool.attributes.items():
        if attribute.required and name not in STANDARD_ATTRIBUTES:
            yield (*SCHEMA, name, "required"), "true, but a custom attribute cannot be required; remove it"


@rule(
    "ATT-7",
    "An attribute's least is not above its most",
    why="AWS refuses it.",
    source=f"{API}/API_SchemaAttributeType.html",
)
def attribute_bounds_are_in_order(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, attribute in settings.user_pool.attributes.items():
        length, number = attribute.string_attribute_constraints, attribute.number_attribute_constraints
        if length.min_length > length.max_length:
            yield (
                (*SCHEMA, name, "string_attribute_constraints"),
                f"min_length {length.min_length} is above max_length {length.max_length}; swap or change them",
            )
        if number.min_value is not None and number.max_value is not None and number.min_value > number.max_value:
            yield (
                (*SCHEMA, name, "number_attribute_constraints"),
                f"min_value {number.min_value} is above max_value {number.max_value}; swap or change them",
            )


@rule(
    "ATT-8",
    "Standard attributes keep their type",
    why="AWS refuses another type, or developer_only_attribute, for them.",
    source=f"{GUIDE}/user-pool-settings-attributes.html",
)
def standard_attributes_keep_their_type(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, attribute in settings.user_pool.attributes.items():
        type_ = STANDARD_ATTRIBUTES.get(name)
        if type_ and attribute.attribute_data_type != type_:
            yield (
                (*SCHEMA, name, "attribute_data_type"),
                f'{shown(attribute.attribute_data_type)} for a standard attribute; use "{type_}"',
            )
        if type_ and attribute.developer_only_attribute:
            yield (*SCHEMA, name, "developer_only_attribute"), "true for a standard attribute; remove it"


@rule(
    "ATT-11",
    "Constraints fit the attribute's type",
    why="Constraints of another type mean nothing, and AWS may refuse them.",
    source=f"{API}/API_SchemaAttributeType.html",
)
def constraints_fit_the_type(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, attribute in settings.user_pool.attributes.items():
        for type_ in ("String", "Number"):
            key = f"{type_.lower()}_attribute_constraints"
            if key in attribute.model_fields_set and attribute.attribute_data_type != type_:
                yield (
                    (*SCHEMA, name, key),
                    f"is for {type_} attributes, and this one is {attribute.attribute_data_type}; remove it",
                )


@rule(
    "ATT-14",
    "Only auto-verified attributes are verified before an update",
    why="AWS refuses others.",
    source=f"{API}/API_UserAttributeUpdateSettingsType.html",
)
def updated_attributes_are_auto_verified(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    others = sorted(set(pool.verified_before_update) - set(pool.auto_verified_attributes))
    if others:
        yield (
            ("user_pool", "user_attribute_update_settings", "attributes_require_verification_before_update"),
            f"{shown(others)} is not in auto_verified_attributes; add it there, or remove it here",
        )


@rule(
    "MSG-3",
    "Verification by link has a domain to link to",
    why="The link leads to the pool's domain; without one the e-mail cannot be sent.",
    source=f"{GUIDE}/cognito-user-pool-settings-email-verification-message-customization.html",
)
def links_have_a_domain(settings: EnvironmentSettings) -> Iterator[Problem]:
    option = settings.user_pool.verification_message_template.default_email_option
    if option == "CONFIRM_WITH_LINK" and not settings.domains:
        yield (
            ("user_pool", "verification_message_template", "default_email_option"),
            '"CONFIRM_WITH_LINK" without a domain; add [domains.NAME], or use "CONFIRM_WITH_CODE"',
        )


@rule(
    "LAM-1",
    "Lambda triggers are in the pool's Region",
    why="AWS refuses cross-Region functions.",
    source=TRIGGERS,
)
def triggers_are_in_this_region(settings: EnvironmentSettings) -> Iterator[Problem]:
    for trigger, arn in settings.user_pool.lambda_config.functions:
        if parse_arn(arn).region != settings.region:
            yield (*LAMBDA, trigger), f"{shown(arn)} is in another Region; use a function in {settings.region}"


@rule(
    "LAM-2",
    "Custom senders come with a KMS key",
    why="AWS refuses them without one: the codes they get are encrypted with it.",
    source=f"{GUIDE}/user-pool-lambda-custom-sender-triggers.html",
)
def custom_senders_have_a_key(settings: EnvironmentSettings) -> Iterator[Problem]:
    config = settings.user_pool.lambda_config
    senders = bool(config.custom_email_sender or config.custom_sms_sender)
    if senders and not config.kms_key_id:
        yield (*LAMBDA, "kms_key_id"), "is missing next to a custom sender; write the ARN of a symmetric KMS key"
    if config.kms_key_id and not senders:
        yield (*LAMBDA, "kms_key_id"), "has no effect without a custom sender; remove it"


@rule(
    "LAM-3",
    "The custom senders' KMS key is in the pool's Region",
    why="Cognito cannot use another Region's key.",
    source=f"{GUIDE}/user-pool-lambda-custom-sender-triggers.html",
)
def kms_key_is_in_this_region(settings: EnvironmentSettings) -> Iterator[Problem]:
    key = settings.user_pool.lambda_config.kms_key_id
    if key and parse_arn(key).region != settings.region:
        yield (*LAMBDA, "kms_key_id"), f"{shown(key)} is in another Region; use a key in {settings.region}"


@rule(
    "LAM-6",
    "Custom authentication has all three of its triggers",
    why="With some of them missing, or ALLOW_CUSTOM_AUTH without them, every such sign-in fails.",
    source=f"{GUIDE}/user-pool-lambda-challenge.html",
)
def custom_authentication_is_whole(settings: EnvironmentSettings) -> Iterator[Problem]:
    triggers = ("define_auth_challenge", "create_auth_challenge", "verify_auth_challenge_response")
    missing = [trigger for trigger in triggers if not getattr(settings.user_pool.lambda_config, trigger)]
    if missing and len(missing) < len(triggers):
        yield LAMBDA, f"has custom authentication without {', '.join(missing)}; add it, or remove the others"
    if missing:
        for name, client in settings.app_clients.items():
            if "ALLOW_CUSTOM_AUTH" in client.explicit_auth_flows:
                yield (
                    ("app_clients", name, "explicit_auth_flows"),
                    f'has "ALLOW_CUSTOM_AUTH", but the pool lacks the triggers {", ".join(missing)}; add them under '
                    "user_pool.lambda_config, or remove it",
                )


@rule(
    "ATT-1",
    "Users sign in with attributes as usernames or as aliases, not both",
    why="AWS refuses a pool with both.",
    source=f"{API}/API_CreateUserPool.html",
)
def aliases_or_usernames(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if pool.alias_attributes and pool.username_attributes:
        yield (
            ("user_pool", "alias_attributes"),
            f"{shown(pool.alias_attributes)} together with username_attributes "
            f"{shown(pool.username_attributes)}; keep one of the two",
        )


@rule(
    "REC-1",
    "Recovery by administrators only stands alone",
    why="AWS refuses admin_only next to another mechanism.",
    source=f"{API}/API_AccountRecoverySettingType.html",
)
def admin_only_stands_alone(settings: EnvironmentSettings) -> Iterator[Problem]:
    mechanisms = settings.user_pool.account_recovery_setting.recovery_mechanisms
    if "admin_only" in mechanisms and len(mechanisms) > 1:
        yield RECOVERY, f'{shown(mechanisms)} mixes "admin_only" with another mechanism; keep one or the other'


@rule(
    "REC-4",
    "Recovery by phone needs verified phones",
    why="Without an SMS configuration Cognito can send no code, and users who forget their password are locked out.",
    source=f"{GUIDE}/managing-users-passwords.html",
)
def phone_recovery_can_send(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if "verified_phone_number" in pool.account_recovery_setting.recovery_mechanisms and not pool.sends_sms:
        yield (
            RECOVERY,
            'has "verified_phone_number", but nothing makes the pool send SMS; add "phone_number" to '
            "auto_verified_attributes, "
            'or remove "verified_phone_number"',
        )


@rule(
    "SMS-2",
    "SMS are sent from a Region the pool may use",
    why="AWS refuses any other (Invalid snsRegion).",
    source=f"{GUIDE}/user-pool-sms-settings.html",
)
def sns_region_is_allowed(settings: EnvironmentSettings) -> Iterator[Problem]:
    asked = settings.user_pool.sms_configuration.sns_region
    allowed = SNS_REGIONS.get(settings.region, (settings.region,))
    if asked and asked not in allowed:
        yield (
            (*SMS, "sns_region"),
            f"{shown(asked)} cannot serve a pool in {settings.region}; use {' or '.join(allowed)}",
        )


@rule(
    "SMS-3",
    "The SMS role is in the pool's account",
    why="AWS refuses a role of another account (Cross-account pass role is not allowed).",
    source=f"{API}/API_SmsConfigurationType.html",
)
def sms_role_is_in_this_account(settings: EnvironmentSettings) -> Iterator[Problem]:
    role = settings.user_pool.sms_configuration.sns_caller_arn
    if role and parse_arn(role).account_id != settings.account_id:
        yield (*SMS, "sns_caller_arn"), f"{shown(role)} is in another account; use a role in {settings.account_id}"


@rule(
    "SMS-4",
    "A role of one's own comes with its external id",
    why="The role's trust policy names an sts:ExternalId; another one makes Cognito's attempts to assume it fail.",
    source=f"{GUIDE}/user-pool-sms-settings.html",
)
def own_sms_role_has_external_id(settings: EnvironmentSettings) -> Iterator[Problem]:
    sms = settings.user_pool.sms_configuration
    if sms.sns_caller_arn and not sms.external_id:
        yield (
            (*SMS, "external_id"),
            "is missing next to sns_caller_arn; write the sts:ExternalId of that role's trust policy",
        )


@rule(
    "SMS-9",
    "An SMS configuration is used by something",
    why="It would be ignored: nothing makes this pool send SMS.",
    source=f"{API}/API_SmsConfigurationType.html",
)
def sms_configuration_is_used(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if pool.sms_configuration.model_fields_set and not pool.sends_sms:
        yield SMS, 'has no effect, since nothing sends SMS; add "SMS" to mfa.factors, or remove the table'


@rule(
    "EML-1",
    "Sending with your own SES identity names it",
    why="AWS refuses DEVELOPER without the identity's ARN.",
    source=f"{GUIDE}/user-pool-email.html",
)
def ses_identity_is_named(settings: EnvironmentSettings) -> Iterator[Problem]:
    email = settings.user_pool.email_configuration
    if email.email_sending_account == "DEVELOPER" and not email.source_arn:
        yield (
            (*EMAIL, "source_arn"),
            'is missing while email_sending_account is "DEVELOPER"; write the ARN of your SES identity',
        )


@rule(
    "EML-3",
    "The sender's address is the SES identity's",
    why="AWS refuses a sender the identity does not cover, and any without DEVELOPER.",
    source=f"{GUIDE}/user-pool-email.html",
)
def sender_is_under_the_identity(settings: EnvironmentSettings) -> Iterator[Problem]:
    email = settings.user_pool.email_configuration
    if not email.from_email_address:
        return
    place = (*EMAIL, "from_email_address")
    matched = SENDER.fullmatch(email.from_email_address)
    if not matched:
        yield (
            place,
            f"{shown(email.from_email_address)} is no address; write user@example.com or Name <user@example.com>",
        )
    elif email.email_sending_account != "DEVELOPER":
        yield place, 'needs your own SES identity; set email_sending_account = "DEVELOPER" and source_arn, or remove it'
    elif email.source_arn:
        identity = parse_arn(email.source_arn).resource.removeprefix("identity/")
        address = matched["named"] or matched["bare"]
        domain = address.rpartition("@")[2]
        covered = address == identity if "@" in identity else domain == identity or domain.endswith(f".{identity}")
        if not covered:
            yield place, f"{shown(address)} is not under the SES identity {identity}; use an address that is"


@rule(
    "EML-4",
    "The SES identity is in a Region the pool may use",
    why="AWS refuses any other.",
    source=f"{GUIDE}/user-pool-email.html",
)
def ses_region_is_allowed(settings: EnvironmentSettings) -> Iterator[Problem]:
    source_arn = settings.user_pool.email_configuration.source_arn
    allowed = SES_REGIONS.get(settings.region, (settings.region,))
    if source_arn and parse_arn(source_arn).region not in allowed:
        yield (
            (*EMAIL, "source_arn"),
            f"{shown(source_arn)} cannot serve a pool in {settings.region}; use an identity in {' or '.join(allowed)}",
        )


@rule(
    "EML-5",
    "The SES identity is in the pool's account",
    why="Cognito does not share resources across accounts.",
    source=f"{GUIDE}/user-pool-email.html",
)
def ses_identity_is_in_this_account(settings: EnvironmentSettings) -> Iterator[Problem]:
    source_arn = settings.user_pool.email_configuration.source_arn
    if source_arn and parse_arn(source_arn).account_id != settings.account_id:
        yield (
            (*EMAIL, "source_arn"),
            f"{shown(source_arn)} is in another account; use an identity in {settings.account_id}",
        )


@rule(
    "MFA-7",
    "Sign-in by a code or passkey alone goes with MFA that is off, or is meant",
    why="With optional MFA, users who set up a second factor can no longer sign in by code, and the others show one "
    "factor.",
    source=f"{GUIDE}/user-pool-settings-mfa.html",
    severity="warning",
)
def optional_mfa_has_no_passwordless_sign_in(settings: EnvironmentSettings) -> Iterator[Problem]:
    factors = settings.user_pool.sign_in_policy.allowed_first_auth_factors
    alone = [factor for factor in factors if factor != "PASSWORD"]
    if settings.user_pool.mfa.configuration == "OPTIONAL" and alone:
        yield (
            ("user_pool", "sign_in_policy", "allowed_first_auth_factors"),
            f"{shown(alone)} lets users in with one factor while MFA is optional, and codes are closed to those with "
            'MFA; set mfa.configuration = "ON" and leave codes out, or keep it if it is meant',
        )


@rule(
    "MFA-14",
    "Users can have the second factor that is required",
    why="With SMS as the only factor, a user without a phone number cannot finish a sign-in.",
    source=f"{GUIDE}/user-pool-settings-mfa-sms-email-message.html",
    severity="warning",
)
def required_sms_has_a_phone_number(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    phone = pool.attributes.get("phone_number")
    have_phones = "phone_number" in pool.username_attributes or (phone and phone.required)
    if pool.mfa.configuration == "ON" and pool.mfa.factors == ["SMS"] and not have_phones:
        yield (
            ("user_pool", "mfa", "factors"),
            '["SMS"] asks for a phone number that users need not have; add "TOTP", or [user_pool.schema.phone_number] '
            "with required = true",
        )


@rule(
    "MFA-15",
    "A message is for a factor that is used",
    why="Cognito would never send it: most often the factor was forgotten.",
    source=f"{GUIDE}/user-pool-settings-mfa-sms-email-message.html",
    severity="warning",
)
def messages_have_a_factor(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    used = {*pool.mfa.factors, *pool.sign_in_policy.allowed_first_auth_factors}
    for key, factor in (("sms_authentication_message", "SMS"), ("email_mfa_configuration", "EMAIL")):
        if key in pool.model_fields_set and not {factor, f"{factor}_OTP"} & used:
            yield ("user_pool", key), f'is not used; list "{factor}" in mfa.factors, or remove it'


@rule(
    "SIG-10",
    "Passkeys are bound to a domain of one's own",
    why="A name that others register under is a public suffix, which browsers refuse. Not tried on AWS.",
    source=f"{GUIDE}/amazon-cognito-user-pools-authentication-flow-methods.html",
    severity="warning",
)
def relying_party_is_no_public_suffix(settings: EnvironmentSettings) -> Iterator[Problem]:
    passkeys = settings.user_pool.web_authn_configuration
    if passkeys and re.fullmatch(r"((auth|auth-fips)\.[a-z0-9-]+\.)?amazoncognito\.com", passkeys.relying_party_id):
        yield (
            ("user_pool", "web_authn_configuration", "relying_party_id"),
            f"{shown(passkeys.relying_party_id)} is everybody's; put the domain's prefix before it",
        )


@rule(
    "SIG-14",
    "A passkey asks who holds the device",
    why="Without user verification a passkey is one factor: whoever holds the device is in.",
    source=f"{API}/API_WebAuthnConfigurationType.html",
    severity="warning",
)
def passkeys_verify_the_user(settings: EnvironmentSettings) -> Iterator[Problem]:
    passkeys = settings.user_pool.web_authn_configuration
    if passkeys and passkeys.user_verification == "preferred":
        yield (
            ("user_pool", "web_authn_configuration", "user_verification"),
            '"preferred" lets devices sign in that ask for no PIN or biometrics; use "required"',
        )


@rule(
    "DEV-1",
    "Remembered devices do not stand in for the second factor",
    why="challenge_required_on_new_device lets a remembered device sign in without a code from an app or an SMS.",
    source=f"{API}/API_DeviceConfigurationType.html",
    severity="warning",
)
def devices_replace_no_factor(settings: EnvironmentSettings) -> Iterator[Problem]:
    devices = settings.user_pool.device_configuration
    if devices and devices.challenge_required_on_new_device and settings.user_pool.mfa.configuration != "OFF":
        yield (
            ("user_pool", "device_configuration", "challenge_required_on_new_device"),
            "true lets remembered devices sign in without the second factor; set it to false, or keep it if it is "
            "meant",
        )


@rule(
    "ATT-3",
    "Addresses that users sign in with are verified",
    why="An alias works only once it is verified, and an unverified address can recover no password.",
    source=f"{GUIDE}/user-pool-settings-attributes.html",
    severity="warning",
)
def sign_in_addresses_are_verified(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    for key in ("username_attributes", "alias_attributes"):
        unverified = [
            each
            for each in getattr(pool, key)
            if each in ("email", "phone_number") and each not in pool.auto_verified_attributes
        ]
        if unverified:
            yield (
                ("user_pool", key),
                f"{shown(unverified)} is not verified at sign-up; add it to auto_verified_attributes",
            )


@rule(
    "ATT-4",
    "Users who sign up give the aliases they sign in with",
    why="The sign-in pages ask for required attributes only.",
    source=f"{GUIDE}/user-pool-settings-attributes.html",
    severity="warning",
)
def aliases_are_asked_for(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if pool.admin_create_user_config.allow_admin_create_user_only:
        return
    for alias in pool.alias_attributes:
        attribute = pool.attributes.get(alias)
        if alias != "preferred_username" and not (attribute and attribute.required):
            yield (
                ("user_pool", "alias_attributes"),
                f'"{alias}" is not asked for at sign-up; add [user_pool.schema.{alias}] with required = true',
            )


@rule(
    "EML-8",
    "Production sends e-mail with Amazon SES",
    why="Cognito's own account sends 50 messages a day; then users get no codes.",
    source=f"{GUIDE}/user-pool-email.html",
    severity="warning",
)
def production_sends_with_ses(settings: EnvironmentSettings) -> Iterator[Problem]:
    sender = settings.user_pool.email_configuration.email_sending_account
    if settings.production and sender == "COGNITO_DEFAULT":
        yield (
            ("user_pool", "email_configuration", "email_sending_account"),
            '"COGNITO_DEFAULT" sends 50 messages a day; set "DEVELOPER" and source_arn, your SES identity',
        )
