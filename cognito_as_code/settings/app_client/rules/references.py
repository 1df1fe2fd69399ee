"""Rules about what app clients name: identity providers, projects, former names."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.fields import parse_arn, shown
from cognito_as_code.settings.core.findings import did_you_mean
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import CLIENT, GUIDE, USER_POOL_API
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.places import clients
from cognito_as_code.settings.user_pool.regions import PINPOINT_REGIONS


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


@rule(
    "CLI-32",
    "Analytics goes to a project in a Region that serves the pool's, by a role of this account",
    why="AWS refuses projects of other Regions and accounts, and roles of other accounts (Cross-account pass role is "
    "not allowed).",
    source=f"{GUIDE}/cognito-user-pools-pinpoint-integration.html",
)
def analytics_is_in_reach(settings: EnvironmentSettings) -> Iterator[Problem]:
    allowed = PINPOINT_REGIONS.get(settings.region, (settings.region,))
    for place, client in clients(settings):
        analytics = client.analytics_configuration
        project, role = (analytics.application_arn, analytics.role_arn) if analytics else (None, None)
        if project and parse_arn(project).region not in allowed:
            yield (
                (*place, "analytics_configuration", "application_arn"),
                f"{shown(project)} cannot serve a pool in {settings.region}; use a project in {' or '.join(allowed)}",
            )
        for key, arn in (("application_arn", project), ("role_arn", role)):
            if arn and parse_arn(arn).account_id != settings.account_id:
                yield (
                    (*place, "analytics_configuration", key),
                    f"{shown(arn)} is in another account; use one in {settings.account_id}",
                )


@rule(
    "CLI-33",
    "App clients have names of their own",
    why="AWS takes two of one name: in its console and in logs nobody can tell them apart.",
    source=CLIENT,
    severity="warning",
)
def client_names_are_distinct(settings: EnvironmentSettings) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for table, client in sorted(settings.app_clients.items()):
        name = client.name_at(table)
        if owners.setdefault(name, table) != table:
            yield (
                ("app_clients", table, "name"),
                f"{shown(name)} is the name of {owners[name]} too; give each its own",
            )


@rule(
    "IDP-9",
    "A provider that starts sign-ins itself shares its client with SAML providers only",
    why="AWS refuses other providers, the user pool itself too, beside a SAML provider with IdP-initiated sign-in.",
    source=f"{GUIDE}/cognito-user-pools-SAML-session-initiation.html",
)
def idp_initiated_stands_alone(settings: EnvironmentSettings) -> Iterator[Problem]:
    saml = {name for name, provider in settings.identity_providers.items() if provider.provider_type == "SAML"}
    for place, client in clients(settings):
        names = client.supported_identity_providers
        starting = [name for name in names if name in saml and settings.identity_providers[name].idp_initiated]
        others = [name for name in names if name == "COGNITO" or name in {*settings.identity_providers} - saml]
        if starting and others:
            yield (
                (*place, "supported_identity_providers"),
                f"has {', '.join(others)} beside {', '.join(starting)}, whose idp_initiated is true; make two clients, "
                "or set idp_initiated = false there",
            )


@rule(
    "IDP-10",
    "Some app client signs in with each identity provider",
    why="A provider that no client lists signs nobody in.",
    source=CLIENT,
    severity="warning",
)
def providers_are_used(settings: EnvironmentSettings) -> Iterator[Problem]:
    used = {name for _, client in clients(settings) for name in client.supported_identity_providers}
    for name in sorted({*settings.identity_providers} - used) if settings.app_clients else ():
        yield (
            ("identity_providers", name),
            f'signs nobody in; add "{name}" to supported_identity_providers of an app client, or remove the table',
        )
