"""Rules over all environments together."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from math import inf
from typing import Any

from cognito_as_code.settings.core.facts import Strength
from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.core.rule import rule_across
from cognito_as_code.settings.core.sources import GUIDE
from cognito_as_code.settings.core.walk import facts_of
from cognito_as_code.settings.environment import EnvironmentSettings


def strengths(settings: EnvironmentSettings) -> dict[KeyPath, float]:
    """How well each key protects that is known to protect: more is better."""
    return {key: strength.of(value) for key, strength, value in facts_of(settings, Strength)}


@rule_across(
    "ENV-1",
    "Production protects its users no less than another environment",
    why="A protection that was tried elsewhere and never reached production is most often forgotten.",
    source=f"{GUIDE}/security.html",
    severity="warning",
)
def production_is_not_weaker(environments: Mapping[str, EnvironmentSettings]) -> Iterator[tuple[str, KeyPath, str]]:
    strongest: dict[KeyPath, tuple[float, Any, str]] = {}
    for name, settings in sorted(environments.items()):
        for key, strength, value in [] if settings.production else facts_of(settings, Strength):
            protects = strength.of(value)
            if key not in strongest or protects > strongest[key][0]:
                strongest[key] = protects, value, name
    for name, settings in sorted(environments.items()):
        for key, strength, value in facts_of(settings, Strength) if settings.production else []:
            protects, other, where = strongest.get(key, (-inf, None, ""))
            if protects > strength.of(value):
                less, more = shown(strength.said(value)), shown(strength.said(other))
                yield name, key, f"{less} protects less than {more}, which {where} has; use that, or stronger"


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
    why="AWS refuses a domain prefix twice in a Region, a custom domain twice, a secret twice in an account's Region.",
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
