"""Which role an identity pool's users get."""

from __future__ import annotations

from stacks.aws import CognitoIdentityPoolRolesAttachment, Construct
from stacks.cognito.authenticated_role import AuthenticatedRole
from stacks.cognito.identity_pool import IdentityPool


class IdentityPoolRoles(CognitoIdentityPoolRolesAttachment):
    """aws_cognito_identity_pool_roles_attachment.main: which role which identities get. A pool has just one."""

    def __init__(
        self, scope: Construct, id: str, *, identity_pool: IdentityPool, authenticated: AuthenticatedRole
    ) -> None:
        super().__init__(
            scope, id, identity_pool_id=identity_pool.identity_pool_id, roles={"authenticated": authenticated.arn}
        )
        self.override_logical_id("main")
