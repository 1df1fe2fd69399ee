"""Rules about what app clients name: attributes, identity providers, projects, former names."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.app_client.attributes import NOT_WRITABLE, mapped_attributes, readable_attributes
from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import did_you_mean
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import CLIENT, USER_POOL_API
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.places import clients


@rule(
    "REN-1",
    "A renamed client has one former name, which no client has now",
    why="Terraform refuses to move two resources to one address, and one resource to two.",
    source="https://developer.hashicorp.com/terraform/language/modules/develop/refactoring",
)
def former_names_are_free(settings: EnvironmentSettings) -> Iterator[Problem]:
    former_names = [client.renamed_from for client in settings.app_clients.values()]
    for place, client in clients(settings):
        if client.renamed_from in settings.app_clients:
            yield (
                (*place, "renamed_from"),
                f"{shown(client.renamed_from)} is still there; remove that table, or this key",
            )
        elif client.renamed_from and former_names.count(client.renamed_from) > 1:
            yield (*place, "renamed_from"), f"{shown(client.renamed_from)} became several clients; keep it in one"


@rule(
    "CLI-20",
    "Attributes that clients read and write are the pool's",
    why="AWS refuses others, and lets nobody write those it sets itself.",
    source=CLIENT,
)
def client_attributes_exist(settings: EnvironmentSettings) -> Iterator[Problem]:
    readable = readable_attributes(settings.user_pool)
    for place, client in clients(settings):
        for key, allowed in (("read_attributes", readable), ("write_attributes", readable - NOT_WRITABLE)):
            for index, name in enumerate(getattr(client, key) or []):
                if name not in allowed:
                    custom = sorted(each for each in allowed if ":" in each)
                    others = ", ".join(custom) or "declare it in [user_pool.schema.NAME] and write custom:NAME"
                    yield (
                        (*place, key, index),
                        f"{shown(name)} is set by Cognito alone; remove it"
                        if name in readable
                        else f"{shown(name)} is no attribute of this pool; {did_you_mean(name, allowed)}use a "
                        f"standard one, or {others}",
                    )


@rule(
    "CLI-21",
    "Clients may write what users must have",
    why="Sign-up fails at a client that may not write a required attribute, or one its identity provider maps to.",
    source=CLIENT,
)
def clients_write_what_is_needed(settings: EnvironmentSettings) -> Iterator[Problem]:
    required = {name for name, attribute in settings.user_pool.attributes.items() if attribute.required}
    for place, client in clients(settings):
        if client.write_attributes is not None:
            lacking = sorted((required | mapped_attributes(settings, client)) - set(client.write_attributes))
            if lacking:
                yield (
                    (*place, "write_attributes"),
                    f"is without {', '.join(lacking)}, which sign-up has to write; add it",
                )


@rule(
    "CLI-22",
    "Identity providers that clients name are in the file",
    why="AWS refuses others (The provider does not exist for the user pool).",
    source=CLIENT,
)
def client_providers_exist(settings: EnvironmentSettings) -> Iterator[Problem]:
    known = {"COGNITO", *settings.identity_providers}
    for place, client in clients(settings):
        for index, name in enumerate(client.supported_identity_providers):
            if name not in known:
                yield (
                    (*place, "supported_identity_providers", index),
                    f"{shown(name)} is no identity provider of this file; {did_you_mean(name, known)}use "
                    f"{', '.join(sorted(known))}, or add "
                    f"[identity_providers.{name}]",
                )


@rule(
    "CLI-27",
    "Analytics names its project in one way",
    why="The provider refuses application_arn with application_id, and the id without external_id and role_arn.",
    source=f"{USER_POOL_API}/API_AnalyticsConfigurationType.html",
)
def analytics_names_one_project(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in clients(settings):
        analytics = client.analytics_configuration
        if not analytics:
            continue
        by_id = [analytics.application_id, analytics.external_id, analytics.role_arn]
        if bool(analytics.application_arn) == any(by_id) or (any(by_id) and not all(by_id)):
            yield (
                (*place, "analytics_configuration"),
                "names no project, or two; give application_arn, or application_id, external_id and role_arn",
            )
