"""The rule about the feature plan."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.facts import TIERS
from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE
from cognito_as_code.settings.core.tier import lowest_tier, needs
from cognito_as_code.settings.environment import EnvironmentSettings


@rule(
    "TIER-0",
    "The tier has what the settings ask for",
    why="AWS refuses features of a higher tier (FeatureUnavailableInTierException), half-way through an apply.",
    source=f"{GUIDE}/cognito-sign-in-feature-plans.html",
)
def tier_has_everything(settings: EnvironmentSettings) -> Iterator[Problem]:
    tier = settings.user_pool.user_pool_tier
    if tier is None:
        return
    lacking = [need.setting for need in needs(settings) if TIERS.index(need.tier) > TIERS.index(tier)]
    if lacking:
        yield (
            ("user_pool", "user_pool_tier"),
            f'{shown(tier)} is too low for {", ".join(lacking)}; use "{lowest_tier(settings)}", leave the key out, or '
            "remove those",
        )
