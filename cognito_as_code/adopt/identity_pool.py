"""[identity_pool] of a live identity pool, its roles and its session tags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_as_code.adopt.adopted import Adopted, table_of

ADDRESS = "aws_cognito_identity_pool.main"
ATTACHMENT = "aws_cognito_identity_pool_roles_attachment.main"
TAGS = "aws_cognito_identity_pool_provider_principal_tag.main"
TABLE = ("identity_pool",)

_RULE = {"Claim": "claim", "MatchType": "match_type", "Value": "value", "RoleARN": "role_arn"}


def add_identity_pool(
    adopted: Adopted, live: dict[str, Any], roles: dict[str, Any], clients: Mapping[str, str], pool_id: str
) -> None:
    """The identity pool's table. A role is named by its ARN: its policies stay whoever's they are."""
    adopted.imports[ADDRESS] = live["IdentityPoolId"]
    table: dict[str, Any] = {
        "identity_pool_name": live["IdentityPoolName"],
        "allow_unauthenticated_identities": bool(live.get("AllowUnauthenticatedIdentities")),
        "allow_classic_flow": bool(live.get("AllowClassicFlow")),
    }
    if live.get("DeveloperProviderName"):
        table["developer_provider_name"] = live["DeveloperProviderName"]
    if live.get("SupportedLoginProviders"):
        table["supported_login_providers"] = dict(sorted(live["SupportedLoginProviders"].items()))
    lists = {"OpenIdConnectProviderARNs": "openid_connect_provider_arns", "SamlProviderARNs": "saml_provider_arns"}
    table |= {ours: sorted(live[theirs]) for theirs, ours in lists.items() if live.get(theirs)}
    adopted.settings["identity_pool"] = table
    _add_trust(adopted, table, live, clients, pool_id)
    _add_roles(adopted, table, roles, clients)


def _add_trust(
    adopted: Adopted, table: dict[str, Any], live: dict[str, Any], clients: Mapping[str, str], pool_id: str
) -> None:
    trusted = live.get("CognitoIdentityProviders") or []
    checks = {bool(each.get("ServerSideTokenCheck")) for each in trusted}
    if trusted:
        table["server_side_token_check"] = False not in checks
    signing_in = {
        name
        for name, client in adopted.settings.get("app_clients", {}).items()
        if "client_credentials" not in client.get("allowed_oauth_flows", [])
    }
    ours = {clients.get(each.get("ClientId", "")) for each in trusted if each.get("ProviderName", "").endswith(pool_id)}
    if len(checks) > 1 or len(ours) < len(trusted) or ours != signing_in:
        adopted.leave(ADDRESS, "cognito_identity_providers")
        adopted.tell(
            "Which app clients the identity pool trusts stays as it is: others than those here where users sign in.",
            TABLE,
        )


def _add_roles(adopted: Adopted, table: dict[str, Any], roles: dict[str, Any], clients: Mapping[str, str]) -> None:
    live = roles.get("Roles") or {}
    if live or roles.get("RoleMappings"):
        adopted.imports[ATTACHMENT] = adopted.imports[ADDRESS]
    for kind in ("authenticated", "unauthenticated"):
        if live.get(kind):
            table.setdefault("roles", {})[kind] = {"role_arn": live[kind]}
    if "authenticated" not in live:
        adopted.leave(ATTACHMENT, "roles")
        adopted.remark(TABLE, "Signed-in users have no role in AWS.")
    if other := sorted(live.keys() - {"authenticated", "unauthenticated"}):
        adopted.leave(ATTACHMENT, "roles")
        adopted.tell(f"Roles of other kinds stay as they are: {', '.join(other)}.", TABLE)
    for provider, mapping in sorted((roles.get("RoleMappings") or {}).items()):
        name = clients.get(provider.rpartition(":")[2], provider)
        said: dict[str, Any] = table_of(mapping, {"Type": "type"})
        if "AmbiguousRoleResolution" in mapping:
            said["ambiguous_role_resolution"] = mapping["AmbiguousRoleResolution"]
        else:
            adopted.leave(ATTACHMENT, "role_mapping")
        rules = (mapping.get("RulesConfiguration") or {}).get("Rules") or []
        if rules:
            said["mapping_rule"] = [table_of(rule, _RULE) for rule in rules]
        table.setdefault("role_mapping", {})[name] = said


def add_principal_tags(adopted: Adopted, answer: dict[str, Any]) -> None:
    """principal_tags: claims that become session tags."""
    tags = answer.get("PrincipalTags")
    if not tags:
        return
    adopted.settings["identity_pool"]["principal_tags"] = dict(sorted(tags.items()))
    adopted.imports[TAGS] = f"{answer['IdentityPoolId']}:{answer['IdentityProviderName']}"
    if answer.get("UseDefaults"):
        adopted.leave(TAGS, "use_defaults")
