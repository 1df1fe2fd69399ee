"""Rules about Regions and partitions, whatever is in them."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.fields import ArnText, SecretSettings, shown
from cognito_as_code.settings.core.findings import leaves
from cognito_as_code.settings.core.regions import WITHOUT_IDENTITY_POOLS, WITHOUT_USER_POOLS
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.walk import facts_of
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.places import secrets


@rule(
    "REG-1",
    "Cognito is in the Region",
    why="AWS lists no endpoint of Cognito there; its data may be behind it.",
    source="https://docs.aws.amazon.com/general/latest/gr/cognito_identity.html",
    severity="warning",
)
def cognito_is_in_the_region(settings: EnvironmentSettings) -> Iterator[Problem]:
    if settings.region in WITHOUT_USER_POOLS:
        pools = "user pools and no identity pools" if settings.region in WITHOUT_IDENTITY_POOLS else "user pools"
        yield ("region",), f"{shown(settings.region)} has no {pools} that AWS lists; use another Region"


@rule(
    "ARN-1",
    "ARNs are of the Region's partition",
    why="AWS refuses ARNs of another partition: accounts, roles and keys of one are unknown in the others.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
)
def arns_are_of_this_partition(settings: EnvironmentSettings) -> Iterator[Problem]:
    for key, _, value in facts_of(settings, ArnText):
        for place, arn in leaves(key, value):
            partition = arn.split(":")[1] if isinstance(arn, str) and arn.startswith("arn:") else settings.partition
            if partition != settings.partition and not set("*?") & set(partition):
                yield (
                    place,
                    f"{shown(arn)} is of the partition {partition}, and {settings.region} is in {settings.partition}; "
                    f"use an ARN that begins with arn:{settings.partition}:",
                )


@rule(
    "SEC-1",
    "A secret that is named by its ARN is in this Region",
    why="Secrets are read in the pool's Region: Secrets Manager finds none of another there.",
    source="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html",
    severity="warning",
)
def secrets_are_in_this_region(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, secret in secrets(settings):
        if not _is_here(secret, settings):
            yield (
                (*place, "secretsmanager_secret"),
                f"{shown(secret.secretsmanager_secret)} is in another Region; use a secret, or a replica, in "
                f"{settings.region}",
            )


def _is_here(secret: SecretSettings, settings: EnvironmentSettings) -> bool:
    parts = (secret.secretsmanager_secret or "").split(":")
    return parts[0] != "arn" or parts[3:4] == [settings.region]
