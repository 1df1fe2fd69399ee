"""What policy documents say, compared: wildcards, conditions, what is excluded, and AWS's own policies."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from cognito_as_code.review.dangers import danger_of
from cognito_as_code.review.iam import is_cognito
from cognito_as_code.review.managed_policies import name_of, statements_of
from cognito_as_code.review.policies import Grant, covers_text, grants, lost_denies, meet, new_grants, statements
from cognito_as_code.review.trust import first_weaknesses, weaknesses

RUNTIMES = "arn:aws:bedrock-agentcore:eu-central-1:111122223333:runtime"
ALPHABET = "ab*?"
PATTERNS = st.text(ALPHABET, max_size=6)
TEXTS = st.text("ab", max_size=6)


def matches(pattern: str, text: str) -> bool:
    """What IAM says: * is anything, ? is one character."""
    return bool(re.fullmatch(pattern.replace("*", ".*").replace("?", "."), text))


def policy(*said: dict[str, Any]) -> list[Any]:
    return statements(json.dumps({"Statement": list(said)}))


@budget(max_examples=1000, deadline=None)
@given(PATTERNS, PATTERNS, TEXTS)
def test_a_pattern_covers_another_only_if_it_matches_all_that_the_other_does(wide: str, narrow: str, text: str) -> None:
    if covers_text(wide, narrow) and matches(narrow, text):
        assert matches(wide, text)


@budget(max_examples=1000, deadline=None)
@given(PATTERNS, PATTERNS, TEXTS)
def test_patterns_meet_if_a_text_matches_both(one: str, other: str, text: str) -> None:
    assert meet(one, other) == meet(other, one)
    if matches(one, text) and matches(other, text):
        assert meet(one, other)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("a*", "b*", False),
        ("a*", "*b", True),
        ("iam:pass*", "iam:*role", True),
        ("s3:get*", "iam:*", False),
        ("", "*", True),
    ],
)
def test_patterns_that_meet(one: str, other: str, expected: bool) -> None:
    assert meet(one, other) is expected


ACTIONS = ("s3:Get", "s3:Put", "iam:Get", "iam:Put")
RESOURCES = ("x", "y")
SOME_ACTIONS = st.lists(st.sampled_from([*ACTIONS, "*", "s3:*", "*:Get", "iam:P?t"]), min_size=1, max_size=2)
SOME_RESOURCES = st.lists(st.sampled_from([*RESOURCES, "*"]), min_size=1, max_size=2)
STATEMENTS = st.builds(
    lambda effect, action_key, actions, resource_key, resources: {
        "Effect": effect,
        action_key: actions,
        resource_key: resources,
    },
    st.sampled_from(["Allow", "Allow", "Deny"]),
    st.sampled_from(["Action", "Action", "NotAction"]),
    SOME_ACTIONS,
    st.sampled_from(["Resource", "Resource", "NotResource"]),
    SOME_RESOURCES,
)
POLICIES = st.lists(STATEMENTS, max_size=3)


def allowed(said: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """What IAM would let through, request by request."""

    def speaks(each: dict[str, Any], action: str, resource: str) -> bool:
        def any_of(key: str, text: str) -> bool:
            return any(matches(pattern.lower(), text.lower()) for pattern in each.get(key, []))

        acts = any_of("Action", action) if "Action" in each else not any_of("NotAction", action)
        there = any_of("Resource", resource) if "Resource" in each else not any_of("NotResource", resource)
        return acts and there

    return {
        (action, resource)
        for action in ACTIONS
        for resource in RESOURCES
        if any(each["Effect"] == "Allow" and speaks(each, action, resource) for each in said)
        and not any(each["Effect"] == "Deny" and speaks(each, action, resource) for each in said)
    }


@budget(max_examples=1000, deadline=None)
@given(POLICIES, POLICIES)
def test_whatever_request_is_let_through_anew_is_found(
    before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> None:
    """An evaluator of single requests as the judge: nothing that it lets through anew may go without a word."""
    old, new = policy(*before), policy(*after)
    if allowed(after) - allowed(before):
        assert new_grants(old, new) or lost_denies(old, new)


@budget(max_examples=300, deadline=None)
@given(POLICIES, st.randoms(use_true_random=False))
def test_order_splitting_and_names_mean_nothing(said: list[dict[str, Any]], random: Any) -> None:
    split = [
        {**each, "Sid": "x", key: [one]}
        for each in said
        for key in ["Action" if "Action" in each else "NotAction"]
        for one in (each[key] if key == "Action" else [each[key]])
    ]
    split = [{**each, "NotAction": each["NotAction"][0]} if "NotAction" in each else each for each in split]
    random.shuffle(split)
    assert new_grants(policy(*said), policy(*split)) == []
    assert new_grants(policy(*split), policy(*said)) == []
    assert lost_denies(policy(*said), policy(*split)) == []


ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}


@pytest.mark.parametrize(
    ("before", "after", "is_new"),
    [
        ({"StringEquals": {"k": "a"}}, {}, True),
        ({}, {"StringEquals": {"k": "a"}}, False),
        ({"StringEquals": {"k": ["a", "b"]}}, {"StringEquals": {"k": "a"}}, False),
        ({"StringEquals": {"k": "a"}}, {"StringEquals": {"k": ["a", "b"]}}, True),
        ({"StringNotEquals": {"k": ["a", "b"]}}, {"StringNotEquals": {"k": "a"}}, True),
        ({"StringNotEquals": {"k": "a"}}, {"StringNotEquals": {"k": ["a", "b"]}}, False),
        ({"StringLike": {"k": "a*"}}, {"StringLike": {"k": "ab*"}}, False),
        ({"StringLike": {"k": "ab*"}}, {"StringLike": {"k": "a*"}}, True),
        ({"Bool": {"K": True}}, {"Bool": {"k": "true"}}, False),
    ],
)
def test_conditions_are_compared_by_what_they_let_through(
    before: dict[str, Any], after: dict[str, Any], is_new: bool
) -> None:
    found = new_grants(policy({**ALLOW, "Condition": before}), policy({**ALLOW, "Condition": after}))
    assert bool(found) is is_new


@pytest.mark.parametrize(
    "principal",
    [
        "cognito-identity.amazonaws.com",
        "cognito-idp.amazonaws.com",
        "cognito-identity-us-gov.amazonaws.com",
        "cognito-identity.us-gov-east-1.amazonaws.com",
        "cognito-identity.cn-north-1.amazonaws.com",
        "cognito-identity.cn-north-1.amazonaws.com.cn",
    ],
)
def test_cognito_is_known_in_every_partition(principal: str) -> None:
    assert is_cognito(principal)
    assert not is_cognito(f"{principal}.example.com")
    said = policy(
        {"Effect": "Allow", "Principal": {"Federated": principal}, "Action": "sts:AssumeRoleWithWebIdentity"},
    )
    found = [each.what for each in first_weaknesses(said, account="111122223333", kinds={"authenticated"})]
    assert found == ["lets users of any identity pool, of any AWS account, take it: no condition on aud"]


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        ("arn:aws:iam::aws:policy/AdministratorAccess", "AdministratorAccess"),
        ("arn:aws-cn:iam::aws:policy/job-function/ViewOnlyAccess", "ViewOnlyAccess"),
        ("arn:aws-us-gov:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", "AWSLambdaBasicExecutionRole"),
        ("arn:aws:iam::111122223333:policy/AdministratorAccess", None),
    ],
)
def test_a_policy_of_awss_is_known_by_its_arn(arn: str, name: str | None) -> None:
    assert name_of(arn) == name


def test_what_is_not_known_of_awss_is_said_not_to_be() -> None:
    assert statements_of("AmazonBraketSomething") is None
    assert [str(each) for each in grants(statements_of("AmazonFSxFullAccess") or [])] == ["fsx:* on *"]


@pytest.mark.parametrize(
    ("grant", "severity", "at_first"),
    [
        (Grant("*", "*"), "blocking", "blocking"),
        (Grant("iam:PassRole", "arn:aws:iam::111122223333:role/x"), "blocking", "warning"),
        (Grant("bedrock:InvokeModel", "arn:aws:bedrock:eu-central-1::foundation-model/*"), "blocking", "warning"),
        (Grant("bedrock-agentcore:InvokeAgentRuntime", f"{RUNTIMES}/*"), "blocking", "warning"),
        (Grant("bedrock-agentcore:InvokeAgentRuntime", f"{RUNTIMES}/support-A1B2C3D4E5"), "warning", None),
        (Grant("bedrock-agentcore:InvokeAgentRuntimeForUser", f"{RUNTIMES}/support-A1B2C3D4E5"), "blocking", "warning"),
        (Grant("bedrock-agentcore:InvokeAgentRuntimeCommand", f"{RUNTIMES}/support-A1B2C3D4E5"), "blocking", "warning"),
        (Grant("mobileanalytics:PutEvents", "*"), "warning", None),
        (Grant("cognito-idp:AdminInitiateAuth", "x"), "blocking", "blocking"),
        (Grant("s3:GetObject", "arn:aws:s3:::b/*"), "warning", None),
        (Grant("dynamodb:GetItem", "arn:aws:dynamodb:eu-central-1:111122223333:table/t"), "warning", None),
    ],
)
def test_a_grant_is_as_dangerous_as_what_it_lets_do(grant: Grant, severity: str, at_first: str | None) -> None:
    danger = danger_of(grant)
    assert (danger.severity, danger.at_first) == (severity, at_first)


def test_who_is_trusted_twice_is_trusted_once() -> None:
    pool = {"StringEquals": {"cognito-identity.amazonaws.com:aud": "eu-central-1:a"}}
    amr = {"ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"}}
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {**pool, **amr},
    }

    def found(after: list[Any]) -> list[str]:
        known = {"authenticated"}
        return [
            each.severity
            for each in weaknesses(policy(trust), after, account="111122223333", kinds=known, has_tags=False)
        ]

    assert found(policy(trust, {**trust, "Sid": "again"})) == []
    assert found(policy(trust, {**trust, "Condition": pool})) == ["blocking"]
