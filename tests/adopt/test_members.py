"""Whatever AWS can answer is taken over, left as it is, or told: no member is forgotten, also of tomorrow's AWS."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from botocore import xform_name

from cognito_as_code.adopt.environment_file import environment_of
from cognito_as_code.adopt.files import adoption_text, environment_text
from cognito_as_code.adopt.live import Live
from cognito_as_code.adopt.members import decided
from cognito_as_code.adopt.secrets import HAS_SECRET, SECRET_DETAILS
from tests.adopt.pools import NAMES, pool

OPERATIONS = {
    "cognito-idp": [
        "DescribeUserPool", "GetUserPoolMfaConfig", "DescribeUserPoolClient", "DescribeUserPoolDomain",
        "DescribeIdentityProvider", "ListGroups", "ListResourceServers", "DescribeRiskConfiguration",
        "GetUICustomization", "DescribeManagedLoginBrandingByClient", "GetLogDeliveryConfiguration", "ListUsers",
    ],
    "cognito-identity": ["DescribeIdentityPool", "GetIdentityPoolRoles", "GetPrincipalTagAttributeMap"],
}  # fmt: skip


def leaves(shape: Any, path: str = "") -> Iterator[str]:
    """The paths of all that a shape of botocore's holds."""
    if shape.type_name == "structure" and shape.members:
        for name, member in shape.members.items():
            yield from leaves(member, f"{path}.{name}".strip("."))
    elif shape.type_name == "list":
        yield from leaves(shape.member, f"{path}[]")
    elif shape.type_name == "map":
        yield from leaves(shape.value, f"{path}{{}}")
    else:
        yield path


POOLS = {name: pool(name) for name in NAMES}


def answered() -> set[str]:
    """Operation and path of each member that the installed botocore knows."""
    session = botocore.session.get_session()
    found = set()
    for service, operations in OPERATIONS.items():
        model = session.get_service_model(service)
        for operation in operations:
            shape = model.operation_model(operation).output_shape
            found |= {f"{xform_name(operation, sep='-')} {path}" for path in leaves(shape)}
    return {each for each in found if not each.endswith(("NextToken", "PaginationToken"))}


def test_every_member_is_decided_about() -> None:
    """A new one fails here: take it over, or say in adopt/members.py what is done with it."""
    assert answered() - decided().keys() == set()


def test_nothing_is_decided_about_what_aws_does_not_answer() -> None:
    ours = {f"describe-user-pool-client UserPoolClient.{HAS_SECRET}"}
    ours |= {f"describe-identity-provider IdentityProvider.{SECRET_DETAILS}[]"}
    assert decided().keys() - answered() - ours == set()


OTHERS: dict[Any, Any] = {
    "ACTIVE": "INACTIVE", "INACTIVE": "ACTIVE", "ON": "OPTIONAL", "OFF": "OPTIONAL", "OPTIONAL": "ON",
    "AUDIT": "ENFORCED", "ENFORCED": "AUDIT", "minutes": "hours", "hours": "minutes", "days": "hours",
    "seconds": "minutes", "V1_0": "V2_0", "V2_0": "V1_0", "COGNITO": "Other", "ENABLED": "LEGACY", "LEGACY": "ENABLED",
}  # fmt: skip


def other(value: Any) -> Any:
    """A value that is not this one, of its kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, dict):
        return {**value, "other": True}
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str) and value.isdecimal():
        return str(int(value) + 1)
    return OTHERS.get(value, f"{value}x")


def changed(live: Live, operation: str, path: str) -> Iterator[Live]:
    """The answers with another value at one member, once for each place in which it stands."""
    names = [*path.replace("[]", ".[]").replace("{}", ".{}").split(".")]
    for number in range(len(live.get(operation, []))):
        for place in places(live[operation][number], names):
            copied = copy.deepcopy(live)
            inside: Any = copied[operation][number]
            for part in place[:-1]:
                inside = inside[part]
            inside[place[-1]] = other(inside[place[-1]])
            yield copied


def places(value: Any, names: list[str]) -> Iterator[list[Any]]:
    """The ways through a value that a path leads."""
    if not names:
        yield []
        return
    first, rest = names[0], names[1:]
    keys: Any = []
    if first == "[]":
        keys = range(len(value))
    elif first == "{}":
        keys = list(value)
    elif isinstance(value, dict) and first in value:
        keys = [first]
    for key in keys:
        yield from ([key, *way] for way in places(value[key], rest))


TAKEN = sorted(path for path, kind in decided().items() if kind == "taken")
TOLD = sorted(path for path, kind in decided().items() if kind == "told")
NOT_ALONE = {
    "describe-user-pool UserPool.MfaConfiguration",  # get-user-pool-mfa-config says it too, and more
    "describe-user-pool UserPool.Domain",  # read by their names with describe-user-pool-domain
    "describe-user-pool UserPool.CustomDomain",
    "get-user-pool-mfa-config SmsMfaConfiguration.SmsAuthenticationMessage",  # describe-user-pool says them too
    "get-user-pool-mfa-config SmsMfaConfiguration.SmsConfiguration.SnsCallerArn",
    "get-user-pool-mfa-config SmsMfaConfiguration.SmsConfiguration.ExternalId",
    "get-user-pool-mfa-config SmsMfaConfiguration.SmsConfiguration.SnsRegion",
    "describe-user-pool-client UserPoolClient.HasClientSecret",  # that it is there says all
    "describe-managed-login-branding-by-client ManagedLoginBranding.Assets[].Category",
    "get-ui-customization UICustomization.ImageUrl",
}
"""Members that another one says as well, that say what to read, or of which it counts only that they are there."""


def written(live: Live) -> str:
    """All that comes of a pool."""
    adopted = environment_of(live)
    return "\n".join([environment_text(adopted), adoption_text(adopted), *adopted.left_out])


@pytest.fixture(scope="module")
def unchanged() -> dict[str, str]:
    """What comes of each pool."""
    return {name: written(pool(name)) for name in NAMES}


@pytest.mark.parametrize("member", [each for each in TAKEN if each not in NOT_ALONE])
def test_a_member_that_is_taken_over_makes_a_difference(member: str, unchanged: dict[str, str]) -> None:
    operation, _, path = member.partition(" ")
    names = sorted(NAMES, key=lambda name: (name != "everything", name == "of-2019"))  # the last takes longest
    others = ((name, live) for name in names for live in changed(POOLS[name], operation, path))
    assert any(written(live) != unchanged[name] for name, live in others), "or no pool in tests/adopt/pools has it"


def test_a_member_of_tomorrow_is_told() -> None:
    live = pool("console")
    live["describe-user-pool"][0]["UserPool"]["Policies"]["NewPolicy"] = {"Level": 3}
    assert environment_of(live).left_out == [
        "describe-user-pool: UserPool.Policies.NewPolicy.Level is not known here, and stays as it is in AWS."
    ]
