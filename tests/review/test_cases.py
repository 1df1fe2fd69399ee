"""Each change, as two synthesized files. As a real plan of a real state: tests/lifecycle/test_review.py."""

from __future__ import annotations

import pytest

from cognito_as_code.review.synthesized import plan_between
from tests.review.cases import CASES, Stack
from tests.review.stacks import found, synthesize_cases

Stacks = dict[str, tuple[Stack, Stack]]


@pytest.fixture(scope="module")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> Stacks:
    return synthesize_cases(tmp_path_factory.mktemp("cases"))


@pytest.mark.parametrize("name", CASES)
def test_two_files_show_what_is_dangerous_and_nothing_else(name: str, stacks: Stacks) -> None:
    case = CASES[name]
    assert found(plan_between(*stacks[name])) == sorted(case.findings if case.in_files is None else case.in_files)


def test_where_files_and_plans_differ_there_is_a_reason() -> None:
    assert all(case.differs for case in CASES.values() if case.in_files is not None)
