"""Our comparison of IAM actions, against those that exist: policy_sentry knows them, and checkov brings it."""

from __future__ import annotations

import json
import random
import subprocess

import pytest

from cognito_as_code.review import dangers, managed_policies
from cognito_as_code.review.policies import covers_text
from tests.conftest import PROJECT, missing

pytestmark = pytest.mark.scanner

PYTHON = PROJECT / "tests/tools/.venv/bin/python"
PAIRS = 1000
NEWER = "bedrock-agentcore:"
"""A service that the locked policy_sentry does not have yet."""
EXPANDED = """
import json, sys
from policy_sentry.querying.all import get_all_actions
print(json.dumps(sorted(get_all_actions())))
"""


@pytest.fixture(scope="module")
def actions() -> list[str]:
    """All actions that policy_sentry knows, in lower case."""
    if not PYTHON.exists():
        missing("policy_sentry is not installed: run `pipenv run tools`")
    run = subprocess.run([PYTHON, "-c", EXPANDED], capture_output=True, text=True, check=True)
    return sorted({each.lower() for each in json.loads(run.stdout)})


def expanded(pattern: str, actions: list[str]) -> set[str]:
    """The actions that a pattern with one star stands for."""
    start, star, end = pattern.partition("*")
    if not star:
        return {pattern} & {*actions}
    return {
        each for each in actions if each.startswith(start) and each.endswith(end) and len(each) >= len(start) + len(end)
    }


def test_a_pattern_covers_another_as_the_actions_that_there_are_say(actions: list[str]) -> None:
    chosen = random.Random(1)  # noqa: S311  (the same pairs each time)
    services = sorted({each.partition(":")[0] for each in actions})
    covered = 0
    for _ in range(PAIRS):
        chosen_service = chosen.choice(services)
        own = [each for each in actions if each.startswith(f"{chosen_service}:")]
        names = [chosen.choice(own).partition(":") for _ in range(2)]
        wide, narrow = (
            chosen.choice([f"{service}:{name}", f"{service}:*", f"{service}:{name[:4]}*", f"{service}:*{name[-4:]}"])
            for service, _, name in names
        )
        inner, outer = expanded(narrow, actions), expanded(wide, actions)
        if covers_text(wide, narrow):
            covered += 1
            assert inner <= outer, (wide, narrow)
        elif "*" not in narrow:
            assert not inner <= outer, (wide, narrow)
    assert covered > PAIRS / 5


def unknown(patterns: list[str], actions: list[str]) -> list[str]:
    """The patterns that no action matches."""
    judged = [each for each in patterns if not each.startswith(NEWER)]
    return [each for each in judged if not any(covers_text(each, action) for action in actions)]


def test_each_action_that_we_call_dangerous_is_one(actions: list[str]) -> None:
    patterns = [
        *(*dangers.HAND_OUT, *dangers.USERS, *dangers.IDENTITIES, *dangers.SECRETS, *dangers.MODELS),
        *dangers.ONLY_EVERYWHERE,
    ]
    assert unknown(patterns, actions) == []


def test_each_action_of_a_managed_policy_is_one(actions: list[str]) -> None:
    said = {action.lower() for each in managed_policies.ACTIONS.values() for action in each}
    assert unknown(sorted(said), actions) == []
