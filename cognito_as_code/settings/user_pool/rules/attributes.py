"""Rules about user attributes."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE, USER_POOL_API
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.user_pool.schema import STANDARD_ATTRIBUTES

SCHEMA: KeyPath = ("user_pool", "schema")


@rule(
    "ATT-1",
    "Users sign in with attributes as usernames or as aliases, not both",
    why="AWS refuses a pool with both.",
    source=f"{USER_POOL_API}/API_CreateUserPool.html",
)
def aliases_or_usernames(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if pool.alias_attributes and pool.username_attributes:
        yield (
            ("user_pool", "alias_attributes"),
            f"{shown(pool.alias_attributes)} together with username_attributes "
            f"{shown(pool.username_attributes)}; keep one of the two",
        )


@rule(
    "ATT-2",
    "preferred_username is an alias or required, not both",
    why="AWS lets users take an alias after sign-up only.",
    source=f"{GUIDE}/user-pool-settings-attributes.html",
    promise="users can sign up",
)
def preferred_username_is_alias_or_required(settings: EnvironmentSettings) -> Iterator[Problem]:
    attribute = settings.user_pool.attributes.get("preferred_username")
    if attribute and attribute.required and "preferred_username" in settings.user_pool.alias_attributes:
        yield (
            (*SCHEMA, "preferred_username", "required"),
            "true while alias_attributes has preferred_username; remove one of the two",
        )


@rule(
    "ATT-5",
    "Custom attributes are optional",
    why="AWS refuses required ones (Required custom attributes are not supported currently).",
    source=f"{USER_POOL_API}/API_SchemaAttributeType.html",
)
def custom_attributes_are_optional(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, attribute in settings.user_pool.attributes.items():
        if attribute.required and name not in STANDARD_ATTRIBUTES:
            yield (*SCHEMA, name, "required"), "true, but a custom attribute cannot be required; remove it"


@rule(
    "ATT-7",
    "An attribute's least is not above its most",
    why="AWS refuses it.",
    source=f"{USER_POOL_API}/API_SchemaAttributeType.html",
)
def attribute_bounds_are_in_order(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, attribute in settings.user_pool.attributes.items():
        length, number = attribute.string_attribute_constraints, attribute.number_attribute_constraints
        if length.min_length > length.max_length:
            yield (
                (*SCHEMA, name, "string_attribute_constraints"),
                f"min_length {length.min_length} is above max_length {length.max_length}; swap or change them",
            )
        if number.min_value is not None and number.max_value is not None and number.min_value > number.max_value:
            yield (
                (*SCHEMA, name, "number_attribute_constraints"),
                f"min_value {number.min_value} is above max_value {number.max_value}; swap or change them",
            )


@rule(
    "ATT-8",
    "Standard attributes keep their type",
    why="AWS refuses another type, or developer_only_attribute, for them.",
    source=f"{GUIDE}/user-pool-settings-attributes.html",
)
def standard_attributes_keep_their_type(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, attribute in settings.user_pool.attributes.items():
        type_ = STANDARD_ATTRIBUTES.get(name)
        if type_ and attribute.attribute_data_type != type_:
            yield (
                (*SCHEMA, name, "attribute_data_type"),
                f'{shown(attribute.attribute_data_type)} for a standard attribute; use "{type_}"',
            )
        if type_ and attribute.developer_only_attribute:
            yield (*SCHEMA, name, "developer_only_attribute"), "true for a standard attribute; remove it"


@rule(
    "ATT-11",
    "Constraints fit the attribute's type",
    why="Constraints of another type mean nothing, and AWS may refuse them.",
    source=f"{USER_POOL_API}/API_SchemaAttributeType.html",
    promise="bounds hold, since none can be added later",
)
def constraints_fit_the_type(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, attribute in settings.user_pool.attributes.items():
        for type_ in ("String", "Number"):
            key = f"{type_.lower()}_attribute_constraints"
            if key in attribute.model_fields_set and attribute.attribute_data_type != type_:
                yield (
                    (*SCHEMA, name, key),
                    f"is for {type_} attributes, and this one is {attribute.attribute_data_type}; remove it",
                )


@rule(
    "ATT-14",
    "Only auto-verified attributes are verified before an update",
    why="AWS refuses others.",
    source=f"{USER_POOL_API}/API_UserAttributeUpdateSettingsType.html",
)
def updated_attributes_are_auto_verified(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    others = sorted(set(pool.verified_before_update) - set(pool.auto_verified_attributes))
    if others:
        yield (
            ("user_pool", "user_attribute_update_settings", "attributes_require_verification_before_update"),
            f"{shown(others)} is not in auto_verified_attributes; add it there, or remove it here",
        )


@rule(
    "ATT-3",
    "Addresses that users sign in with are verified",
    why="An alias works only once it is verified, and an unverified address can recover no password.",
    source=f"{GUIDE}/user-pool-settings-attributes.html",
    severity="warning",
)
def sign_in_addresses_are_verified(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    for key in ("username_attributes", "alias_attributes"):
        unverified = [
            each
            for each in getattr(pool, key)
            if each in ("email", "phone_number") and each not in pool.auto_verified_attributes
        ]
        if unverified:
            yield (
                ("user_pool", key),
                f"{shown(unverified)} is not verified at sign-up; add it to auto_verified_attributes",
            )


@rule(
    "ATT-4",
    "Users who sign up give the aliases they sign in with",
    why="The sign-in pages ask for required attributes only.",
    source=f"{GUIDE}/user-pool-settings-attributes.html",
    severity="warning",
)
def aliases_are_asked_for(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    if pool.admin_create_user_config.allow_admin_create_user_only:
        return
    for alias in pool.alias_attributes:
        attribute = pool.attributes.get(alias)
        if alias != "preferred_username" and not (attribute and attribute.required):
            yield (
                ("user_pool", "alias_attributes"),
                f'"{alias}" is not asked for at sign-up; add [user_pool.schema.{alias}] with required = true',
            )
