"""MFA, the ways to send codes, and Lambda triggers of a live pool."""

from __future__ import annotations

from typing import Any

from cognito_as_code.adopt.adopted import Adopted, table_of
from cognito_as_code.adopt.user_pool import POOL, TABLE
from cognito_as_code.settings.core.fields import shown

_SMS = {"SnsCallerArn": "sns_caller_arn", "ExternalId": "external_id", "SnsRegion": "sns_region"}
_LAMBDA = {
    "PreSignUp": "pre_sign_up",
    "PostConfirmation": "post_confirmation",
    "PreAuthentication": "pre_authentication",
    "PostAuthentication": "post_authentication",
    "CustomMessage": "custom_message",
    "DefineAuthChallenge": "define_auth_challenge",
    "CreateAuthChallenge": "create_auth_challenge",
    "VerifyAuthChallengeResponse": "verify_auth_challenge_response",
    "UserMigration": "user_migration",
    "KMSKeyID": "kms_key_id",
}
_VERSIONED = {
    "PreTokenGenerationConfig": "pre_token_generation_config",
    "CustomEmailSender": "custom_email_sender",
    "CustomSMSSender": "custom_sms_sender",
}
_FUNCTION = {"LambdaArn": "lambda_arn", "LambdaVersion": "lambda_version"}


def add_mfa(adopted: Adopted, pool: dict[str, Any], mfa: dict[str, Any]) -> None:
    """[user_pool.mfa] and what its factors need."""
    table = adopted.settings["user_pool"]
    configuration = mfa.get("MfaConfiguration") or pool.get("MfaConfiguration") or "OFF"
    sms = pool.get("SmsConfiguration") or mfa.get("SmsMfaConfiguration", {}).get("SmsConfiguration")
    factors = []
    if configuration != "OFF":
        factors += ["TOTP"] if mfa.get("SoftwareTokenMfaConfiguration", {}).get("Enabled") else []
        factors += ["SMS"] if sms else []
        factors += ["EMAIL"] if "EmailMfaConfiguration" in mfa else []
    if "TOTP" not in factors and (configuration != "OFF" or "SoftwareTokenMfaConfiguration" in mfa):
        adopted.leave(POOL, "software_token_mfa_configuration")
    table["mfa"] = {"configuration": configuration, "factors": factors}
    _add_sms(adopted, table, pool, mfa, sms)
    if "EMAIL" in factors:
        email = mfa["EmailMfaConfiguration"]
        table["email_mfa_configuration"] = table_of(email, {"Subject": "subject", "Message": "message"})
        missing = [key.lower() for key in ("Subject", "Message") if email.get(key) is None]
        adopted.leave(POOL, *(f"email_mfa_configuration.{key}" for key in missing))
    elif "EmailMfaConfiguration" in mfa:
        adopted.leave(POOL, "email_mfa_configuration")
    _add_passkeys(adopted, table, mfa.get("WebAuthnConfiguration"))


def _add_sms(
    adopted: Adopted, table: dict[str, Any], pool: dict[str, Any], mfa: dict[str, Any], sms: dict[str, Any] | None
) -> None:
    message = pool.get("SmsAuthenticationMessage") or mfa.get("SmsMfaConfiguration", {}).get("SmsAuthenticationMessage")
    first = table.get("sign_in_policy", {}).get("allowed_first_auth_factors", [])
    sends_codes = "SMS" in table["mfa"]["factors"] or "SMS_OTP" in first
    if message and sends_codes:
        table["sms_authentication_message"] = message
    else:
        adopted.leave(POOL, "sms_authentication_message")
    if message and not sends_codes:
        adopted.remark(
            (*TABLE, "mfa"), f"AWS has an SMS for sign-in codes, which nothing here sends: {shown(message)}."
        )
    sends = sends_codes or "phone_number" in table["auto_verified_attributes"]
    if not sms:
        if sends:  # no role is made: the pool has never sent an SMS
            adopted.leave(POOL, "sms_configuration")
        return
    if not sends:
        adopted.leave(POOL, "sms_configuration")
        adopted.remark(
            (*TABLE, "mfa"), f"AWS has a role for SMS, which nothing here uses: {shown(sms.get('SnsCallerArn'))}."
        )
        return
    if not sms.get("SnsCallerArn") or not sms.get("ExternalId"):
        adopted.leave(POOL, "sms_configuration")
        adopted.tell("How the pool sends SMS cannot be said in full, and stays as it is.", TABLE)
        return
    table["sms_configuration"] = table_of(sms, _SMS)
    if not sms.get("SnsRegion"):
        adopted.leave(POOL, "sms_configuration.sns_region")


def _add_passkeys(adopted: Adopted, table: dict[str, Any], passkeys: dict[str, Any] | None) -> None:
    if passkeys is None:
        return
    if not passkeys.get("RelyingPartyId"):
        adopted.leave(POOL, "web_authn_configuration")
        adopted.tell("Passkeys name no relying party, as the settings ask: their configuration stays as it is.", TABLE)
        return
    table["web_authn_configuration"] = {
        "relying_party_id": passkeys["RelyingPartyId"],
        "user_verification": passkeys.get("UserVerification") or "preferred",
    }
    if not passkeys.get("UserVerification"):
        adopted.leave(POOL, "web_authn_configuration")


def add_lambda_triggers(adopted: Adopted, pool: dict[str, Any]) -> None:
    """[user_pool.lambda_config]: functions by ARN, which stay whoever's they are."""
    live = {key: value for key, value in (pool.get("LambdaConfig") or {}).items() if value}
    table = table_of(live, _LAMBDA)
    for theirs, ours in _VERSIONED.items():
        if function := live.get(theirs):
            table[ours] = table_of(function, _FUNCTION)
    former = live.get("PreTokenGeneration")
    config = "pre_token_generation_config"
    if former and config not in table:
        table[config] = {"lambda_arn": former, "lambda_version": "V1_0"}
        adopted.leave(POOL, f"lambda_config.{config}")
    elif config in table and former is None:
        adopted.leave(POOL, "lambda_config.pre_token_generation")
    elif former and former != table[config].get("lambda_arn"):
        adopted.leave(POOL, "lambda_config.pre_token_generation")
        adopted.tell(f"Beside pre_token_generation_config the pool has PreTokenGeneration {shown(former)}.", TABLE)
    if table:
        adopted.settings["user_pool"]["lambda_config"] = table
