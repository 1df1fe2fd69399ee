"""Rules over all environments together."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any, NamedTuple

from cognito_as_code.settings.core.fields import parse_duration, shown
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.core.rule import rule_across
from cognito_as_code.settings.core.sources import GUIDE
from cognito_as_code.settings.environment import EnvironmentSettings


class _Protection(NamedTuple):
    """What a key says, and how well it protects: more is better."""

    key: KeyPath
    value: Any
    strength: float


def _protections(settings: EnvironmentSettings) -> Iterator[_Protection]:
    pool, identity_pool = settings.user_pool, settings.identity_pool
    at: KeyPath = ("user_pool",)
    mfa, passwords = pool.mfa, pool.password_policy
    yield _Protection((*at, "mfa", "configuration"), mfa.configuration, _place(mfa.configuration, "OFF OPTIONAL ON"))
    yield _Protection((*at, "mfa", "factors"), mfa.factors, "SMS" not in mfa.factors)
    for key, value in passwords:
        shorter_is_better = key == "temporary_password_validity_days"
        yield _Protection((*at, "password_policy", key), value, -value if shorter_is_better else value)
    alone = pool.admin_create_user_config.allow_admin_create_user_only
    yield _Protection((*at, "admin_create_user_config", "allow_admin_create_user_only"), alone, alone)
    mode = pool.threat_protection
    yield _Protection((*at, "user_pool_add_ons", "advanced_security_mode"), mode, _place(mode, "OFF AUDIT ENFORCED"))
    protection = pool.deletion_protection
    yield _Protection((*at, "deletion_protection"), protection, _place(protection, "INACTIVE ACTIVE"))
    guard = pool.lifecycle.prevent_destroy
    yield _Protection((*at, "lifecycle", "prevent_destroy"), guard, guard)
    yield _Protection(("web_acl",), "none" if settings.web_acl is None else "one", settings.web_acl is not None)
    for name in settings.app_clients:
        yield from _protections_of_a_client(settings, name)
    if identity_pool:
        guests, classic = identity_pool.allow_unauthenticated_identities, identity_pool.allow_classic_flow
        yield _Protection(("identity_pool", "allow_unauthenticated_identities"), guests, not guests)
        yield _Protection(("identity_pool", "allow_classic_flow"), classic, not classic)
        checked = identity_pool.server_side_token_check
        yield _Protection(("identity_pool", "server_side_token_check"), checked, checked)


def _protections_of_a_client(settings: EnvironmentSettings, name: str) -> Iterator[_Protection]:
    client, at = settings.app_clients[name], ("app_clients", name)
    for key in ("access_token_validity", "id_token_validity", "refresh_token_validity", "auth_session_validity"):
        value = getattr(client, key)
        yield _Protection((*at, key), value, -parse_duration(value).seconds)
    errors = client.prevent_user_existence_errors
    yield _Protection((*at, "prevent_user_existence_errors"), errors, _place(errors, "LEGACY ENABLED"))
    yield _Protection((*at, "enable_token_revocation"), client.enable_token_revocation, client.enable_token_revocation)


def strengths(settings: EnvironmentSettings) -> dict[KeyPath, float]:
    """How well each key protects that is known to protect: more is better."""
    return {each.key: each.strength for each in _protections(settings)}


def _place(value: str, from_weak_to_strong: str) -> int:
    return from_weak_to_strong.split().index(value)


@rule_across(
    "ENV-1",
    "Production protects its users no less than another environment",
    why="A protection that was tried elsewhere and never reached production is most often forgotten.",
    source=f"{GUIDE}/security.html",
    severity="warning",
)
def production_is_not_weaker(environments: Mapping[str, EnvironmentSettings]) -> Iterator[tuple[str, KeyPath, str]]:
    strongest: dict[KeyPath, tuple[_Protection, str]] = {}
    for name, settings in sorted(environments.items()):
        for each in [] if settings.production else _protections(settings):
            if each.key not in strongest or each.strength > strongest[each.key][0].strength:
                strongest[each.key] = each, name
    for name, settings in sorted(environments.items()):
        for each in _protections(settings) if settings.production else []:
            other, where = strongest.get(each.key, (each, name))
            if other.strength > each.strength:
                yield (
                    name,
                    each.key,
                    f"{shown(each.value)} protects less than {shown(other.value)}, which {where} has; use that, or "
                    "stronger",
                )


# Backend -> the keys that say which state it is; with one missing, -backend-config has the last word.
_STATE_KEYS = {
    "azurerm": ["storage_account_name", "container_name", "key"],
    "consul": ["path"],
    "cos": ["bucket", "prefix"],
    "gcs": ["bucket", "prefix"],
    "http": ["address"],
    "kubernetes": ["secret_suffix"],
    "local": ["path"],
    "oss": ["bucket", "prefix"],
    "pg": ["schema_name"],
    "s3": ["bucket", "key"],
}


def _state(settings: EnvironmentSettings) -> Hashable:
    for name, table in settings.terraform.backend.items():
        if name in _STATE_KEYS and all(key in table for key in _STATE_KEYS[name]):
            return name, tuple(str(table[key]) for key in _STATE_KEYS[name])
    return None


@rule_across(
    "ENV-2",
    "Each environment has a state of its own",
    why="Terraform would make one environment's resources into the other's: pools replaced, users lost.",
    source="https://developer.hashicorp.com/terraform/language/state/workspaces",
    severity="warning",
)
def states_are_distinct(environments: Mapping[str, EnvironmentSettings]) -> Iterator[tuple[str, KeyPath, str]]:
    owners: dict[Hashable, str] = {}
    for name, settings in sorted(environments.items()):
        state = _state(settings)
        if state and owners.setdefault(state, name) != name:
            (backend,) = settings.terraform.backend
            yield (
                name,
                ("terraform", "backend", backend),
                f"names the same state as {owners[state]}; change its {_STATE_KEYS[backend][-1]}, unless you give each "
                "environment a Terraform workspace",
            )


@rule_across(
    "ENV-3",
    "Names that AWS gives once are distinct",
    why="A domain prefix is taken once in a Region, a custom domain once, a secret's name once in an account's Region.",
    source=f"{GUIDE}/cognito-user-pools-assign-domain.html",
)
def names_are_given_once(environments: Mapping[str, EnvironmentSettings]) -> Iterator[tuple[str, KeyPath, str]]:
    owners: dict[Hashable, str] = {}
    for environment, settings in sorted(environments.items()):
        names: dict[KeyPath, Hashable] = {
            ("domains", name, "domain"): domain.domain if domain.is_custom else (settings.region, domain.domain)
            for name, domain in settings.domains.items()
        }
        for name, client in settings.app_clients.items():
            if secret := client.secretsmanager_secret_name:
                place = ("app_clients", name, "secretsmanager_secret_name")
                names[place] = settings.account_id, settings.region, secret
        for key, owned in names.items():
            if owners.setdefault(owned, environment) != environment:
                yield environment, key, f"is that of {owners[owned]} too, and AWS gives it once; choose another"
