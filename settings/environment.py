"""A whole environment file."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field

from settings.app_client import AppClientSettings
from settings.fields import Address, Region, Settings, Text
from settings.identity_pool import IdentityPoolSettings
from settings.terraform import TerraformSettings
from settings.user_pool import UserPoolSettings

EnvironmentName = Annotated[
    str, Text(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", "letters a-z, digits and -, but no - at either end", most=40)
]
"""The name of an environment, which is its file's: 1 to 40 characters, so that role names made from it fit IAM's 64."""

_TAG_CHARACTERS = "letters, digits, spaces and any of _ . : / = + - @"
TagKey = Annotated[
    str, Text(r"(?!aws:)[\w\s.:/=+@-]+", f"{_TAG_CHARACTERS}, not starting with aws:", most=128, flags=re.UNICODE)
]
TagValue = Annotated[str, Text(r"[\w\s.:/=+@-]*", _TAG_CHARACTERS, most=256, least=0, flags=re.UNICODE)]


class EnvironmentSettings(Settings):
    """One environment: a user pool, the applications that use it and, if asked for, an identity pool."""

    region: Region = Field(examples=["eu-central-1"])
    """The AWS Region everything is in."""

    account_id: Annotated[str, Text(r"[0-9]{12}", "the 12 digits of an AWS account", most=12, least=12)] = Field(
        examples=["111122223333"]
    )
    """The AWS account everything is in; the provider refuses to plan in any other (allowed_account_ids)."""

    tags: Annotated[dict[TagKey, TagValue], Field(max_length=50)] = {}
    """Tags for every resource (default_tags): up to 50, keys of 1 to 128 and values of up to 256 characters."""

    renamed_from: EnvironmentName | None = None
    """The file's former name: roles keep the names they have, so that the plan is empty. Default: none.

    State that Terraform kept beside the JSON, with no backend, has to be moved by hand to the new folder.
    """

    terraform: TerraformSettings = TerraformSettings()
    user_pool: UserPoolSettings
    app_clients: dict[Address, AppClientSettings] = {}
    identity_pool: IdentityPoolSettings | None = None

    @property
    def partition(self) -> str:
        """The partition of the Region, the second part of every ARN in it."""
        partitions = {"cn": "aws-cn", "us-gov": "aws-us-gov", "us-iso": "aws-iso", "us-isob": "aws-iso-b"}
        return partitions.get(self.region.rsplit("-", 2)[0], "aws")
