"""A user."""

from __future__ import annotations

from collections.abc import Mapping

from cognito_as_code.constructs.engine import cognito_user, cognito_user_in_group, constructs
from cognito_as_code.constructs.group import Group
from cognito_as_code.constructs.secret import secret_value
from cognito_as_code.constructs.user_pool import UserPool
from cognito_as_code.settings.core.fields import SecretSettings
from cognito_as_code.settings.user.model import UserSettings


class User(cognito_user.CognitoUser):
    """aws_cognito_user.ADDRESS, and aws_cognito_user_in_group.ADDRESS--GROUP for each of its groups."""

    def __init__(
        self,
        scope: constructs.Construct,
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
            username=settings.username_at(address),
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
            cognito_user_in_group.CognitoUserInGroup(
                self,
                f"in.{group}",
                user_pool_id=user_pool.user_pool_id,
                username=f"${{{self.TF_RESOURCE_TYPE}.{address}.username}}",
                group_name=groups[group].group_name,
            ).override_logical_id(f"{address}--{group}")


def _password(scope: constructs.Construct, address: str, settings: SecretSettings | None) -> str | None:
    return secret_value(scope, address, settings) if settings else None
