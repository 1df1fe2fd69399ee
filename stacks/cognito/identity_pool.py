"""The identity pool."""

from __future__ import annotations

from collections.abc import Iterable

from settings.identity_pool import IdentityPoolSettings
from stacks.aws import (
    CognitoIdentityPool,
    CognitoIdentityPoolCognitoIdentityProviders,
    Construct,
    TerraformResourceLifecycle,
)
from stacks.cognito.app_client import AppClient
from stacks.cognito.user_pool import UserPool


class IdentityPool(CognitoIdentityPool):
    """aws_cognito_identity_pool.main: no guests, no classic flow, every token checked with the user pool."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        settings: IdentityPoolSettings,
        user_pool: UserPool,
        app_clients: Iterable[AppClient],
    ) -> None:
        super().__init__(
            scope,
            id,
            identity_pool_name=name,
            allow_unauthenticated_identities=False,
            allow_classic_flow=False,
            cognito_identity_providers=[
                CognitoIdentityPoolCognitoIdentityProviders(
                    provider_name=user_pool.provider_name, client_id=client.client_id, server_side_token_check=True
                )
                for client in app_clients
            ],
            lifecycle=TerraformResourceLifecycle(prevent_destroy=settings.lifecycle.prevent_destroy),
        )
        self.override_logical_id("main")
        self.identity_pool_id = self.id
