"""Tables without what is a default anyway, as a person writes them."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel

from cognito_as_code.settings.core.tier import lowest_tier
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.identity_provider.model import DEFAULT_SCOPES

_Derived = dict[int, dict[str, Any]]


def without_defaults(tables: dict[str, Any], settings: EnvironmentSettings) -> dict[str, Any]:
    """The tables without keys that have the same value without being said, in the order of the reference.

    `settings` are what the tables became.
    """
    return _brief(tables, settings, _derived(settings))


def _derived(settings: EnvironmentSettings) -> _Derived:
    """Defaults that follow from other keys, by the model's instance."""
    pool = settings.user_pool
    derived: _Derived = {
        id(pool): {"user_pool_tier": lowest_tier(settings)},
        id(pool.user_attribute_update_settings): {
            "attributes_require_verification_before_update": sorted(pool.auto_verified_attributes)
        },
    }
    if settings.identity_pool:
        derived[id(settings.identity_pool)] = {"identity_pool_name": pool.name}
    for name, client in settings.app_clients.items():
        plain = client.model_copy(update={"read_attributes": None, "write_attributes": None})
        alone = settings.model_copy(update={"app_clients": {name: plain}})
        derived[id(client)] = {
            "name": name,
            "read_attributes": alone.read_attributes(name),
            "write_attributes": alone.write_attributes(name),
        }
    for provider in settings.identity_providers.values():
        derived[id(provider)] = {
            "attribute_mapping": provider.model_copy(update={"attribute_mapping": {}}).mapping,
            "authorize_scopes": DEFAULT_SCOPES.get(provider.provider_type),
            "attributes_request_method": "GET",
            "api_version": "v17.0",
            "idp_sign_out": False,
            "idp_initiated": False,
            "encrypted_responses": False,
        }
    return derived


def _brief(tables: dict[str, Any], model: BaseModel, derived: _Derived) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, field in type(model).model_fields.items():
        key = field.alias or name
        if key not in tables:
            continue
        value, instance = tables[key], getattr(model, name)
        if isinstance(instance, BaseModel):
            inner = _brief(value, instance, derived)
            if inner or type(None) in get_args(field.annotation):  # a table may stand for itself, like [identity_pool]
                kept[key] = inner
        elif isinstance(instance, dict) and any(isinstance(each, BaseModel) for each in instance.values()):
            kept[key] = {inner: _brief(value[inner], instance[inner], derived) for inner in sorted(value)}
        elif key in (known := derived.get(id(model), {})):
            if value != known[key]:
                kept[key] = value
        elif field.is_required() or not _is_same(
            instance, field.get_default(call_default_factory=True, validated_data=dict(model))
        ):
            kept[key] = value
    return kept


def _is_same(value: Any, default: Any) -> bool:
    if isinstance(value, list) and isinstance(default, list):
        return sorted(map(str, value)) == sorted(map(str, default))  # the default with an order has one element
    return bool(value == default)
