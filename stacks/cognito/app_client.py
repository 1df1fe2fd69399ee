"""An app client."""

from __future__ import annotations

from settings.app_client import AppClientSettings
from settings.fields import parse_duration
from stacks.aws import CognitoUserPoolClient, CognitoUserPoolClientTokenValidityUnits, Construct
from stacks.cognito.user_pool import UserPool


class AppClient(CognitoUserPoolClient):
    """aws_cognito_user_pool_client.ADDRESS.

    The provider keeps the old value of what a configuration stops saying, so all is said, [] included; only
    default_redirect_uri has no empty value in AWS.
    """

    def __init__(
        self, scope: Construct, id: str, *, address: str, settings: AppClientSettings, user_pool: UserPool
    ) -> None:
        access_token = parse_duration(settings.access_token_validity)
        id_token = parse_duration(settings.id_token_validity)
        refresh_token = parse_duration(settings.refresh_token_validity)
        super().__init__(
            scope,
            id,
            name=settings.name or settings.renamed_from or address,
            user_pool_id=user_pool.user_pool_id,
            generate_secret=settings.generate_secret,
            explicit_auth_flows=sorted(settings.explicit_auth_flows),
            allowed_oauth_flows_user_pool_client=bool(settings.allowed_oauth_flows),
            allowed_oauth_flows=sorted(settings.allowed_oauth_flows),
            allowed_oauth_scopes=sorted(settings.allowed_oauth_scopes),
            callback_urls=sorted(settings.callback_urls),
            logout_urls=sorted(settings.logout_urls),
            default_redirect_uri=settings.default_redirect_uri,
            supported_identity_providers=["COGNITO"],
            access_token_validity=access_token.value,
            id_token_validity=id_token.value,
            refresh_token_validity=refresh_token.value,
            token_validity_units=[
                CognitoUserPoolClientTokenValidityUnits(
                    access_token=access_token.unit, id_token=id_token.unit, refresh_token=refresh_token.unit
                )
            ],
            auth_session_validity=parse_duration(settings.auth_session_validity).value,
            prevent_user_existence_errors=settings.prevent_user_existence_errors,
            enable_token_revocation=settings.enable_token_revocation,
            enable_propagate_additional_user_context_data=settings.enable_propagate_additional_user_context_data,
        )
        self.override_logical_id(address)
        self.client_id = self.id
