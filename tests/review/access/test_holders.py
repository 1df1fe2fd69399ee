"""Who there is, which role each gets, and which doors let them in."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_as_code.review.access.holders import holders_of
from cognito_as_code.review.access.rows import rows_of_entries
from cognito_as_code.review.terraform import plan_of
from tests.review.access.documents import PROVIDER, SONNET, analysts, document, policy, statement, table, trust
from tests.review.plans import document as terraform_plan
from tests.review.plans import entry

INVOKE = statement("bedrock:InvokeModel")
SONNETS = "model anthropic.claude-sonnet-4-5: invoke"
USERS = {"users": {"role": "${aws_iam_role.users.name}", "policy": policy(INVOKE)}}
ATTACHMENT = "aws_cognito_identity_pool_roles_attachment"
NOT_GIVEN = "note (nothing gives them their role aws_iam_role.analysts)"
UNDOCUMENTED = "AWS does not say how it compares a list"
SCOPES = "scopes api/read, openid: ask for"


def mapped(*rules: dict[str, str], **more: str) -> dict[str, Any]:
    """A role mapping of web."""
    mapping = {"identity_provider": PROVIDER, "ambiguous_role_resolution": "Deny", "type": "Token", **more}
    return {ATTACHMENT: {"main": {"role_mapping": [{**mapping, "mapping_rule": list(rules)}]}}}


def rule(claim: str, match_type: str, value: str, role: str = "analysts") -> dict[str, str]:
    """A mapping rule."""
    return {"claim": claim, "match_type": match_type, "value": value, "role_arn": f"${{aws_iam_role.{role}.arn}}"}


def test_a_token_gives_a_group_its_role_and_others_none() -> None:
    assert table(document(INVOKE, **mapped())) == {
        "group analysts through web": [SONNETS],
        "users of web": [SCOPES],
        "machine job": ["scopes api/read: ask for"],
    }


def test_who_has_no_role_may_get_the_authenticated_one() -> None:
    resources = mapped(ambiguous_role_resolution="AuthenticatedRole")
    found = table(document(aws_iam_role_policy=USERS, **resources))
    assert found["users of web"] == [SONNETS, SCOPES]
    assert found["group analysts through web"] == ["nothing"]


def test_a_role_of_a_pool_without_providers_is_told() -> None:
    without: dict[str, Any] = {"aws_cognito_identity_pool": {"main": {"cognito_identity_providers": []}}}
    found = table(document(INVOKE, aws_iam_role_policy=USERS, **without))
    assert found["users of pool"] == [SONNETS, "note (it takes the tokens of no provider yet)"]


def test_a_group_whose_role_nothing_gives_is_told() -> None:
    found = document(INVOKE, aws_iam_role_policy=USERS, **{ATTACHMENT: {"main": {"role_mapping": []}}})
    assert analysts(found) == [
        "what users of the app client may",
        NOT_GIVEN,
    ]


@pytest.mark.parametrize(
    ("rules", "rows"),
    [
        ([rule("cognito:groups", "Contains", "analysts")], [SONNETS]),
        ([rule("cognito:groups", "Contains", "others")], ["nothing", NOT_GIVEN]),
        (
            [rule("cognito:groups", "Contains", "others", "users"), rule("cognito:groups", "Contains", "analysts")],
            [SONNETS],
        ),
        (
            [rule("custom:level", "Equals", "9", "users"), rule("cognito:groups", "Contains", "analysts")],
            [SONNETS, 'note (unless the rule custom:level Equals "9" takes them first)'],
        ),
        ([rule("cognito:groups", "Equals", "analyst")], ["nothing", NOT_GIVEN]),
        ([rule("cognito:groups", "Equals", "[analysts-of-x]")], ["nothing", NOT_GIVEN]),
        *(
            (
                [rule("cognito:groups", "Equals", each)],
                [SONNETS, f'note (perhaps by the rule cognito:groups Equals "{each}": {UNDOCUMENTED})'],
            )
            for each in ('["analysts","x"]', "[x, analysts]", "x analysts")
        ),
        (
            [rule("cognito:groups", "Equals", "analysts")],
            [SONNETS, f'note (perhaps by the rule cognito:groups Equals "analysts": {UNDOCUMENTED})'],
        ),
    ],
)
def test_rules_give_a_group_the_role_of_the_first_that_takes_it(rules: list[dict[str, str]], rows: list[str]) -> None:
    assert analysts(document(INVOKE, **mapped(*rules, type="Rules"))) == rows


def test_a_rule_on_another_claim_is_somebody() -> None:
    found = table(document(INVOKE, **mapped(rule("custom:level", "Equals", "9"), type="Rules")))
    assert found['users whose custom:level Equals "9" through web'] == [SONNETS]


@pytest.mark.parametrize(
    "kept_out", [trust("eu-central-1:99999999-2222-3333-4444-555555555555"), trust(kind="unauthenticated"), policy()]
)
def test_a_role_that_does_not_trust_the_pool_gives_nothing(kept_out: str) -> None:
    resources: dict[str, Any] = {
        "aws_iam_role": {"analysts": {"assume_role_policy": kept_out}},
        "aws_cognito_identity_pool": {"main": {"id": "eu-central-1:11111111-2222-3333-4444-555555555555"}},
    }
    assert analysts(document(INVOKE, **resources)) == [
        "nothing",
        "note (the trust policy of aws_iam_role.analysts does not let them take it)",
    ]


def test_a_role_that_trusts_another_pool_is_of_its_users() -> None:
    resources: dict[str, Any] = {
        "aws_iam_role": {
            "analysts": {"assume_role_policy": trust("eu-central-1:99999999-2222-3333-4444-555555555555")}
        },
        "aws_cognito_identity_pool": {"main": {"id": "eu-central-1:11111111-2222-3333-4444-555555555555"}},
    }
    assert table(document(INVOKE, **resources))["users of another pool by aws_iam_role.analysts"] == [SONNETS]


def guests(**pool: bool) -> dict[str, list[str]]:
    """What the table says where guests get a role that allows a model and a file."""
    allowed = policy(statement("bedrock:InvokeModel"), statement("s3:GetObject", on="arn:aws:s3:::b/a"))
    return table(
        document(
            aws_cognito_identity_pool={"main": {"allow_unauthenticated_identities": True, **pool}},
            aws_iam_role={"guests": {"name": "guests", "assume_role_policy": trust(kind="unauthenticated")}},
            aws_iam_role_policy={"guests": {"role": "${aws_iam_role.guests.name}", "policy": allowed}},
            **{ATTACHMENT: {"main": {"roles": {"unauthenticated": "${aws_iam_role.guests.arn}"}}}},
        )
    )


def test_guests_reach_no_bedrock_but_by_the_classic_flow() -> None:
    found = guests(allow_classic_flow=False)
    assert found["guests"] == ["bucket b/a: read", "note (Cognito limits guests to some services)"]
    classic = guests(allow_classic_flow=True)["guests, by the classic flow"]
    assert classic[:2] == [SONNETS, "bucket b/a: read"]


def test_guests_who_are_not_let_in_are_nobody() -> None:
    assert "guests" not in guests(allow_unauthenticated_identities=False)


POOL_ID = "${aws_cognito_user_pool.main.id}"
CLIENT_ID, JOB_ID = (f"${{aws_cognito_user_pool_client.{each}.id}}" for each in ("web", "job"))
ISSUER = "https://cognito-idp.eu-central-1.amazonaws.com/${aws_cognito_user_pool.main.id}"
HTTP, REST = "aws_apigatewayv2_authorizer", "aws_api_gateway_authorizer"
GATEWAY = "aws_bedrockagentcore_gateway"


def jwt(**more: Any) -> dict[str, Any]:
    """A gateway with a JWT authorizer."""
    discovery = f"{ISSUER}/.well-known/openid-configuration"
    block = {"custom_jwt_authorizer": [{"discovery_url": discovery, **more}]}
    return {GATEWAY: {"x": {"authorizer_type": "CUSTOM_JWT", "authorizer_configuration": [block]}}}


def http(*audience: str, **route: Any) -> dict[str, Any]:
    """An HTTP API's authorizer, and a route that uses it where one is given."""
    authorizer = {"authorizer_type": "JWT", "jwt_configuration": [{"issuer": ISSUER, "audience": list(audience)}]}
    made: dict[str, Any] = {HTTP: {"x": authorizer}}
    if route:
        uses = {"authorization_type": "JWT", "authorizer_id": f"${{{HTTP}.x.id}}", "route_key": "GET /"}
        made["aws_apigatewayv2_route"] = {"r": {**uses, **route}}
    return made


SCOPE_MARK = {"authorizer_configuration": [{"custom_jwt_authorizer": [{"allowed_scopes": True}]}]}
ROUTE = "HTTP API aws_apigatewayv2_route.r (GET /): enter"


@pytest.mark.parametrize(
    ("door", "web", "job"),
    [
        (http(CLIENT_ID), [f"HTTP API {HTTP}.x: enter"], []),
        (http(CLIENT_ID, JOB_ID), [f"HTTP API {HTTP}.x: enter"], [f"HTTP API {HTTP}.x: enter"]),
        (http("another-id"), [], []),
        (http("https://api.example.com"), *[[f"HTTP API {HTTP}.x: enter (bound to https://api.example.com)"]] * 2),
        (
            http(CLIENT_ID, JOB_ID, authorization_scopes=["api/read", "x"]),
            *[[f"{ROUTE} (with scope api/read)"]] * 2,
        ),
        (http(CLIENT_ID, JOB_ID, authorization_scopes=["openid"]), [f"{ROUTE} (with scope openid)"], []),
        (http(CLIENT_ID, JOB_ID, authorization_scopes=["api/write"]), [], []),
        (
            http(CLIENT_ID, JOB_ID, authorization_scopes=["aws.cognito.signin.user.admin"]),
            [f"{ROUTE} (with scope aws.cognito.signin.user.admin)"],
            [],
        ),
        (
            {REST: {"x": {"type": "COGNITO_USER_POOLS", "provider_arns": ["${aws_cognito_user_pool.main.arn}"]}}},
            [f"REST API {REST}.x: enter"],
            [],
        ),
        (jwt(allowed_clients=[CLIENT_ID]), [f"AgentCore gateway {GATEWAY}.x: enter"], []),
        (jwt(allowed_audience=[CLIENT_ID]), [f"AgentCore gateway {GATEWAY}.x: enter"], []),
        (jwt(allowed_clients=[CLIENT_ID], allowed_audience=[CLIENT_ID]), [], []),
        (
            jwt(allowed_clients=[JOB_ID, CLIENT_ID], allowed_scopes=["api/read"]),
            *[[f"AgentCore gateway {GATEWAY}.x: enter (with scope api/read)"]] * 2,
        ),
        (
            {
                "aws_lb_listener_rule": {
                    "x": {
                        "action": [
                            {
                                "type": "authenticate-cognito",
                                "authenticate_cognito": [
                                    {
                                        "user_pool_arn": "${aws_cognito_user_pool.main.arn}",
                                        "user_pool_client_id": CLIENT_ID,
                                    }
                                ],
                            }
                        ]
                    }
                }
            },
            ["load balancer aws_lb_listener_rule.x: enter"],
            [],
        ),
        (
            {
                "aws_verifiedpermissions_identity_source": {
                    "x": {
                        "configuration": [
                            {
                                "cognito_user_pool_configuration": [
                                    {"user_pool_arn": "${aws_cognito_user_pool.main.arn}", "client_ids": [CLIENT_ID]}
                                ]
                            }
                        ]
                    }
                }
            },
            ["Verified Permissions aws_verifiedpermissions_identity_source.x: enter"],
            [],
        ),
        (
            {
                "aws_appsync_graphql_api": {
                    "x": {
                        "authentication_type": "AMAZON_COGNITO_USER_POOLS",
                        "user_pool_config": [{"user_pool_id": POOL_ID, "default_action": "DENY"}],
                    }
                }
            },
            *[["GraphQL API aws_appsync_graphql_api.x: enter (where the schema lets them)"]] * 2,
        ),
        ({HTTP: {"x": {"authorizer_type": "JWT", "jwt_configuration": [{"issuer": "https://example.com"}]}}}, [], []),
    ],
)
def test_a_door_lets_in(door: dict[str, Any], web: list[str], job: list[str]) -> None:
    found = table(document(INVOKE, **door))
    assert found["users of web"] == [SCOPES, *web]
    assert found["machine job"] == ["scopes api/read: ask for", *job]


def test_a_door_for_a_group_is_told_of_the_group() -> None:
    match = {
        "claim_match_operator": "CONTAINS_ANY",
        "claim_match_value": {"match_value_string_list": ["analysts", "x"]},
    }
    claim = {"inbound_token_claim_name": "cognito:groups", "authorizing_claim_match_value": match}
    found = table(document(INVOKE, **jwt(allowed_clients=[CLIENT_ID, JOB_ID], custom_claim=[claim])))
    assert found["group analysts through web"] == [SONNETS, f"AgentCore gateway {GATEWAY}.x: enter"]
    assert found["users of web"] == [SCOPES, f"AgentCore gateway {GATEWAY}.x: enter (in group analysts or x)"]
    assert found["machine job"] == ["scopes api/read: ask for"]


@pytest.mark.parametrize(("clients", "rows"), [((CLIENT_ID, JOB_ID), 1), ((JOB_ID,), 0)])
def test_a_pattern_that_names_app_clients_lets_those_in(clients: tuple[str, ...], rows: int) -> None:
    config = {"user_pool_id": POOL_ID, "app_id_client_regex": f"^({'|'.join(clients)})$", "default_action": "ALLOW"}
    api = {"x": {"authentication_type": "AMAZON_COGNITO_USER_POOLS", "user_pool_config": [config]}}
    found = table(document(INVOKE, aws_appsync_graphql_api=api))
    assert found["users of web"] == [SCOPES, *["GraphQL API aws_appsync_graphql_api.x: enter"] * rows]


def test_a_model_behind_a_profile_says_so() -> None:
    profile = "arn:aws:bedrock:eu-central-1:111122223333:inference-profile/eu.anthropic.claude-sonnet-4-5-20250929-v1:0"
    through = {"StringEquals": {"bedrock:InferenceProfileArn": profile}}
    assert analysts(document(statement("bedrock:InvokeModel", on=[SONNET], Condition=through))) == [
        f"{SONNETS} (through profile eu.anthropic.claude-sonnet-4-5-20250929-v1:0)"
    ]


@pytest.mark.parametrize(
    ("is_secret", "scope", "rows"),
    [
        (True, "api/read", [f"{GATEWAY}.x: enter (with scope (sensitive))"]),
        (True, "api/write", []),
        (False, "api/read", [f"{GATEWAY}.x: enter (with scope api/read)"]),
    ],
)
def test_a_sensitive_scope_of_a_door_is_compared_and_not_shown(is_secret: bool, scope: str, rows: list[str]) -> None:
    made = document(INVOKE, **jwt(allowed_scopes=[scope], allowed_clients=[CLIENT_ID]))
    marks = {GATEWAY: SCOPE_MARK} if is_secret else {}
    changes = [
        entry(f"{type_}.{name}", ["no-op"], values, values, after_sensitive=marks.get(type_))
        for type_, named in made["resource"].items()
        for name, values in named.items()
    ]
    (web,) = (each for each in holders_of(plan_of(terraform_plan(*changes), "plan")) if each.kind == "users")
    doors = [str(each).removeprefix("AgentCore gateway ") for each in rows_of_entries(web.entries)][1:]
    assert doors == rows
