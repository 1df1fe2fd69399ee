"""Where a file says what it can say in several places: the key path of each table, and the table."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.app_client.model import AppClientSettings
from cognito_as_code.settings.core.fields import SecretSettings
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.domain.model import UiCustomizationSettings
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.risk_configuration.model import RiskConfigurationSettings
from cognito_as_code.settings.role.model import RoleSettings


def clients(settings: EnvironmentSettings) -> Iterator[tuple[KeyPath, AppClientSettings]]:
    """Every app client."""
    for name, client in settings.app_clients.items():
        yield ("app_clients", name), client


def looks(settings: EnvironmentSettings) -> Iterator[tuple[KeyPath, UiCustomizationSettings]]:
    """Every look of the classic pages: for all app clients, and of one."""
    if settings.ui_customization:
        yield ("ui_customization",), settings.ui_customization
    for place, client in clients(settings):
        if client.ui_customization:
            yield (*place, "ui_customization"), client.ui_customization


def risks(settings: EnvironmentSettings) -> Iterator[tuple[KeyPath, RiskConfigurationSettings]]:
    """Every risk configuration: for all app clients, and of one."""
    if settings.risk_configuration:
        yield ("risk_configuration",), settings.risk_configuration
    for place, client in clients(settings):
        if client.risk_configuration:
            yield (*place, "risk_configuration"), client.risk_configuration


def roles(settings: EnvironmentSettings) -> Iterator[tuple[KeyPath, RoleSettings]]:
    """Every role: of signed-in users, of guests, and of groups."""
    if settings.identity_pool:
        place: KeyPath = ("identity_pool", "roles")
        yield (*place, "authenticated"), settings.identity_pool.roles.authenticated
        if settings.identity_pool.roles.unauthenticated:
            yield (*place, "unauthenticated"), settings.identity_pool.roles.unauthenticated
    for name, group in settings.groups.items():
        if group.role:
            yield ("groups", name, "role"), group.role


def secrets(settings: EnvironmentSettings) -> Iterator[tuple[KeyPath, SecretSettings]]:
    """Every secret that is read from somewhere: of identity providers, and users' passwords."""
    for name, provider in settings.identity_providers.items():
        for key in ("client_secret", "private_key"):
            if secret := getattr(provider, key):
                yield ("identity_providers", name, key), secret
    for name, user in settings.users.items():
        for key in ("password", "temporary_password"):
            if secret := getattr(user, key):
                yield ("users", name, key), secret
