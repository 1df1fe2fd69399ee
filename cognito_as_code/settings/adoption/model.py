"""What an adoption file may say: what was there before this project, and is taken over as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from cognito_as_code.settings.core.fields import Settings, Text, distinct

_NAME = r"[A-Za-z_][\w-]*"
_INDEX = r'(?:\[(?:\d+|"(?:[^"\\$%]|\\.)*")\])?'
_MODULES = rf"(?:module\.{_NAME}{_INDEX}\.)*"

WHOLE = "*"
"""In place of an argument: all of the resource."""

ResourceAddress = Annotated[str, Text(rf"[a-z0-9_]+\.{_NAME}", "TYPE.NAME", most=256)]
StateAddress = Annotated[
    str,
    Text(
        rf"{_MODULES}[a-z0-9_]+\.{_NAME}{_INDEX}",
        "an address as `terraform state list` prints it, like module.cognito.aws_cognito_user_pool.pool[0], in single "
        "quotes where it has double ones",
        most=1024,
    ),
]
ImportId = Annotated[str, Text(r"(?!.*[$%]\{)\S(?:.*\S)?", "the id that `terraform import` takes", most=2048)]
ArgumentPath = Annotated[
    str,
    Text(
        r"\*|[a-z_][a-z0-9_]*(?:\.[A-Za-z_][\w-]*)*", "an argument, or BLOCK.ARGUMENT, as Terraform calls it", most=256
    ),
]


def type_of(address: str) -> str:
    """The resource type in an address, here or in the state."""
    return re.sub(rf"^{_MODULES}", "", address).partition(".")[0]


class AdoptionSettings(Settings):
    """environments/adoption/NAME.toml: what the environment NAME takes over, until it is all its own.

    Source: https://developer.hashicorp.com/terraform/language/import
    """

    imports: dict[ResourceAddress, ImportId] = Field(default={}, alias="import")
    """Address here -> id in AWS: Terraform takes the resource into its state. Default: nothing."""

    moved: dict[ResourceAddress, StateAddress] = {}
    """Address here -> address in the state now: Terraform renames it there. Default: nothing."""

    unmanaged: dict[ResourceAddress, Annotated[list[ArgumentPath], Field(min_length=1), AfterValidator(distinct)]] = {}
    """Address here -> arguments that stay as they are in AWS, whatever the settings say. Default: none.

    A path leads into blocks, as password_policy.minimum_length; a list is left alone whole. "tags" is all tags, those
    of [tags] too. "*" is all of it: Terraform neither makes the resource nor knows it.
    """


@dataclass(frozen=True)
class Adoption:
    """An adoption file, and what it says."""

    file: Path
    settings: AdoptionSettings = field(default_factory=AdoptionSettings)
