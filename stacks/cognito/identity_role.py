"""The role of an identity pool's signed-in users."""

from __future__ import annotations

import json

from settings import EnvironmentSettings
from settings.identity_pool import RoleSettings, StatementSettings
from stacks.aws import Construct, IamRole, IamRolePolicy
from stacks.cognito.identity_pool import IdentityPool

# https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-cog.html
_PRINCIPALS = {
    "us-gov-west-1": "cognito-identity-us-gov.amazonaws.com",
    "us-gov-east-1": "cognito-identity.us-gov-east-1.amazonaws.com",
}


class AuthenticatedRole(IamRole):
    """aws_iam_role.authenticated: for signed-in users of one identity pool, and nobody else.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        environment: EnvironmentSettings,
        settings: RoleSettings,
        identity_pool: IdentityPool,
    ) -> None:
        super().__init__(
            scope,
            id,
            name=name,
            description="Signed-in users of an Amazon Cognito identity pool",
            assume_role_policy=json.dumps(_trust(environment.region, identity_pool.identity_pool_id)),
        )
        self.override_logical_id("authenticated")
        if settings.statement:
            permissions = {"Version": "2012-10-17", "Statement": [_statement(each) for each in settings.statement]}
            policy = IamRolePolicy(self, "policy", name="authenticated", role=self.name, policy=json.dumps(permissions))
            policy.override_logical_id("authenticated")


def _trust(region: str, identity_pool_id: str) -> dict[str, object]:
    # aud: this identity pool and no other. amr: signed in, not a guest.
    principal = _PRINCIPALS.get(region, "cognito-identity.amazonaws.com")
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Federated": principal},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {
                    "StringEquals": {f"{principal}:aud": identity_pool_id},
                    "ForAnyValue:StringLike": {f"{principal}:amr": "authenticated"},
                },
            }
        ],
    }


def _statement(settings: StatementSettings) -> dict[str, object]:
    statement: dict[str, object] = {"Sid": settings.sid} if settings.sid else {}
    statement |= {"Effect": settings.effect, "Action": settings.actions, "Resource": settings.resources}
    condition: dict[str, dict[str, list[str]]] = {}
    for each in settings.condition:
        condition.setdefault(each.test, {}).setdefault(each.variable, []).extend(each.values)
    return statement | ({"Condition": condition} if condition else {})
