"""Which versions a constraint lets in."""

from __future__ import annotations

import pytest

from cognito_as_code.settings.core.provider_version import guaranteed
from tests.settings.test_rules import findings


@pytest.mark.parametrize(
    ("constraint", "lowest"),
    [
        ("6.25.0", (6, 25, 0)),
        ("= 6.25.0", (6, 25, 0)),
        ("~> 6.25", (6, 25, 0)),
        ("~> 6.25.3", (6, 25, 3)),
        (">= 6.5", (6, 5, 0)),
        ("> 6", (6, 0, 0)),
        (">= 6.5, < 7", (6, 5, 0)),
        ("< 7.1, >= 6.5", (6, 5, 0)),
        (">= 5.100, >= 6.12, != 7.0.1, <= 8", (6, 12, 0)),
        ("< 7", (0, 0, 0)),
        ("<= 7.2.1", (0, 0, 0)),
        ("!= 7", (0, 0, 0)),
    ],
)
def test_the_lowest_version_is_what_a_lower_bound_says(constraint: str, lowest: tuple[int, int, int]) -> None:
    assert guaranteed(constraint) == lowest


@pytest.mark.parametrize("constraint", ["< 7", "<= 7.0.0", "!= 6.0.0"])
def test_a_constraint_without_a_lower_bound_is_refused(constraint: str) -> None:
    assert findings(f'terraform.aws_provider = "{constraint}"') == [
        f'terraform.aws_provider: "{constraint}" lets in 0.0.0, and this is made for 5.100.0 and later; '
        'use ">= 5.100.0" or "~> 6.25" [PRV-1]'
    ]
