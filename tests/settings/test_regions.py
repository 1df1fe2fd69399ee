"""Regions, partitions and where Cognito is: what botocore's data say, which AWS keeps."""

from __future__ import annotations

import re

import pytest
from botocore.loaders import Loader
from botocore.session import Session

from cognito_as_code.checks import check
from cognito_as_code.settings.core.regions import (
    PARTITIONS,
    REGIONS,
    WITHOUT_IDENTITY_POOLS,
    WITHOUT_USER_POOLS,
)

AMAZONS = {each["id"]: each for each in Loader().load_data("partitions")["partitions"]}


def served(service: str) -> set[str]:
    """The Regions that botocore lists for a service, in every partition."""
    session = Session()
    return {region for partition in AMAZONS for region in session.get_available_regions(service, partition)}


def test_the_regions_are_awss() -> None:
    assert {name: set(regions) for name, regions in REGIONS.items()} == {
        name: {region for region in each["regions"] if not region.endswith("-global")} for name, each in AMAZONS.items()
    }


def test_a_regions_partition_is_the_one_whose_pattern_it_matches() -> None:
    for region, partition in PARTITIONS.items():
        assert [name for name, each in AMAZONS.items() if re.match(each["regionRegex"], region)] == [partition]


def test_cognito_is_where_aws_says_it_is() -> None:
    assert set(PARTITIONS) - WITHOUT_USER_POOLS == served("cognito-idp")
    assert set(PARTITIONS) - WITHOUT_IDENTITY_POOLS == served("cognito-identity")


@pytest.mark.parametrize("region", sorted(PARTITIONS))
def test_every_region_of_aws_is_taken(region: str) -> None:
    settings, findings = check({"region": region, "account_id": "111122223333", "user_pool": {"name": "test"}})
    assert settings
    assert settings.partition == PARTITIONS[region]
    assert {each.rule for each in findings} == ({"REG-1"} if region in WITHOUT_USER_POOLS else set())


@pytest.mark.parametrize(
    ("region", "said"),
    [
        ("eu-centrl-1", 'did you mean "eu-central-1"? '),
        ("eu-west-11", 'did you mean "eu-west-1"? '),
        ("EU-WEST-1", 'did you mean "eu-west-1"? '),
        ("eu_west_1", 'did you mean "eu-west-1"? '),
        ("frankfurt", ""),
        ("us-east-1a", 'did you mean "us-east-1"? '),
        ("aws-global", ""),
        ("", ""),
    ],
)
def test_a_region_that_does_not_exist_is_refused_with_the_nearest(region: str, said: str) -> None:
    _, findings = check({"region": region, "account_id": "111122223333", "user_pool": {"name": "test"}})
    assert [str(each) for each in findings] == [
        f'region: "{region}" is no Region of AWS; {said}use a name like eu-central-1, as in '
        "https://docs.aws.amazon.com/general/latest/gr/rande.html"
    ]
