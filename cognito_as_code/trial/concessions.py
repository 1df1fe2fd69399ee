"""What of an environment the emulator cannot have, and what Cognito does that is done for it: all of it, in one place.

Written for ministack 1.5.33.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.settings.app_client.model import AppClientSettings, AuthFlow
from cognito_as_code.settings.user_pool.lambda_config import LambdaConfigSettings
from cognito_as_code.settings.user_pool.model import SignInPolicySettings

_Change = Callable[[EnvironmentSettings], EnvironmentSettings]

KNOWN_FLOWS: tuple[AuthFlow, ...] = (
    "ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH",
)  # fmt: skip
"""The sign-ins by password that the emulator has, the one that shows the password to nobody first."""


@dataclass(frozen=True)
class Concession:
    """Something that is not as the environment, or Cognito, has it."""

    what: str
    """In the settings' words."""
    why: str


@dataclass(frozen=True)
class _LeftOut(Concession):
    change: _Change


def _everywhere(**changes: Any) -> _Change:
    return lambda settings: settings.model_copy(update=changes)


def _in_clients(change: Callable[[AppClientSettings], Mapping[str, Any]]) -> _Change:
    def apply(settings: EnvironmentSettings) -> EnvironmentSettings:
        clients = {name: each.model_copy(update=change(each)) for name, each in settings.app_clients.items()}
        return settings.model_copy(update={"app_clients": clients})

    return apply


def _in_pool(**changes: Any) -> _Change:
    return lambda settings: settings.model_copy(update={"user_pool": settings.user_pool.model_copy(update=changes)})


def _second_factors_of_the_app(settings: EnvironmentSettings) -> EnvironmentSettings:
    """TOTP alone, where it is among the factors."""
    mfa = settings.user_pool.mfa
    return _in_pool(mfa=mfa.model_copy(update={"factors": ["TOTP"]}))(settings) if "TOTP" in mfa.factors else settings


def _no_second_factor(settings: EnvironmentSettings) -> EnvironmentSettings:
    """None, where TOTP is not among the factors."""
    mfa = settings.user_pool.mfa
    if mfa.configuration == "OFF" or "TOTP" in mfa.factors:
        return settings
    return _in_pool(mfa=mfa.model_copy(update={"configuration": "OFF", "factors": []}))(settings)


def _nothing_sent_to_phones(settings: EnvironmentSettings) -> EnvironmentSettings:
    pool = settings.user_pool
    if "phone_number" not in (*pool.auto_verified_attributes, *pool.verified_before_update):
        return settings
    updates = pool.user_attribute_update_settings.model_copy(
        update={
            "attributes_require_verification_before_update": [
                name for name in pool.verified_before_update if name == "email"
            ]
        }
    )
    verified = [name for name in pool.auto_verified_attributes if name == "email"]
    return _in_pool(auto_verified_attributes=verified, user_attribute_update_settings=updates)(settings)


def _some_known_flow(client: AppClientSettings) -> Mapping[str, Any]:
    """SRP as well, where people sign in by nothing that the emulator has."""
    if client.is_machine or {*KNOWN_FLOWS} & {*client.explicit_auth_flows}:
        return {}
    return {"explicit_auth_flows": sorted([*client.explicit_auth_flows, "ALLOW_USER_SRP_AUTH"])}


_LEFT_OUT = (
    _LeftOut(
        "app_clients.*.refresh_token_rotation",
        "the emulator forgets it, which Terraform takes for a failed apply; nothing here uses a refresh token",
        _in_clients(lambda _: {"refresh_token_rotation": None}),
    ),
    _LeftOut(
        "user_pool.mfa.factors: SMS and EMAIL",
        "no message is sent; the second factor is the authenticator app",
        _second_factors_of_the_app,
    ),
    _LeftOut(
        "user_pool.mfa",
        "no message is sent, and the pool has no other second factor: a sign-in ends with the password here, where "
        "Cognito asks for the code of an SMS or e-mail",
        _no_second_factor,
    ),
    _LeftOut(
        "user_pool.auto_verified_attributes: phone_number",
        "no message is sent, so no role for it is made",
        _nothing_sent_to_phones,
    ),
    _LeftOut(
        "user_pool.sign_in_policy, web_authn_configuration",
        "the page signs in by password: the emulator has no passkeys, and sends no codes",
        _in_pool(sign_in_policy=SignInPolicySettings(), web_authn_configuration=None),
    ),
    _LeftOut(
        "app_clients.*.explicit_auth_flows: ALLOW_USER_SRP_AUTH is added",
        "a client allows none of the sign-ins that the emulator has, which are by SRP and by password",
        _in_clients(_some_known_flow),
    ),
    _LeftOut("user_pool.lambda_config", "the functions are not here", _in_pool(lambda_config=LambdaConfigSettings())),
    _LeftOut(
        "identity_providers",
        "their users sign in elsewhere; those here are the pool's own",
        lambda settings: _in_clients(lambda _: {"supported_identity_providers": ["COGNITO"]})(
            settings.model_copy(update={"identity_providers": {}})
        ),
    ),
    _LeftOut(
        "domains, ui_customization, managed_login_branding",
        "the page here stands in for the sign-in pages",
        lambda settings: _in_clients(lambda _: {"ui_customization": None, "managed_login_branding": None})(
            settings.model_copy(update={"domains": {}, "ui_customization": None})
        ),
    ),
    _LeftOut(
        "risk_configuration",
        "the emulator knows none",
        lambda settings: _in_clients(lambda _: {"risk_configuration": None})(
            settings.model_copy(update={"risk_configuration": None})
        ),
    ),
    _LeftOut(
        "log_delivery, web_acl, alarms",
        "they stand around the pool, and no token shows them",
        _everywhere(log_delivery=None, web_acl=None, alarms=None),
    ),
    _LeftOut(
        "protected",
        "the API here stands in for what is protected, and asks for an access token of any client with users",
        _everywhere(protected={}),
    ),
    _LeftOut(
        "app_clients.*.analytics_configuration, secretsmanager_secret_name",
        "they stand around a client, and no token shows them",
        _in_clients(lambda _: {"analytics_configuration": None, "secretsmanager_secret_name": None}),
    ),
    _LeftOut(
        "identity_pool, and the roles of groups",
        "the page ends with tokens, and buys no AWS credentials",
        lambda settings: settings.model_copy(
            update={
                "identity_pool": None,
                "groups": {name: group.model_copy(update={"role": None}) for name, group in settings.groups.items()},
            }
        ),
    ),
    _LeftOut("users", "the page has a user of its own", _everywhere(users={})),
    _LeftOut("overrides", "they may name what is left out", _everywhere(overrides={})),
    _LeftOut(
        "terraform.backend",
        "the state is thrown away at the end",
        lambda settings: settings.model_copy(
            update={"terraform": settings.terraform.model_copy(update={"backend": {}})}
        ),
    ),
)

MFA_SETUP = Concession(
    "MFA_SETUP",
    "the emulator gives tokens to a user without a second factor though MFA is ON; they are kept back here until "
    "one is set up, as Cognito does",
)
NEW_PASSWORD = Concession(
    "NEW_PASSWORD_REQUIRED",
    "the emulator takes any new password there; it is put to the pool's password policy by AdminSetUserPassword first",
)
NOT_REQUIRED = Concession(
    "user_pool.password_policy.require_*",
    "the emulator requires what the provider does not send because it is false; UpdateUserPool says it",
)


def concede(settings: EnvironmentSettings) -> tuple[EnvironmentSettings, list[Concession]]:
    """An environment as the emulator can have it, and what that leaves out or does otherwise."""
    said: list[Concession] = []
    for each in _LEFT_OUT:
        changed = each.change(settings)
        if changed.model_dump() != settings.model_dump():
            said.append(Concession(each.what, each.why))
        settings = changed
    if settings.user_pool.mfa.configuration == "ON":
        said.append(MFA_SETUP)
    said.append(NEW_PASSWORD)
    policy = settings.user_pool.password_policy
    if not all(getattr(policy, name) for name in type(policy).model_fields if name.startswith("require_")):
        said.append(NOT_REQUIRED)
    settings.remember_as_sound()  # the environment was checked; what is left of it is for the emulator alone
    return settings, said
