"""A resource server."""

from __future__ import annotations

from cognito_as_code.constructs.engine import cognito_resource_server, constructs
from cognito_as_code.constructs.user_pool import UserPool
from cognito_as_code.settings.resource_server.model import ResourceServerSettings


class ResourceServer(cognito_resource_server.CognitoResourceServer):
    """aws_cognito_resource_server.ADDRESS, and its scopes by reference."""

    def __init__(
        self,
        scope: constructs.Construct,
        id: str,
        *,
        address: str,
        settings: ResourceServerSettings,
        user_pool: UserPool,
    ) -> None:
        identifier = settings.identifier_at(address)
        super().__init__(
            scope,
            id,
            user_pool_id=user_pool.user_pool_id,
            identifier=identifier,
            name=settings.name or address,
            scope=[
                cognito_resource_server.CognitoResourceServerScope(scope_name=name, scope_description=description)
                for name, description in sorted(settings.scopes.items())
            ]
            or None,
        )
        self.override_logical_id(address)
        reference = f"${{{self.TF_RESOURCE_TYPE}.{address}.identifier}}"
        self.scopes = {f"{identifier}/{name}": f"{reference}/{name}" for name in settings.scopes}
