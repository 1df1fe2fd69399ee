"""What an environment file may say under [users.NAME]."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from cognito_as_code.settings.core.facts import safer
from cognito_as_code.settings.core.fields import Address, LooseName, SecretSettings, Settings, distinct

Attributes = dict[Annotated[str, Field(min_length=1, max_length=32)], Annotated[str, Field(max_length=2048)]]


class UserSettings(Settings):
    """A user to begin with, an administrator say; not the way to manage many. The table's name is the address.

    Destroying the resource deletes the user. Without a password of yours Cognito makes one and sends it by invitation,
    so that none is in the state.
    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
    """

    username: LooseName | None = None
    """1 to 128 characters; an e-mail address or phone number where username_attributes says so.

    A change replaces the user. Default: the table's name.
    """

    attributes: Attributes = {}
    """Attribute -> value, as email = "ana@example.com"; custom attributes without their prefix. Default: none."""

    groups: Annotated[list[Address], AfterValidator(distinct)] = []
    """Groups of this file the user is in. Default: none."""

    enabled: bool = True
    """false: the user cannot sign in. Default: true."""

    desired_delivery_mediums: Annotated[
        list[Literal["EMAIL", "SMS"]], AfterValidator(distinct), Field(min_length=1)
    ] = ["EMAIL"]
    """How the invitation is sent. Default: ["EMAIL"]; AWS's own is SMS."""

    message_action: Literal["SUPPRESS", "RESEND"] | None = None
    """SUPPRESS: send no invitation. RESEND: send it again. Default: none, sent once."""

    force_alias_creation: Annotated[bool, safer(False)] = False
    """true: takes an alias (e-mail, phone number) over from another user who has it. Default: false."""

    temporary_password: SecretSettings | None = None
    """Where a first password comes from; it is kept in the state. Default: none, Cognito makes one."""

    password: SecretSettings | None = None
    """Where a permanent password comes from; it is kept in the state. Default: none."""

    client_metadata: Attributes = {}
    """Handed to Lambda triggers. Default: none."""

    validation_data: Attributes = {}
    """Handed to the pre_sign_up trigger. Default: none."""

    def username_at(self, table: str) -> str:
        """The username that the user of a table has in AWS."""
        return self.username or table
