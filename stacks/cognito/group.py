"""A group."""

from __future__ import annotations

from settings.group import GroupSettings
from stacks.aws import CognitoUserGroup, Construct
from stacks.cognito.user_pool import UserPool


class Group(CognitoUserGroup):
    """aws_cognito_user_group.ADDRESS."""

    def __init__(
        self,
        scope: Construct,
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
            name=settings.name or address,
            description=settings.description,
            precedence=settings.precedence,
            role_arn=role_arn,
        )
        self.override_logical_id(address)
        self.group_name = f"${{{self.TF_RESOURCE_TYPE}.{address}.name}}"
