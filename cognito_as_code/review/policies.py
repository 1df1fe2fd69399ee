"""What an IAM policy lets in, as far as two can be compared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

COGNITO = ("cognito-identity.amazonaws.com", "cognito-idp.amazonaws.com")


class Grant(NamedTuple):
    """One action on one resource that one statement allows."""

    action: str
    resource: str
    conditions: str

    @property
    def is_wide(self) -> bool:
        """Whether it allows what nobody listed, or handing out rights."""
        return (
            "*" in self.action
            or self.resource == "*"
            or self.action.lower().startswith("iam:")
            or self.action.lower() == "sts:assumerole"
        )


def statements(policy: Any) -> list[Mapping[str, Any]]:
    """The statements of a policy document; none where it is no document."""
    try:
        document = json.loads(policy) if isinstance(policy, str) else policy
        found = document.get("Statement", []) if isinstance(document, dict) else []
    except ValueError:
        return []
    return [each for each in _list(found) if isinstance(each, dict)]


def new_grants(before: Any, after: Any) -> list[Grant]:
    """What a policy allows after and did not before, wildcards and conditions considered."""
    old = list(_grants(before))
    return sorted({each for each in _grants(after) if not any(_covers(other, each) for other in old)})


def denies(policy: Any) -> set[str]:
    """The statements that deny, each as text."""
    return {json.dumps(each, sort_keys=True) for each in statements(policy) if each.get("Effect") == "Deny"}


def _grants(policy: Any) -> Iterator[Grant]:
    for each in statements(policy):
        if each.get("Effect") == "Allow":
            conditions = json.dumps(each.get("Condition", {}), sort_keys=True)
            actions = _list(each.get("Action")) or [f"all but {json.dumps(each.get('NotAction'))} *"]
            resources = _list(each.get("Resource")) or [f"all but {json.dumps(each.get('NotResource'))} *"]
            yield from (Grant(str(action), str(resource), conditions) for action in actions for resource in resources)


def _covers(wide: Grant, narrow: Grant) -> bool:
    return (
        fnmatchcase(narrow.action.lower(), wide.action.lower())
        and fnmatchcase(narrow.resource, wide.resource)
        and wide.conditions in ("{}", narrow.conditions)
    )


def trusts_cognito(policy: Any) -> bool:
    """Whether a trust policy lets Cognito in."""
    return any(service in json.dumps(each.get("Principal")) for each in statements(policy) for service in COGNITO)


def lost_conditions(before: Any, after: Any) -> list[str]:
    """Conditions that every statement for Cognito had and one has no more, or has with another value."""
    had = [_conditions(each) for each in statements(before) if each.get("Effect") == "Allow"]
    has = [_conditions(each) for each in statements(after) if each.get("Effect") == "Allow"]
    common = set.intersection(*map(set, had)) if had else set()
    return sorted({f"{key} {value}" for key, value in common if not all((key, value) in each for each in has)})


def open_principals(policy: Any) -> list[str]:
    """Principals of a trust policy that are everybody."""
    found = []
    for each in statements(policy):
        principal = each.get("Principal")
        values = principal.values() if isinstance(principal, dict) else [principal]
        found += [str(value) for value in values if "*" in _list(value)]
    return found


def _conditions(statement: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {
        (f"{operator} {key}", json.dumps(sorted(map(str, _list(value)))))
        for operator, keys in (statement.get("Condition") or {}).items()
        for key, value in keys.items()
    }


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
