"""What an environment file may say under [groups.NAME]."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cognito_as_code.settings.core.fields import LooseName, Settings
from cognito_as_code.settings.role.model import RoleSettings


class GroupSettings(Settings):
    """A group of users. The table's name is the Terraform address: renaming it loses the memberships.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html
    """

    name: LooseName | None = None
    """The group's name in AWS, 1 to 128 characters. A change replaces it. Default: the table's name."""

    description: Annotated[str, Field(min_length=1, max_length=2048)] | None = None
    """Up to 2,048 characters. Default: none."""

    precedence: int | None = Field(default=None, ge=1, le=2_147_483_647)
    """1 or more; of a user's groups the lowest number gives the preferred role. Default: none, which comes last.

    AWS has 0 as well, which the provider drops.
    """

    role: RoleSettings | None = None
    """The role of the group's users; used where [identity_pool.role_mapping] says Token. Default: none."""

    def name_at(self, table: str) -> str:
        """The name that the group of a table has in AWS."""
        return self.name or table
