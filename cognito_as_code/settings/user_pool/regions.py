"""Regions that a user pool may send messages from.

Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-sms-settings.html
Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html
"""

from __future__ import annotations

# Pool Region -> Regions whose SNS it may use; a Region not listed uses its own. The first is the default.
SNS_REGIONS = {
    "us-east-2": ("us-east-2", "us-east-1"),
    "ca-central-1": ("ca-central-1", "us-east-1"),
    "eu-central-1": ("eu-central-1", "eu-west-1"),
    "eu-west-2": ("eu-west-2", "eu-west-1"),
    "ap-south-1": ("ap-south-1", "ap-southeast-1"),
    "ap-northeast-2": ("ap-northeast-1",),
    "ap-east-1": ("ap-southeast-1",),
    "ap-southeast-5": ("ap-southeast-1",),
    "ap-southeast-7": ("ap-south-1",),
}

# Pool Region -> Regions whose SES identities it may use; a Region not listed uses its own.
_SES_EVERYWHERE = ("us-east-1", "us-west-2", "eu-west-1")
SES_REGIONS = {
    region: (region, *(other for other in _SES_EVERYWHERE if other != region))
    for region in (
        "us-east-1", "us-east-2", "us-west-2", "ca-central-1", "ap-northeast-1", "ap-northeast-2", "ap-south-1",
        "ap-southeast-1", "ap-southeast-2", "eu-west-1", "eu-west-2", "eu-central-1",
    )
} | {
    "ca-west-1": ("ca-central-1",),
    "mx-central-1": ("us-east-1",),
    "ap-east-1": ("ap-southeast-1",),
    "ap-southeast-5": ("ap-southeast-2",),
    "ap-southeast-7": ("ap-southeast-1",),
    "ap-south-2": ("ap-south-1",),
    "ap-southeast-4": ("ap-southeast-2",),
    "eu-central-2": ("eu-central-1",),
    "eu-south-2": ("eu-west-3",),
    "me-central-1": ("eu-central-1",),
}  # fmt: skip

_PINPOINT_HERE_TOO = ("ap-south-1", "ap-southeast-2", "eu-central-1", "eu-west-1", "us-west-2")
_PINPOINT_ELSEWHERE = (
    "ap-northeast-1", "ap-northeast-2", "ap-southeast-1", "ca-central-1", "eu-west-2", "us-east-1", "us-east-2",
)  # fmt: skip
PINPOINT_REGIONS = {
    **{region: (region, "us-east-1") for region in _PINPOINT_HERE_TOO},
    **dict.fromkeys(_PINPOINT_ELSEWHERE, ("us-east-1",)),
}
"""Pool Region -> Regions whose Pinpoint projects it may use; a Region not listed uses its own, where there is Pinpoint.

Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-pinpoint-integration.html
"""
