"""Pools that this project did not make: pools/NAME.toml has the calls to AWS, in boto3's words, of who makes them so.

<pool>, <arn> and <provider> are the pool's id, ARN and name as an identity provider; <client:NAME> is a client's id,
and <role:NAME>, <function:NAME> and <web_acl:NAME> are ARNs of what is made on the way.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cognito_as_code.trial.emulator import NO_ACCOUNT

FOLDER = Path(__file__).parent / "pools"
STYLES = sorted(path.stem for path in FOLDER.glob("*.toml"))
REGION = "eu-central-1"
_IDENTITY = {"create_identity_pool", "set_identity_pool_roles", "set_principal_tag_attribute_map"}
_TRUST = {"Federated": "cognito-identity.amazonaws.com"}


@dataclass
class Made:
    """A pool that was made."""

    client: Callable[[str], Any]
    """Service -> a client of boto3's."""
    pool_id: str = ""
    identity_pool_id: str | None = None
    clients: dict[str, str] = field(default_factory=dict)
    """Name -> id."""

    def call(self, operation: str, arguments: dict[str, Any]) -> None:
        """Make one call, for this pool."""
        said = self._filled(arguments)
        if operation in _IDENTITY:
            own = {} if operation.startswith("create") else {"IdentityPoolId": self.identity_pool_id}
            answer = getattr(self.client("cognito-identity"), operation)(**own, **said)
            self.identity_pool_id = answer.get("IdentityPoolId", self.identity_pool_id)
        elif operation == "associate_web_acl":
            self.client("wafv2").associate_web_acl(**said)
        else:
            own = {} if operation == "create_user_pool" else {"UserPoolId": self.pool_id}
            answer = getattr(self.client("cognito-idp"), operation)(**own, **said)
            self.pool_id = answer.get("UserPool", {}).get("Id", self.pool_id)
            if client := answer.get("UserPoolClient"):
                self.clients[client["ClientName"]] = client["ClientId"]

    def _filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self._filled(key): self._filled(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._filled(each) for each in value]
        if isinstance(value, str):
            return re.sub(r"<(\w+)(?::([^>]+))?>", self._named, value)
        return value

    def _named(self, found: re.Match[str]) -> str:
        kind, name = found[1], found[2]
        ways: dict[str, Callable[[], str]] = {
            "pool": lambda: self.pool_id,
            "arn": lambda: f"arn:aws:cognito-idp:{REGION}:{NO_ACCOUNT}:userpool/{self.pool_id}",
            "provider": lambda: f"cognito-idp.{REGION}.amazonaws.com/{self.pool_id}",
            "client": lambda: self.clients[name],
            "function": lambda: f"arn:aws:lambda:{REGION}:{NO_ACCOUNT}:function:{name}",
            "role": lambda: self._role(name),
            "web_acl": lambda: self._web_acl(name),
        }
        return ways[kind]() if kind in ways else found[0]

    def _role(self, name: str) -> str:
        iam = self.client("iam")
        trust = {"Effect": "Allow", "Principal": _TRUST, "Action": "sts:AssumeRoleWithWebIdentity"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        try:
            return str(iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"])
        except iam.exceptions.EntityAlreadyExistsException:
            return str(iam.get_role(RoleName=name)["Role"]["Arn"])

    def _web_acl(self, name: str) -> str:
        seen = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": False, "MetricName": name}
        asked = {"Name": name, "Scope": "REGIONAL", "DefaultAction": {"Allow": {}}, "VisibilityConfig": seen}
        return str(self.client("wafv2").create_web_acl(**asked)["Summary"]["ARN"])


def make(client: Callable[[str], Any], calls: dict[str, Any]) -> Made:
    """Make a pool by its calls."""
    made = Made(client)
    for operation, asked in calls.items():
        for arguments in asked if isinstance(asked, list) else [asked]:
            made.call(operation, arguments)
    return made


def calls_of(style: str) -> dict[str, Any]:
    """The calls that make a pool of a style."""
    return tomllib.loads((FOLDER / f"{style}.toml").read_text())


def snapshot(idp: Any, pool_id: str) -> dict[str, Any]:
    """What AWS says of a pool and its clients, without what signing in and asking change: a date and a count."""
    said = {
        "pool": idp.describe_user_pool(UserPoolId=pool_id)["UserPool"],
        "mfa": idp.get_user_pool_mfa_config(UserPoolId=pool_id),
    }
    for client in idp.list_user_pool_clients(UserPoolId=pool_id, MaxResults=60)["UserPoolClients"]:
        asked = {"UserPoolId": pool_id, "ClientId": client["ClientId"]}
        said[client["ClientId"]] = idp.describe_user_pool_client(**asked)["UserPoolClient"]
    passing = {"EstimatedNumberOfUsers", "LastModifiedDate", "ResponseMetadata"}
    return {name: {key: value for key, value in each.items() if key not in passing} for name, each in said.items()}
