"""A user."""

from __future__ import annotations

from collections.abc import Mapping

from settings.fields import SecretSettings
from settings.user import UserSettings
from stacks.aws import CognitoUser, CognitoUserInGroup, Construct
from stacks.cognito.group import Group
from stacks.cognito.secret import secret_value
from stacks.cognito.user_pool import UserPool


class User(CognitoUser):
    """aws_cognito_user.ADDRESS, and aws_cognito_user_in_group.ADDRESS--GROUP for each of its groups."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        address: str,
        settings: UserSettings,
        user_pool: UserPool,
        groups: Mapping[str, Group],
    ) -> None:
        super().__init__(
            scope,
            id,
            user_pool_id=user_pool.user_pool_id,
            username=settings.username or address,
            attributes=settings.attributes or None,
            enabled=settings.enabled,
            desired_delivery_mediums=sorted(settings.desired_delivery_mediums),
            message_action=settings.message_action,
            force_alias_creation=settings.force_alias_creation,
            client_metadata=settings.client_metadata or None,
            validation_data=settings.validation_data or None,
            temporary_password=_password(scope, f"{address}--temporary_password", settings.temporary_password),
            password=_password(scope, f"{address}--password", settings.password),
        )
        self.override_logical_id(address)
        for group in sorted(settings.groups):
            CognitoUserInGroup(
                self,
                f"in.{group}",
                user_pool_id=user_pool.user_pool_id,
                username=f"${{{self.TF_RESOURCE_TYPE}.{address}.username}}",
                group_name=groups[group].group_name,
            ).override_logical_id(f"{address}--{group}")


def _password(scope: Construct, address: str, settings: SecretSettings | None) -> str | None:
    return secret_value(scope, address, settings) if settings else None
