"""What our profile refuses, or those that security teams check against: each a list of controls.

A control is met, fails, is waived, or has nothing to be met by.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from cognito_as_code.compliance.profiles import PROFILES, Control
from cognito_as_code.compliance.requirements import Unmet
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.waiver.model import WaiverSettings

Status = Literal["passed", "failed", "waived", "not applicable"]


@dataclass(frozen=True)
class Assessment:
    """How an environment stands to one control of one profile."""

    profile: str
    control: Control
    status: Status
    unmet: tuple[Unmet, ...]
    waiver: WaiverSettings | None
    """The control's waiver, in force or expired."""


def profiles_of(settings: EnvironmentSettings) -> list[str]:
    """The profiles an environment must meet, by name; strict is all."""
    return sorted(PROFILES) if "strict" in settings.compliance else sorted(settings.compliance)


def assess(settings: EnvironmentSettings) -> Iterator[Assessment]:
    """How an environment stands to every control it must meet."""
    for profile in profiles_of(settings):
        for control in PROFILES[profile]:
            judged = [requirement.unmet(settings) for requirement in control.requirements]
            unmet = tuple(each for found in judged for each in found or ())
            waiver = settings.waivers.get(control.id)
            status: Status = "passed"
            if unmet:
                status = "waived" if waiver and waiver.expires >= today() else "failed"
            elif all(found is None for found in judged):
                status = "not applicable"
            yield Assessment(profile, control, status, unmet, waiver)


def today() -> date:
    """The day in UTC, by which waivers expire."""
    return datetime.now(UTC).date()
