"""Rules about who gets into what [protected.NAME] names: all that are meant, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.app_client.model import SELF_SERVICE
from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import did_you_mean
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.protected.admission import admitted, possible_scopes
from cognito_as_code.settings.protected.model import ProtectedSettings

_JWT = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html"
_REST = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html"


def _known_clients(settings: EnvironmentSettings, protected: ProtectedSettings) -> list[str]:
    return [name for name in admitted(settings, protected) if name in settings.app_clients]


def _trigger_adds_scopes(settings: EnvironmentSettings) -> bool:
    """Whether a function may add scopes that no client asks for."""
    trigger = settings.user_pool.lambda_config.pre_token_generation_config
    return trigger is not None and trigger.lambda_version != "V1_0"


def _scopes(settings: EnvironmentSettings, client: str) -> set[str]:
    return possible_scopes(settings.app_clients[client])


@rule(
    "PRT-6",
    "Whoever may come in is in the file",
    why="Nobody could come in by a client or a group that is not there.",
    source=f"{GUIDE}/user-pool-settings-client-apps.html",
    promise="the clients and groups that are named come in",
)
def who_comes_in_is_known(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, protected in settings.protected.items():
        place = ("protected", name)
        for key, known, table in (
            ("app_clients", settings.app_clients, "app client"),
            ("groups", settings.groups, "group"),
        ):
            for index, each in enumerate(getattr(protected, key)):
                if each not in known:
                    there = f"use one of {', '.join(sorted(known))}, or " if known else ""
                    yield (
                        (*place, key, index),
                        f"{shown(each)} is no {table} of this file; {did_you_mean(each, known)}"
                        f"{there}add [{key}.{each}]",
                    )
        if not admitted(settings, protected):
            yield (
                (*place, "app_clients"),
                "is empty, and the file has no client with users; add one, or name the machine that may come in",
            )


@rule(
    "PRT-7",
    "Scopes are of access tokens, and REST APIs take those with scopes only",
    why="An id token has no scope. A REST API refuses access tokens where a method has none, id tokens where it has.",
    source=_REST,
)
def scopes_are_of_access_tokens(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, protected in settings.protected.items():
        place = ("protected", name)
        if protected.token == "ID":
            for key in ("scopes", "resource"):
                if getattr(protected, key):
                    yield (*place, key), 'is of access tokens, and token = "ID"; remove one of the two'
        elif protected.kind == "REST_API" and not protected.scopes:
            shared = _shared_scopes(settings, protected)
            yield (
                (*place, "scopes"),
                "is empty, with which a REST API takes id tokens only; write scopes = "
                f'{shown(shared[:1] or ["api/read"])}, or token = "ID"',
            )


def _shared_scopes(settings: EnvironmentSettings, protected: ProtectedSettings) -> list[str]:
    """Scopes that the tokens of all its clients may have, those first that are said of the pool's own users alone."""
    sets = [_scopes(settings, client) for client in _known_clients(settings, protected)]
    return sorted(set.intersection(*sets) if sets else (), key=lambda scope: (scope != SELF_SERVICE, scope))


@rule(
    "PRT-8",
    "Some client may ask for each scope, and each client that is named for one of them",
    why="Nobody's token has a scope that no client may ask for, and who has none of them is shut out.",
    source=f"{GUIDE}/cognito-user-pools-define-resource-servers.html",
    promise="the clients that are named come in",
)
def scopes_can_be_had(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, protected in settings.protected.items():
        if protected.takes.signs_in or protected.token == "ID" or _trigger_adds_scopes(settings):
            continue
        clients = _known_clients(settings, protected)
        if not clients:
            continue  # said by PRT-6
        had = {scope for client in clients for scope in _scopes(settings, client)}
        lacking = [scope for scope in protected.scopes if scope not in had]
        for scope in lacking:
            yield (
                ("protected", name, "scopes", protected.scopes.index(scope)),
                f"{shown(scope)} is in no token of {', '.join(clients)}; {did_you_mean(scope, had)}add it to "
                f"allowed_oauth_scopes of the client, or use one of {', '.join(sorted(had)) or 'theirs'}",
            )
        for client in protected.app_clients if protected.scopes and not lacking else ():
            if client in clients and not _scopes(settings, client) & {*protected.scopes}:
                yield (
                    ("protected", name, "app_clients", protected.app_clients.index(client)),
                    f"{shown(client)} may ask for none of {shown(protected.scopes)}, and is shut out; add one to its "
                    "allowed_oauth_scopes, or leave it out here",
                )


@rule(
    "PRT-9",
    "A client that is named can show what is asked for",
    why="A machine has no id token and no group, and sign-in pages alone give tokens that are bound to a resource.",
    source=f"{GUIDE}/authorization-endpoint.html",
    promise="the clients that are named come in",
)
def clients_have_the_token(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, protected in settings.protected.items():
        clients = _known_clients(settings, protected)
        for client in clients if not protected.takes.signs_in else ():
            asked = settings.app_clients[client]
            at = ("protected", name, "app_clients")
            place = (*at, protected.app_clients.index(client)) if protected.app_clients else at
            if protected.token == "ID" and asked.is_machine:
                yield (
                    place,
                    f'{shown(client)} is a machine, which has no id token; leave it out, or use token = "ACCESS"',
                )
            if protected.groups and asked.is_machine:
                yield (
                    place,
                    f"{shown(client)} is a machine, which is in no group; leave it out, or give it a door of its own",
                )
            if protected.resource and not asked.has_login_page:
                fix = "name the clients that have" if not protected.app_clients else "leave it out"
                yield (
                    place,
                    f"{shown(client)} has no sign-in page to ask for the resource at; {fix}, or remove resource",
                )


@rule(
    "PRT-10",
    "The resource that tokens are bound to is a resource server of managed login",
    why="Cognito binds tokens to the identifier of a resource server, and the classic pages bind none.",
    source=f"{GUIDE}/cognito-user-pools-define-resource-servers.html",
    promise="a token can be bound to the resource",
)
def resources_are_resource_servers(settings: EnvironmentSettings) -> Iterator[Problem]:
    identifiers = {server.identifier_at(name) for name, server in settings.resource_servers.items()}
    for name, protected in settings.protected.items():
        place = ("protected", name, "resource")
        if protected.resource and protected.resource not in identifiers:
            yield (
                place,
                f"{shown(protected.resource)} is the identifier of no resource server; "
                f"{did_you_mean(protected.resource, identifiers)}add resource_servers.{name}.identifier = "
                f"{shown(protected.resource)}",
            )
        if protected.resource and settings.domains and not settings.has_managed_login:
            yield place, "needs managed login; set managed_login_version = 2 in a domain"


@rule(
    "PRT-11",
    "Whoever is not to come in stays out",
    why="A REST API knows the pool and no client, and an HTTP API no client of a token that is bound to a resource.",
    source=_JWT,
    promise="a client that is not to come in stays out",
)
def others_stay_out(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, protected in settings.protected.items():
        if protected.kind == "REST_API" or (protected.kind == "HTTP_API" and protected.resource):
            inside = {*admitted(settings, protected)}
            others = sorted(
                client for client in {*settings.app_clients} - inside if _gets_in(settings, protected, client)
            )
            if others:
                key = "scopes" if protected.scopes else "app_clients"
                yield (
                    ("protected", name, key),
                    f"lets in {', '.join(others)} too, since {protected.kind} compares no client here; "
                    f"{_what_tells_them_apart(settings, inside, others)}, or name all in app_clients",
                )


def _what_tells_them_apart(settings: EnvironmentSettings, inside: set[str], others: list[str]) -> str:
    of_others = {scope for client in others for scope in _scopes(settings, client)}
    own = {scope for client in inside & {*settings.app_clients} for scope in _scopes(settings, client)} - of_others
    if own:
        return f"ask for access tokens with scopes = {shown(sorted(own)[:1])}, which they cannot have"
    return f"give {', '.join(sorted(inside))} a scope that they cannot have, and ask for it"


def _gets_in(settings: EnvironmentSettings, protected: ProtectedSettings, client: str) -> bool:
    """Whether a client's tokens pass where clients are not compared."""
    asked = settings.app_clients[client]
    if protected.token == "ID":
        return not asked.is_machine
    has_a_scope = bool(_scopes(settings, client) & {*protected.scopes})
    if protected.kind == "REST_API":
        return has_a_scope
    return asked.has_login_page and (has_a_scope or not protected.scopes)


@rule(
    "PRT-12",
    "An HTTP API asks for a scope, which alone tells its tokens apart",
    why="Without one it takes the id tokens of these clients and their access tokens alike.",
    source=_JWT,
    severity="warning",
)
def http_apis_have_scopes(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, protected in settings.protected.items():
        if protected.kind != "HTTP_API" or protected.resource:
            continue
        if protected.token == "ID":
            yield (
                ("protected", name, "token"),
                '"ID" cannot be asked of an HTTP API, which takes access tokens of these clients too; compare '
                "token_use in the backend",
            )
        elif not protected.scopes:
            shared = _shared_scopes(settings, protected)
            example = f"write scopes = {shown(shared[:1])}" if shared else "give its clients a scope, and write it here"
            yield (
                ("protected", name, "scopes"),
                f"is empty, with which id tokens come in too; {example}",
            )
