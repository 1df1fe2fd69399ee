"""Where an app client's secret is kept for the application."""

from __future__ import annotations

from cognito_as_code.constructs.app_client import AppClient
from cognito_as_code.constructs.engine import constructs, secretsmanager_secret, secretsmanager_secret_version
from cognito_as_code.settings.app_client.model import AppClientSettings


class ClientSecret(secretsmanager_secret.SecretsmanagerSecret):
    """aws_secretsmanager_secret.ADDRESS and its version, written once and kept out of the version's own state."""

    def __init__(
        self, scope: constructs.Construct, id: str, *, address: str, settings: AppClientSettings, app_client: AppClient
    ) -> None:
        super().__init__(
            scope,
            id,
            name=settings.secretsmanager_secret_name,
            description=f"Secret of the Cognito app client {address}",
            kms_key_id=settings.secretsmanager_kms_key_id,
        )
        self.override_logical_id(address)
        version = secretsmanager_secret_version.SecretsmanagerSecretVersion(
            self,
            "version",
            secret_id=self.id,
            secret_string_wo=app_client.client_secret,
            secret_string_wo_version=1,
        )
        version.override_logical_id(address)
