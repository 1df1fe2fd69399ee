"""Roles of Cognito's, found wherever a plan has them."""

from __future__ import annotations

import json
from operator import itemgetter
from typing import Any

import pytest

from cognito_as_code.review.changes import Plan
from cognito_as_code.review.findings import review
from cognito_as_code.review.synthesized import plan_between
from tests.review.plans import entry, findings

ARN = "arn:aws:iam::111122223333:role/app/members"
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
ROLES = "aws_cognito_identity_pool_roles_attachment.roles"
GIVEN = {"identity_pool_id": "eu-central-1:a", "roles": {"authenticated": ARN}, "role_mapping": []}
ATTACHED = entry("aws_iam_role_policy_attachment.a", ["create"], None, {"role": "members", "policy_arn": ADMIN})
WHAT = "lets {whose} do anything in the account by AdministratorAccess: {role} allows * on *"


def policy(*said: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(said)})


TRUST = policy(
    {
        "Effect": "Allow",
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
    }
)


def told(*changes: dict[str, Any], **more: Any) -> list[tuple[str, str, str]]:
    return [(each.rule.id, each.severity, each.what) for each in findings(*changes, **more)]


def state(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"values": {"root_module": {"child_modules": [{"resources": list(resources)}]}}}


def test_a_role_that_the_plan_does_not_have_is_known_by_its_arn() -> None:
    given = entry(ROLES, ["no-op"], GIVEN, GIVEN)
    expected = [("policy-attached", "blocking", WHAT.format(whose="authenticated users", role="members"))]
    assert told(given, ATTACHED) == expected
    assert told(ATTACHED) == []


def test_who_gives_a_role_may_be_in_the_state_alone() -> None:
    given = {"address": ROLES, "mode": "managed", "type": ROLES.partition(".")[0], "values": GIVEN}
    expected = [("policy-attached", "blocking", WHAT.format(whose="authenticated users", role="members"))]
    assert told(ATTACHED, prior_state=state(given)) == expected


def test_a_role_that_was_looked_up_is_cognitos_by_its_trust() -> None:
    address = "module.iam.data.aws_iam_role.members"
    values = {"name": "members", "arn": ARN, "assume_role_policy": TRUST}
    looked_up = {"address": address, "mode": "data", "type": "aws_iam_role", "values": values}
    expected = [("policy-attached", "blocking", WHAT.format(whose="users of an identity pool", role=address))]
    assert told(ATTACHED, prior_state=state(looked_up)) == expected


def test_a_policy_that_was_looked_up_is_judged_by_its_text() -> None:
    own = "arn:aws:iam::111122223333:policy/own"
    values = {"arn": own, "policy": policy({"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"})}
    looked_up = {"address": "data.aws_iam_policy.own", "mode": "data", "type": "aws_iam_policy", "values": values}
    attached = entry("aws_iam_role_policy_attachment.a", ["create"], None, {"role": "members", "policy_arn": own})
    given = entry(ROLES, ["no-op"], GIVEN, GIVEN)
    ((rule, severity, what),) = told(given, attached, prior_state=state(looked_up))
    assert (rule, severity) == ("policy-attached", "blocking")
    assert "read secrets with kms:Decrypt everywhere" in what


def test_who_gets_a_role_by_a_rule_is_named() -> None:
    rule = {"claim": "custom:tier", "match_type": "Equals", "value": "gold", "role_arn": ARN}
    mapping = {"identity_provider": "p", "type": "Rules", "ambiguous_role_resolution": "Deny", "mapping_rule": [rule]}
    values = {"identity_pool_id": "eu-central-1:a", "roles": {}, "role_mapping": [mapping]}
    ((_, _, what),) = told(entry(ROLES, ["no-op"], values, values), ATTACHED)
    assert what == WHAT.format(whose='users whose custom:tier Equals "gold"', role="members")


def test_whatever_guests_may_do_more_blocks() -> None:
    given = {**GIVEN, "roles": {"unauthenticated": ARN}}
    before = policy({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::public/*"})
    after = policy({"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::public/*"})
    change = entry(
        "aws_iam_role_policy.p",
        ["update"],
        {"role": "members", "name": "p", "policy": before},
        {"role": "members", "name": "p", "policy": after},
    )
    assert [each[:2] for each in told(entry(ROLES, ["no-op"], given, given), change)] == [
        ("policy-widened", "blocking")
    ]


def test_a_role_of_another_stack_is_another_role() -> None:
    role = {"aws_iam_role": {"members": {"name": "members", "assume_role_policy": TRUST}}}
    attachment = {"a": {"role": "${aws_iam_role.members.name}", "policy_arn": ADMIN}}
    before, after = {"resource": role}, {"resource": {**role, "aws_iam_role_policy_attachment": attachment}}
    lambdas = {"resource": {"aws_iam_role": {"members": {"name": "members", "assume_role_policy": policy()}}}}
    also = {"resource": {**lambdas["resource"], "aws_iam_role_policy_attachment": attachment}}
    plans = [plan_between(before, after, prefix="prod: "), plan_between(lambdas, also, prefix="dev: ")]
    plan = Plan(changes=tuple(each for one in plans for each in one.changes), origin="files")
    assert [(each.rule.id, each.address) for each in review(plan)] == [
        ("policy-attached", "prod: aws_iam_role_policy_attachment.a")
    ]


def test_sms_that_cannot_be_sent_is_a_warning_where_it_is_no_factor() -> None:
    arn = "arn:aws:iam::111122223333:role/sms"
    publish = policy({"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"})
    gone = entry("aws_iam_role_policy.sms", ["delete"], {"role": "sms", "name": "sms", "policy": publish}, None)
    for mfa, severity in (("ON", "blocking"), ("OPTIONAL", "blocking"), ("OFF", "warning")):
        values = {
            "mfa_configuration": mfa,
            "deletion_protection": "ACTIVE",
            "username_configuration": [{"case_sensitive": False}],
            "sms_configuration": [{"external_id": "x", "sns_caller_arn": arn}],
        }
        found = told(entry("aws_cognito_user_pool.main", ["no-op"], values, values), gone)
        assert [each[:2] for each in found if each[0] != "weak-already"] == [("sms-stopped", severity)]


def test_a_plan_without_configuration_is_judged_by_its_values() -> None:
    role = {"name": "members", "arn": ARN, "assume_role_policy": TRUST}
    unknown = entry(
        "aws_iam_role_policy.p",
        ["update"],
        {"role": "members", "name": "p", "policy": policy()},
        {"role": "members", "name": "p"},
        after_unknown={"policy": True},
    )
    found = told(entry("aws_iam_role.members", ["no-op"], role, role), unknown)
    assert [each[:2] for each in found] == [("unknown-until-apply", "warning")]


def test_a_role_under_another_name_is_judged_against_what_it_was() -> None:
    condition = {
        "StringEquals": {"cognito-identity.amazonaws.com:aud": "eu-central-1:a"},
        "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"},
    }
    (said,) = json.loads(TRUST)["Statement"]
    before = {"name": "old", "assume_role_policy": policy({**said, "Condition": condition})}
    del condition["ForAnyValue:StringLike"]
    after = {"name": "new", "assume_role_policy": policy({**said, "Condition": condition})}
    change = entry("aws_iam_role.members", ["delete", "create"], before, after, replace_paths=[["name"]])
    assert [each[:2] for each in told(change)] == [("trust-weakened", "blocking"), ("role-lost", "warning")]


def test_a_boundary_that_allows_everything_bounds_nothing() -> None:
    before = {"name": "members", "assume_role_policy": TRUST, "permissions_boundary": "arn:aws:iam::1:policy/limits"}
    change = entry("aws_iam_role.members", ["update"], before, {**before, "permissions_boundary": ADMIN})
    assert [each[:2] for each in told(change)] == [("boundary-weakened", "blocking")]


def test_guests_who_get_the_role_of_users_or_one_that_does_not_show_block() -> None:
    other = "arn:aws:iam::111122223333:role/other"
    for before, guests, severity, word in (
        ({"authenticated": ARN}, ARN, "blocking", "it is the role of authenticated users"),
        ({"authenticated": ARN}, other, "blocking", "does not show here"),
        ({"authenticated": ARN, "unauthenticated": other}, ARN, "blocking", "instead of other"),
    ):
        was = {**GIVEN, "roles": before}
        becomes = {**GIVEN, "roles": {"authenticated": ARN, "unauthenticated": guests}}
        ((rule, how, what),) = told(entry(ROLES, ["update"], was, becomes))
        assert (rule, how) == ("role-changed", severity)
        assert word in what


def test_users_who_get_a_role_that_does_not_show_are_a_warning() -> None:
    becomes = {**GIVEN, "roles": {"authenticated": "arn:aws:iam::111122223333:role/other"}}
    ((rule, severity, what),) = told(entry(ROLES, ["update"], GIVEN, becomes))
    assert (rule, severity) == ("role-changed", "warning")
    assert "does not show here" in what


def test_a_role_that_is_only_forgotten_is_judged_as_it_stays() -> None:
    role = {"name": "members", "arn": ARN, "assume_role_policy": TRUST}
    decrypt = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}
    allows = {"name": "allows", "role": "members", "policy": policy(decrypt)}
    denies = {"name": "denies", "role": "members", "policy": policy({**decrypt, "Effect": "Deny"})}
    changes = (
        entry("aws_iam_role.members", ["forget"], role),
        entry("aws_iam_role_policy.allows", ["no-op"], allows, allows),
        entry("aws_iam_role_policy.denies", ["delete"], denies),
        entry(ROLES, ["forget"], GIVEN),
    )
    what = "no longer denies kms:Decrypt on *, which aws_iam_role.members allows: authenticated users may now do it"
    assert told(*changes) == [("policy-widened", "blocking", what)]


@pytest.mark.parametrize("address", ["aws_iam_role.a", "aws_iam_role.z"])
def test_a_role_that_is_forgotten_and_taken_in_elsewhere_is_judged_there(address: str) -> None:
    was = {"id": "members", "name": "members", "arn": ARN, "assume_role_policy": TRUST}
    anybody = policy({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"})
    becomes = {**was, "assume_role_policy": anybody}
    taken = entry(address, ["update"], was, becomes, importing={"id": "members"})
    changes = [taken, entry("aws_iam_role.members", ["forget"], was), entry(ROLES, ["no-op"], GIVEN, GIVEN)]
    assert ("trust-weakened", "blocking") in [each[:2] for each in told(*sorted(changes, key=itemgetter("address")))]


def test_a_denial_is_lost_where_what_denied_is_taken_in_elsewhere() -> None:
    decrypt = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}
    denies = {"id": "members:p", "name": "p", "role": "members", "policy": policy({**decrypt, "Effect": "Deny"})}
    becomes = {**denies, "policy": policy(decrypt)}
    found = told(
        entry("aws_iam_role_policy.new", ["update"], denies, becomes, importing={"id": "members:p"}),
        entry("aws_iam_role_policy.old", ["forget"], denies),
        entry(ROLES, ["no-op"], GIVEN, GIVEN),
    )
    assert [what.partition(" to ")[0] for _, _, what in found if "denies" in what] == [
        "no longer denies kms:Decrypt on *, which members allows: authenticated users may now do it"
    ]


def test_a_policy_whose_arn_is_sensitive_is_said_not_to_show() -> None:
    given = entry(ROLES, ["no-op"], GIVEN, GIVEN)
    values = {"role": "members", "policy_arn": ADMIN}
    attached = entry("aws_iam_role_policy_attachment.a", ["create"], None, values, after_sensitive={"policy_arn": True})
    what = "gives authenticated users a policy that is sensitive; what that allows does not show here"
    assert told(given, attached) == [("policy-attached", "warning", what)]


GROUP = "aws_cognito_user_group.g"
OF_GROUP = {"name": "g", "user_pool_id": "eu-central-1_a", "role_arn": ARN}


def _role(name: str, *allowed: str) -> tuple[dict[str, Any], dict[str, Any]]:
    role = {"name": name, "arn": ARN.replace("members", name), "assume_role_policy": TRUST}
    said = policy({"Effect": "Allow", "Action": list(allowed), "Resource": "arn:aws:s3:::a"})
    inline = {"name": "p", "role": name, "policy": said}
    return (
        entry(f"aws_iam_role.{name}", ["no-op"], role, role),
        entry(f"aws_iam_role_policy.{name}", ["no-op"], inline, inline),
    )


def _group(values: dict[str, Any], *marked: bool) -> dict[str, Any]:
    before, after = ({"role_arn": each} for each in marked)
    return entry(GROUP, ["update"], OF_GROUP, values, before_sensitive=before, after_sensitive=after)


MARKED = [(True, True), (True, False), (False, True), (False, False)]


@pytest.mark.parametrize(("was", "becomes"), MARKED)
def test_a_role_whose_arn_is_sensitive_is_compared(was: bool, becomes: bool) -> None:
    roles = (*_role("members", "s3:GetObject"), *_role("admins", "s3:DeleteObject"))
    named = {"role_arn": {"references": ["aws_iam_role.members.arn", "aws_iam_role.members"]}}
    configured = {"address": GROUP, "mode": "managed", "type": GROUP.partition(".")[0], "expressions": named}
    configuration = {"root_module": {"resources": [configured]}}
    kept = _group({**OF_GROUP, "description": "x"}, was, becomes)
    assert told(*roles, kept, configuration=configuration) == []
    swapped = _group({**OF_GROUP, "role_arn": ARN.replace("members", "admins")}, was, becomes)
    ((rule, _, what),) = told(*roles, swapped)
    assert rule == "role-changed"
    assert what.startswith('gives the group "g" the role aws_iam_role.admins instead of aws_iam_role.members: ')


@pytest.mark.parametrize(("was", "becomes"), MARKED[:3])
def test_a_role_elsewhere_whose_arn_is_sensitive_is_not_named(was: bool, becomes: bool) -> None:
    ((rule, _, what),) = told(_group({**OF_GROUP, "role_arn": ARN.replace("members", "admins")}, was, becomes))
    old, new = "(sensitive)" if was else "members", "(sensitive)" if becomes else "admins"
    assert rule == "role-changed"
    assert what.startswith(f'gives the group "g" the role {new} instead of {old}; ')


def test_a_policy_for_a_role_whose_name_is_sensitive_is_judged() -> None:
    values = {"role": "members", "policy_arn": ADMIN}
    attached = entry("aws_iam_role_policy_attachment.a", ["create"], None, values, after_sensitive={"role": True})
    expected = [("policy-attached", "blocking", WHAT.format(whose="authenticated users", role="members"))]
    assert told(entry(ROLES, ["no-op"], GIVEN, GIVEN), attached) == expected


@pytest.mark.parametrize("marks", [{}, {"policy_names": True}, {"policy_names": [True]}])
def test_what_a_sensitive_list_names_is_not_taken_away(marks: dict[str, Any]) -> None:
    allows = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a"}
    role = {"name": "members", "arn": ARN, "assume_role_policy": TRUST}
    was, becomes = (
        {**role, "inline_policy": [{"name": "own", "policy": policy(each)}]}
        for each in (allows, {**allows, "Action": "*", "Resource": "*"})
    )
    names = {"role_name": "members", "policy_names": ["own"]}
    exclusive = "aws_iam_role_policies_exclusive.a"
    found = told(
        entry(ROLES, ["no-op"], GIVEN, GIVEN),
        entry("aws_iam_role.members", ["update"], was, becomes),
        entry(exclusive, ["no-op"], names, names, before_sensitive=marks, after_sensitive=marks),
    )
    assert [each[:2] for each in found] == [("policy-widened", "blocking")]


OTHER = "arn:aws:iam::111122223333:policy/other"
INLINE, INLINE_ANY = (
    [{"name": "own", "policy": policy({"Effect": "Allow", "Action": each})}] for each in ("s3:*", "*")
)


@pytest.mark.parametrize(
    ("address", "argument", "was", "becomes", "mark"),
    [
        ("aws_iam_policy.a", "policy", policy(), INLINE_ANY[0]["policy"], True),
        ("aws_iam_policy_attachment.a", "policy_arn", OTHER, ADMIN, True),
        ("aws_iam_role.a", "inline_policy", INLINE, INLINE_ANY, [{"policy": True}]),
        ("aws_iam_role.a", "managed_policy_arns", [OTHER], [ADMIN], [True]),
        ("aws_iam_role.a", "permissions_boundary", OTHER, ADMIN, True),
        ("aws_iam_role_policy_attachments_exclusive.a", "policy_arns", [OTHER], [ADMIN], [True]),
    ],
)
def test_a_sensitive_policy_that_changes_blocks(address: str, argument: str, was: Any, becomes: Any, mark: Any) -> None:
    marks = {f"{side}_sensitive": {argument: mark} for side in ("before", "after")}
    before, after = ({"name": "members", argument: each} for each in (was, becomes))
    found = told(entry(address, ["update"], before, after, **marks))
    assert found == [("hidden-change", "blocking", f"changes `{argument}`, which is sensitive")]
    assert told(entry(address, ["update"], before, {**before, "tags": {}}, **marks)) == []


@pytest.mark.parametrize("marks", [{}, {"policy_arn": True}])
def test_a_policy_that_is_attached_by_a_sensitive_arn_is_judged(marks: dict[str, Any]) -> None:
    attached = {"role": "members", "policy_arn": OTHER}
    anything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    was, becomes = ({"arn": OTHER, "policy": policy(*each)} for each in ([], [anything]))
    attachment = "aws_iam_role_policy_attachment.a"
    ((rule, severity, what),) = told(
        entry(ROLES, ["no-op"], GIVEN, GIVEN),
        entry("aws_iam_policy.a", ["update"], was, becomes),
        entry(attachment, ["no-op"], attached, attached, before_sensitive=marks, after_sensitive=marks),
    )
    assert (rule, severity) == ("policy-widened", "blocking")
    assert what.startswith("lets authenticated users do anything in the account by ")
