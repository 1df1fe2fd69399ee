"""Rules about what users prove first: passwords and codes."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE, USER_POOL_API
from cognito_as_code.settings.environment import EnvironmentSettings

FIRST_FACTORS: KeyPath = ("user_pool", "sign_in_policy", "allowed_first_auth_factors")
EMAIL: KeyPath = ("user_pool", "email_configuration")


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
            f'{shown(codes)} while mfa.configuration is "ON"; remove {" and ".join(map(shown, codes))}, or accept '
            'that MFA becomes optional and set mfa.configuration = "OPTIONAL"',
        )


@rule(
    "SIG-1",
    "Passwords are among the first factors",
    why="AWS refuses a pool without them.",
    source=f"{USER_POOL_API}/API_SignInPolicyType.html",
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
    promise="users get the codes they sign in with",
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
    promise="users can sign in in the ways that are listed",
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
