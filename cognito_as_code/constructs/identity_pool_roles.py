"""Which role an identity pool's users get."""

from __future__ import annotations

from collections.abc import Mapping

from cognito_as_code.constructs.app_client import AppClient
from cognito_as_code.constructs.engine import cognito_identity_pool_roles_attachment, constructs
from cognito_as_code.constructs.identity_pool import IdentityPool
from cognito_as_code.constructs.user_pool import UserPool
from cognito_as_code.settings.identity_pool.model import IdentityPoolSettings


class IdentityPoolRoles(cognito_identity_pool_roles_attachment.CognitoIdentityPoolRolesAttachment):
    """aws_cognito_identity_pool_roles_attachment.main: which role which identities get. A pool has just one."""

    def __init__(
        self,
        scope: constructs.Construct,
        id: str,
        *,
        settings: IdentityPoolSettings,
        identity_pool: IdentityPool,
        roles: Mapping[str, str],
        group_roles: Mapping[str, str],
        user_pool: UserPool,
        app_clients: Mapping[str, AppClient],
    ) -> None:
        def provider(name: str) -> str:
            client = app_clients.get(name)
            return f"{user_pool.provider_name}:{client.client_id}" if client else name

        super().__init__(
            scope,
            id,
            identity_pool_id=identity_pool.identity_pool_id,
            roles=dict(roles),
            role_mapping=[
                cognito_identity_pool_roles_attachment.CognitoIdentityPoolRolesAttachmentRoleMapping(
                    identity_provider=provider(name),
                    type=mapping.type,
                    ambiguous_role_resolution=mapping.ambiguous_role_resolution,
                    mapping_rule=[
                        cognito_identity_pool_roles_attachment.CognitoIdentityPoolRolesAttachmentRoleMappingMappingRule(
                            claim=rule.claim,
                            match_type=rule.match_type,
                            value=rule.value,
                            role_arn=rule.role_arn or group_roles[rule.group or ""],
                        )
                        for rule in mapping.mapping_rule
                    ]
                    or None,
                )
                for name, mapping in sorted(settings.role_mapping.items())
            ]
            or None,
        )
        self.override_logical_id("main")
