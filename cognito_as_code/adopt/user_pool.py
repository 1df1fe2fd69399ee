"""[user_pool] of a live pool: what AWS says becomes a key; what it does not say stays unsaid there."""

from __future__ import annotations

from typing import Any

from cognito_as_code.adopt.adopted import Adopted, table_of
from cognito_as_code.adopt.schema import schema_of
from cognito_as_code.settings.core.fields import shown

POOL = "aws_cognito_user_pool.main"
TABLE = ("user_pool",)

_PASSWORD = {
    "MinimumLength": "minimum_length",
    "RequireLowercase": "require_lowercase",
    "RequireUppercase": "require_uppercase",
    "RequireNumbers": "require_numbers",
    "RequireSymbols": "require_symbols",
    "PasswordHistorySize": "password_history_size",
    "TemporaryPasswordValidityDays": "temporary_password_validity_days",
}
_INVITATION = {"EmailSubject": "email_subject", "EmailMessage": "email_message", "SMSMessage": "sms_message"}
_VERIFICATION = {
    "DefaultEmailOption": "default_email_option",
    "EmailSubject": "email_subject",
    "EmailMessage": "email_message",
    "EmailSubjectByLink": "email_subject_by_link",
    "EmailMessageByLink": "email_message_by_link",
    "SmsMessage": "sms_message",
}
_FORMER = {
    "EmailVerificationSubject": "email_subject",
    "EmailVerificationMessage": "email_message",
    "SmsVerificationMessage": "sms_message",
}
"""What the template's messages were before there was a template."""
_EMAIL = {
    "EmailSendingAccount": "email_sending_account",
    "SourceArn": "source_arn",
    "From": "from_email_address",
    "ReplyToEmailAddress": "reply_to_email_address",
    "ConfigurationSet": "configuration_set",
}
_DEVICES = {
    "ChallengeRequiredOnNewDevice": "challenge_required_on_new_device",
    "DeviceOnlyRememberedOnUserPrompt": "device_only_remembered_on_user_prompt",
}


def add_user_pool(adopted: Adopted, pool: dict[str, Any]) -> None:
    """The pool's table, but for MFA and Lambda triggers."""
    adopted.imports[POOL] = pool["Id"]
    table: dict[str, Any] = adopted.settings.setdefault("user_pool", {})
    table["name"] = pool["Name"]
    for theirs, ours in (("UsernameAttributes", "username_attributes"), ("AliasAttributes", "alias_attributes")):
        if pool.get(theirs):
            table[ours] = sorted(pool[theirs])
    table["auto_verified_attributes"] = sorted(pool.get("AutoVerifiedAttributes") or [])
    _add_what_may_be_missing(adopted, table, pool)
    _add_password_policy(adopted, table, pool.get("Policies", {}).get("PasswordPolicy"))
    _add_messages(adopted, table, pool)
    if email := pool.get("EmailConfiguration"):
        table["email_configuration"] = table_of(email, _EMAIL)
        if not email.get("EmailSendingAccount"):
            adopted.leave(POOL, "email_configuration.email_sending_account")
    else:
        adopted.leave(POOL, "email_configuration")
    if (devices := pool.get("DeviceConfiguration")) is not None:
        table["device_configuration"] = {ours: bool(devices.get(theirs)) for theirs, ours in _DEVICES.items()}
    _add_recovery(adopted, table, pool)
    _add_threat_protection(table, pool)
    schema, whole = schema_of(pool.get("SchemaAttributes") or [])
    if schema:
        table["schema"] = schema
    if not whole:
        adopted.leave(POOL, "schema")
        adopted.remark(
            (*TABLE, "schema"), "AWS knows bounds of some attribute only in part, so the schema stays as it is."
        )


def _add_what_may_be_missing(adopted: Adopted, table: dict[str, Any], pool: dict[str, Any]) -> None:
    """Keys that old pools lack: the file says what holds, and the argument is left alone."""
    table["deletion_protection"] = pool.get("DeletionProtection") or "INACTIVE"
    if not pool.get("DeletionProtection"):
        adopted.leave(POOL, "deletion_protection")
    if tier := pool.get("UserPoolTier"):
        table["user_pool_tier"] = tier
    else:
        adopted.leave(POOL, "user_pool_tier")
    username = pool.get("UsernameConfiguration")
    table["username_configuration"] = {"case_sensitive": (username or {}).get("CaseSensitive", True)}
    if username is None:
        adopted.leave(POOL, "username_configuration")
        adopted.remark(
            (*TABLE, "username_configuration"), "Made before Cognito asked: usernames are case-sensitive, for ever."
        )
    factors = pool.get("Policies", {}).get("SignInPolicy", {}).get("AllowedFirstAuthFactors")
    if factors:
        table["sign_in_policy"] = {"allowed_first_auth_factors": sorted(factors)}
    else:
        adopted.leave(POOL, "sign_in_policy")
    table["user_attribute_update_settings"] = {
        "attributes_require_verification_before_update": sorted(
            pool.get("UserAttributeUpdateSettings", {}).get("AttributesRequireVerificationBeforeUpdate") or []
        )
    }


def _add_password_policy(adopted: Adopted, table: dict[str, Any], policy: dict[str, Any] | None) -> None:
    if not policy:
        adopted.leave(POOL, "password_policy")
        return
    table["password_policy"] = table_of(policy, _PASSWORD)
    for theirs, ours in _PASSWORD.items():
        if theirs.startswith("Require"):
            table["password_policy"].setdefault(ours, False)
        elif policy.get(theirs) is None and ours != "password_history_size":
            adopted.leave(POOL, f"password_policy.{ours}")


def _add_messages(adopted: Adopted, table: dict[str, Any], pool: dict[str, Any]) -> None:
    creation = pool.get("AdminCreateUserConfig") or {}
    invitation = creation.get("InviteMessageTemplate") or {}
    table["admin_create_user_config"] = {
        "allow_admin_create_user_only": bool(creation.get("AllowAdminCreateUserOnly")),
        "invite_message_template": table_of(invitation, _INVITATION),
    }
    block = "admin_create_user_config.invite_message_template"
    missing = [ours for theirs, ours in _INVITATION.items() if invitation.get(theirs) is None]
    adopted.leave(POOL, *([block] if len(missing) == len(_INVITATION) else [f"{block}.{key}" for key in missing]))
    template = pool.get("VerificationMessageTemplate") or {}
    messages = table_of(template, _VERIFICATION)
    missing = [ours for theirs, ours in _VERIFICATION.items() if template.get(theirs) is None]
    block = "verification_message_template"
    adopted.leave(POOL, *([block] if len(missing) == len(_VERIFICATION) else [f"{block}.{key}" for key in missing]))
    for theirs, ours in _FORMER.items():
        if not pool.get(theirs):
            continue
        if messages.setdefault(ours, pool[theirs]) != pool[theirs]:
            adopted.remark((*TABLE, block), f"AWS has another {theirs} beside it: {shown(pool[theirs])}.")
    table[block] = messages


def _add_recovery(adopted: Adopted, table: dict[str, Any], pool: dict[str, Any]) -> None:
    mechanisms = sorted(
        pool.get("AccountRecoverySetting", {}).get("RecoveryMechanisms") or [],
        key=lambda each: (each.get("Priority", 0), each.get("Name", "")),
    )
    if mechanisms:
        table["account_recovery_setting"] = {"recovery_mechanisms": [each["Name"] for each in mechanisms]}
    if [each.get("Priority") for each in mechanisms] != [*range(1, len(mechanisms) + 1)] or not mechanisms:
        adopted.leave(POOL, "account_recovery_setting")
    if not mechanisms:
        adopted.remark(TABLE, "Recovery was never set: AWS prefers the phone number, and takes e-mail without one.")


def _add_threat_protection(table: dict[str, Any], pool: dict[str, Any]) -> None:
    if mode := pool.get("UserPoolAddOns", {}).get("AdvancedSecurityMode"):
        table["user_pool_add_ons"] = {"advanced_security_mode": mode}
        flows = pool["UserPoolAddOns"].get("AdvancedSecurityAdditionalFlows", {})
        if custom := flows.get("CustomAuthMode"):
            table["user_pool_add_ons"]["advanced_security_additional_flows"] = {"custom_auth_mode": custom}
