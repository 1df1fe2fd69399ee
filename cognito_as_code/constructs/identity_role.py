"""A role that users assume through an identity pool."""

from __future__ import annotations

import json
from typing import Literal

from cognito_as_code.constructs.bedrock import ai_statements
from cognito_as_code.constructs.engine import constructs, iam_role, iam_role_policy
from cognito_as_code.constructs.identity_pool import IdentityPool
from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.settings.role.model import RoleSettings, StatementSettings

# https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-cog.html
_PRINCIPALS = {
    "us-gov-west-1": "cognito-identity-us-gov.amazonaws.com",
    "us-gov-east-1": "cognito-identity.us-gov-east-1.amazonaws.com",
}
_DESCRIPTIONS = {
    "authenticated": "Signed-in users of an Amazon Cognito identity pool",
    "unauthenticated": "Guests of an Amazon Cognito identity pool",
}

_ASSUME = "sts:AssumeRoleWithWebIdentity"

Kind = Literal["authenticated", "unauthenticated"]


class IdentityRole(iam_role.IamRole):
    """aws_iam_role.ADDRESS: for one kind of users of one identity pool, and nobody else.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html
    """

    def __init__(
        self,
        scope: constructs.Construct,
        id: str,
        *,
        address: str,
        name: str,
        kind: Kind,
        environment: EnvironmentSettings,
        settings: RoleSettings,
        identity_pool: IdentityPool,
    ) -> None:
        super().__init__(
            scope,
            id,
            name=name,
            description=_DESCRIPTIONS[kind],
            assume_role_policy=json.dumps(_trust(environment, identity_pool.identity_pool_id, kind)),
            permissions_boundary=environment.permissions_boundary,
        )
        self.override_logical_id(address)
        statements = [*ai_statements(environment, settings), *map(_statement, settings.statement)]
        if statements:
            permissions = {"Version": "2012-10-17", "Statement": statements}
            policy = iam_role_policy.IamRolePolicy(
                self, "policy", name=address, role=self.name, policy=json.dumps(permissions)
            )
            policy.override_logical_id(address)


def _trust(environment: EnvironmentSettings, identity_pool_id: str, kind: Kind) -> dict[str, object]:
    # aud: this identity pool and no other. amr: signed in, or a guest.
    principal = _PRINCIPALS.get(environment.region, "cognito-identity.amazonaws.com")
    # Guests have no token whose claims could become tags.
    tags = kind == "authenticated" and environment.identity_pool and environment.identity_pool.principal_tags
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Federated": principal},
                "Action": [_ASSUME, "sts:TagSession"] if tags else _ASSUME,
                "Condition": {
                    "StringEquals": {f"{principal}:aud": identity_pool_id},
                    "ForAnyValue:StringLike": {f"{principal}:amr": kind},
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
