"""What is said about models that a Region serves through an inference profile only."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from cognito_as_code.settings.core.regions import PARTITIONS, REGIONS
from cognito_as_code.settings.role.inference_profiles import PROFILES, destinations_of, profile_for
from cognito_as_code.settings.role.model import ModelId, ProfileId

SONNET = "anthropic.claude-sonnet-4-5-20250929-v1:0"
NOVA = "amazon.nova-lite-v1:0"
HAIKU = "anthropic.claude-haiku-4-5-20251001-v1:0"


@pytest.mark.parametrize(
    ("model", "region", "profile", "destinations"),
    [
        (SONNET, "eu-central-1", f"eu.{SONNET}", "eu-central-1 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-3"),
        # Zurich and London are destinations of their own requests only.
        (
            SONNET,
            "eu-west-2",
            f"eu.{SONNET}",
            "eu-central-1 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3",
        ),
        (SONNET, "us-west-1", f"us.{SONNET}", "us-east-1 us-east-2 us-west-1 us-west-2"),
        (SONNET, "ap-southeast-4", f"au.{SONNET}", "ap-southeast-2 ap-southeast-4"),
        (NOVA, "eu-south-2", f"eu.{NOVA}", "eu-central-1 eu-north-1 eu-south-2 eu-west-1 eu-west-3"),
    ],
)
def test_a_region_without_the_model_reaches_it_through_a_profile(
    model: str, region: str, profile: str, destinations: str
) -> None:
    assert profile_for(model, region) == profile
    assert destinations_of(profile, region) == destinations.split()


@pytest.mark.parametrize("region", ["eu-central-1", "eu-central-2", "us-west-1", "ap-southeast-6"])
def test_a_profile_is_named_even_where_its_regions_are_not_known(region: str) -> None:
    profile = profile_for("anthropic.claude-sonnet-4-6", region)
    assert profile
    assert destinations_of(profile, region) is None


@pytest.mark.parametrize(
    ("model", "region"),
    [
        (HAIKU, "eu-west-1"),  # serves it itself
        ("anthropic.claude-sonnet-4-6", "eu-west-2"),
        ("anthropic.claude-opus-4-7", "us-east-1"),
        (NOVA, "eu-north-1"),
        (SONNET, "sa-east-1"),  # reached through a global profile alone: which Regions that has, changes
        ("amazon.titan-embed-text-v2:0", "eu-central-1"),
        ("somebody.new-model-v1:0", "eu-central-1"),
    ],
)
def test_of_what_is_not_known_nothing_is_said(model: str, region: str) -> None:
    assert profile_for(model, region) is None
    assert destinations_of(f"eu.{model}", region) is None


def test_every_row_names_regions_of_one_partition_and_ids_that_settings_take() -> None:
    for model, profiles in PROFILES.items():
        TypeAdapter(ModelId).validate_python(model)
        sources = [region for profile in profiles.values() for region in profile.sources]
        assert len(sources) == len({*sources}), "one profile for a Region"
        for geography, profile in profiles.items():
            TypeAdapter(ProfileId).validate_python(f"{geography}.{model}")
            assert {PARTITIONS[region] for region in (*profile.sources, *profile.destinations)} == {"aws"}
            assert {*profile.sources} <= {*REGIONS["aws"]}
