"""A whole environment file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, PrivateAttr, model_validator

from cognito_as_code.settings.alarms.model import AlarmsSettings
from cognito_as_code.settings.app_client.attributes import default_write_attributes, readable_attributes
from cognito_as_code.settings.app_client.model import AppClientSettings
from cognito_as_code.settings.core.facts import GIVEN, DecidesDefaults, NeedsProvider, NeedsTier, Quota, Tier
from cognito_as_code.settings.core.fields import (
    Address,
    EnvironmentName,
    PolicyArn,
    Region,
    Settings,
    TerraformValue,
    Text,
    distinct,
)
from cognito_as_code.settings.core.regions import PARTITIONS
from cognito_as_code.settings.core.tier import lowest_tier
from cognito_as_code.settings.domain.model import DomainSettings, UiCustomizationSettings
from cognito_as_code.settings.group.model import GroupSettings
from cognito_as_code.settings.identity_pool.model import IdentityPoolSettings
from cognito_as_code.settings.identity_provider.model import IdentityProviderSettings
from cognito_as_code.settings.log_delivery.model import LogDeliverySettings
from cognito_as_code.settings.mcp_server.expansion import client_table, with_mcp_servers
from cognito_as_code.settings.mcp_server.model import McpServerSettings
from cognito_as_code.settings.protected.model import ProtectedSettings
from cognito_as_code.settings.resource_server.model import ResourceServerSettings
from cognito_as_code.settings.risk_configuration.model import RiskConfigurationSettings
from cognito_as_code.settings.strict import STRICT, with_strict
from cognito_as_code.settings.terraform.model import TerraformSettings
from cognito_as_code.settings.user.model import UserSettings
from cognito_as_code.settings.user_pool.model import UserPoolSettings
from cognito_as_code.settings.waiver.model import Profile, WaiverSettings
from cognito_as_code.settings.web_acl.model import WebAclSettings

_TAG_CHARACTERS = "letters, digits, spaces and any of _ . : / = + - @"
_TAG_CHARACTER = r"(?:[\w.:/=+@-]|[^\S\t-\r\x1c-\x1f\x85])"
"""Spaces of all kinds, but no tab and no end of a line: IAM takes none, and roles get these tags too.

Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html
"""
TagKey = Annotated[
    str, Text(rf"(?!aws:){_TAG_CHARACTER}+", f"{_TAG_CHARACTERS}, not starting with aws:", most=128, flags=re.UNICODE)
]
McpServerName = Annotated[
    str, Text(r"[A-Za-z_][A-Za-z0-9_-]*", "a letter or _, then letters, digits, _ and -", most=50)
]
TagValue = Annotated[str, Text(rf"{_TAG_CHARACTER}*", _TAG_CHARACTERS, most=256, least=0, flags=re.UNICODE)]


class EnvironmentSettings(Settings):
    """One environment: a user pool, the applications that use it and, if asked for, an identity pool."""

    region: Region = Field(examples=["eu-central-1"])
    """The AWS Region everything is in."""

    account_id: Annotated[str, Text(r"[0-9]{12}", "the 12 digits of an AWS account", most=12, least=12)] = Field(
        examples=["111122223333"]
    )
    """The AWS account everything is in; the provider refuses to plan in any other (allowed_account_ids)."""

    compliance: Annotated[list[Profile], AfterValidator(distinct), DecidesDefaults(STRICT)] = []
    """Profiles whose controls must be met, or waived. Default: none.

    aws-security-hub, prowler, cdk-nag, checkov and kics are what those check; baseline is what costs nothing; strict
    is all of them, and turns on what they need: threat protection that is enforced, for custom authentication too,
    risks that are blocked, and a web ACL. What the file says itself goes first.
    """

    waivers: dict[Annotated[str, Field(min_length=1, max_length=128)], WaiverSettings] = {}
    """[waivers.CONTROL]: controls that need not be met for a while. Default: none."""

    production: bool = False
    """true: a protection that is weaker here than in another environment is a warning. Default: false."""

    tags: Annotated[dict[TagKey, TagValue], Field(max_length=50)] = {}
    """Tags for every resource (default_tags): up to 50, keys of 1 to 128 and values of up to 256 characters."""

    permissions_boundary: PolicyArn | None = None
    """Permissions boundary of every role made here, by ARN. Default: none.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
    """

    renamed_from: EnvironmentName | None = None
    """The file's former name: roles keep the names they have, so that the plan is empty. Default: none.

    State that Terraform kept beside the JSON, with no backend, has to be moved by hand to the new folder.
    """

    terraform: TerraformSettings = TerraformSettings()
    user_pool: UserPoolSettings
    app_clients: dict[Address, AppClientSettings] = Field(default={}, max_length=1000)
    """[app_clients.NAME], up to 1,000. Default: none."""

    identity_providers: dict[Address, IdentityProviderSettings] = Field(default={}, max_length=300)
    """[identity_providers.NAME], up to 300. Default: none."""

    resource_servers: Annotated[dict[Address, ResourceServerSettings], Quota(25)] = Field(default={}, max_length=300)
    """[resource_servers.NAME], up to 300 (AWS's default quota: 25). Default: none."""

    mcp_servers: Annotated[dict[McpServerName, McpServerSettings], NeedsTier("ESSENTIALS")] = {}
    """[mcp_servers.NAME]: a remote MCP server, with the clients that people use, in one table. Default: none."""

    groups: dict[Address, GroupSettings] = Field(default={}, max_length=10_000)
    """[groups.NAME], up to 10,000. Default: none."""

    users: dict[Address, UserSettings] = Field(default={}, max_length=100)
    """[users.NAME], up to 100. Default: none."""

    domains: dict[Address, DomainSettings] = Field(default={}, max_length=2)
    """[domains.NAME]: one prefix domain, one custom domain. Default: none."""

    ui_customization: UiCustomizationSettings | None = None
    """For every app client. Default: none."""

    risk_configuration: Annotated[RiskConfigurationSettings | None, NeedsTier("PLUS")] = None
    """For every app client without one of its own. Default: none."""

    log_delivery: Annotated[
        LogDeliverySettings | None, NeedsProvider((6, 5, 0), "aws_cognito_log_delivery_configuration")
    ] = None
    web_acl: Annotated[WebAclSettings | None, GIVEN] = None
    alarms: AlarmsSettings | None = None
    identity_pool: IdentityPoolSettings | None = None
    protected: dict[Address, ProtectedSettings] = Field(default={}, max_length=100)
    """[protected.NAME], up to 100. Default: none."""

    overrides: dict[
        Annotated[str, Text(r"[a-z0-9_]+\.[A-Za-z_][\w-]*", "TYPE.NAME", most=256)], dict[str, TerraformValue]
    ] = {}
    """[overrides."TYPE.NAME"]: arguments of a resource, as Terraform's JSON has them, that no key here knows.

    They are not checked, and reported at synth. They may only add: what the settings can say, prevent_destroy, secrets
    and other meta-arguments are refused. Default: none.
    """

    @model_validator(mode="before")
    @classmethod
    def _with_mcp_servers(cls, value: Any) -> Any:
        return with_mcp_servers(value) if isinstance(value, dict) else value

    @model_validator(mode="before")
    @classmethod
    def _with_strict(cls, value: Any) -> Any:
        profiles = value.get("compliance") if isinstance(value, dict) else None
        return with_strict(value) if isinstance(profiles, list) and "strict" in profiles else value

    _sound: str = PrivateAttr(default="")

    @property
    def is_known_to_be_sound(self) -> bool:
        """Whether the rules were asked, and found no error."""
        return bool(self._sound) and self._sound == self.model_dump_json()

    def remember_as_sound(self) -> None:
        """Say that the rules found no error, so that they need not be asked again."""
        self._sound = self.model_dump_json()  # tables are dicts, which somebody may change afterwards

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, which the rules know nothing of."""
        copied = super().model_copy(update=update, deep=deep)
        copied._sound = ""
        return copied

    @property
    def tier(self) -> Tier:
        """The pool's feature plan: the one asked for, or the lowest that has all the file asks for."""
        return self.user_pool.user_pool_tier or lowest_tier(self)

    @property
    def has_managed_login(self) -> bool:
        """Whether a domain shows managed login, so that clients need a style."""
        return any(domain.managed_login_version > 1 for domain in self.domains.values())

    @property
    def trusted_clients(self) -> list[str]:
        """App clients that have users, by name: all but machines. They come in where no client is named.

        Nor do MCP clients, which are other people's programs: their tokens are for their server alone.
        """
        for_their_server = self.mcp_clients
        return sorted(
            name for name, client in self.app_clients.items() if not client.is_machine and name not in for_their_server
        )

    @property
    def mcp_clients(self) -> set[str]:
        """App clients of MCP clients, by name."""
        return {client_table(name, client) for name, server in self.mcp_servers.items() for client in server.clients}

    def write_attributes(self, client: str) -> list[str]:
        """User attributes an app client may write, by name."""
        chosen = self.app_clients[client].write_attributes
        return sorted(default_write_attributes(self, self.app_clients[client]) if chosen is None else chosen)

    def read_attributes(self, client: str) -> list[str]:
        """User attributes an app client may read, by name."""
        chosen = self.app_clients[client].read_attributes
        return sorted(readable_attributes(self.user_pool) if chosen is None else chosen)

    @property
    def partition(self) -> str:
        """The partition of the Region, the second part of every ARN in it."""
        return PARTITIONS[self.region]
