"""The Regions of AWS, by partition. tests/settings/test_regions.py compares them with botocore's.

Source: https://docs.aws.amazon.com/general/latest/gr/rande.html
Source: https://docs.aws.amazon.com/general/latest/gr/cognito_identity.html
"""

from __future__ import annotations

REGIONS: dict[str, tuple[str, ...]] = {
    "aws": (
        "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1",
        "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
        "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1",
        "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1",
        "me-south-1", "mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
    ),
    "aws-cn": ("cn-north-1", "cn-northwest-1"),
    "aws-eusc": ("eusc-de-east-1",),
    "aws-iso": ("us-iso-east-1", "us-iso-west-1"),
    "aws-iso-b": ("us-isob-east-1", "us-isob-west-1"),
    "aws-iso-e": ("eu-isoe-west-1",),
    "aws-iso-f": ("us-isof-east-1", "us-isof-south-1"),
    "aws-us-gov": ("us-gov-east-1", "us-gov-west-1"),
}  # fmt: skip
"""Partition -> its Regions, those included that an account opts in to."""

PARTITIONS = {region: partition for partition, regions in REGIONS.items() for region in regions}
"""Region -> its partition, the second part of every ARN in it."""

WITHOUT_USER_POOLS = {
    region
    for partition in ("aws-cn", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f")
    for region in REGIONS[partition]
}
"""Regions in which AWS lists no Cognito user pools."""

WITHOUT_IDENTITY_POOLS = WITHOUT_USER_POOLS - {"cn-north-1"}
"""Regions in which AWS lists no Cognito identity pools."""
