"""The identity pool."""

from __future__ import annotations

from collections.abc import Iterable

from cognito_as_code.constructs.app_client import AppClient
from cognito_as_code.constructs.engine import (
    cdktf,
    cognito_identity_pool,
    cognito_identity_pool_provider_principal_tag,
    constructs,
)
from cognito_as_code.constructs.user_pool import UserPool
from cognito_as_code.settings.identity_pool.model import IdentityPoolSettings


class IdentityPool(cognito_identity_pool.CognitoIdentityPool):
    """aws_cognito_identity_pool.main: which tokens it takes, said whole, since AWS forgets what an update leaves out.

    With principal_tags, aws_cognito_identity_pool_provider_principal_tag.main as well.
    """

    def __init__(
        self,
        scope: constructs.Construct,
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
            allow_unauthenticated_identities=settings.allow_unauthenticated_identities,
            allow_classic_flow=settings.allow_classic_flow,
            cognito_identity_providers=[
                cognito_identity_pool.CognitoIdentityPoolCognitoIdentityProviders(
                    provider_name=user_pool.provider_name,
                    client_id=client.client_id,
                    server_side_token_check=settings.server_side_token_check,
                )
                for client in app_clients
            ]
            or None,
            developer_provider_name=settings.developer_provider_name,
            supported_login_providers=settings.supported_login_providers or None,
            openid_connect_provider_arns=sorted(settings.openid_connect_provider_arns) or None,
            saml_provider_arns=sorted(settings.saml_provider_arns) or None,
            lifecycle=cdktf.TerraformResourceLifecycle(prevent_destroy=settings.lifecycle.prevent_destroy),
        )
        self.override_logical_id("main")
        self.identity_pool_id = self.id
        if settings.principal_tags:
            cognito_identity_pool_provider_principal_tag.CognitoIdentityPoolProviderPrincipalTag(
                self,
                "principal_tags",
                identity_pool_id=self.identity_pool_id,
                identity_provider_name=user_pool.provider_name,
                principal_tags=settings.principal_tags,
                use_defaults=False,
            ).override_logical_id("main")
