"""[identity_providers.NAME] of a live pool: a secret's source is named, the secret itself is not read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_as_code.adopt.adopted import Adopted, table_names
from cognito_as_code.adopt.secrets import SECRET_DETAILS
from cognito_as_code.settings.identity_provider.details import FILLED_IN_BY_AWS, details_of
from cognito_as_code.settings.identity_provider.model import KEYS, SOCIAL, IdentityProviderSettings

_TEXTS = {
    "client_id": "client_id",
    "team_id": "team_id",
    "key_id": "key_id",
    "api_version": "api_version",
    "oidc_issuer": "oidc_issuer",
    "attributes_request_method": "attributes_request_method",
    "MetadataURL": "metadata_url",
    "MetadataFile": "metadata_file",
    "RequestSigningAlgorithm": "request_signing_algorithm",
}
_SWITCHES = {"IDPSignout": "idp_sign_out", "IDPInit": "idp_initiated", "EncryptedResponses": "encrypted_responses"}


def provider_names(providers: list[dict[str, Any]]) -> dict[str, str]:
    """Name in AWS -> table name."""
    return table_names(((each["ProviderName"], each["ProviderName"]) for each in providers), "provider")


def add_identity_providers(adopted: Adopted, providers: list[dict[str, Any]], names: Mapping[str, str]) -> None:
    """A table for each provider."""
    if not providers:
        return
    tables = adopted.settings.setdefault("identity_providers", {})
    for provider in sorted(providers, key=lambda each: names[each["ProviderName"]]):
        name = names[provider["ProviderName"]]
        address = f"aws_cognito_identity_provider.{name}"
        adopted.imports[address] = f"{provider['UserPoolId']}:{provider['ProviderName']}"
        tables[name] = _table(adopted, name, address, provider)


def _table(adopted: Adopted, name: str, address: str, provider: dict[str, Any]) -> dict[str, Any]:
    kind = provider["ProviderType"]
    live: dict[str, str] = provider.get("ProviderDetails") or {}
    table: dict[str, Any] = {"provider_type": kind}
    if kind not in SOCIAL and provider["ProviderName"] != name:
        table["provider_name"] = provider["ProviderName"]
    needed, possible = KEYS.get(kind, (set(), set()))
    for theirs, ours in _TEXTS.items():
        if live.get(theirs) and ours in needed | possible:
            table[ours] = live[theirs]
    if "metadata_url" in table:
        table.pop("metadata_file", None)
    table |= {ours: live[key].lower() == "true" for key, ours in _SWITCHES.items() if key in live and ours in possible}
    if scopes := live.get("authorize_scopes"):
        table["authorize_scopes"] = scopes.replace(",", " ").split()
    _add_secrets(adopted, name, address, table, {*provider.get(SECRET_DETAILS, [])}, needed)
    if provider.get("AttributeMapping"):
        table["attribute_mapping"] = dict(sorted(provider["AttributeMapping"].items()))
    elif kind != "SAML":
        adopted.leave(address, "attribute_mapping")
    if provider.get("IdpIdentifiers"):
        table["idp_identifiers"] = sorted(provider["IdpIdentifiers"])
    if kind == "OIDC":
        adopted.remark(("identity_providers", name), "Its endpoints stay as AWS has them, discovered or given.")
    _leave_other_details(adopted, address, table, live)
    return table


def _add_secrets(
    adopted: Adopted, name: str, address: str, table: dict[str, Any], live: set[str], needed: set[str]
) -> None:
    for key in ("client_secret", "private_key"):
        if key in live | needed:
            variable = f"{name.replace('-', '_')}_{key}"[:64]
            table[key] = {"variable": variable}
            adopted.remark(
                ("identity_providers", name), f"Set TF_VAR_{variable} to the provider's {key}: it is not read from AWS."
            )
            if key not in live:
                adopted.leave(address, f"provider_details.{key}")
    for key in live - {"client_secret", "private_key"}:
        adopted.leave(address, f"provider_details.{key}")


def _leave_other_details(adopted: Adopted, address: str, table: dict[str, Any], live: Mapping[str, str]) -> None:
    """Leave what would be written otherwise, or not at all, or is not there."""
    settings = IdentityProviderSettings.model_construct(**table)
    written = details_of(settings)
    known = {*FILLED_IN_BY_AWS.get(table["provider_type"], []), "client_secret", "private_key"}
    for key in ({*written} | {*live}) - known:
        if written.get(key) != live.get(key):
            adopted.leave(address, f"provider_details.{key}")
