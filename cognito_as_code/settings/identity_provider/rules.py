"""Rules about identity providers."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import PROVIDER
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.identity_provider.model import COMMON, KEYS, SOCIAL, provider_name_is_valid
from cognito_as_code.settings.user_pool.schema import STANDARD_ATTRIBUTES


@rule(
    "IDP-1",
    "Each identity provider has a name of its own",
    why="AWS knows social providers by their type's name, and refuses two of one name.",
    source=PROVIDER,
)
def provider_names_are_distinct(settings: EnvironmentSettings) -> Iterator[Problem]:
    names: set[str] = set()
    for table, provider in sorted(settings.identity_providers.items()):
        name = provider.name(table)
        if name in names:
            yield ("identity_providers", table), f"is called {shown(name)} in AWS, as another one is; remove one"
        names.add(name)
        if provider.provider_name and provider.provider_type in SOCIAL:
            yield (
                ("identity_providers", table, "provider_name"),
                f'is always "{provider.provider_type}" for this provider_type; remove it',
            )


@rule(
    "IDP-2",
    "Identity providers have what their type needs, and nothing else",
    why="AWS refuses a provider without them.",
    source=PROVIDER,
)
def providers_have_their_keys(settings: EnvironmentSettings) -> Iterator[Problem]:
    for table, provider in settings.identity_providers.items():
        required, optional = KEYS[provider.provider_type]
        for key in sorted(required):
            if not getattr(provider, key):
                yield (
                    ("identity_providers", table, key),
                    f'is missing, and provider_type = "{provider.provider_type}" needs it; add it',
                )
        for key in sorted(provider.model_fields_set - required - optional - COMMON):
            yield (
                ("identity_providers", table, key),
                f'is not for provider_type = "{provider.provider_type}"; remove it',
            )


@rule(
    "IDP-3",
    "OpenID Connect endpoints are given together or discovered",
    why="Cognito discovers all of them from the issuer, or none.",
    source="https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-oidc-idp.html",
    promise="sign-in reaches the provider that is meant",
)
def oidc_endpoints_are_whole(settings: EnvironmentSettings) -> Iterator[Problem]:
    endpoints = ("authorize_url", "token_url", "attributes_url", "jwks_uri")
    for table, provider in settings.identity_providers.items():
        missing = [key for key in endpoints if not getattr(provider, key)]
        if missing and len(missing) < len(endpoints):
            yield (
                ("identity_providers", table),
                f"gives some endpoints and lacks {', '.join(missing)}; give all four, or none",
            )


@rule(
    "IDP-4",
    "SAML metadata comes from a URL or a file",
    why="AWS refuses both, and neither.",
    source="https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-saml-idp.html",
)
def saml_has_one_metadata(settings: EnvironmentSettings) -> Iterator[Problem]:
    for table, provider in settings.identity_providers.items():
        given = bool(provider.metadata_url) + bool(provider.metadata_file)
        if provider.provider_type == "SAML" and given != 1:
            yield (
                ("identity_providers", table),
                f"has {given} of metadata_url and metadata_file; give one of the two",
            )


@rule(
    "IDP-5",
    "A provider's table has a name that Cognito takes",
    why="AWS refuses other names; OIDC and SAML providers are called as their table, unless provider_name is said.",
    source=PROVIDER,
)
def provider_tables_are_names(settings: EnvironmentSettings) -> Iterator[Problem]:
    for table, provider in settings.identity_providers.items():
        if table.upper() == "COGNITO" or not provider_name_is_valid(provider.name(table)):
            yield (
                ("identity_providers", table),
                "cannot be called so in AWS; give provider_name, 3 to 32 characters without spaces or _ at either "
                "end, and do not call the table COGNITO",
            )


@rule(
    "IDP-6",
    "Each identifier leads to one identity provider",
    why="AWS refuses an identifier that another provider of the pool has.",
    source=PROVIDER,
)
def identifiers_are_distinct(settings: EnvironmentSettings) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for table, provider in sorted(settings.identity_providers.items()):
        for index, identifier in enumerate(provider.idp_identifiers):
            if owners.setdefault(identifier, table) != table:
                yield (
                    ("identity_providers", table, "idp_identifiers", index),
                    f"{shown(identifier)} leads to {owners[identifier]} already; keep it in one",
                )


@rule(
    "IDP-7",
    "Providers map to attributes that are there and may change",
    why="AWS refuses unknown ones; with one that may not change every later sign-in fails.",
    source="https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-specifying-attribute-mapping.html",
)
def mapped_attributes_fit(settings: EnvironmentSettings) -> Iterator[Problem]:
    attributes = settings.user_pool.attributes
    for table, provider in settings.identity_providers.items():
        for target in provider.mapping:
            name = target.removeprefix("custom:")
            custom = target.startswith("custom:")
            known = name in attributes if custom else name == "username" or name in STANDARD_ATTRIBUTES
            place = ("identity_providers", table, "attribute_mapping", target)
            if not known or (custom and name in STANDARD_ATTRIBUTES):
                yield (
                    place,
                    "is no attribute of this pool; use username, a standard attribute, or custom:NAME with "
                    "[user_pool.schema.NAME]",
                )
            elif name in attributes and not attributes[name].mutable:
                yield place, f"is not mutable; map to another, since user_pool.schema.{name} cannot be changed later"
        required = {name for name, attribute in attributes.items() if attribute.required}
        if lacking := sorted(required - set(provider.mapping)):
            yield (
                ("identity_providers", table, "attribute_mapping"),
                f"is without {', '.join(lacking)}, which users must have; map it",
            )


@rule(
    "IDP-8",
    "Providers of one's own are not called as AWS calls others",
    why="AWS keeps the names of its social providers, and COGNITO, for those (Provider ... cannot be of type ...).",
    source=PROVIDER,
    promise="identity_provider=Google in a URL leads to Google, in any capitals",
)
def own_providers_have_own_names(settings: EnvironmentSettings) -> Iterator[Problem]:
    taken = {name.upper(): name for name in SOCIAL}
    for table, provider in settings.identity_providers.items():
        name = provider.name(table)
        if provider.provider_type not in SOCIAL and name.upper() in taken:
            place = ("identity_providers", table, *(("provider_name",) if provider.provider_name else ()))
            yield (
                place,
                f"{shown(name)} is the name of AWS's own {taken[name.upper()]} provider, and this one's type is "
                f"{provider.provider_type}; give another provider_name",
            )
