"""How an app client's sign-in pages look."""

from __future__ import annotations

from collections.abc import Sequence

from cognito_as_code.constructs.app_client import AppClient
from cognito_as_code.constructs.domain import Domain
from cognito_as_code.constructs.engine import (
    cdktf,
    cognito_managed_login_branding,
    cognito_user_pool_ui_customization,
    constructs,
)
from cognito_as_code.constructs.user_pool import UserPool
from cognito_as_code.settings.domain.model import ManagedLoginBrandingSettings, UiCustomizationSettings


class ManagedLoginBranding(cognito_managed_login_branding.CognitoManagedLoginBranding):
    """aws_cognito_managed_login_branding.ADDRESS: without one a client's managed login pages do not exist."""

    def __init__(
        self,
        scope: constructs.Construct,
        id: str,
        *,
        address: str,
        settings: ManagedLoginBrandingSettings | None,
        user_pool: UserPool,
        app_client: AppClient,
    ) -> None:
        super().__init__(
            scope,
            id,
            user_pool_id=user_pool.user_pool_id,
            client_id=app_client.client_id,
            use_cognito_provided_values=None if settings else True,
            settings=settings.settings if settings else None,
            asset=[
                cognito_managed_login_branding.CognitoManagedLoginBrandingAsset(
                    category=asset.category,
                    color_mode=asset.color_mode,
                    extension=asset.extension,
                    bytes=asset.bytes,
                    resource_id=asset.resource_id,
                )
                for asset in settings.asset
            ]
            or None
            if settings
            else None,
        )
        self.override_logical_id(address)


class UiCustomization(cognito_user_pool_ui_customization.CognitoUserPoolUiCustomization):
    """aws_cognito_user_pool_ui_customization.main, for every client, or .client_NAME: the classic hosted UI's look."""

    def __init__(
        self,
        scope: constructs.Construct,
        id: str,
        *,
        address: str,
        settings: UiCustomizationSettings,
        user_pool: UserPool,
        app_client: AppClient | None,
        domains: Sequence[Domain],
    ) -> None:
        needed: list[cdktf.TerraformElement] = list(domains)
        super().__init__(
            scope,
            id,
            user_pool_id=user_pool.user_pool_id,
            client_id=app_client.client_id if app_client else None,
            css=settings.css,
            image_file=settings.image_file,
            depends_on=needed,  # AWS refuses it before the pool has a domain
        )
        self.override_logical_id(address)
