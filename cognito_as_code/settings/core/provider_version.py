"""What the versions of the AWS provider can do, and which of them a constraint lets in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cognito_as_code.settings.core.findings import KeyPath
    from cognito_as_code.settings.environment import EnvironmentSettings

Version = tuple[int, int, int]

EARLIEST: Version = (5, 100, 0)
"""The earliest version that has every argument which is always written, and the one that the tests run."""

BINDINGS: Version = (6, 25, 0)
"""The version whose arguments the bindings know; what later ones have is added by [overrides]."""

WITHOUT_NOTIFY = "account_takeover_risk_configuration without notify_configuration"
LOG_DELIVERY = "aws_cognito_log_delivery_configuration"
BRANDING = "aws_cognito_managed_login_branding"
FEATURES: dict[str, Version] = {WITHOUT_NOTIFY: (6, 0, 0), LOG_DELIVERY: (6, 5, 0), BRANDING: (6, 12, 0)}
"""What came after the earliest version -> the version that has it."""


class Requirement(NamedTuple):
    """A setting that needs one of FEATURES."""

    key: KeyPath
    feature: str
    otherwise: str = "leave this out"


def written(version: Version) -> str:
    """A version as a constraint would name it."""
    return ".".join(map(str, version))


def guaranteed(constraint: str) -> Version:
    """The lowest version that a constraint lets in; 0.0.0 when it names no lower bound."""
    lowest: Version = (0, 0, 0)
    for part in constraint.split(","):
        matched = re.fullmatch(r"\s*(=|!=|>=?|<=?|~>)?\s*([0-9.]+)\S*\s*", part)
        if matched and matched[1] not in ("!=", "<", "<="):
            numbers = [int(number) for number in matched[2].split(".")] + [0, 0]
            lowest = max(lowest, (numbers[0], numbers[1], numbers[2]))
    return lowest


def requirements(settings: EnvironmentSettings) -> Iterator[Requirement]:
    """Every setting that needs more than the earliest version."""
    risks = {("risk_configuration",): settings.risk_configuration} | {
        ("app_clients", name, "risk_configuration"): client.risk_configuration
        for name, client in settings.app_clients.items()
    }
    for place, risk in risks.items():
        takeover = risk and risk.account_takeover_risk_configuration
        if takeover and not takeover.notify_configuration:
            yield Requirement(
                (*place, "account_takeover_risk_configuration"), WITHOUT_NOTIFY, "add notify_configuration"
            )
    if settings.log_delivery:
        yield Requirement(("log_delivery",), LOG_DELIVERY)
    pages = any(client.has_login_page for client in settings.app_clients.values())
    for name, domain in settings.domains.items():
        if domain.managed_login_version > 1 and pages:
            yield Requirement(("domains", name, "managed_login_version"), BRANDING, "use managed_login_version = 1")
    for name, client in settings.app_clients.items():
        if client.managed_login_branding:
            yield Requirement(("app_clients", name, "managed_login_branding"), BRANDING)
