"""Rules about passkeys."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE, USER_POOL_API
from cognito_as_code.settings.environment import EnvironmentSettings

FIRST_FACTORS: KeyPath = ("user_pool", "sign_in_policy", "allowed_first_auth_factors")
TWO_FACTOR_PASSKEYS = "MULTI_FACTOR_WITH_USER_VERIFICATION"
WEB_AUTHN: KeyPath = ("user_pool", "web_authn_configuration")


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
            '"WEB_AUTHN" while mfa.configuration is "ON": AWS wants passkeys to count as two factors then, which no '
            'released provider can tell it; remove "WEB_AUTHN" and web_authn_configuration, or accept '
            'that MFA becomes optional and set mfa.configuration = "OPTIONAL"',
        )


@rule(
    "P5",
    "Passkeys and SMS are not set up together while MFA is off",
    why="The provider sends both in one call without the MFA mode, AWS refuses it, and the new pool is left tainted.",
    source=f"{USER_POOL_API}/API_SetUserPoolMfaConfig.html",
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
    "SIG-8",
    "Passkeys come with the domain they are bound to",
    why="Without a relying party id Cognito takes the pool's domain, and every passkey is lost when that changes.",
    source=f"{USER_POOL_API}/API_WebAuthnConfigurationType.html",
    promise="passkeys are not lost",
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
    "SIG-11",
    "Passkeys are bound to the custom domain, where there is one",
    why="Browsers offer a passkey on its own domain only; with managed login AWS wants the custom domain's name.",
    source=f"{USER_POOL_API}/API_WebAuthnConfigurationType.html",
    promise="passkeys work where users sign in",
)
def relying_party_is_the_custom_domain(settings: EnvironmentSettings) -> Iterator[Problem]:
    web_authn = settings.user_pool.web_authn_configuration
    custom = [domain.domain for domain in settings.domains.values() if domain.is_custom]
    if web_authn and custom and web_authn.relying_party_id not in (*custom, "localhost"):
        yield (
            (*WEB_AUTHN, "relying_party_id"),
            f"{shown(web_authn.relying_party_id)} is not the custom domain; use {shown(custom[0])}",
        )


@rule(
    "SIG-14",
    "A passkey asks who holds the device",
    why="Without user verification a passkey is one factor: whoever holds the device is in.",
    source=f"{USER_POOL_API}/API_WebAuthnConfigurationType.html",
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
    "SIG-15",
    "Passkeys have pages that know them",
    why="The classic pages know no passkeys: users can neither add nor use one there.",
    source=f"{GUIDE}/amazon-cognito-user-pools-authentication-flow-methods.html",
    severity="warning",
)
def passkeys_have_pages(settings: EnvironmentSettings) -> Iterator[Problem]:
    factors = settings.user_pool.sign_in_policy.allowed_first_auth_factors
    if "WEB_AUTHN" in factors and settings.domains and not settings.has_managed_login:
        yield (
            FIRST_FACTORS,
            '"WEB_AUTHN", and every domain has the classic pages, which know no passkeys; set managed_login_version = '
            "2, unless your application has pages of its own",
        )


@rule(
    "SIG-16",
    "Passkeys are for a host that users can reach",
    why="Passkeys of localhost work on the developer's own machine only.",
    source=f"{USER_POOL_API}/API_WebAuthnConfigurationType.html",
    severity="warning",
)
def relying_party_is_no_localhost(settings: EnvironmentSettings) -> Iterator[Problem]:
    passkeys = settings.user_pool.web_authn_configuration
    if passkeys and passkeys.relying_party_id == "localhost" and not settings.production:
        yield (
            (*WEB_AUTHN, "relying_party_id"),
            '"localhost" is for developers\' own machines; use your domain before users come',
        )


@rule(
    "SIG-17",
    "Production's passkeys are for a host that users can reach",
    why="With localhost no user could sign in, and every passkey is lost when it is put right.",
    source=f"{USER_POOL_API}/API_WebAuthnConfigurationType.html",
    promise="users of production can sign in",
)
def production_is_no_localhost(settings: EnvironmentSettings) -> Iterator[Problem]:
    passkeys = settings.user_pool.web_authn_configuration
    if passkeys and passkeys.relying_party_id == "localhost" and settings.production:
        yield (*WEB_AUTHN, "relying_party_id"), '"localhost" in production; use the domain users sign in at'
