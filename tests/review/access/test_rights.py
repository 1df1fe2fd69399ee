"""What a role lets do: allowed, within its boundary, but what is denied; and what nobody can know."""

from __future__ import annotations

from typing import Any

import pytest

from tests.review.access.documents import NOVA, SONNET, analysts, document, policy, statement

INVOKE, STREAM = "bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"
BOUNDARY = "arn:aws:iam::111122223333:policy/boundary"
ALL_BUT_IAM = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
REGION = {"StringEquals": {"aws:RequestedRegion": "eu-central-1"}}
IF_THERE = "if StringEquals aws:RequestedRegion = eu-central-1"
SONNETS_NAME = "model anthropic.claude-sonnet-4-5"


@pytest.mark.parametrize(
    ("statements", "rows"),
    [
        ([], ["nothing"]),
        ([statement(INVOKE, STREAM)], [f"{SONNETS_NAME}: invoke, streaming"]),
        ([statement(INVOKE, on=[SONNET, NOVA])], ["model amazon.nova-lite, anthropic.claude-sonnet-4-5: invoke"]),
        ([statement("bedrock:InvokeModel*")], [f"{SONNETS_NAME}: invoke, streaming, bedrock:InvokeModel*"]),
        ([statement("bedrock:*", on="*")], ["every bedrock resource: everything (bedrock:*)"]),
        ([statement("*", on="*")], ["every resource: everything"]),
        ([statement(INVOKE, on="*")], ["every model: invoke"]),
        *(
            ([statement("s3:*", on=f"{each}:*")], ["every s3 resource: everything (s3:*)"])
            for each in ("arn", "arn:aws", "arn:aws-cn", "arn:aws-us-gov")
        ),
        ([statement(INVOKE, on="arn:aws:bedrock:*::foundation-model/*")], ["every model: invoke"]),
        ([statement(INVOKE, Condition=REGION)], [f"{SONNETS_NAME}: invoke ({IF_THERE})"]),
        ([statement(INVOKE), statement(INVOKE, effect="Deny", on="*")], ["nothing"]),
        ([statement(INVOKE, STREAM), statement(STREAM, effect="Deny", on="*")], [f"{SONNETS_NAME}: invoke"]),
        (
            [statement(INVOKE), statement("bedrock:*", effect="Deny", on="*", Condition=REGION)],
            [f"{SONNETS_NAME}: invoke (unless denied: bedrock:* on * {IF_THERE})"],
        ),
        (
            [statement("bedrock:*", on="*"), statement(STREAM, effect="Deny")],
            [f"every bedrock resource: everything (bedrock:*) (unless denied: {STREAM} on {SONNET})"],
        ),
        (
            [ALL_BUT_IAM],
            ["every resource: everything (but not iam:*)"],
        ),
        ([ALL_BUT_IAM, statement("*", effect="Deny", on="*")], ["nothing"]),
        (
            [statement(*(f"s3:{each}" for each in ("A", "B", "C", "D", "E", "F", "GetObject")), on="arn:aws:s3:::b/*")],
            ["bucket b/*: read, s3:A, s3:B, s3:C, s3:D and 2 more actions"],
        ),
    ],
)
def test_a_role_lets_do(statements: list[dict[str, Any]], rows: list[str]) -> None:
    assert analysts(document(*statements)) == rows


@pytest.mark.parametrize(
    ("bounds", "rows"),
    [
        ([statement("bedrock:*", on="*")], [f"{SONNETS_NAME}: invoke, streaming"]),
        ([statement(INVOKE, on="*")], [f"{SONNETS_NAME}: invoke"]),
        ([statement("s3:*", on="*")], ["nothing"]),
        ([{"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"}], [f"{SONNETS_NAME}: invoke, streaming"]),
        ([{"Effect": "Allow", "NotAction": ["bedrock:*"], "Resource": "*"}], ["nothing"]),
        (
            [statement("*", on="*"), statement(STREAM, effect="Deny", on="*")],
            [f"{SONNETS_NAME}: invoke"],
        ),
        (
            [statement("bedrock:*", on="*", Condition=REGION)],
            [f"{SONNETS_NAME}: invoke, streaming ({IF_THERE})"],
        ),
    ],
)
def test_a_boundary_holds_whatever_a_policy_allows(bounds: list[dict[str, Any]], rows: list[str]) -> None:
    bounded = document(
        statement("bedrock:InvokeModel", STREAM),
        aws_iam_role={"analysts": {"permissions_boundary": "${aws_iam_policy.boundary.arn}"}},
        aws_iam_policy={"boundary": {"name": "boundary", "policy": policy(*bounds)}},
    )
    assert analysts(bounded) == rows


def test_a_boundary_that_overlaps_with_a_policy_is_said() -> None:
    bounded = document(
        statement("s3:Get*", on="arn:aws:s3:::b/*"),
        aws_iam_role={"analysts": {"permissions_boundary": "${aws_iam_policy.boundary.arn}"}},
        aws_iam_policy={"boundary": {"policy": policy(statement("s3:*Object", on="*"))}},
    )
    assert analysts(bounded) == ["bucket b/*: read, s3:Get* (within s3:*Object on *)"]


@pytest.mark.parametrize(
    ("resources", "said"),
    [
        (
            {"aws_iam_role": {"analysts": {"permissions_boundary": BOUNDARY}}},
            f"?: not known: what the permissions boundary {BOUNDARY} leaves of it",
        ),
        (
            {"aws_iam_role": {"analysts": {"permissions_boundary": "arn:aws:iam::aws:policy/PowerUserAccess"}}},
            "?: not known: what the permissions boundary PowerUserAccess leaves of it",
        ),
        (
            {
                "aws_iam_role_policy_attachment": {
                    "own": {"role": "${aws_iam_role.analysts.name}", "policy_arn": BOUNDARY},
                }
            },
            f"?: not known: what {BOUNDARY} allows or denies",
        ),
        (
            {"aws_iam_role_policy": {"other": {"role": "${aws_iam_role.analysts.name}", "policy": "${data.x.y.json}"}}},
            "?: not known: what an inline policy allows or denies",
        ),
        (
            {"aws_cognito_user_group": {"analysts": {"role_arn": "arn:aws:iam::111122223333:role/elsewhere"}}},
            "?: not known: what the role elsewhere allows, which is not made here",
        ),
    ],
)
def test_what_cannot_be_known_is_said(resources: dict[str, Any], said: str) -> None:
    assert said.replace("?: ", "? (", 1) + ")" in analysts(document(statement(INVOKE), **resources))


def test_an_aws_policy_is_known_in_rough() -> None:
    attached = document(
        aws_iam_role_policy_attachment={
            "all": {
                "role": "${aws_iam_role.analysts.name}",
                "policy_arn": "arn:aws:iam::aws:policy/AmazonBedrockFullAccess",
            }
        }
    )
    assert analysts(attached) == [
        "every bedrock resource: everything (bedrock:*) (in rough: AWS's own policy)",
        "every iam resource: iam:PassRole (in rough: AWS's own policy)",
    ]
