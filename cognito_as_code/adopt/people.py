"""Groups, resource servers and, where asked for, users of a live pool."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cognito_as_code.adopt.adopted import Adopted, table_names

MOST_USERS = 100
_WRITTEN_ONCE = ("desired_delivery_mediums", "force_alias_creation", "message_action")
"""Arguments about how a user was made, which AWS does not tell."""


def add_groups(adopted: Adopted, groups: list[dict[str, Any]], providers: Iterable[str]) -> None:
    """A table for each group; not those that Cognito makes for users of an identity provider."""
    automatic = {f"{group['UserPoolId']}_{provider}" for group in groups for provider in providers}
    ours = [group for group in groups if group["GroupName"] not in automatic]
    for group in groups:
        if group["GroupName"] in automatic:
            adopted.tell(f"The group {group['GroupName']} is Cognito's own, and stays outside of Terraform.")
    names = table_names(((group["GroupName"], group["GroupName"]) for group in ours), "group")
    for group in sorted(ours, key=lambda each: names[each["GroupName"]]):
        name = names[group["GroupName"]]
        address = f"aws_cognito_user_group.{name}"
        adopted.imports[address] = f"{group['UserPoolId']}/{group['GroupName']}"
        table: dict[str, Any] = {} if group["GroupName"] == name else {"name": group["GroupName"]}
        if group.get("Description"):
            table["description"] = group["Description"]
        if group.get("Precedence") == 0:
            adopted.leave(address, "precedence")
            adopted.remark(("groups", name), "Its precedence is 0 in AWS, the highest, which the provider cannot say.")
        elif group.get("Precedence") is not None:
            table["precedence"] = group["Precedence"]
        if group.get("RoleArn"):
            table["role"] = {"role_arn": group["RoleArn"]}
        adopted.settings.setdefault("groups", {})[name] = table


def add_resource_servers(adopted: Adopted, servers: list[dict[str, Any]]) -> None:
    """A table for each resource server, with its scopes."""
    names = table_names(((each["Identifier"], each.get("Name") or each["Identifier"]) for each in servers), "api")
    for server in sorted(servers, key=lambda each: names[each["Identifier"]]):
        name = names[server["Identifier"]]
        adopted.imports[f"aws_cognito_resource_server.{name}"] = f"{server['UserPoolId']}|{server['Identifier']}"
        table: dict[str, Any] = {} if server["Identifier"] == name else {"identifier": server["Identifier"]}
        if server.get("Name") and server["Name"] != name:
            table["name"] = server["Name"]
        scopes = {scope["ScopeName"]: scope["ScopeDescription"] for scope in server.get("Scopes") or []}
        if scopes:
            table["scopes"] = dict(sorted(scopes.items()))
        adopted.settings.setdefault("resource_servers", {})[name] = table


def add_users(adopted: Adopted, users: list[dict[str, Any]], pool_id: str) -> None:
    """A table for each user of the pool's own; after the groups, whose memberships are not read."""
    own = [user for user in users if user.get("UserStatus") != "EXTERNAL_PROVIDER"]
    if adopted.settings.get("groups"):
        adopted.tell("Who is in which group stays outside of Terraform: a membership cannot be imported.")
    if len(own) < len(users):
        adopted.tell(f"Users of identity providers stay outside of Terraform: {len(users) - len(own):,}.")
    own.sort(key=lambda user: user["Username"])
    if len(own) > MOST_USERS:
        adopted.tell(f"{len(own) - MOST_USERS:,} users stay outside of Terraform: a file takes {MOST_USERS}, by name.")
    own = own[:MOST_USERS]
    names = table_names(((user["Username"], user["Username"]) for user in own), "user")
    for user in sorted(own, key=lambda each: names[each["Username"]]):
        name = names[user["Username"]]
        address = f"aws_cognito_user.{name}"
        adopted.imports[address] = f"{pool_id}/{user['Username']}"
        adopted.leave(address, *_WRITTEN_ONCE)
        table: dict[str, Any] = {} if user["Username"] == name else {"username": user["Username"]}
        attributes = {
            each["Name"].removeprefix("dev:").removeprefix("custom:"): each.get("Value", "")
            for each in user.get("Attributes") or []
            if each["Name"] not in ("sub", "identities")
        }
        if attributes:
            table["attributes"] = dict(sorted(attributes.items()))
        table["enabled"] = bool(user.get("Enabled", True))
        adopted.settings.setdefault("users", {})[name] = table
