"""Which attributes app clients can read and write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_as_code.settings.user_pool.schema import STANDARD_ATTRIBUTES

if TYPE_CHECKING:
    from cognito_as_code.settings.app_client.model import AppClientSettings
    from cognito_as_code.settings.environment import EnvironmentSettings
    from cognito_as_code.settings.user_pool.model import UserPoolSettings

NOT_WRITABLE = {"email_verified", "phone_number_verified"}
"""Attributes that Cognito alone sets."""


def readable_attributes(pool: UserPoolSettings) -> set[str]:
    """Every attribute a client of the pool can read: the standard ones, and custom ones as custom:NAME."""
    custom = {
        f"custom:{name}"
        for name, attribute in pool.attributes.items()
        if name not in STANDARD_ATTRIBUTES and not attribute.developer_only_attribute
    }
    return set(STANDARD_ATTRIBUTES) | custom


def mapped_attributes(settings: EnvironmentSettings, client: AppClientSettings) -> set[str]:
    """What the client's identity providers write at each sign-in."""
    providers = [
        settings.identity_providers[name]
        for name in client.supported_identity_providers
        if name in settings.identity_providers
    ]
    return {name for provider in providers for name in provider.mapping} - {"username", *NOT_WRITABLE}


def default_write_attributes(settings: EnvironmentSettings, client: AppClientSettings) -> set[str]:
    """What AWS lets a client write that does not say, and what its identity providers need."""
    return set(STANDARD_ATTRIBUTES) - NOT_WRITABLE | mapped_attributes(settings, client)
