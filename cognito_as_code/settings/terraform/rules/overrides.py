"""Rules about overrides."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cognito_as_code.settings.core.findings import leaves
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.environment import EnvironmentSettings

_GUARDED = {"count", "for_each", "provider", "depends_on", "connection", "provisioner", "lifecycle", "//"}
_SECRETIVE = re.compile(r"password|secret(?!smanager)|private_key|token$", re.IGNORECASE)


@rule(
    "OVR-1",
    "Overrides add arguments, and touch no guard and no secret",
    why="Addresses, prevent_destroy and the absence of secrets are what the JSON promises.",
    source="https://developer.hashicorp.com/terraform/language/meta-arguments",
)
def overrides_keep_the_contract(settings: EnvironmentSettings) -> Iterator[Problem]:
    for address, arguments in settings.overrides.items():
        for key, value in leaves((), arguments):
            place = ("overrides", address, *key)
            if key[0] in _GUARDED:
                yield place, "is Terraform's own, which the settings guard; use their keys, or remove it"
            elif isinstance(value, str) and any(_SECRETIVE.search(str(part)) for part in key):
                yield place, "may be a secret, which does not belong in a file; remove it"


@rule(
    "OVR-2",
    "What overrides set is looked at in the plan",
    why="They are for arguments that no setting knows, so that nothing here can check them.",
    source="https://developer.hashicorp.com/terraform/language/files/override",
    severity="warning",
)
def overrides_are_unchecked(settings: EnvironmentSettings) -> Iterator[Problem]:
    for address, arguments in settings.overrides.items():
        yield ("overrides", address), f"sets {', '.join(sorted(arguments))} unchecked; look at the plan"
