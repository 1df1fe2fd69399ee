"""What a review says of who may do more, or less."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cognito_as_code.review.access.difference import Difference, differences_of
from cognito_as_code.review.access.holders import holders_of
from cognito_as_code.review.access.rows import names_in, rows_of
from cognito_as_code.review.changes import Plan
from cognito_as_code.review.findings import review
from cognito_as_code.review.html import as_html
from cognito_as_code.review.markdown import LONGEST_COMMENT, markdown
from cognito_as_code.review.report import as_sarif, as_text
from cognito_as_code.review.terraform import plan_of
from tests.review import plans
from tests.review.access.crowd import crowd
from tests.review.access.documents import NOVA, SONNET, document, plan, policy, statement

INVOKE, STREAM = statement("bedrock:InvokeModel"), statement("bedrock:InvokeModelWithResponseStream")
NAME = "model anthropic.claude-sonnet-4-5"
MORE = f"+ {NAME}: streaming"
INSECURE = statement("bedrock:*", on="*", effect="Deny", Condition={"Bool": {"aws:SecureTransport": "false"}})


@pytest.fixture
def streaming() -> Plan:
    """A plan that lets the analysts stream."""
    return plan(document(INVOKE), document(INVOKE, STREAM))


def test_every_format_says_who_may_do_more(streaming: Plan) -> None:
    assert differences_of(streaming) == [
        Difference("group analysts through web", ("model anthropic.claude-sonnet-4-5: streaming",), ())
    ]
    comment = markdown(streaming, review(streaming), [], "prod")
    assert f"### Access\n\n```diff\ngroup analysts through web\n{MORE}\n```\n" in comment
    assert f"\nAccess:\n  group analysts through web\n    {MORE}\n" in as_text(streaming, [], [])
    (run,) = json.loads(as_sarif(streaming, [], "plan.json"))["runs"]
    assert run["properties"]["access"] == [
        {
            "who": "group analysts through web",
            "added": ["model anthropic.claude-sonnet-4-5: streaming"],
            "removed": [],
        }
    ]
    page = as_html(streaming, [], [], "prod")
    assert "<td>group analysts through web</td><td>model anthropic.claude-sonnet-4-5: streaming</td>" in page


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ([INVOKE, STREAM], [INVOKE], ["- model anthropic.claude-sonnet-4-5: streaming"]),
        ([INVOKE], [statement("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")], [MORE]),
        ([INVOKE, STREAM], [statement("bedrock:InvokeModel*")], [f"+ {NAME}: invoke, streaming, bedrock:InvokeModel*"]),
        ([statement("bedrock:InvokeModel", on="*")], [INVOKE], ["- every model: invoke"]),
        (
            [INVOKE, INSECURE],
            [INVOKE],
            [f"+ {NAME}: invoke"],
        ),
        (
            [INVOKE],
            [statement("bedrock:InvokeModel", on=NOVA)],
            ["+ model amazon.nova-lite: invoke", f"- {NAME}: invoke"],
        ),
        (
            [INVOKE],
            [statement("bedrock:InvokeModel", on=SONNET.replace("20250929", "20260301"))],
            [
                "+ model anthropic.claude-sonnet-4-5-20260301-v1:0: invoke",
                "- model anthropic.claude-sonnet-4-5-20250929-v1:0: invoke",
            ],
        ),
    ],
)
def test_a_difference_is_what_is_allowed_not_how_it_is_written(before: Any, after: Any, lines: list[str]) -> None:
    found = [line for each in differences_of(plan(document(*before), document(*after))) for line in each.lines]
    assert [each for each in found if "unless" not in each] == lines


def test_a_statement_that_is_written_otherwise_is_no_difference() -> None:
    together = statement("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")
    assert differences_of(plan(document(INVOKE, STREAM), document(together))) == []


def test_where_nothing_changes_nothing_is_said() -> None:
    same = plan(document(INVOKE))
    assert "Access" not in markdown(same, [], [], "prod")
    assert "Access" not in as_text(same, [], [])
    other = plan(document(INVOKE), document(INVOKE, aws_cognito_user_pool={"main": {"name": "other"}}))
    assert [each for each in differences_of(other) if "analysts" in each.who and each.removed] == []


def test_a_scope_and_a_door_are_told() -> None:
    client = {"web": {"allowed_oauth_scopes": ["openid", "api/read", "api/write"]}}
    new = document(INVOKE, aws_cognito_user_pool_client=client)
    assert differences_of(plan(document(INVOKE), new)) == [
        Difference("users of web", ("scopes api/write: ask for",), ())
    ]


def test_what_is_made_first_is_folded_and_fits() -> None:
    models = [f"arn:aws:bedrock:eu-central-1::foundation-model/model-{number}" for number in range(3_000)]
    conditions = [{"StringEquals": {"aws:RequestedRegion": f"r-{number}"}} for number in range(3_000)]
    several = [
        statement("bedrock:InvokeModel", on=each, Condition=condition)
        for each, condition in zip(models, conditions, strict=True)
    ]
    made = plan({"resource": {}, "terraform": {}}, document(*several))
    comment = markdown(made, [], [], "prod")
    assert "<details><summary>Access: changes for 3 principals</summary>" in comment
    assert "more lines; the text format has them all" in comment
    assert len(comment) < LONGEST_COMMENT
    assert "r-2999" in as_text(made, [], [])


def test_values_of_another_kind_are_told_and_stop_nothing() -> None:
    before = {"name": "a", "allowed_oauth_scopes": [["x"]], "allowed_oauth_flows": 7}
    broken = plans.entry("aws_cognito_user_pool_client.web", ["update"], before, {"name": "b"})
    (found,) = differences_of(plan_of(plans.document(broken), "plan"))
    assert found.lines == ["+ could not be read: a value is not of the kind that the provider has there"]


MANAGED = "arn:aws:iam::111122223333:policy/managed"
CROWD, ROLE = crowd(2, 1, 2), 'aws_iam_role.g["0"]'
ATTACHMENT = "aws_iam_role_policy_attachment.managed"
EVERYTHING: dict[str, dict[str, Any]] = {
    **CROWD,
    ROLE: {**CROWD[ROLE], "inline_policy": [{"name": "own", "policy": policy(STREAM)}]},
    "aws_iam_policy.managed": {"arn": MANAGED, "policy": policy(statement("bedrock:InvokeModel", on=NOVA))},
    ATTACHMENT: {"role": "g0", "policy_arn": MANAGED},
}
CLIENT = 'aws_cognito_user_pool_client.c["client-0"]'
IDENTITY_POOL, ROLES = "aws_cognito_identity_pool.main", "aws_cognito_identity_pool_roles_attachment.main"
TYPES = {each.partition(".")[0] for each in EVERYTHING}


def changed(values: dict[str, dict[str, Any]], action: str, *types: str) -> Plan:
    """A plan that does this to all of these types, and nothing to others."""
    changes = []
    for address, each in values.items():
        does = action if address.partition(".")[0] in types else "no-op"
        changes.append(plans.entry(address, [does], each, None if does in ("forget", "delete") else each))
    return plan_of(plans.document(*changes), "plan")


@pytest.mark.parametrize("type_", sorted(TYPES))
def test_what_is_only_forgotten_stays(type_: str) -> None:
    assert differences_of(changed(EVERYTHING, "forget", type_)) == []


@pytest.mark.parametrize("type_", sorted(TYPES - {"aws_cognito_user_pool"}))
def test_what_is_deleted_is_lost(type_: str) -> None:
    assert differences_of(changed(EVERYTHING, "delete", type_)) != []


def test_all_that_is_forgotten_at_once_stays() -> None:
    assert differences_of(changed(EVERYTHING, "forget", *TYPES)) == []


def test_what_is_forgotten_and_taken_in_elsewhere_stays_once() -> None:
    known = {address: {"id": address, **values} for address, values in EVERYTHING.items()}
    taken = [
        entry
        for address, values in known.items()
        for entry in (
            plans.entry(address, ["forget"], values),
            plans.entry(address.replace(".", ".new_", 1), ["no-op"], values, values, importing={"id": values["id"]}),
        )
    ]
    assert differences_of(plan_of(plans.document(*taken), "plan")) == []


@pytest.mark.parametrize(
    ("address", "hidden", "told"),
    [
        (CLIENT, {"allowed_oauth_scopes": ["secret"]}, "scopes (sensitive)"),
        (CLIENT, {"allowed_oauth_flows": ["secret"]}, "scopes openid"),
        (CLIENT, {"explicit_auth_flows": ["secret"]}, "scopes openid"),
        (IDENTITY_POOL, {"cognito_identity_providers": [{"client_id": "secret"}]}, "users of (sensitive)"),
        (IDENTITY_POOL, {"openid_connect_provider_arns": ["secret"]}, "users of (sensitive)"),
        (IDENTITY_POOL, {"saml_provider_arns": ["secret"]}, "users of (sensitive)"),
        (IDENTITY_POOL, {"supported_login_providers": {"secret": "x"}}, "users of (sensitive)"),
        (ROLES, {"role_mapping": [{"identity_provider": "secret", "mapping_rule": []}]}, "resolution is: (sensitive)"),
        (ATTACHMENT, {"policy_arn": "secret"}, "not known: what a policy that is sensitive allows or denies"),
        (
            ROLE,
            {"permissions_boundary": "secret"},
            "what the permissions boundary a policy that is sensitive leaves of it",
        ),
        (
            ROLES,
            {"role_mapping": [], "roles": {"authenticated": "secret"}},
            "not known: what the role (sensitive) allows, which is not made here",
        ),
    ],
)
def test_what_is_sensitive_is_not_known_and_hides_nothing_else(address: str, hidden: dict[str, Any], told: str) -> None:
    marks = {name: True for name, value in hidden.items() if value}
    values = {**EVERYTHING, address: {**EVERYTHING[address], **hidden}}
    changes = [
        plans.entry(each, ["update"], said, {**said, "tags": {}}, before_sensitive=marks, after_sensitive=marks)
        if each == address
        else plans.entry(each, ["no-op"], said, said)
        for each, said in values.items()
    ]
    plan = plan_of(plans.document(*changes), "plan")
    assert differences_of(plan) == []
    holders = holders_of(plan)
    rows = "\n".join(f"{row.who} | {row}" for row in rows_of(holders, names_in(holders)))
    assert told in rows
    assert "secret" not in rows
    assert [each.name for each in holders if each.kind == "group"] == ["g0", "g1"]


def test_a_login_whose_app_is_sensitive_is_no_second_one() -> None:
    logins = {"supported_login_providers": {"graph.facebook.com": "1234"}}
    values = {**CROWD[IDENTITY_POOL], **logins}
    marks = {"supported_login_providers": {"graph.facebook.com": True}}
    pool = plans.entry(IDENTITY_POOL, ["no-op"], values, values, before_sensitive=marks, after_sensitive=marks)
    holders = holders_of(plan_of(plans.document(pool), "plan"))
    assert [each.name for each in holders if each.kind == "login"] == ["graph.facebook.com"]


def test_what_a_forgotten_list_does_not_name_stays() -> None:
    exclusive = "aws_iam_role_policy_attachments_exclusive"
    values = {**EVERYTHING, f"{exclusive}.g": {"role_name": "g0", "policy_arns": []}}
    assert differences_of(changed(values, "forget", exclusive)) == []
    assert differences_of(changed(values, "update", exclusive)) != []
