"""A group."""

from __future__ import annotations

from cognito_as_code.constructs.engine import cognito_user_group, constructs
from cognito_as_code.constructs.user_pool import UserPool
from cognito_as_code.settings.group.model import GroupSettings


class Group(cognito_user_group.CognitoUserGroup):
    """aws_cognito_user_group.ADDRESS."""

    def __init__(
        self,
        scope: constructs.Construct,
        id: str,
        *,
        address: str,
        settings: GroupSettings,
        user_pool: UserPool,
        role_arn: str | None,
    ) -> None:
        super().__init__(
            scope,
            id,
            user_pool_id=user_pool.user_pool_id,
            name=settings.name_at(address),
            description=settings.description,
            precedence=settings.precedence,
            role_arn=role_arn,
        )
        self.override_logical_id(address)
        self.group_name = f"${{{self.TF_RESOURCE_TYPE}.{address}.name}}"
