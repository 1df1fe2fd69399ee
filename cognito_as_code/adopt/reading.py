"""What is read of a pool, in which order, and what each call needs of those before it."""

from __future__ import annotations

from typing import Any

from cognito_as_code.adopt.live import CannotAdoptError, Live, Progress, Reader

_PAGE = 60
_NEEDED = (
    "cognito-idp:DescribeIdentityProvider",
    "cognito-idp:DescribeManagedLoginBrandingByClient",
    "cognito-idp:DescribeRiskConfiguration",
    "cognito-idp:DescribeUserPool",
    "cognito-idp:DescribeUserPoolClient",
    "cognito-idp:DescribeUserPoolDomain",
    "cognito-idp:GetLogDeliveryConfiguration",
    "cognito-idp:GetUICustomization",
    "cognito-idp:GetUserPoolMfaConfig",
    "cognito-idp:ListGroups",
    "cognito-idp:ListIdentityProviders",
    "cognito-idp:ListResourceServers",
    "cognito-idp:ListUserPoolClients",
    "wafv2:GetWebACLForResource",
)
"""What whoever adopts must be allowed, without an identity pool and users."""


def read_pool(
    services: dict[str, Any],
    pool_id: str,
    identity_pool_id: str | None = None,
    *,
    users: bool = False,
    progress: Progress = lambda what, done, total: None,  # noqa: ARG005
) -> Live:
    """Everything about a pool, and an identity pool, as AWS says it; only reading calls are made.

    Takes what live.connect gives. Raises CannotAdoptError with every action that is not allowed: a pool that is read
    in part would become a file that says less than there is.
    """
    reader = Reader(services, progress)
    pool = _read(reader, "DescribeUserPool", UserPoolId=pool_id).get("UserPool")
    if pool is None:
        raise CannotAdoptError(f"the pool may not be read; allow {', '.join(_NEEDED)}")
    _read(reader, "GetUserPoolMfaConfig", UserPoolId=pool_id)
    client_ids = _read_clients(reader, pool_id)
    versions = _read_domains(reader, pool)
    _read_parts(reader, pool_id)
    _read_each_client(reader, pool, client_ids, versions)
    acl = reader.read("wafv2", "GetWebACLForResource", optional=True, ResourceArn=pool["Arn"])
    reader.keep("GetWebACLForResource", acl if acl.get("WebACL") else {})
    if identity_pool_id:
        _read_identity_pool(reader, identity_pool_id, pool)
    if users:
        found = reader.read_list("ListUsers", "Users", token="PaginationToken", UserPoolId=pool_id, Limit=_PAGE)  # noqa: S106
        reader.keep("ListUsers", {"Users": found})
    if reader.denied:
        raise CannotAdoptError(
            f"not everything may be read, and nothing was written; allow {', '.join(sorted(reader.denied))}"
        )
    return reader.live


def _read(reader: Reader, operation: str, *, optional: bool = False, **arguments: str) -> dict[str, Any]:
    response = reader.read("cognito-idp", operation, optional=optional, **arguments)
    reader.keep(operation, response)
    return response


def _read_clients(reader: Reader, pool_id: str) -> list[str]:
    listed = reader.read_list("ListUserPoolClients", "UserPoolClients", UserPoolId=pool_id, MaxResults=_PAGE)
    ids = sorted(client["ClientId"] for client in listed)
    asked = [{"UserPoolId": pool_id, "ClientId": each} for each in ids]
    reader.read_each("app clients", "DescribeUserPoolClient", asked)
    return ids


def _read_domains(reader: Reader, pool: dict[str, Any]) -> set[int]:
    """The versions of the pages that the pool's domains show."""
    versions = set()
    for key in ("Domain", "CustomDomain"):
        if name := pool.get(key):
            described = _read(reader, "DescribeUserPoolDomain", Domain=name).get("DomainDescription", {})
            versions.add(described.get("ManagedLoginVersion") or 1)
    return versions


def _read_parts(reader: Reader, pool_id: str) -> None:
    groups = reader.read_list("ListGroups", "Groups", UserPoolId=pool_id, Limit=_PAGE)
    reader.keep("ListGroups", {"Groups": groups} if groups else {})
    servers = reader.read_list("ListResourceServers", "ResourceServers", UserPoolId=pool_id, MaxResults=50)
    reader.keep("ListResourceServers", {"ResourceServers": servers} if servers else {})
    providers = reader.read_list("ListIdentityProviders", "Providers", UserPoolId=pool_id, MaxResults=_PAGE)
    asked = [
        {"UserPoolId": pool_id, "ProviderName": name} for name in sorted(each["ProviderName"] for each in providers)
    ]
    reader.read_each("identity providers", "DescribeIdentityProvider", asked)
    logs = reader.read("cognito-idp", "GetLogDeliveryConfiguration", optional=True, UserPoolId=pool_id)
    has_logs = logs.get("LogDeliveryConfiguration", {}).get("LogConfigurations")
    reader.keep("GetLogDeliveryConfiguration", logs if has_logs else {})


def _read_each_client(reader: Reader, pool: dict[str, Any], client_ids: list[str], versions: set[int]) -> None:
    """What the pool has for all clients, and a client may have for itself."""
    pool_id = pool["Id"]
    asked = [{"UserPoolId": pool_id, "ClientId": each} for each in client_ids]
    if pool.get("UserPoolAddOns", {}).get("AdvancedSecurityMode") in ("AUDIT", "ENFORCED"):
        _read(reader, "DescribeRiskConfiguration", optional=True, UserPoolId=pool_id)
        reader.read_each("clients' risk configurations", "DescribeRiskConfiguration", asked, optional=True)
    if 1 in versions:
        _read(reader, "GetUICustomization", optional=True, UserPoolId=pool_id)
        reader.read_each("clients' pages", "GetUICustomization", asked, optional=True)
    if versions - {1}:
        reader.read_each("clients' styles", "DescribeManagedLoginBrandingByClient", asked, optional=True)


def _read_identity_pool(reader: Reader, identity_pool_id: str, pool: dict[str, Any]) -> None:
    region = pool["Id"].partition("_")[0]
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    for operation, optional, more in (
        ("DescribeIdentityPool", False, {}),
        ("GetIdentityPoolRoles", True, {}),
        (
            "GetPrincipalTagAttributeMap",
            True,
            {"IdentityProviderName": f"cognito-idp.{region}.{suffix}/{pool['Id']}"},
        ),
    ):
        arguments = {"IdentityPoolId": identity_pool_id, **more}
        reader.keep(operation, reader.read("cognito-identity", operation, optional=optional, **arguments))
