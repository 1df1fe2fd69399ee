"""Which feature plan a user pool needs.

Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from cognito_as_code.settings.core.facts import TIERS, NeedsTier, Tier
from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.walk import facts_of

if TYPE_CHECKING:
    from cognito_as_code.settings.environment import EnvironmentSettings


class Need(NamedTuple):
    """A setting that some tiers do not have."""

    tier: Tier
    """The lowest that has it."""
    setting: str
    """The setting, as one would write it."""


def needs(settings: EnvironmentSettings) -> Iterator[Need]:
    """Every setting that needs more than the Lite tier."""
    made = settings.mcp_clients  # by what needs a tier itself
    for key, fact, value in facts_of(settings, NeedsTier):
        if not value or (key[0] == "app_clients" and key[1] in made):
            continue
        name = ".".join(map(str, key))
        if not fact.values:
            yield Need(fact.tier, name)
        elif isinstance(value, list):
            for each in value:
                if each in fact.values:
                    yield Need(fact.tier, f"{name} = [... {shown(each)}]")
        elif value in fact.values:
            yield Need(fact.tier, f"{name} = {shown(value)}")


def lowest_tier(settings: EnvironmentSettings) -> Tier:
    """The lowest tier that has everything the settings ask for."""
    return max((need.tier for need in needs(settings)), key=TIERS.index, default="LITE")
