"""Reading a pool from saved answers of the AWS CLI, for who may not give credentials to a program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cognito_as_code.adopt.live import CannotAdoptError, Live
from cognito_as_code.adopt.secrets import drop_secrets

NEEDED = ("describe-user-pool", "get-user-pool-mfa-config")
OPERATIONS = (
    *NEEDED,
    "describe-user-pool-client",
    "describe-user-pool-domain",
    "describe-identity-provider",
    "list-groups",
    "list-resource-servers",
    "describe-risk-configuration",
    "get-ui-customization",
    "describe-managed-login-branding-by-client",
    "get-log-delivery-configuration",
    "get-web-acl-for-resource",
    "describe-identity-pool",
    "get-identity-pool-roles",
    "get-principal-tag-attribute-map",
    "list-users",
)
"""What is read, as the AWS CLI calls it."""


def read_directory(folder: Path) -> Live:
    """A folder's OPERATION.json, or OPERATION-ANYTHING.json where there are several, as the AWS CLI prints them.

    A style does not say whose it is: its file is describe-managed-login-branding-by-client-CLIENT_ID.json.
    """
    live: Live = {}
    if not folder.is_dir():
        raise CannotAdoptError(f"{folder} is no folder; name one with saved describe-*.json")
    for file in sorted(folder.glob("*.json")):
        matching = [each for each in OPERATIONS if file.stem == each or file.stem.startswith(f"{each}-")]
        if not matching:
            raise CannotAdoptError(
                f"{file} is of no operation that is read; name it {', '.join(OPERATIONS)}, or move it"
            )
        operation = max(matching, key=len)
        response = _response(file)
        if suffix := file.stem.removeprefix(operation).removeprefix("-"):
            response.setdefault("ClientId", suffix)
        live.setdefault(operation, []).append(response)
    if missing := [each for each in NEEDED if each not in live]:
        raise CannotAdoptError(
            f"{folder} lacks {' and '.join(f'{each}.json' for each in missing)}; "
            f"save it with `aws cognito-idp {missing[0]} --user-pool-id POOL_ID`"
        )
    return live


def _response(file: Path) -> dict[str, Any]:
    try:
        response = json.loads(file.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise CannotAdoptError(f"{file} is no JSON ({error}); save it again, with --output json") from None
    if not isinstance(response, dict):
        raise CannotAdoptError(f"{file} is no answer of the AWS CLI; save it again, with --output json")
    response.pop("ResponseMetadata", None)
    drop_secrets(response)
    return response
