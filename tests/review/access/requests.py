"""Requests to AWS, and whether a statement of IAM takes one: written for the tests, from IAM's documentation.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import NamedTuple


class Request(NamedTuple):
    """An action on a resource, with what IAM knows of the circumstances."""

    action: str
    resource: str
    context: Mapping[str, str] = {}


@lru_cache(10_000)  # an environment's requests are asked of each of its statements
def takes(pattern: str, text: str) -> bool:
    """Whether a pattern of * and ?, which knows no [ ], stands for a text."""
    return fnmatchcase(text, pattern.replace("[", "[[]"))


def holds(test: str, variable: str, values: Iterable[str], context: Mapping[str, str]) -> bool:
    """Whether a condition on a key with one value holds."""
    operator = test.removesuffix("IfExists")
    is_negated = "Not" in operator
    if variable not in context:
        return is_negated or operator != test
    compare = takes if operator.endswith("Like") else str.__eq__
    is_among = any(compare(value, context[variable]) for value in values)
    return is_among is not is_negated
