"""[app_clients.NAME] of a live pool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_as_code.adopt.adopted import Adopted, table_names, table_of
from cognito_as_code.adopt.secrets import HAS_SECRET
from cognito_as_code.settings.core.fields import KeyPath

_LISTS = {
    "AllowedOAuthFlows": "allowed_oauth_flows",
    "AllowedOAuthScopes": "allowed_oauth_scopes",
    "CallbackURLs": "callback_urls",
    "LogoutURLs": "logout_urls",
}
"""Lists that AWS does not say when they are empty."""
_TOKENS = {
    "AccessToken": ("access_token_validity", 1, "hours"),
    "IdToken": ("id_token_validity", 1, "hours"),
    "RefreshToken": ("refresh_token_validity", 30, "days"),
}
"""Token -> key, and how long it is good for where nobody said."""
USUAL_UNITS = {token: unit for token, (_, _, unit) in _TOKENS.items()}
"""Token -> the unit in which AWS counts where nobody said."""
_ANALYTICS = {
    "ApplicationArn": "application_arn",
    "ApplicationId": "application_id",
    "ExternalId": "external_id",
    "RoleArn": "role_arn",
    "UserDataShared": "user_data_shared",
}
_SWITCHES = {
    "EnableTokenRevocation": "enable_token_revocation",
    "EnablePropagateAdditionalUserContextData": "enable_propagate_additional_user_context_data",
}


def client_names(clients: list[dict[str, Any]]) -> dict[str, str]:
    """Client id -> table name."""
    return table_names(((client["ClientId"], client.get("ClientName", "")) for client in clients), "client")


def can_be_taken_over(client: dict[str, Any]) -> bool:
    """Whether AWS says the units of all of a client's tokens, or of none.

    Of some, Terraform would say the rest: the provider puts its default into the block whatever is ignored, an update.
    Source: https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/cognitoidp/user_pool_client.go
    """
    return len(client.get("TokenValidityUnits") or {}) in (0, len(_TOKENS))


def add_app_clients(
    adopted: Adopted, clients: list[dict[str, Any]], names: Mapping[str, str], providers: Mapping[str, str]
) -> None:
    """A table for each client; `providers` has the table of each identity provider by its name in AWS."""
    tables = adopted.settings.setdefault("app_clients", {})
    for client in sorted(clients, key=lambda each: names[each["ClientId"]]):
        name = names[client["ClientId"]]
        address = f"aws_cognito_user_pool_client.{name}"
        adopted.imports[address] = f"{client['UserPoolId']}/{client['ClientId']}"
        adopted.leave(address, "generate_secret")  # unknown after an import: said, it would replace the client
        tables[name] = _table(adopted, address, ("app_clients", name), client, providers)


def _table(
    adopted: Adopted, address: str, place: KeyPath, client: dict[str, Any], providers: Mapping[str, str]
) -> dict[str, Any]:
    table: dict[str, Any] = {"name": client.get("ClientName"), "generate_secret": HAS_SECRET in client}
    for theirs, ours in _LISTS.items():
        table[ours] = sorted(client.get(theirs) or [])
    if client.get("ExplicitAuthFlows"):
        table["explicit_auth_flows"] = sorted(client["ExplicitAuthFlows"])
    else:
        adopted.leave(address, "explicit_auth_flows")
        adopted.remark(place, "AWS lists no flows: those it takes for its default stay allowed.")
    for theirs, ours in (("ReadAttributes", "read_attributes"), ("WriteAttributes", "write_attributes")):
        if client.get(theirs):
            table[ours] = sorted(client[theirs])
        else:
            adopted.leave(address, ours)
    if client.get("DefaultRedirectURI"):
        table["default_redirect_uri"] = client["DefaultRedirectURI"]
    _add_providers(adopted, address, place, table, client, providers)
    _add_tokens(adopted, address, table, client)
    _add_switches(adopted, address, place, table, client)
    if rotation := client.get("RefreshTokenRotation"):
        table["refresh_token_rotation"] = table_of(
            rotation, {"Feature": "feature", "RetryGracePeriodSeconds": "retry_grace_period_seconds"}
        )
        if rotation.get("RetryGracePeriodSeconds") is None:
            adopted.leave(address, "refresh_token_rotation")
    if analytics := client.get("AnalyticsConfiguration"):
        table["analytics_configuration"] = table_of(analytics, _ANALYTICS)
    return table


def _add_providers(
    adopted: Adopted,
    address: str,
    place: KeyPath,
    table: dict[str, Any],
    client: dict[str, Any],
    providers: Mapping[str, str],
) -> None:
    live = client.get("SupportedIdentityProviders") or []
    known = sorted(providers.get(name, name) for name in live if name == "COGNITO" or name in providers)
    if known:
        table["supported_identity_providers"] = known
    if len(known) < len(live) or not live:
        adopted.leave(address, "supported_identity_providers")
        unknown = sorted({*live} - {*providers, "COGNITO"})
        said = (
            f"identity providers that are not in the pool: {', '.join(unknown)}" if unknown else "no identity provider"
        )
        adopted.remark(place, f"AWS lists {said}; supported_identity_providers stays so.")


def _add_tokens(adopted: Adopted, address: str, table: dict[str, Any], client: dict[str, Any]) -> None:
    units = client.get("TokenValidityUnits") or {}
    for token, (ours, usual, usual_unit) in _TOKENS.items():
        validity = client.get(f"{token}Validity")
        if validity is None:
            adopted.leave(address, ours)
        # Without units AWS counts in its own: hours, and days.
        table[ours] = f"{usual if validity is None else validity}{(units.get(token) or usual_unit)[0]}"
    if {**USUAL_UNITS, **units} == USUAL_UNITS:
        adopted.leave(address, "token_validity_units")  # Terraform takes the usual units for none
    if client.get("AuthSessionValidity") is None:
        adopted.leave(address, "auth_session_validity")
    else:
        table["auth_session_validity"] = f"{client['AuthSessionValidity']}m"


def _add_switches(
    adopted: Adopted, address: str, place: KeyPath, table: dict[str, Any], client: dict[str, Any]
) -> None:
    for theirs, ours in _SWITCHES.items():
        table[ours] = bool(client.get(theirs))
        if client.get(theirs) is None:
            adopted.leave(address, ours)
    table["prevent_user_existence_errors"] = client.get("PreventUserExistenceErrors") or "LEGACY"
    if not client.get("PreventUserExistenceErrors"):
        adopted.leave(address, "prevent_user_existence_errors")
    turned_on = bool(client.get("AllowedOAuthFlowsUserPoolClient"))
    if turned_on != bool(table["allowed_oauth_flows"]):
        adopted.leave(address, "allowed_oauth_flows_user_pool_client")
        state = "true, without a flow" if turned_on else "false: the flows below are not in use"
        adopted.remark(place, f"In AWS allowed_oauth_flows_user_pool_client is {state}; it stays so.")
    elif client.get("AllowedOAuthFlowsUserPoolClient") is None:
        adopted.leave(address, "allowed_oauth_flows_user_pool_client")
