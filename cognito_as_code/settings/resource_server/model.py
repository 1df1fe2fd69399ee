"""What an environment file may say under [resource_servers.NAME]."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cognito_as_code.settings.core.fields import Name, Settings, Text

ScopeName = Annotated[
    str, Text(r"[\x21\x23-\x2E\x30-\x5B\x5D-\x7E]+", 'printable ASCII without space, ", / and \\', 256)
]


class ResourceServerSettings(Settings):
    """An API with scopes of its own. App clients ask for them as identifier/scope.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
    """

    identifier: (
        Annotated[str, Text(r"[\x21\x23-\x5B\x5D-\x7B\x7D-\x7E]+", 'printable ASCII without space, ", \\ and |', 256)]
        | None
    ) = None
    """What its scopes start with, 1 to 256 characters, often a URL. A change replaces it. Default: the table's name."""

    name: Name | None = None
    """Its name in AWS, 1 to 128 characters. Before provider 6.6 a change replaces it. Default: the table's name."""

    scopes: dict[ScopeName, Annotated[str, Field(min_length=1, max_length=256)]] = Field(default={}, max_length=100)
    """Scope -> what it allows, up to 100 (scope_name and scope_description). Default: none."""

    def identifier_at(self, table: str) -> str:
        """The identifier that the resource server of a table has in AWS."""
        return self.identifier or table
