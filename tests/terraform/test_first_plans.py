"""The first plan of each example, by real Terraform, is not blocked: nothing is lost in it, and nothing weakened."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_as_code.review import rules
from cognito_as_code.review.findings import review
from cognito_as_code.review.terraform import plan_of
from tests.examples import EXAMPLES, Synthesized
from tests.terraform.test_examples import as_modules, for_the_provider_at_hand

assert rules  # imported to register themselves

pytestmark = pytest.mark.terraform


@pytest.fixture(scope="module")
def plan(
    synthesized_examples: Synthesized, terraform_variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    stacks = {name: for_the_provider_at_hand(stack) for name, stack in synthesized_examples.items()}
    return as_modules(stacks, tmp_path_factory.mktemp("first-plans"), terraform_variables).plan()


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_first_plan_of_an_example_is_not_blocked(name: str, plan: dict[str, Any]) -> None:
    findings = [each for each in review(plan_of(plan, "plan")) if each.address.startswith(f"module.{name}.")]
    assert [(each.rule.id, each.address, each.what) for each in findings if each.blocks] == []
