"""Every key has six answers, and every error somebody who refuses."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cognito_as_code.checks import check
from cognito_as_code.reference.questions import (
    ANSWERS,
    QUESTIONS,
    WITHOUT_ACCOUNT,
    WITHOUT_REGION,
    questions,
    questions_markdown,
)
from cognito_as_code.reference.settings import DOCS
from cognito_as_code.settings.core.rule import Rule, every_rule
from cognito_as_code.settings.core.walk import field_at
from cognito_as_code.settings.environment import EnvironmentSettings
from tests.settings.test_rules import examples

ALL: list[Rule[Any]] = list(every_rule().values())
KEYS = {each.key: each.answers for each in questions()}
CITED = (
    "https://docs.aws.amazon.com/",
    "https://github.com/hashicorp/terraform-provider-aws/",
    "https://registry.terraform.io/",
    "https://developer.hashicorp.com/",
    "https://modelcontextprotocol.io/specification/",
)
THREAD = re.compile(r"https://github\.com/[\w.-]+/[\w.-]+/(issues|pull)/\d+")
"""Where people met what MCP clients and Cognito refuse each other: no documentation says it."""


def test_every_key_has_six_answers() -> None:
    assert [key for key, answers in KEYS.items() if not all(answers.get(question) for question in QUESTIONS)] == []


def test_no_answer_is_about_a_key_that_is_gone() -> None:
    assert {*ANSWERS, *WITHOUT_ACCOUNT, *WITHOUT_REGION} <= set(KEYS)


def test_every_rule_that_is_named_exists() -> None:
    named = {rule for answers in ANSWERS.values() for rules in answers.values() for rule in rules.split()}
    assert named <= every_rule().keys()


@pytest.mark.parametrize("file", examples("fail"), ids=lambda file: file.stem)
def test_what_a_rule_says_about_a_key_is_among_its_answers(file: Path) -> None:
    for finding in check(tomllib.loads(file.read_text()))[1]:
        model: Any = EnvironmentSettings
        key = ""
        for place in field_at(EnvironmentSettings, finding.key):
            key, model = f"{model.__name__}.{place.key}", place.model or model
        assert finding.rule in re.findall(r"[A-Z]+[0-9]?-?[0-9]*", " ".join(KEYS[key].values())), (key, finding.rule)


@pytest.mark.parametrize("rule", [rule for rule in ALL if rule.severity == "error"], ids=lambda rule: rule.id)
def test_every_error_is_refused_by_somebody_or_says_what_it_keeps(rule: Rule[Any]) -> None:
    assert rule.source.startswith(CITED) or (rule.id.startswith("MCP-") and THREAD.fullmatch(rule.source))
    assert rule.promise or "refuse" in rule.why


def test_a_warning_promises_nothing() -> None:
    assert [rule.id for rule in ALL if rule.promise and rule.severity == "warning"] == []


def test_the_table_is_the_models() -> None:
    assert (DOCS / "questions.md").read_text(encoding="utf-8") == questions_markdown()
