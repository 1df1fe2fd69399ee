"""The rule about the AWS provider's version."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.facts import written
from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.provider_version import EARLIEST, guaranteed, requirements
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.environment import EnvironmentSettings


@rule(
    "PRV-1",
    "The provider's versions have what the settings ask for",
    why="An earlier provider knows no such argument, and refuses the JSON or leaves it out.",
    source="https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md",
)
def provider_has_everything(settings: EnvironmentSettings) -> Iterator[Problem]:
    constraint = settings.terraform.aws_provider
    lowest = guaranteed(constraint)
    if lowest < EARLIEST:
        yield (
            ("terraform", "aws_provider"),
            f"{shown(constraint)} lets in {written(lowest)}, and this is made for {written(EARLIEST)} and later; "
            f'use ">= {written(EARLIEST)}" or "~> 6.25"',
        )
        return
    for key, needed in requirements(settings):
        if lowest < needed.version:
            least = written(needed.version)
            yield (
                key,
                f"needs {needed.feature} of AWS provider {least}, and terraform.aws_provider = {shown(constraint)} "
                f'lets in {written(lowest)}; set that to ">= {least}", or {needed.otherwise}',
            )
