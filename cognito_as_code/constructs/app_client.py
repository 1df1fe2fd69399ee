"""An app client."""

from __future__ import annotations

from collections.abc import Mapping

from cognito_as_code.constructs.engine import cognito_user_pool_client, constructs
from cognito_as_code.constructs.identity_provider import IdentityProvider
from cognito_as_code.constructs.resource_server import ResourceServer
from cognito_as_code.constructs.user_pool import UserPool
from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.settings.app_client.model import AnalyticsConfigurationSettings, RefreshTokenRotationSettings
from cognito_as_code.settings.core.fields import parse_duration


class AppClient(cognito_user_pool_client.CognitoUserPoolClient):
    """aws_cognito_user_pool_client.ADDRESS.

    The provider keeps the old value of what a configuration stops saying, so all is said, [] included; only
    default_redirect_uri has no empty value in AWS.
    """

    def __init__(
        self,
        scope: constructs.Construct,
        id: str,
        *,
        address: str,
        environment: EnvironmentSettings,
        user_pool: UserPool,
        identity_providers: Mapping[str, IdentityProvider],
        resource_servers: Mapping[str, ResourceServer],
    ) -> None:
        settings = environment.app_clients[address]
        access_token = parse_duration(settings.access_token_validity)
        id_token = parse_duration(settings.id_token_validity)
        refresh_token = parse_duration(settings.refresh_token_validity)
        # By reference, so that Terraform makes providers and scopes before the client that names them.
        providers = {name: provider.published_name for name, provider in identity_providers.items()}
        scopes = {
            plain: reference for server in resource_servers.values() for plain, reference in server.scopes.items()
        }
        super().__init__(
            scope,
            id,
            name=settings.name_at(address),
            user_pool_id=user_pool.user_pool_id,
            generate_secret=settings.generate_secret,
            explicit_auth_flows=sorted(settings.explicit_auth_flows),
            allowed_oauth_flows_user_pool_client=bool(settings.allowed_oauth_flows),
            allowed_oauth_flows=sorted(settings.allowed_oauth_flows),
            allowed_oauth_scopes=[scopes.get(name, name) for name in sorted(settings.allowed_oauth_scopes)],
            callback_urls=sorted(settings.callback_urls),
            logout_urls=sorted(settings.logout_urls),
            default_redirect_uri=settings.default_redirect_uri,
            supported_identity_providers=[
                providers.get(name, name) for name in sorted(settings.supported_identity_providers)
            ],
            read_attributes=environment.read_attributes(address),
            write_attributes=environment.write_attributes(address),
            access_token_validity=access_token.value,
            id_token_validity=id_token.value,
            refresh_token_validity=refresh_token.value,
            token_validity_units=[
                cognito_user_pool_client.CognitoUserPoolClientTokenValidityUnits(
                    access_token=access_token.unit, id_token=id_token.unit, refresh_token=refresh_token.unit
                )
            ],
            refresh_token_rotation=_refresh_token_rotation(settings.refresh_token_rotation),
            auth_session_validity=parse_duration(settings.auth_session_validity).value,
            prevent_user_existence_errors=settings.prevent_user_existence_errors,
            enable_token_revocation=settings.enable_token_revocation,
            enable_propagate_additional_user_context_data=settings.enable_propagate_additional_user_context_data,
            analytics_configuration=_analytics_configuration(settings.analytics_configuration),
        )
        self.override_logical_id(address)
        self.client_id = self.id


def _refresh_token_rotation(
    settings: RefreshTokenRotationSettings | None,
) -> list[cognito_user_pool_client.CognitoUserPoolClientRefreshTokenRotation] | None:
    if settings is None:
        return None
    return [
        cognito_user_pool_client.CognitoUserPoolClientRefreshTokenRotation(
            feature=settings.feature, retry_grace_period_seconds=settings.retry_grace_period_seconds
        )
    ]


def _analytics_configuration(
    settings: AnalyticsConfigurationSettings | None,
) -> list[cognito_user_pool_client.CognitoUserPoolClientAnalyticsConfiguration] | None:
    if settings is None:
        return None
    return [
        cognito_user_pool_client.CognitoUserPoolClientAnalyticsConfiguration(
            application_arn=settings.application_arn,
            application_id=settings.application_id,
            external_id=settings.external_id,
            role_arn=settings.role_arn,
            user_data_shared=settings.user_data_shared,
        )
    ]
