"""Where an app client's secret is kept for the application."""

from __future__ import annotations

from stacks.aws import Construct, SecretsmanagerSecret, SecretsmanagerSecretVersion
from stacks.cognito.app_client import AppClient


class ClientSecret(SecretsmanagerSecret):
    """aws_secretsmanager_secret.ADDRESS and its version, written once and kept out of the version's own state."""

    def __init__(self, scope: Construct, id: str, *, address: str, name: str, app_client: AppClient) -> None:
        super().__init__(scope, id, name=name, description=f"Secret of the Cognito app client {address}")
        self.override_logical_id(address)
        version = SecretsmanagerSecretVersion(
            self,
            "version",
            secret_id=self.id,
            secret_string_wo=app_client.client_secret,
            secret_string_wo_version=1,
        )
        version.override_logical_id(address)
