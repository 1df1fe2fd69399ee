"""A pool on the emulator, however it came there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cognito_as_code.trial.emulator import Emulator


@dataclass(frozen=True)
class Deployed:
    """What of a stack's outputs a trial needs, and the way it was made."""

    emulator: Emulator
    region: str
    user_pool_id: str
    issuer: str
    app_client_ids: Mapping[str, str]
    way: str
    """For people: "Terraform 1.11.4 with hashicorp/aws 5.100.0", say."""

    @cached_property
    def cognito(self) -> Any:
        """Cognito's API, as an administrator and as an application's users call it."""
        return self.emulator.client("cognito-idp", self.region)

    @property
    def jwks_uri(self) -> str:
        """Where the emulator has the keys; in AWS it is below the issuer."""
        return f"{self.emulator.url}/{self.user_pool_id}/.well-known/jwks.json"


def deployed_as(outputs: Mapping[str, Any], emulator: Emulator, region: str, way: str) -> Deployed:
    """From a stack's outputs."""
    return Deployed(
        emulator=emulator,
        region=region,
        user_pool_id=outputs["user_pool_id"],
        issuer=outputs["issuer"],
        app_client_ids=outputs["app_client_ids"],
        way=way,
    )
