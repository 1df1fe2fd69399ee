"""Secrets, by reference."""

from __future__ import annotations

import json

from cognito_as_code.constructs.engine import (
    cdktf,
    constructs,
    data_aws_secretsmanager_secret_version,
    data_aws_ssm_parameter,
)
from cognito_as_code.settings.core.fields import SecretSettings


def secret_value(scope: constructs.Construct, address: str, settings: SecretSettings) -> str:
    """An expression for the secret: of a variable, or of a data source at the address."""
    if settings.variable:
        declared = scope.node.try_find_child(f"variable.{settings.variable}")
        if declared is None:
            variable = cdktf.TerraformVariable(scope, f"variable.{settings.variable}", type="string", sensitive=True)
            variable.override_logical_id(settings.variable)
        return f"${{var.{settings.variable}}}"
    if settings.secretsmanager_secret:
        data_aws_secretsmanager_secret_version.DataAwsSecretsmanagerSecretVersion(
            scope, f"secret.{address}", secret_id=settings.secretsmanager_secret
        ).override_logical_id(address)
        whole = f"data.aws_secretsmanager_secret_version.{address}.secret_string"
        return f"${{jsondecode({whole})[{json.dumps(settings.json_key)}]}}" if settings.json_key else f"${{{whole}}}"
    data_aws_ssm_parameter.DataAwsSsmParameter(
        scope, f"parameter.{address}", name=settings.ssm_parameter or "", with_decryption=True
    ).override_logical_id(address)
    return f"${{data.aws_ssm_parameter.{address}.value}}"
