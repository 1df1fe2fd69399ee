"""What may not pass unseen: other stacks, what is hidden or left out, drift that stays, and one taken for another."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from cognito_as_code.review.changes import Plan
from cognito_as_code.review.findings import Finding, review
from cognito_as_code.review.synthesized import plan_between
from cognito_as_code.review.terraform import plan_of
from tests.conftest import PROJECT
from tests.review.plans import document, entry, findings

POOL = "aws_cognito_user_pool.main"
CLIENT = "aws_cognito_user_pool_client"
SECURE: dict[str, Any] = {
    "id": "eu-central-1_a",
    "arn": "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_a",
    "name": "a",
    "mfa_configuration": "ON",
    "deletion_protection": "ACTIVE",
    "username_configuration": [{"case_sensitive": False}],
    "software_token_mfa_configuration": [{"enabled": True}],
}
OFF = {**SECURE, "mfa_configuration": "OFF"}


def told(found: list[Finding]) -> list[tuple[str, str, str]]:
    return [(each.rule.id, each.severity, each.address) for each in found]


def stack() -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads((PROJECT / "tests/__snapshots__/examples/cognito-full.json").read_text())
    return parsed


class TestStacks:
    def test_a_pool_lost_in_one_stack_silences_nothing_in_another(self) -> None:
        whole = stack()
        without_pool = {**whole, "resource": {}}
        without_guard = copy.deepcopy(whole)
        del without_guard["resource"]["aws_wafv2_web_acl_association"]
        plans = [
            plan_between(whole, without_pool, prefix="cognito-prod: "),
            plan_between(whole, without_guard, prefix="cognito-prod-eu: "),
        ]
        found = review(Plan(changes=tuple(change for plan in plans for change in plan.changes), origin="files"))
        said = {(each.rule.id, each.address) for each in found if each.severity != "note"}
        assert ("pool-lost", "cognito-prod: aws_cognito_user_pool.main") in said
        assert ("web-acl-detached", "cognito-prod-eu: aws_wafv2_web_acl_association.main") in said
        assert "web-acl-detached" not in {id_ for id_, address in said if address.startswith("cognito-prod: ")}

    def test_a_client_goes_with_its_own_pool_only(self) -> None:
        other = {**SECURE, "id": "eu-central-1_b", "arn": None, "name": "b"}
        found = findings(
            entry(POOL, ["delete"], SECURE),
            entry("aws_cognito_user_pool.other", ["no-op"], other, other),
            entry(f"{CLIENT}.its", ["delete"], {"name": "its", "user_pool_id": "eu-central-1_a"}),
            entry(f"{CLIENT}.others", ["delete"], {"name": "others", "user_pool_id": "eu-central-1_b"}),
        )
        assert told(found) == [("pool-lost", "blocking", POOL), ("client-lost", "blocking", f"{CLIENT}.others")]
        assert f"with it goes `{CLIENT}.its`" in found[0].what

    def test_a_pool_is_found_through_a_modules_inputs_and_outputs(self) -> None:
        pool, client = "module.pool.aws_cognito_user_pool.this[0]", f'module.apps["a.b[0]"].{CLIENT}.this'
        configuration = {
            "root_module": {
                "module_calls": {
                    "pool": {
                        "module": {
                            "outputs": {"id": {"expression": {"references": ["aws_cognito_user_pool.this[0].id"]}}},
                            "resources": [{"address": "aws_cognito_user_pool.this", "expressions": {}}],
                        }
                    },
                    "apps": {
                        "expressions": {"pool": {"references": ["module.pool.id", "module.pool"]}},
                        "module": {
                            "resources": [
                                {
                                    "address": f"{CLIENT}.this",
                                    "expressions": {"user_pool_id": {"references": ["var.pool"]}},
                                }
                            ]
                        },
                    },
                }
            }
        }
        lost = [
            {**entry(pool, ["delete"], {"name": "a"}), "type": "aws_cognito_user_pool"},
            {**entry(client, ["delete"], {"name": "its"}), "type": CLIENT},
        ]
        assert told(findings(*lost, configuration=configuration)) == [("pool-lost", "blocking", pool)]


class TestClosed:
    @pytest.mark.parametrize(
        ("said", "rule"),
        [
            ({"complete": False}, "plan-incomplete"),
            ({"applyable": False}, "plan-incomplete"),
            (
                {"deferred_changes": [{"reason": "resource_config_unknown", "resource_change": {"address": POOL}}]},
                "change-deferred",
            ),
        ],
    )
    def test_what_a_plan_leaves_out_blocks(self, said: dict[str, Any], rule: str) -> None:
        change = entry(POOL, ["update"], SECURE, {**SECURE, "tags": {"a": "b"}})
        assert (rule, "blocking") in [each[:2] for each in told(findings(change, **said))]

    def test_a_plan_without_changes_may_say_that_there_is_nothing_to_apply(self) -> None:
        assert findings(entry(POOL, ["no-op"], SECURE, SECURE), applyable=False, complete=True) == []

    @pytest.mark.parametrize("actions", [["create", "forget"], ["forget", "create"]])
    def test_a_pool_that_is_let_go_of_for_a_new_one_is_lost(self, actions: list[str]) -> None:
        assert told(findings(entry(POOL, actions, SECURE, SECURE)))[0] == ("pool-lost", "blocking", POOL)

    def test_an_action_that_nobody_knows_blocks(self) -> None:
        assert told(findings(entry("aws_instance.a", ["suspend"], {}, {}))) == [
            ("action-unknown", "blocking", "aws_instance.a")
        ]

    @pytest.mark.parametrize("marks", [{"mfa_configuration": True}, True])
    def test_a_sensitive_change_of_what_protects_blocks(self, marks: Any) -> None:
        change = entry(POOL, ["update"], SECURE, OFF, before_sensitive=marks, after_sensitive=marks)
        assert ("hidden-change", "blocking", POOL) in told(findings(change))
        assert all('"OFF"' not in each.what for each in findings(change))

    def test_a_value_of_which_nobody_knows_how_strong_it_is_blocks(self) -> None:
        change = entry(POOL, ["update"], SECURE, {**SECURE, "mfa_configuration": "LATER"})
        assert ("not-judged", "blocking", POOL) in told(findings(change))

    def test_a_sensitive_value_that_stays_is_no_finding(self) -> None:
        marks = {"password_policy": True}
        values = {**SECURE, "password_policy": [{"minimum_length": 14}]}
        change = entry(POOL, ["update"], values, {**values, "tags": {}}, before_sensitive=marks, after_sensitive=marks)
        assert [each for each in told(findings(change)) if each[1] != "note"] == []

    @pytest.mark.parametrize(
        ("resource", "rule"),
        [
            ({"address": "data.external.x", "mode": "data", "type": "external"}, "program-run"),
            (
                {"address": "null_resource.x", "mode": "managed", "provisioners": [{"type": "local-exec"}]},
                "program-run",
            ),
        ],
    )
    def test_a_program_blocks(self, resource: dict[str, Any], rule: str) -> None:
        found = findings(
            entry("null_resource.x", ["create"], None, {}), configuration={"root_module": {"resources": [resource]}}
        )
        assert told(found) == [(rule, "blocking", resource["address"])]

    @pytest.mark.parametrize(
        "expressions",
        [
            {"region": {"constant_value": "eu-west-1"}},
            {"allowed_account_ids": {"constant_value": ["444455556666"]}},
        ],
    )
    def test_a_provider_that_looks_elsewhere_blocks(self, expressions: dict[str, Any]) -> None:
        provider = {"provider_config": {"aws": {"name": "aws", "expressions": expressions}}}
        change = entry(POOL, ["no-op"], SECURE, SECURE)
        assert told(findings(change, configuration=provider)) == [("place-changed", "blocking", POOL)]

    def test_a_provider_that_looks_where_the_pool_is_is_no_finding(self) -> None:
        here = {"region": {"constant_value": "eu-central-1"}}
        provider = {"provider_config": {"aws": {"name": "aws", "expressions": here}}}
        assert findings(entry(POOL, ["no-op"], SECURE, SECURE), configuration=provider) == []


def changed(path: str, value: Any) -> dict[str, Any]:
    document = stack()
    node: Any = document
    *parents, last = path.split("/")
    for part in parents:
        node = node[int(part)] if isinstance(node, list) else node.setdefault(part, {})
    node[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("resource/aws_cognito_user_pool/main/mfa_configuration", "${var.mfa}", "expression-unread"),
        ("resource/aws_cognito_user_pool/main/count", 0, "pool-lost"),
        ("resource/aws_cognito_user_pool/main/count", "${var.on ? 1 : 0}", "place-changed"),
        ("resource/aws_cognito_user_pool/main/provider", "aws.other", "place-changed"),
        ("resource/aws_cognito_user_pool/main/provisioner", [{"local-exec": {"command": "x"}}], "program-run"),
        ("provider/aws/0/region", "eu-west-1", "place-changed"),
        ("provider/aws/0/allowed_account_ids", ["444455556666"], "place-changed"),
        ("provider/aws/0/assume_role", [{"role_arn": "arn:aws:iam::444455556666:role/x"}], "place-changed"),
        ("terraform/backend", {"local": {}}, "place-changed"),
        ("data/external", {"x": {"program": ["sh"]}}, "program-run"),
        ("module/other", {"source": "./other"}, "program-run"),
    ],
)
def test_tricks_in_a_synthesized_file_block(path: str, value: Any, rule: str) -> None:
    assert rule in {each.rule.id for each in review(plan_between(stack(), changed(path, value))) if each.blocks}


class TestDrift:
    def test_what_was_weakened_by_hand_and_is_written_down_then_is_a_weakening(self) -> None:
        drift = [entry(POOL, ["update"], SECURE, OFF)]
        (finding, *rest) = findings(entry(POOL, ["no-op"], OFF, OFF), resource_drift=drift)
        assert (finding.rule.id, finding.severity) == ("mfa-weakened", "blocking")
        assert finding.what.startswith("keeps what somebody did outside of Terraform: it sets `mfa_configuration`")
        assert [each.rule.id for each in rest] == ["weak-already"]

    def test_what_the_plan_undoes_is_a_warning(self) -> None:
        drift = [entry(POOL, ["update"], SECURE, OFF)]
        assert told(findings(entry(POOL, ["update"], OFF, SECURE), resource_drift=drift)) == [
            ("drift", "warning", POOL)
        ]

    def test_drift_of_what_the_plan_says_nothing_of_stays(self) -> None:
        assert ("mfa-weakened", "blocking", POOL) in told(
            findings(resource_drift=[entry(POOL, ["update"], SECURE, OFF)])
        )

    def test_a_pool_that_was_deleted_outside_and_is_made_anew_is_lost(self) -> None:
        drift = [entry(POOL, ["delete"], SECURE)]
        finding = findings(entry(POOL, ["create"], None, SECURE), resource_drift=drift)[0]
        assert (finding.rule.id, finding.severity) == ("pool-lost", "blocking")
        assert "since somebody deleted it outside of Terraform" in finding.what
        assert finding.steps == ()


def client(key: str, name: str) -> tuple[str, dict[str, Any]]:
    values = {"name": name, "user_pool_id": "eu-central-1_a", "id": f"id-of-{name}"}
    return f"{CLIENT}.client{key}", {**values, "prevent_user_existence_errors": "ENABLED"}


class TestIdentity:
    def test_a_list_that_loses_its_first_gives_ids_to_others(self) -> None:
        (first, a), (second, b) = client("[0]", "partner-a"), client("[1]", "partner-b")
        found = findings(
            entry(POOL, ["no-op"], SECURE, SECURE),
            entry(first, ["update"], a, {**a, "name": "partner-b"}),
            entry(second, ["delete"], b),
        )
        assert told(found) == [("client-lost", "blocking", second), ("identity-swapped", "blocking", first)]
        assert found[1].what == (
            f'gives the id and secret of "partner-a" to "partner-b", whose own are those of `{second}`'
        )
        assert f'`{first}` takes its name, "partner-b"' in found[0].what
        for finding in found:
            assert finding.block == (
                f'moved {{\n  from = {first}\n  to   = {CLIENT}.client["partner-a"]\n}}\n'
                f'moved {{\n  from = {second}\n  to   = {CLIENT}.client["partner-b"]\n}}'
            )

    def test_a_list_that_gets_a_new_first_gives_ids_to_others(self) -> None:
        (first, b), (second, _) = client("[0]", "partner-b"), client("[1]", "")
        found = findings(
            entry(first, ["update"], b, {**b, "name": "partner-a"}),
            entry(second, ["create"], None, {**b, "id": None}),
        )
        assert told(found) == [("identity-swapped", "blocking", first)]

    def test_a_client_under_a_new_key_is_told_with_the_move_of_that_client(self) -> None:
        (gone, a), (old, b), (new, _) = (
            client('["partner-a_0"]', "partner-a"),
            client('["partner-b_1"]', "partner-b"),
            client('["partner-b_0"]', "partner-b"),
        )
        found = findings(
            entry(gone, ["delete"], a), entry(old, ["delete"], b), entry(new, ["create"], None, {**b, "id": None})
        )
        assert {each.address: each.block for each in found} == {
            gone: "",
            old: f"moved {{\n  from = {old}\n  to   = {new}\n}}",
        }

    def test_no_move_is_advised_between_clients_of_other_names(self) -> None:
        (old, a), (new, b) = client('["a"]', "a"), client('["b"]', "b")
        (finding,) = findings(entry(old, ["delete"], a), entry(new, ["create"], None, b))
        assert finding.block == ""

    def test_a_client_that_is_only_renamed_is_no_finding(self) -> None:
        address, a = client("", "a")
        assert findings(entry(address, ["update"], a, {**a, "name": "b"})) == []


class TestFirstPlans:
    def test_what_is_unknown_at_a_creation_is_no_danger_by_itself(self) -> None:
        known = {key: value for key, value in SECURE.items() if key not in ("id", "arn", "mfa_configuration")}
        unknown = {"id": True, "arn": True, "mfa_configuration": True, "sms_configuration": True, "schema": True}
        assert findings(entry(POOL, ["create"], None, known, after_unknown=unknown)) == []

    def test_a_mapping_of_a_client_that_is_not_there_yet_is_no_danger(self) -> None:
        roles = "aws_cognito_identity_pool_roles_attachment.main"
        mapping = {"type": "Token", "ambiguous_role_resolution": "Deny"}
        unknown = {"role_mapping": [{"identity_provider": True}]}
        assert findings(entry(roles, ["create"], None, {"role_mapping": [mapping]}, after_unknown=unknown)) == []
        before = {"role_mapping": [{**mapping, "identity_provider": "x"}]}
        changed = entry(roles, ["update"], before, {"role_mapping": [mapping]}, after_unknown=unknown)
        assert told(findings(changed)) == [("unknown-until-apply", "warning", roles)]

    def test_the_loss_of_the_pool_comes_before_what_could_not_be_judged(self) -> None:
        odd = {**SECURE, "password_policy": [{"minimum_length": "long"}], "lambda_config": "odd", "schema": 5}
        found = findings(entry(POOL, ["delete", "create"], SECURE, odd, replace_paths=[["name"]]))
        assert found[0].rule.id == "pool-lost"
        assert "not-judged" in {each.rule.id for each in found[1:]}


def test_one_hour_is_one_hour() -> None:
    before = {"access_token_validity": 1, "token_validity_units": [{"access_token": "hours"}]}
    (finding,) = findings(
        entry(
            f"{CLIENT}.web",
            ["update"],
            before,
            {**before, "access_token_validity": 2, "prevent_user_existence_errors": "ENABLED"},
        )
    )
    assert "from 1 hour to 2 hours" in finding.what


@pytest.mark.parametrize(
    ("after", "says"),
    [
        ({"client_secret": "new"}, ["replaces `client_secret`"]),
        ({"oidc_issuer": "https://other.example.com"}, ["by another issuer: `oidc_issuer`"]),
        ({"MetadataURL": "https://other.example.com"}, ["metadata from elsewhere: `MetadataURL`"]),
        ({"client_secret": "new", "oidc_issuer": "x", "client_id": "y"}, ["issuer", "replaces", "changes `client_id`"]),
    ],
)
def test_a_secret_an_issuer_and_metadata_are_three_things(after: dict[str, str], says: list[str]) -> None:
    before = {
        "client_secret": "old",
        "oidc_issuer": "https://login.example.com",
        "MetadataURL": "https://a.example.com",
    }
    found = findings(
        entry(
            "aws_cognito_identity_provider.corp",
            ["update"],
            {"provider_details": before},
            {"provider_details": {**before, **after}},
        )
    )
    said = " ".join(each.what for each in found)
    assert len(found) == len(says)
    for text in says:
        assert text in said
    assert "example.com" not in said


def test_advice_is_in_the_words_of_whoever_wrote_it() -> None:
    (gone, a), (new, _) = client('["x"]', "web"), client('["y"]', "web")
    (finding,) = findings(entry(gone, ["delete"], a), entry(new, ["create"], None, a))
    assert finding.block.startswith("moved {\n  from = ")
    values = {"name": "web", "user_pool_id": "x"}
    old, renamed = (
        {"//": {"metadata": {"stackName": "ours"}}, "resource": {CLIENT: {name: values}}} for name in ("old", "new")
    )
    (finding,) = [each for each in review(plan_between(old, renamed)) if each.rule.id == "client-lost"]
    assert json.loads(finding.block) == {"moved": [{"from": f"{CLIENT}.old", "to": f"{CLIENT}.new"}]}


def test_plan_of_takes_what_is_odd() -> None:
    odd = [
        {**entry(POOL, ["no-op"], None, None)},
        {**entry("aws_instance.a", ["create"], None, {}), "module_address": 'module.a["x.y[0]"]'},
    ]
    assert review(plan_of(document(*odd), "plan")) == []
