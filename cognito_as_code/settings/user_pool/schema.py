"""What an environment file may say under [user_pool.schema.NAME]."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from cognito_as_code.settings.core.fields import Settings, printable, refused, shown

STANDARD_ATTRIBUTES = {
    **dict.fromkeys(
        ("address", "birthdate", "email", "family_name", "gender", "given_name", "locale", "middle_name", "name",
         "nickname", "phone_number", "picture", "preferred_username", "profile", "website", "zoneinfo"),
        "String",
    ),
    "email_verified": "Boolean",
    "phone_number_verified": "Boolean",
    "updated_at": "Number",
}  # fmt: skip
"""Standard attribute -> its type, which nobody can change.

Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
"""


def _attribute_name(name: str) -> str:
    for prefix in ("custom:", "dev:"):
        if name.startswith(prefix):
            raise refused(f"{shown(name)} starts with {prefix}, which Cognito adds itself", "leave the prefix out")
    if name == "sub":
        raise refused('"sub" is set by Cognito', "remove the table")
    if any(character.isspace() for character in name):
        raise refused(f"{shown(name)} has a space", "use _ or -")
    return printable(name)


AttributeName = Annotated[str, Field(min_length=1, max_length=20), AfterValidator(_attribute_name)]
"""A user attribute's name without a prefix: 1 to 20 characters."""


class StringAttributeConstraintsSettings(Settings):
    """How long a String attribute may be.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StringAttributeConstraintsType.html
    """

    min_length: int = Field(default=0, ge=0, le=2048)
    """Fewest characters, 0 to 2,048. Default: 0."""

    max_length: int = Field(default=2048, ge=0, le=2048)
    """Most characters, 0 to 2,048. Default: 2048."""


class NumberAttributeConstraintsSettings(Settings):
    """How small and large a Number attribute may be.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_NumberAttributeConstraintsType.html
    """

    min_value: int | None = None
    """Smallest value. Default: none."""

    max_value: int | None = None
    """Largest value. Default: none."""


class SchemaSettings(Settings):
    """An attribute of users: a standard one by its OpenID Connect name, or a custom one of your own.

    AWS never changes or removes an attribute: whatever is said here stays for the life of the pool, and a standard
    attribute can be declared only when the pool is made. Up to 50 custom attributes.
    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SchemaAttributeType.html
    """

    attribute_data_type: Literal["String", "Number", "DateTime", "Boolean"] = "String"
    """The attribute's type. Default: String."""

    mutable: bool = True
    """true: the value may be changed later; needed where an identity provider maps to it. Default: true."""

    required: bool = False
    """true: users must have it at sign-up; for standard attributes only. Default: false."""

    developer_only_attribute: bool = False
    """true: an attribute dev:NAME that only administrators see. AWS advises attribute permissions instead.

    Default: false.
    """

    string_attribute_constraints: StringAttributeConstraintsSettings = StringAttributeConstraintsSettings()
    """For String attributes."""

    number_attribute_constraints: NumberAttributeConstraintsSettings = NumberAttributeConstraintsSettings()
    """For Number attributes."""
