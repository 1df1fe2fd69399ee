"""What an environment file may say under [terraform]."""

from __future__ import annotations

from typing import Annotated, Literal

from cognito_as_code.settings.core.fields import Settings, TerraformValue, Text

BackendName = Literal[
    "azurerm", "cloud", "consul", "cos", "gcs", "http", "kubernetes", "local", "oss", "pg", "remote", "s3"
]


_OPERATOR_AND_VERSION = r"\s*(=|!=|>=?|<=?|~>)?\s*[0-9]+(\.[0-9]+){0,2}(-[0-9A-Za-z.-]+)?\s*"
VersionConstraint = Annotated[
    str,
    Text(
        rf"{_OPERATOR_AND_VERSION}(,{_OPERATOR_AND_VERSION})*",
        'a version constraint like ">= 1.5" or "~> 6.25"',
        most=128,
    ),
]


class TerraformSettings(Settings):
    """Terraform's own settings. Source: https://developer.hashicorp.com/terraform/language/terraform"""

    required_version: VersionConstraint | None = None
    """Which Terraform may run this. Default: not written, since checkov 3.3 cannot read JSON configuration with it."""

    aws_provider: VersionConstraint = "~> 6.25"
    """Which hashicorp/aws provider may run this: what your pipeline pins. Default: "~> 6.25"."""

    backend: dict[BackendName, dict[str, TerraformValue]] = {}
    """Where the state is kept: one table, named as Terraform's backend, with that backend's own keys.

    An empty table is a partial configuration, completed by `terraform init -backend-config`; no table, no backend
    block. [terraform.backend.cloud] becomes the cloud block. Credentials do not belong here.
    Source: https://developer.hashicorp.com/terraform/language/backend
    """
