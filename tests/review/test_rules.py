"""What no real plan of these tests has, and what holds for every rule."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from cognito_as_code.reference.review import FILE, reference
from cognito_as_code.review.changes import Sensitive, shown
from cognito_as_code.review.findings import RULES, review
from cognito_as_code.review.markdown import LONGEST_COMMENT, markdown
from cognito_as_code.review.policies import new_grants, statements
from cognito_as_code.review.synthesized import plan_between
from cognito_as_code.review.terraform import plan_of
from tests.conftest import PROJECT
from tests.review.cases import CASES, POOL, WEB
from tests.review.foreign import core, dependencies, doors, iam
from tests.review.plans import document, entry, findings
from tests.review.stacks import found

SECURE = {
    "mfa_configuration": "ON",
    "deletion_protection": "ACTIVE",
    "username_configuration": [{"case_sensitive": False}],
}
TOTP = {"software_token_mfa_configuration": [{"enabled": True}]}


def told(*changes: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    return [(finding.rule.id, finding.severity) for finding in findings(*changes, **more)]


def test_a_pool_that_is_let_go_of_is_told() -> None:
    assert told(entry(POOL, ["forget"], SECURE)) == [("forgotten", "blocking")]


@pytest.mark.parametrize(
    ("after", "what"),
    [
        ({**SECURE}, 'creates it with MFA "ON" and no factor'),
        (
            {**SECURE, "software_token_mfa_configuration": [{"enabled": False}]},
            'creates it with MFA "ON" and no factor',
        ),
        ({**SECURE, **TOTP, "mfa_configuration": "OFF"}, "creates it with MFA off and TOTP"),
    ],
)
def test_a_creation_that_fails_half_way_is_told(after: dict[str, Any], what: str) -> None:
    assert [
        each.what for each in findings(entry(POOL, ["create"], None, after)) if each.rule.id == "creation-fails"
    ] == [what]


def test_a_secure_pool_is_created_without_a_word() -> None:
    assert told(entry(POOL, ["create"], None, {**SECURE, **TOTP})) == []


def test_a_pool_that_is_weak_is_a_note_from_the_start_and_later() -> None:
    weak = {**SECURE, **TOTP, "mfa_configuration": "OPTIONAL"}
    assert told(entry(POOL, ["create"], None, weak)) == [("weak-already", "note")]
    assert told(entry(POOL, ["no-op"], weak, weak)) == [("weak-already", "note")]


def test_a_tainted_pool_is_told_with_the_reason() -> None:
    (finding,) = findings(entry(POOL, ["delete", "create"], SECURE, SECURE, action_reason="replace_because_tainted"))
    assert finding.rule.id == "pool-lost"
    assert "left it tainted" in finding.what
    assert "AWS will refuse that" in finding.what
    assert len(finding.steps) == 2


def test_what_is_known_after_apply_only_is_no_pass() -> None:
    after = {key: value for key, value in SECURE.items() if key != "mfa_configuration"}
    assert told(entry(POOL, ["update"], SECURE, after, after_unknown={"mfa_configuration": True})) == [
        ("unknown-until-apply", "warning")
    ]


def test_an_argument_that_is_removed_counts_as_its_default() -> None:
    without = {key: value for key, value in SECURE.items() if key != "deletion_protection"}
    assert told(entry(POOL, ["update"], SECURE, {**without, "deletion_protection": None})) == [
        ("deletion-protection-removed", "blocking")
    ]
    assert told(entry(POOL, ["update"], SECURE, without)) == [("deletion-protection-removed", "blocking")]


def test_sets_are_compared_without_order() -> None:
    urls = ["https://a.example.com/", "https://b.example.com/"]
    before, after = {"callback_urls": urls}, {"callback_urls": urls[::-1], "prevent_user_existence_errors": "ENABLED"}
    assert told(entry(WEB, ["update"], before, after)) == []


def test_what_is_changed_by_hand_is_told() -> None:
    drift = [entry(POOL, ["update"], SECURE, {**SECURE, "mfa_configuration": "OFF"})]
    (finding,) = findings(entry(POOL, ["no-op"], SECURE, SECURE), resource_drift=drift)
    assert (finding.rule.id, finding.severity, finding.address) == ("drift", "warning", POOL)
    assert "Users no longer need a second factor" in finding.what


def test_what_cannot_be_read_blocks_rather_than_passes() -> None:
    passwords = {"password_policy": [{"minimum_length": 14}]}
    odd = {"password_policy": [{"minimum_length": "long"}]}
    (finding,) = findings(entry(POOL, ["update"], SECURE | passwords, SECURE | odd))
    assert (finding.rule.id, finding.severity) == ("not-judged", "blocking")
    assert "password-policy-weakened" in finding.what


ANYTHING = st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just("${var.x}")
VALUES = st.recursive(
    ANYTHING, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2)
)


@budget(max_examples=200, deadline=None)
@given(st.data())
def test_any_values_are_judged_or_said_not_to_be(data: st.DataObject) -> None:
    stack = json.loads((PROJECT / "tests/__snapshots__/examples/cognito-full.json").read_text())
    resources = [each for named in stack["resource"].values() for each in named.values()]
    changed = data.draw(st.sampled_from(resources))
    changed[data.draw(st.sampled_from(sorted(changed)))] = data.draw(VALUES)
    original = json.loads((PROJECT / "tests/__snapshots__/examples/cognito-full.json").read_text())
    for before, after in ((original, stack), (stack, original)):
        plan = plan_between(before, after)
        assert len(markdown(plan, review(plan), [], "full")) <= LONGEST_COMMENT


def test_an_output_that_shows_a_secret_blocks() -> None:
    shown_now = {"actions": ["update"], "before_sensitive": True, "after_sensitive": False}
    assert told(entry(POOL, ["no-op"], SECURE, SECURE), output_changes={"secret": shown_now}) == [
        ("output-changed", "blocking")
    ]


def test_rules_have_what_people_need_and_each_is_in_a_case() -> None:
    tested_here = {"creation-fails", "forgotten", "unknown-until-apply"}
    tested_here |= {"action-unknown", "change-deferred", "plan-incomplete"}  # test_gate.py
    tested_here |= {"door-for-nobody"}  # test_doors.py
    tested_here |= {"expression-unread", "hidden-change", "identity-swapped", "place-changed", "program-run"}
    cases = {rule for case in CASES.values() for rule, _ in case.findings}
    themes = (core.CASES, iam.CASES, doors.CASES, dependencies.CASES)
    foreign = {rule.removeprefix("!") for theme in themes for case in theme.values() for rule, _ in case.findings}
    assert cases | foreign | tested_here == set(RULES)
    for rule in RULES.values():
        assert rule.means.endswith(".")
        assert rule.source.startswith("https://")
        assert not rule.title.endswith(".")


@pytest.mark.parametrize(
    "snapshot", sorted((PROJECT / "tests/__snapshots__").rglob("*.json")), ids=lambda each: each.stem
)
def test_what_does_not_change_is_not_dangerous(snapshot: Any) -> None:
    stack = json.loads(snapshot.read_text())
    assert {rule for rule, _ in found(plan_between(stack, stack))} <= {"weak-already"}


def test_what_is_secret_is_compared_and_never_shown() -> None:
    details = {"client_id": "id", "client_secret": "hunter2"}
    change = entry(
        "aws_cognito_identity_provider.corp",
        ["update"],
        {"provider_details": details, "description": "a"},
        {"provider_details": {**details, "client_secret": "hunter3"}, "description": "b"},
        before_sensitive={"description": True},
        after_sensitive={"description": True},
    )
    (planned,) = plan_of(document(change), "plan").changes
    assert planned.before == {"provider_details": Sensitive(details), "description": Sensitive("a")}
    assert shown(planned.before) == '{"provider_details": "(sensitive)", "description": "(sensitive)"}'
    (finding,) = findings(change)
    assert (finding.what, finding.severity) == ("replaces `client_secret` of `provider_details`", "note")


ALLOW = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::bucket/*"}


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.mark.parametrize(
    ("after", "wide"),
    [
        ({**ALLOW, "Action": "s3:getobject", "Resource": ["arn:aws:s3:::bucket/folder/*"]}, None),
        ({**ALLOW, "Effect": "Deny", "Action": "s3:*"}, None),
        ({**ALLOW, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, None),
        ({**ALLOW, "Action": "s3:PutObject"}, False),
        ({**ALLOW, "Resource": "arn:aws:s3:::other/*"}, False),
        ({**ALLOW, "Action": "s3:*"}, True),
        ({**ALLOW, "Resource": "*"}, True),
        ({**ALLOW, "Action": "iam:PassRole"}, True),
        ({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, True),
    ],
)
def test_a_policy_is_wider_where_it_allows_what_it_did_not(after: dict[str, Any], wide: bool | None) -> None:
    grants = new_grants(statements(policy(ALLOW)), statements(policy(after)))
    assert (any(grant.is_wide for grant in grants) if grants else None) == wide


def test_a_condition_that_goes_widens_a_policy() -> None:
    condition = {"StringEquals": {"cognito-identity.amazonaws.com:aud": ["pool"]}}
    assert new_grants(statements(policy({**ALLOW, "Condition": condition})), statements(policy(ALLOW)))


ROLE = {"name": "users", "assume_role_policy": policy({"Principal": {"Federated": "cognito-identity.amazonaws.com"}})}
ARN = "arn:aws:iam::111122223333:policy/models"


def test_a_managed_policy_of_a_role_of_cognitos_is_judged_and_no_other() -> None:
    role = entry("aws_iam_role.users", ["no-op"], ROLE, ROLE)
    attached = {"role": "users", "policy_arn": ARN}
    attachment = entry("aws_iam_role_policy_attachment.models", ["no-op"], attached, attached)
    before = {"arn": ARN, "policy": policy(ALLOW)}
    after = {"arn": ARN, "policy": policy(ALLOW, {**ALLOW, "Action": "s3:*"})}
    widened = entry("aws_iam_policy.models", ["update"], before, after)
    assert told(role, attachment, widened) == [("policy-widened", "blocking")]
    assert told(role, widened) == []
    assert told(entry("aws_iam_role.users", ["no-op"], {"name": "users"}, {"name": "users"}), attachment, widened) == []


def test_an_inline_policy_in_a_role_is_judged() -> None:
    before = {**ROLE, "inline_policy": [{"name": "own", "policy": policy(ALLOW)}]}
    after = {**ROLE, "inline_policy": [{"name": "own", "policy": policy({**ALLOW, "Resource": "*"})}]}
    assert told(entry("aws_iam_role.users", ["update"], before, after)) == [("policy-widened", "blocking")]


def test_a_client_that_is_managed_for_others_is_judged() -> None:
    before, after = {"prevent_user_existence_errors": "ENABLED"}, {"prevent_user_existence_errors": "LEGACY"}
    address = "aws_cognito_managed_user_pool_client.search"
    assert told(entry(address, ["update"], before, after)) == [("existence-shown", "warning")]


@pytest.mark.parametrize("text", ["", "not JSON", "[]", '{"Statement": "x"}', "${data.x.y.json}"])
def test_what_is_no_policy_document_lets_nobody_in(text: str) -> None:
    assert statements(text) == []


def test_the_reference_is_the_rules() -> None:
    assert FILE.read_text() == reference()


SENDER = {
    "email_configuration": [
        {
            "email_sending_account": "DEVELOPER",
            "from_email_address": "Help <help@example.com>",
            "source_arn": "arn:aws:ses:eu-central-1:111122223333:identity/example.com",
        }
    ],
    "sms_configuration": [
        {
            "external_id": "cognito-test-sms",
            "sns_caller_arn": "arn:aws:iam::111122223333:role/cognito-test-sms",
            "sns_region": "eu-central-1",
        }
    ],
}


@pytest.mark.parametrize(("block", "key"), [(block, key) for block, (values,) in SENDER.items() for key in values])
def test_each_argument_of_a_sender_is_told_when_it_changes(block: str, key: str) -> None:
    before = {**SECURE, **TOTP, **SENDER}
    after = {**before, block: [{**SENDER[block][0], key: "COGNITO_DEFAULT"}]}
    found = {finding.rule.id: finding.what for finding in findings(entry(POOL, ["update"], before, after))}
    of_the_role = {"sms-role-changed"} if key == "sns_caller_arn" else set()
    assert found.keys() == {"sender-changed"} | of_the_role
    assert f"`{block}.{key}`" in found["sender-changed"]


def test_a_sender_that_goes_away_is_no_other_sender() -> None:
    """What ends with it is told as that: here, a second factor."""
    before = {**SECURE, **TOTP, **SENDER}
    assert told(entry(POOL, ["update"], before, {**before, "sms_configuration": []})) == [
        ("factor-removed", "blocking")
    ]


EMAIL_AND_SMS = ("email_message", "email_subject", "sms_message")
MESSAGES = [
    "email_mfa_configuration.message",
    "email_mfa_configuration.subject",
    "sms_authentication_message",
    *(f"admin_create_user_config.invite_message_template.{key}" for key in EMAIL_AND_SMS),
    *(f"verification_message_template.{key}" for key in EMAIL_AND_SMS),
    "verification_message_template.email_message_by_link",
    "verification_message_template.email_subject_by_link",
]


def with_message(path: str, text: str) -> dict[str, Any]:
    """A pool whose only message is this one, in blocks as plans write them."""
    *blocks, key = path.split(".")
    value: Any = {key: text}
    for block in reversed(blocks):
        value = {block: [value]}
    invited = {"admin_create_user_config": [{"allow_admin_create_user_only": True}]}
    if blocks[:1] == ["admin_create_user_config"]:
        value["admin_create_user_config"][0]["allow_admin_create_user_only"] = True
    return {**SECURE, **TOTP, **invited, **value}


@pytest.mark.parametrize("path", MESSAGES)
def test_each_message_to_users_is_told_when_it_changes(path: str) -> None:
    (finding,) = findings(entry(POOL, ["update"], with_message(path, "old"), with_message(path, "new")))
    assert (finding.rule.id, finding.severity) == ("messages-changed", "note")
    assert finding.what == f"changes `{path}`"


def test_a_comment_says_where_and_what_before_why() -> None:
    plan = plan_of(document(entry(POOL, ["update"], SECURE, {**SECURE, "mfa_configuration": "OPTIONAL"})), "plan")
    text = markdown(plan, review(plan), [], "plan")
    told = '`aws_cognito_user_pool.main`: Terraform sets `mfa_configuration` from `"ON"` to `"OPTIONAL"`.'
    assert f"Users no longer need a second factor\n{told}\n\n- **For users:** " in text


def test_a_picture_draws_every_resource_that_is_touched() -> None:
    plan = plan_of(
        document(
            entry(POOL, ["update"], SECURE, {**SECURE, "mfa_configuration": "OPTIONAL"}),
            entry("aws_iam_role.authenticated", ["create"], None, {"name": "authenticated"}),
        ),
        "plan",
    )
    picture = markdown(plan, review(plan), [], "plan").partition("```mermaid\n")[2].partition("```")[0]
    assert '["cognito_user_pool.main<br/>' in picture
    assert '["iam_role.authenticated<br/>' in picture
