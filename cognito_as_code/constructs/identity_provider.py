"""An identity provider."""

from __future__ import annotations

from cognito_as_code.constructs.engine import cdktf, cognito_identity_provider, constructs
from cognito_as_code.constructs.secret import secret_value
from cognito_as_code.constructs.user_pool import UserPool
from cognito_as_code.settings.identity_provider.details import FILLED_IN_BY_AWS, details_of
from cognito_as_code.settings.identity_provider.model import IdentityProviderSettings


class IdentityProvider(cognito_identity_provider.CognitoIdentityProvider):
    """aws_cognito_identity_provider.ADDRESS: with every detail AWS fills in, so that nothing drifts."""

    def __init__(
        self,
        scope: constructs.Construct,
        id: str,
        *,
        address: str,
        settings: IdentityProviderSettings,
        user_pool: UserPool,
    ) -> None:
        details = details_of(settings)
        for key in ("client_secret", "private_key"):
            if secret := getattr(settings, key):
                details[key] = secret_value(scope, f"{address}--{key}", secret)
        ignored = [key for key in FILLED_IN_BY_AWS.get(settings.provider_type, []) if key not in details]
        super().__init__(
            scope,
            id,
            user_pool_id=user_pool.user_pool_id,
            provider_name=settings.name(address),
            provider_type=settings.provider_type,
            provider_details=details,
            attribute_mapping=settings.mapping,
            idp_identifiers=sorted(settings.idp_identifiers),
            lifecycle=cdktf.TerraformResourceLifecycle(ignore_changes=[f'provider_details["{key}"]' for key in ignored])
            if ignored
            else None,
        )
        self.override_logical_id(address)
        self.published_name = self.provider_name
